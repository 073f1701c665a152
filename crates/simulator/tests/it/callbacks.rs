//! Callbacks: signed, padded, repeated, lost, late, forged.

use serde_json::json;
use uuid::Uuid;

use crate::support::{GOOD, HOOK, Market, deposit};

const MTN: &str = "MTN_MOMO_ZMB";

#[tokio::test]
async fn a_callback_is_signed_padded_and_without_our_reference() {
    let market = Market::open().await;
    let id = market.deposit(GOOD, MTN, "15").await;
    let arrived = &market.receiver.wait_for(1).await[0];
    market.verify(arrived).unwrap();
    assert!(arrived.headers["signature"].starts_with("sig-pp=:ME"));
    assert_eq!(arrived.path, HOOK);
    let body = arrived.json();
    assert_eq!(
        (&body["depositId"], &body["status"]),
        (&json!(id), &json!("COMPLETED"))
    );
    assert_eq!(body["amount"], "15.0000");
    assert_eq!(body.get("clientReferenceId"), None);
}

#[tokio::test]
async fn the_signature_is_over_the_public_address_wherever_it_is_delivered() {
    let market = Market::open_with(|config| {
        let port = config
            .public_callback_url
            .split(':')
            .nth(2)
            .unwrap()
            .split('/')
            .next()
            .unwrap();
        config.deliver_to = Some(format!("127.0.0.1:{port}").parse().unwrap());
        config.public_callback_url = "https://Shop.example/hooks/pawapay".to_owned();
    })
    .await;
    market.deposit(GOOD, MTN, "15").await;
    let arrived = &market.receiver.wait_for(1).await[0];
    assert_eq!(
        (arrived.headers["host"].as_str(), arrived.path.as_str()),
        ("shop.example", "/hooks/pawapay")
    );
    crate::support::verify(arrived, "shop.example", &market.simulator.public_keys()).unwrap();
    assert!(market.verify(arrived).is_err());
}

#[tokio::test]
async fn each_broken_signature_is_broken_in_its_own_way() {
    let market = Market::open().await;
    for (count, (knob, fault)) in (1..).zip([
        ("missing", Err("no content-digest")),
        ("wrong_key", Err("wrong")),
        ("tampered_body", Err("wrong")),
        ("tampered_body_old_digest", Err("digest")),
        ("stale_timestamp", Err("time")),
        ("future_timestamp", Err("time")),
        ("unknown_key_id", Err("unknown key")),
        ("missing_digest", Err("no content-digest")),
        ("uncovered_digest", Err("uncovered")),
        ("other_authority", Err("wrong")),
        ("rotated_key", Ok(())),
        ("raw", Ok(())),
        ("valid", Ok(())),
    ]) {
        market.scenario(json!({"signature": knob}));
        market.deposit(GOOD, MTN, "15").await;
        let arrived = market.receiver.wait_for(count).await;
        let verified = market.verify(&arrived[count - 1]);
        assert_eq!(verified, fault.map_err(str::to_owned), "{knob}");
    }
}

#[tokio::test]
async fn moving_the_clock_never_moves_a_signature() {
    let market = Market::open().await;
    market.simulator.advance(7 * 86_400).await.unwrap();
    market.deposit(GOOD, MTN, "15").await;
    market
        .verify(&market.receiver.wait_for(1).await[0])
        .unwrap();
}

#[tokio::test]
async fn an_unanswered_callback_is_retried_for_fifteen_minutes() {
    let market = Market::open().await;
    market.receiver.answer_with(503);
    let id = market.deposit(GOOD, MTN, "15").await;
    market.receiver.wait_for(1).await;
    market.simulator.advance(60).await.unwrap();
    assert_eq!(market.receiver.all().len(), 3);
    market.simulator.advance(1_000).await.unwrap();
    assert_eq!(market.receiver.all().len(), 7);
    market.simulator.advance(86_400).await.unwrap();
    assert_eq!(market.receiver.all().len(), 7);
    market.verify(&market.receiver.all()[6]).unwrap();
    market.receiver.answer_with(200);
    let (_, answer) = market
        .post(&format!("/v2/deposits/resend-callback/{id}"), &json!({}))
        .await;
    assert_eq!(answer["status"], "ACCEPTED");
    market.receiver.wait_for(8).await;
    market.simulator.advance(1_000).await.unwrap();
    assert_eq!(market.receiver.all().len(), 8);
}

