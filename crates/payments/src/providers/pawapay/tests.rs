//! The adapter against a tiny server that answers what it is told to.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use kernel::{Clock, Currency, Id, PhoneNumber, Random, Refusal};
use serde_json::Value;
use time::macros::datetime;
use uuid::Uuid;

use super::*;
use crate::provider::{Collected, Mismatch, StatedAmount};

const NOW: Timestamp = datetime!(2026-09-21 14:13:20 UTC);
const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";

/// What the server does with the next request.
#[derive(Clone)]
enum Reply {
    Text(u16, String),
    /// Reads the request and never answers.
    Hang,
    Long,
}

#[derive(Clone)]
struct Seen {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Clone)]
struct Server {
    reply: Arc<Mutex<Reply>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    address: String,
}

async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    server.seen.lock().unwrap().push(Seen {
        method,
        path,
        headers,
        body,
    });
    let reply = server.reply.lock().unwrap().clone();
    match reply {
        Reply::Text(status, text) => (StatusCode::from_u16(status).unwrap(), text).into_response(),
        Reply::Hang => std::future::pending().await,
        Reply::Long => " ".repeat(ANSWER_BYTES_MAX + 1).into_response(),
    }
}

impl Server {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            reply: Arc::new(Mutex::new(Reply::Text(500, String::new()))),
            seen: Arc::default(),
            address: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    fn says(&self, status: u16, text: &str) -> &Self {
        *self.reply.lock().unwrap() = Reply::Text(status, text.to_owned());
        self
    }

    fn does(&self, reply: Reply) -> &Self {
        *self.reply.lock().unwrap() = reply;
        self
    }

    fn adapter(&self) -> PawaPay {
        adapter(self.config())
    }

    fn config(&self) -> PawaPayConfig {
        PawaPayConfig {
            base_url: self.address.clone(),
            api_token: Secret::new("tok_test"),
            callback_url: "https://Shop.example/webhooks/pawapay".into(),
            callback_keys: Vec::new(),
            request_timeout_ms: 300,
            signing: None,
        }
    }

    fn last(&self) -> Seen {
        self.seen.lock().unwrap().last().unwrap().clone()
    }

