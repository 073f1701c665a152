//! Asking what became of a payment: nothing else tells of one that failed.

use time::Duration;

use super::*;

async fn asked(
    server: &Server,
    subject: &Subject,
    minutes: i64,
) -> Result<ProviderStatus, ProviderError> {
    let now = NOW + Duration::minutes(minutes);
    adapter(server).status(subject, now).await
}

fn paid() -> Subject {
    subject(Operation::Collect, None)
}

#[tokio::test]
async fn a_payment_is_told_with_its_amount_whatever_was_kept_beside_it() {
    let server = Server::start().await;
    for metadata in ["\"\"", "null", r#"{"our_reference":"SK"}"#, "\"{}\"", "0"] {
        server.says(200, &payment("success", "Approved", metadata));
        let moved = Moved {
            reference: Some(reference()),
            amount: StatedAmount::Money(shillings(124_850)),
            provider_transaction: Some("2009945086".into()),
            handle: Some("2009945086".into()),
        };
        let told = asked(&server, &paid(), 0).await;
        assert_eq!(told, Ok(ProviderStatus::Moved(moved)), "{metadata}");
    }
    let seen = server.last();
    assert_eq!(seen.path, format!("/transaction/verify/{REFERENCE}"));
    assert_eq!(seen.headers["authorization"], "Bearer sk_test_abc");
}

#[tokio::test]
async fn money_that_is_not_ours_exactly_is_seen_but_not_taken() {
    let server = Server::start().await;
    for (from, to) in [
        (r#""amount":124850"#, r#""amount":1248.5"#),
        (r#""amount":124850"#, r#""amount":124849"#),
        (r#""amount":124850"#, r#""amount":null"#),
        ("KES", "NGN"),
        (REFERENCE, "other"),
    ] {
        let text = payment("success", "Approved", "null").replace(from, to);
        server.says(200, &text);
        let Ok(ProviderStatus::Moved(moved)) = asked(&server, &paid(), 0).await else {
            panic!("{to}");
        };
        let checked = moved.check(reference(), shillings(124_850));
        assert!(checked.is_err(), "{to}");
    }
    let other = payment("failed", "Declined", "null").replace(REFERENCE, "other");
    server.says(200, &other);
    let unclear = Err(ProviderError::Unclear(Unclear::OtherReference));
    assert_eq!(asked(&server, &paid(), 60).await, unclear);
}

#[tokio::test]
async fn what_is_under_way_is_pending_however_long_it_takes() {
    let server = Server::start().await;
    for status in ["pending", "processing", "ongoing", "queued"] {
        server.says(200, &payment(status, "", "null"));
        for minutes in [0, 2, 24 * 60] {
            let told = asked(&server, &paid(), minutes).await;
            assert_eq!(told, Ok(ProviderStatus::Pending), "{status} {minutes}");
        }
    }
}

#[tokio::test]
async fn while_the_page_is_open_a_failed_try_is_not_the_end() {
    let server = Server::start().await;
    let expired = ProviderStatus::Failed(declined(Refusal::Expired, "abandoned"));
    let poor = declined(Refusal::InsufficientBalance, "Insufficient-Funds");
    for (status, end) in [
        ("failed", ProviderStatus::Failed(poor)),
        ("abandoned", expired),
    ] {
        server.says(200, &payment(status, "Insufficient Funds", "null"));
        for minutes in [0, 34] {
            let told = asked(&server, &paid(), minutes).await;
            assert_eq!(told, Ok(ProviderStatus::Pending), "{status} {minutes}");
        }
        assert_eq!(asked(&server, &paid(), 36).await, Ok(end), "{status}");
    }
}

#[tokio::test]
async fn a_page_whose_address_was_lost_keeps_nobody_waiting() {
    let server = Server::start().await;
    server.says(200, &payment("abandoned", "", "null"));
    let lost = Subject {
        was_accepted: false,
        ..paid()
    };
    let answered = asked(&server, &lost, 0).await;
    assert_eq!(answered, Ok(ProviderStatus::NotFound), "it may still come");
    let over = declined(Refusal::NetworkUnavailable, "abandoned");
    for minutes in [1, 36] {
        let told = asked(&server, &lost, minutes).await;
        assert_eq!(told, Ok(ProviderStatus::Failed(over.clone())), "{minutes}");
    }
    // Whoever pays all the same is heard.
    server.says(200, &payment("success", "", "null"));
    let told = asked(&server, &lost, 0).await;
    assert!(matches!(told, Ok(ProviderStatus::Moved(_))), "{told:?}");
}

#[tokio::test]
async fn what_was_reversed_is_not_ours() {
    let server = Server::start().await;
    server.says(200, &payment("reversed", "Approved", "null"));
    let failed = ProviderStatus::Failed(declined(Refusal::Unspecified, "reversed"));
    assert_eq!(asked(&server, &paid(), 0).await, Ok(failed));
}

#[tokio::test]
async fn only_its_own_word_says_that_it_knows_nothing() {
    let server = Server::start().await;
    for status in [400, 404] {
        server.says(status, &error("Transaction reference not found."));
        let told = asked(&server, &paid(), 0).await;
        assert_eq!(told, Ok(ProviderStatus::NotFound), "{status}");
    }
    let unclear = ProviderError::Unclear;
    for (status, text, expected) in [
        (404, "<html></html>".to_owned(), unclear(Unclear::Http(404))),
        (400, error("Odd"), unclear(Unclear::Http(400))),
        (
            400,
            error("Invalid key"),
            configuration(Fault::Credentials, "HTTP 400"),
        ),
        (429, error("Slow down"), unclear(Unclear::Http(429))),
        (
            500,
            payment("success", "", "null"),
            unclear(Unclear::Http(500)),
        ),
        (200, taken("[]"), unclear(Unclear::Unreadable(200))),
        (
            200,
            payment("", "", "null"),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            payment("odd", "", "null"),
            unclear(Unclear::UnknownStatus("odd".into())),
        ),
    ] {
        server.says(status, &text);
        let told = asked(&server, &paid(), 0).await;
        assert_eq!(told, Err(expected), "{status} {text}");
    }
    let out = subject(Operation::PayOut, None);
    let told = asked(&server, &out, 0).await;
    assert_eq!(told, Err(ProviderError::unsupported(Operation::PayOut)));
}
