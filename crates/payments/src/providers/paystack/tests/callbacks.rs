//! Being told, and being set up wrongly.

use hmac::{Hmac, Mac};
use http::HeaderMap;
use sha2::Sha512;

use super::*;
use crate::provider::{Proof, SignatureFault};

fn signed(body: &str) -> HeaderMap {
    let mut mac = Hmac::<Sha512>::new_from_slice(b"sk_test_abc").unwrap();
    mac.update(body.as_bytes());
    let hex = format!("{:x}", mac.finalize().into_bytes());
    [(
        http::HeaderName::from_static("x-paystack-signature"),
        HeaderValue::from_str(&hex).unwrap(),
    )]
    .into_iter()
    .collect()
}

async fn hear(headers: &HeaderMap, body: &str) -> Result<Callback, CallbackError> {
    let server = Server::start().await;
    let request = CallbackRequest {
        method: "POST",
        authority: "10.0.0.7:3000",
        path: "/internal",
        headers,
        body: body.as_bytes(),
    };
    let read = adapter(&server).read_callback(&request, NOW).await;
    assert_eq!(server.calls(), 0);
    read
}

async fn genuine(body: &str) -> Result<Callback, CallbackError> {
    hear(&signed(body), body).await
}

fn charge() -> String {
    format!(
        r#"{{"event":"charge.success","data":{{"id":2009945086,"domain":"live","status":"success","reference":"{REFERENCE}",
        "amount":124850,"currency":"KES","metadata":""}}}}"#
    )
}

fn back(status: &str, named: &str, amount: &str) -> String {
    format!(
        r#"{{"event":"refund.{status}","data":{{"status":"{status}","transaction_reference":"{REFERENCE}","refund_reference":{named},
        "amount":{amount},"currency":"KES","processor":"mpgs_zen","integration":1,"domain":"live"}}}}"#
    )
}

#[tokio::test]
async fn a_charge_is_signed_and_a_hint_all_the_same() {
    let expected = Callback {
        proof: Proof::Signed,
        operation: Operation::Collect,
        reference: reference(),
        handle: None,
        transaction: None,
        stated: None,
        asked_at: None,
        event_id: format!("charge.success:{REFERENCE}:2009945086"),
        status: "success".into(),
    };
    assert_eq!(genuine(&charge()).await, Ok(expected));
}

#[tokio::test]
async fn news_of_a_refund_name_the_payment() {
    for (status, named, amount, event_id) in [
        ("pending", "null", "\"4850\"", "refund.pending:REF::4850"),
        (
            "processing",
            "null",
            "\"4850\"",
            "refund.processing:REF::4850",
        ),
        (
            "processed",
            "\"132013318360\"",
            "\"4850\"",
            "refund.processed:REF:132013318360:4850",
        ),
        (
            "failed",
            "\"TRF_9vg\"",
            "4850",
            "refund.failed:REF:TRF_9vg:4850",
        ),
    ] {
        let read = genuine(&back(status, named, amount)).await.unwrap();
        assert_eq!(
            (read.operation, read.reference, read.status.as_str()),
            (Operation::Refund, reference(), status)
        );
        assert_eq!(read.event_id, event_id.replace("REF", REFERENCE));
    }
}

#[tokio::test]
async fn what_was_changed_on_the_way_is_not_heard() {
    let body = charge();
    let wrong = Err(CallbackError::Signature(SignatureFault::Wrong));
    let changed = body.replace("124850", "1248500");
    assert_eq!(hear(&signed(&body), &changed).await, wrong);
    // Parsed and written again, it says the same and is not what was signed.
    let parsed: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(hear(&signed(&body), &parsed.to_string()).await, wrong);
    let missing = CallbackError::Signature(SignatureFault::Missing("x-paystack-signature"));
    assert_eq!(hear(&HeaderMap::new(), &body).await, Err(missing));
}

#[tokio::test]
async fn what_is_about_something_else_is_acknowledged_and_what_is_unreadable_is_not() {
    for body in [
        r#"{"event":"transfer.success","data":{"reference":"x"}}"#,
        r#"{"event":"charge.dispute.create","data":{"id":1}}"#,
        &charge().replace(REFERENCE, "INV-77"),
        &back("processed", "null", "1").replace(REFERENCE, "INV-77"),
    ] {
        assert_eq!(genuine(body).await, Err(CallbackError::NotForUs), "{body}");
    }
    let long = " ".repeat(64 * 1024 + 1);
    for body in [
        "",
        "[]",
        "<html>",
        "{}",
        r#"{"event":"charge.success"}"#,
        &charge().replace("reference", "other"),
        &long,
    ] {
        let read = genuine(body).await;
        assert!(
            matches!(read, Err(CallbackError::Unreadable(_))),
            "{body:.60}: {read:?}"
        );
    }
}

type Wrong = PaystackConfigError;

#[tokio::test]
async fn a_wrong_configuration_is_named_and_no_secret_is_printed() {
    let broken = |change: fn(&mut PaystackConfig)| {
        let mut config = config("https://api.paystack.co");
        change(&mut config);
        Paystack::new(config, client()).err()
    };
    assert_eq!(broken(|_| ()), None);
    assert_eq!(
        broken(|c| c.base_url = "paystack".into()),
        Some(Wrong::BaseUrl)
    );
    assert_eq!(
        broken(|c| c.secret_key = Secret::new("")),
        Some(Wrong::SecretKey)
    );
    assert_eq!(
        broken(|c| c.email_domain = "shop".into()),
        Some(Wrong::EmailDomain)
    );
    assert_eq!(
        broken(|c| c.session_minutes = 0),
        Some(Wrong::SessionMinutes)
    );
    assert_eq!(broken(|c| c.request_timeout_ms = 0), Some(Wrong::Timeout));
    let config = config("https://api.paystack.co");
    let printed = format!(
        "{config:?} {:?}",
        Paystack::new(config.clone(), client()).unwrap()
    );
    assert!(!printed.contains("sk_test_abc"), "{printed}");
}
