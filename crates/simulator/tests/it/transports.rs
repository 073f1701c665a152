//! Answers that get lost, late or mangled, and what the books say meanwhile.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{GOOD, Market, deposit};

const MTN: &str = "MTN_MOMO_ZMB";

async fn attempt(market: &Market, transport: Value) -> (Uuid, Result<(u16, String), String>) {
    market.scenario(json!({"transport": transport, "times": 1}));
    let id = Uuid::new_v4();
    let body = deposit(id, GOOD, MTN, "15");
    let call = market.try_call("POST", "/v2/deposits", Some(&body));
    let answer = tokio::time::timeout(Duration::from_millis(300), call).await;
    (id, answer.unwrap_or(Err("no answer in time".to_owned())))
}

#[tokio::test]
async fn lost_before_accepting_nothing_is_booked_and_the_id_stays_free() {
    let market = Market::open().await;
    for (transport, status) in [
        (json!({"client_error": {"code": 429}}), Some(429)),
        (json!({"server_error_before": {"code": 503}}), Some(503)),
        (json!("hang_before"), None),
        (json!("reset_before"), None),
    ] {
        let (id, answer) = attempt(&market, transport.clone()).await;
        assert_eq!(answer.ok().map(|(status, _)| status), status, "{transport}");
        assert!(market.simulator.transaction(id).is_none(), "{transport}");
        let (_, answer) = market
            .post("/v2/deposits", &deposit(id, GOOD, MTN, "15"))
            .await;
        assert_eq!(answer["status"], "ACCEPTED");
    }
}

#[tokio::test]
async fn lost_after_accepting_the_money_moves_and_the_callback_comes() {
    let market = Market::open().await;
    let transports = [
        (json!({"server_error_after": {"code": 500}}), Some(500)),
        (json!("hang_after"), None),
        (json!("reset_after"), None),
        (json!("malformed_json"), Some(200)),
        (json!("html_error_page"), Some(502)),
    ];
    for (count, (transport, status)) in (1..).zip(transports) {
        let (id, answer) = attempt(&market, transport.clone()).await;
        if let Ok((_, text)) = &answer {
            let parsed: Result<Value, _> = serde_json::from_str(text);
            assert!(
                parsed.is_err() || parsed.is_ok_and(|body| body.get("status").is_none()),
                "{text}"
            );
        }
        assert_eq!(answer.ok().map(|(status, _)| status), status, "{transport}");
        market.wait_for_status(id, "COMPLETED").await;
        assert_eq!(
            market.receiver.wait_for(count).await[count - 1].json()["depositId"],
            json!(id)
        );
        let (_, answer) = market
            .post("/v2/deposits", &deposit(id, GOOD, MTN, "15"))
            .await;
        assert_eq!(answer["status"], "DUPLICATE_IGNORED");
    }
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let market = Market::open().await;
    let (_, answer) = attempt(&market, json!("reset_after")).await;
    let error = answer.unwrap_err();
    assert_ne!(error, "no answer in time");
}

#[tokio::test]
async fn slow_is_slow() {
    let market = Market::open().await;
    let before = Instant::now();
    let (_, answer) = attempt(&market, json!({"slow": {"ms": 100}})).await;
    assert!(answer.unwrap().1.contains("ACCEPTED"));
    assert!(before.elapsed() >= Duration::from_millis(100));
}

#[tokio::test]
async fn status_queries_fail_too() {
    let market = Market::open().await;
    market.scenario(json!({"status_transport": {"server_error_before": {"code": 502}}}));
    let id = market.deposit(GOOD, MTN, "15").await;
    assert_eq!(market.get(&format!("/v2/deposits/{id}")).await.0, 502);
    market.scenario(json!({"id": id}));
    assert_eq!(market.get(&format!("/v2/deposits/{id}")).await.0, 200);
}

#[tokio::test]
async fn stopping_does_not_wait_for_what_hangs() {
    let market = Market::open().await;
    market.scenario(json!({"transport": "hang_after"}));
    let body = deposit(Uuid::new_v4(), GOOD, MTN, "15");
    let url = market.simulator.dialect_url().to_owned();
    let before = Instant::now();
    let hanging = tokio::spawn(async move {
        let headers = [
            (
                "authorization".to_owned(),
                format!("Bearer {}", crate::support::TOKEN),
            ),
            ("content-type".to_owned(), "application/json".to_owned()),
        ];
        crate::support::send(&url, "POST", "/v2/deposits", &headers, &body.to_string()).await
    });
    while market.simulator.transactions().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    market.simulator.stop().await;
    assert!(hanging.await.unwrap().is_err());
    assert!(before.elapsed() < Duration::from_secs(4));
}
