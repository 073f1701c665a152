//! Asking what became of it.

use super::*;

fn found(status: &str, amount: &str, currency: &str) -> String {
    format!(
        r#"{{"status":"FOUND","data":{{"depositId":"{REFERENCE}","status":"{status}","amount":{amount},"currency":"{currency}",
        "country":"ZMB","payer":{{"type":"MMO"}},"providerTransactionId":"12356789","new":[1]}}}}"#
    )
}

#[tokio::test]
async fn tells_every_state_of_a_deposit_apart() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    server.says(200, r#"{"status":"NOT_FOUND"}"#);
    assert_eq!(asked(&adapter).await, Ok(ProviderStatus::NotFound));
    let seen = server.last();
    assert_eq!(seen.method, axum::http::Method::GET);
    assert_eq!(seen.path, format!("/v2/deposits/{REFERENCE}"));
    assert_eq!(seen.headers["authorization"], "Bearer tok_test");

    for word in [
        "ACCEPTED",
        "ENQUEUED",
        "SUBMITTED",
        "PROCESSING",
        "IN_RECONCILIATION",
    ] {
        server.says(200, &found(word, "\"15\"", "ZMW"));
        assert_eq!(asked(&adapter).await, Ok(ProviderStatus::Pending), "{word}");
    }
    for (code, why) in [
        ("PAYMENT_NOT_APPROVED", Refusal::NotApproved),
        ("INSUFFICIENT_BALANCE", Refusal::InsufficientBalance),
        ("TRANSACTION_ALREADY_IN_PROCESS", Refusal::AnotherInProgress),
        ("UNSPECIFIED_FAILURE", Refusal::Unspecified),
        ("HTTP_SIGNATURE_ERROR", Refusal::Configuration),
    ] {
        let text = found("FAILED", "\"15\"", "ZMW").replace(
            r#""new":[1]"#,
            &format!(r#""failureReason":{{"failureCode":"{code}","failureMessage":"…"}}"#),
        );
        server.says(200, &text);
        let failed = Ok(ProviderStatus::Failed(declined(why, code)));
        assert_eq!(asked(&adapter).await, failed, "{code}");
    }
}

#[tokio::test]
async fn a_collection_is_told_as_stated() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    let ask = async |text: &str| -> Moved {
        server.says(200, text);
        match asked(&adapter).await {
            Ok(ProviderStatus::Moved(collected)) => collected,
            other => panic!("{text}: {other:?}"),
        }
    };
    let expected = kwacha(1_500);
    for amount in ["\"15\"", "\"15.00\"", "\"15.0000\"", "15.0", "15"] {
        let collected = ask(&found("COMPLETED", amount, "ZMW")).await;
        assert_eq!(collected.check(reference(), expected), Ok(()), "{amount}");
        assert_eq!(collected.provider_transaction.as_deref(), Some("12356789"));
    }
    let short = ask(&found("COMPLETED", "\"14.9999\"", "ZMW")).await;
    assert!(matches!(short.amount, StatedAmount::Unreadable { .. }));
    let less = ask(&found("COMPLETED", "\"14.99\"", "ZMW")).await;
    let mismatch = Mismatch::Amount {
        expected,
        stated: kwacha(1_499),
    };
    assert_eq!(less.check(reference(), expected), Err(mismatch));
    let shillings = ask(&found("COMPLETED", "\"15\"", "KES")).await;
    assert!(matches!(
        shillings.check(reference(), expected),
        Err(Mismatch::Currency { .. })
    ));
    let nothing = ask(&found("COMPLETED", "null", "ZMW")).await;
    assert!(matches!(
        nothing.check(reference(), expected),
        Err(Mismatch::Unreadable { .. })
    ));
    let other = found("COMPLETED", "\"15\"", "ZMW").replace(REFERENCE, &Uuid::nil().to_string());
    let other = ask(&other).await;
    assert!(matches!(
        other.check(reference(), expected),
        Err(Mismatch::Reference { .. })
    ));
    let nameless = ask(r#"{"status":"FOUND","data":{"status":"COMPLETED"}}"#).await;
    assert_eq!(nameless.reference, None);
    assert_eq!(nameless.provider_transaction, None);
}

#[tokio::test]
async fn a_status_that_says_nothing_stays_unclear() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    let failed_for_other = found("FAILED", "\"15\"", "ZMW")
        .replace(REFERENCE, &Uuid::nil().to_string())
        .replace(
            r#""new":[1]"#,
            r#""failureReason":{"failureCode":"PAYMENT_NOT_APPROVED"}"#,
        );
    let unknown_failure = found("FAILED", "\"15\"", "ZMW").replace(
        r#""new":[1]"#,
        r#""failureReason":{"failureCode":"UNKNOWN_ERROR"}"#,
    );
    let cases = [
        (
            200,
            found("PARKED", "\"15\"", "ZMW"),
            Unclear::UnknownStatus("PARKED".into()),
        ),
        (
            200,
            unknown_failure,
            Unclear::UnknownCode("UNKNOWN_ERROR".into()),
        ),
        (200, failed_for_other, Unclear::OtherReference),
        (
            200,
            r#"{"status":"FOUND"}"#.to_owned(),
            Unclear::Unreadable(200),
        ),
        (
            200,
            r#"{"status":"FOUND","data":[]}"#.to_owned(),
            Unclear::Unreadable(200),
        ),
        (
            200,
            r#"{"status":"LOST"}"#.to_owned(),
            Unclear::UnknownStatus("LOST".into()),
        ),
        (200, "<html></html>".to_owned(), Unclear::Unreadable(200)),
        (
            404,
            r#"{"status":"NOT_FOUND"}"#.to_owned(),
            Unclear::Http(404),
        ),
        (
            500,
            r#"{"status":"NOT_FOUND"}"#.to_owned(),
            Unclear::Http(500),
        ),
        (500, found("FAILED", "\"15\"", "ZMW"), Unclear::Http(500)),
    ];
    for (status, text, expected) in cases {
        server.says(status, &text);
        let told = asked(&adapter).await;
        assert_eq!(
            told,
            Err(ProviderError::Unclear(expected)),
            "{status} {text}"
        );
    }
    for status in [401, 403] {
        server.says(status, r#"{"status":"NOT_FOUND"}"#);
        let told = asked(&adapter).await;
        assert_eq!(told, Err(ProviderError::Unclear(Unclear::Http(status))));
        server.says(
            status,
            r#"{"failureReason":{"failureCode":"NO_AUTHENTICATION"}}"#,
        );
        let told = asked(&adapter).await;
        assert!(
            matches!(told, Err(ProviderError::Configuration(_))),
            "{told:?}"
        );
    }
}
