//! Payments by hand, payouts, questions and reversals.

use serde_json::{Value, json};
use simulator::{DARAJA_B2C_SHORT_CODE, DARAJA_INITIATOR, DARAJA_SHORT_CODE};

use super::{Merchant, ORDINARY, SANDBOX};

/// The rehearsal's password, sealed for the published certificate by another implementation.
const SEALED: &str = concat!(
    "S0VPrCe864sayi15B2nvjU0BSr3J8UoqSbJ6GVfqY8fHIkb1jhZUil3/jlTUAixF",
    "iIrub6KgsgcKZx3nNvcq8pXeAVffGO6bldB8vNgoXskMP3++Utuzvw6WkJ6YlD33",
    "h+sH2dsDPndKoHKFtNcPIn3n84McIK+iRbxg6qGgXvCVefoHCNmobtFTp6FdsdFi",
    "Vf2hBe13rTaROSTBIrfBRvqfuoAWIr5FDXD0vuIZqWeE2B6WeyU+JG+Dg684ScTA",
    "0YG+PUG9EHPSMJHHbsIkERWOS4EVlbO5M7uqnmPbhGJM9Zj0oPltdu4YjmwGtrhV",
    "shR76wDROisHoxLcjJBkQg==",
);
/// The same, sealed for another certificate.
const SEALED_FOR_ANOTHER: &str = concat!(
    "dewUZRNZD/y//ygRJm20cEDnWq2CtPUWrXDb38assUGbDW5mlYF1ea7MebMXeNZx",
    "ZboJQcUZBndZi5twNPzCQSWDAJQLk8UXG7lQfWUWjJHWN4lde/rZn+zGD7JV74vc",
    "5ZtGLq3wOgK/okJRcxur2KMOFOwOwZ1C9cQUiGtdOQVvLbWwY68i3LuiXXoXmHQY",
    "6iKjFKS99+qA2MosGOWgQ9t51NG286rTAh/wmFChrjHioPmF0D68Z53P0Z2I5E48",
    "+5S8yXX35tJM/WaECDDIMKANd5Tvbp1kD0IDvJXiEmQfrRV7iw/dGahYZzbLaWYL",
    "3IF99wLCTk8oMQT9UaAeHA==",
);
const B2C: &str = "/mpesa/b2c/v3/paymentrequest";
const STATUS: &str = "/mpesa/transactionstatus/v1/query";
const REVERSAL: &str = "/mpesa/reversal/v1/request";

fn payout(merchant: &Merchant, id: &str) -> Value {
    json!({
        "OriginatorConversationID": id, "InitiatorName": DARAJA_INITIATOR, "SecurityCredential": SEALED,
        "CommandID": "BusinessPayment", "Amount": 250, "PartyA": DARAJA_B2C_SHORT_CODE, "PartyB": SANDBOX,
        "Remarks": "Payout", "QueueTimeOutURL": merchant.hook("/timeout"), "ResultURL": merchant.hook("/result"),
        "Occassion": "",
    })
}

fn question(merchant: &Merchant, name: &str, id: &str) -> Value {
    json!({
        "Initiator": DARAJA_INITIATOR, "SecurityCredential": SEALED, "CommandID": "TransactionStatusQuery",
        name: id, "PartyA": DARAJA_B2C_SHORT_CODE, "IdentifierType": "4", "Remarks": "Why",
        "ResultURL": merchant.hook("/status"), "QueueTimeOutURL": merchant.hook("/timeout"), "Occasion": "",
    })
}

fn parameter(result: &Value, key: &str) -> Value {
    let all = result["Result"]["ResultParameters"]["ResultParameter"]
        .as_array()
        .unwrap();
    all.iter().find(|item| item["Key"] == key).unwrap()["Value"].clone()
}

