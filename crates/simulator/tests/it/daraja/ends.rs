//! How prompts end, and what becomes of the news.

use serde_json::{Value, json};
use simulator::Answer;

use super::{Merchant, ORDINARY, PUSH, SANDBOX, value};

#[tokio::test]
async fn every_code_of_the_table_is_told_as_documented() {
    let merchant = Merchant::open().await;
    let codes = [
        "1",
        "2",
        "3",
        "4",
        "8",
        "17",
        "1001",
        "1019",
        "1025",
        "9999",
        "1032",
        "1037",
        "2001",
        "2028",
        "8006",
        "SFC_IC0003",
        "26",
    ];
    for (index, code) in codes.iter().enumerate() {
        merchant
            .market
            .scenario(json!({"dialect": "daraja", "outcome": code}));
        let id = merchant.push(SANDBOX).await;
        let arrived = merchant.market.receiver.wait_for(index + 1).await;
        let body = arrived[index].json();
        let callback = &body["Body"]["stkCallback"];
        let wanted = code
            .parse::<u64>()
            .map_or(json!(code), |number| json!(number));
        assert_eq!(callback["ResultCode"], wanted);
        assert_eq!(callback.get("CallbackMetadata"), None);
        assert_eq!(merchant.query(&id).await.1["ResultCode"], *code);
    }
}

