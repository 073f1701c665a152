//! Asking what became of it.

use super::*;
use crate::provider::{Mismatch, Moved, StatedAmount};

#[tokio::test]
async fn a_paid_prompt_is_told_with_its_amount_and_receipt() {
    let server = server().await;
    let adapter = adapter(&server);
    for receipt in ["\"23503452\"", "23503452"] {
        let more = format!(r#","financialTransactionId":{receipt}"#);
        server.says(200, &told("SUCCESSFUL", &more));
        let moved = Moved {
            reference: Some(reference()),
            amount: StatedAmount::Money(kwacha(24_850)),
            provider_transaction: Some("23503452".into()),
            handle: None,
        };
        assert_eq!(asked(&adapter, NOW).await, Ok(ProviderStatus::Moved(moved)));
    }
    let seen = server.last();
    assert_eq!(seen.method, axum::http::Method::GET);
    assert_eq!(seen.path, format!("{COLLECT}/{REFERENCE}"));
    assert_eq!(seen.headers["x-target-environment"], "mtnzambia");
}

#[tokio::test]
async fn money_that_is_not_ours_exactly_is_seen_but_not_taken() {
    let server = server().await;
    let adapter = adapter(&server);
    for (from, to) in [
        ("248.5", "248.49"),
        ("248.5", "248.501"),
        ("ZMW", "EUR"),
        (REFERENCE, "other"),
    ] {
        server.says(200, &told("SUCCESSFUL", "").replace(from, to));
        let Ok(ProviderStatus::Moved(moved)) = asked(&adapter, NOW).await else {
            panic!("{to}");
        };
        let checked: Result<(), Mismatch> = moved.check(reference(), kwacha(24_850));
        assert!(checked.is_err(), "{to}");
    }
    server.says(200, &told("FAILED", "").replace(REFERENCE, "other"));
    let other = Err(ProviderError::Unclear(Unclear::OtherReference));
    assert_eq!(asked(&adapter, NOW).await, other);
}

#[tokio::test]
async fn a_reason_is_read_in_both_shapes() {
    let server = server().await;
    let adapter = adapter(&server);
    for (code, why) in [
        ("PAYER_NOT_FOUND", Refusal::PayerNotFound),
        ("NOT_ENOUGH_FUNDS", Refusal::InsufficientBalance),
        ("APPROVAL_REJECTED", Refusal::NotApproved),
        ("EXPIRED", Refusal::Expired),
        ("INTERNAL_PROCESSING_ERROR", Refusal::Unspecified),
    ] {
        for shape in [
            format!(r#","reason":"{code}""#),
            format!(r#","reason":{{"code":"{code}","message":"…"}}"#),
        ] {
            server.says(200, &told("FAILED", &shape));
            let failed = Ok(ProviderStatus::Failed(declined(why, code)));
            assert_eq!(asked(&adapter, NOW).await, failed, "{shape}");
        }
    }
    for shape in ["", r#","reason":null"#, r#","reason":[]"#] {
        server.says(200, &told("FAILED", shape));
        let failed = Ok(ProviderStatus::Failed(declined(Refusal::Unspecified, "")));
        assert_eq!(asked(&adapter, NOW).await, failed, "{shape}");
    }
}

#[tokio::test]
async fn what_is_not_decided_is_pending_whatever_word_says_so() {
    let server = server().await;
    let adapter = adapter(&server);
    for status in ["PENDING", "ONGOING", "DELAYED"] {
        server.says(200, &told(status, ""));
        let pending = Ok(ProviderStatus::Pending);
        assert_eq!(asked(&adapter, NOW).await, pending, "{status}");
        for shape in [
            format!(r#","reason":"{status}""#),
            format!(r#","reason":{{"code":"{status}"}}"#),
        ] {
            server.says(200, &told("FAILED", &shape));
            assert_eq!(asked(&adapter, NOW).await, pending, "{shape}");
        }
    }
}

#[tokio::test]
async fn only_the_providers_own_word_says_that_it_knows_nothing() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(404, &error("RESOURCE_NOT_FOUND"));
    assert_eq!(asked(&adapter, NOW).await, Ok(ProviderStatus::NotFound));
    server.says(404, &gateway(404));
    let wrong_address = Err(configuration(Fault::Request, "HTTP 404"));
    assert_eq!(asked(&adapter, NOW).await, wrong_address);
    server.says(404, "<html></html>");
    let unclear = Err(ProviderError::Unclear(Unclear::Http(404)));
    assert_eq!(asked(&adapter, NOW).await, unclear);
}

#[tokio::test]
async fn a_status_that_says_nothing_stays_unclear() {
    let server = server().await;
    let adapter = adapter(&server);
    let unclear = ProviderError::Unclear;
    for (status, text, expected) in [
        (429, gateway(429), unclear(Unclear::Http(429))),
        (500, told("SUCCESSFUL", ""), unclear(Unclear::Http(500))),
        (503, "<html></html>".into(), unclear(Unclear::Http(503))),
        (
            200,
            "<html></html>".into(),
            unclear(Unclear::Unreadable(200)),
        ),
        (200, told("", ""), unclear(Unclear::Unreadable(200))),
        (
            200,
            told("CREATED", ""),
            unclear(Unclear::UnknownStatus("CREATED".into())),
        ),
    ] {
        server.says(status, &text);
        assert_eq!(asked(&adapter, NOW).await, Err(expected), "{status} {text}");
    }
    server.does(Reply::Hang);
    let timeout = Err(unclear(Unclear::Timeout));
    assert_eq!(asked(&adapter, NOW).await, timeout);
}

#[tokio::test]
async fn what_left_is_asked_for_where_it_was_sent() {
    let server = server().await;
    let adapter = adapter(&server);
    for (operation, resource) in [
        (Operation::PayOut, "transfer"),
        (Operation::Refund, "refund"),
    ] {
        server.says(200, &told("SUCCESSFUL", ""));
        let Ok(ProviderStatus::Moved(moved)) = adapter.status(&subject(operation), NOW).await
        else {
            panic!("{resource}");
        };
        assert_eq!(moved.check(reference(), kwacha(24_850)), Ok(()));
        let path = format!("/disbursement/v1_0/{resource}/{REFERENCE}");
        assert_eq!(server.last().path, path);
        let empty = r#","reason":"NOT_ENOUGH_FUNDS""#;
        server.says(200, &told("FAILED", empty));
        let failed = declined(Refusal::FloatEmpty, "NOT_ENOUGH_FUNDS");
        let told = adapter.status(&subject(operation), NOW).await;
        assert_eq!(told, Ok(ProviderStatus::Failed(failed)));
    }
}
