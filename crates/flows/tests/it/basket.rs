//! The cart: never more than there is, at prices that were agreed to, of what may be sold.

use catalog::ListingVerb;
use countries::Country;
use flows::basket::{self, BasketError, Reach};
use kernel::{CartId, Id, Money};
use rehearsal::TestMarket;
use uuid::Uuid;

const ZAMBIA: Country = Country::Zambia;

#[tokio::test(flavor = "multi_thread")]
async fn the_cart_never_holds_more_than_is_left() {
    let (m, wrap) = TestMarket::with_product(10_000, 3).await;
    let held = basket::add(&m.market, None, ZAMBIA, wrap.variant, 2)
        .await
        .unwrap();
    assert_eq!((held.quantity, held.is_clamped), (2, false));
    let held = basket::add(&m.market, Some(held.token), ZAMBIA, wrap.variant, 2)
        .await
        .unwrap();
    assert_eq!((held.quantity, held.is_clamped), (3, true));
    let set = basket::set(&m.market, held.token, ZAMBIA, wrap.variant, 99)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((set.quantity, set.is_clamped), (3, true));
    assert_eq!(
        basket::count(&m.market, held.token, ZAMBIA).await.unwrap(),
        3
    );

    // Someone else buys two of them: the line says so, and agreeing makes it fit.
    m.sold(&[(&wrap, 2)]).await;
    let basket = basket::view(&m.market, held.token, ZAMBIA, None)
        .await
        .unwrap()
        .unwrap();
    assert!(basket.needs_a_look() && basket.lines().all(basket::Line::is_short));
    basket::accept(&m.market, held.token, ZAMBIA).await.unwrap();
    let basket = basket::view(&m.market, held.token, ZAMBIA, None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(basket.quantity(), 1);
    assert!(!basket.needs_a_look());

    // Nothing left is not "none of it": the line stays until the visitor takes it out.
    m.sold(&[(&wrap, 1)]).await;
    basket::accept(&m.market, held.token, ZAMBIA).await.unwrap();
    let refused = basket::set(&m.market, held.token, ZAMBIA, wrap.variant, 1).await;
    assert!(
        matches!(refused, Err(BasketError::SoldOut { .. })),
        "{refused:?}"
    );
    let refused = basket::add(&m.market, None, ZAMBIA, wrap.variant, 1).await;
    assert!(
        matches!(refused, Err(BasketError::SoldOut { .. })),
        "{refused:?}"
    );
    assert_eq!(
        basket::count(&m.market, held.token, ZAMBIA).await.unwrap(),
        1
    );
    basket::set(&m.market, held.token, ZAMBIA, wrap.variant, 0)
        .await
        .unwrap();
    assert_eq!(
        basket::count(&m.market, held.token, ZAMBIA).await.unwrap(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_moved_is_said_until_it_is_agreed_to() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let cart = m.cart_with(&[(&wrap, 2)]).await;
    m.reprice(&wrap, 12_500).await;
    // Changing the quantity agrees to nothing.
    basket::set(&m.market, cart.token, ZAMBIA, wrap.variant, 3)
        .await
        .unwrap();
    let basket = basket::view(&m.market, cart.token, ZAMBIA, None)
        .await
        .unwrap()
        .unwrap();
    let line = basket.lines().next().unwrap();
    assert!(line.is_repriced() && basket.needs_a_look());
    assert_eq!(
        (
            line.seen.minor(),
            line.item.price.minor(),
            line.total.minor()
        ),
        (10_000, 12_500, 37_500)
    );

    basket::accept(&m.market, cart.token, ZAMBIA).await.unwrap();
    let basket = basket::view(&m.market, cart.token, ZAMBIA, None)
        .await
        .unwrap()
        .unwrap();
    assert!(!basket.needs_a_look());
    assert_eq!(basket.quantity(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_off_sale_can_only_be_taken_out() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let cart = m.cart_with(&[(&wrap, 2)]).await;
    m.act_on(wrap.listing, ListingVerb::Pause).await;
    let basket = basket::view(&m.market, cart.token, ZAMBIA, None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(basket.gone, [wrap.variant]);
    assert!(basket.groups.is_empty() && basket.needs_a_look());
    let refused = basket::set(&m.market, cart.token, ZAMBIA, wrap.variant, 1).await;
    assert!(
        matches!(refused, Err(BasketError::NotForSale)),
        "{refused:?}"
    );
    let refused = basket::add(&m.market, None, ZAMBIA, wrap.variant, 1).await;
    assert!(
        matches!(refused, Err(BasketError::NotForSale)),
        "{refused:?}"
    );
    basket::set(&m.market, cart.token, ZAMBIA, wrap.variant, 0)
        .await
        .unwrap();
    let basket = basket::view(&m.market, cart.token, ZAMBIA, None)
        .await
        .unwrap()
        .unwrap();
    assert!(basket.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_shop_says_what_it_asks_for_bringing_it() {
    let m = TestMarket::open().await;
    let near = m.shop("Blue Basket", ZAMBIA).await;
    let far = m.shop("Copper Pot", ZAMBIA).await;
    let (wrap, pot) = (
        m.product(near, 10_000, 5).await,
        m.product(far, 4_000, 5).await,
    );
    let cart = m.cart_with(&[(&wrap, 1), (&pot, 2)]).await;
    let see = async |area| {
        basket::view(&m.market, cart.token, ZAMBIA, area)
            .await
            .unwrap()
            .unwrap()
    };

    let unasked = see(None).await;
    assert!(
        unasked
            .groups
            .iter()
            .all(|group| group.delivery == Reach::NotAsked)
    );
    assert_eq!((unasked.items.minor(), unasked.total()), (18_000, None));

    let nowhere = see(Some("kabulonga")).await;
    assert!(
        nowhere
            .groups
            .iter()
            .all(|group| group.delivery == Reach::NotThere)
    );
    assert_eq!(nowhere.total(), None);

    let there = see(Some("chelstone")).await;
    assert_eq!(there.groups.len(), 2);
    let sum: i64 = there.groups.iter().map(|group| group.items.minor()).sum();
    assert_eq!(sum, there.items.minor());
    assert_eq!(
        there.total(),
        Some(Money::new(18_000 + 2 * 2_500, there.items.currency()))
    );
    // What is shown is what is charged.
    assert_eq!(
        m.try_place(m.wish(&cart)).await.unwrap().total,
        there.total().unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_s_goods_do_not_mix_with_another_s() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let refused = basket::add(&m.market, None, Country::Kenya, wrap.variant, 1).await;
    assert!(
        matches!(refused, Err(BasketError::NotForSale)),
        "{refused:?}"
    );
    let cart = m.cart_with(&[(&wrap, 2)]).await;
    assert_eq!(
        basket::count(&m.market, cart.token, Country::Kenya)
            .await
            .unwrap(),
        0
    );
    // A token that was never given out leads to nothing.
    let stranger = CartId::from_uuid(Uuid::new_v4());
    assert!(
        basket::view(&m.market, stranger, ZAMBIA, None)
            .await
            .unwrap()
            .is_none()
    );
    basket::clear(&m.market, stranger, ZAMBIA).await.unwrap();
    assert_eq!(
        basket::count(&m.market, cart.token, ZAMBIA).await.unwrap(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_paid_goes_back_into_the_cart() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 2)]).await;
    let holder = rehearsal::holder(placed.id);
    flows::cancel::by_buyer(&m.market, holder, placed.id)
        .await
        .unwrap();
    let token = basket::refill(&m.market, None, holder, ZAMBIA, placed.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(basket::count(&m.market, token, ZAMBIA).await.unwrap(), 2);
    // Of a stranger's purchase nothing is read.
    let nobody = store::Buyer {
        person: None,
        purchase: None,
    };
    assert_eq!(
        basket::refill(&m.market, None, nobody, ZAMBIA, placed.id)
            .await
            .unwrap(),
        None
    );
}
