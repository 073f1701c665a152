//! Tokens, prompts and queries.

use serde_json::json;

use super::{DARAJA_CONSUMER_SECRET, Merchant, ORDINARY, PUSH, SANDBOX, items, password, value};

#[tokio::test]
async fn a_token_is_issued_runs_out_and_is_issued_again() {
    let mut merchant = Merchant::open().await;
    let query = "?grant_type=client_credentials";
    assert_eq!(merchant.ask_token("wrong", query).await.0, 400);
    assert_eq!(merchant.ask_token(DARAJA_CONSUMER_SECRET, "").await.0, 400);
    assert_eq!(merchant.sign_in().await["expires_in"], "3599");
    merchant.push(SANDBOX).await;
    merchant.market.simulator.advance(3_600).await.unwrap();
    let body = merchant.push_body(SANDBOX);
    let (status, answer) = merchant.post(PUSH, &body).await;
    assert_eq!((status, &answer["errorCode"]), (404, &json!("404.001.03")));
    merchant.sign_in().await;
    assert_eq!(merchant.post(PUSH, &body).await.0, 200);
}

#[tokio::test]
async fn password_and_timestamp_fit_exactly() {
    let merchant = Merchant::open().await;
    let vector = "MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjYwOTIxMTgwNjQw";
    assert_eq!(password("20260921180640"), vector);
    let mut body = merchant.push_body(SANDBOX);
    body["Password"] = json!(password("20260921180640"));
    let (status, answer) = merchant.post(PUSH, &body).await;
    assert_eq!(
        (status, &answer["errorCode"]),
        (500, &json!("500.001.1001"))
    );
    // Three hours ago is what UTC looks like from here.
    let mut utc = merchant.push_body(SANDBOX);
    let now = kernel::Timestamp::from(std::time::SystemTime::now());
    let format = time::macros::format_description!("[year][month][day][hour][minute][second]");
    let at = now.format(format).unwrap();
    utc["Password"] = json!(password(&at));
    utc["Timestamp"] = json!(at);
    let (status, answer) = merchant.post(PUSH, &utc).await;
    assert_eq!((status, &answer["errorCode"]), (400, &json!("400.002.02")));
    assert!(merchant.market.simulator.transactions().is_empty());
}

#[tokio::test]
async fn fields_are_checked_and_long_texts_end_badly() {
    let merchant = Merchant::open().await;
    for (field, wrong) in [
        ("BusinessShortCode", json!("999999")),
        ("TransactionType", json!("PayBill")),
        ("Amount", json!("100.50")),
        ("Amount", json!(0)),
        ("PhoneNumber", json!("0708374149")),
        ("PartyA", json!("254608374149")),
        ("CallBackURL", json!("http://shop.example/hook")),
        ("AccountReference", json!("")),
        ("Timestamp", json!("2026-01-01")),
    ] {
        let mut body = merchant.push_body(SANDBOX);
        body[field] = wrong;
        let (status, answer) = merchant.post(PUSH, &body).await;
        assert_eq!(status, 400, "{field}");
        assert_eq!(answer["errorCode"], "400.002.02", "{field}");
        assert!(answer["requestId"].is_string());
    }
    assert!(merchant.market.simulator.transactions().is_empty());
    for (count, (field, wrong, code)) in (1..).zip([
        ("AccountReference", "thirteen-char", 1025),
        ("TransactionDesc", "fourteen chars", 9999),
        ("PartyB", "600000", 2028),
    ]) {
        let mut body = merchant.push_body(SANDBOX);
        body[field] = json!(wrong);
        assert_eq!(merchant.post(PUSH, &body).await.0, 200, "{field}");
        let arrived = merchant.market.receiver.wait_for(count).await;
        let body = arrived[count - 1].json();
        assert_eq!(body["Body"]["stkCallback"]["ResultCode"], code, "{field}");
    }
}

#[tokio::test]
async fn a_person_types_the_pin_and_the_callback_has_the_receipt() {
    let merchant = Merchant::open().await;
    let id = merchant.push(ORDINARY).await;
    let (_, screen) = merchant
        .market
        .control("GET", &format!("/phone/{ORDINARY}"), "")
        .await;
    assert!(screen.contains("KES 100.00") && screen.contains("SK-7K3M-9Q2D"));
    let (status, answer) = merchant.query(&id).await;
    assert_eq!(
        (status, &answer["errorCode"]),
        (500, &json!("500.001.1001"))
    );
    let movement = merchant.market.simulator.find(&id).unwrap();
    let form = crate::flutterwave::client()
        .post(format!(
            "{}/phone/{ORDINARY}",
            merchant.market.simulator.control_url()
        ))
        .form(&[
            ("id", movement.id.to_string().as_str()),
            ("pin", "1234"),
            ("action", "approve"),
        ]);
    form.send().await.unwrap();
    let arrived = &merchant.market.receiver.wait_for(1).await[0];
    assert_eq!(arrived.path, "/hooks/stk/secret");
    let body = arrived.json();
    let callback = &body["Body"]["stkCallback"];
    assert_eq!(
        (&callback["ResultCode"], &callback["CheckoutRequestID"]),
        (&json!(0), &json!(id))
    );
    assert!(String::from_utf8_lossy(&arrived.body).contains(r#""Value":100.00"#));
    assert_eq!(items(&body).len(), 5);
    assert_eq!(value(&body, "Balance"), None);
    assert_eq!(
        value(&body, "PhoneNumber"),
        Some(json!(254_712_345_678_u64))
    );
    assert!(value(&body, "TransactionDate").unwrap().as_u64().unwrap() > 20_200_101_000_000);
    let receipt = value(&body, "MpesaReceiptNumber").unwrap();
    assert_eq!(receipt.as_str().unwrap().len(), 10);
    let (status, answer) = merchant.query(&id).await;
    assert_eq!(
        (status, &answer["ResultCode"], &answer["ResponseCode"]),
        (200, &json!("0"), &json!("0"))
    );
    assert!(!answer.to_string().contains(receipt.as_str().unwrap()));
    assert_eq!(merchant.query("ws_CO_unknown").await.0, 400);
}
