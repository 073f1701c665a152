//! Asking for a page, and what it is worth.

use serde_json::{Value, json};

use super::{GOOD_CARD, Merchant, code, payment};

const PATH: &str = "/v1/checkout/sessions";

#[tokio::test]
async fn a_call_without_the_key_is_refused() {
    let mut merchant = Merchant::open().await;
    merchant.key = "sk_test_another".to_owned();
    for path in ["/v1/checkout/sessions/cs_test_1", "/v1/nothing"] {
        let (status, body) = merchant.get(path).await;
        let kind = &body["error"]["type"];
        assert_eq!((status, kind), (401, &json!("invalid_request_error")));
    }
    let form = payment("a", "1");
    assert_eq!(merchant.post(PATH, &form).await.0, 401);
    merchant.key = simulator::STRIPE_SECRET_KEY.to_owned();
    let (status, body) = merchant.get("/v1/nothing").await;
    assert_eq!(status, 404);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("GET: /v1/nothing"), "{message}");
}

#[tokio::test]
async fn a_page_is_made_and_nothing_is_known_of_its_intent_before_somebody_pays() {
    let merchant = Merchant::open().await;
    let session = merchant.session("ref-1").await;
    for (field, value) in [
        ("object", json!("checkout.session")),
        ("client_reference_id", json!("ref-1")),
        ("amount_total", json!(750_000)),
        ("currency", json!("zmw")),
        ("mode", json!("payment")),
        ("status", json!("open")),
        ("payment_status", json!("unpaid")),
        ("payment_intent", Value::Null),
        ("livemode", json!(false)),
    ] {
        assert_eq!(session[field], value, "{field}");
    }
    let id = session["id"].as_str().unwrap();
    assert!(id.starts_with("cs_test_a1") && id.len() > 64, "{id}");
    let url = session["url"].as_str().unwrap();
    assert!(
        url.contains("/c/pay/cs_test_") && url.contains('#'),
        "{url}"
    );
    assert_eq!(merchant.show(&session).await, session);
}

#[tokio::test]
async fn an_intent_is_shown_by_name_or_whole() {
    let merchant = Merchant::open().await;
    let session = merchant.session("ref-1").await;
    merchant.press(&session, "pay", GOOD_CARD).await;
    let whole = merchant.show(&session).await;
    let intent = &whole["payment_intent"];
    for (field, value) in [
        ("object", json!("payment_intent")),
        ("status", json!("succeeded")),
        ("amount", json!(750_000)),
        ("amount_received", json!(750_000)),
        ("currency", json!("zmw")),
        ("metadata", json!({"order": "ref-1"})),
        ("last_payment_error", Value::Null),
    ] {
        assert_eq!(intent[field], value, "{field}");
    }
    let words = (&whole["status"], &whole["payment_status"], &whole["url"]);
    assert_eq!(words, (&json!("complete"), &json!("paid"), &Value::Null));
    let id = session["id"].as_str().unwrap();
    let (_, named) = merchant.get(&format!("{PATH}/{id}")).await;
    assert_eq!(named["payment_intent"], intent["id"]);
    let path = format!("/v1/payment_intents/{}", intent["id"].as_str().unwrap());
    assert_eq!(merchant.get(&path).await, (200, intent.clone()));
}

