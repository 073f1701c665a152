//! Sending money back to buyers.

use super::*;
use crate::provider::{Original, RefundOf};

fn refund(handle: Option<&str>) -> RefundOrder {
    RefundOrder {
        reference: ProviderReference::from_uuid(Uuid::from_u128(8)),
        amount: kwacha(4_850),
        original: Original {
            reference: reference(),
            handle: handle.map(ToOwned::to_owned),
            transaction: Some("FLW-7".into()),
            amount: kwacha(10_000),
            phone: PhoneNumber::from_e164("+260763456789").unwrap(),
            method: Method::Card,
        },
        our_reference: "SK-7K3M-9Q2D".into(),
    }
}

#[tokio::test]
async fn a_refund_is_taken_from_the_try_that_paid() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let tries = [
        transaction(6, "failed", "100"),
        transaction(7, "successful", "100"),
    ];
    server.says_at("/v3/transactions/6/verify", 200, &one(&tries[0]));
    server.says_at("/v3/transactions/7/verify", 200, &one(&tries[1]));
    server.says_at(VERIFY, 200, &one(&tries[0]));
    server.says_at(LIST, 200, &several(&tries));
    server.says_at(
        "/v3/transactions/7/refund",
        200,
        &one(r#"{"id":75923,"tx_id":7,"amount_refunded":48.5,"status":"completed","destination":"payment_source"}"#),
    );
    // Whether its id is known, another one is, or none.
    for handle in [Some("7"), Some("6"), Some("x"), None] {
        let accepted = adapter.refund(&refund(handle)).await.unwrap();
        assert_eq!(accepted.handle.as_deref(), Some("75923"), "{handle:?}");
        let seen = server.last();
        assert_eq!(
            (seen.method.as_str(), seen.path.as_str()),
            ("POST", "/v3/transactions/7/refund")
        );
        // The note is ours to find it by, for whoever looks at the provider's dashboard.
        assert_eq!(
            seen.body.as_ref(),
            br#"{"amount":48.5,"comments":"00000000-0000-0000-0000-000000000008"}"#
        );
    }
}

#[tokio::test]
async fn a_refund_of_what_was_not_paid_or_cannot_be_found_is_not_begun() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let refused = |why| Err(ProviderError::Rejected(declined(why, "")));
    server.says_at(VERIFY, 400, NONE);
    server.says_at(LIST, 200, &several(&[]));
    assert_eq!(
        adapter.refund(&refund(None)).await,
        refused(Refusal::OriginalNotFound)
    );
    server.forget_replies().says(503, "<html></html>");
    assert_eq!(
        adapter.refund(&refund(Some("7"))).await,
        refused(Refusal::NetworkUnavailable)
    );
    assert!(server.paths().iter().all(|path| !path.ends_with("refund")));
}

#[tokio::test]
async fn refusals_of_a_refund_are_told_apart() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let paid = one(&transaction(7, "successful", "100"));
    for (message, why) in [
        (
            "Refund amount cannot be more than the amount paid",
            Refusal::RefundTooLarge,
        ),
        (
            "Transaction has already been fully refunded",
            Refusal::AlreadyRefunded,
        ),
        ("Insufficient balance", Refusal::FloatEmpty),
        ("Refunds are off", Refusal::WrongState),
    ] {
        server.forget_replies().says_at(VERIFY, 200, &paid);
        server.says_at(
            "/v3/transactions/7/refund",
            400,
            &ERROR.replace("MESSAGE", message),
        );
        let refused = Err(ProviderError::Rejected(declined(why, "HTTP 400")));
        assert_eq!(adapter.refund(&refund(None)).await, refused, "{message}");
    }
    server.forget_replies().says_at(VERIFY, 200, &paid);
    server.says_at("/v3/transactions/7/refund", 502, "");
    let unclear = Err(ProviderError::Unclear(Unclear::Http(502)));
    assert_eq!(adapter.refund(&refund(None)).await, unclear);
}