#[tokio::test]
async fn a_callback_taken_later_is_not_sent_again() {
    let market = Market::open().await;
    market.receiver.answer_with(500);
    market.deposit(GOOD, MTN, "15").await;
    market.receiver.wait_for(1).await;
    market.receiver.answer_with(202);
    market.simulator.advance(1_000).await.unwrap();
    assert_eq!(market.receiver.all().len(), 2);
}

#[tokio::test]
async fn callbacks_come_never_late_often_out_of_order_or_first() {
    let market = Market::open().await;
    market.scenario(json!({"callback": "none", "times": 1}));
    let lost = market.deposit(GOOD, MTN, "15").await;
    market.wait_for_status(lost, "COMPLETED").await;
    market.simulator.advance(3_600).await.unwrap();
    assert_eq!(market.receiver.all().len(), 0);

    market.scenario(json!({"callback": {"delayed": {"seconds": 2400}}, "times": 1}));
    market.deposit(GOOD, MTN, "15").await;
    market.simulator.advance(2_300).await.unwrap();
    assert_eq!(market.receiver.all().len(), 0);
    market.simulator.advance(200).await.unwrap();
    assert_eq!(market.receiver.all().len(), 1);

    market.scenario(json!({"callback": {"duplicate": {"count": 100}}, "times": 1}));
    market.deposit(GOOD, MTN, "15").await;
    assert_eq!(market.receiver.wait_for(101).await.len(), 101);

    market.scenario(json!({"callback": "reordered", "times": 1}));
    market.deposit(GOOD, MTN, "15").await;
    market.simulator.advance(5).await.unwrap();
    let arrived = market.receiver.wait_for(103).await;
    assert_eq!(
        (
            &arrived[101].json()["status"],
            &arrived[102].json()["status"]
        ),
        (&json!("COMPLETED"), &json!("PROCESSING"))
    );

    market.scenario(json!({"callback": "before_response", "settle_after_ms": 60_000, "times": 1}));
    market.deposit(GOOD, MTN, "15").await;
    assert_eq!(market.receiver.all().len(), 104);
}

#[tokio::test]
async fn money_can_arrive_after_a_failure() {
    let market = Market::open().await;
    let outcome = json!({"late_success": {"code": "PAYMENT_NOT_APPROVED", "after_seconds": 120}});
    market.scenario(json!({"outcome": outcome}));
    let id = market.deposit(GOOD, MTN, "15").await;
    market.wait_for_status(id, "FAILED").await;
    market.simulator.advance(130).await.unwrap();
    assert_eq!(market.status(id).await["status"], "COMPLETED");
    let words: Vec<_> = market
        .receiver
        .wait_for(2)
        .await
        .iter()
        .map(|a| a.json()["status"].clone())
        .collect();
    assert_eq!(words, [json!("FAILED"), json!("COMPLETED")]);

    market.scenario(json!({"outcome": outcome, "callback": "reordered"}));
    market.deposit(GOOD, MTN, "15").await;
    market.simulator.advance(130).await.unwrap();
    let words: Vec<_> = market.receiver.wait_for(4).await[2..]
        .iter()
        .map(|a| a.json()["status"].clone())
        .collect();
    assert_eq!(words, [json!("COMPLETED"), json!("FAILED")]);
}

