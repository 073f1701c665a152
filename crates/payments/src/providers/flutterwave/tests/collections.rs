//! Asking for money.

use super::*;

const LINK: &str = r#"{"status":"success","message":"Hosted Link","data":{"link":"https://checkout.flutterwave.com/v3/hosted/pay/flwlnk-1"}}"#;
const MTN: Method = Method::MobileMoney(Network::MtnZambia);

#[tokio::test]
async fn a_card_pays_on_the_hosted_page() {
    let server = Server::start().await;
    server.says(200, LINK);
    let accepted = adapter(&server).collect(&prompt(Method::Card)).await;
    let page = "https://checkout.flutterwave.com/v3/hosted/pay/flwlnk-1";
    assert_eq!(
        accepted,
        Ok(Accepted {
            redirect: Some(page.into()),
            ..Accepted::default()
        })
    );
    let seen = server.last();
    assert_eq!(seen.method, axum::http::Method::POST);
    assert_eq!(seen.path, "/v3/payments");
    assert_eq!(seen.headers["authorization"], "Bearer FLWSECK_TEST-1");
    assert_eq!(seen.headers["content-type"], "application/json");
    let text = std::str::from_utf8(&seen.body).unwrap();
    assert!(text.contains(r#""amount":248.5,"#), "{text}");
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "tx_ref": REFERENCE,
        "amount": 248.5,
        "currency": "ZMW",
        "redirect_url": "https://shop.example/payment/callback?purchase=7",
        "payment_options": "card",
        "customer": {"email": format!("no-reply-{REFERENCE}@shop.example")},
        "customizations": {"title": "Soko SK-7K3M-9Q2D"},
        "configurations": {"session_duration": 30},
        "meta": {"our_reference": "SK-7K3M-9Q2D"},
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_zambian_wallet_is_charged_in_either_way() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    server.says(200, r#"{"status":"success","message":"Charge initiated","meta":{"authorization":{"mode":"redirect","redirect":"https://flw.example/otp/1"}}}"#);
    let redirected = Ok(Accepted {
        redirect: Some("https://flw.example/otp/1".into()),
        ..Accepted::default()
    });
    assert_eq!(adapter.collect(&prompt(MTN)).await, redirected);
    let seen = server.last();
    assert_eq!(
        (seen.path.as_str(), seen.query.as_str()),
        ("/v3/charges", "type=mobile_money_zambia")
    );
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "tx_ref": REFERENCE, "amount": 248.5, "currency": "ZMW", "email": format!("no-reply-{REFERENCE}@shop.example"),
        "phone_number": "260763456789", "network": "MTN", "redirect_url": "https://shop.example/payment/callback?purchase=7",
        "meta": {"our_reference": "SK-7K3M-9Q2D"},
    });
    assert_eq!(body, expected);

    // Neither word for success or failure in this answer says what became of the money.
    for status in ["pending", "successful", "failed"] {
        let text = format!(
            r#"{{"status":"success","message":"Charge initiated","data":{{"id":285959875,"tx_ref":"{REFERENCE}","status":"{status}"}},
            "meta":{{"authorization":{{"mode":"callback"}}}}}}"#
        );
        server.says(200, &text);
        let waiting = Ok(Accepted {
            handle: Some("285959875".into()),
            ..Accepted::default()
        });
        assert_eq!(adapter.collect(&prompt(MTN)).await, waiting, "{status}");
    }
    for (network, name) in [
        (Network::AirtelZambia, "Airtel"),
        (Network::ZamtelZambia, "ZAMTEL"),
    ] {
        adapter.collect(&prompt(network.into())).await.unwrap();
        let body: Value = serde_json::from_slice(&server.last().body).unwrap();
        assert_eq!(body["network"], name);
    }
}

