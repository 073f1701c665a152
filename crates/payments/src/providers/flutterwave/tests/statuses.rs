//! Asking what became of it, when several tries share one reference.

use time::Duration;

use super::*;
use crate::provider::{Mismatch, StatedAmount};

async fn asked(adapter: &Flutterwave) -> Result<ProviderStatus, ProviderError> {
    adapter
        .status(&subject(Operation::Collect, None), NOW)
        .await
}

/// After the page closed, and everything begun on it is known.
fn late() -> Timestamp {
    NOW + Duration::minutes(36)
}

#[tokio::test]
async fn a_success_is_told_as_stated() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    for amount in ["100", "100.0", "100.00", "\"100\""] {
        server.says(200, &one(&transaction(288_200_108, "successful", amount)));
        let moved = money(asked(&adapter).await);
        assert_eq!(moved.check(reference(), kwacha(10_000)), Ok(()), "{amount}");
        assert_eq!(moved.provider_transaction.as_deref(), Some("FLW-288200108"));
        assert_eq!(moved.handle.as_deref(), Some("288200108"));
    }
    let seen = server.last();
    assert_eq!(seen.method, axum::http::Method::GET);
    assert_eq!(
        (seen.path.as_str(), seen.query),
        (VERIFY, format!("tx_ref={REFERENCE}"))
    );
    assert_eq!(server.calls(), 4, "a success needs no second question");

    // What was charged holds a fee; what was asked for counts.
    server.says(200, &one(&transaction(1, "successful", "102.9")));
    let more = money(asked(&adapter).await);
    assert!(matches!(
        more.check(reference(), kwacha(10_000)),
        Err(Mismatch::Amount { .. })
    ));
    // The digit that a float would drop.
    server.says(
        200,
        &one(&transaction(1, "successful", "100.00000000000000001")),
    );
    let near = money(asked(&adapter).await);
    assert!(
        matches!(near.amount, StatedAmount::Unreadable { .. }),
        "{near:?}"
    );
    server.says(
        200,
        &one(&transaction(1, "successful", "100").replace("ZMW", "NGN")),
    );
    let naira = money(asked(&adapter).await);
    assert!(matches!(
        naira.check(reference(), kwacha(10_000)),
        Err(Mismatch::Currency { .. })
    ));
    let other = transaction(1, "successful", "100").replace(REFERENCE, "SK-OTHER");
    server.says(200, &one(&other));
    let other = money(asked(&adapter).await);
    assert!(matches!(
        other.check(reference(), kwacha(10_000)),
        Err(Mismatch::Reference { .. })
    ));
}

#[tokio::test]
async fn a_later_failure_does_not_hide_an_earlier_success() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let tries = [
        transaction(2, "failed", "100"),
        transaction(1, "successful", "100"),
    ];
    server.says_at(VERIFY, 200, &one(&tries[0]));
    server.says_at(LIST, 200, &several(&tries));
    let moved = money(asked(&adapter).await);
    assert_eq!(moved.check(reference(), kwacha(10_000)), Ok(()));
    assert_eq!(moved.handle.as_deref(), Some("1"));
    assert_eq!(server.paths(), [VERIFY, LIST]);
    assert_eq!(server.last().query, format!("tx_ref={REFERENCE}"));

    // A question by the id we were told is enough.
    server.says_at("/v3/transactions/1/verify", 200, &one(&tries[1]));
    let by_id = adapter
        .status(&subject(Operation::Collect, Some("1")), NOW)
        .await;
    assert_eq!(money(by_id), moved);
    assert_eq!(server.calls(), 3);
}

#[tokio::test]
async fn an_id_that_is_not_ours_is_passed_over() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let strange = transaction(9, "successful", "100").replace(REFERENCE, &Uuid::nil().to_string());
    server.says_at("/v3/transactions/9/verify", 200, &one(&strange));
    server.says_at(VERIFY, 200, &one(&transaction(2, "pending", "100")));
    server.says_at(LIST, 200, &several(&[]));
    let told = adapter
        .status(&subject(Operation::Collect, Some("9")), NOW)
        .await;
    assert_eq!(told, Ok(ProviderStatus::Pending));
    let told = adapter
        .status(&subject(Operation::Collect, Some("9/../x")), NOW)
        .await;
    assert_eq!(told, Ok(ProviderStatus::Pending));
    assert!(!server.paths().iter().any(|path| path.contains('x')));
}

#[tokio::test]
async fn two_successes_are_one_payment_and_another() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let tries = [
        transaction(3, "failed", "100"),
        transaction(2, "successful", "100"),
        transaction(2, "successful", "100"),
        transaction(1, "successful", "100.0"),
    ];
    server.says_at(VERIFY, 200, &one(&tries[0]));
    server.says_at(LIST, 200, &several(&tries));
    let moved = money(asked(&adapter).await);
    assert_eq!(moved.check(reference(), kwacha(10_000)), Ok(()));
    assert_eq!(moved.handle.as_deref(), Some("1"), "the first is kept");

    assert!(adapter.can_be_paid_twice(Method::Card));
    let subject = subject(Operation::Collect, Some("1"));
    let paid = adapter.payments(&subject).await.unwrap();
    let handles: Vec<_> = paid.iter().map(|moved| moved.handle.as_deref()).collect();
    assert_eq!(handles, [Some("1"), Some("2")]);
    // The newest is told even where the list does not show it yet.
    server.forget_replies();
    server.says_at(VERIFY, 200, &one(&tries[1]));
    server.says_at(LIST, 200, &several(&tries[3..]));
    assert_eq!(adapter.payments(&subject).await.unwrap(), paid);
    // Half an answer is none: somebody may have paid twice.
    server.forget_replies();
    server.says_at(VERIFY, 200, &one(&tries[1]));
    server.says_at(LIST, 503, "");
    assert!(adapter.payments(&subject).await.is_err());
}

