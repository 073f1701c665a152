//! Money that comes after we were told it would not: kept if the goods are still there, owed back if not.

use flows::cancel;
use payments::Attempt;
use rehearsal::{MTN_APPROVES, Product, TestMarket, holder, phone};
use simulator::{Answer, CallbackKnob, Code, Outcome, Scenario};

/// A purchase of `pieces` whose prompt ran out on the phone.
async fn timed_out(m: &TestMarket, wrap: &Product, pieces: u32) -> (flows::place::Placed, Attempt) {
    let placed = m.place(&[(wrap, pieces)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    m.pass(70).await;
    m.run_jobs().await;
    let attempt = m.attempt(attempt.id).await;
    assert_eq!(attempt.refusal(), Some(kernel::Refusal::NotApproved));
    assert_eq!(m.status(placed.id).await.as_str(), "FAILED");
    (placed, attempt)
}

/// The operator took the money after all.
async fn money_arrives(m: &TestMarket, attempt: &Attempt) {
    m.answer(attempt, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "collected");
}

async fn assert_owed(m: &TestMarket, placed: &flows::place::Placed, state: &str, why: &str) {
    assert_eq!(m.purchase(placed.id).await.state.as_str(), state);
    // The provider may have sent it back by now.
    let back = m.given_back(placed.id).await;
    let owed = m.owed(placed.id).await;
    assert_eq!(owed + back, placed.total.minor());
    assert_eq!(m.owed_because(placed.id).await, [why]);
    let seen = flows::view::of(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(seen.owed.minor(), owed, "the buyer reads how much");
    m.assert_sound().await;

    m.let_money_arrive().await;
    assert_eq!(m.owed(placed.id).await, 0, "sent back without being asked");
    assert_eq!(m.timeline(placed.id).await.last(), Some(&"refunded"));
    assert_eq!(m.open_cases().await, [""; 0], "nobody has to decide");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_is_kept_while_the_goods_are_there() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = timed_out(&m, &wrap, 2).await;
    assert_eq!(m.stock(wrap.variant).await, (5, 0), "freed by the refusal");

    money_arrives(&m, &attempt).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.order_states(placed.id).await, [("confirmed", 1)].into());
    assert_eq!(m.stock(wrap.variant).await, (3, 0));
    assert_eq!(m.owed(placed.id).await, 0);
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_for_an_expired_purchase_is_owed_back() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = timed_out(&m, &wrap, 2).await;
    m.pass_here(25 * 3_600);
    assert_eq!(m.sweep().await.expired, 1);

    money_arrives(&m, &attempt).await;
    assert_owed(&m, &placed, "expired", "late_payment").await;
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    assert_eq!(
        m.messages(placed.id).await.len(),
        2,
        "owed, and sent back: to the buyer alone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_for_a_cancelled_purchase_is_owed_back() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = timed_out(&m, &wrap, 2).await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();

    money_arrives(&m, &attempt).await;
    assert_owed(&m, &placed, "cancelled", "cancelled_paid").await;
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_for_what_was_sold_to_another_is_owed_back() {
    let (m, wrap) = TestMarket::with_product(10_000, 2).await;
    let (placed, attempt) = timed_out(&m, &wrap, 1).await;
    let other = m.place(&[(&wrap, 2)]).await;
    m.pay(&other, &phone(MTN_APPROVES)).await;

    money_arrives(&m, &attempt).await;
    assert_owed(&m, &placed, "cancelled", "sold_out").await;
    assert_eq!(m.order_states(placed.id).await, [("cancelled", 1)].into());
    assert_eq!(m.stock(wrap.variant).await, (0, 0));
    assert_eq!(m.purchase(other.id).await.state.as_str(), "paid");
    assert_eq!(m.owed(other.id).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_success_is_owed_back_whole() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, first) = timed_out(&m, &wrap, 1).await;
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");

    money_arrives(&m, &first).await;
    assert_owed(&m, &placed, "paid", "double_payment").await;
    assert_eq!(m.stock(wrap.variant).await, (4, 0), "sold once");
    assert_eq!(m.cleared().await, placed.total.minor());
    assert_eq!(m.order_states(placed.id).await, [("confirmed", 1)].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_pays_while_a_second_prompt_is_open_and_the_second_is_owed_back() {
    let (m, wrap) = TestMarket::with_product(10_000, 1).await;
    let (placed, first) = timed_out(&m, &wrap, 1).await;
    let second = m.pay(&placed, &m.phone()).await;
    assert_eq!(second.state.as_str(), "awaiting_pin");

    money_arrives(&m, &first).await;
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "paid");
    assert_eq!(m.stock(wrap.variant).await, (0, 0));
    assert_eq!(m.owed(placed.id).await, 0);

    money_arrives(&m, &second).await;
    assert_owed(&m, &placed, "paid", "double_payment").await;
    let refunds = m.refunds(placed.id).await;
    assert_eq!(refunds.len(), 1);
    assert_eq!(refunds[0].amount, second.amount);
    assert_eq!(
        *refunds[0].purpose.phone(),
        second.phone,
        "to whoever paid second"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn money_approved_on_an_open_prompt_after_cancelling_is_owed_back() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    let cancelled = cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    assert!(cancelled.owed.is_zero());
    assert_eq!(m.stock(wrap.variant).await, (5, 0));

    money_arrives(&m, &attempt).await;
    assert_owed(&m, &placed, "cancelled", "cancelled_paid").await;
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
}

/// Failed at first, and taken after so many minutes; no callback ever says so.
fn silently_late(code: &str, minutes: u64) -> Scenario {
    Scenario {
        outcome: Outcome::LateSuccess {
            code: Code::try_from(code.to_owned()).unwrap(),
            after_seconds: minutes * 60,
        },
        callback: CallbackKnob::None,
        ..Scenario::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_comes_after_a_no_is_found_without_a_callback() {
    for minutes in [5, 300] {
        let (m, wrap) = TestMarket::with_product(10_000, 5).await;
        let phone = m.phone();
        m.scenario(&phone, silently_late("PAYMENT_NOT_APPROVED", minutes));
        let placed = m.place(&[(&wrap, 1)]).await;
        m.pay(&placed, &phone).await;
        m.pass(10).await;
        m.sweep().await;
        assert_eq!(m.status(placed.id).await.as_str(), "FAILED");
        for _ in 0..12 {
            m.pass(minutes * 10).await;
            m.sweep().await;
        }
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{minutes}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}
