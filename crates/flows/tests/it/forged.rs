//! Callbacks that are not what they say. Whatever is in them, nothing settles.

use kernel::Id as _;
use payments::Attempt;
use rehearsal::TestMarket;
use serde_json::{Value, json};
use simulator::{CallbackShape, DeliverRequest, SignatureKnob};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Debug, FromRow)]
struct Kept {
    verification: String,
    refusal: String,
    body: String,
    is_processed: bool,
}

/// A prompt waits on a phone; somebody would like us to believe that it was approved.
async fn prompted() -> (TestMarket, Attempt) {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    assert_eq!(attempt.state.as_str(), "awaiting_pin");
    (m, attempt)
}

fn lie() -> DeliverRequest {
    let alter = json!({"status": "COMPLETED"});
    DeliverRequest {
        alter: alter.as_object().cloned().unwrap(),
        ..DeliverRequest::default()
    }
}

async fn deliver(m: &TestMarket, attempt: &Attempt, request: DeliverRequest) -> Option<u16> {
    let delivered = m
        .simulator()
        .deliver(attempt.reference.uuid(), request)
        .await
        .unwrap();
    delivered[0].status
}

async fn kept(m: &TestMarket) -> Vec<Kept> {
    let mut tx = m.platform().await;
    sqlx::query_as(
        "select verification, refusal, body, processed_at is not null as is_processed from payment_callbacks order by id",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_by_the_provider_is_refused_and_kept() {
    let (m, attempt) = prompted().await;
    let before = m.footprint().await;
    let wrong = [
        SignatureKnob::Missing,
        SignatureKnob::WrongKey,
        SignatureKnob::TamperedBody,
        SignatureKnob::TamperedBodyOldDigest,
        SignatureKnob::StaleTimestamp,
        SignatureKnob::FutureTimestamp,
        SignatureKnob::UnknownKeyId,
        SignatureKnob::MissingDigest,
        SignatureKnob::UncoveredDigest,
        SignatureKnob::OtherAuthority,
    ];
    for signature in wrong {
        let request = DeliverRequest {
            signature: Some(signature),
            ..lie()
        };
        assert_eq!(
            deliver(&m, &attempt, request).await,
            Some(401),
            "{signature:?}"
        );
    }
    assert!(!m.has_jobs().await);
    m.sweep().await;
    assert_eq!(m.footprint().await, before);
    let kept = kept(&m).await;
    assert_eq!(kept.len(), wrong.len());
    assert!(
        kept.iter()
            .all(|k| k.verification == "refused" && !k.refusal.is_empty()),
        "{kept:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_header_is_refused() {
    let (m, attempt) = prompted().await;
    let before = m.footprint().await;
    for (name, value) in [
        ("content-type", Some("text/plain")),
        ("signature", None),
        ("signature-input", None),
        ("content-digest", Some("sha-512=:AAAA:")),
        ("signature-date", Some("2020-01-01T00:00:00Z")),
    ] {
        let headers = [(name.to_owned(), value.map(str::to_owned))].into();
        let status = deliver(&m, &attempt, DeliverRequest { headers, ..lie() }).await;
        assert_eq!(status, Some(401), "{name}");
    }
    assert!(!m.has_jobs().await);
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_genuine_signature_over_a_lie_is_only_a_hint() {
    let (m, attempt) = prompted().await;
    let before = m.footprint().await;
    for signature in [
        SignatureKnob::Valid,
        SignatureKnob::RotatedKey,
        SignatureKnob::Raw,
    ] {
        let request = DeliverRequest {
            signature: Some(signature),
            ..lie()
        };
        assert_eq!(
            deliver(&m, &attempt, request).await,
            Some(200),
            "{signature:?}"
        );
    }
    assert!(m.has_jobs().await, "worth a question");
    m.run_jobs().await;
    assert_eq!(m.footprint().await, before, "and the answer is: not yet");
    let kept = kept(&m).await;
    assert_eq!(kept.len(), 1, "one event, however it was signed: {kept:?}");
    assert!(
        kept[0].verification == "verified" && kept[0].is_processed,
        "{kept:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_interface_and_what_cannot_be_read_are_refused() {
    let (m, attempt) = prompted().await;
    let before = m.footprint().await;
    let old = DeliverRequest {
        shape: Some(CallbackShape::V1),
        ..lie()
    };
    assert_eq!(deliver(&m, &attempt, old).await, Some(400));
    for body in [
        "",
        "[]",
        "not json",
        "{\"depositId\":7,\"status\":\"COMPLETED\"}",
        "{\"status\":\"COMPLETED\"}",
    ] {
        let request = DeliverRequest {
            body: Some(body.to_owned()),
            ..DeliverRequest::default()
        };
        assert_eq!(deliver(&m, &attempt, request).await, Some(400), "{body:?}");
    }
    assert!(!m.has_jobs().await);
    assert_eq!(m.footprint().await, before);
    assert!(kept(&m).await.iter().all(|k| k.verification == "refused"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_is_known_while_it_is_fresh_and_refused_once_it_is_old() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let attempt = m.attempts(placed.id).await.remove(0);
    let before = m.footprint().await;
    let replay = || DeliverRequest {
        replay: true,
        ..DeliverRequest::default()
    };
    assert_eq!(deliver(&m, &attempt, replay()).await, Some(200));
    m.door_clock.shift(3_600);
    assert_eq!(deliver(&m, &attempt, replay()).await, Some(401));
    assert!(!m.has_jobs().await);
    assert_eq!(m.footprint().await, before);
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_about_another_merchants_money_is_stored_and_forgotten() {
    let (m, attempt) = prompted().await;
    let before = m.footprint().await;
    let theirs = json!({"depositId": Uuid::new_v4(), "status": "COMPLETED", "amount": "125.0000", "currency": "ZMW"});
    let request = DeliverRequest {
        body: Some(theirs.to_string()),
        ..DeliverRequest::default()
    };
    assert_eq!(deliver(&m, &attempt, request).await, Some(200));
    assert!(!m.has_jobs().await);
    m.sweep().await;
    assert_eq!(m.footprint().await, before);
    assert!(kept(&m).await.iter().all(|k| k.is_processed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_with_a_deposits_id_settles_nothing() {
    let (m, attempt) = prompted().await;
    let before = m.footprint().await;
    for name in ["payoutId", "refundId"] {
        let body: Value =
            json!({name: attempt.reference.uuid(), "status": "COMPLETED", "amount": "125.0000"});
        let request = DeliverRequest {
            body: Some(body.to_string()),
            ..DeliverRequest::default()
        };
        assert_eq!(deliver(&m, &attempt, request).await, Some(200));
    }
    m.run_jobs().await;
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_forgeries_fills_no_disk() {
    let (m, attempt) = prompted().await;
    let body = json!({"depositId": attempt.reference.uuid(), "status": "COMPLETED", "padding": "x".repeat(20_000)});
    let request = DeliverRequest {
        count: 200,
        body: Some(body.to_string()),
        signature: Some(SignatureKnob::WrongKey),
        ..DeliverRequest::default()
    };
    let delivered = m
        .simulator()
        .deliver(attempt.reference.uuid(), request)
        .await
        .unwrap();
    assert!(delivered.iter().all(|d| d.status == Some(401)));
    let kept = kept(&m).await;
    assert!(
        kept.len() <= 60 + 12,
        "one a minute per connection may slip through: {}",
        kept.len()
    );
    assert!(kept.iter().all(|k| k.body.len() <= 512));
    assert!(!m.has_jobs().await);
}