#[tokio::test]
async fn a_refund_is_asked_for_by_its_id() {
    let server = Server::start().await;
    let subject = |handle| subject(Operation::Refund, handle);
    let known = subject(Some("75923"));
    let shown = |status: &str| {
        one(&format!(
            r#"{{"id":75923,"tx_id":7,"amount_refunded":100.0,"status":"{status}"}}"#
        ))
    };
    for status in ["completed", "completed-mpgs", "completed-offline"] {
        server.says(200, &shown(status));
        let moved = money(told(&server, &known).await);
        assert_eq!(moved.check(reference(), kwacha(10_000)), Ok(()), "{status}");
    }
    assert_eq!(server.last().path, "/v3/refunds/75923");
    for status in ["pending", "pending-momo", "new"] {
        server.says(200, &shown(status));
        assert_eq!(
            told(&server, &known).await,
            Ok(ProviderStatus::Pending),
            "{status}"
        );
    }
    server.says(200, &shown("failed"));
    let failed = Ok(ProviderStatus::Failed(declined(Refusal::Unspecified, "")));
    assert_eq!(told(&server, &known).await, failed);
    let unclear = |why| Err(ProviderError::Unclear(why));
    server.says(200, &shown("odd"));
    assert_eq!(
        told(&server, &known).await,
        unclear(Unclear::UnknownStatus("odd".into()))
    );
    server.says(200, &shown("completed").replace("75923", "75924"));
    assert_eq!(
        told(&server, &known).await,
        unclear(Unclear::OtherReference)
    );
    assert_eq!(
        told(&server, &subject(None)).await,
        unclear(Unclear::NoHandle)
    );
}

/// One refund of a list.
fn listed(id: u64, payment: u64, amount: &str, status: &str) -> String {
    format!(r#"{{"id":{id},"tx_id":{payment},"amount_refunded":{amount},"status":"{status}"}}"#)
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_found_by_its_payment_and_amount() {
    let server = Server::start().await;
    let lost = Subject {
        refund_of: Some(RefundOf {
            original: refund(Some("7")).original,
            others: vec!["41".to_owned()],
            has_nameless: false,
        }),
        was_accepted: false,
        ..subject(Operation::Refund, None)
    };
    let asks = async |refunds: &[String]| {
        server.forget_replies();
        let paid = one(&transaction(7, "successful", "100"));
        server.says_at("/v3/transactions/7/verify", 200, &paid);
        server.says_at("/v3/refunds", 200, &several(refunds));
        told(&server, &lost).await
    };
    let ours = listed(44, 7, "100.0", "completed");
    let noise = [
        listed(41, 7, "100.0", "completed"),
        listed(42, 7, "99.0", "completed"),
        listed(43, 8, "100.0", "completed"),
        listed(45, 7, "100.0", "completed").replace(
            '}',
            r#","comments":"00000000-0000-0000-0000-000000000009"}"#,
        ),
        r#"{"id":"x","tx_id":7,"amount_refunded":100.0,"status":"completed"}"#.to_owned(),
    ];
    let among = |item: &str| {
        let mut all = noise.to_vec();
        all.insert(2, item.to_owned());
        all
    };
    let moved = money(asks(&among(&ours)).await);
    assert_eq!(
        moved.handle.as_deref(),
        Some("44"),
        "kept, so that no other refund is taken for it"
    );
    assert_eq!(moved.check(reference(), kwacha(10_000)), Ok(()));
    let noted = ours.replace('}', &format!(r#","comments":"{REFERENCE}"}}"#));
    assert!(asks(&among(&noted)).await.is_ok());
    let pending = asks(&among(&listed(44, 7, "100.0", "pending-momo"))).await;
    assert_eq!(pending, Ok(ProviderStatus::Pending));
    let failed = noted.replace("completed", "failed");
    let declined = Ok(ProviderStatus::Failed(declined(Refusal::Unspecified, "")));
    assert_eq!(
        asks(&among(&failed)).await,
        declined,
        "our note is no reason"
    );
    // That it is not there proves nothing: the list may be slow, or long. Nor is one of two ours.
    let nameless = Err(ProviderError::Unclear(Unclear::NoHandle));
    assert_eq!(asks(&noise).await, nameless);
    let twice = [among(&ours), vec![listed(46, 7, "100.0", "completed")]].concat();
    assert_eq!(asks(&twice).await, nameless);
    // One that failed without our note is the one before it, whose name was lost as well; and while such a one is not known by its
    // name, only the note tells them apart.
    let failed = ours.replace("completed", "failed");
    assert_eq!(asks(&among(&failed)).await, nameless);
    let lost = Subject {
        refund_of: lost.refund_of.clone().map(|of| RefundOf {
            has_nameless: true,
            ..of
        }),
        ..lost.clone()
    };
    let after_another = async |refunds: &[String]| {
        server.forget_replies();
        let paid = one(&transaction(7, "successful", "100"));
        server.says_at("/v3/transactions/7/verify", 200, &paid);
        server.says_at("/v3/refunds", 200, &several(refunds));
        told(&server, &lost).await
    };
    assert_eq!(after_another(&among(&ours)).await, nameless);
    assert!(after_another(&among(&noted)).await.is_ok());
    // Nor does a payment that is not found.
    server.forget_replies().says(400, NONE);
    server.says_at(LIST, 200, &several(&[]));
    assert_eq!(told(&server, &lost).await, nameless);
}
