//! What happened is told once to each, however often and however parallel it is delivered.

use flows::announce;
use flows::cancel;
use futures::future::join_all;
use rehearsal::{MTN_APPROVES, TestMarket, holder, phone};

async fn settled_but_untold() -> (TestMarket, flows::place::Placed) {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
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
async fn the_messages_of_a_purchase_carry_no_key_and_go_to_its_people_alone() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.sold(&[(&wrap, 1)]).await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    let buyer = m.purchase(placed.id).await.recipient.phone;
    let mut tx = m.platform().await;
    let shop = catalog::shops::find(&mut *tx, wrap.shop.shop)
        .await
        .unwrap()
        .unwrap()
        .phone;
    drop(tx);
    let told = m.messages(placed.id).await;
    assert_eq!(told.len(), 4);
    for message in told {
        assert!([buyer.e164(), shop.e164()].contains(&message.to_phone.as_str()));
        assert!(
            !message.body.contains(&placed.key.to_hex()),
            "a number may travel, a key may not"
        );
    }
}
