//! What a person decided about a difference, and what explains it later: nothing is booked a second time, whichever came first.

use flows::{cases, settle};
use kernel::Id as _;
use moderation::Choice;
use payments::provider::ProviderName;
use simulator::{Answer, ByHand, CallbackKnob, Code, Outcome, Report, Scenario};

use super::*;

/// What the provider holds, what lies in suspense, and what was written off, by our books, in ngwee; what we hold is positive.
async fn held(m: &TestMarket) -> (i64, i64, i64) {
    (
        m.cleared().await,
        -m.balance(&Account::Suspense).await,
        -m.balance(&Account::Differences).await,
    )
}

/// Statements are compared again, and nothing more follows.
async fn settled(m: &TestMarket) {
    let before = m.footprint().await;
    let again = provider_statement::examine(&m.market, ProviderName::PawaPay).await;
    assert_eq!(again.unwrap(), provider_statement::Examined::default());
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;
}

async fn told(m: &TestMarket) -> String {
    exported(m, Wanted::of("pawapay")).await
}

/// A sale whose line is not on the statement.
async fn sold_and_missing() -> (TestMarket, i64) {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.pass(2 * DAY_SECONDS + 3_600).await;
    import(&m, ProviderName::PawaPay, &statement(&m, &[]), m.now()).await;
    assert_eq!(
        m.open_cases().await,
        [""; 0],
        "of no currency it tells nothing"
    );
    let other = statement(&m, &[("S-1", "0.00", "FEE")]);
    import(&m, ProviderName::PawaPay, &other, m.now()).await;
    assert_eq!(m.open_cases().await, ["missing_there"]);
    (m, placed.total.minor())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_line_takes_back_that_it_never_came() {
    for is_written_off in [false, true] {
        let (m, total) = sold_and_missing().await;
        let case = m.case_called("missing_there").await;
        m.decide_case(case, Choice::NeverCame).await;
        assert_eq!(held(&m).await, (0, -total, 0));
        settled(&m).await;
        let case = m.case_called("difference_set_aside").await;
        if is_written_off {
            m.decide_case(case, Choice::WrittenOff).await;
            assert_eq!(held(&m).await, (0, 0, -total));
            settled(&m).await;
        }
        let imported = import(&m, ProviderName::PawaPay, &told(&m).await, m.now()).await;
        assert_eq!(
            (imported.examined.matched, imported.examined.undone),
            (1, 1)
        );
        assert_eq!(
            held(&m).await,
            (total, 0, 0),
            "written off: {is_written_off}"
        );
        assert_eq!(m.open_cases().await, [""; 0]);
        let by = m.admin().await;
        let why = moderation::Reason::parse("Too late").unwrap();
        let late = cases::decide(&m.market, by, case, Choice::WrittenOff, &why).await;
        assert!(matches!(late, Err(cases::CaseError::Decided)));
        settled(&m).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_line_of_another_amount_takes_it_back_and_asks_about_the_rest() {
    let (m, total) = sold_and_missing().await;
    let case = m.case_called("missing_there").await;
    m.decide_case(case, Choice::NeverCame).await;
    let less = told(&m).await.replace(",125.00,", ",124.00,");
    import(&m, ProviderName::PawaPay, &less, m.now()).await;
    assert_eq!(held(&m).await, (total, 0, 0));
    assert_eq!(m.open_cases().await, ["different_line"]);
    let case = m.case_called("different_line").await;
    m.decide_case(case, Choice::Theirs).await;
    assert_eq!(held(&m).await, (total - 100, -100, 0));
    settled(&m).await;
}

/// The provider says no, its statement says that it came; the callback that says so comes last.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_of_a_refused_payment_pays_it_and_its_late_callback_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    m.answer(&attempt, Answer::Refuse).await;
    m.run_jobs().await;
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "refused");
    let reference = attempt.reference.to_string();
    let came = statement(&m, &[(&reference, "125.00", "DEPOSIT")]);
    import(&m, ProviderName::PawaPay, &came, m.now()).await;
    m.run_jobs().await;
    m.pass(60).await;
    provider_statement::examine(&m.market, ProviderName::PawaPay)
        .await
        .unwrap();
    let case = m.case_called("missing_here").await;
    m.decide_case(case, Choice::There).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(held(&m).await, (12_500, 0, 0));
    assert_eq!(classes(&m).await, [("matched".to_owned(), 1)].into());
    m.run_jobs().await;
    let before = m.footprint().await;
    m.answer(&attempt, Answer::Approve).await;
    m.run_jobs().await;
    settle::settle(&m.market, attempt.id, "job").await.unwrap();
    assert_eq!(m.footprint().await, before);
    settled(&m).await;
}

/// Of another amount than was asked it is set aside, like whatever a provider says itself, and its own case asks.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_of_another_amount_is_the_buyers_to_get_back() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    m.answer(&attempt, Answer::Refuse).await;
    m.run_jobs().await;
    let reference = attempt.reference.to_string();
    let came = statement(&m, &[(&reference, "120.00", "DEPOSIT")]);
    import(&m, ProviderName::PawaPay, &came, m.now()).await;
    m.run_jobs().await;
    m.pass(60).await;
    provider_statement::examine(&m.market, ProviderName::PawaPay)
        .await
        .unwrap();
    let case = m.case_called("missing_here").await;
    m.decide_case(case, Choice::There).await;
    assert_eq!(m.open_cases().await, ["amount_mismatch"]);
    assert_eq!(held(&m).await, (12_000, 12_000, 0));
    assert_eq!(classes(&m).await, [("matched".to_owned(), 1)].into());
    settled(&m).await;
    m.decide_payment(attempt.id, Choice::Refund).await;
    assert_eq!(m.owed(placed.id).await, 12_000);
    settled(&m).await;
}

