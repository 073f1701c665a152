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

#[tokio::test]
async fn the_other_dialects_are_remembered_and_tokens_are_not() {
    let path = state_file();
    let flutterwave = crate::flutterwave::Merchant::open_with(|config| {
        config.state_file = Some(path.clone());
    })
    .await;
    let (number, link) = (flutterwave.paid("a").await, flutterwave.link("b").await);
    let name = link.rsplit('/').next().unwrap().to_owned();
    drop(flutterwave);

    let mut daraja = crate::daraja::Merchant::open_with(|config| {
        config.state_file = Some(path.clone());
    })
    .await;
    let old_token = daraja.token.clone();
    let id = daraja.push(crate::daraja::SANDBOX).await;
    daraja.market.receiver.wait_for(1).await;
    drop(daraja);

    let flutterwave = crate::flutterwave::Merchant::open_with(|config| {
        config.state_file = Some(path.clone());
    })
    .await;
    let known = flutterwave.market.simulator.find(&number.to_string());
    assert_eq!(known.unwrap().client_reference_id.as_deref(), Some("a"));
    let url = flutterwave.market.simulator.dialect_url();
    let link = format!("{url}/v3/hosted/pay/{name}");
    let pressed = flutterwave
        .press(&link, "pay", crate::flutterwave::GOOD_CARD)
        .await;
    assert_eq!(pressed.status, 303);
    assert!(flutterwave.newest("b").await["id"].as_u64().unwrap() > number);
    assert!(flutterwave.market.simulator.find(&id).is_some());
    drop(flutterwave);

    daraja = crate::daraja::Merchant::open_with(|config| {
        config.state_file = Some(path.clone());
    })
    .await;
    assert_eq!(daraja.query(&id).await.1["ResultCode"], "0");
    daraja.token = old_token;
    assert_eq!(daraja.query(&id).await.1["errorCode"], "404.001.03");
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}