#[tokio::test]
async fn refusing_a_wrong_pin_and_silence_have_their_codes() {
    let merchant = Merchant::open().await;
    for (index, (answer, code)) in [(Answer::Refuse, 1032), (Answer::WrongPin, 2001)]
        .into_iter()
        .enumerate()
    {
        let id = merchant.push(ORDINARY).await;
        let movement = merchant.market.simulator.find(&id).unwrap();
        merchant
            .market
            .simulator
            .answer(movement.id, answer)
            .unwrap();
        let arrived = merchant.market.receiver.wait_for(index + 1).await;
        assert_eq!(
            arrived[index].json()["Body"]["stkCallback"]["ResultCode"],
            code
        );
    }
    let id = merchant.push(ORDINARY).await;
    merchant.market.simulator.advance(61).await.unwrap();
    assert_eq!(merchant.query(&id).await.1["ResultCode"], "1037");
    let path = format!("/_sim/answer/{id}");
    assert_eq!(
        merchant
            .market
            .control("POST", &path, r#"{"answer":"approve"}"#)
            .await
            .0,
        200
    );
    assert_eq!(merchant.query(&id).await.1["ResultCode"], "0");
    let arrived = merchant.market.receiver.wait_for(4).await;
    assert_eq!(arrived[3].json()["Body"]["stkCallback"]["ResultCode"], 0);
    merchant.push(ORDINARY).await;
    merchant.push(ORDINARY).await;
    let arrived = merchant.market.receiver.wait_for(5).await;
    assert_eq!(arrived[4].json()["Body"]["stkCallback"]["ResultCode"], 1001);
}

#[tokio::test]
async fn callbacks_come_first_twice_late_never_or_broken() {
    let merchant = Merchant::open().await;
    let receiver = &merchant.market.receiver;
    let once = |rule: Value| {
        let mut rule = rule;
        rule["times"] = json!(1);
        merchant.market.scenario(rule);
    };
    once(json!({"callback": "before_response", "outcome": "success"}));
    merchant.push(ORDINARY).await;
    assert_eq!(receiver.all().len(), 1);
    once(json!({"callback": {"duplicate": {"count": 2}}}));
    merchant.push(SANDBOX).await;
    receiver.wait_for(3).await;
    once(json!({"callback": "none"}));
    let id = merchant.push(SANDBOX).await;
    merchant.market.simulator.advance(60).await.unwrap();
    assert_eq!(merchant.query(&id).await.1["ResultCode"], "0");
    assert_eq!(receiver.all().len(), 3);
    once(json!({"callback_shape": "malformed"}));
    merchant.push(SANDBOX).await;
    let broken = receiver.wait_for(4).await[3].body.clone();
    assert!(serde_json::from_slice::<Value>(&broken).is_err());
    once(json!({"callback_shape": "masked_phone"}));
    merchant.push(SANDBOX).await;
    let body = receiver.wait_for(5).await[4].json();
    assert_eq!(value(&body, "PhoneNumber"), Some(json!("2547****4149")));
    once(json!({"outcome": {"late_success": {"code": "1037", "after_seconds": 90}}}));
    let id = merchant.push(SANDBOX).await;
    receiver.wait_for(6).await;
    assert_eq!(merchant.query(&id).await.1["ResultCode"], "1037");
    merchant.market.simulator.advance(100).await.unwrap();
    assert_eq!(merchant.query(&id).await.1["ResultCode"], "0");
    assert_eq!(receiver.all().len(), 7);
    receiver.answer_with(500);
    merchant.push(SANDBOX).await;
    receiver.wait_for(8).await;
    merchant.market.simulator.advance(86_400).await.unwrap();
    assert_eq!(receiver.all().len(), 8);
}

#[tokio::test]
async fn limits_and_hanging_answers() {
    let merchant = Merchant::open().await;
    let body = merchant.push_body(ORDINARY);
    merchant
        .market
        .scenario(json!({"transport": {"client_error": {"code": 429}}, "times": 1}));
    let (status, answer) = merchant.post(PUSH, &body).await;
    assert!(status == 429 && answer["errorCode"].is_string());
    merchant
        .market
        .scenario(json!({"transport": "spike_arrest", "times": 1}));
    let (status, answer) = merchant.post(PUSH, &body).await;
    assert_eq!(status, 429);
    assert_eq!(
        answer["fault"]["detail"]["errorcode"],
        "policies.ratelimit.SpikeArrestViolation"
    );
    merchant
        .market
        .scenario(json!({"outcome": {"reject": "500.001.1001"}, "times": 1}));
    let (status, answer) = merchant.post(PUSH, &body).await;
    assert_eq!(
        (status, &answer["errorCode"]),
        (500, &json!("500.001.1001"))
    );
    assert!(merchant.market.simulator.transactions().is_empty());
    merchant
        .market
        .scenario(json!({"transport": "hang_after", "times": 1}));
    let hanging = merchant.try_post(PUSH, &body);
    tokio::select! {
        answer = hanging => panic!("{answer:?} came"),
        () = merchant.market.booked(1) => {}
    }
    let (_, screen) = merchant
        .market
        .control("GET", &format!("/phone/{ORDINARY}"), "")
        .await;
    assert!(screen.contains("KES 100.00"));
    let id = merchant.push(SANDBOX).await;
    merchant
        .market
        .scenario(json!({"reference": id, "status_transport": "spike_arrest"}));
    assert_eq!(merchant.query(&id).await.0, 429);
}

#[tokio::test]
async fn a_callback_can_be_forged() {
    let merchant = Merchant::open().await;
    let id = merchant.push(ORDINARY).await;
    merchant
        .market
        .scenario(json!({"reference": id, "report": {"amount": "1.00", "in": "callback"}}));
    merchant
        .market
        .control("POST", &format!("/_sim/answer/{id}"), "")
        .await;
    let body = merchant.market.receiver.wait_for(1).await[0].json();
    assert_eq!(value(&body, "Amount"), Some(json!(1.0)));
    let forged = json!({
        "dialect": "daraja", "to": merchant.hook("/hooks/stk/guess"),
        "body": r#"{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_x","ResultCode":0}}}"#,
    });
    let path = format!("/_sim/deliver/{}", uuid::Uuid::new_v4());
    let (status, _) = merchant
        .market
        .control("POST", &path, &forged.to_string())
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        merchant.market.receiver.wait_for(2).await[1].path,
        "/hooks/stk/guess"
    );
}