/// The provider says that it failed, its statement that it left.
#[tokio::test(flavor = "multi_thread")]
async fn what_left_of_a_failed_payout_is_taken_from_its_shop_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    let scenario = Scenario {
        outcome: Outcome::LateSuccess {
            code: Code::try_from("RECIPIENT_NOT_FOUND".to_owned()).unwrap(),
            after_seconds: 3_600,
        },
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    let everybody = simulator::ScenarioRule::everybody(scenario);
    m.simulator().put_scenario(everybody).unwrap();
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "failed");
    let amount = payout.amount.to_plain(2);
    let reference = payout.reference.to_string();
    let left = statement(&m, &[(&reference, &amount, "PAYOUT")]);
    let left = left.strip_prefix(HEADER).unwrap();
    let csv = format!("{}{left}", told(&m).await.trim_end());
    import(&m, ProviderName::PawaPay, &csv, m.now()).await;
    m.run_jobs().await;
    m.pass(60).await;
    provider_statement::examine(&m.market, ProviderName::PawaPay)
        .await
        .unwrap();
    let case = m.case_called("missing_here").await;
    m.decide_case(case, Choice::There).await;
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
    let available = m.earnings(wrap.shop).await.available;
    assert!(available.is_zero(), "{available}");
    assert_eq!(m.open_cases().await, ["paid_late"]);
    m.run_jobs().await;
    m.pass(3_700).await;
    let before = m.footprint().await;
    flows::disburse::settle(&m.market, payout.id, "job")
        .await
        .unwrap();
    m.sweep().await;
    assert_eq!(m.footprint().await, before);
    settled(&m).await;
}

