//! Asking for money.

use super::*;

const PAGE: &str = r#"{"status":true,"message":"Authorization URL created","data":{"authorization_url":"https://checkout.paystack.com/0peioxfhpn","access_code":"0peioxfhpn","reference":"7PVGX8MEk85tgeEpVDtD"}}"#;

#[tokio::test]
async fn a_card_pays_on_the_hosted_page_in_hundredths() {
    let server = Server::start().await;
    server.says(200, PAGE);
    let accepted = adapter(&server).collect(&prompt()).await;
    let expected = Accepted {
        redirect: Some("https://checkout.paystack.com/0peioxfhpn".into()),
        ..Accepted::default()
    };
    assert_eq!(accepted, Ok(expected));
    let seen = server.last();
    assert_eq!(seen.method, axum::http::Method::POST);
    assert_eq!(seen.path, "/transaction/initialize");
    assert_eq!(seen.headers["authorization"], "Bearer sk_test_abc");
    assert_eq!(seen.headers["content-type"], "application/json");
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "email": format!("no-reply-{REFERENCE}@shop.example"),
        "amount": 124_850,
        "currency": "KES",
        "reference": REFERENCE,
        "callback_url": "https://shop.example/payment/callback?order=7",
        "channels": ["card"],
        "metadata": {
            "our_reference": "SK-7K3M-9Q2D",
            "cancel_action": "https://shop.example/payment/callback?order=7",
        },
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn tells_every_answer_apart() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let unclear = ProviderError::Unclear;
    for (status, text, expected) in [
        (
            400,
            error("Duplicate Transaction Reference"),
            ProviderError::Duplicate,
        ),
        (
            400,
            error("Invalid Amount Sent"),
            rejected(Refusal::AmountOutOfBounds, "HTTP 400"),
        ),
        (
            400,
            error("Invalid Email Address Passed"),
            configuration(Fault::Request, "HTTP 400"),
        ),
        (
            401,
            error("Invalid key"),
            configuration(Fault::Credentials, "HTTP 401"),
        ),
        (
            400,
            error("Invalid key"),
            configuration(Fault::Credentials, "HTTP 400"),
        ),
        (
            403,
            error("Currency not supported by merchant"),
            configuration(Fault::NotAllowed, "HTTP 403"),
        ),
        (400, "<html></html>".to_owned(), unclear(Unclear::Http(400))),
        (400, "{}".to_owned(), unclear(Unclear::Http(400))),
        (429, error("Too many requests"), unclear(Unclear::Http(429))),
        (
            500,
            error("Duplicate Transaction Reference"),
            unclear(Unclear::Http(500)),
        ),
        (502, PAGE.to_owned(), unclear(Unclear::Http(502))),
        (
            200,
            PAGE.replace("true", "false"),
            unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            PAGE.replace("https", "ftp"),
            unclear(Unclear::Unreadable(200)),
        ),
        (200, taken("null"), unclear(Unclear::Unreadable(200))),
        (200, "{".to_owned(), unclear(Unclear::Unreadable(200))),
    ] {
        server.says(status, &text);
        let told = adapter.collect(&prompt()).await;
        assert_eq!(told, Err(expected), "{status} {text}");
    }
    assert_eq!(server.calls(), 15, "each is sent once");
}

#[tokio::test]
async fn silence_is_never_a_refusal() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    server.does(Reply::Hang);
    let timeout = ProviderError::Unclear(Unclear::Timeout);
    assert_eq!(adapter.collect(&prompt()).await, Err(timeout.clone()));
    assert_eq!(adapter.refund(&refund()).await, Err(timeout));
    server.does(Reply::Long);
    let unreadable = Err(ProviderError::Unclear(Unclear::Unreadable(200)));
    assert_eq!(adapter.collect(&prompt()).await, unreadable);
    let nowhere = Paystack::new(config("http://127.0.0.1:1"), client()).unwrap();
    assert_eq!(
        nowhere.collect(&prompt()).await,
        Err(ProviderError::NotSent)
    );
}

#[tokio::test]
async fn what_cannot_be_collected_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let refused = |why| Err(rejected(why, ""));
    for (amount, why) in [
        (shillings(99), Refusal::AmountOutOfBounds),
        (shillings(1_000_000_001), Refusal::AmountOutOfBounds),
        (
            Money::new(24_850, Currency::ZMW),
            Refusal::CurrencyNotAccepted,
        ),
    ] {
        let prompt = Prompt { amount, ..prompt() };
        assert_eq!(adapter.collect(&prompt).await, refused(why), "{amount}");
    }
    let wallet = Prompt {
        method: kernel::Network::MpesaKenya.into(),
        ..prompt()
    };
    assert_eq!(
        adapter.collect(&wallet).await,
        refused(Refusal::NetworkNotAccepted)
    );
    let out = adapter.supports(Operation::PayOut, shillings(1_000), Method::Card);
    assert_eq!(out, Err(Unsupported::Operation));
    assert_eq!(server.calls(), 0);
}
