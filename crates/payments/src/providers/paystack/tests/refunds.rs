//! Sending money back to buyers.

use super::*;

/// A refund as it is told; its transaction is a number here and an object there.
fn told(id: u64, status: &str, note: &str) -> String {
    format!(
        r#"{{"id":{id},"integration":1,"transaction":2009945086,"status":"{status}","amount":124850,"currency":"KES",
        "merchant_note":"{note}","refunded_at":null,"fully_deducted":true}}"#
    )
}

#[tokio::test]
async fn a_refund_names_the_payment_its_part_and_us() {
    let server = Server::start().await;
    let begun = taken(
        r#"{"transaction":{"id":2009945086,"reference":"x"},"id":3018284,"status":"pending","amount":4850,"currency":"KES"}"#,
    );
    server.says(200, &begun);
    let accepted = adapter(&server).refund(&refund()).await.unwrap();
    assert_eq!(accepted.handle.as_deref(), Some("3018284"));
    let seen = server.last();
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str()),
        ("POST", "/refund")
    );
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "transaction": REFERENCE, "amount": 4_850, "currency": "KES",
        "merchant_note": Uuid::from_u128(8), "customer_note": "SK-7K3M-9Q2D",
    });
    assert_eq!(body, expected);
    server.says(200, &taken("{}"));
    let accepted = adapter(&server).refund(&refund()).await.unwrap();
    assert_eq!(accepted.handle, None, "taken; looked for later");
}

#[tokio::test]
async fn refusals_of_a_refund_are_told_apart() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    for (status, message, why) in [
        (404, "Transaction not found", Refusal::OriginalNotFound),
        (
            400,
            "Transaction has been fully reversed",
            Refusal::AlreadyRefunded,
        ),
        (
            400,
            "Refund amount cannot be more than the transaction amount",
            Refusal::RefundTooLarge,
        ),
        (400, "Insufficient balance", Refusal::FloatEmpty),
        (400, "Odd", Refusal::WrongState),
    ] {
        server.says(status, &error(message));
        let code = format!("HTTP {status}");
        let told = adapter.refund(&refund()).await;
        assert_eq!(told, Err(rejected(why, &code)), "{message}");
    }
    server.says(502, "");
    let unclear = Err(ProviderError::Unclear(Unclear::Http(502)));
    assert_eq!(adapter.refund(&refund()).await, unclear);
    assert!(!adapter.is_repeatable(Operation::Refund, Method::Card));
}

#[tokio::test]
async fn a_refund_is_asked_for_by_its_number() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let known = subject(Operation::Refund, Some("3018284"));
    server.says(200, &taken(&told(3_018_284, "processed", "x")));
    let Ok(ProviderStatus::Moved(moved)) = adapter.status(&known, NOW).await else {
        panic!("not moved");
    };
    assert_eq!(moved.check(reference(), shillings(124_850)), Ok(()));
    assert_eq!(server.last().path, "/refund/3018284");
    for status in ["pending", "processing", "needs-attention"] {
        server.says(200, &taken(&told(3_018_284, status, "x")));
        let pending = Ok(ProviderStatus::Pending);
        assert_eq!(adapter.status(&known, NOW).await, pending, "{status}");
    }
    server.says(200, &taken(&told(3_018_284, "failed", "x")));
    let failed = ProviderStatus::Failed(declined(Refusal::Unspecified, "failed"));
    assert_eq!(adapter.status(&known, NOW).await, Ok(failed));
    let unclear = |why| Err(ProviderError::Unclear(why));
    for (status, text, expected) in [
        (
            200,
            taken(&told(3_018_284, "odd", "x")),
            unclear(Unclear::UnknownStatus("odd".into())),
        ),
        (
            200,
            taken(&told(1, "processed", "x")),
            unclear(Unclear::OtherReference),
        ),
        (404, error("Refund not found"), unclear(Unclear::Http(404))),
    ] {
        server.says(status, &text);
        let answer = adapter.status(&known, NOW).await;
        assert_eq!(answer, expected, "{status} {text}");
    }
}

#[tokio::test]
async fn a_refund_whose_number_was_lost_is_found_by_our_note() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let lost = subject(Operation::Refund, None);
    let others = [told(1, "processed", "other"), told(2, "failed", "")];
    let with_ours = format!(
        "[{},{},{}]",
        others[0],
        told(3, "processed", REFERENCE),
        others[1]
    );
    server.says(200, &taken(&with_ours));
    let Ok(ProviderStatus::Moved(moved)) = adapter.status(&lost, NOW).await else {
        panic!("not moved");
    };
    assert_eq!(moved.handle.as_deref(), Some("3"));
    assert_eq!(moved.check(reference(), shillings(124_850)), Ok(()));
    let seen = server.last();
    assert_eq!(
        (seen.path.as_str(), seen.query.as_str()),
        ("/refund", "perPage=100")
    );
    for without in [format!("[{},{}]", others[0], others[1]), "[]".to_owned()] {
        server.says(200, &taken(&without));
        let unclear = Err(ProviderError::Unclear(Unclear::NoHandle));
        assert_eq!(adapter.status(&lost, NOW).await, unclear, "proves nothing");
    }
}
