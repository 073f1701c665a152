//! Asking for money.

use super::*;

#[tokio::test]
async fn sends_a_prompt_as_documented() {
    let server = server().await;
    server.says(200, &accepted());
    let told = adapter(&server).collect(&prompt()).await;
    let expected = Accepted {
        handle: Some(CHECKOUT.into()),
        ..Accepted::default()
    };
    assert_eq!(told, Ok(expected));
    assert_eq!(server.paths(), [OAUTH, requests::PUSH]);
    let oauth = server.seen.lock().unwrap()[0].clone();
    assert_eq!(oauth.query, "grant_type=client_credentials");
    let basic = "Basic a2V5X3Rlc3Q6c2VjcmV0X3Rlc3Q=";
    assert_eq!(oauth.headers["authorization"], basic);
    let seen = server.last();
    assert_eq!(seen.headers["authorization"], "Bearer token_1");
    assert_eq!(seen.headers["content-type"], "application/json");
    let mut body: Value = serde_json::from_slice(&seen.body).unwrap();
    let address = body["CallBackURL"].take();
    let expected = json!({
        "BusinessShortCode": "174379",
        "Password": body["Password"],
        "Timestamp": "20260921171320",
        "TransactionType": "CustomerPayBillOnline",
        "Amount": 1_248,
        "PartyA": "254708374149",
        "PartyB": "174379",
        "PhoneNumber": "254708374149",
        "CallBackURL": null,
        "AccountReference": "SK-7K3M-9Q2D",
        "TransactionDesc": "Soko SK-7K3M",
    });
    assert_eq!(body, expected);
    let address = address.as_str().unwrap();
    let base = "https://shop.example/api/v1/payments/webhook/mpesa/";
    assert!(
        address.starts_with(&format!("{base}{REFERENCE}.")),
        "{address}"
    );
}

#[tokio::test]
async fn a_till_is_paid_through_its_head_office() {
    let server = server().await;
    server.says(200, &accepted());
    let mut config = sandbox(&server.address);
    config.receiver = Receiver::Till("5123456".into());
    let adapter = Mpesa::new(config, client(), source()).unwrap();
    adapter.collect(&prompt()).await.unwrap();
    let body: Value = serde_json::from_slice(&server.last().body).unwrap();
    assert_eq!(body["TransactionType"], "CustomerBuyGoodsOnline");
    assert_eq!(body["BusinessShortCode"], "174379");
    assert_eq!(body["PartyB"], "5123456");
}

