//! Being told.

use hmac::{Hmac, Mac};
use http::HeaderMap;
use sha2::Sha256;

use super::*;
use crate::provider::{Proof, SignatureFault};

fn sign(secret: &str, at: Timestamp, body: &[u8]) -> String {
    let moment = at.unix_timestamp();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{moment}.").as_bytes());
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    format!("t={moment},v1={digest:x}")
}

async fn hear(header: Option<&str>, body: &[u8]) -> Result<Callback, CallbackError> {
    let server = Server::start().await;
    let mut headers = HeaderMap::new();
    if let Some(header) = header {
        headers.insert("stripe-signature", header.parse().unwrap());
    }
    let request = CallbackRequest {
        method: "POST",
        authority: "10.0.0.7:3000",
        path: "/internal",
        headers: &headers,
        body,
    };
    let read = adapter(&server).read_callback(&request, NOW).await;
    assert_eq!(server.calls(), 0);
    read
}

async fn genuine(body: &str) -> Result<Callback, CallbackError> {
    let header = sign(WEBHOOK_SECRET, NOW, body.as_bytes());
    hear(Some(&header), body.as_bytes()).await
}

fn event(kind: &str, object: &Value) -> String {
    json!({
        "id": "evt_1N", "object": "event", "api_version": VERSION, "created": 1_790_000_000, "livemode": false,
        "data": {"object": object}, "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null}, "type": kind,
    })
    .to_string()
}

#[tokio::test]
async fn a_page_an_intent_and_a_refund_are_hints_and_no_more() {
    let page = session("complete", &json!("pi_3M"));
    let refund = json!({"id": "re_3M", "object": "refund", "amount": 1, "metadata": {"soko_reference": REFERENCE}});
    for (kind, object, operation, handle) in [
        (
            "checkout.session.completed",
            &page,
            Operation::Collect,
            Some(SESSION),
        ),
        (
            "checkout.session.async_payment_succeeded",
            &page,
            Operation::Collect,
            Some(SESSION),
        ),
        (
            "checkout.session.async_payment_failed",
            &page,
            Operation::Collect,
            Some(SESSION),
        ),
        (
            "checkout.session.expired",
            &page,
            Operation::Collect,
            Some(SESSION),
        ),
        (
            "payment_intent.succeeded",
            &intent("succeeded"),
            Operation::Collect,
            None,
        ),
        (
            "payment_intent.payment_failed",
            &intent("requires_payment_method"),
            Operation::Collect,
            None,
        ),
        (
            "payment_intent.processing",
            &intent("processing"),
            Operation::Collect,
            None,
        ),
        (
            "payment_intent.requires_action",
            &intent("requires_action"),
            Operation::Collect,
            None,
        ),
        (
            "payment_intent.canceled",
            &intent("canceled"),
            Operation::Collect,
            None,
        ),
        ("refund.created", &refund, Operation::Refund, Some("re_3M")),
        ("refund.updated", &refund, Operation::Refund, Some("re_3M")),
        ("refund.failed", &refund, Operation::Refund, Some("re_3M")),
    ] {
        let read = genuine(&event(kind, object)).await.unwrap();
        let expected = Callback {
            proof: Proof::Signed,
            operation,
            reference: reference(),
            handle: handle.map(ToOwned::to_owned),
            transaction: None,
            stated: None,
            asked_at: None,
            event_id: "evt_1N".into(),
            status: kind.into(),
        };
        assert_eq!(read, expected);
    }
}

#[tokio::test]
async fn only_what_is_signed_by_our_secret_over_these_bytes_and_lately_is_heard() {
    let body = event("payment_intent.succeeded", &intent("succeeded"));
    let bytes = body.as_bytes();
    let refused = |why| Err(CallbackError::Signature(why));
    let header = sign(WEBHOOK_SECRET, NOW, bytes);
    let missing = refused(SignatureFault::Missing("stripe-signature"));
    assert_eq!(hear(None, bytes).await, missing);
    let wrong = refused(SignatureFault::Wrong);
    // The secret of another address, and the command line's.
    let other = sign("whsec_another", NOW, bytes);
    assert_eq!(hear(Some(&other), bytes).await, wrong);
    // Read and written again, it is another body.
    let rewritten = format!("{:#}", serde_json::from_str::<Value>(&body).unwrap());
    assert_eq!(hear(Some(&header), rewritten.as_bytes()).await, wrong);
    let old = sign(WEBHOOK_SECRET, NOW - time::Duration::seconds(301), bytes);
    assert_eq!(
        hear(Some(&old), bytes).await,
        refused(SignatureFault::Expired)
    );
    assert!(hear(Some(&header), bytes).await.is_ok());
}

#[tokio::test]
async fn while_a_secret_is_changed_both_are_believed() {
    let server = Server::start().await;
    let mut config = config(&server);
    config.webhook_secrets = vec![Secret::new("whsec_new"), Secret::new(WEBHOOK_SECRET)];
    let adapter = Stripe::new(config, client()).unwrap();
    let body = event("payment_intent.succeeded", &intent("succeeded"));
    for secret in ["whsec_new", WEBHOOK_SECRET] {
        let mut headers = HeaderMap::new();
        let header = sign(secret, NOW, body.as_bytes());
        headers.insert("stripe-signature", header.parse().unwrap());
        let request = CallbackRequest {
            method: "POST",
            authority: "",
            path: "",
            headers: &headers,
            body: body.as_bytes(),
        };
        assert!(
            adapter.read_callback(&request, NOW).await.is_ok(),
            "{secret}"
        );
    }
}

#[tokio::test]
async fn events_of_the_other_mode_are_refused() {
    let body = event("payment_intent.succeeded", &intent("succeeded"));
    for wrong in [
        body.replace(r#""livemode":false"#, r#""livemode":true"#),
        body.replace(r#""livemode":false"#, r#""livemode":"false""#),
        body.replace(r#""livemode":false,"#, ""),
    ] {
        let read = genuine(&wrong).await;
        assert!(
            matches!(read, Err(CallbackError::Unreadable(_))),
            "{read:?}"
        );
    }
}

#[tokio::test]
async fn what_is_about_something_else_is_acknowledged_and_what_is_unreadable_is_not() {
    let mut foreign = session("complete", &Value::Null);
    foreign["client_reference_id"] = json!("INV-77");
    let mut bare = intent("succeeded");
    bare["metadata"] = json!({});
    let charge =
        json!({"id": "ch_1", "object": "charge", "metadata": {"soko_reference": REFERENCE}});
    for body in [
        event("checkout.session.completed", &foreign),
        event("payment_intent.succeeded", &bare),
        event("payment_intent.created", &intent("requires_payment_method")),
        // The intent says the same, and one payment is told once.
        event("charge.succeeded", &charge),
        event("charge.refunded", &charge),
        event("charge.dispute.created", &charge),
        event("customer.created", &json!({})),
    ] {
        let read = genuine(&body).await;
        assert_eq!(read, Err(CallbackError::NotForUs), "{body}");
    }
    let whole = event("payment_intent.succeeded", &intent("succeeded"));
    for body in [
        String::new(),
        "[]".into(),
        "<html>".into(),
        "{}".into(),
        whole.replace(r#""object":"event""#, r#""object":"v2.core.event""#),
        whole.replace("evt_1N", "evt 1"),
        event("", &json!({})),
        event("payment_intent.succeeded", &Value::Null),
        " ".repeat(64 * 1024 + 1),
    ] {
        let read = genuine(&body).await;
        let unreadable = matches!(read, Err(CallbackError::Unreadable(_)));
        assert!(unreadable, "{body:.60}: {read:?}");
    }
}