/// A payment to our paybill of which nobody had told us when its line was decided: it is told of late, and booked as what it is, once.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_is_found_again_when_its_payment_is_told_of() {
    for is_written_off in [false, true] {
        let m = TestMarket::open().await;
        flows::till::register(&m.market).await;
        let shop = m.shop("Kilimani Kiondo", countries::Country::Kenya).await;
        let basket = m.product(shop, 100_000, 20).await;
        let placed = m.place(&[(&basket, 1)]).await;
        // The statement is faster than the confirmation, however quickly that would come.
        let late = Scenario {
            callback: CallbackKnob::Delayed { seconds: 25 },
            ..Scenario::default()
        };
        m.scenario(&rehearsal::phone("+254711000999"), late);
        let typed = ByHand {
            msisdn: "254711000999".to_owned(),
            account: placed.number.to_string(),
            amount: 1_025,
        };
        m.simulator().pay_by_hand(&typed).await.unwrap();
        // Until it has settled there it is on no statement.
        m.pass(1).await;
        let csv = exported(&m, Wanted::of("daraja")).await;
        import(&m, ProviderName::Mpesa, &csv, m.now()).await;
        let books = async || {
            let mut all = Vec::new();
            for account in [
                clearing(ProviderName::Mpesa),
                Account::Suspense,
                Account::Differences,
            ] {
                all.push(balance(&m, account, Currency::KES).await);
            }
            all
        };
        let case = m.case_called("missing_here").await;
        m.decide_case(case, Choice::There).await;
        assert_eq!(books().await, [102_500, -102_500, 0]);
        if is_written_off {
            let case = m.case_called("difference_set_aside").await;
            m.decide_case(case, Choice::WrittenOff).await;
            assert_eq!(books().await, [102_500, 0, -102_500]);
        }
        // The confirmation, and then the answer to our question about it, which is as late.
        for _ in 0..2 {
            m.let_money_arrive().await;
        }
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        let examined = provider_statement::examine(&m.market, ProviderName::Mpesa).await;
        let examined = examined.unwrap();
        assert_eq!((examined.matched, examined.undone), (1, 1));
        assert_eq!(books().await, [102_500, 0, 0], "once");
        assert_eq!(m.open_cases().await, [""; 0]);
        let again = provider_statement::examine(&m.market, ProviderName::Mpesa).await;
        assert_eq!(again.unwrap(), provider_statement::Examined::default());
        m.assert_sound().await;
    }
}

/// The provider said another amount first, was believed as far as it could be, and says the right one in the end.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_lets_go_of_money_that_its_provider_put_right() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let phone = m.phone();
    let report = Report {
        amount: Some("124.9900".to_owned()),
        ..Report::default()
    };
    let lying = Scenario {
        outcome: Outcome::Success,
        report: Some(report),
        ..Scenario::default()
    };
    m.scenario(&phone, lying);
    let attempt = m.pay(&placed, &phone).await;
    let csv = told(&m).await.replace(",124.99,", ",125.00,");
    import(&m, ProviderName::PawaPay, &csv, m.now()).await;
    let case = m.case_called("different_line").await;
    m.decide_case(case, Choice::Theirs).await;
    assert_eq!(held(&m).await, (12_500, 12_500, 0));
    settled(&m).await;

    let right = Scenario {
        outcome: Outcome::Success,
        ..Scenario::default()
    };
    let right = simulator::ScenarioRule::for_id(attempt.reference.uuid(), right);
    m.simulator().put_scenario(right).unwrap();
    settle::settle(&m.market, attempt.id, "job").await.unwrap();
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    let examined = provider_statement::examine(&m.market, ProviderName::PawaPay)
        .await
        .unwrap();
    assert_eq!((examined.matched, examined.undone), (1, 1));
    assert_eq!(held(&m).await, (12_500, 0, 0));
    m.pass(3 * DAY_SECONDS).await;
    provider_statement::examine(&m.market, ProviderName::PawaPay)
        .await
        .unwrap();
    let titles = m.open_cases().await;
    assert!(!titles.contains(&"missing_there".to_owned()), "{titles:?}");
    settled(&m).await;
}

/// What was set aside when it came is decided about first: it cannot have come and never come.
#[tokio::test(flavor = "multi_thread")]
async fn money_that_waits_for_a_decision_did_not_never_come() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let phone = m.phone();
    let report = Report {
        amount: Some("124.9900".to_owned()),
        ..Report::default()
    };
    let lying = Scenario {
        outcome: Outcome::Success,
        report: Some(report),
        ..Scenario::default()
    };
    m.scenario(&phone, lying);
    let attempt = m.pay(&placed, &phone).await;
    m.pass(2 * DAY_SECONDS + 3_600).await;
    let other = statement(&m, &[("S-1", "0.00", "FEE")]);
    import(&m, ProviderName::PawaPay, &other, m.now()).await;
    let case = m.case_called("missing_there").await;
    let by = m.admin().await;
    let why = moderation::Reason::parse("Not there").unwrap();
    let decided = cases::decide(&m.market, by, case, Choice::NeverCame, &why).await;
    assert!(matches!(
        decided,
        Err(cases::CaseError::NotPossible(
            cases::NotPossible::DecideFirst
        ))
    ));
    m.decide_payment(attempt.id, Choice::Keep).await;
    m.decide_case(case, Choice::NeverCame).await;
    assert_eq!(held(&m).await, (0, -12_499, 0));
    settled(&m).await;
}
