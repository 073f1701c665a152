//! Asking for money.

use super::*;

#[tokio::test]
async fn a_card_pays_on_the_hosted_page_and_none_of_it_comes_to_us() {
    let server = Server::start().await;
    server.says(200, &session("open", &Value::Null).to_string());
    let accepted = adapter(&server).collect(&prompt()).await.unwrap();
    assert_eq!(accepted.handle.as_deref(), Some(SESSION));
    // What stands behind the `#` is a part of the page's address.
    let page = format!("https://checkout.stripe.com/c/pay/{SESSION}#fidkdWxOYHwnPyd1blpxYHZxWjA0");
    assert_eq!(accepted.redirect, Some(page));
    let seen = server.last();
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str()),
        ("POST", SESSIONS)
    );
    assert_eq!(seen.headers["authorization"], "Bearer sk_test_1");
    assert_eq!(seen.headers["stripe-version"], VERSION);
    assert_eq!(
        seen.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    let key = format!("{REFERENCE}:collect");
    assert_eq!(seen.headers["idempotency-key"], key.as_str());
    let back = "https://shop.example/payment/callback?order=SK-7K3M-9Q2D";
    let expires_at = (NOW.unix_timestamp() + 35 * 60).to_string();
    let expected = [
        ("mode", "payment"),
        ("client_reference_id", REFERENCE),
        ("success_url", back),
        ("cancel_url", back),
        ("expires_at", &expires_at),
        ("payment_method_types[0]", "card"),
        ("adaptive_pricing[enabled]", "false"),
        ("line_items[0][quantity]", "1"),
        ("line_items[0][price_data][currency]", "zmw"),
        ("line_items[0][price_data][unit_amount]", "24850"),
        (
            "line_items[0][price_data][product_data][name]",
            "Soko SK-7K3M-9Q2D",
        ),
        ("payment_intent_data[description]", "SK-7K3M-9Q2D"),
        ("payment_intent_data[metadata][soko_reference]", REFERENCE),
        (
            "payment_intent_data[metadata][soko_purchase]",
            "SK-7K3M-9Q2D",
        ),
    ];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(form(&seen), BTreeMap::from(expected));
}

#[tokio::test]
async fn the_same_prompt_is_the_same_request_whenever_it_is_sent() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    server.says(200, &session("open", &Value::Null).to_string());
    adapter.collect(&prompt()).await.unwrap();
    let first = server.last();
    adapter.collect(&prompt()).await.unwrap();
    let second = server.last();
    assert_eq!(first.body, second.body);
    assert_eq!(
        first.headers["idempotency-key"],
        second.headers["idempotency-key"]
    );
    for operation in [Operation::Collect, Operation::Refund] {
        assert!(adapter.is_repeatable(operation, Method::Card));
    }
    assert!(!adapter.is_repeatable(Operation::PayOut, Method::Card));
}