#[tokio::test]
async fn each_field_is_what_it_has_to_be() {
    let merchant = Merchant::open().await;
    let at = merchant.expires_at(2_100);
    let whole = payment("a", &at);
    for field in [
        "mode",
        "success_url",
        "line_items[0][price_data][currency]",
        "line_items[0][price_data][unit_amount]",
        "line_items[0][price_data][product_data][name]",
    ] {
        let form: Vec<_> = whole
            .iter()
            .copied()
            .filter(|(key, _)| *key != field)
            .collect();
        let (status, body) = merchant.post(PATH, &form).await;
        assert_eq!(
            (status, code(&body).1),
            (400, &json!("parameter_missing")),
            "{field}"
        );
        assert_eq!(body["error"]["param"], json!(field));
    }
    let (soon, late) = (merchant.expires_at(1_700), merchant.expires_at(86_500));
    for (field, wrong, expected) in [
        ("mode", "subscription", Value::Null),
        ("line_items[0][price_data][currency]", "ZMW", Value::Null),
        (
            "line_items[0][price_data][unit_amount]",
            "7500.00",
            json!("parameter_invalid_integer"),
        ),
        (
            "line_items[0][price_data][unit_amount]",
            "49",
            json!("amount_too_small"),
        ),
        (
            "line_items[0][price_data][unit_amount]",
            "100000000",
            json!("amount_too_large"),
        ),
        ("line_items[0][quantity]", "0", Value::Null),
        ("success_url", "shop", json!("url_invalid")),
        ("expires_at", soon.as_str(), Value::Null),
        ("expires_at", late.as_str(), Value::Null),
        ("payment_method_types[0]", "cash", Value::Null),
        (
            "payment_intent_data[mood]",
            "good",
            json!("parameter_unknown"),
        ),
        ("metadata[a][b]", "c", json!("parameter_unknown")),
    ] {
        let mut form: Vec<_> = whole
            .iter()
            .copied()
            .filter(|(key, _)| *key != field)
            .collect();
        form.push((field, wrong));
        let (status, body) = merchant.post(PATH, &form).await;
        assert_eq!(
            (status, code(&body)),
            (400, (&json!("invalid_request_error"), &expected)),
            "{field}={wrong}"
        );
    }
    assert!(merchant.market.simulator.transactions().is_empty());
}

#[tokio::test]
async fn an_amount_is_in_the_unit_of_its_currency() {
    let merchant = Merchant::open().await;
    let at = merchant.expires_at(2_100);
    for (currency, units, words) in [
        ("zmw", "24850", Some("ZMW 248.50")),
        ("xof", "5000", Some("XOF 5000.00")),
        ("ugx", "500000", Some("UGX 5000.00")),
        ("ugx", "500050", None),
    ] {
        let mut form = payment("a", &at);
        form.retain(|(key, _)| !key.ends_with("[currency]") && !key.ends_with("[unit_amount]"));
        form.push(("line_items[0][price_data][currency]", currency));
        form.push(("line_items[0][price_data][unit_amount]", units));
        let (status, body) = merchant.post(PATH, &form).await;
        let Some(words) = words else {
            assert_eq!(status, 400, "{body}");
            continue;
        };
        let page = merchant.look(body["url"].as_str().unwrap()).await.1;
        assert!(page.contains(words), "{currency} {units}");
    }
}

#[tokio::test]
async fn a_page_ends_with_its_time_or_when_it_is_taken_back() {
    let merchant = Merchant::open().await;
    let timed = merchant.session("timed").await;
    merchant.market.simulator.advance(2_000).await.unwrap();
    assert_eq!(merchant.show(&timed).await["status"], "open");
    merchant.market.simulator.advance(200).await.unwrap();
    assert_eq!(merchant.show(&timed).await["status"], "expired");
    assert_eq!(merchant.press(&timed, "pay", GOOD_CARD).await.status, 410);

    let taken = merchant.session("taken").await;
    let path = format!("{PATH}/{}/expire", taken["id"].as_str().unwrap());
    let (status, body) = merchant.post(&path, &[]).await;
    assert_eq!(
        (status, &body["status"], &body["url"]),
        (200, &json!("expired"), &Value::Null)
    );
    assert_eq!(merchant.press(&taken, "pay", GOOD_CARD).await.status, 410);
    assert_eq!(merchant.post(&path, &[]).await.0, 400);

    let paid = merchant.session("paid").await;
    merchant.press(&paid, "pay", GOOD_CARD).await;
    let path = format!("{PATH}/{}/expire", paid["id"].as_str().unwrap());
    assert_eq!(merchant.post(&path, &[]).await.0, 400);
    merchant.market.simulator.advance(3_000).await.unwrap();
    assert_eq!(merchant.show(&paid).await["status"], "complete");
    assert_eq!(
        merchant
            .post(&format!("{PATH}/cs_test_1/expire"), &[])
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn what_was_begun_on_a_page_that_ends_is_cancelled() {
    let merchant = Merchant::open().await;
    let session = merchant.session("a").await;
    merchant.press(&session, "fail", "").await;
    merchant.market.simulator.advance(2_200).await.unwrap();
    let shown = merchant.show(&session).await;
    assert_eq!(shown["status"], "expired");
    assert_eq!(shown["payment_intent"]["status"], "canceled");
    assert_eq!(shown["payment_intent"]["amount_received"], 0);
}
