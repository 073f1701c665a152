//! A buyer who leaves the page for another way.

use flows::cancel;
use flows::pay::PayError;
use flows::pay::leave::{LeaveError, Left, leave};
use kernel::{Method, Refusal};
use rehearsal::{TestMarket, holder, phone};
use simulator::{CallbackKnob, Outcome, Scenario, Transport};

use super::{GOOD_CARD, at_the_page, code, payment, posted, with_stripe};
use crate::cards::{by_card, everybody, press};

/// How often a page was asked back.
fn taken_back(m: &TestMarket) -> usize {
    let requests = m.simulator().requests();
    let ours = |r: &&simulator::Recorded| r.path.ends_with("/expire");
    requests.iter().filter(ours).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_left_for_another_way_is_ended_at_once_and_the_other_way_pays() {
    for callback in [
        CallbackKnob::Normal,
        CallbackKnob::None,
        CallbackKnob::Duplicate { count: 5 },
    ] {
        let (m, wrap) = with_stripe().await;
        let scenario = Scenario {
            callback,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        let other_way = m.wish_to_pay(placed.id, &phone(rehearsal::MTN_APPROVES));
        let refused = m.try_pay(other_way).await.unwrap_err();
        assert!(matches!(refused, PayError::StillOpen(id) if id == attempt.id));

        let left = leave(&m.market, holder(placed.id), placed.id).await;
        assert_eq!(left.unwrap(), Left::Free);
        let ended = m.attempt(attempt.id).await;
        assert_eq!(ended.refusal(), Some(Refusal::Expired));
        assert_eq!(m.stock(wrap.variant).await, (5, 0), "free again");
        m.simulator().clear_scenarios().unwrap();
        m.pay(&placed, &phone(rehearsal::MTN_APPROVES)).await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        assert_eq!(press(&attempt, "pay", GOOD_CARD).await, None, "it is over");
        m.pass(3_600).await;
        m.let_money_arrive().await;
        assert_eq!(m.stock(wrap.variant).await, (4, 0));
        assert_eq!(taken_back(&m), 1);
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_paid_on_the_page_meanwhile_has_paid_once() {
    let (m, wrap) = with_stripe().await;
    let silent = Scenario {
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    everybody(&m, silent);
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    press(&attempt, "pay", GOOD_CARD).await.unwrap();
    let left = leave(&m.market, holder(placed.id), placed.id).await;
    assert_eq!(left.unwrap(), Left::AsBefore);
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(taken_back(&m), 0, "its status told first");
    let other_way = m.wish_to_pay(placed.id, &phone(rehearsal::MTN_APPROVES));
    let refused = m.try_pay(other_way).await.unwrap_err();
    assert!(matches!(refused, PayError::NotPayable(_)), "{refused:?}");
    assert_eq!(m.stock(wrap.variant).await, (4, 0));
    m.assert_sound().await;
    m.assert_books_agree().await;
}

/// The bank has not answered: the page is complete, cannot end, and its money may be moving.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_cannot_end_any_more_leaves_the_purchase_as_it_is() {
    for (outcome, state) in [
        (Outcome::Success, "collected"),
        (Outcome::Fail(code("INSUFFICIENT_FUNDS")), "refused"),
    ] {
        let (m, wrap) = with_stripe().await;
        let slow = Scenario {
            outcome,
            settle_after_ms: Some(3_600 * 1_000),
            ..Scenario::default()
        };
        everybody(&m, slow);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        press(&attempt, "pay", GOOD_CARD).await.unwrap();
        let left = leave(&m.market, holder(placed.id), placed.id).await;
        assert_eq!(left.unwrap(), Left::AsBefore, "{state}");
        assert_eq!(taken_back(&m), 1, "asked, and refused");
        let other_way = m.wish_to_pay(placed.id, &phone(rehearsal::MTN_APPROVES));
        let refused = m.try_pay(other_way).await.unwrap_err();
        assert!(matches!(refused, PayError::StillOpen(_)), "{refused:?}");
        assert_eq!(m.stock(wrap.variant).await, (5, 1), "still held");
        m.pass(3_600).await;
        m.let_money_arrive().await;
        assert_eq!(m.attempt(attempt.id).await.state.as_str(), state);
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pays_after_an_end_that_was_lost_has_paid() {
    let (m, wrap) = with_stripe().await;
    // The provider ends nothing and says nothing, and the buyer pays.
    let lost = Scenario {
        cancel_transport: Transport::ResetBefore,
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    everybody(&m, lost);
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    let left = leave(&m.market, holder(placed.id), placed.id).await;
    assert_eq!(left.unwrap(), Left::AsBefore);
    press(&attempt, "pay", GOOD_CARD).await.unwrap();
    let left = leave(&m.market, holder(placed.id), placed.id).await;
    assert_eq!(left.unwrap(), Left::AsBefore);
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_answer_the_purchase_waits_and_the_sweep_asks_on() {
    for (cancel, status, is_ended_there) in [
        (Transport::ResetBefore, Transport::Ok, false),
        (
            Transport::ServerErrorBefore { code: 500 },
            Transport::Ok,
            false,
        ),
        (Transport::ResetAfter, Transport::ResetAfter, false),
        (
            Transport::Ok,
            Transport::ServerErrorBefore { code: 503 },
            false,
        ),
        (Transport::ResetAfter, Transport::Ok, true),
        (Transport::HtmlErrorPage, Transport::Ok, true),
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{cancel:?} {status:?}");
        let scenario = Scenario {
            cancel_transport: cancel,
            status_transport: status,
            callback: CallbackKnob::None,
            ..Scenario::default()
        };
        everybody(&m, scenario.clone());
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        let left = leave(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        // An answer that was lost is no matter: the status tells that the page is over.
        let expected = if is_ended_there {
            Left::Free
        } else {
            Left::AsBefore
        };
        assert_eq!(left, expected, "{how}");
        assert_eq!(
            m.attempt(attempt.id).await.state.is_open(),
            !is_ended_there,
            "{how}"
        );

        m.simulator().clear_scenarios().unwrap();
        let reference = attempt.reference.to_string();
        let rule = simulator::ScenarioRule {
            reference: Some(reference),
            ..simulator::ScenarioRule::default()
        };
        m.simulator().put_scenario(rule).unwrap();
        m.pass(60).await;
        m.let_money_arrive().await;
        let ended = m.attempt(attempt.id).await;
        assert_eq!(ended.refusal(), Some(Refusal::Expired), "{how}");
        m.pay(&placed, &phone(rehearsal::MTN_APPROVES)).await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_buyer_leaves_a_page_and_nothing_else_is_ended() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    let elsewhere = m.place(&[(&wrap, 1)]).await.id;
    let foreign = leave(&m.market, holder(elsewhere), placed.id).await;
    assert!(matches!(foreign, Err(LeaveError::NotFound)));
    assert_eq!(m.attempt(attempt.id).await.cancel_asked_at, None);
    let nothing = leave(&m.market, holder(elsewhere), elsewhere).await;
    assert_eq!(nothing.unwrap(), Left::Free, "nothing is open there");

    // A prompt on a phone ends nowhere but on the phone; Flutterwave's page ends by its time.
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = by_card(&m, &placed).await;
    assert_eq!(attempt.state.as_str(), "redirected");
    let left = leave(&m.market, holder(placed.id), placed.id).await;
    assert_eq!(left.unwrap(), Left::AsBefore);
    assert_eq!(m.attempt(attempt.id).await.cancel_asked_at, None);
    let cards = Method::Card;
    let able = m.market.providers.all().filter(|p| p.can_cancel(cards));
    let able: Vec<_> = able.map(|provider| provider.name().as_str()).collect();
    assert_eq!(able, ["stripe"]);
    assert_eq!(posted(&m, "/v1/checkout/sessions"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_taken_back_is_expired_in_the_providers_books() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    leave(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    let there = payment(&m, &attempt);
    assert_ne!(there.state, simulator::State::Completed, "{there:?}");
    // Another page is another page.
    let again = by_card(&m, &placed).await;
    assert_ne!(again.redirect_url, attempt.redirect_url);
    press(&again, "pay", GOOD_CARD).await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_order_takes_its_page_back_so_that_nobody_pays_for_it() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    assert_eq!(taken_back(&m), 1);
    assert_eq!(press(&attempt, "pay", GOOD_CARD).await, None, "it is over");
    m.let_money_arrive().await;
    let ended = m.attempt(attempt.id).await;
    assert_eq!(ended.refusal(), Some(Refusal::Expired));
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    m.assert_sound().await;

    // Whoever had paid there before is owed it back.
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    press(&attempt, "pay", GOOD_CARD).await.unwrap();
    let cancelled = cancel::by_buyer(&m.market, holder(placed.id), placed.id).await;
    cancelled.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.owed(placed.id).await, 0);
    assert_eq!(m.given_back(placed.id).await, placed.total.minor());
    m.assert_sound().await;
    m.assert_books_agree().await;
}
