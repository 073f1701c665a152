//! Direct mobile money, with the PIN typed on the phone.

use serde_json::{Value, json};

use super::Merchant;
use crate::support::send;

const PHONE: &str = "260971234567";
const ZAMBIA: &str = "/v3/charges?type=mobile_money_zambia";

fn charge(tx_ref: &str) -> Value {
    json!({
        "tx_ref": tx_ref, "amount": 250, "currency": "ZMW", "network": "MTN",
        "email": "buyer@example.com", "phone_number": "0971234567", "fullname": "A Buyer",
        "redirect_url": "https://shop.example/back",
    })
}

async fn type_pin(merchant: &Merchant, tx_ref: &str, pin: &str) {
    let headers = [(
        "content-type".to_owned(),
        "application/x-www-form-urlencoded".to_owned(),
    )];
    let id = merchant.market.simulator.find(tx_ref).unwrap().id;
    let body = format!("id={id}&pin={pin}&action=approve");
    let url = merchant.market.simulator.control_url();
    let path = format!("/phone/{PHONE}");
    let answer = send(url, "POST", &path, &headers, &body).await.unwrap();
    assert_eq!(answer.0, 303);
}

#[tokio::test]
async fn the_first_family_sends_the_buyer_away_without_data() {
    let merchant = Merchant::open().await;
    let (status, answer) = merchant.post(ZAMBIA, &charge("a")).await;
    assert_eq!(status, 200);
    assert_eq!(answer["message"], "Charge initiated");
    assert_eq!(answer.get("data"), None);
    let authorization = &answer["meta"]["authorization"];
    assert_eq!(authorization["mode"], "redirect");
    let url = authorization["redirect"].as_str().unwrap();
    let (status, page) = merchant.look(url).await;
    assert!(status == 200 && page.contains(&format!("/phone/{PHONE}")));
    let (_, screen) = merchant
        .market
        .control("GET", &format!("/phone/{PHONE}"), "")
        .await;
    assert!(screen.contains("ZMW 250.00"));
    assert_eq!(merchant.newest("a").await["status"], "pending");
    type_pin(&merchant, "a", "1234").await;
    let body = merchant.market.receiver.wait_for(1).await[0].json();
    assert_eq!(body["event"], "charge.completed");
    assert_eq!(body["event.type"], "MOBILEMONEYZM_TRANSACTION");
    assert_eq!(body["data"]["status"], "successful");
    assert_eq!(body["data"]["payment_type"], "mobilemoneyzm");
    assert_eq!(merchant.look(url).await.0, 303);
}

#[tokio::test]
async fn the_second_family_waits_for_the_webhook() {
    let merchant = Merchant::open().await;
    merchant
        .market
        .scenario(json!({"charge_answer": "callback"}));
    let (_, answer) = merchant.post(ZAMBIA, &charge("a")).await;
    assert_eq!(answer["data"]["status"], "pending");
    assert_eq!(answer["meta"]["authorization"]["mode"], "callback");
    let id = answer["data"]["id"].as_u64().unwrap();
    type_pin(&merchant, "a", "0000").await;
    let body = merchant.market.receiver.wait_for(1).await[0].json();
    assert_eq!(
        (&body["event"], &body["data"]["status"], &body["data"]["id"]),
        (&json!("charge.completed"), &json!("failed"), &json!(id))
    );
    let mut kenya = charge("b");
    kenya["currency"] = json!("KES");
    kenya["phone_number"] = json!("254712345678");
    let (_, answer) = merchant.post("/v3/charges?type=mpesa", &kenya).await;
    assert_eq!(answer["meta"]["authorization"]["mode"], "callback");
}

#[tokio::test]
async fn published_numbers_fail_and_prompts_time_out() {
    let merchant = Merchant::open().await;
    let mut body = charge("a");
    body["phone_number"] = json!("260121212121");
    merchant.post(ZAMBIA, &body).await;
    let hook = merchant.market.receiver.wait_for(1).await[0].json();
    assert_eq!(hook["data"]["status"], "failed");
    merchant.post(ZAMBIA, &charge("b")).await;
    merchant.market.simulator.advance(120).await.unwrap();
    let data = merchant.newest("b").await;
    assert_eq!(
        (&data["status"], &data["processor_response"]),
        (&json!("failed"), &json!("Transaction timed out"))
    );
}

#[tokio::test]
async fn a_charge_is_checked() {
    let merchant = Merchant::open().await;
    for (field, wrong) in [
        ("currency", json!("KES")),
        ("network", json!("VODAFONE")),
        ("phone_number", json!("254712345678")),
        ("email", Value::Null),
        ("amount", Value::Null),
        ("tx_ref", json!("")),
    ] {
        let mut body = charge("a");
        body[field] = wrong;
        let (status, answer) = merchant.post(ZAMBIA, &body).await;
        assert_eq!(
            (status, &answer["status"]),
            (400, &json!("error")),
            "{field}"
        );
    }
    assert_eq!(
        merchant.post("/v3/charges?type=cash", &charge("a")).await.0,
        400
    );
    assert!(merchant.market.simulator.transactions().is_empty());
}

#[tokio::test]
async fn a_charge_that_was_taken_may_hang() {
    let merchant = Merchant::open().await;
    merchant
        .market
        .scenario(json!({"transport": "hang_after", "reference": "a"}));
    let body = charge("a");
    let hanging = merchant.try_post(ZAMBIA, &body);
    tokio::select! {
        answer = hanging => panic!("{answer:?} came"),
        () = merchant.market.booked(1) => {}
    }
    type_pin(&merchant, "a", "1234").await;
    merchant.market.receiver.wait_for(1).await;
    assert_eq!(merchant.newest("a").await["status"], "successful");
}