    fn calls(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl Random for Still {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn client() -> reqwest::Client {
    // Fails when another test was first; then it is installed all the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().build().unwrap()
}

fn adapter(config: PawaPayConfig) -> PawaPay {
    PawaPay::new(
        config,
        client(),
        Source::new(Arc::new(Still), Arc::new(Still)),
    )
    .unwrap()
}

fn reference() -> ProviderReference {
    ProviderReference::from_uuid(Uuid::parse_str(REFERENCE).unwrap())
}

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

fn prompt() -> Prompt {
    Prompt {
        reference: reference(),
        amount: kwacha(24_850),
        phone: PhoneNumber::from_e164("+260763456789").unwrap(),
        network: Network::MtnZambia,
        customer_message: "Soko SK-7F3K-22".into(),
        our_reference: "SK-7F3K-22".into(),
    }
}

fn declined(why: Refusal, code: &str) -> Declined {
    Declined {
        why,
        code: code.into(),
    }
}

#[tokio::test]
async fn sends_a_deposit_as_documented() {
    let server = Server::start().await;
    server.says(200, r#"{"depositId":"x","status":"ACCEPTED","nextStep":"FINAL_STATUS","created":"2020-10-19T11:17:01Z"}"#);
    let accepted = server.adapter().collect(&prompt()).await;
    assert_eq!(
        accepted,
        Ok(Accepted {
            at: Some(datetime!(2020-10-19 11:17:01 UTC))
        })
    );

    let seen = server.last();
    assert_eq!(
        (seen.method, seen.path.as_str()),
        (Method::POST, "/v2/deposits")
    );
    assert_eq!(seen.headers["authorization"], "Bearer tok_test");
    assert_eq!(seen.headers["content-type"], "application/json");
    assert!(seen.headers.get("signature").is_none());
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "depositId": REFERENCE,
        "amount": "248.5",
        "currency": "ZMW",
        "payer": {"type": "MMO", "accountDetails": {"phoneNumber": "260763456789", "provider": "MTN_MOMO_ZMB"}},
        "clientReferenceId": "SK-7F3K-22",
        "customerMessage": "Soko SK 7F3K 22",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn tells_every_answer_to_a_deposit_apart() {
    let server = Server::start().await;
    let adapter = server.adapter();
    let rejected = |code: &str| {
        format!(
            r#"{{"depositId":null,"status":"REJECTED","failureReason":{{"failureCode":"{code}"}}}}"#
        )
    };
    let configuration = |what, code: &str| {
        ProviderError::Configuration(Misconfigured {
            what,
            code: code.into(),
        })
    };
    let unclear = ProviderError::Unclear;
    let cases = [
        (
            200,
            r#"{"status":"DUPLICATE_IGNORED"}"#.to_owned(),
            ProviderError::Duplicate,
        ),
        (
            200,
            rejected("INVALID_PHONE_NUMBER"),
            ProviderError::Rejected(declined(Refusal::InvalidNumber, "INVALID_PHONE_NUMBER")),
        ),
        (
            200,
            rejected("PROVIDER_TEMPORARILY_UNAVAILABLE"),
            ProviderError::Rejected(declined(
                Refusal::NetworkUnavailable,
                "PROVIDER_TEMPORARILY_UNAVAILABLE",
            )),
        ),
        (
            200,
            rejected("UNKNOWN_ERROR"),
            unclear(Unclear::UnknownCode("UNKNOWN_ERROR".into())),
        ),
        (
            200,
            rejected("BRAND_NEW"),
            unclear(Unclear::UnknownCode("BRAND_NEW".into())),
        ),
        (
            200,
            r#"{"status":"REJECTED"}"#.to_owned(),
            unclear(Unclear::UnknownCode(String::new())),
        ),
        (
            400,
            rejected("INVALID_INPUT"),
            configuration(Fault::Request, "INVALID_INPUT"),
        ),
        (
            401,
            rejected("NO_AUTHENTICATION"),
            configuration(Fault::Credentials, "NO_AUTHENTICATION"),
        ),
        (
            403,
            rejected("DEPOSITS_NOT_ALLOWED"),
            configuration(Fault::NotAllowed, "DEPOSITS_NOT_ALLOWED"),
        ),
        (
            403,
            rejected("HTTP_SIGNATURE_ERROR"),
            configuration(Fault::Signature, "HTTP_SIGNATURE_ERROR"),
        ),
        (
            403,
            rejected("PAYMENT_NOT_APPROVED"),
            configuration(Fault::Credentials, "PAYMENT_NOT_APPROVED"),
        ),
        (
            403,
            "<html>Forbidden</html>".to_owned(),
            configuration(Fault::Credentials, "HTTP 403"),
        ),
        (
            500,
            r#"{"failureReason":{"failureCode":"UNKNOWN_ERROR"}}"#.to_owned(),
            unclear(Unclear::Http(500)),
        ),
        (
            500,
            rejected("PAYMENT_NOT_APPROVED"),
            unclear(Unclear::Http(500)),
        ),
        (
            503,
            "<html>Bad gateway</html>".to_owned(),
            unclear(Unclear::Http(503)),
        ),
        (
            502,
            r#"{"status":"ACCEPTED"}"#.to_owned(),
            unclear(Unclear::Http(502)),
        ),
        (
            404,
            r#"{"status":"ACCEPTED"}"#.to_owned(),
            unclear(Unclear::Http(404)),
        ),
        (429, String::new(), unclear(Unclear::Http(429))),
        (
            200,
            "<html>Welcome to the network</html>".to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            r#"{"status":"ACC"#.to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (200, "[]".to_owned(), unclear(Unclear::Unreadable(200))),
        (200, "{}".to_owned(), unclear(Unclear::Unreadable(200))),
        (
            200,
            r#"{"status":7}"#.to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            r#"{"status":"PARKED"}"#.to_owned(),
            unclear(Unclear::UnknownStatus("PARKED".into())),
        ),
    ];
    for (status, text, expected) in cases {
        server.says(status, &text);
        assert_eq!(
            adapter.collect(&prompt()).await,
            Err(expected),
            "{status} {text}"
        );
    }
    server.says(200, r#"{"status":"ACCEPTED"}"#);
    assert_eq!(adapter.collect(&prompt()).await, Ok(Accepted { at: None }));
}

#[tokio::test]
async fn silence_is_never_a_refusal() {
    let server = Server::start().await;
    let adapter = server.adapter();
    server.does(Reply::Hang);
    let timeout = Err(ProviderError::Unclear(Unclear::Timeout));
    assert_eq!(adapter.collect(&prompt()).await, timeout);
    assert_eq!(
        adapter.status(reference()).await,
        Err(ProviderError::Unclear(Unclear::Timeout))
    );
    server.does(Reply::Long);
    let unreadable = Err(ProviderError::Unclear(Unclear::Unreadable(200)));
    assert_eq!(adapter.collect(&prompt()).await, unreadable);
}

#[tokio::test]
async fn a_refused_connection_sent_nothing_and_a_broken_one_is_unclear() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = Server {
        address,
        ..Server::start().await
    };
    let adapter = server.adapter();
    let breaking = tokio::spawn(async move {
        drop(listener.accept().await.unwrap());
        // Also ends a second try over a fresh connection.
        drop(listener);
    });
    let broken = adapter.collect(&prompt()).await;
    assert_eq!(broken, Err(ProviderError::Unclear(Unclear::ConnectionLost)));
    breaking.await.unwrap();
    assert_eq!(
        adapter.collect(&prompt()).await,
        Err(ProviderError::NotSent)
    );
    assert_eq!(
        adapter.status(reference()).await,
        Err(ProviderError::NotSent)
    );
}

#[tokio::test]
async fn what_cannot_be_collected_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let adapter = server.adapter();
    let shillings = Prompt {
        amount: Money::new(1_050, Currency::KES),
        network: Network::MpesaKenya,
        ..prompt()
    };
    let refused = |why| Err(ProviderError::Rejected(declined(why, "")));
    assert_eq!(
        adapter.collect(&shillings).await,
        refused(Refusal::InvalidAmount)
    );
    let too_much = Prompt {
        amount: kwacha(2_000_001),
        ..prompt()
    };
    assert_eq!(
        adapter.collect(&too_much).await,
        refused(Refusal::AmountOutOfBounds)
    );
    let other = Prompt {
        network: Network::MpesaKenya,
        ..prompt()
    };
    assert_eq!(
        adapter.collect(&other).await,
        refused(Refusal::CurrencyNotAccepted)
    );
    assert_eq!(server.calls(), 0);
}

fn found(status: &str, amount: &str, currency: &str) -> String {
    format!(
        r#"{{"status":"FOUND","data":{{"depositId":"{REFERENCE}","status":"{status}","amount":{amount},"currency":"{currency}",
        "country":"ZMB","payer":{{"type":"MMO"}},"providerTransactionId":"12356789","new":[1]}}}}"#
    )
}

#[tokio::test]
async fn tells_every_state_of_a_deposit_apart() {
    let server = Server::start().await;
    let adapter = server.adapter();
    server.says(200, r#"{"status":"NOT_FOUND"}"#);
    assert_eq!(
        adapter.status(reference()).await,
        Ok(ProviderStatus::NotFound)
    );
    let seen = server.last();
    assert_eq!(seen.method, Method::GET);
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
        assert_eq!(
            adapter.status(reference()).await,
            Ok(ProviderStatus::Pending),
            "{word}"
        );
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
        assert_eq!(adapter.status(reference()).await, failed, "{code}");
    }
}

#[tokio::test]
async fn a_collection_is_told_as_stated() {
    let server = Server::start().await;
    let adapter = server.adapter();
    let ask = async |text: &str| -> Collected {
        server.says(200, text);
        match adapter.status(reference()).await {
            Ok(ProviderStatus::Collected(collected)) => collected,
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
    let adapter = server.adapter();
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
        let told = adapter.status(reference()).await;
        assert_eq!(
            told,
            Err(ProviderError::Unclear(expected)),
            "{status} {text}"
        );
    }
    for status in [401, 403] {
        server.says(status, r#"{"status":"NOT_FOUND"}"#);
        let told = adapter.status(reference()).await;
        assert!(
            matches!(told, Err(ProviderError::Configuration(_))),
            "{told:?}"
        );
    }
}

const SPKI: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2mhTlfhrcAIcyjeFvUnlg9nsU3+xgfbt4ULP72W3scs0J5h+QTu7K3WDHuy5v/nVr+LdYTqnjEkMeuFtqCzN0g==";
const CALLBACK: &str = r#"{"depositId":"f4401bd2-1568-4140-bf2d-eb77d2b2b639","status":"COMPLETED","amount":"15.0000","currency":"ZMW"}"#;

fn signed() -> HeaderMap {
    let headers = [
        ("content-type", "application/json"),
        ("signature-date", "2026-09-21T15:06:40Z"),
        (
            "content-digest",
            "sha-512=:NSUMkslKrJss0oz6E5OrUND0MD8XI3GMATZ+0vyU2/n6RtzeVKevuIZSgiwrJhn/fhGiHLO2iiZLnmDZCscqFg==:",
        ),
        (
            "signature-input",
            r#"sig-pp=("@method" "@authority" "@path" "signature-date" "content-digest" "content-type");alg="ecdsa-p256-sha256";keyid="HTTP_EC_P256_KEY:1";created=1790000000;expires=1790000060"#,
        ),
        (
            "signature",
            "sig-pp=:MEYCIQDXy44sCp9Nsx41ldZJ1KeoOmc6FupLFEOhqSrvLQ8ElwIhAPld+QwSf8Mszid7qaGkUWAjdnRt+mk9ALetCiAI80FG:",
        ),
    ];
    headers
        .into_iter()
        .map(|(name, value)| {
            (
                http::HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect()
}

/// As a proxy hands it on: with its own host and path.
fn request<'a>(headers: &'a HeaderMap, body: &'a str) -> CallbackRequest<'a> {
    CallbackRequest {
        method: "POST",
        authority: "10.0.0.7:3000",
        path: "/internal",
        headers,
        body: body.as_bytes(),
    }
}

fn published(id: &str) -> String {
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
        &SPKI[..64],
        &SPKI[64..]
    );
    json!([{"id": "HTTP_RSA_KEY:1", "key": "…"}, {"id": id, "key": pem}]).to_string()
}

#[tokio::test]
async fn a_genuine_callback_is_read_whatever_the_proxy_did_to_its_address() {
    let server = Server::start().await;
    let adapter = server.adapter();
    server.says(200, &published("HTTP_EC_P256_KEY:1"));
    let headers = signed();
    let read = adapter
        .read_callback(&request(&headers, CALLBACK), NOW)
        .await
        .unwrap();
    assert_eq!(read.reference, reference());
    assert_eq!(read.operation, Operation::Collect);
    assert_eq!(read.status, "COMPLETED");
    assert_eq!(server.last().path, "/v2/public-key/http");
    adapter
        .read_callback(&request(&headers, CALLBACK), NOW)
        .await
        .unwrap();
    assert_eq!(server.calls(), 1, "keys are kept");

    let mut elsewhere = server.config();
    elsewhere.callback_url = "https://shop.example/webhooks/other".into();
    elsewhere.callback_keys =
        CallbackKey::parse_list(&published("HTTP_EC_P256_KEY:1").replace("…", SPKI)).unwrap();
    let adapter = super::tests::adapter(elsewhere);
    let read = adapter
        .read_callback(&request(&headers, CALLBACK), NOW)
        .await;
    assert_eq!(read, Err(CallbackError::Signature(SignatureFault::Wrong)));
}

#[tokio::test]
async fn an_unknown_key_is_looked_up_once_and_never_guessed() {
    let server = Server::start().await;
    let adapter = server.adapter();
    let headers = signed();
    let read = adapter
        .read_callback(&request(&headers, CALLBACK), NOW)
        .await;
    assert_eq!(
        read,
        Err(CallbackError::KeysUnavailable),
        "the endpoint answers 500"
    );
    server.says(200, &published("HTTP_EC_P256_KEY:2"));
    adapter.refresh_keys(NOW).await.unwrap();
    assert_eq!(server.calls(), 2);
    for _ in 0..5 {
        let read = adapter
            .read_callback(&request(&headers, CALLBACK), NOW)
            .await;
        assert_eq!(
            read,
            Err(CallbackError::Signature(SignatureFault::UnknownKey))
        );
    }
    assert_eq!(
        server.calls(),
        2,
        "within the pause nobody makes us ask again"
    );
}

#[tokio::test]
async fn what_is_not_genuine_is_refused_without_asking_for_keys() {
    let server = Server::start().await;
    let adapter = server.adapter();
    let headers = signed();
    let tampered = CALLBACK.replace("15.0000", "95.0000");
    let read = adapter
        .read_callback(&request(&headers, &tampered), NOW)
        .await;
    assert_eq!(read, Err(CallbackError::Signature(SignatureFault::Digest)));
    let none = HeaderMap::new();
    let read = adapter.read_callback(&request(&none, CALLBACK), NOW).await;
    assert_eq!(
        read,
        Err(CallbackError::Signature(SignatureFault::Missing(
            "Content-Digest"
        )))
    );
    let late = NOW + time::Duration::minutes(3);
    let read = adapter
        .read_callback(&request(&headers, CALLBACK), late)
        .await;
    assert_eq!(read, Err(CallbackError::Signature(SignatureFault::Expired)));
    let old = r#"{"depositId":"x","status":"COMPLETED","correspondent":"MTN_MOMO_ZMB"}"#;
    let read = adapter.read_callback(&request(&headers, old), NOW).await;
    assert_eq!(read, Err(CallbackError::OldVersion));
    let long = " ".repeat(CALLBACK_BYTES_MAX + 1);
    let read = adapter.read_callback(&request(&headers, &long), NOW).await;
    assert_eq!(read, Err(CallbackError::Unreadable("too long")));
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn signs_its_requests_when_told_to() {
    use p256::pkcs8::EncodePrivateKey;

    let server = Server::start().await;
    server.says(200, r#"{"status":"ACCEPTED"}"#);
    let key = p256::ecdsa::SigningKey::from_slice(&[9; 32]).unwrap();
    let pem = key.to_pkcs8_pem(p256::pkcs8::LineEnding::LF).unwrap();
    let mut config = server.config();
    config.signing = Some(SigningConfig {
        key_id: "SHOP:1".into(),
        private_key_pem: Secret::new(pem.as_str()),
        encoding: SignatureEncoding::Der,
    });
    adapter(config).collect(&prompt()).await.unwrap();
    let seen = server.last();
    let message = Message {
        method: "POST",
        authority: seen.headers["host"].to_str().unwrap(),
        path: "/v2/deposits",
        headers: &seen.headers,
        body: &seen.body,
    };
    let claim = claim(&message, NOW).unwrap();
    assert_eq!(claim.verify(key.verifying_key()), Ok(()));
}

#[tokio::test]
async fn a_wrong_configuration_is_named_and_no_secret_is_printed() {
    let server = Server::start().await;
    let broken = |change: fn(&mut PawaPayConfig)| {
        let mut config = server.config();
        change(&mut config);
        PawaPay::new(
            config,
            client(),
            Source::new(Arc::new(Still), Arc::new(Still)),
        )
        .err()
    };
    assert_eq!(broken(|_| ()), None);
    assert_eq!(
        broken(|c| c.base_url = "pawapay".into()),
        Some(PawaPayConfigError::BaseUrl)
    );
    assert_eq!(
        broken(|c| c.callback_url = "ftp://x/".into()),
        Some(PawaPayConfigError::CallbackUrl)
    );
    assert_eq!(
        broken(|c| c.api_token = Secret::new("")),
        Some(PawaPayConfigError::ApiToken)
    );
    assert_eq!(
        broken(|c| c.api_token = Secret::new("a\nb")),
        Some(PawaPayConfigError::ApiToken)
    );
    assert_eq!(
        broken(|c| c.request_timeout_ms = 0),
        Some(PawaPayConfigError::Timeout)
    );
    let bad_key = |c: &mut PawaPayConfig| {
        c.callback_keys = vec![CallbackKey {
            id: "A".into(),
            pem: "x".into(),
        }];
    };
    assert_eq!(broken(bad_key), Some(PawaPayConfigError::CallbackKeys));
    let printed = format!("{:?} {:?}", server.config(), server.adapter());
    assert!(!printed.contains("tok_test"), "{printed}");
}
