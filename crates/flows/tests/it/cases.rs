//! An admin decides about money that does not match: kept, sent back or left, once, and above a limit by two of them.

use flows::cases::{self, Admin, Answer, CaseError, Decided, NotPossible, Plan};
use flows::explain::{Book, explain};
use kernel::{CaseId, Currency, Money, ProposalId};
use ledger::Account;
use moderation::{Choice, ProposalState, Reason};
use payments::Attempt;
use rehearsal::{MTN_APPROVES, Product, TestMarket, phone};
use simulator::{Outcome, Report, Scenario};

/// The provider says that it collected this, and not the 125.00 that were asked.
async fn set_aside(
    m: &TestMarket,
    product: &Product,
    report: Report,
) -> (flows::place::Placed, Attempt) {
    let phone = m.phone();
    let scenario = Scenario {
        outcome: Outcome::Success,
        report: Some(report),
        ..Scenario::default()
    };
    m.scenario(&phone, scenario);
    let placed = m.place(&[(product, 1)]).await;
    let attempt = m.pay(&placed, &phone).await;
    assert_eq!(attempt.state.as_str(), "unclear");
    // It lies about this one alone, and not about what goes back.
    m.simulator().clear_scenarios().unwrap();
    (placed, attempt)
}

fn stating(amount: &str) -> Report {
    Report {
        amount: Some(amount.to_owned()),
        ..Report::default()
    }
}

fn note() -> Reason {
    Reason::parse("Looked at the provider's page").unwrap()
}

async fn decide(
    m: &TestMarket,
    by: Admin,
    case: CaseId,
    choice: Choice,
) -> Result<Decided, CaseError> {
    cases::decide(&m.market, by, case, choice, &note()).await
}

async fn proposal(m: &TestMarket, by: Admin, case: CaseId) -> ProposalId {
    let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
    looked.open_proposal().unwrap().id
}

