//! What a killed simulator remembers.

use std::io::Write as _;

use serde_json::json;
use uuid::Uuid;

use crate::support::{GOOD, Market, deposit};

const MTN: &str = "MTN_MOMO_ZMB";

fn state_file() -> std::path::PathBuf {
    std::env::temp_dir()
        .join(format!("simulator-{}", Uuid::new_v4()))
        .join("journal")
}

#[tokio::test]
async fn ids_keys_clock_and_planned_callbacks_survive() {
    let path = state_file();
    let market = Market::open_with(|config| config.state_file = Some(path.clone())).await;
    let keys = market.simulator.public_keys();
    let done = market.deposit(GOOD, MTN, "15").await;
    market.wait_for_status(done, "COMPLETED").await;
    market.simulator.advance(1_000).await.unwrap();
    market.scenario(json!({"callback": {"delayed": {"seconds": 600}}, "times": 1}));
    let waiting = market.deposit(GOOD, MTN, "15").await;
    let now = market.simulator.now();
    drop(market);
    // A kill in the middle of a line loses that line only.
    std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap()
        .write_all(b"{\"transac")
        .unwrap();

    let market = Market::open_with(|config| config.state_file = Some(path.clone())).await;
    assert_eq!(market.simulator.public_keys(), keys);
    assert!(market.simulator.now() >= now);
    let (_, answer) = market
        .post("/v2/deposits", &deposit(done, GOOD, MTN, "15"))
        .await;
    assert_eq!(answer["status"], "DUPLICATE_IGNORED");
    market.wait_for_status(waiting, "COMPLETED").await;
    assert_eq!(market.receiver.all().len(), 0);
    market.simulator.advance(700).await.unwrap();
    assert_eq!(
        market.receiver.wait_for(1).await[0].json()["depositId"],
        json!(waiting)
    );
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}

#[tokio::test]
async fn a_reset_is_remembered_too() {
    let path = state_file();
    let market = Market::open_with(|config| config.state_file = Some(path.clone())).await;
    market.deposit(GOOD, MTN, "15").await;
    market.control("POST", "/_sim/reset", "").await;
    drop(market);
    let market = Market::open_with(|config| config.state_file = Some(path.clone())).await;
    assert!(market.simulator.transactions().is_empty());
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}
