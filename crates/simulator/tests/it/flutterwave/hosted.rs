//! The hosted page, the way back, and verifying.

use serde_json::{Value, json};

use super::{GOOD_CARD, Merchant, POOR_CARD, payment};

#[tokio::test]
async fn a_call_without_the_key_is_refused() {
    let mut merchant = Merchant::open().await;
    merchant.key = "FLWSECK_TEST-another".to_owned();
    for path in ["/v3/transactions/1/verify", "/v3/nothing"] {
        let (status, answer) = merchant.get(path).await;
        assert_eq!(
            (status, &answer["status"]),
            (401, &json!("error")),
            "{path}"
        );
    }
    let (status, _) = merchant.post("/v3/payments", &payment("a")).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn each_required_field_is_required() {
    let merchant = Merchant::open().await;
    for field in ["tx_ref", "amount", "redirect_url", "customer"] {
        let mut body = payment("a");
        body.as_object_mut().unwrap().remove(field);
        let (status, answer) = merchant.post("/v3/payments", &body).await;
        assert_eq!(
            (status, &answer["status"], &answer["data"]),
            (400, &json!("error"), &Value::Null),
            "{field}"
        );
    }
    for (field, wrong) in [
        ("tx_ref", json!("x".repeat(101))),
        ("amount", json!("a lot")),
        ("amount", json!(-1)),
        ("redirect_url", json!("shop")),
        ("customer", json!({"name": "no email"})),
        ("configurations", json!({"session_duration": 1441})),
    ] {
        let mut body = payment("a");
        body[field] = wrong;
        assert_eq!(merchant.post("/v3/payments", &body).await.0, 400, "{field}");
    }
    assert!(merchant.market.simulator.transactions().is_empty());
}

#[tokio::test]
async fn a_payment_without_a_currency_is_in_naira() {
    let merchant = Merchant::open().await;
    let mut body = payment("a");
    body.as_object_mut().unwrap().remove("currency");
    let (_, answer) = merchant.post("/v3/payments", &body).await;
    let link = answer["data"]["link"].as_str().unwrap();
    assert!(merchant.look(link).await.1.contains("NGN 7500.00"));
    merchant.press(link, "pay", GOOD_CARD).await;
    assert_eq!(merchant.newest("a").await["currency"], "NGN");
}

#[tokio::test]
async fn a_buyer_pays_on_a_plain_page_and_is_sent_back() {
    let merchant = Merchant::open().await;
    let link = merchant.link("ref-1").await;
    assert!(link.contains("/v3/hosted/pay/flwlnk-"));
    let (status, page) = merchant.look(&link).await;
    assert_eq!(status, 200);
    for text in [
        "Blue Basket",
        "ZMW 7500.00",
        GOOD_CARD,
        "Pay",
        "Cancel",
        "Simulator",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("<script"));
    let pressed = merchant.press(&link, "pay", GOOD_CARD).await;
    let data = merchant.newest("ref-1").await;
    let id = data["id"].as_u64().unwrap();
    assert_eq!(
        pressed.back.unwrap(),
        format!("https://shop.example/back?status=successful&tx_ref=ref-1&transaction_id={id}")
    );
    let (_, answer) = merchant.get(&format!("/v3/transactions/{id}/verify")).await;
    assert_eq!(answer["message"], "Transaction fetched successfully");
    assert_eq!(answer["data"], data);
    for (field, value) in [
        ("status", json!("successful")),
        ("tx_ref", json!("ref-1")),
        ("currency", json!("ZMW")),
        ("amount", json!(7500)),
        ("charged_amount", json!(7500)),
        ("app_fee", json!(105)),
        ("amount_settled", json!(7395)),
        ("payment_type", json!("card")),
        ("meta", json!({"order": "SK-1"})),
    ] {
        assert_eq!(data[field], value, "{field}");
    }
    assert_eq!(merchant.look(&link).await.0, 410);
}

#[tokio::test]
async fn attempts_fail_and_a_later_one_may_hide_the_success() {
    let merchant = Merchant::open().await;
    let link = merchant.link("ref-1").await;
    let pressed = merchant.press(&link, "pay", POOR_CARD).await;
    assert_eq!((pressed.status, pressed.back), (200, None));
    assert!(pressed.page.contains("Insufficient Funds"));
    assert_eq!(merchant.press(&link, "fail", GOOD_CARD).await.status, 200);
    assert_eq!(merchant.press(&link, "pay", GOOD_CARD).await.status, 303);
    let again = merchant.link("ref-1").await;
    merchant.press(&again, "pay", POOR_CARD).await;
    assert_eq!(merchant.newest("ref-1").await["status"], "failed");
    let (_, answer) = merchant.get("/v3/transactions?tx_ref=ref-1").await;
    let words: Vec<_> = answer["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["status"].as_str().unwrap())
        .collect();
    assert_eq!(words, ["failed", "successful", "failed", "failed"]);
    merchant.market.receiver.wait_for(4).await;
}

#[tokio::test]
async fn a_double_press_pays_once() {
    let merchant = Merchant::open().await;
    let link = merchant.link("a").await;
    let (one, other) = tokio::join!(
        merchant.press(&link, "pay", GOOD_CARD),
        merchant.press(&link, "pay", GOOD_CARD)
    );
    let sent_back = [one.back, other.back].into_iter().flatten().count();
    assert_eq!(sent_back, 1);
    assert_eq!(merchant.market.simulator.transactions().len(), 1);
}

#[tokio::test]
async fn a_session_ends_after_its_attempts_its_time_or_its_disabling() {
    let merchant = Merchant::open().await;
    let mut body = payment("a");
    body["configurations"] = json!({"session_duration": 10, "max_retry_attempt": 2});
    let (_, answer) = merchant.post("/v3/payments", &body).await;
    let link = answer["data"]["link"].as_str().unwrap();
    assert_eq!(merchant.press(link, "fail", "").await.status, 200);
    let back = merchant.press(link, "fail", "").await.back.unwrap();
    assert!(
        back.contains("status=failed&tx_ref=a&transaction_id="),
        "{back}"
    );

    let (_, answer) = merchant.post("/v3/payments", &body).await;
    let link = answer["data"]["link"].as_str().unwrap();
    merchant.market.simulator.advance(601).await.unwrap();
    assert_eq!(merchant.look(link).await.0, 410);

    let link = merchant.link("b").await;
    let body = json!({"link": link});
    assert_eq!(
        merchant.post("/v3/payments/link/disable", &body).await.0,
        200
    );
    assert_eq!(
        merchant.post("/v3/payments/link/disable", &body).await.0,
        400
    );
    assert_eq!(merchant.press(&link, "pay", GOOD_CARD).await.status, 410);
}

#[tokio::test]
async fn cancelling_has_no_id_and_abandoning_tells_nobody() {
    let merchant = Merchant::open().await;
    let link = merchant.link("a").await;
    let pressed = merchant.press(&link, "abandon", "").await;
    assert_eq!((pressed.status, pressed.back), (200, None));
    let pressed = merchant.press(&link, "cancel", "").await;
    assert_eq!(
        pressed.back.unwrap(),
        "https://shop.example/back?status=cancelled&tx_ref=a"
    );
    assert!(merchant.market.simulator.transactions().is_empty());
    let path = "/v3/transactions/verify_by_reference?tx_ref=a";
    let (status, answer) = merchant.get(path).await;
    assert_eq!((status, &answer["status"]), (404, &json!("error")));
    assert_eq!(merchant.get("/v3/transactions/1/verify").await.0, 400);
}

#[tokio::test]
async fn the_way_back_comes_in_every_form_that_was_seen() {
    let merchant = Merchant::open().await;
    for (knob, wanted) in [
        ("usual", "status=successful&tx_ref=usual&transaction_id="),
        (
            "completed",
            "status=completed&tx_ref=completed&transaction_id=",
        ),
        ("cancelled", "status=cancelled&tx_ref=cancelled"),
        ("without_id", "status=successful&tx_ref=without_id"),
        (
            "duplicated_status",
            "status=completed&tx_ref=duplicated_status&transaction_id=",
        ),
    ] {
        merchant
            .market
            .scenario(json!({"reference": knob, "redirect": knob}));
        let link = merchant.link(knob).await;
        let back = merchant.press(&link, "pay", GOOD_CARD).await.back.unwrap();
        assert!(back.contains(wanted), "{back}");
        let has_id = !matches!(knob, "cancelled" | "without_id");
        assert_eq!(back.contains("transaction_id"), has_id, "{back}");
        let twice = knob == "duplicated_status";
        assert_eq!(back.ends_with("&status=successful"), twice, "{back}");
    }
    merchant.market.scenario(json!({"redirect": "never"}));
    let link = merchant.link("never").await;
    let pressed = merchant.press(&link, "pay", GOOD_CARD).await;
    assert_eq!((pressed.status, pressed.back), (200, None));
    assert_eq!(merchant.newest("never").await["status"], "successful");
}

#[tokio::test]
async fn a_payment_may_be_pending_after_the_way_back() {
    let merchant = Merchant::open().await;
    merchant
        .market
        .scenario(json!({"reference": "slow", "settle_after_ms": 300_000}));
    let link = merchant.link("slow").await;
    let back = merchant.press(&link, "pay", GOOD_CARD).await.back.unwrap();
    assert!(back.contains("status=completed"), "{back}");
    assert_eq!(merchant.newest("slow").await["status"], "pending");
    merchant.market.simulator.advance(301).await.unwrap();
    assert_eq!(merchant.newest("slow").await["status"], "successful");
}

#[tokio::test]
async fn amounts_are_numbers_of_either_form() {
    let merchant = Merchant::open().await;
    merchant.market.scenario(json!({"amounts": "decimal"}));
    let id = merchant.paid("a").await;
    let url = format!("/v3/transactions/{id}/verify");
    let requests = merchant.market.simulator.requests();
    merchant.get(&url).await;
    let now = merchant.market.simulator.requests();
    let answer = now[requests.len()].answer_body.clone().unwrap();
    assert!(answer.contains(r#""amount":7500.0,"#), "{answer}");
    let hook = merchant.market.receiver.wait_for(1).await;
    let body = String::from_utf8(hook[0].body.clone()).unwrap();
    assert!(body.contains(r#""amount":7500.0,"#), "{body}");
}

#[tokio::test]
async fn a_card_number_goes_nowhere() {
    let merchant = Merchant::open().await;
    let link = merchant.link("a").await;
    merchant.press(&link, "pay", "5143010522339965").await;
    merchant.press(&link, "pay", GOOD_CARD).await;
    merchant.market.receiver.wait_for(2).await;
    let (_, requests) = merchant.market.control("GET", "/_sim/requests", "").await;
    let (_, callbacks) = merchant.market.control("GET", "/_sim/callbacks", "").await;
    let (_, books) = merchant.market.control("GET", "/_sim/books", "").await;
    for text in [&requests, &callbacks, &books] {
        assert!(!text.contains(GOOD_CARD) && !text.contains("5143010522339965"));
        assert!(!text.contains("2950"));
    }
    assert!(!requests.contains(simulator::FLUTTERWAVE_SECRET_KEY));
}

#[tokio::test]
async fn answers_are_lost_in_every_way() {
    let merchant = Merchant::open().await;
    let once = |knob: Value| {
        merchant
            .market
            .scenario(json!({"times": 1, "transport": knob}));
    };
    once(json!({"server_error_after": {"code": 502}}));
    let (status, answer) = merchant.post("/v3/payments", &payment("a")).await;
    assert_eq!((status, &answer["status"]), (502, &json!("error")));
    once(json!("malformed_json"));
    let (_, text) = merchant
        .try_post("/v3/payments", &payment("b"))
        .await
        .unwrap();
    assert!(serde_json::from_str::<Value>(&text).is_err());
    once(json!("html_error_page"));
    let (status, text) = merchant
        .try_post("/v3/payments", &payment("c"))
        .await
        .unwrap();
    assert!(status == 502 && text.starts_with("<html>"));
    once(json!("reset_after"));
    assert!(
        merchant
            .try_post("/v3/payments", &payment("d"))
            .await
            .is_err()
    );
    merchant
        .market
        .scenario(json!({"status_transport": {"server_error_before": {"code": 503}}}));
    assert_eq!(merchant.get("/v3/transactions/1/verify").await.0, 503);
}
