//! What a shop earns: pending until the hold is over, then its own, and on its phone once.

use flows::payout::PayoutError;
use futures::future::join_all;
use kernel::Money;
use rehearsal::{Product, TestMarket};
use simulator::{CallbackKnob, Code, Outcome, Scenario, ScenarioRule, Transport};

fn kwacha(minor: i64) -> Money {
    Money::new(minor, kernel::Currency::ZMW)
}

/// A shop with one sale of K 100 and K 25 delivery, complete.
async fn with_earnings() -> (TestMarket, Product) {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    (m, wrap)
}

fn everybody(m: &TestMarket, scenario: Scenario) {
    m.simulator()
        .put_scenario(ScenarioRule::everybody(scenario))
        .unwrap();
}

fn code(text: &str) -> Code {
    Code::try_from(text.to_owned()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_pending_until_its_hold_is_over() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let commission = m.orders(placed.id).await[0].commission.minor();
    let own = kwacha(placed.total.minor() - commission);
    let before = m.earnings(wrap.shop).await;
    assert_eq!((before.pending, before.available), (own, kwacha(0)));

    m.deliver(&placed, wrap.shop).await;
    m.pass_here(71 * 3_600);
    assert_eq!(m.sweep().await.completed, 0, "the hold is not over");
    m.pass_here(2 * 3_600);
    assert_eq!(m.sweep().await.completed, 1);
    assert_eq!(m.sweep().await.completed, 0, "once");
    let after = m.earnings(wrap.shop).await;
    assert_eq!((after.pending, after.available), (kwacha(0), own));
    assert_eq!(m.order_states(placed.id).await, [("completed", 1)].into());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_says_which_order_each_line_is_from() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let placed = m.sold(&[(&wrap, 1)]).await;
        m.earned(&placed, wrap.shop).await;
        numbers.push(m.orders(placed.id).await[0].number);
    }
    m.pay_out(wrap.shop, "a").await.unwrap();
    let statement = m.statement(wrap.shop).await;
    let orders: Vec<_> = statement.lines.iter().map(|line| line.order).collect();
    let newest_first = [None, Some(numbers[1]), Some(numbers[0])];
    assert_eq!(orders, newest_first);
    let left: i64 = statement.lines.iter().map(|line| line.amount.minor()).sum();
    assert_eq!(left, statement.earnings.available.minor());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_arrives_once_however_often_it_is_asked_for() {
    let (m, wrap) = with_earnings().await;
    let available = m.earnings(wrap.shop).await.available;
    let keys = ["a", "a", "b", "a", "c", "b"];
    let asked = join_all(keys.map(|key| m.pay_out(wrap.shop, key))).await;
    let first = asked.iter().flatten().next().unwrap().id;
    for answer in &asked {
        match answer {
            Ok(payout) => assert_eq!(payout.id, first, "the same key is the same payout"),
            Err(PayoutError::Nothing) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    let earnings = m.earnings(wrap.shop).await;
    assert_eq!(earnings.available, kwacha(0));
    assert_eq!(earnings.in_transit, available);
    m.assert_sound().await;

    m.run_jobs().await;
    m.let_money_arrive().await;
    let payouts = m.payouts(wrap.shop).await;
    assert_eq!(payouts.len(), 1);
    assert_eq!(payouts[0].state.as_str(), "paid");
    assert_eq!(payouts[0].amount, available);
    assert_eq!(m.earnings(wrap.shop).await.in_transit, kwacha(0));
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_fails_gives_the_money_back_and_another_may_begin() {
    for (outcome, transport) in [
        (Outcome::Fail(code("RECIPIENT_NOT_FOUND")), Transport::Ok),
        (Outcome::Reject(code("PAYOUTS_NOT_ALLOWED")), Transport::Ok),
        (
            Outcome::Fail(code("RECIPIENT_NOT_FOUND")),
            Transport::ServerErrorAfter { code: 502 },
        ),
    ] {
        let (m, wrap) = with_earnings().await;
        let available = m.earnings(wrap.shop).await.available;
        let scenario = Scenario {
            outcome,
            transport,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        m.pay_out(wrap.shop, "first").await.unwrap();
        m.run_jobs().await;
        m.let_money_arrive().await;
        assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "failed");
        assert_eq!(m.earnings(wrap.shop).await.available, available);
        m.assert_sound().await;

        m.simulator().clear_scenarios().unwrap();
        m.pay_out(wrap.shop, "second").await.unwrap();
        m.run_jobs().await;
        m.let_money_arrive().await;
        assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
        assert_eq!(m.earnings(wrap.shop).await.available, kwacha(0));
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_payout_that_arrives_after_all_is_taken_from_what_is_available() {
    let (m, wrap) = with_earnings().await;
    let available = m.earnings(wrap.shop).await.available;
    let late = Scenario {
        outcome: Outcome::LateSuccess {
            code: code("RECIPIENT_NOT_FOUND"),
            after_seconds: 600,
        },
        ..Scenario::default()
    };
    everybody(&m, late);
    m.pay_out(wrap.shop, "first").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.earnings(wrap.shop).await.available, available);
    m.pass(600).await;
    m.let_money_arrive().await;
    assert_eq!(m.earnings(wrap.shop).await.available, kwacha(0));
    assert_eq!(m.open_cases().await, ["paid_late"]);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_whose_callbacks_never_come_is_asked_about() {
    let (m, wrap) = with_earnings().await;
    let silent = Scenario {
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    everybody(&m, silent);
    m.pay_out(wrap.shop, "first").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_paid_out_of_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    m.sold(&[(&wrap, 1)]).await;
    let before = m.footprint().await;
    let refused = m.pay_out(wrap.shop, "early").await;
    assert!(matches!(refused, Err(PayoutError::Nothing)), "{refused:?}");
    assert_eq!(m.footprint().await, before);
}
