//! Collected money that is not exactly ours is nobody's guess: suspense and a case.

use flows::cases::Decided;
use kernel::Currency;
use ledger::Account;
use moderation::Choice;
use payments::Attempt;
use rehearsal::{MTN_APPROVES, Product, TestMarket, phone};
use simulator::{Answer, Outcome, Report, ReportIn, Scenario, ScenarioRule};

async fn paid_with(
    m: &TestMarket,
    wrap: &Product,
    report: Report,
) -> (flows::place::Placed, Attempt) {
    let phone = m.phone();
    m.scenario(
        &phone,
        Scenario {
            outcome: Outcome::Success,
            report: Some(report),
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(wrap, 1)]).await;
    let attempt = m.pay(&placed, &phone).await;
    (placed, attempt)
}

/// Not paid, not refused, nothing sold, one case; asking again changes nothing.
async fn assert_set_aside(
    m: &TestMarket,
    placed: &flows::place::Placed,
    attempt: &Attempt,
    why: &str,
) {
    assert_eq!(attempt.state.as_str(), "unclear");
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "open");
    assert_eq!(m.status(placed.id).await.as_str(), "UNCLEAR");
    assert_eq!(m.open_cases().await, [why]);
    assert_eq!(m.timeline(placed.id).await, ["placed", "prompt_sent"]);
    assert_eq!(m.messages(placed.id).await, []);

    let before = m.footprint().await;
    for _ in 0..3 {
        m.pass(3_600).await;
        m.sweep().await;
        flows::settle::settle(&m.market, attempt.id, "job")
            .await
            .unwrap();
    }
    assert_eq!(m.footprint().await, before);
    assert_eq!(m.stock_of(placed).await.1, 1, "stock follows the money");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_amount_goes_to_suspense_and_a_case() {
    for stated in ["124.9900", "125.0100", "0.0100"] {
        let (m, wrap) = TestMarket::with_product(10_000, 5).await;
        let report = Report {
            amount: Some(stated.to_owned()),
            ..Report::default()
        };
        let (placed, attempt) = paid_with(&m, &wrap, report).await;
        assert_set_aside(&m, &placed, &attempt, "amount_mismatch").await;
        let ngwee: i64 = stated
            .trim_end_matches("00")
            .replace('.', "")
            .parse()
            .unwrap();
        assert_eq!(m.balance(&Account::Suspense).await, -ngwee);
        assert_eq!(m.cleared().await, ngwee);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_currency_goes_to_suspense_in_that_currency_and_a_case() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let report = Report {
        currency: Some("KES".to_owned()),
        ..Report::default()
    };
    let (placed, attempt) = paid_with(&m, &wrap, report).await;
    assert_set_aside(&m, &placed, &attempt, "currency_mismatch").await;
    let mut tx = m.platform().await;
    let balance = ledger::balance(&mut *tx, &Account::Suspense, Currency::KES)
        .await
        .unwrap();
    assert_eq!(balance.minor(), -12_500);
    assert_eq!(m.cleared().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_amount_is_a_case_and_books_nothing() {
    for stated in ["125,00", "", "125.00001", "1e2", "-125"] {
        let (m, wrap) = TestMarket::with_product(10_000, 5).await;
        let report = Report {
            amount: Some(stated.to_owned()),
            ..Report::default()
        };
        let (placed, attempt) = paid_with(&m, &wrap, report).await;
        let why = if stated == "-125" {
            "amount_mismatch"
        } else {
            "unmatched"
        };
        assert_set_aside(&m, &placed, &attempt, why).await;
        assert_eq!(m.balance(&Account::Suspense).await, 0);
        assert_eq!(m.cleared().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lie_in_the_callback_alone_changes_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let report = Report {
        amount: Some("1.0000".to_owned()),
        currency: Some("KES".to_owned()),
        r#in: ReportIn::Callback,
        ..Report::default()
    };
    let (placed, attempt) = paid_with(&m, &wrap, report).await;
    assert_eq!(attempt.state.as_str(), "collected");
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.cleared().await, 12_500);
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_nobody_knows_moves_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let report = Report {
        status: Some("PARTIALLY_BLESSED".to_owned()),
        ..Report::default()
    };
    let (placed, attempt) = paid_with(&m, &wrap, report).await;
    assert!(attempt.state.is_open());
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "open");
    assert_eq!(m.cleared().await, 0);
    let before = m.footprint().await;
    m.pass(86_400).await;
    m.sweep().await;
    assert_eq!(m.open_cases().await, ["stuck_unclear"], "a person is asked");
    let mut after = m.footprint().await.rows;
    if let Some(cases) = after.get_mut("cases") {
        *cases -= 1;
    }
    assert_eq!(after, before.rows, "and nothing else happens");
    assert_eq!(m.stock_of(&placed).await.1, 1);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_a_person_has_decided_the_buyer_may_pay_again_and_the_money_stays_explained() {
    let (m, wrap) = TestMarket::with_product(10_000, 1).await;
    let report = Report {
        amount: Some("124.0000".to_owned()),
        ..Report::default()
    };
    let (placed, attempt) = paid_with(&m, &wrap, report).await;
    let retry = m
        .try_pay(m.wish_to_pay(placed.id, &phone(MTN_APPROVES)))
        .await;
    assert!(matches!(retry, Err(flows::pay::PayError::StillOpen(open)) if open == attempt.id));

    let decided = m.decide_payment(attempt.id, Choice::Close).await;
    assert_eq!(decided, Decided::Done);
    assert_eq!(m.status(placed.id).await.as_str(), "FAILED");
    assert_eq!(m.stock(wrap.variant).await, (1, 0));
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.balance(&Account::Suspense).await, -12_400);
    assert_eq!(m.cleared().await, 12_400 + 12_500);
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_paid_for_something_else_already_pays_for_nothing_more() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let first = m.sold(&[(&wrap, 1)]).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    let told = m
        .simulator()
        .answer(kernel::Id::uuid(attempt.reference), Answer::Approve)
        .unwrap();
    let mut tx = m.platform().await;
    sqlx::query("update payment_attempts set provider_transaction = $2 where purchase_id = $1")
        .bind(kernel::Id::uuid(first.id))
        .bind(told.provider_transaction_id)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    m.pass(6).await;
    m.run_jobs().await;
    assert_set_aside(&m, &placed, &m.attempt(attempt.id).await, "unmatched").await;
    assert_eq!(m.balance(&Account::Suspense).await, -12_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_puts_its_amount_right_is_booked_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let report = Report {
        amount: Some("1.0000".to_owned()),
        ..Report::default()
    };
    let (placed, attempt) = paid_with(&m, &wrap, report).await;
    assert_eq!(m.balance(&Account::Suspense).await, -100);
    let right = Scenario {
        outcome: Outcome::Success,
        ..Scenario::default()
    };
    m.simulator()
        .put_scenario(ScenarioRule::for_id(
            kernel::Id::uuid(attempt.reference),
            right,
        ))
        .unwrap();
    flows::settle::settle(&m.market, attempt.id, "job")
        .await
        .unwrap();
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.balance(&Account::Suspense).await, 0);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

/// Whatever it states is what it holds for us, also where it stated that before.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_goes_back_and_forth_is_booked_as_it_says_now() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let report = |amount: &str| Report {
        amount: Some(amount.to_owned()),
        ..Report::default()
    };
    let (placed, attempt) = paid_with(&m, &wrap, report("1.0000")).await;
    assert_eq!(m.balance(&Account::Suspense).await, -100);
    for (stated, ngwee) in [
        ("2.0000", 200),
        ("1.0000", 100),
        ("1.0000", 100),
        ("2.0000", 200),
        ("1.0000", 100),
    ] {
        let says = Scenario {
            outcome: Outcome::Success,
            report: Some(report(stated)),
            ..Scenario::default()
        };
        let id = kernel::Id::uuid(attempt.reference);
        m.simulator()
            .put_scenario(ScenarioRule::for_id(id, says))
            .unwrap();
        flows::settle::settle(&m.market, attempt.id, "job")
            .await
            .unwrap();
        assert_eq!(m.balance(&Account::Suspense).await, -ngwee, "{stated}");
        assert_eq!(m.cleared().await, ngwee, "{stated}");
    }
    m.decide_payment(attempt.id, Choice::Refund).await;
    m.let_money_arrive().await;
    assert_eq!(m.balance(&Account::Suspense).await, 0);
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_sent_back_is_not_put_right_behind_them() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let report = Report {
        amount: Some("1.0000".to_owned()),
        ..Report::default()
    };
    let (_, attempt) = paid_with(&m, &wrap, report).await;
    m.decide_payment(attempt.id, moderation::Choice::Refund)
        .await;
    assert_eq!(m.balance(&Account::Suspense).await, 0);
    let right = Scenario {
        outcome: Outcome::Success,
        ..Scenario::default()
    };
    m.simulator()
        .put_scenario(ScenarioRule::for_id(
            kernel::Id::uuid(attempt.reference),
            right,
        ))
        .unwrap();
    flows::settle::settle(&m.market, attempt.id, "job")
        .await
        .unwrap();
    assert_eq!(m.balance(&Account::Suspense).await, 0, "it left already");
    m.assert_sound().await;
}
