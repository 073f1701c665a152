//! Giving back.

use serde_json::{Value, json};

use super::{GOOD_CARD, Merchant, code, types};

const PATH: &str = "/v1/refunds";

async fn refund(merchant: &Merchant, intent: &str, amount: &str) -> (u16, Value) {
    let form = [
        ("payment_intent", intent),
        ("amount", amount),
        ("metadata[order]", "A-1"),
    ];
    merchant.post(PATH, &form).await
}

#[tokio::test]
async fn a_refund_is_whole_or_in_parts_and_never_more_than_is_left() {
    let merchant = Merchant::open().await;
    let intent = merchant.paid("a").await;
    let (status, part) = refund(&merchant, &intent, "250000").await;
    for (field, value) in [
        ("object", json!("refund")),
        ("status", json!("succeeded")),
        ("amount", json!(250_000)),
        ("currency", json!("zmw")),
        ("payment_intent", json!(intent)),
        ("metadata", json!({"order": "A-1"})),
    ] {
        assert_eq!((status, &part[field]), (200, &value), "{field}");
    }
    let (status, body) = refund(&merchant, &intent, "500001").await;
    let words = (status, code(&body).1, &body["error"]["param"]);
    assert_eq!(words, (400, &Value::Null, &json!("amount")));
    let (status, rest) = merchant.post(PATH, &[("payment_intent", &intent)]).await;
    assert_eq!((status, &rest["amount"]), (200, &json!(500_000)));
    let (status, body) = refund(&merchant, &intent, "1").await;
    assert_eq!(
        (status, code(&body).1),
        (400, &json!("charge_already_refunded"))
    );
    // What went back changes nothing about the payment.
    let (_, shown) = merchant.get(&format!("/v1/payment_intents/{intent}")).await;
    assert_eq!(shown["status"], "succeeded");
    let totals = merchant.market.simulator.totals();
    assert_eq!(totals[0].refunded.plain(), "7500.00");
}

#[tokio::test]
async fn only_what_was_paid_goes_back() {
    let merchant = Merchant::open().await;
    let session = merchant.session("a").await;
    merchant.press(&session, "fail", "").await;
    let shown = merchant.show(&session).await;
    let intent = shown["payment_intent"]["id"].as_str().unwrap();
    let (status, body) = refund(&merchant, intent, "1").await;
    assert_eq!(
        (status, code(&body).1),
        (400, &json!("payment_intent_unexpected_state"))
    );
    let (status, body) = refund(&merchant, "pi_1", "1").await;
    assert_eq!((status, code(&body).1), (404, &json!("resource_missing")));
    for (field, wrong) in [
        ("amount", "0"),
        ("amount", "1.5"),
        ("reason", "mood"),
        ("mood", "good"),
    ] {
        let intent = merchant.paid(wrong).await;
        let form = [("payment_intent", intent.as_str()), (field, wrong)];
        assert_eq!(merchant.post(PATH, &form).await.0, 400, "{field}={wrong}");
    }
    assert_eq!(merchant.get("/v1/refunds/re_1").await.0, 404);
}

#[tokio::test]
async fn a_refund_may_take_its_time_and_fail() {
    let merchant = Merchant::open().await;
    let intent = merchant.paid("a").await;
    let rule = json!({"reference": intent, "settle_after_ms": 300_000, "outcome": "EXPIRED_OR_CANCELED_CARD"});
    merchant.market.scenario(rule);
    let (_, pending) = refund(&merchant, &intent, "100").await;
    assert_eq!(pending["status"], "pending");
    // What is on its way is spoken for.
    let (status, _) = refund(&merchant, &intent, "749901").await;
    assert_eq!(status, 400);
    merchant.market.simulator.advance(301).await.unwrap();
    let path = format!("{PATH}/{}", pending["id"].as_str().unwrap());
    let (_, failed) = merchant.get(&path).await;
    let words = (&failed["status"], &failed["failure_reason"]);
    assert_eq!(
        words,
        (&json!("failed"), &json!("expired_or_canceled_card"))
    );
    let told = types(&merchant.market.receiver.wait_for(6).await);
    for name in ["refund.created", "refund.updated", "refund.failed"] {
        assert!(told.iter().any(|word| word == name), "{name}: {told:?}");
    }
}

#[tokio::test]
async fn refunds_are_listed_newest_first_and_by_when_they_were_made() {
    let merchant = Merchant::open().await;
    let session = merchant.session("a").await;
    merchant.press(&session, "pay", GOOD_CARD).await;
    let intent = merchant.show(&session).await["payment_intent"]["id"].clone();
    let intent = intent.as_str().unwrap();
    let before = merchant.market.simulator.now().0 / 1_000;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let (_, body) = refund(&merchant, intent, "100").await;
        ids.insert(0, body["id"].clone());
        merchant.market.simulator.advance(60).await.unwrap();
    }
    let (_, page) = merchant
        .get(&format!("{PATH}?limit=2&payment_intent={intent}"))
        .await;
    assert_eq!(
        (&page["data"][0]["id"], &page["has_more"]),
        (&ids[0], &json!(true))
    );
    let last = page["data"][1]["id"].as_str().unwrap();
    let (_, page) = merchant
        .get(&format!("{PATH}?limit=2&starting_after={last}"))
        .await;
    assert_eq!(
        (&page["data"][0]["id"], &page["has_more"]),
        (&ids[2], &json!(false))
    );
    let until = before + 30;
    let (_, early) = merchant
        .get(&format!(
            "{PATH}?created[gte]={before}&created[lte]={until}"
        ))
        .await;
    let early = early["data"].as_array().unwrap();
    assert_eq!((early.len(), &early[0]["id"]), (1, &ids[2]));
    assert_eq!(merchant.get(&format!("{PATH}?limit=101")).await.0, 400);
}
