//! The phone: a person reads a prompt and types a PIN.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Market, send};

const ORDINARY: &str = "260971234567";
const AIRTEL: &str = "AIRTEL_OAPI_ZMB";

async fn press(market: &Market, id: Uuid, pin: &str, action: &str) -> u16 {
    let headers = [(
        "content-type".to_owned(),
        "application/x-www-form-urlencoded".to_owned(),
    )];
    let body = format!("id={id}&pin={pin}&action={action}");
    let path = format!("/phone/{ORDINARY}");
    send(
        market.simulator.control_url(),
        "POST",
        &path,
        &headers,
        &body,
    )
    .await
    .unwrap()
    .0
}

#[tokio::test]
async fn a_prompt_is_shown_approved_and_remembered() {
    let market = Market::open().await;
    let id = market.deposit(ORDINARY, AIRTEL, "248").await;
    let (status, page) = market
        .control("GET", &format!("/phone/{ORDINARY}"), "")
        .await;
    assert_eq!(status, 200);
    for text in [
        "Simulator",
        "Soko asks you to pay",
        "ZMW 248.00",
        "Approve",
        "Cancel",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(
        market
            .control("GET", "/phone", "")
            .await
            .1
            .contains("a prompt is waiting")
    );
    assert_eq!(press(&market, id, "12", "approve").await, 422);
    assert_eq!(press(&market, id, "12345", "approve").await, 303);
    assert_eq!(
        market.receiver.wait_for(1).await[0].json()["status"],
        "COMPLETED"
    );
    assert_eq!(press(&market, id, "12345", "approve").await, 303);
    let (_, page) = market
        .control("GET", &format!("/phone/{ORDINARY}"), "")
        .await;
    assert!(page.contains("You paid ZMW 248.00 to Soko."));
    assert!(page.contains("39752.00"));
    assert_eq!(market.receiver.all().len(), 1);
}

#[tokio::test]
async fn a_wrong_pin_a_cancel_and_an_empty_wallet_fail() {
    let market = Market::open().await;
    let code = |body: Value| body["failureReason"]["failureCode"].clone();
    let id = market.deposit(ORDINARY, AIRTEL, "15").await;
    press(&market, id, "0000", "approve").await;
    assert_eq!(
        code(market.receiver.wait_for(1).await[0].json()),
        "PAYMENT_NOT_APPROVED"
    );
    let id = market.deposit(ORDINARY, AIRTEL, "15").await;
    press(&market, id, "", "cancel").await;
    assert_eq!(
        code(market.receiver.wait_for(2).await[1].json()),
        "PAYMENT_NOT_APPROVED"
    );
    for count in [3, 4, 5] {
        let id = market.deposit(ORDINARY, AIRTEL, "20000").await;
        press(&market, id, "1234", "approve").await;
        market.receiver.wait_for(count).await;
    }
    assert_eq!(
        code(market.receiver.all()[4].json()),
        "INSUFFICIENT_BALANCE"
    );
}

#[tokio::test]
async fn a_prompt_goes_away_after_its_minute_and_money_can_still_come() {
    let market = Market::open().await;
    let id = market.deposit(ORDINARY, AIRTEL, "15").await;
    market.simulator.advance(50).await.unwrap();
    assert_eq!(market.status(id).await["status"], "PROCESSING");
    market.simulator.advance(15).await.unwrap();
    let data = market.status(id).await;
    assert_eq!(
        (&data["status"], &data["failureReason"]["failureCode"]),
        (&json!("FAILED"), &json!("PAYMENT_NOT_APPROVED"))
    );
    let (status, _) = market
        .control(
            "POST",
            &format!("/_sim/answer/{id}"),
            r#"{"answer":"approve"}"#,
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        market.receiver.wait_for(2).await[1].json()["status"],
        "COMPLETED"
    );
}

#[tokio::test]
async fn a_second_prompt_to_a_busy_phone_fails() {
    let market = Market::open().await;
    market.deposit(ORDINARY, AIRTEL, "15").await;
    market.deposit(ORDINARY, AIRTEL, "15").await;
    let body = market.receiver.wait_for(1).await[0].json();
    assert_eq!(body["failureReason"]["failureCode"], "PAYMENT_IN_PROGRESS");
}

#[tokio::test]
async fn the_payment_page_is_nothing_until_somebody_pays() {
    let market = Market::open().await;
    let id = Uuid::new_v4();
    let body = json!({"depositId": id, "returnUrl": "http://127.0.0.1/back?x=1", "country": "ZMB",
                      "amountDetails": {"amount": "15", "currency": "ZMW"}});
    let (_, answer) = market.post("/v2/paymentpage", &body).await;
    let url = answer["redirectUrl"].as_str().unwrap().to_owned();
    assert_eq!(
        market.get(&format!("/v2/deposits/{id}")).await.1["status"],
        "NOT_FOUND"
    );
    let path = url.strip_prefix(market.simulator.control_url()).unwrap();
    assert!(market.control("GET", path, "").await.1.contains("ZMW 15"));
    let headers = [(
        "content-type".to_owned(),
        "application/x-www-form-urlencoded".to_owned(),
    )];
    let (status, _, headers) = send(
        market.simulator.control_url(),
        "POST",
        path,
        &headers,
        "phone=260763456789",
    )
    .await
    .unwrap();
    assert_eq!(status, 303);
    assert_eq!(
        headers["location"],
        format!("http://127.0.0.1/back?x=1&depositId={id}").as_str()
    );
    market.wait_for_status(id, "COMPLETED").await;
}

#[tokio::test]
async fn the_books_can_be_read_and_a_misspelt_wish_is_refused() {
    let market = Market::open().await;
    market.deposit("260763456789", "MTN_MOMO_ZMB", "15").await;
    market.receiver.wait_for(1).await;
    let (_, text) = market.control("GET", "/_sim/books", "").await;
    let books: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(books["wallets"][0]["balance"], "1000015.0000");
    assert_eq!(books["transactions"][0]["state"], "COMPLETED");
    assert_eq!(
        market
            .control("PUT", "/_sim/scenario", r#"{"outcom":"success"}"#)
            .await
            .0,
        400
    );
    assert_eq!(
        market
            .control("PUT", "/_sim/account", r#"{"nonsense":1}"#)
            .await
            .0,
        400
    );
    assert_eq!(
        market
            .control("POST", "/_sim/advance?seconds=5", "")
            .await
            .0,
        200
    );
    let (_, text) = market
        .control("GET", "/_sim/requests?path=/v2/deposits", "")
        .await;
    let requests: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (
            requests[0]["method"].as_str(),
            requests[0]["answer_status"].as_u64()
        ),
        (Some("POST"), Some(200))
    );
}