#[tokio::test]
async fn tells_every_answer_apart() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let invalid = "invalid_request_error";
    let rejected = |why, code| ProviderError::Rejected(declined(why, code));
    let lost = ProviderError::Unclear;
    let cases = [
        (
            401,
            error(invalid, None, None),
            configuration(Fault::Credentials, "HTTP 401"),
        ),
        (
            403,
            error(invalid, None, None),
            configuration(Fault::NotAllowed, "HTTP 403"),
        ),
        (
            400,
            error(invalid, Some("parameter_unknown"), Some("mood")),
            configuration(Fault::Request, "parameter_unknown"),
        ),
        (
            400,
            error(invalid, Some("amount_too_small"), None),
            rejected(Refusal::AmountOutOfBounds, "amount_too_small"),
        ),
        (
            400,
            error(invalid, None, Some("line_items[0][price_data][currency]")),
            rejected(Refusal::CurrencyNotAccepted, "HTTP 400"),
        ),
        (
            400,
            error("idempotency_error", None, None),
            ProviderError::Duplicate,
        ),
        (
            409,
            error("idempotency_error", Some("idempotency_key_in_use"), None),
            lost(Unclear::Http(409)),
        ),
        (
            429,
            error(invalid, Some("rate_limit"), None),
            lost(Unclear::Http(429)),
        ),
        (
            500,
            error("api_error", None, None),
            lost(Unclear::Http(500)),
        ),
        (
            402,
            error("api_error", None, None),
            lost(Unclear::Http(402)),
        ),
        (
            401,
            "<html>Unauthorized</html>".into(),
            lost(Unclear::Http(401)),
        ),
        (400, "{}".into(), lost(Unclear::Http(400))),
        (400, r#"{"error":"no"}"#.into(), lost(Unclear::Http(400))),
        (302, String::new(), lost(Unclear::Http(302))),
        (200, String::new(), lost(Unclear::Unreadable(200))),
        (200, "{}".into(), lost(Unclear::Unreadable(200))),
        (
            200,
            r#"{"object":"checkout.session""#.into(),
            lost(Unclear::Unreadable(200)),
        ),
    ];
    for (status, text, expected) in cases {
        server.says(status, &text);
        let answered = adapter.collect(&prompt()).await;
        assert_eq!(answered, Err(expected), "{status} {text}");
    }
    let whole = session("open", &Value::Null);
    for (field, wrong) in [
        ("url", json!("javascript:alert(1)")),
        ("url", Value::Null),
        (
            "url",
            json!(format!("https://x.example/{}", "y".repeat(2_000))),
        ),
        ("id", json!("../refunds")),
        ("id", json!("pi_1")),
    ] {
        let mut answer = whole.clone();
        answer[field] = wrong;
        server.says(200, &answer.to_string());
        let answered = adapter.collect(&prompt()).await;
        assert_eq!(answered, unclear(Unclear::Unreadable(200)), "{answer}");
    }
    let other = whole.to_string().replace(REFERENCE, "INV-77");
    server.says(200, &other);
    let answered = adapter.collect(&prompt()).await;
    assert_eq!(answered, unclear(Unclear::OtherReference));
}

#[tokio::test]
async fn silence_is_never_a_refusal() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    server.does(Reply::Hang);
    assert_eq!(adapter.collect(&prompt()).await, unclear(Unclear::Timeout));
    server.does(Reply::Long);
    assert_eq!(
        adapter.collect(&prompt()).await,
        unclear(Unclear::Unreadable(200))
    );
    let mut nowhere = config(&server);
    nowhere.base_url = "http://127.0.0.1:1".into();
    let nowhere = Stripe::new(nowhere, client()).unwrap();
    assert_eq!(
        nowhere.collect(&prompt()).await,
        Err(ProviderError::NotSent)
    );
}

#[tokio::test]
async fn what_cannot_be_collected_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let refused = |why| Err(ProviderError::Rejected(declined(why, "")));
    let wallet = Prompt {
        method: Network::MtnZambia.into(),
        ..prompt()
    };
    let shillings = Money::new(100_000, "UGX".parse().unwrap());
    for (wrong, why) in [
        (wallet, Refusal::NetworkNotAccepted),
        (
            Prompt {
                amount: shillings,
                ..prompt()
            },
            Refusal::CurrencyNotAccepted,
        ),
        (
            Prompt {
                amount: kwacha(100_000_000),
                ..prompt()
            },
            Refusal::AmountOutOfBounds,
        ),
    ] {
        assert_eq!(adapter.collect(&wrong).await, refused(why));
    }
    assert_eq!(server.calls(), 0);
    let pay_out = |method| adapter.supports(Operation::PayOut, kwacha(10_000), method);
    assert_eq!(pay_out(Method::Card), Err(Unsupported::Operation));
    assert_eq!(
        pay_out(Network::MtnZambia.into()),
        Err(Unsupported::Operation)
    );
}

