//! A browser that waits asks again and again: no table of orders is needed for that, and what changed is told at once.

use std::sync::Arc;
use std::time::Duration;

use flows::cancel;
use flows::progress::poll::{Asker, Named, poll};
use flows::progress::{Progress, Status};
use kernel::AccessKey;
use rehearsal::{MTN_APPROVES, MTN_NEVER_ENDS, TestMarket, holder, phone};
use simulator::Answer as SimulatedAnswer;

/// What a poll may take while others hold every table it must not need.
const POLL_MS: u64 = 1_000;
const ORDER_TABLES: &str = "purchases, orders, order_lines, order_events, payment_intents, payment_attempts, disbursements";

async fn asked(m: &TestMarket, asker: Asker<'_>, named: Named) -> Option<Arc<Progress>> {
    let answer = poll(&m.market, asker, named);
    tokio::time::timeout(Duration::from_millis(POLL_MS), answer)
        .await
        .unwrap_or_else(|_| panic!("it waits for a table that it does not need"))
        .unwrap()
}

fn by_nobody() -> Asker<'static> {
    Asker {
        person: None,
        opened: &[],
        key: None,
    }
}

fn by_key(key: &AccessKey) -> Asker<'_> {
    Asker {
        person: None,
        opened: &[],
        key: Some(key),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_answered_while_every_table_of_orders_is_locked() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    let first = asked(&m, by_key(&placed.key), Named::Number(placed.number)).await;
    assert_eq!(first.unwrap().status, Status::Pending);

    let mut locking = m.db.owner.begin().await.unwrap();
    let lock = format!("lock table {ORDER_TABLES} in access exclusive mode");
    sqlx::query(sqlx::AssertSqlSafe(lock))
        .execute(&mut *locking)
        .await
        .unwrap();
    for named in [Named::Number(placed.number), Named::Id(placed.id)] {
        let waiting = asked(&m, by_key(&placed.key), named).await.unwrap();
        assert_eq!(waiting.status, Status::Pending);
        let opened = Asker {
            opened: &[placed.id],
            ..by_nobody()
        };
        assert!(asked(&m, opened, named).await.is_some());
        // Nor do strangers reach a table by asking.
        assert!(asked(&m, by_nobody(), named).await.is_none());
        let wrong = AccessKey::from_random([7; 16]);
        assert!(asked(&m, by_key(&wrong), named).await.is_none());
    }
    // What this test asks of the poll, it could not ask of the whole page.
    let page = flows::progress::of(&m.market, holder(placed.id), placed.id);
    let page = tokio::time::timeout(Duration::from_millis(200), page).await;
    assert!(page.is_err(), "the tables are locked");
    locking.rollback().await.unwrap();

    m.answer(&attempt, SimulatedAnswer::Approve).await;
    m.run_jobs().await;
    let after = asked(&m, by_key(&placed.key), Named::Number(placed.number)).await;
    assert_eq!(
        after.unwrap().status,
        Status::Paid,
        "told at the first question"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_changes_is_told_by_the_next_answer() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let status = async || -> Status {
        let progress = asked(&m, by_key(&placed.key), Named::Id(placed.id)).await;
        let progress: Arc<Progress> = progress.unwrap();
        let read = m.status(placed.id).await;
        assert_eq!(progress.status, read, "as the page says");
        read
    };
    assert_eq!(status().await, Status::Pending);
    let attempt = m.pay(&placed, &m.phone()).await;
    assert_eq!(status().await, Status::Pending);
    m.answer(&attempt, SimulatedAnswer::Refuse).await;
    m.run_jobs().await;
    assert_eq!(status().await, Status::Failed);
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    assert_eq!(status().await, Status::Paid);
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    status().await;
    m.let_money_arrive().await;
    assert_eq!(status().await, Status::Refunded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_to_the_provider_alone_makes_nobody_read_again() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.pay(&placed, &phone(MTN_NEVER_ENDS)).await;
    let version = async || -> i64 {
        let mut tx = m.platform().await;
        let watched = orders::watch::find(&mut *tx, placed.id).await.unwrap();
        watched.unwrap().version
    };
    let (before, asked_before) = (version().await, m.attempts(placed.id).await[0].checks);
    m.pass(60).await;
    m.sweep().await;
    m.run_jobs().await;
    assert!(m.attempts(placed.id).await[0].checks > asked_before);
    assert_eq!(version().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_claims_a_purchase_may_ask_about_it() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let stranger = Some(m.person().await);
    let buyer = m.person().await;
    let phone = m.purchase(placed.id).await.recipient.phone;
    let by = |person| Asker {
        person,
        ..by_nobody()
    };
    assert!(
        asked(&m, by(Some(buyer)), Named::Id(placed.id))
            .await
            .is_none()
    );
    let mut tx = m.platform().await;
    orders::purchase::claim(&mut tx, &phone, buyer)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(
        asked(&m, by(Some(buyer)), Named::Id(placed.id))
            .await
            .is_some()
    );
    assert!(
        asked(&m, by(stranger), Named::Id(placed.id))
            .await
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_as_store_credit_is_told_too() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let buyer = rich.buying(placed.id);
    flows::credit::pay(&m.market, buyer, placed.id)
        .await
        .unwrap();
    let asker = by_key(&placed.key);
    let told = asked(&m, asker, Named::Id(placed.id)).await;
    assert_eq!(told.unwrap().status.as_str(), "PAID");
    flows::cancel::by_buyer(&m.market, buyer, placed.id)
        .await
        .unwrap();
    let asker = by_key(&placed.key);
    let told = asked(&m, asker, Named::Id(placed.id)).await;
    assert_eq!(told.unwrap().status.as_str(), "REFUNDED");
}
