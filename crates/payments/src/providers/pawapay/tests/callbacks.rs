//! Being told, and being set up wrongly.

use super::*;

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
    let adapter = adapter(config(&server));
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

    let mut elsewhere = config(&server);
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
    let adapter = adapter(config(&server));
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
    let adapter = adapter(config(&server));
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
async fn a_wrong_configuration_is_named_and_no_secret_is_printed() {
    let server = Server::start().await;
    let broken = |change: fn(&mut PawaPayConfig)| {
        let mut config = config(&server);
        change(&mut config);
        PawaPay::new(config, client(), source()).err()
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
    let printed = format!("{:?} {:?}", config(&server), adapter(config(&server)));
    assert!(!printed.contains("tok_test"), "{printed}");
}
