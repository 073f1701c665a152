//! Asking for money, sending it, giving it back.

use super::*;

#[tokio::test]
async fn sends_a_prompt_as_documented() {
    let server = server().await;
    server.says(202, "");
    let accepted = adapter(&server).collect(&prompt()).await;
    assert_eq!(accepted, Ok(Accepted::default()), "taken is not paid");
    assert_eq!(server.paths(), [TOKEN, COLLECT]);
    let fetched = server.seen.lock().unwrap()[0].clone();
    assert_eq!(fetched.method, axum::http::Method::POST);
    let basic = "Basic Y29sbGVjdGlvbi11c2VyOmNvbGxlY3Rpb24tYXBpLWtleQ==";
    assert_eq!(fetched.headers["authorization"], basic);
    let key = "ocp-apim-subscription-key";
    assert_eq!(fetched.headers[key], "collection-subscription");
    assert!(fetched.body.is_empty());
    let seen = server.last();
    assert_eq!(seen.headers["authorization"], "Bearer token_1");
    assert_eq!(seen.headers[key], "collection-subscription");
    assert_eq!(seen.headers["x-target-environment"], "mtnzambia");
    assert_eq!(seen.headers["x-reference-id"], REFERENCE);
    assert_eq!(seen.headers["content-type"], "application/json");
    let address = seen.headers["x-callback-url"].to_str().unwrap();
    let base = "https://shop.example/api/v1/payments/webhook/mtn_momo/";
    assert!(
        address.starts_with(&format!("{base}{REFERENCE}.")),
        "{address}"
    );
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "amount": "248.5", "currency": "ZMW", "externalId": REFERENCE,
        "payer": {"partyIdType": "MSISDN", "partyId": "260963456789"},
        "payerMessage": "Soko its SK-7K3M-9Q2D", "payeeNote": "SK-7K3M-9Q2D",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn money_that_leaves_goes_by_the_other_product() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(202, "");
    assert_eq!(adapter.pay_out(&pay_out()).await, Ok(Accepted::default()));
    let seen = server.last();
    assert_eq!(seen.path, "/disbursement/v1_0/transfer");
    assert_eq!(seen.headers["authorization"], "Bearer token_d");
    assert_eq!(
        seen.headers["ocp-apim-subscription-key"],
        "disbursement-subscription"
    );
    assert_eq!(seen.headers["x-reference-id"], REFERENCE);
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "amount": "248.5", "currency": "ZMW", "externalId": REFERENCE,
        "payee": {"partyIdType": "MSISDN", "partyId": "260963456789"},
        "payerMessage": "shop-7", "payeeNote": "Soko payout",
    });
    assert_eq!(body, expected);

    assert_eq!(adapter.refund(&refund()).await, Ok(Accepted::default()));
    let seen = server.last();
    assert_eq!(seen.path, "/disbursement/v1_0/refund");
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "amount": "48.5", "currency": "ZMW", "externalId": REFERENCE,
        "referenceIdToRefund": Uuid::from_u128(8),
        "payerMessage": "SK-7K3M-9Q2D", "payeeNote": "SK-7K3M-9Q2D",
    });
    assert_eq!(body, expected);
    assert!(!server.paths().iter().any(|path| path == TOKEN));
}

#[tokio::test]
async fn the_sandbox_is_asked_for_euros() {
    let server = server().await;
    server.says(202, "");
    let mut config = production(&server.address);
    config.target_environment = "sandbox".into();
    let adapter = adapter_with(config);
    let prompt = Prompt {
        phone: PhoneNumber::from_e164("+46733123453").unwrap(),
        ..prompt()
    };
    adapter.collect(&prompt).await.unwrap();
    let seen = server.last();
    assert_eq!(seen.headers["x-target-environment"], "sandbox");
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(
        (&body["currency"], &body["amount"]),
        (&json!("EUR"), &json!("248.5"))
    );
    // As told there, these are our kwacha; in Zambia they would be somebody else's money.
    let euros = told("SUCCESSFUL", "").replace("ZMW", "EUR");
    server.says(200, &euros);
    let Ok(ProviderStatus::Moved(moved)) = asked(&adapter, NOW).await else {
        panic!("not moved");
    };
    assert_eq!(moved.check(reference(), kwacha(24_850)), Ok(()));
    let Ok(ProviderStatus::Moved(moved)) = asked(&super::adapter(&server), NOW).await else {
        panic!("not moved");
    };
    assert!(moved.check(reference(), kwacha(24_850)).is_err());
}

