//! What happened is told once to each, however often and however parallel it is delivered.

use flows::announce;
use flows::cancel;
use flows::view;
use futures::future::join_all;
use rehearsal::{MTN_APPROVES, TestMarket, holder, phone};

async fn settled_but_untold() -> (TestMarket, flows::place::Placed) {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    m.run_jobs().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &phone(MTN_APPROVES)).await;
    m.lose_jobs().await;
    flows::pay::push(&m.market, attempt.id).await.unwrap();
    m.pass(1).await;
    m.lose_jobs().await;
    flows::settle::settle(&m.market, attempt.id, "job")
        .await
        .unwrap();
    m.lose_jobs().await;
    (m, placed)
}

#[tokio::test(flavor = "multi_thread")]
async fn delivering_at_the_same_time_tells_each_once() {
    let (m, placed) = settled_but_untold().await;
    assert_eq!(m.messages(placed.id).await, []);
    let delivered = join_all((0..10).map(|_| announce::deliver(&m.market))).await;
    let events: usize = delivered.into_iter().map(Result::unwrap).sum();
    assert_eq!(events, 2, "placed and paid, by one of ten");
    let told = m.messages(placed.id).await;
    assert_eq!(told.len(), 2, "{told:?}");
    let buyer = m.purchase(placed.id).await.recipient.phone;
    let to_buyer = told
        .iter()
        .filter(|message| message.to_phone == buyer.e164());
    assert_eq!(to_buyer.count(), 1);
    assert_eq!(announce::deliver(&m.market).await.unwrap(), 0);
    assert_eq!(m.messages(placed.id).await, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_delivered_again_tells_nobody_twice() {
    let (m, placed) = settled_but_untold().await;
    announce::deliver(&m.market).await.unwrap();
    let told = m.messages(placed.id).await;
    let mut tx = m.platform().await;
    let forgotten = sqlx::query("update outbox_events set delivered_at = null")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(forgotten.rows_affected() >= 2);
    announce::deliver(&m.market).await.unwrap();
    assert_eq!(m.messages(placed.id).await, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_commit_is_not_announced() {
    let (m, wrap) = TestMarket::with_product(10_000, 1).await;
    m.run_jobs().await;
    let cart = m.cart_with(&[(&wrap, 1)]).await;
    m.place(&[(&wrap, 1)]).await;
    m.run_jobs().await;
    let before = m.footprint().await;
    m.try_place(m.wish(&cart)).await.unwrap_err();
    assert_eq!(announce::deliver(&m.market).await.unwrap(), 0);
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyer_alone_is_sent_the_link_that_opens_the_purchase() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.sold(&[(&wrap, 1)]).await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    // The refund's arrival is news too: without waiting for it, a busy machine decides how many there are.
    m.let_money_arrive().await;
    let buyer = m.purchase(placed.id).await.recipient.phone;
    let mut tx = m.platform().await;
    let shop = catalog::shops::find(&mut *tx, wrap.shop.shop)
        .await
        .unwrap()
        .unwrap()
        .phone;
    drop(tx);
    let link = view::link(&m.market, placed.number, &placed.key);
    let told = m.messages(placed.id).await;
    assert_eq!(told.len(), 5);
    let (mut with_key, mut without) = (Vec::new(), Vec::new());
    for message in told {
        assert!([buyer.e164(), shop.e164()].contains(&message.to_phone.as_str()));
        assert!(message.body.len() <= 160, "one SMS: {}", message.body);
        if message.body.contains(&placed.key.to_hex()) {
            with_key.push(message);
        } else {
            without.push(message);
        }
    }
    assert_eq!(without.len(), 4, "a number may travel, a key goes once");
    let [paid] = &with_key[..] else {
        panic!("{with_key:?}")
    };
    assert_eq!(paid.to_phone, buyer.e164());
    assert!(paid.body.ends_with(&link), "{}", paid.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_link_does_not_fit_or_opens_nothing_the_form_is_named() {
    let (m, placed) = settled_but_untold().await;
    let mut market = m.market.clone();
    market.settings.public_url = format!("https://{}.example", "a".repeat(40));
    announce::deliver(&market).await.unwrap();
    let paid = |told: Vec<rehearsal::MessageSeen>| {
        let mut told = told.into_iter();
        told.find(|message| message.body.contains("received"))
            .unwrap()
            .body
    };
    let body = paid(m.messages(placed.id).await);
    assert!(body.ends_with(".example/track"), "{body}");

    let (m, placed) = settled_but_untold().await;
    let mut market = m.market.clone();
    market.settings.secret = kernel::Secret::new("another secret of thirty-two signs");
    announce::deliver(&market).await.unwrap();
    let body = paid(m.messages(placed.id).await);
    assert!(body.ends_with("/track"), "{body}");
}
