//! What no provider says for too long: a case, in which a person says it who looked at the provider's books.

use flows::cases::{self, CaseError, Decided, NotPossible, Plan};
use flows::{cancel, payout};
use kernel::{Currency, Id, Money};
use moderation::{Choice, Reason};
use rehearsal::{MTN_APPROVES, TestMarket, holder, phone};
use simulator::{CallbackKnob, Kind, Outcome, Report, Scenario, ScenarioRule, Transport};

use crate::cards::{GOOD_CARD, by_card, everybody, press};
use crate::mpesa_out::{in_kenya, sold};
use crate::troubled::with_one_provider;

/// The request arrives, and neither its answer nor any news of it does.
fn nothing_comes_back() -> Scenario {
    Scenario {
        transport: Transport::ResetAfter,
        callback: CallbackKnob::None,
        ..Scenario::default()
    }
}

/// The request never arrives, and nobody knows.
fn nothing_arrives() -> Scenario {
    Scenario {
        transport: Transport::ResetBefore,
        ..Scenario::default()
    }
}

/// Hours pass in which nobody answers.
async fn hours(m: &TestMarket, hours: u64) {
    for _ in 0..hours {
        m.pass(3_600).await;
        m.let_money_arrive().await;
    }
}

async fn say(m: &TestMarket, subject: impl Id, choice: Choice) {
    assert_eq!(m.open_cases().await, ["stuck_unclear"]);
    assert_eq!(m.decide_payment(subject, choice).await, Decided::Done);
    assert_eq!(m.open_cases().await, [""; 0]);
    m.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_refund_whose_answer_was_lost_is_found_among_those_of_its_payment() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let bag = m
        .product(
            m.shop("Second", countries::Country::Zambia).await,
            10_000,
            5,
        )
        .await;
    // Two orders of one price, so two refunds of one payment that only their order tells apart.
    let placed = m.place(&[(&wrap, 1), (&bag, 1)]).await;
    let attempt = by_card(&m, &placed).await;
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    everybody(&m, nothing_comes_back());
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    for _ in 0..3 {
        m.let_money_arrive().await;
    }
    let refunds = m.refunds(placed.id).await;
    let states: Vec<_> = refunds.iter().map(|refund| refund.state.as_str()).collect();
    assert_eq!(states, ["paid", "paid"], "{refunds:?}");
    let (first, second) = (&refunds[0].handle, &refunds[1].handle);
    assert!(
        first.is_some() && second.is_some() && first != second,
        "{refunds:?}"
    );
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_nobody_knows_of_is_a_case_that_frees_the_goods_or_takes_the_money() {
    for (is_there, choice) in [(false, Choice::NotMoved), (true, Choice::Moved)] {
        let (m, basket, payer) = in_kenya(rehearsal::mpesa_initiator()).await;
        let lost = if is_there {
            Scenario {
                outcome: Outcome::Success,
                ..nothing_comes_back()
            }
        } else {
            nothing_arrives()
        };
        m.scenario(&payer, lost);
        let placed = m.place(&[(&basket, 1)]).await;
        let attempt = m.pay(&placed, &payer).await;
        hours(&m, 1).await;
        assert_eq!(m.attempt(attempt.id).await.state.as_str(), "unclear");
        assert_eq!(
            m.open_cases().await,
            [""; 0],
            "providers are away for an hour"
        );
        hours(&m, 2).await;
        let case = m.case_about(attempt.id).await;
        let by = m.admin().await;
        let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
        let amount = attempt.amount;
        assert_eq!(
            looked.choices,
            [
                (Choice::Moved, Ok(Plan::Moved { amount })),
                (Choice::NotMoved, Ok(Plan::NotMoved { amount })),
            ]
        );
        let why = Reason::parse("…").unwrap();
        let closed = cases::decide(&m.market, by, case, Choice::Close, &why).await;
        let other = NotPossible::OtherQuestion;
        assert!(
            matches!(closed, Err(CaseError::NotPossible(why)) if why == other),
            "{closed:?}"
        );

        say(&m, attempt.id, choice).await;
        if is_there {
            assert_eq!(m.status(placed.id).await.as_str(), "PAID");
            assert_eq!(m.stock(basket.variant).await, (4, 0));
            m.assert_books_agree().await;
        } else {
            assert_eq!(m.attempt(attempt.id).await.state.as_str(), "refused");
            assert_eq!(m.stock(basket.variant).await, (5, 0), "free again");
            let pays = Scenario {
                outcome: Outcome::Success,
                ..Scenario::default()
            };
            m.scenario(&payer, pays);
            let again = m.place(&[(&basket, 1)]).await;
            m.pay(&again, &payer).await;
            m.let_money_arrive().await;
            assert_eq!(m.status(again.id).await.as_str(), "PAID");
        }
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_answers_after_all_ends_the_case_itself() {
    let (mut m, wrap) = with_one_provider().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.stop_simulator().await;
    let attempt = m.start(&placed, &phone(MTN_APPROVES)).await;
    m.run_jobs().await;
    for _ in 0..3 {
        m.pass_here(3_600);
        m.sweep().await;
        m.run_jobs().await;
    }
    assert_eq!(m.open_cases().await, ["stuck_unclear"]);
    let case = m.case_about(attempt.id).await;
    m.start_simulator().await;
    m.pass_here(3_600);
    m.let_money_arrive().await;
    assert!(!m.attempt(attempt.id).await.state.is_open());
    assert_eq!(m.open_cases().await, [""; 0]);
    let by = m.admin().await;
    let why = Reason::parse("…").unwrap();
    let late = cases::decide(&m.market, by, case, Choice::Moved, &why).await;
    assert!(matches!(late, Err(CaseError::Decided)), "{late:?}");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_nobody_knows_of_is_booked_or_tried_again() {
    for (lost, choice, states) in [
        (nothing_comes_back(), Choice::Moved, &["paid"][..]),
        (nothing_arrives(), Choice::NotMoved, &["failed", "paid"]),
    ] {
        let (m, basket, payer) = in_kenya(rehearsal::mpesa_initiator()).await;
        let placed = sold(&m, &basket, &payer).await;
        m.scenario(&payer, lost);
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        m.run_jobs().await;
        hours(&m, 3).await;
        let refunds = m.refunds(placed.id).await;
        assert_eq!(refunds[0].state.as_str(), "unclear", "{choice:?}");
        m.scenario(&payer, Scenario::default());
        say(&m, refunds[0].id, choice).await;
        m.pass(60).await;
        m.let_money_arrive().await;
        let refunds = m.refunds(placed.id).await;
        let seen: Vec<_> = refunds.iter().map(|refund| refund.state.as_str()).collect();
        assert_eq!(seen, states, "{choice:?}");
        assert_eq!(m.owed(placed.id).await, 0);
        let all = m.simulator().transactions();
        let sent = all.iter().filter(|t| t.kind == Kind::Refund).count();
        assert_eq!(sent, 1, "{choice:?}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_the_provider_does_not_finish_is_a_case_after_a_day() {
    let (m, basket, payer) = in_kenya(rehearsal::mpesa_initiator()).await;
    let placed = sold(&m, &basket, &payer).await;
    m.earned(&placed, basket.shop).await;
    let before = payout::statement(&m.market, basket.shop, Currency::KES).await;
    let stuck = Scenario {
        outcome: Outcome::Stuck,
        ..Scenario::default()
    };
    everybody(&m, stuck);
    m.pay_out(basket.shop, "a").await.unwrap();
    m.run_jobs().await;
    hours(&m, 20).await;
    assert_eq!(
        m.open_cases().await,
        [""; 0],
        "networks take a day sometimes"
    );
    hours(&m, 6).await;
    let payout = m.payouts(basket.shop).await[0].clone();
    assert!(payout.state.is_open());
    say(&m, payout.id, Choice::NotMoved).await;
    let over = m.payouts(basket.shop).await[0].clone();
    assert_eq!(over.state.as_str(), "failed");
    let after = payout::statement(&m.market, basket.shop, Currency::KES).await;
    let available = after.unwrap().earnings.available;
    assert_eq!(available, before.unwrap().earnings.available);
    assert_ne!(available, Money::zero(Currency::KES));
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_says_pending_is_asked_again_and_nobody_else() {
    let (m, wrap) = with_one_provider().await;
    let payer = m.phone();
    let stuck = Scenario {
        outcome: Outcome::Stuck,
        ..Scenario::default()
    };
    m.scenario(&payer, stuck);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    hours(&m, 4).await;
    let silent = Scenario {
        outcome: Outcome::Stuck,
        status_transport: Transport::ServerErrorBefore { code: 500 },
        ..Scenario::default()
    };
    let about = |scenario| ScenarioRule::for_id(attempt.reference.uuid(), scenario);
    m.simulator().put_scenario(about(silent)).unwrap();
    m.pass(3_600).await;
    m.let_money_arrive().await;
    assert_eq!(m.open_cases().await, [""; 0], "it answered an hour ago");
    hours(&m, 3).await;
    assert_eq!(m.open_cases().await, ["stuck_unclear"]);
    let answers = Scenario {
        outcome: Outcome::Stuck,
        ..Scenario::default()
    };
    m.simulator().put_scenario(about(answers)).unwrap();
    hours(&m, 1).await;
    assert_eq!(m.open_cases().await, [""; 0], "it says pending again");
    assert!(m.attempt(attempt.id).await.state.is_open());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_does_not_match_is_asked_about_in_its_own_case_alone() {
    let (mut m, wrap) = with_one_provider().await;
    let payer = m.phone();
    let silent = Scenario {
        outcome: Outcome::Success,
        report: Some(Report {
            amount: Some("1.0000".to_owned()),
            ..Report::default()
        }),
        callback: CallbackKnob::None,
        status_transport: Transport::ServerErrorBefore { code: 500 },
        ..Scenario::default()
    };
    m.scenario(&payer, silent.clone());
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    hours(&m, 3).await;
    let stuck = m.case_about(attempt.id).await;
    assert_eq!(m.open_cases().await, ["stuck_unclear"]);
    let answers = Scenario {
        status_transport: Transport::Ok,
        ..silent
    };
    let rule = ScenarioRule::for_id(attempt.reference.uuid(), answers);
    m.simulator().put_scenario(rule).unwrap();
    hours(&m, 1).await;
    assert_eq!(m.open_cases().await, ["amount_mismatch"]);
    let (by, why) = (m.admin().await, Reason::parse("…").unwrap());
    let late = cases::decide(&m.market, by, stuck, Choice::Moved, &why).await;
    assert!(matches!(late, Err(CaseError::Decided)), "{late:?}");
    // Nobody is asked while a person decides, and what they decide ends it.
    m.stop_simulator().await;
    m.pass_here(10 * 3_600);
    flows::settle::settle(&m.market, attempt.id, "callback")
        .await
        .unwrap();
    m.pass_here(10 * 3_600);
    m.sweep().await;
    assert_eq!(m.open_cases().await, ["amount_mismatch"]);
    m.decide_payment(attempt.id, Choice::Close).await;
    assert_eq!(m.open_cases().await, [""; 0]);
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "refused");
    m.assert_sound().await;
}
