//! What is told to whoever listens: written with what caused it, once.

use countries::Country;
use flows::{announce, basket};
use rehearsal::{MTN_NOT_APPROVED, TestMarket, phone};
use serde_json::{Value, json};

const DAY_SECONDS: u64 = 86_400;

/// The events of a topic in the order they happened: what about, and what they say.
async fn events(m: &TestMarket, topic: &str) -> Vec<(uuid::Uuid, Value)> {
    let mut tx = m.platform().await;
    sqlx::query_as("select aggregate_id, payload from outbox_events where topic = $1 order by id")
        .bind(topic)
        .fetch_all(&mut *tx)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_that_becomes_low_is_announced_once_each_time() {
    use kernel::Id as _;
    let (m, wrap) = TestMarket::with_product(10_000, 7).await;
    let low = |left: u32| {
        let payload = json!({"shop": wrap.shop.shop, "left": left});
        (wrap.variant.uuid(), payload)
    };
    m.sold(&[(&wrap, 2)]).await;
    assert_eq!(
        events(&m, "inventory.low_stock").await,
        [],
        "five is enough"
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    assert_eq!(events(&m, "inventory.low_stock").await, [low(4)]);

    // Paid, and another one sold: it was low before.
    m.pay(&placed, &phone(rehearsal::MTN_APPROVES)).await;
    m.sold(&[(&wrap, 1)]).await;
    assert_eq!(events(&m, "inventory.low_stock").await, [low(4)]);

    // New goods, and the next buyer takes most of them, gives them back, and takes them again.
    let more = flows::keep_listing::StockChange::Received(3);
    flows::keep_listing::set_stock(&m.market, wrap.shop, wrap.variant, more)
        .await
        .unwrap();
    let placed = m.place(&[(&wrap, 3)]).await;
    assert_eq!(events(&m, "inventory.low_stock").await, [low(4), low(3)]);
    m.pay(&placed, &phone(MTN_NOT_APPROVED)).await;
    m.pay(&placed, &phone(rehearsal::MTN_APPROVES)).await;
    assert_eq!(
        events(&m, "inventory.low_stock").await,
        [low(4), low(3), low(3)]
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_placing_that_is_refused_announces_no_low_stock() {
    let (m, wrap) = TestMarket::with_product(10_000, 6).await;
    let scarce = m.product(wrap.shop, 5_000, 1).await;
    let cart = m.cart_with(&[(&wrap, 3), (&scarce, 1)]).await;
    m.place(&[(&scarce, 1)]).await;
    let before = m.footprint().await;
    m.try_place(m.wish(&cart)).await.unwrap_err();
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_is_kept_for_seven_days_after_the_last_touch_and_no_longer() {
    use kernel::Id as _;
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let zambia = Country::Zambia;
    let cart = m.cart_with(&[(&wrap, 2)]).await;
    let cleared = m.cart_with(&[(&wrap, 1)]).await;
    basket::clear(&m.market, cleared.token, zambia)
        .await
        .unwrap();
    let placed = m.cart_with(&[(&wrap, 1)]).await;
    m.try_place(m.wish(&placed)).await.unwrap();
    let count = async |cart: &rehearsal::Filled| {
        basket::count(&m.market, cart.token, zambia).await.unwrap()
    };

    m.pass_here(6 * DAY_SECONDS);
    m.sweep().await;
    // A touch on the sixth day begins the seven days anew.
    basket::set(&m.market, cart.token, zambia, wrap.variant, 3)
        .await
        .unwrap();
    m.pass_here(7 * DAY_SECONDS);
    m.sweep().await;
    assert_eq!(count(&cart).await, 3, "not a second early");
    assert_eq!(events(&m, "cart.abandoned").await, []);

    m.pass_here(1);
    m.sweep().await;
    assert_eq!(count(&cart).await, 0);
    assert_eq!(
        basket::view(&m.market, cart.token, zambia, None)
            .await
            .unwrap()
            .map(|basket| basket.cart),
        None
    );
    // Empty ones go as well, and nobody is told: nothing was left behind in them.
    let told = [(cart.cart.uuid(), json!({"country": "ZM", "lines": 1}))];
    assert_eq!(events(&m, "cart.abandoned").await, told);
    m.sweep().await;
    assert_eq!(events(&m, "cart.abandoned").await, told, "once");
    m.run_jobs().await;
    while announce::deliver(&m.market).await.unwrap() > 0 {}
    assert!(
        m.messages(m.place(&[(&wrap, 1)]).await.id).await.is_empty(),
        "it is told to whoever listens, and to nobody's phone"
    );
}
