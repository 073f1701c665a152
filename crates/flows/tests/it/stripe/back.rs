//! Money back.

use flows::cancel;
use kernel::Id as _;
use payments::Attempt;
use payments::provider::ProviderName;
use rehearsal::{TestMarket, holder};
use simulator::{CallbackKnob, Outcome, Scenario, Transport};

use super::{code, paid, refunds, with_stripe};
use crate::cards::{client, everybody};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_card_paid_goes_back_once_however_the_answer_is_lost() {
    for transport in [
        Transport::Ok,
        Transport::ServerErrorBefore { code: 503 },
        Transport::ServerErrorAfter { code: 500 },
        Transport::ClientError { code: 409 },
        Transport::ClientError { code: 429 },
        Transport::ResetAfter,
        Transport::MalformedJson,
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{transport:?}");
        let (placed, _) = paid(&m, &wrap).await;
        let scenario = Scenario {
            transport,
            // Nobody tells how it ended, so it has to be found out.
            callback: CallbackKnob::None,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        m.run_jobs().await;
        m.simulator().clear_scenarios().unwrap();
        m.let_money_arrive().await;
        m.pass(20 * 60).await;
        m.let_money_arrive().await;
        let all = m.refunds(placed.id).await;
        assert_eq!(all.len(), 1, "{how}: {all:?}");
        assert_eq!(all[0].provider, ProviderName::Stripe);
        assert_eq!(all[0].state.as_str(), "paid", "{how}: {all:?}");
        assert_eq!(refunds(&m), 1, "{how}: it moved once");
        assert_eq!(m.owed(placed.id).await, 0, "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_takes_its_time_is_waited_for_and_one_that_fails_is_store_credit() {
    for (outcome, state) in [
        (Outcome::Success, "paid"),
        (Outcome::Fail(code("EXPIRED_OR_CANCELED_CARD")), "failed"),
    ] {
        let (m, wrap) = with_stripe().await;
        let (placed, _) = paid(&m, &wrap).await;
        let scenario = Scenario {
            outcome,
            settle_after_ms: Some(3_600 * 1_000),
            ..Scenario::default()
        };
        everybody(&m, scenario);
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        m.let_money_arrive().await;
        assert!(m.refunds(placed.id).await[0].state.is_open(), "{state}");
        m.pass(3_600).await;
        m.let_money_arrive().await;
        let all = m.refunds(placed.id).await;
        assert_eq!((all.len(), all[0].state.as_str()), (1, state));
        assert_eq!(m.owed(placed.id).await, 0, "given, one way or the other");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_back_by_hand_is_not_sent_back_again() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = paid(&m, &wrap).await;
    let intent = attempt_intent(&m, &attempt).await;
    // Somebody at the dashboard was faster.
    let url = format!("{}/v1/refunds", m.simulator().dialect_url());
    let by_hand = client()
        .post(url)
        .bearer_auth(simulator::STRIPE_SECRET_KEY)
        .form(&[("payment_intent", intent.as_str())]);
    assert_eq!(by_hand.send().await.unwrap().status().as_u16(), 200);
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.let_money_arrive().await;
    let all = m.refunds(placed.id).await;
    assert_eq!((all.len(), all[0].state.as_str()), (1, "failed"), "{all:?}");
    assert_eq!(refunds(&m), 1);
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
}

/// The intent that paid, as our books have it.
async fn attempt_intent(m: &TestMarket, attempt: &Attempt) -> String {
    let mut tx = m.platform().await;
    sqlx::query_scalar("select provider_transaction from payment_attempts where id = $1")
        .bind(attempt.id.uuid())
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}
