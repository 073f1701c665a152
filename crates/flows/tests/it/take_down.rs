//! What is taken down is nowhere, at once; its owner knows why, and nobody buys it any more.

use accounts::PlatformRole;
use catalog::Reason;
use flows::moderate::Moderator;
use flows::place::PlaceError;
use flows::take_down::{self, TakeDownError, Target};
use rehearsal::TestMarket;

fn who(m: &TestMarket) -> Moderator {
    Moderator {
        person: m.market.source.id(),
        role: PlatformRole::Moderator,
    }
}

fn reason() -> Reason {
    Reason::parse("This may not be sold here.").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_taken_down_while_it_lies_in_carts_is_bought_by_nobody() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let mut carts = Vec::new();
    for _ in 0..12 {
        carts.push(m.cart_with_one(&wrap).await);
    }
    let why = reason();
    let down = take_down::take_down(&m.market, who(&m), Target::Listing(wrap.listing), &why);
    let buying = futures::future::join_all(carts.iter().map(|cart| m.try_place(m.wish(cart))));
    let (down, bought) = tokio::join!(down, buying);
    down.unwrap();
    let mut placed = 0;
    for answer in bought {
        match answer {
            // Before it was taken down.
            Ok(_) => placed += 1,
            Err(PlaceError::Gone(lines)) => assert_eq!(lines, [wrap.variant]),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(
        m.stock(wrap.variant).await,
        (50, placed),
        "those alone who were faster hold any"
    );
    let late = m.try_place(m.wish(&carts[0])).await;
    assert!(
        matches!(late, Err(PlaceError::Gone(_) | PlaceError::EmptyCart)),
        "{late:?}"
    );
    m.assert_sound().await;
    m.run_jobs().await;
    assert!(m.has_told("took something of your shop off").await);
    let again =
        take_down::take_down(&m.market, who(&m), Target::Listing(wrap.listing), &reason()).await;
    assert!(matches!(again, Err(TakeDownError::NotNow)), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_shop_sells_nothing_is_paid_nothing_and_may_come_back() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let sold = m.sold(&[(&wrap, 1)]).await;
    m.earned(&sold, wrap.shop).await;
    let cart = m.cart_with_one(&wrap).await;
    let shop = wrap.shop.shop;
    take_down::take_down(&m.market, who(&m), Target::Shop(shop), &reason())
        .await
        .unwrap();
    let refused = m.try_place(m.wish(&cart)).await;
    assert!(matches!(refused, Err(PlaceError::Gone(_))), "{refused:?}");
    let unpaid = m.pay_out(wrap.shop, "now").await;
    assert!(
        matches!(unpaid, Err(flows::payout::PayoutError::Suspended)),
        "{unpaid:?}"
    );

    take_down::restore(&m.market, who(&m), shop).await.unwrap();
    m.try_place(m.wish(&cart)).await.unwrap();
    m.pay_out(wrap.shop, "now").await.unwrap();
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_leads_to_what_it_names_up_or_down() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let mut tx = m.platform().await;
    let listing = catalog::listings::find(&mut *tx, wrap.listing)
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    let address = format!("https://soko.example/p/{}?o=red", listing.address());
    let found = take_down::find(&m.market, &address).await.unwrap().unwrap();
    assert_eq!(found.target, Target::Listing(wrap.listing));
    assert!(!found.is_down);
    take_down::take_down(&m.market, who(&m), found.target, &reason())
        .await
        .unwrap();
    let found = take_down::find(&m.market, &address).await.unwrap().unwrap();
    assert!(found.is_down);
    assert_eq!(found.reason, reason().as_str());
    for nothing in ["", "/p/nothing", "/s/nobody", "/s/", "x/y/z"] {
        assert!(
            take_down::find(&m.market, nothing).await.unwrap().is_none(),
            "{nothing}"
        );
    }
}
