//! Asking what became of it.

use super::*;
use crate::provider::{Mismatch, Moved, StatedAmount};

#[tokio::test]
async fn a_paid_prompt_is_paid_as_asked() {
    let server = server().await;
    let adapter = adapter(&server);
    // A text in these answers, whatever other answers do.
    for code in ["\"0\"", "0"] {
        server.says(200, &result(code));
        let moved = Moved {
            reference: Some(reference()),
            amount: StatedAmount::AsAsked,
            provider_transaction: None,
            handle: Some(CHECKOUT.into()),
        };
        assert_eq!(asked(&adapter, AT).await, Ok(ProviderStatus::Moved(moved)));
    }
    let seen = server.last();
    assert_eq!(seen.path, requests::QUERY);
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "BusinessShortCode": "174379", "Password": PASSWORD, "Timestamp": "20260921180640", "CheckoutRequestID": CHECKOUT,
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn money_for_another_prompt_is_seen_but_not_taken() {
    let server = server().await;
    let adapter = adapter(&server);
    for other in ["ws_CO_2", ""] {
        server.says(200, &result("\"0\"").replace(CHECKOUT, other));
        let Ok(ProviderStatus::Moved(moved)) = asked(&adapter, AT).await else {
            panic!("{other:?}");
        };
        let checked = moved.check(reference(), shillings(124_800));
        assert_eq!(checked, Err(Mismatch::Reference { stated: None }));
        server.says(200, &result("\"1032\"").replace(CHECKOUT, other));
        let unclear = Err(ProviderError::Unclear(Unclear::OtherReference));
        assert_eq!(asked(&adapter, AT).await, unclear);
    }
}

#[tokio::test]
async fn every_final_code_is_a_refusal_with_its_code() {
    let server = server().await;
    let adapter = adapter(&server);
    for (code, why) in [
        ("1", Refusal::InsufficientBalance),
        ("2", Refusal::AmountOutOfBounds),
        ("17", Refusal::AnotherInProgress),
        ("1001", Refusal::AnotherInProgress),
        ("1019", Refusal::Expired),
        ("1025", Refusal::NetworkUnavailable),
        ("1032", Refusal::NotApproved),
        ("1037", Refusal::Expired),
        ("2001", Refusal::NotApproved),
        ("SFC_IC0003", Refusal::Configuration),
        ("31", Refusal::Unspecified),
    ] {
        server.says(200, &result(&format!("\"{code}\"")));
        let failed = Ok(ProviderStatus::Failed(declined(why, code)));
        assert_eq!(asked(&adapter, AT).await, failed, "{code}");
    }
}

#[tokio::test]
async fn an_unanswered_prompt_is_pending() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(500, &error("500.001.1001"));
    assert_eq!(asked(&adapter, AT).await, Ok(ProviderStatus::Pending));
    server.says(200, &result("\"4999\""));
    assert_eq!(asked(&adapter, AT).await, Ok(ProviderStatus::Pending));
}

#[tokio::test]
async fn a_status_that_says_nothing_stays_unclear() {
    let server = server().await;
    let adapter = adapter(&server);
    let unclear = ProviderError::Unclear;
    let cases = [
        (429, error("429.001.01"), unclear(Unclear::Http(429))),
        (429, "Spike arrest".to_owned(), unclear(Unclear::Http(429))),
        (500, error("500.003.1001"), unclear(Unclear::Http(500))),
        (500, result("\"1032\""), unclear(Unclear::Http(500))),
        (503, "<html></html>".to_owned(), unclear(Unclear::Http(503))),
        (
            400,
            error("400.002.02"),
            configuration(Fault::Request, "400.002.02"),
        ),
        (404, "<html></html>".to_owned(), unclear(Unclear::Http(404))),
        (200, result("null"), unclear(Unclear::Unreadable(200))),
        (200, result("\"\""), unclear(Unclear::Unreadable(200))),
        (
            200,
            result("\"0\"").replace(r#"ResponseCode":"0"#, r#"ResponseCode":"1"#),
            unclear(Unclear::UnknownCode("1".into())),
        ),
        (
            200,
            r#"{"ResultCode":"0"}"#.to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            "<html></html>".to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
    ];
    for (status, text, expected) in cases {
        server.says(status, &text);
        assert_eq!(asked(&adapter, AT).await, Err(expected), "{status} {text}");
    }
    server.does(Reply::Hang);
    assert_eq!(asked(&adapter, AT).await, Err(unclear(Unclear::Timeout)));
}

#[tokio::test]
async fn a_prompt_without_a_name_cannot_be_asked_about() {
    let server = server().await;
    let told = adapter(&server)
        .status(&subject(Operation::Collect, None), AT)
        .await;
    assert_eq!(told, Err(ProviderError::Unclear(Unclear::NoHandle)));
    assert_eq!(server.calls(), 0);
}
