//! Answers that do not arrive.

use kernel::Refusal;
use simulator::{Scenario, ScenarioRule, Transport};

use super::{GOOD_CARD, at_the_page, posted, with_stripe};
use crate::cards::{by_card, everybody, press};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_lost_on_the_way_is_asked_for_again_under_the_same_key() {
    for (transport, sessions) in [
        (Transport::ServerErrorBefore { code: 503 }, 1),
        (Transport::ClientError { code: 409 }, 1),
        (Transport::SpikeArrest, 1),
        (Transport::ResetBefore, 1),
        (Transport::ResetAfter, 1),
        (Transport::MalformedJson, 1),
        (Transport::HtmlErrorPage, 1),
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{transport:?}");
        let scenario = Scenario {
            transport,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = by_card(&m, &placed).await;
        assert_eq!(attempt.state.as_str(), "unclear", "{how}");
        m.simulator().clear_scenarios().unwrap();
        m.let_money_arrive().await;
        let attempt = m.attempt(attempt.id).await;
        assert_eq!(attempt.state.as_str(), "redirected", "{how}");
        assert_eq!(m.simulator().transactions().len(), sessions, "{how}");
        assert!(posted(&m, "/v1/checkout/sessions") >= 2, "{how}");
        press(&attempt, "pay", GOOD_CARD).await.unwrap();
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_is_repeated_for_ever_ends_in_a_new_try() {
    let (m, wrap) = with_stripe().await;
    let scenario = Scenario {
        transport: Transport::ServerErrorAfter { code: 500 },
        ..Scenario::default()
    };
    everybody(&m, scenario);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = by_card(&m, &placed).await;
    m.simulator().clear_scenarios().unwrap();
    m.let_money_arrive().await;
    // The page is there, but nobody was ever told where, so nobody can pay on it.
    assert!(m.attempt(attempt.id).await.state.is_open());
    assert_eq!(m.attempt(attempt.id).await.redirect_url, None);
    m.pass(15 * 60).await;
    m.let_money_arrive().await;
    let ended = m.attempt(attempt.id).await;
    assert_eq!(ended.refusal(), Some(Refusal::NeverArrived));
    assert_eq!(m.simulator().transactions().len(), 1);
    let again = by_card(&m, &placed).await;
    press(&again, "pay", GOOD_CARD).await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_to_a_question_is_never_a_refusal() {
    for transport in [
        Transport::ServerErrorBefore { code: 500 },
        Transport::ClientError { code: 429 },
        Transport::ClientError { code: 404 },
        Transport::ResetAfter,
        Transport::HtmlErrorPage,
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{transport:?}");
        let scenario = Scenario {
            status_transport: transport,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        press(&attempt, "pay", GOOD_CARD).await.unwrap();
        m.let_money_arrive().await;
        assert!(m.attempt(attempt.id).await.state.is_open(), "{how}");
        everybody(&m, Scenario::default());
        let reference = attempt.reference.to_string();
        let rule = ScenarioRule {
            reference: Some(reference),
            ..ScenarioRule::default()
        };
        m.simulator().put_scenario(rule).unwrap();
        m.pass(60).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        m.assert_sound().await;
    }
}
