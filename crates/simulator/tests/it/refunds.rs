//! Refunds: never more than is left, one at a time.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{GOOD, Market};

async fn refund(market: &Market, deposit: Uuid, amount: Option<&str>) -> (Uuid, Value) {
    let id = Uuid::new_v4();
    let mut body = json!({"refundId": id, "depositId": deposit});
    if let Some(amount) = amount {
        body["amount"] = json!(amount);
        body["currency"] = json!("ZMW");
    }
    (id, market.post("/v2/refunds", &body).await.1)
}

#[tokio::test]
async fn parts_are_given_back_until_nothing_is_left() {
    let market = Market::open().await;
    let deposit = market.deposit(GOOD, "MTN_MOMO_ZMB", "15").await;
    market.receiver.wait_for(1).await;
    let code = |answer: &Value| answer["failureReason"]["failureCode"].clone();
    assert_eq!(
        code(&refund(&market, deposit, Some("15.01")).await.1),
        "AMOUNT_TOO_LARGE"
    );
    let (id, answer) = refund(&market, deposit, Some("5.5")).await;
    assert_eq!(answer["status"], "ACCEPTED");
    assert_eq!(
        code(&refund(&market, deposit, Some("1")).await.1),
        "REFUND_IN_PROGRESS"
    );
    let body = market.receiver.wait_for(2).await[1].json();
    assert_eq!(
        (&body["refundId"], &body["amount"]),
        (&json!(id), &json!("5.5000"))
    );
    assert_eq!(body["recipient"]["accountDetails"]["phoneNumber"], GOOD);
    let (_, answer) = refund(&market, deposit, None).await;
    assert_eq!(answer["status"], "ACCEPTED");
    assert_eq!(
        market.receiver.wait_for(3).await[2].json()["amount"],
        "9.5000"
    );
    assert_eq!(
        code(&refund(&market, deposit, None).await.1),
        "DEPOSIT_ALREADY_REFUNDED"
    );
    assert_eq!(
        code(&refund(&market, Uuid::new_v4(), None).await.1),
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn a_failed_refund_can_be_tried_again() {
    let market = Market::open().await;
    let deposit = market.deposit(GOOD, "MTN_MOMO_ZMB", "15").await;
    market.receiver.wait_for(1).await;
    market.scenario(json!({"outcome": "RECIPIENT_LIMIT_REACHED", "times": 1}));
    refund(&market, deposit, None).await;
    let body = market.receiver.wait_for(2).await[1].json();
    assert_eq!(
        body["failureReason"]["failureCode"],
        "RECIPIENT_LIMIT_REACHED"
    );
    assert_eq!(refund(&market, deposit, None).await.1["status"], "ACCEPTED");
}

#[tokio::test]
async fn an_unfinished_deposit_cannot_be_refunded() {
    let market = Market::open().await;
    let deposit = market.deposit("260763456129", "MTN_MOMO_ZMB", "15").await;
    let (_, answer) = refund(&market, deposit, None).await;
    assert_eq!(answer["failureReason"]["failureCode"], "INVALID_STATE");
}
