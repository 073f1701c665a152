//! A buyer on the page, and what it comes to.

use kernel::Refusal;
use rehearsal::phone;
use simulator::{CallbackKnob, Outcome, Report, ReportIn, Scenario};

use super::{ASKED_CARD, EMPTY_CARD, GOOD_CARD, answer_the_bank, at_the_page, code, with_stripe};
use crate::cards::{everybody, press};

#[tokio::test(flavor = "multi_thread")]
async fn a_card_pays_on_the_providers_page_however_it_is_told() {
    for callback in [
        CallbackKnob::Normal,
        CallbackKnob::None,
        CallbackKnob::Duplicate { count: 20 },
        CallbackKnob::Reordered,
        CallbackKnob::BeforeResponse,
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{callback:?}");
        let scenario = Scenario {
            callback,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        let page = attempt.redirect_url.as_deref().unwrap();
        assert!(
            page.contains("/c/pay/cs_test_") && page.contains('#'),
            "{page}"
        );

        // Declined there, the page stays open, and so does the attempt.
        assert_eq!(press(&attempt, "pay", EMPTY_CARD).await, None);
        m.let_money_arrive().await;
        assert!(m.attempt(attempt.id).await.state.is_open(), "{how}");
        assert_eq!(m.stock(wrap.variant).await, (5, 1), "still held: {how}");

        let back = press(&attempt, "pay", GOOD_CARD).await.unwrap();
        assert!(back.contains("/payment/callback?order=SK-"), "{back}");
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        // Old news after the new ones, and the end of a page's time, change nothing.
        m.pass(3_600).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        assert_eq!(m.stock(wrap.variant).await, (4, 0), "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_banks_question_is_answered_on_its_own_page() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    let question = press(&attempt, "pay", ASKED_CARD).await.unwrap();
    m.let_money_arrive().await;
    assert!(m.attempt(attempt.id).await.state.is_open(), "it waits");

    assert_eq!(answer_the_bank(&question, "fail").await, None);
    m.let_money_arrive().await;
    assert!(
        m.attempt(attempt.id).await.state.is_open(),
        "another try is free"
    );

    let question = press(&attempt, "pay", ASKED_CARD).await.unwrap();
    answer_the_bank(&question, "complete").await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_decides_after_the_buyer_has_left_is_waited_for() {
    for (outcome, state) in [
        (Outcome::Success, "collected"),
        (Outcome::Fail(code("INSUFFICIENT_FUNDS")), "refused"),
    ] {
        let (m, wrap) = with_stripe().await;
        let scenario = Scenario {
            outcome,
            settle_after_ms: Some(3 * 3_600 * 1_000),
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        press(&attempt, "pay", GOOD_CARD).await.unwrap();
        for _ in 0..2 {
            m.pass(3_600).await;
            m.let_money_arrive().await;
            assert!(m.attempt(attempt.id).await.state.is_open(), "{state}");
        }
        assert_eq!(m.stock(wrap.variant).await, (5, 1), "still held");
        m.pass(3_600).await;
        m.let_money_arrive().await;
        let ended = m.attempt(attempt.id).await;
        assert_eq!(ended.state.as_str(), state);
        if state == "collected" {
            assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        } else {
            assert_eq!(ended.refusal(), Some(Refusal::InsufficientBalance));
            assert_eq!(m.stock(wrap.variant).await, (5, 0), "free again");
        }
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_left_is_over_with_its_time_and_another_way_is_open() {
    for tried in [false, true] {
        let (m, wrap) = with_stripe().await;
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        if tried {
            press(&attempt, "pay", EMPTY_CARD).await;
        }
        press(&attempt, "cancel", "").await.unwrap();
        m.pass(30 * 60).await;
        m.let_money_arrive().await;
        let state = m.attempt(attempt.id).await.state;
        assert!(state.is_open(), "somebody may still come back");
        m.pass(6 * 60).await;
        m.let_money_arrive().await;
        let ended = m.attempt(attempt.id).await;
        let why = if tried {
            Refusal::InsufficientBalance
        } else {
            Refusal::Expired
        };
        assert_eq!(ended.refusal(), Some(why));
        assert_eq!(m.stock(wrap.variant).await, (5, 0), "free again");
        assert_eq!(press(&attempt, "pay", GOOD_CARD).await, None, "it is over");
        m.pay(&placed, &phone(rehearsal::MTN_APPROVES)).await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_proves_nothing() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    let back = press(&attempt, "cancel", "").await.unwrap();
    assert!(
        back.contains("/payment/callback?order=SK-"),
        "the same way: {back}"
    );
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PENDING");
    assert_eq!(m.cleared().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_is_not_exactly_ours_is_set_aside() {
    for (report, why) in [
        (
            Report {
                amount: Some("12999".into()),
                r#in: ReportIn::Status,
                ..Report::default()
            },
            "amount_mismatch",
        ),
        (
            Report {
                currency: Some("kes".into()),
                r#in: ReportIn::Status,
                ..Report::default()
            },
            "currency_mismatch",
        ),
    ] {
        let (m, wrap) = with_stripe().await;
        let scenario = Scenario {
            report: Some(report),
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        press(&attempt, "pay", GOOD_CARD).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "UNCLEAR");
        assert_eq!(m.open_cases().await, [why]);
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_declines_and_takes_the_money_later_is_believed_then() {
    let (m, wrap) = with_stripe().await;
    let scenario = Scenario {
        outcome: Outcome::LateSuccess {
            code: code("PROCESSING_ERROR"),
            after_seconds: 3_600,
        },
        ..Scenario::default()
    };
    everybody(&m, scenario);
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    press(&attempt, "pay", GOOD_CARD).await;
    m.pass(36 * 60).await;
    m.let_money_arrive().await;
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "refused");
    m.pass(3_600).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}
