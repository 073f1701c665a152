//! Holds end; what is paid or may be paid does not.

use flows::reconcile;
use futures::future::join_all;
use rehearsal::{MTN_NEVER_ENDS, MTN_NOT_APPROVED, TestMarket, phone};
use simulator::Answer;

const HOLD_SECONDS: u64 = 15 * 60;

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_ran_out_expires_the_purchase_and_frees_the_stock_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 2)]).await;
    m.pass_here(HOLD_SECONDS);
    assert_eq!(m.sweep().await.expired, 0, "not a second early");
    m.pass_here(1);
    let swept = join_all((0..8).map(|_| reconcile::sweep(&m.market))).await;
    let expired: usize = swept.into_iter().map(|s| s.unwrap().expired).sum();
    assert_eq!(expired, 1);
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "expired");
    assert_eq!(m.order_states(placed.id).await, [("cancelled", 1)].into());
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    assert_eq!(m.timeline(placed.id).await, ["placed", "expired"]);
    assert_eq!(m.status(placed.id).await.as_str(), "EXPIRED");

    let before = m.footprint().await;
    m.pass_here(86_400);
    assert_eq!(m.sweep().await.expired, 0);
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_purchase_never_expires() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;
    let before = m.footprint().await;
    for _ in 0..5 {
        m.pass_here(86_400);
        let swept = m.sweep().await;
        assert_eq!((swept.asked, swept.expired), (0, 0));
    }
    assert_eq!(m.footprint().await, before);
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_is_kept_as_long_as_a_prompt_may_still_be_answered() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 2)]).await;
    let attempt = m.pay(&placed, &phone(MTN_NEVER_ENDS)).await;
    for _ in 0..4 {
        m.pass_here(6 * 3_600);
        assert_eq!(m.sweep().await.expired, 0);
        assert_eq!(m.stock(wrap.variant).await, (5, 2));
    }
    assert_eq!(m.status(placed.id).await.as_str(), "PENDING");

    m.answer(&attempt, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.stock(wrap.variant).await, (3, 0));
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_attempt_prolongs_the_hold() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.pass_here(HOLD_SECONDS - 60);
    m.pay(&placed, &m.phone()).await;
    let held_until = m.purchase(placed.id).await.held_until.unwrap();
    assert!(held_until - m.now() > time::Duration::minutes(14));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_refusal_a_purchase_stays_payable_for_a_day_without_holding_anything() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.pay(&placed, &phone(MTN_NOT_APPROVED)).await;
    m.pass_here(23 * 3_600);
    assert_eq!(m.sweep().await.expired, 0);
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    m.pass_here(2 * 3_600);
    assert_eq!(m.sweep().await.expired, 1);
    assert_eq!(
        m.stock(wrap.variant).await,
        (5, 0),
        "freed by the refusal, and only once"
    );
    m.assert_sound().await;
}