#[tokio::test]
async fn a_payout_is_taken_and_its_result_comes_later() {
    let merchant = Merchant::open().await;
    let (status, answer) = merchant.post(B2C, &payout(&merchant, "ours-1")).await;
    assert_eq!(
        (status, &answer["ResponseCode"]),
        (200, &json!("0")),
        "{answer}"
    );
    assert_eq!(answer["OriginatorConversationID"], "ours-1");
    let arrived = &merchant.market.receiver.wait_for(1).await[0];
    assert_eq!(arrived.path, "/result");
    let body = arrived.json();
    let result = &body["Result"];
    assert_eq!(
        (&result["ResultType"], &result["ResultCode"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(result["ConversationID"], answer["ConversationID"]);
    assert_eq!(
        parameter(&body, "TransactionReceipt"),
        result["TransactionID"]
    );
    assert_eq!(parameter(&body, "TransactionAmount"), json!(250.0));
    assert_eq!(
        parameter(&body, "B2CUtilityAccountAvailableFunds"),
        json!(999_750.0)
    );
    let (status, answer) = merchant.post(B2C, &payout(&merchant, "ours-1")).await;
    assert_eq!(
        (status, &answer["errorCode"]),
        (500, &json!("500.002.1001"))
    );
    assert_eq!(merchant.market.simulator.totals()[0].payouts, 1);
}

#[tokio::test]
async fn another_certificate_an_empty_float_and_a_queue_that_times_out() {
    let merchant = Merchant::open().await;
    let mut body = payout(&merchant, "a");
    body["SecurityCredential"] = json!(SEALED_FOR_ANOTHER);
    assert_eq!(merchant.post(B2C, &body).await.0, 200);
    let code =
        |index: usize| merchant.market.receiver.all()[index].json()["Result"]["ResultCode"].clone();
    merchant.market.receiver.wait_for(1).await;
    assert_eq!(code(0), 2001);
    let mut body = payout(&merchant, "b");
    body["Amount"] = json!(2_000_000);
    merchant.post(B2C, &body).await;
    merchant.market.receiver.wait_for(2).await;
    assert_eq!(code(1), 1);
    merchant
        .market
        .scenario(json!({"reference": "c", "callback": "queue_timeout", "times": 1}));
    merchant.post(B2C, &payout(&merchant, "c")).await;
    let arrived = merchant.market.receiver.wait_for(3).await;
    assert_eq!(arrived[2].path, "/timeout");
    assert_eq!(arrived[2].json()["Result"].get("ResultCode"), None);
    merchant.market.scenario(json!({"reference": "c"}));
    let asked = question(&merchant, "OriginatorConversationID", "c");
    assert_eq!(merchant.post(STATUS, &asked).await.0, 200);
    let arrived = merchant.market.receiver.wait_for(4).await;
    assert_eq!(arrived[3].path, "/status");
    assert_eq!(
        parameter(&arrived[3].json(), "TransactionStatus"),
        "Completed"
    );
}

#[tokio::test]
async fn questions_about_nothing_and_by_strangers_are_answered_too() {
    let merchant = Merchant::open().await;
    merchant
        .post(STATUS, &question(&merchant, "TransactionID", "SXXXXXXXXX"))
        .await;
    let unknown = merchant.market.receiver.wait_for(1).await[0].json();
    assert_ne!(unknown["Result"]["ResultCode"], 0);
    let mut asked = question(&merchant, "TransactionID", "SXXXXXXXXX");
    asked["SecurityCredential"] = json!("bm9uc2Vuc2U=");
    merchant.post(STATUS, &asked).await;
    let stranger = merchant.market.receiver.wait_for(2).await[1].json();
    assert_eq!(stranger["Result"]["ResultCode"], 2001);
    asked["IdentifierType"] = json!("1");
    assert_eq!(merchant.post(STATUS, &asked).await.0, 400);
}

#[tokio::test]
async fn a_payment_is_reversed_once() {
    let merchant = Merchant::open().await;
    let id = merchant.push(SANDBOX).await;
    merchant.market.receiver.wait_for(1).await;
    let paid = merchant.market.simulator.find(&id).unwrap();
    let body = json!({
        "Initiator": DARAJA_INITIATOR, "SecurityCredential": SEALED, "CommandID": "TransactionReversal",
        "TransactionID": paid.provider_transaction_id, "Amount": 100, "ReceiverParty": DARAJA_SHORT_CODE,
        "RecieverIdentifierType": "11", "ResultURL": merchant.hook("/reversed"),
        "QueueTimeOutURL": merchant.hook("/timeout"), "Remarks": "Back", "Occasion": "",
    });
    let (status, answer) = merchant.post(REVERSAL, &body).await;
    assert_eq!(
        (status, &answer["ResponseCode"]),
        (200, &json!("0")),
        "{answer}"
    );
    let arrived = merchant.market.receiver.wait_for(2).await;
    assert_eq!(
        (
            arrived[1].path.as_str(),
            &arrived[1].json()["Result"]["ResultCode"]
        ),
        ("/reversed", &json!(0))
    );
    assert_eq!(merchant.post(REVERSAL, &body).await.0, 400);
    let receipt = paid.provider_transaction_id.unwrap();
    let asked = question(&merchant, "TransactionID", &receipt);
    merchant.post(STATUS, &asked).await;
    let arrived = merchant.market.receiver.wait_for(3).await;
    assert_eq!(parameter(&arrived[2].json(), "ReceiptNo"), json!(receipt));
    assert_eq!(merchant.market.simulator.totals()[0].refunds, 1);
}

#[tokio::test]
async fn a_payment_by_hand_is_validated_and_confirmed() {
    let merchant = Merchant::open().await;
    let simulated = json!({
        "ShortCode": DARAJA_SHORT_CODE, "CommandID": "CustomerPayBillOnline", "Amount": "75", "Msisdn": ORDINARY,
        "BillRefNumber": "SK-1",
    });
    assert_eq!(
        merchant.post("/mpesa/c2b/v2/simulate", &simulated).await.0,
        400
    );
    let mut register = json!({
        "ShortCode": DARAJA_SHORT_CODE, "ResponseType": "Cancelled",
        "ConfirmationURL": merchant.hook("/confirm"), "ValidationURL": merchant.hook("/mpesa/validate"),
    });
    assert_eq!(
        merchant
            .post("/mpesa/c2b/v2/registerurl", &register)
            .await
            .0,
        400
    );
    register["ValidationURL"] = json!(merchant.hook("/validate"));
    let (status, answer) = merchant.post("/mpesa/c2b/v2/registerurl", &register).await;
    assert!(status == 200 && answer["OriginatorCoversationID"].is_string());
    assert_eq!(
        merchant.post("/mpesa/c2b/v2/simulate", &simulated).await.0,
        200
    );
    let arrived = merchant.market.receiver.wait_for(1).await;
    assert_eq!(arrived[0].path, "/confirm");
    let body = arrived[0].json();
    assert_eq!(
        (&body["TransAmount"], &body["BillRefNumber"]),
        (&json!("75.00"), &json!("SK-1"))
    );
    assert!(body.as_object().unwrap().values().all(Value::is_string));
    let account = r#"{"c2b_validation":true}"#;
    merchant
        .market
        .control("PUT", "/_sim/account", account)
        .await;
    merchant
        .market
        .receiver
        .say(r#"{"ResultCode":"C2B00012","ResultDesc":"Rejected"}"#);
    merchant.post("/mpesa/c2b/v2/simulate", &simulated).await;
    merchant
        .market
        .receiver
        .say(r#"{"ResultCode":"0","ResultDesc":"Accepted"}"#);
    merchant.post("/mpesa/c2b/v2/simulate", &simulated).await;
    let arrived = merchant.market.receiver.wait_for(4).await;
    let paths: Vec<_> = arrived.iter().map(|a| a.path.as_str()).collect();
    assert_eq!(paths, ["/confirm", "/validate", "/validate", "/confirm"]);
    assert_eq!(arrived[2].json()["TransID"], arrived[3].json()["TransID"]);
    assert_eq!(merchant.market.simulator.totals()[0].collections, 2);
}
