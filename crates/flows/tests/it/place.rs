//! Placing: once, at the price that was seen, of what is there, or not at all and saying why.

use catalog::ListingVerb;
use countries::Country;
use flows::basket;
use flows::pay::PayError;
use flows::place::PlaceError;
use futures::future::join_all;
use kernel::Money;
use rehearsal::{MTN_APPROVES, TestMarket, phone};

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_places_once_and_prompts_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let cart = m.cart_with(&[(&wrap, 1)]).await;
    let wish = m.wish(&cart);
    let clicks = join_all((0..20).map(|_| m.try_place(wish.clone()))).await;
    let placed: Vec<_> = clicks.into_iter().map(Result::unwrap).collect();
    assert!(
        placed
            .iter()
            .all(|p| p.id == placed[0].id && p.key.to_hex() == placed[0].key.to_hex())
    );

    let wish = m.wish_to_pay(placed[0].id, &phone(MTN_APPROVES));
    let clicks = join_all((0..20).map(|_| m.try_pay(wish.clone()))).await;
    let attempts: Vec<_> = clicks.into_iter().map(Result::unwrap).collect();
    assert!(attempts.iter().all(|a| a.id == attempts[0].id));
    let pushed = join_all((0..5).map(|_| flows::pay::push(&m.market, attempts[0].id))).await;
    assert!(pushed.iter().all(Result::is_ok), "{pushed:?}");
    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;

    let after = m.footprint().await;
    assert_eq!(
        (
            after.purchases.len(),
            after.orders.len(),
            after.attempts.len()
        ),
        (1, 1, 1)
    );
    assert_eq!(m.prompts(&attempts[0]), 1);
    assert_eq!(m.status(placed[0].id).await.as_str(), "PAID");
    assert_eq!(m.stock(wrap.variant).await, (4, 0));
    // Long after, the same click still answers the same and moves nothing.
    let again = m.try_pay(wish).await.unwrap();
    assert_eq!(again.id, attempts[0].id);
    assert_eq!(m.footprint().await, after);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_with_other_content_is_refused() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let cart = m.cart_with(&[(&wrap, 1)]).await;
    let wish = m.wish(&cart);
    let placed = m.try_place(wish.clone()).await.unwrap();
    let before = m.footprint().await;
    let mut elsewhere = wish.clone();
    elsewhere.recipient.landmark = "Opposite the school".to_owned();
    let mut dearer = wish.clone();
    dearer.total_seen = Money::new(1, wish.total_seen.currency());
    for other in [elsewhere, dearer] {
        let refused = m.try_place(other).await;
        assert!(
            matches!(refused, Err(PlaceError::KeyReused { number }) if number == placed.number)
        );
    }
    let pay = m.wish_to_pay(placed.id, &m.phone());
    assert_eq!(m.footprint().await, before);

    m.try_pay(pay.clone()).await.unwrap();
    let before = m.footprint().await;
    let other = flows::pay::Pay {
        phone: m.phone(),
        ..pay
    };
    assert!(matches!(m.try_pay(other).await, Err(PayError::KeyReused)));
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_moved_is_shown_and_never_charged() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let cart = m.cart_with(&[(&wrap, 2)]).await;
    let wish = m.wish(&cart);
    m.reprice(&wrap, 11_000).await;
    let before = m.footprint().await;
    let refused = m.try_place(wish.clone()).await;
    let Err(PlaceError::TotalChanged { total }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(total, Money::new(24_500, wrap.price.currency()));
    assert_eq!(m.footprint().await, before);

    // The cart and the key are untouched: seeing the new prices and agreeing to the new total places it.
    basket::see_prices(&m.market, cart.cart).await.unwrap();
    let placed = m
        .try_place(flows::place::Place {
            total_seen: total,
            ..wish
        })
        .await
        .unwrap();
    assert_eq!(placed.total, total);
    // What was placed is never re-priced.
    m.reprice(&wrap, 99_000).await;
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    assert_eq!(m.cleared().await, total.minor());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_that_moved_against_each_other_are_shown_though_the_total_is_the_same() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let bag = m.product(wrap.shop, 5_000, 5).await;
    let cart = m.cart_with(&[(&wrap, 1), (&bag, 1)]).await;
    let wish = m.wish(&cart);
    m.reprice(&wrap, 9_000).await;
    m.reprice(&bag, 6_000).await;
    let before = m.footprint().await;
    let refused = m.try_place(wish.clone()).await;
    assert!(
        matches!(refused, Err(PlaceError::TotalChanged { total }) if total == wish.total_seen),
        "{refused:?}"
    );
    assert_eq!(m.footprint().await, before);
    basket::see_prices(&m.market, cart.cart).await.unwrap();
    assert_eq!(
        m.try_place(wish.clone()).await.unwrap().total,
        wish.total_seen
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_with_something_else_in_the_cart_is_no_repeat() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let bag = m.product(wrap.shop, 10_000, 9).await;
    let cart = m.cart_with(&[(&wrap, 1)]).await;
    let wish = m.wish(&cart);
    let placed = m.try_place(wish.clone()).await.unwrap();
    // As much money, and another thing.
    let country = cart.country;
    let put = async |product: &rehearsal::Product, quantity| {
        basket::clear(&m.market, cart.token, country).await.unwrap();
        basket::add(
            &m.market,
            Some(cart.token),
            country,
            product.variant,
            quantity,
        )
        .await
        .unwrap();
    };
    put(&bag, 1).await;
    let before = m.footprint().await;
    let refused = m.try_place(wish.clone()).await;
    assert!(matches!(refused, Err(PlaceError::KeyReused { number }) if number == placed.number));
    put(&wrap, 2).await;
    let refused = m.try_place(wish.clone()).await;
    assert!(matches!(refused, Err(PlaceError::KeyReused { .. })));
    // The same things again are the same wish, and an empty cart is a repeat.
    put(&wrap, 1).await;
    assert_eq!(m.try_place(wish.clone()).await.unwrap().id, placed.id);
    basket::clear(&m.market, cart.token, country).await.unwrap();
    assert_eq!(m.try_place(wish).await.unwrap().id, placed.id);
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_longer_on_sale_is_refused() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let other = m.product(wrap.shop, 5_000, 5).await;
    let cart = m.cart_with(&[(&wrap, 1), (&other, 1)]).await;
    m.act_on(wrap.listing, ListingVerb::Pause).await;
    let before = m.footprint().await;
    let refused = m.try_place(m.wish(&cart)).await;
    let Err(PlaceError::Gone(gone)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(gone, [wrap.variant]);
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_short_is_named_line_by_line_and_nothing_is_held() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let plenty = m.product(wrap.shop, 5_000, 50).await;
    let cart = m.cart_with(&[(&wrap, 5), (&plenty, 3)]).await;
    m.place(&[(&wrap, 2)]).await;
    let before = m.footprint().await;
    let refused = m.try_place(m.wish(&cart)).await;
    let Err(PlaceError::Short(short)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(short.len(), 1);
    assert_eq!(
        (short[0].variant, short[0].wanted, short[0].available),
        (wrap.variant, 5, 3)
    );
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_shop_does_not_deliver_nothing_is_placed() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let cart = m.cart_with(&[(&wrap, 1)]).await;
    let before = m.footprint().await;
    let mut wish = m.wish(&cart);
    wish.recipient.area = "avondale".to_owned();
    let refused = m.try_place(wish).await;
    assert!(matches!(refused, Err(PlaceError::NoDelivery(shops)) if shops == [wrap.shop.shop]));
    let mut abroad = m.wish(&cart);
    abroad.country = Country::Kenya;
    assert!(matches!(
        m.try_place(abroad).await,
        Err(PlaceError::Gone(_))
    ));
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_cart_and_a_cart_that_never_was_place_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let cart = m.cart_with(&[(&wrap, 1)]).await;
    m.try_place(m.wish(&cart)).await.unwrap();
    let before = m.footprint().await;
    assert!(matches!(
        m.try_place(m.wish(&cart)).await,
        Err(PlaceError::EmptyCart)
    ));
    let mut nobodys = m.wish(&cart);
    nobodys.cart = m.market.source.id();
    assert!(matches!(
        m.try_place(nobodys).await,
        Err(PlaceError::EmptyCart)
    ));
    assert_eq!(m.footprint().await, before);
}
