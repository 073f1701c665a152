//! Asking what became of a payment.

use super::*;

fn about() -> Subject {
    subject(Operation::Collect, Some(SESSION))
}

async fn with(
    server: &Server,
    status: &str,
    intent: &Value,
) -> Result<ProviderStatus, ProviderError> {
    server.says(200, &session(status, intent).to_string());
    told(server, &about()).await
}

fn after_a_decline(status: &str, code: &str, decline_code: Option<&str>) -> Value {
    let mut whole = intent(status);
    whole["last_payment_error"] = json!({"type": "card_error", "code": code, "decline_code": decline_code, "message": "in words"});
    whole
}

#[tokio::test]
async fn a_payment_is_money_when_the_intent_says_so_whatever_the_page_says() {
    let server = Server::start().await;
    for status in ["complete", "open", "expired"] {
        let moved = money(with(&server, status, &intent("succeeded")).await);
        assert_eq!(moved.check(reference(), kwacha(24_850)), Ok(()), "{status}");
        assert_eq!(moved.provider_transaction.as_deref(), Some("pi_3M"));
    }
    let seen = server.last();
    assert_eq!(seen.path, format!("{SESSIONS}/{SESSION}"));
    assert_eq!(seen.query, "expand%5B%5D=payment_intent");
    assert!(!seen.headers.contains_key("idempotency-key"));
}

#[tokio::test]
async fn an_intent_that_is_only_named_is_asked_for_itself() {
    let server = Server::start().await;
    server.says(200, &session("complete", &json!("pi_3M")).to_string());
    server.says_at(
        "/v1/payment_intents/pi_3M",
        200,
        &intent("succeeded").to_string(),
    );
    let moved = money(told(&server, &about()).await);
    assert_eq!(moved.check(reference(), kwacha(24_850)), Ok(()));
    assert_eq!(server.last().path, "/v1/payment_intents/pi_3M");
}

#[tokio::test]
async fn a_decline_leaves_the_page_open_and_so_the_payment() {
    let server = Server::start().await;
    let pending = Ok(ProviderStatus::Pending);
    let declined = after_a_decline(
        "requires_payment_method",
        "card_declined",
        Some("insufficient_funds"),
    );
    for open in [
        Value::Null,
        intent("requires_payment_method"),
        declined,
        intent("requires_confirmation"),
        intent("requires_action"),
        intent("processing"),
    ] {
        assert_eq!(with(&server, "open", &open).await, pending, "{open}");
    }
    // Paid in good faith, and the bank takes its time.
    for waiting in ["processing", "requires_action"] {
        let told = with(&server, "complete", &intent(waiting)).await;
        assert_eq!(told, pending, "{waiting}");
    }
    // Its time is over, but money is still on its way.
    let told = with(&server, "expired", &intent("processing")).await;
    assert_eq!(told, pending);
}

#[tokio::test]
async fn only_the_end_of_the_page_or_of_the_intent_is_final() {
    let server = Server::start().await;
    let failed = |why, code| Ok(ProviderStatus::Failed(declined(why, code)));
    let expired = failed(Refusal::Expired, "expired");
    for nobody in [
        Value::Null,
        intent("requires_payment_method"),
        intent("requires_action"),
    ] {
        assert_eq!(with(&server, "expired", &nobody).await, expired, "{nobody}");
    }
    for status in ["open", "expired", "complete"] {
        let told = with(&server, status, &intent("canceled")).await;
        assert_eq!(told, failed(Refusal::Expired, "canceled"), "{status}");
    }
    // Why the last card was declined says more than that the time was over.
    for (code, decline_code, why, kept) in [
        (
            "card_declined",
            Some("insufficient_funds"),
            Refusal::InsufficientBalance,
            "insufficient_funds",
        ),
        (
            "card_declined",
            Some("stolen_card"),
            Refusal::Unspecified,
            "stolen_card",
        ),
        ("expired_card", None, Refusal::Unspecified, "expired_card"),
        (
            "payment_intent_authentication_failure",
            None,
            Refusal::NotApproved,
            "payment_intent_authentication_failure",
        ),
    ] {
        let whole = after_a_decline("requires_payment_method", code, decline_code);
        assert_eq!(
            with(&server, "expired", &whole).await,
            failed(why, kept),
            "{kept}"
        );
        // A page that was left takes no other card: what it began late has come to nothing.
        assert_eq!(
            with(&server, "complete", &whole).await,
            failed(why, kept),
            "{kept}"
        );
    }
}

#[tokio::test]
async fn what_is_not_ours_or_not_understood_decides_nothing() {
    let server = Server::start().await;
    let unknown = |word: &str| unclear(Unclear::UnknownStatus(word.into()));
    let told = with(&server, "open", &intent("requires_capture")).await;
    assert_eq!(told, unknown("requires_capture"));
    assert_eq!(
        with(&server, "complete", &Value::Null).await,
        unknown("complete")
    );
    assert_eq!(
        with(&server, "paused", &Value::Null).await,
        unknown("paused")
    );
    let other = session("expired", &Value::Null).to_string();
    server.says(200, &other.replace(REFERENCE, "INV-77"));
    assert_eq!(told_again(&server).await, unclear(Unclear::OtherReference));
    let live = other.replace(r#""livemode":false"#, r#""livemode":true"#);
    server.says(200, &live);
    assert_eq!(told_again(&server).await, unclear(Unclear::Unreadable(200)));
    // It gave us the name itself, so that it knows none proves nothing.
    server.says(
        404,
        &error(
            "invalid_request_error",
            Some("resource_missing"),
            Some("session"),
        ),
    );
    assert_eq!(told_again(&server).await, unclear(Unclear::Http(404)));
    server.says(500, &other);
    assert_eq!(told_again(&server).await, unclear(Unclear::Http(500)));
    server.says(
        429,
        &error("invalid_request_error", Some("rate_limit"), None),
    );
    assert_eq!(told_again(&server).await, unclear(Unclear::Http(429)));
}

async fn told_again(server: &Server) -> Result<ProviderStatus, ProviderError> {
    told(server, &about()).await
}

#[tokio::test]
async fn other_money_than_ours_shows_as_such() {
    let server = Server::start().await;
    let mut other = intent("succeeded");
    other["metadata"] = json!({});
    let moved = money(with(&server, "complete", &other).await);
    assert!(moved.check(reference(), kwacha(24_850)).is_err());
    let mut less = intent("succeeded");
    less["amount_received"] = json!(24_849);
    let moved = money(with(&server, "complete", &less).await);
    assert!(moved.check(reference(), kwacha(24_850)).is_err());
    let mut shillings = intent("succeeded");
    shillings["currency"] = json!("kes");
    let moved = money(with(&server, "complete", &shillings).await);
    assert!(moved.check(reference(), kwacha(24_850)).is_err());
}

#[tokio::test]
async fn a_page_whose_address_was_lost_can_be_paid_by_nobody_and_is_asked_for_again() {
    let server = Server::start().await;
    let told_of_lost = told(&server, &unheard(Operation::Collect)).await;
    assert_eq!(told_of_lost, Ok(ProviderStatus::NotFound));
    let nameless = told(&server, &subject(Operation::Collect, None)).await;
    assert_eq!(nameless, unclear(Unclear::NoHandle));
    let strange = told(&server, &subject(Operation::Collect, Some("../refunds"))).await;
    assert_eq!(strange, unclear(Unclear::NoHandle));
    assert_eq!(server.calls(), 0);
}
