//! Webhooks: a password beside them, and everything that happens to them.

use serde_json::json;
use simulator::FLUTTERWAVE_SECRET_HASH;

use super::{GOOD_CARD, HOOK, Merchant, POOR_CARD};

#[tokio::test]
async fn a_webhook_carries_the_hash_and_failures_are_completed_too() {
    let merchant = Merchant::open().await;
    let link = merchant.link("a").await;
    merchant.press(&link, "pay", POOR_CARD).await;
    let arrived = &merchant.market.receiver.wait_for(1).await[0];
    assert_eq!(arrived.path, HOOK);
    assert_eq!(arrived.headers["verif-hash"], FLUTTERWAVE_SECRET_HASH);
    let body = arrived.json();
    assert_eq!(
        (&body["event"], &body["event.type"], &body["data"]["status"]),
        (
            &json!("charge.completed"),
            &json!("CARD_TRANSACTION"),
            &json!("failed")
        )
    );
    assert_eq!(body["data"]["processor_response"], "Insufficient Funds");
    assert_eq!(body["data"]["customer"]["email"], "buyer@example.com");
}

#[tokio::test]
async fn the_hash_may_be_wrong_or_missing_and_protects_no_body() {
    let merchant = Merchant::open().await;
    for (count, (knob, hash)) in (1..).zip([
        ("wrong_key", Some("not-the-secret-hash")),
        ("missing", None),
        ("tampered_body", Some(FLUTTERWAVE_SECRET_HASH)),
    ]) {
        merchant.market.scenario(json!({"signature": knob}));
        let link = merchant.link(knob).await;
        merchant.press(&link, "fail", "").await;
        let arrived = merchant.market.receiver.wait_for(count).await;
        let header = arrived[count - 1].headers.get("verif-hash");
        assert_eq!(header.map(String::as_str), hash, "{knob}");
    }
    let last = merchant.market.receiver.all()[2].json();
    assert_eq!(last["data"]["status"], "successful");
    assert_eq!(merchant.newest("tampered_body").await["status"], "failed");
}

#[tokio::test]
async fn webhooks_come_twice_never_first_or_in_the_old_form() {
    let merchant = Merchant::open().await;
    merchant
        .market
        .scenario(json!({"callback": {"duplicate": {"count": 3}}}));
    merchant.paid("twice").await;
    merchant.market.receiver.wait_for(3).await;
    merchant.market.scenario(json!({"callback": "none"}));
    let id = merchant.paid("never").await;
    merchant.market.simulator.advance(86_400).await.unwrap();
    assert_eq!(merchant.market.receiver.all().len(), 3);
    merchant
        .market
        .scenario(json!({"callback": "before_response"}));
    let link = merchant.link("first").await;
    merchant.press(&link, "pay", GOOD_CARD).await;
    assert_eq!(merchant.market.receiver.all().len(), 4);
    merchant.market.scenario(json!({"callback_shape": "v1"}));
    merchant.paid("old").await;
    let old = merchant.market.receiver.wait_for(5).await[4].json();
    assert_eq!(
        (&old["txRef"], &old["status"]),
        (&json!("old"), &json!("successful"))
    );
    let path = format!("/v3/transactions/{id}/resend-hook");
    assert_eq!(merchant.post(&path, &json!({})).await.0, 200);
    let again = merchant.market.receiver.wait_for(6).await[5].json();
    assert_eq!(again["data"]["tx_ref"], "never");
}

#[tokio::test]
async fn retries_are_three_and_only_where_they_are_turned_on() {
    let merchant = Merchant::open().await;
    let receiver = &merchant.market.receiver;
    receiver.answer_with(302);
    merchant.paid("a").await;
    receiver.wait_for(1).await;
    merchant.market.simulator.advance(86_400).await.unwrap();
    assert_eq!(receiver.all().len(), 1);
    let body = r#"{"webhook_retries":true}"#;
    assert_eq!(
        merchant
            .market
            .control("PUT", "/_sim/account", body)
            .await
            .0,
        200
    );
    merchant.paid("b").await;
    receiver.wait_for(2).await;
    for (seconds, count) in [(1_700, 2), (200, 3), (1_800, 4), (1_800, 5), (86_400, 5)] {
        merchant.market.simulator.advance(seconds).await.unwrap();
        assert_eq!(receiver.all().len(), count, "after {seconds}");
    }
}

#[tokio::test]
async fn late_ends_and_lies_are_told_by_scenario() {
    let merchant = Merchant::open().await;
    let late = json!({"late_success": {"code": "TIMED_OUT", "after_seconds": 600}});
    merchant
        .market
        .scenario(json!({"reference": "late", "outcome": late}));
    let link = merchant.link("late").await;
    merchant.press(&link, "pay", GOOD_CARD).await;
    assert_eq!(merchant.newest("late").await["status"], "failed");
    merchant.market.simulator.advance(700).await.unwrap();
    assert_eq!(merchant.newest("late").await["status"], "successful");
    let report = json!({"amount": "1", "currency": "NGN", "in": "status"});
    merchant
        .market
        .scenario(json!({"reference": "lie", "report": report}));
    merchant.paid("lie").await;
    let data = merchant.newest("lie").await;
    assert_eq!(
        (&data["amount"], &data["currency"]),
        (&json!(1), &json!("NGN"))
    );
    let hook = merchant.market.receiver.wait_for(3).await[2].json();
    assert_eq!(hook["data"]["amount"], 7500);
}

#[tokio::test]
async fn a_webhook_can_be_forged_replayed_and_altered() {
    let merchant = Merchant::open().await;
    let id = merchant.paid("a").await;
    merchant.market.receiver.wait_for(1).await;
    let path = format!("/_sim/deliver/{id}");
    let (status, _) = merchant
        .market
        .control("POST", &path, r#"{"replay":true}"#)
        .await;
    assert_eq!(status, 200);
    let forged = json!({
        "dialect": "flutterwave",
        "body": r#"{"event":"charge.completed","data":{"id":1,"tx_ref":"x","status":"successful"}}"#,
    });
    let nobody = format!("/_sim/deliver/{}", uuid::Uuid::new_v4());
    let (status, _) = merchant
        .market
        .control("POST", &nobody, &forged.to_string())
        .await;
    assert_eq!(status, 200);
    let arrived = merchant.market.receiver.wait_for(3).await;
    assert_eq!(arrived[0].body, arrived[1].body);
    assert_eq!(arrived[2].headers["verif-hash"], FLUTTERWAVE_SECRET_HASH);
    assert_eq!(arrived[2].json()["data"]["id"], 1);
}