#[tokio::test]
async fn lies_are_told_where_they_are_asked_for() {
    let market = Market::open().await;
    market.scenario(
        json!({"report": {"amount": "1.0000", "in": "callback"}, "callback_shape": "v2"}),
    );
    let id = market.deposit(GOOD, MTN, "15").await;
    assert_eq!(
        market.receiver.wait_for(1).await[0].json()["amount"],
        "1.0000"
    );
    market.verify(&market.receiver.all()[0]).unwrap();
    assert_eq!(market.status(id).await["amount"], "15.00");
    market.scenario(json!({"report": {"currency": "KES", "status": "HELD"}}));
    let id = market.deposit(GOOD, MTN, "15").await;
    let body = market.receiver.wait_for(2).await[1].json();
    assert_eq!(
        (&body["currency"], &body["status"]),
        (&json!("KES"), &json!("HELD"))
    );
    assert_eq!(market.status(id).await["currency"], "KES");
    market.scenario(json!({"callback_shape": "v1"}));
    market.deposit(GOOD, MTN, "15").await;
    let body = market.receiver.wait_for(3).await[2].json();
    assert_eq!(
        (&body["correspondent"], &body["requestedAmount"]),
        (&json!(MTN), &json!("15.00"))
    );
}

#[tokio::test]
async fn callbacks_can_be_forced_altered_forged_and_replayed() {
    let market = Market::open().await;
    let id = market.deposit(GOOD, MTN, "15").await;
    market.receiver.wait_for(1).await;
    let path = format!("/_sim/deliver/{id}");
    let (_, answer) = market.control("POST", &path, r#"{"count": 3}"#).await;
    assert_eq!(answer.matches(r#""status":200"#).count(), 3);
    market
        .control("POST", &path, r#"{"alter": {"amount": "1.0000"}}"#)
        .await;
    let altered = &market.receiver.wait_for(5).await[4];
    market.verify(altered).unwrap();
    assert_eq!(altered.json()["amount"], "1.0000");
    market.control("POST", &path, r#"{"replay": true}"#).await;
    let replayed = &market.receiver.wait_for(6).await[5];
    assert_eq!(
        (&replayed.headers["signature"], &replayed.body),
        (&altered.headers["signature"], &altered.body)
    );
    market
        .control("POST", &path, r#"{"signature": "wrong_key"}"#)
        .await;
    assert_eq!(
        market.verify(&market.receiver.wait_for(7).await[6]),
        Err("wrong".to_owned())
    );
    market
        .control("POST", &path, r#"{"headers": {"signature": null}}"#)
        .await;
    assert_eq!(
        market.verify(&market.receiver.wait_for(8).await[7]),
        Err("no signature".to_owned())
    );
    let stranger = format!("/_sim/deliver/{}", Uuid::new_v4());
    assert_eq!(market.control("POST", &stranger, "").await.0, 404);
    let body = json!({"body": r#"{"depositId":"another merchant's"}"#}).to_string();
    assert_eq!(market.control("POST", &stranger, &body).await.0, 200);
    market
        .verify(&market.receiver.wait_for(9).await[8])
        .unwrap();
}

#[tokio::test]
async fn a_scenario_for_an_id_goes_before_one_for_its_number() {
    let market = Market::open().await;
    let id = Uuid::new_v4();
    market.scenario(json!({"outcome": "success"}));
    market.scenario(json!({"msisdn": GOOD, "outcome": "INSUFFICIENT_BALANCE"}));
    market.scenario(json!({"id": id, "outcome": {"reject": "PROVIDER_TEMPORARILY_UNAVAILABLE"}}));
    let (_, answer) = market
        .post("/v2/deposits", &deposit(id, GOOD, MTN, "15"))
        .await;
    assert_eq!(
        answer["failureReason"]["failureCode"],
        "PROVIDER_TEMPORARILY_UNAVAILABLE"
    );
    let other = market.deposit(GOOD, MTN, "15").await;
    let data = market.wait_for_status(other, "FAILED").await;
    assert_eq!(data["failureReason"]["failureCode"], "INSUFFICIENT_BALANCE");
    let stuck = market.deposit("260763456129", MTN, "15").await;
    market.wait_for_status(stuck, "COMPLETED").await;
}
