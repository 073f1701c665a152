//! Being told.

use payments::Attempt;
use serde_json::json;
use simulator::{DeliverRequest, SignatureKnob};

use super::{GOOD_CARD, at_the_page, payment, with_stripe};
use crate::cards::press;

#[tokio::test(flavor = "multi_thread")]
async fn only_an_event_that_is_signed_lately_by_our_secret_is_heard() {
    let (m, wrap) = with_stripe().await;
    let (_, attempt) = at_the_page(&m, &wrap).await;
    let before = m.footprint().await;
    let id = payment(&m, &attempt).id;
    let deliver = async |request| m.simulator().deliver(id, request).await.unwrap()[0].status;
    for knob in [
        SignatureKnob::Missing,
        SignatureKnob::WrongKey,
        SignatureKnob::UnknownKeyId,
        SignatureKnob::TamperedBody,
        SignatureKnob::StaleTimestamp,
        SignatureKnob::FutureTimestamp,
    ] {
        let request = DeliverRequest {
            signature: Some(knob),
            ..DeliverRequest::default()
        };
        assert_eq!(deliver(request).await, Some(401), "{knob:?}");
    }
    // Genuine, and about money that is none, or not ours to believe in.
    let live = json!({"livemode": true});
    let live = DeliverRequest {
        alter: live.as_object().cloned().unwrap(),
        ..DeliverRequest::default()
    };
    assert_eq!(deliver(live).await, Some(400));
    assert!(!m.has_jobs().await);
    assert_eq!(m.footprint().await, before);
    // While a secret is changed, one of two signatures is ours.
    let rolled = DeliverRequest {
        signature: Some(SignatureKnob::RotatedKey),
        body: Some(event(&attempt, "evt_1rolled", "payment_intent.processing")),
        ..DeliverRequest::default()
    };
    assert_eq!(deliver(rolled).await, Some(200));
    assert!(m.has_jobs().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_event_says_is_a_hint_and_the_intent_is_the_fact() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    let id = payment(&m, &attempt).id;
    for (event_id, kind) in [
        ("evt_1a", "payment_intent.succeeded"),
        ("evt_1b", "payment_intent.canceled"),
        ("evt_1c", "payment_intent.payment_failed"),
    ] {
        let request = DeliverRequest {
            body: Some(event(&attempt, event_id, kind)),
            ..DeliverRequest::default()
        };
        let delivered = m.simulator().deliver(id, request).await.unwrap();
        assert_eq!(delivered[0].status, Some(200));
        m.run_jobs().await;
        assert!(m.attempt(attempt.id).await.state.is_open(), "{kind}");
        assert_eq!(m.cleared().await, 0, "{kind}");
    }
    press(&attempt, "pay", GOOD_CARD).await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_books_agree().await;
}

/// An event as somebody who knows the secret could make it.
fn event(attempt: &Attempt, id: &str, kind: &str) -> String {
    let intent = json!({
        "id": "pi_3x", "object": "payment_intent", "status": "succeeded", "amount_received": 13_000, "currency": "zmw",
        "metadata": {"soko_reference": attempt.reference.to_string()}, "livemode": false,
    });
    json!({"id": id, "object": "event", "type": kind, "livemode": false, "created": 1, "data": {"object": intent}})
        .to_string()
}
