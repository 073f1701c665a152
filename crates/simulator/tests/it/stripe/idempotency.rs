//! One key, one answer.

use serde_json::{Value, json};

use super::{Answered, Merchant, code, payment};

const PATH: &str = "/v1/checkout/sessions";

async fn ask(merchant: &Merchant, key: &str, at: &str) -> Answered {
    let form = payment("ref-1", at);
    merchant.try_post(PATH, Some(key), &form).await.unwrap()
}

#[tokio::test]
async fn the_first_answer_is_repeated_for_a_day() {
    let merchant = Merchant::open().await;
    let at = merchant.expires_at(2_100);
    let first = ask(&merchant, "key-1", &at).await;
    assert_eq!((first.status, first.is_replay), (200, false));
    let second = ask(&merchant, "key-1", &at).await;
    assert_eq!((second.status, second.is_replay), (200, true));
    assert_eq!(first.body, second.body);
    assert_eq!(merchant.market.simulator.transactions().len(), 1);
    // It repeats what was true then, not what is true now.
    merchant.market.simulator.advance(3_000).await.unwrap();
    assert_eq!(ask(&merchant, "key-1", &at).await.body["status"], "open");
    merchant.market.simulator.advance(86_400).await.unwrap();
    let at = merchant.expires_at(2_100);
    assert!(!ask(&merchant, "key-1", &at).await.is_replay);
}

#[tokio::test]
async fn a_key_is_good_for_one_content_and_one_path() {
    let merchant = Merchant::open().await;
    let at = merchant.expires_at(2_100);
    ask(&merchant, "key-1", &at).await;
    let other = payment("ref-2", &at);
    for (path, form) in [(PATH, &other[..]), ("/v1/refunds", &payment("ref-1", &at))] {
        let refused = merchant.try_post(path, Some("key-1"), form).await.unwrap();
        assert_eq!(refused.status, 400);
        assert_eq!(code(&refused.body).0, "idempotency_error");
    }
    // The order of the fields is not a part of the content.
    let mut turned = payment("ref-1", &at);
    turned.reverse();
    let same = merchant
        .try_post(PATH, Some("key-1"), &turned)
        .await
        .unwrap();
    assert!(same.is_replay);
    let long = "k".repeat(256);
    assert_eq!(ask(&merchant, &long, &at).await.status, 400);
    assert_eq!(merchant.market.simulator.transactions().len(), 1);
}

#[tokio::test]
async fn a_failure_after_the_work_was_done_is_repeated_too_and_one_before_it_is_not() {
    let merchant = Merchant::open().await;
    let at = merchant.expires_at(2_100);
    let once = |knob: Value| {
        merchant
            .market
            .scenario(json!({"times": 1, "transport": knob}));
    };
    once(json!({"server_error_after": {"code": 500}}));
    for is_replay in [false, true] {
        let answered = ask(&merchant, "after", &at).await;
        assert_eq!((answered.status, answered.is_replay), (500, is_replay));
        assert_eq!(code(&answered.body).0, "api_error");
    }
    assert_eq!(merchant.market.simulator.transactions().len(), 1);
    for (knob, status, word) in [
        (
            json!({"server_error_before": {"code": 503}}),
            503,
            Value::Null,
        ),
        (
            json!({"client_error": {"code": 409}}),
            409,
            json!("idempotency_key_in_use"),
        ),
        (json!("spike_arrest"), 429, json!("rate_limit")),
    ] {
        once(knob);
        let lost = ask(&merchant, &format!("before-{status}"), &at).await;
        assert_eq!((lost.status, code(&lost.body).1), (status, &word));
        let done = ask(&merchant, &format!("before-{status}"), &at).await;
        assert_eq!((done.status, done.is_replay), (200, false));
    }
    // What never passed the door was not begun either.
    let wrong = [("mode", "payment")];
    let refused = merchant.try_post(PATH, Some("door"), &wrong).await.unwrap();
    assert_eq!((refused.status, refused.is_replay), (400, false));
    assert_eq!(ask(&merchant, "door", &at).await.status, 200);
}

#[tokio::test]
async fn an_answer_that_broke_off_is_repeated_whole() {
    let merchant = Merchant::open().await;
    let at = merchant.expires_at(2_100);
    for knob in ["reset_after", "malformed_json", "html_error_page"] {
        merchant
            .market
            .scenario(json!({"times": 1, "transport": knob}));
        let form = payment("ref-1", &at);
        let first = merchant.try_post(PATH, Some(knob), &form).await;
        assert!(first.is_err() || first.is_ok_and(|answered| answered.body.is_null()));
        let second = ask(&merchant, knob, &at).await;
        assert_eq!((second.status, second.is_replay), (200, true), "{knob}");
        assert_eq!(second.body["object"], "checkout.session");
    }
    assert_eq!(merchant.market.simulator.transactions().len(), 3);
}

#[tokio::test]
async fn two_requests_of_one_key_do_not_work_at_the_same_time() {
    let merchant = Merchant::open().await;
    let at = merchant.expires_at(2_100);
    merchant
        .market
        .scenario(json!({"times": 1, "transport": {"slow": {"ms": 400}}}));
    let meanwhile = async {
        merchant.market.booked(1).await;
        ask(&merchant, "key-1", &at).await
    };
    let (first, second) = tokio::join!(ask(&merchant, "key-1", &at), meanwhile);
    assert_eq!((first.status, second.status), (200, 409));
    assert_eq!(code(&second.body).1, "idempotency_key_in_use");
    let third = ask(&merchant, "key-1", &at).await;
    assert!(third.is_replay);
    assert_eq!(third.body, first.body);
    assert_eq!(merchant.market.simulator.transactions().len(), 1);
}

#[tokio::test]
async fn keys_pages_and_intents_survive_a_restart() {
    let path = std::env::temp_dir()
        .join(format!("simulator-{}", uuid::Uuid::new_v4()))
        .join("journal");
    let merchant = Merchant::open_with(|config| config.state_file = Some(path.clone())).await;
    let at = merchant.expires_at(2_100);
    let first = ask(&merchant, "key-1", &at).await;
    let intent = merchant.paid("paid").await;
    drop(merchant);
    let merchant = Merchant::open_with(|config| config.state_file = Some(path.clone())).await;
    let again = ask(&merchant, "key-1", &at).await;
    assert!(again.is_replay);
    assert_eq!(again.body, first.body);
    let (status, body) = merchant.get(&format!("/v1/payment_intents/{intent}")).await;
    assert_eq!((status, &body["status"]), (200, &json!("succeeded")));
    merchant.market.simulator.advance(2_200).await.unwrap();
    assert_eq!(merchant.show(&first.body).await["status"], "expired");
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}