#[tokio::test]
async fn tells_every_answer_apart() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let unclear = ProviderError::Unclear;
    let error =
        |message: &str| format!(r#"{{"status":"error","message":"{message}","data":null}}"#);
    let cases = [
        (
            401,
            error("Invalid authorization key"),
            configuration(Fault::Credentials, "HTTP 401"),
        ),
        (
            403,
            error("Not enabled"),
            configuration(Fault::NotAllowed, "HTTP 403"),
        ),
        (
            400,
            error("tx_ref is required"),
            configuration(Fault::Request, "HTTP 400"),
        ),
        (
            401,
            "<html>Unauthorized</html>".to_owned(),
            unclear(Unclear::Http(401)),
        ),
        (400, "{}".to_owned(), unclear(Unclear::Http(400))),
        (
            404,
            "<html>Not found</html>".to_owned(),
            unclear(Unclear::Http(404)),
        ),
        (429, error("Too many requests"), unclear(Unclear::Http(429))),
        (
            500,
            error("Something went wrong"),
            unclear(Unclear::Http(500)),
        ),
        (502, LINK.to_owned(), unclear(Unclear::Http(502))),
        (
            200,
            "<html></html>".to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            r#"{"status":"succ"#.to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (200, "[]".to_owned(), unclear(Unclear::Unreadable(200))),
        (
            200,
            r#"{"status":"success"}"#.to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            r#"{"status":"success","data":{}}"#.to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            error("Odd"),
            unclear(Unclear::UnknownStatus("error".into())),
        ),
        (
            200,
            r#"{"status":"queued"}"#.to_owned(),
            unclear(Unclear::UnknownStatus("queued".into())),
        ),
    ];
    for (status, text, expected) in cases {
        server.says(status, &text);
        for method in [Method::Card, MTN] {
            let told = adapter.collect(&prompt(method)).await;
            assert_eq!(told, Err(expected.clone()), "{method} {status} {text}");
        }
    }
    for link in ["javascript:alert(1)", "//evil", "", "ftp://x/"] {
        server.says(
            200,
            &format!(r#"{{"status":"success","data":{{"link":"{link}"}}}}"#),
        );
        let told = adapter.collect(&prompt(Method::Card)).await;
        assert_eq!(told, Err(unclear(Unclear::Unreadable(200))), "{link}");
    }
    server.says(
        200,
        r#"{"status":"success","meta":{"authorization":{"mode":"otp"}}}"#,
    );
    let unknown = Err(unclear(Unclear::UnknownStatus("otp".into())));
    assert_eq!(adapter.collect(&prompt(MTN)).await, unknown);
    for (message, why) in [
        ("Invalid phone number", Refusal::InvalidNumber),
        ("Amount is below the minimum", Refusal::AmountOutOfBounds),
        ("Network is not supported", Refusal::NetworkNotAccepted),
    ] {
        server.says(400, &error(message));
        let refused = Err(ProviderError::Rejected(declined(why, "HTTP 400")));
        assert_eq!(adapter.collect(&prompt(MTN)).await, refused, "{message}");
    }
}

#[tokio::test]
async fn silence_is_never_a_refusal() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    server.does(Reply::Hang);
    let timeout = ProviderError::Unclear(Unclear::Timeout);
    for method in [Method::Card, MTN] {
        assert_eq!(adapter.collect(&prompt(method)).await, Err(timeout.clone()));
    }
    server.does(Reply::Long);
    let unreadable = Err(ProviderError::Unclear(Unclear::Unreadable(200)));
    assert_eq!(adapter.collect(&prompt(MTN)).await, unreadable);
    let mut nowhere = config(&server);
    nowhere.base_url = "http://127.0.0.1:1".into();
    let nowhere = Flutterwave::new(nowhere, client()).unwrap();
    assert_eq!(
        nowhere.collect(&prompt(MTN)).await,
        Err(ProviderError::NotSent)
    );
}

#[tokio::test]
async fn what_cannot_be_collected_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let refused = |why| Err(ProviderError::Rejected(declined(why, "")));
    let mpesa = prompt(Network::MpesaKenya.into());
    assert_eq!(
        adapter.collect(&mpesa).await,
        refused(Refusal::NetworkNotAccepted)
    );
    let other = Prompt {
        amount: Money::new(24_850, Currency::KES),
        ..prompt(MTN)
    };
    assert_eq!(
        adapter.collect(&other).await,
        refused(Refusal::CurrencyNotAccepted)
    );
    let small = Prompt {
        amount: kwacha(99),
        ..prompt(Method::Card)
    };
    assert_eq!(
        adapter.collect(&small).await,
        refused(Refusal::AmountOutOfBounds)
    );
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn the_base_address_may_hold_the_version() {
    let server = Server::start().await;
    server.says(200, LINK);
    let mut config = config(&server);
    config.base_url.push_str("/v3/");
    let adapter = Flutterwave::new(config, client()).unwrap();
    adapter.collect(&prompt(Method::Card)).await.unwrap();
    assert_eq!(server.last().path, "/v3/payments");
}
