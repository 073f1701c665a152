//! Asking for money.

use time::macros::datetime;

use super::*;

#[tokio::test]
async fn sends_a_deposit_as_documented() {
    let server = Server::start().await;
    server.says(200, r#"{"depositId":"x","status":"ACCEPTED","nextStep":"FINAL_STATUS","created":"2020-10-19T11:17:01Z"}"#);
    let accepted = adapter(config(&server)).collect(&prompt()).await;
    assert_eq!(
        accepted,
        Ok(Accepted {
            at: Some(datetime!(2020-10-19 11:17:01 UTC)),
            ..Accepted::default()
        })
    );

    let seen = server.last();
    assert_eq!(
        (seen.method, seen.path.as_str()),
        (axum::http::Method::POST, "/v2/deposits")
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
    let adapter = adapter(config(&server));
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
            // Something in between may have written it after the request went through.
            403,
            "<html>Forbidden</html>".to_owned(),
            unclear(Unclear::Http(403)),
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
    assert_eq!(adapter.collect(&prompt()).await, Ok(Accepted::default()));
}

#[tokio::test]
async fn silence_is_never_a_refusal() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    server.does(Reply::Hang);
    let timeout = Err(ProviderError::Unclear(Unclear::Timeout));
    assert_eq!(adapter.collect(&prompt()).await, timeout);
    assert_eq!(
        asked(&adapter).await,
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
    let adapter = adapter(config(&server));
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
    assert_eq!(asked(&adapter).await, Err(ProviderError::NotSent));
}

#[tokio::test]
async fn what_cannot_be_collected_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    let shillings = Prompt {
        amount: Money::new(1_050, Currency::KES),
        method: Network::MpesaKenya.into(),
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
        method: Network::MpesaKenya.into(),
        ..prompt()
    };
    assert_eq!(
        adapter.collect(&other).await,
        refused(Refusal::CurrencyNotAccepted)
    );
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn signs_its_requests_when_told_to() {
    use p256::pkcs8::EncodePrivateKey;

    let server = Server::start().await;
    server.says(200, r#"{"status":"ACCEPTED"}"#);
    let key = p256::ecdsa::SigningKey::from_slice(&[9; 32]).unwrap();
    let pem = key.to_pkcs8_pem(p256::pkcs8::LineEnding::LF).unwrap();
    let mut config = config(&server);
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