#[tokio::test]
async fn tells_every_answer_apart() {
    let server = server().await;
    let adapter = adapter(&server);
    let unclear = ProviderError::Unclear;
    let cases = [
        (
            400,
            error("400.002.02"),
            configuration(Fault::Request, "400.002.02"),
        ),
        (
            403,
            error("403.001.01"),
            configuration(Fault::NotAllowed, "403.001.01"),
        ),
        (400, "<html></html>".to_owned(), unclear(Unclear::Http(400))),
        (
            404,
            error("404.001.01"),
            configuration(Fault::Request, "404.001.01"),
        ),
        (404, "<html></html>".to_owned(), unclear(Unclear::Http(404))),
        (
            429,
            error("429.001.01"),
            ProviderError::Rejected(declined(Refusal::NetworkUnavailable, "429.001.01")),
        ),
        (429, String::new(), unclear(Unclear::Http(429))),
        (408, error("408.001.01"), unclear(Unclear::Http(408))),
        (500, error("500.001.1001"), unclear(Unclear::Http(500))),
        (503, "<html></html>".to_owned(), unclear(Unclear::Http(503))),
        (502, accepted(), unclear(Unclear::Http(502))),
        (
            200,
            accepted().replace(CHECKOUT, ""),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            accepted().replace(r#":"0""#, r#":"1""#),
            unclear(Unclear::UnknownCode("1".into())),
        ),
        // A result is not a response.
        (
            200,
            r#"{"ResultCode":"0"}"#.to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            r#"{"ResponseCode":"0"}"#.to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
        (200, "{".to_owned(), unclear(Unclear::Unreadable(200))),
        (200, "[]".to_owned(), unclear(Unclear::Unreadable(200))),
        (
            200,
            "<html></html>".to_owned(),
            unclear(Unclear::Unreadable(200)),
        ),
    ];
    for (status, text, expected) in cases {
        server.says(status, &text);
        let told = adapter.collect(&prompt()).await;
        assert_eq!(told, Err(expected), "{status} {text}");
    }
    let prompts = server
        .paths()
        .into_iter()
        .filter(|path| path == requests::PUSH);
    assert_eq!(prompts.count(), 18, "no prompt is sent twice");
}

#[tokio::test]
async fn silence_is_never_a_refusal() {
    let server = server().await;
    let adapter = adapter(&server);
    server.does(Reply::Hang);
    let timeout = Err(ProviderError::Unclear(Unclear::Timeout));
    assert_eq!(adapter.collect(&prompt()).await, timeout);
    server.does(Reply::Long);
    let unreadable = Err(ProviderError::Unclear(Unclear::Unreadable(200)));
    assert_eq!(adapter.collect(&prompt()).await, unreadable);
}

#[tokio::test]
async fn a_prompt_that_never_left_is_refused_for_certain() {
    let refused = Err(ProviderError::Rejected(declined(
        Refusal::NetworkUnavailable,
        "",
    )));
    let nowhere = Mpesa::new(sandbox("http://127.0.0.1:1"), client(), source()).unwrap();
    assert_eq!(nowhere.collect(&prompt()).await, refused);
    // Without a token no prompt leaves.
    let server = Server::start().await;
    let adapter = adapter(&server);
    for (status, text) in [
        (500, ""),
        (200, "<html></html>"),
        (429, ""),
        (200, r#"{"access_token":""}"#),
    ] {
        server.says(status, text);
        assert_eq!(adapter.collect(&prompt()).await, refused, "{status} {text}");
    }
    server.does(Reply::Hang);
    assert_eq!(adapter.collect(&prompt()).await, refused);
    assert!(server.paths().iter().all(|path| path == OAUTH));
}

#[tokio::test]
async fn what_cannot_be_collected_is_refused_before_anything_is_sent() {
    let server = server().await;
    let adapter = adapter(&server);
    let refused = |why| Err(ProviderError::Rejected(declined(why, "")));
    for (amount, why) in [
        (shillings(124_850), Refusal::InvalidAmount),
        (shillings(0), Refusal::AmountOutOfBounds),
        (shillings(-100), Refusal::AmountOutOfBounds),
        (shillings(25_000_100), Refusal::AmountOutOfBounds),
        (
            Money::new(124_800, Currency::ZMW),
            Refusal::CurrencyNotAccepted,
        ),
    ] {
        let prompt = Prompt { amount, ..prompt() };
        assert_eq!(adapter.collect(&prompt).await, refused(why), "{amount}");
    }
    for method in [Method::Card, Network::MtnZambia.into()] {
        let prompt = Prompt { method, ..prompt() };
        assert_eq!(
            adapter.collect(&prompt).await,
            refused(Refusal::NetworkNotAccepted)
        );
    }
    let landline = Prompt {
        phone: PhoneNumber::from_e164("+254208374149").unwrap(),
        ..prompt()
    };
    assert_eq!(
        adapter.collect(&landline).await,
        refused(Refusal::InvalidNumber)
    );
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn money_does_not_leave_without_an_initiator() {
    let server = server().await;
    let adapter = adapter(&server);
    let mpesa = Method::MobileMoney(Network::MpesaKenya);
    for operation in [Operation::PayOut, Operation::Refund] {
        let supported = adapter.supports(operation, shillings(124_800), mpesa);
        assert_eq!(supported, Err(Unsupported::Operation));
        let told = adapter.status(&subject(operation, Some("x")), NOW).await;
        assert_eq!(told, Err(ProviderError::unsupported(operation)));
    }
    assert_eq!(server.calls(), 0);
}