#[tokio::test]
async fn the_base_address_may_hold_the_version() {
    let server = Server::start().await;
    server.says(200, &session("open", &Value::Null).to_string());
    let mut config = config(&server);
    config.base_url.push_str("/v1/");
    let adapter = Stripe::new(config, client()).unwrap();
    adapter.collect(&prompt()).await.unwrap();
    assert_eq!(server.last().path, SESSIONS);
}

type Wrong = StripeConfigError;

#[tokio::test]
async fn a_wrong_configuration_is_named_and_no_secret_is_printed() {
    let server = Server::start().await;
    let broken = |change: &dyn Fn(&mut StripeConfig)| {
        let mut config = config(&server);
        change(&mut config);
        Stripe::new(config, client()).err()
    };
    assert_eq!(broken(&|_| ()), None);
    assert_eq!(
        broken(&|c| c.base_url = "stripe".into()),
        Some(Wrong::BaseUrl)
    );
    for key in [
        "",
        "sk_test_",
        "pk_live_1",
        "sk_prod_1",
        "whsec_1",
        "sk_test_1 2",
    ] {
        let refused = broken(&|c| c.secret_key = Secret::new(key));
        assert_eq!(refused, Some(Wrong::SecretKey), "{key}");
    }
    for key in ["rk_test_1", "rk_live_1", "sk_live_1"] {
        assert_eq!(broken(&|c| c.secret_key = Secret::new(key)), None, "{key}");
    }
    for secrets in [
        &[][..],
        &["whsec_"],
        &["whsec_1", "dGVzdA=="],
        &["whsec_1"; 5],
    ] {
        let refused = broken(&|c| {
            c.webhook_secrets = secrets.iter().map(|text| Secret::new(*text)).collect();
        });
        assert_eq!(refused, Some(Wrong::WebhookSecrets), "{secrets:?}");
    }
    for minutes in [0, 30, 34, 1_436] {
        let refused = broken(&|c| c.session_minutes = minutes);
        assert_eq!(refused, Some(Wrong::SessionMinutes), "{minutes}");
    }
    assert_eq!(broken(&|c| c.request_timeout_ms = 0), Some(Wrong::Timeout));
    let printed = format!("{:?} {:?}", config(&server), adapter(&server));
    assert!(
        !printed.contains("sk_test_1") && !printed.contains("whsec"),
        "{printed}"
    );
}

#[tokio::test]
async fn a_page_is_asked_back_without_a_key_and_no_answer_says_what_became_of_it() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let left = subject(Operation::Collect, Some(SESSION));
    server.says(200, &session("expired", &Value::Null).to_string());
    assert_eq!(adapter.cancel(&left).await, Ok(()));
    let seen = server.last();
    let path = format!("{SESSIONS}/{SESSION}/expire");
    assert_eq!((seen.method.as_str(), seen.path), ("POST", path));
    assert_eq!(seen.headers["authorization"], "Bearer sk_test_1");
    assert!(!seen.headers.contains_key("idempotency-key"));
    // Over already, paid or not.
    server.says(400, &error("invalid_request_error", None, None));
    let over = declined(Refusal::WrongState, "HTTP 400");
    let answer = adapter.cancel(&left).await;
    assert_eq!(answer, Err(ProviderError::Rejected(over)));
    for (status, text) in [(500, "{}"), (200, "<html>"), (200, "{}"), (429, "{}")] {
        server.says(status, text);
        let answer = adapter.cancel(&left).await;
        assert!(
            matches!(answer, Err(ProviderError::Unclear(_))),
            "{answer:?}"
        );
    }
    // Without its name there is nothing to ask for, and nothing is sent.
    let calls = server.calls();
    let nameless = adapter.cancel(&unheard(Operation::Collect)).await;
    assert_eq!(nameless, unclear(Unclear::NoHandle));
    assert_eq!(server.calls(), calls);
}