/// What admins did, oldest first.
async fn deeds(m: &TestMarket, case: CaseId) -> Vec<String> {
    let mut tx = m.platform().await;
    let about = moderation::Subject::new("case", case);
    let trail = moderation::trail(&mut *tx, &about, 100).await.unwrap();
    trail.into_iter().map(|entry| entry.action).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_and_decided_stands_on_the_purchases_timeline() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("100.00")).await;
    let case = m.case_about(attempt.id).await;
    decide(&m, m.admin().await, case, Choice::Keep)
        .await
        .unwrap();
    let number = m.purchase(placed.id).await.number;
    let told = explain(&m.market, number).await.unwrap().unwrap();
    let lines = told.lines.iter().filter(|line| line.book == Book::Case);
    let texts: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
    let [opened, proposed, agreed, ended] = texts[..] else {
        panic!("{texts:#?}");
    };
    assert!(opened.contains("opened amount_mismatch"), "{opened}");
    assert!(
        proposed.starts_with("keep proposed by person "),
        "{proposed}"
    );
    assert!(proposed.ends_with(note().as_str()), "{proposed}");
    assert!(agreed.starts_with("keep agreed by person "), "{agreed}");
    assert!(ended.contains(" by person "), "{ended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_little_can_be_accepted_and_the_marketplace_bears_what_is_missing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("124.0000")).await;
    let case = m.case_about(attempt.id).await;
    let by = m.admin().await;
    let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
    let k = |minor| Money::new(minor, Currency::ZMW);
    assert_eq!(looked.suspense, [k(12_400)]);
    let kept = Plan::Keep {
        came: k(12_400),
        missing: k(100),
        over: k(0),
    };
    assert_eq!(looked.choices[0], (Choice::Keep, Ok(kept)));
    assert!(!looked.needs_second);

    assert_eq!(
        decide(&m, by, case, Choice::Keep).await.unwrap(),
        Decided::Done
    );
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "collected");
    assert_eq!(m.stock(wrap.variant).await, (4, 0));
    assert_eq!(m.balance(&Account::Suspense).await, 0);
    assert_eq!(m.cleared().await, 12_400);
    // Five percent of the goods, less what is missing.
    assert_eq!(m.balance(&Account::Commission).await, -(500 - 100));
    assert_eq!(m.open_cases().await, [""; 0]);
    assert_eq!(deeds(&m, case).await, ["case.keep"]);
    m.run_jobs().await;
    assert_eq!(
        m.messages(placed.id).await.len(),
        2,
        "buyer and shop are told"
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_too_much_the_price_is_kept_and_the_rest_goes_back() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("130.0000")).await;
    let decided = m.decide_payment(attempt.id, Choice::Keep).await;
    assert_eq!(decided, Decided::Done);
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.owed(placed.id).await, 500);
    m.assert_sound().await;
    m.let_money_arrive().await;
    assert_eq!(
        m.given_back(placed.id).await,
        500,
        "{:?}",
        m.refunds(placed.id).await
    );
    assert_eq!(m.owed(placed.id).await, 0);
    assert_eq!(m.cleared().await, 12_500);
    // What is left of it can still go back, and no more.
    flows::cancel::by_buyer(&m.market, rehearsal::holder(placed.id), placed.id)
        .await
        .unwrap();
    m.assert_sound().await;
    assert_eq!(m.owed(placed.id).await, 12_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_back_is_exactly_what_came_and_the_buyer_may_pay_again() {
    let (m, wrap) = TestMarket::with_product(10_000, 1).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("124.0000")).await;
    m.decide_payment(attempt.id, Choice::Refund).await;
    assert_eq!(m.balance(&Account::Suspense).await, 0);
    assert_eq!(m.owed(placed.id).await, 12_400);
    assert_eq!(m.status(placed.id).await.as_str(), "FAILED");
    assert_eq!(m.stock(wrap.variant).await, (1, 0));
    m.assert_sound().await;
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.given_back(placed.id).await, 12_400);
    assert_eq!(m.owed(placed.id).await, 0);
    assert_eq!(m.cleared().await, 12_500);
    assert!(m.timeline(placed.id).await.contains(&"refunded"));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_of_another_currency_cannot_be_kept_and_comes_back_as_store_credit() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let report = Report {
        currency: Some("KES".to_owned()),
        ..Report::default()
    };
    let (placed, attempt) = set_aside(&m, &wrap, report).await;
    let case = m.case_about(attempt.id).await;
    let (first, before) = (m.admin().await, m.footprint().await);
    let kept = decide(&m, first, case, Choice::Keep).await;
    assert!(matches!(
        kept,
        Err(CaseError::NotPossible(NotPossible::OtherCurrency))
    ));
    assert_eq!(m.footprint().await, before, "a refusal moves nothing");

    assert_eq!(
        decide(&m, first, case, Choice::Refund).await.unwrap(),
        Decided::Done
    );
    let shillings = async |account: &Account| {
        let mut tx = m.platform().await;
        ledger::balance(&mut *tx, account, Currency::KES)
            .await
            .unwrap()
            .minor()
    };
    assert_eq!(shillings(&Account::Suspense).await, 0);
    assert_eq!(shillings(&Account::RefundDue(placed.id)).await, 0);
    let mut tx = m.platform().await;
    let wallet = ledger::wallets::find(&mut *tx, &attempt.phone)
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    assert_eq!(shillings(&Account::BuyerWallet(wallet)).await, -12_500);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_read_can_only_be_closed() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("125,00")).await;
    let case = m.case_about(attempt.id).await;
    let by = m.admin().await;
    for choice in [Choice::Keep, Choice::Refund] {
        let decided = decide(&m, by, case, choice).await;
        assert!(
            matches!(
                decided,
                Err(CaseError::NotPossible(NotPossible::NothingThere))
            ),
            "{decided:?}"
        );
    }
    assert_eq!(
        decide(&m, by, case, Choice::Close).await.unwrap(),
        Decided::Done
    );
    assert_eq!(m.status(placed.id).await.as_str(), "FAILED");
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    assert!(matches!(
        decide(&m, by, case, Choice::Close).await,
        Err(CaseError::Decided)
    ));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_cannot_be_kept_for_what_can_no_longer_be_paid() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("124.0000")).await;
    m.decide_payment(attempt.id, Choice::Close).await;
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    // The same money is looked at once more: the purchase is paid by now.
    let mut tx = m.platform().await;
    sqlx::query("update cases set state = 'open', decided_at = null, decided_by = null")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let case = m.case_about(attempt.id).await;
    let by = m.admin().await;
    let kept = decide(&m, by, case, Choice::Keep).await;
    assert!(matches!(
        kept,
        Err(CaseError::NotPossible(NotPossible::NotPayable))
    ));
    decide(&m, by, case, Choice::Refund).await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.given_back(placed.id).await, 12_400);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_limit_two_different_admins_must_want_the_same() {
    let (m, wrap) = TestMarket::with_product(600_000, 5).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("6000.0000")).await;
    let case = m.case_about(attempt.id).await;
    let (first, second) = (m.admin().await, m.admin().await);
    let before = m.footprint().await;
    let proposed = decide(&m, first, case, Choice::Refund).await.unwrap();
    assert_eq!(proposed, Decided::Proposed);
    assert_eq!(m.footprint().await, before, "a proposal moves nothing");
    assert_eq!(m.open_cases().await, ["amount_mismatch"]);

    // Nobody else proposes meanwhile, and nobody agrees with themselves.
    let other = decide(&m, second, case, Choice::Keep).await;
    assert!(matches!(other, Err(CaseError::Proposed)));
    let id = proposal(&m, first, case).await;
    let alone = cases::answer(&m.market, first, case, id, Answer::Agree, "").await;
    assert!(matches!(alone, Err(CaseError::SamePerson)));
    let mut tx = m.platform().await;
    let forced = moderation::answer(
        &mut tx,
        id,
        ProposalState::Agreed,
        first.person(),
        "",
        m.now(),
    )
    .await;
    assert!(forced.is_err(), "the database says so too");
    drop(tx);
    assert_eq!(m.footprint().await, before);

    // The second says no, and it can be proposed anew.
    cases::answer(
        &m.market,
        second,
        case,
        id,
        Answer::Reject,
        "Ask the buyer first",
    )
    .await
    .unwrap();
    assert_eq!(m.footprint().await, before);
    let late = cases::answer(&m.market, second, case, id, Answer::Agree, "").await;
    assert!(matches!(late, Err(CaseError::Answered)));
    decide(&m, first, case, Choice::Keep).await.unwrap();
    let id = proposal(&m, second, case).await;
    cases::answer(&m.market, second, case, id, Answer::Agree, "Asked")
        .await
        .unwrap();
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.open_cases().await, [""; 0]);
    let deeds = deeds(&m, case).await;
    assert_eq!(
        deeds,
        ["case.propose", "case.reject", "case.propose", "case.keep"]
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_at_once_decide_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("124.0000")).await;
    let case = m.case_about(attempt.id).await;
    let (a, b, c) = (m.admin().await, m.admin().await, m.admin().await);
    let told = tokio::join!(
        decide(&m, a, case, Choice::Refund),
        decide(&m, b, case, Choice::Keep),
        decide(&m, c, case, Choice::Refund),
    );
    let told = [told.0, told.1, told.2];
    let done = told.iter().filter(|told| matches!(told, Ok(Decided::Done)));
    assert_eq!(done.count(), 1, "{told:?}");
    let late = told
        .iter()
        .filter(|told| matches!(told, Err(CaseError::Decided)));
    assert_eq!(late.count(), 2, "{told:?}");
    assert_eq!(deeds(&m, case).await.len(), 1);
    assert_eq!(m.balance(&Account::Suspense).await, 0);
    m.let_money_arrive().await;
    assert!(m.refunds(placed.id).await.len() <= 1);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_answered_once_however_many_answer() {
    let (m, wrap) = TestMarket::with_product(600_000, 5).await;
    let (placed, attempt) = set_aside(&m, &wrap, stating("6000.0000")).await;
    let case = m.case_about(attempt.id).await;
    let (first, b, c) = (m.admin().await, m.admin().await, m.admin().await);
    decide(&m, first, case, Choice::Refund).await.unwrap();
    let id = proposal(&m, first, case).await;
    let market = &m.market;
    let told = tokio::join!(
        cases::answer(market, b, case, id, Answer::Agree, ""),
        cases::answer(market, c, case, id, Answer::Agree, ""),
        cases::answer(market, first, case, id, Answer::Reject, ""),
    );
    let told = [told.0, told.1, told.2];
    assert_eq!(
        told.iter().filter(|told| told.is_ok()).count(),
        1,
        "{told:?}"
    );
    m.let_money_arrive().await;
    assert!(m.refunds(placed.id).await.len() <= 1);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_is_not_asked_about_again_when_the_provider_repeats_itself() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (_, attempt) = set_aside(&m, &wrap, stating("124.0000")).await;
    m.decide_payment(attempt.id, Choice::Close).await;
    m.run_jobs().await;
    let before = m.footprint().await;
    flows::settle::settle(&m.market, attempt.id, "job")
        .await
        .unwrap();
    m.run_jobs().await;
    assert_eq!(m.footprint().await, before);
    assert_eq!(m.open_cases().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_decides_about_no_money() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let (_, attempt) = set_aside(&m, &wrap, stating("124.0000")).await;
    let case = m.case_about(attempt.id).await;
    let moderator = m.moderator().await;
    let before = m.footprint().await;
    let verdict = moderation::Verdict::Settle(note());
    let decided = flows::moderate::decide(&m.market, moderator, case, verdict).await;
    assert!(decided.is_err(), "there is no such case for them");
    assert!(
        flows::moderate::evidence(&m.market, case)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(m.footprint().await, before);
    let mut tx = m.platform().await;
    let authority = accounts::Authority::load(&mut tx, moderator.person)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(Admin::of(&authority), None);
    drop(tx);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_about_money_that_left_can_only_be_closed_and_stays_closed() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    let scenario = Scenario {
        outcome: Outcome::Success,
        report: Some(stating("1.0000")),
        ..Scenario::default()
    };
    m.simulator()
        .put_scenario(simulator::ScenarioRule::everybody(scenario))
        .unwrap();
    let payout = m.pay_out(wrap.shop, "first").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.open_cases().await, ["payout_mismatch"]);
    let (case, by) = (m.case_about(payout.id).await, m.admin().await);
    let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
    assert_eq!(looked.shop.as_deref(), Some("Blue Basket"));
    m.run_jobs().await;
    let before = m.footprint().await;
    for choice in [Choice::Keep, Choice::Refund] {
        let decided = decide(&m, by, case, choice).await;
        assert!(
            matches!(
                decided,
                Err(CaseError::NotPossible(NotPossible::MoneyThatLeft))
            ),
            "{decided:?}"
        );
    }
    let closed = decide(&m, by, case, Choice::Close).await.unwrap();
    assert_eq!(closed, Decided::Done);
    for _ in 0..3 {
        m.pass_here(7_200);
        m.sweep().await;
        m.run_jobs().await;
    }
    assert_eq!(m.open_cases().await, [""; 0]);
    assert_eq!(m.footprint().await, before, "no money moved");
    m.assert_sound().await;
}