#[tokio::test]
async fn a_failed_try_ends_a_page_only_with_its_session() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let failed = transaction(2, "failed", "100");
    server.says_at(VERIFY, 200, &one(&failed));
    server.says_at(LIST, 200, &several(std::slice::from_ref(&failed)));
    assert_eq!(asked(&adapter).await, Ok(ProviderStatus::Pending));
    let card = subject(Operation::Collect, None);
    let just = NOW + Duration::minutes(35);
    assert_eq!(
        adapter.status(&card, just).await,
        Ok(ProviderStatus::Pending)
    );
    let refused = Ok(ProviderStatus::Failed(declined(
        Refusal::InsufficientBalance,
        "Insufficient-Funds",
    )));
    assert_eq!(adapter.status(&card, late()).await, refused);
    // A charge of a wallet is one try.
    let wallet = Subject {
        method: Network::MtnZambia.into(),
        ..card.clone()
    };
    assert_eq!(adapter.status(&wallet, NOW).await, refused);
    // One that is still pending keeps all of it open, however late.
    server.forget_replies();
    let tries = [failed.clone(), transaction(1, "pending", "100")];
    server.says_at(VERIFY, 200, &one(&failed));
    server.says_at(LIST, 200, &several(&tries));
    assert_eq!(
        adapter.status(&card, late()).await,
        Ok(ProviderStatus::Pending)
    );
}

#[tokio::test]
async fn a_failure_is_believed_only_when_no_success_can_hide_behind_it() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let card = subject(Operation::Collect, None);
    server.says_at(VERIFY, 200, &one(&transaction(2, "failed", "100")));
    server.says_at(LIST, 502, "<html></html>");
    let unclear = Err(ProviderError::Unclear(Unclear::Http(502)));
    assert_eq!(adapter.status(&card, late()).await, unclear);
    // That it is pending is true either way.
    server.forget_replies();
    server.says_at(VERIFY, 200, &one(&transaction(2, "pending", "100")));
    server.says_at(LIST, 502, "<html></html>");
    assert_eq!(
        adapter.status(&card, late()).await,
        Ok(ProviderStatus::Pending)
    );
}

#[tokio::test]
async fn nothing_known_is_absence_only_if_nobody_can_still_come() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let strangers =
        transaction(7, "successful", "100").replace(REFERENCE, &Uuid::nil().to_string());
    for (status, list) in [
        (200, several(&[])),
        (200, several(&[strangers])),
        (404, NONE.to_owned()),
    ] {
        server.forget_replies();
        server.says_at(VERIFY, if status == 200 { 400 } else { status }, NONE);
        server.says_at(LIST, status, &list);
        let page = subject(Operation::Collect, None);
        assert_eq!(
            adapter.status(&page, NOW).await,
            Ok(ProviderStatus::Pending)
        );
        assert_eq!(
            adapter.status(&page, late()).await,
            Ok(ProviderStatus::NotFound)
        );
        let unheard = Subject {
            was_accepted: false,
            ..page
        };
        assert_eq!(
            adapter.status(&unheard, NOW).await,
            Ok(ProviderStatus::NotFound)
        );
    }
}

#[tokio::test]
async fn a_status_that_says_nothing_stays_unclear() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let other = transaction(1, "failed", "100").replace(REFERENCE, &Uuid::nil().to_string());
    let cases = [
        (
            200,
            one(&transaction(1, "parked", "100")),
            Unclear::UnknownStatus("parked".into()),
        ),
        (200, one(&other), Unclear::OtherReference),
        (200, one("null"), Unclear::Unreadable(200)),
        (200, one("{}"), Unclear::OtherReference),
        (200, "<html></html>".to_owned(), Unclear::Unreadable(200)),
        (404, "<html></html>".to_owned(), Unclear::Http(404)),
        (500, NONE.to_owned(), Unclear::Http(500)),
        (
            500,
            one(&transaction(1, "failed", "100")),
            Unclear::Http(500),
        ),
        (429, String::new(), Unclear::Http(429)),
    ];
    for (status, text, expected) in cases {
        server.forget_replies();
        server.says_at(VERIFY, status, &text);
        server.says_at(LIST, 200, &several(&[]));
        let told = adapter
            .status(&subject(Operation::Collect, None), late())
            .await;
        assert_eq!(
            told,
            Err(ProviderError::Unclear(expected)),
            "{status} {text}"
        );
    }
    server
        .forget_replies()
        .says(401, r#"{"status":"error","message":"Invalid key"}"#);
    let credentials = Err(configuration(Fault::Credentials, "HTTP 401"));
    assert_eq!(asked(&adapter).await, credentials);
    server.does(Reply::Hang);
    assert_eq!(
        asked(&adapter).await,
        Err(ProviderError::Unclear(Unclear::Timeout))
    );
}