#[tokio::test]
async fn tells_every_answer_apart() {
    let server = server().await;
    let adapter = adapter(&server);
    let unclear = ProviderError::Unclear;
    let cases = [
        (
            409,
            error("RESOURCE_ALREADY_EXIST"),
            ProviderError::Duplicate,
        ),
        (409, String::new(), ProviderError::Duplicate),
        (
            400,
            error("BAD_REQUEST"),
            configuration(Fault::Request, "BAD_REQUEST"),
        ),
        (400, String::new(), unclear(Unclear::Http(400))),
        (400, "{}".to_owned(), unclear(Unclear::Http(400))),
        (
            403,
            error("FORBIDDEN_IP"),
            configuration(Fault::NotAllowed, "FORBIDDEN_IP"),
        ),
        (404, gateway(404), configuration(Fault::Request, "HTTP 404")),
        (404, "<html></html>".to_owned(), unclear(Unclear::Http(404))),
        (429, gateway(429), unclear(Unclear::Http(429))),
        (
            500,
            error("NOT_ALLOWED_TARGET_ENVIRONMENT"),
            configuration(Fault::NotAllowed, "NOT_ALLOWED_TARGET_ENVIRONMENT"),
        ),
        (
            500,
            error("INVALID_CALLBACK_URL_HOST"),
            configuration(Fault::NotAllowed, "INVALID_CALLBACK_URL_HOST"),
        ),
        (
            500,
            error("INVALID_CURRENCY"),
            configuration(Fault::NotAllowed, "INVALID_CURRENCY"),
        ),
        (
            500,
            error("INTERNAL_PROCESSING_ERROR"),
            unclear(Unclear::Http(500)),
        ),
        (500, String::new(), unclear(Unclear::Http(500))),
        (503, error("NOT_ALLOWED"), unclear(Unclear::Http(503))),
        (502, "<html></html>".to_owned(), unclear(Unclear::Http(502))),
        // A 200 is not how it says yes.
        (200, "{}".to_owned(), unclear(Unclear::Unreadable(200))),
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
    let prompts = server.paths().into_iter().filter(|path| path == COLLECT);
    assert_eq!(prompts.count(), 18, "each is sent once");
}

#[tokio::test]
async fn silence_is_never_a_refusal() {
    let server = server().await;
    let adapter = adapter(&server);
    server.does(Reply::Hang);
    let timeout = ProviderError::Unclear(Unclear::Timeout);
    assert_eq!(adapter.collect(&prompt()).await, Err(timeout.clone()));
    assert_eq!(adapter.pay_out(&pay_out()).await, Err(timeout.clone()));
    assert_eq!(adapter.refund(&refund()).await, Err(timeout));
    server.does(Reply::Long);
    let unreadable = Err(ProviderError::Unclear(Unclear::Unreadable(200)));
    assert_eq!(adapter.collect(&prompt()).await, unreadable);
    let nowhere = adapter_with(production("http://127.0.0.1:1"));
    assert_eq!(
        nowhere.collect(&prompt()).await,
        Err(ProviderError::NotSent)
    );
}

#[tokio::test]
async fn what_cannot_be_collected_is_refused_before_anything_is_sent() {
    let server = server().await;
    let adapter = adapter(&server);
    let refused = |why| Err(ProviderError::Rejected(declined(why, "")));
    for (amount, why) in [
        (kwacha(99), Refusal::AmountOutOfBounds),
        (kwacha(-100), Refusal::AmountOutOfBounds),
        (kwacha(2_000_001), Refusal::AmountOutOfBounds),
        (
            Money::new(24_850, Currency::KES),
            Refusal::CurrencyNotAccepted,
        ),
    ] {
        let prompt = Prompt { amount, ..prompt() };
        assert_eq!(adapter.collect(&prompt).await, refused(why), "{amount}");
    }
    for method in [
        Method::Card,
        Network::AirtelZambia.into(),
        Network::ZamtelZambia.into(),
        Network::MpesaKenya.into(),
    ] {
        let prompt = Prompt { method, ..prompt() };
        let told = adapter.collect(&prompt).await;
        assert_eq!(told, refused(Refusal::NetworkNotAccepted), "{method}");
    }
    for number in ["+46733123450", "+26096345678"] {
        let phone = PhoneNumber::from_e164(number).unwrap();
        let prompt = Prompt { phone, ..prompt() };
        let told = adapter.collect(&prompt).await;
        assert_eq!(told, refused(Refusal::InvalidNumber), "{number}");
    }
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn without_the_second_product_money_only_comes() {
    let server = server().await;
    let mut config = production(&server.address);
    config.disbursement = None;
    let adapter = adapter_with(config);
    assert_eq!(
        adapter.supports(Operation::Collect, kwacha(24_850), MTN),
        Ok(())
    );
    for operation in [Operation::PayOut, Operation::Refund] {
        let supported = adapter.supports(operation, kwacha(24_850), MTN);
        assert_eq!(supported, Err(Unsupported::Operation));
        let told = adapter.status(&subject(operation), NOW).await;
        assert_eq!(told, Err(ProviderError::unsupported(operation)));
    }
    assert!(adapter.refund(&refund()).await.is_err());
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn a_refund_can_be_small() {
    let server = server().await;
    let adapter = adapter(&server);
    let allowed = |operation| adapter.supports(operation, kwacha(1), MTN).is_ok();
    assert!(allowed(Operation::Refund) && !allowed(Operation::PayOut));
}

#[tokio::test]
async fn banks_are_not_reached_and_nothing_is_sent() {
    let server = server().await;
    crate::providers::canned::refuses_banks(&adapter(&server), kwacha(24_850)).await;
    assert_eq!(server.calls(), 0);
}
