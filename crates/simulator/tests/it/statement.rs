//! Statements over the control port: the books as the provider exports them, and what is put wrong on purpose.

use serde_json::Value;

use crate::support::{GOOD, Market};

const DEPOSITS: usize = 12;

async fn with_deposits() -> Market {
    let market = Market::open().await;
    let fee = r#"{"fee_per_mille": 20}"#;
    market.control("PUT", "/_sim/account", fee).await;
    for _ in 0..DEPOSITS {
        market.deposit(GOOD, "MTN_MOMO_ZMB", "15").await;
        market.simulator.advance(60).await.unwrap();
    }
    market
}

async fn csv(market: &Market, asked: &str) -> Vec<String> {
    let path = format!("/_sim/statement?dialect=pawapay{asked}");
    let (status, text) = market.control("GET", &path, "").await;
    assert_eq!(status, 200, "{text}");
    text.lines().map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn a_statement_has_every_movement_with_its_fee_on_a_line_of_its_own() {
    let market = with_deposits().await;
    let lines = csv(&market, "").await;
    assert_eq!(
        lines[0],
        "Creation Date,MSISDN,Transaction ID,Amount,Currency,Country,MNO,Type"
    );
    assert_eq!(lines.len(), 1 + 2 * DEPOSITS);
    let count = |end: &str| lines.iter().filter(|line| line.ends_with(end)).count();
    assert_eq!(count("15.00,ZMW,ZMB,MTN_MOMO_ZMB,DEPOSIT"), DEPOSITS);
    assert_eq!(count("-0.30,ZMW,ZMB,MTN_MOMO_ZMB,FEE"), DEPOSITS);

    // Half of them, told apart by the moment.
    let middle = lines[1 + DEPOSITS].split(',').next().unwrap();
    let (before, after) = (
        csv(&market, &format!("&to={middle}")).await,
        csv(&market, &format!("&from={middle}")).await,
    );
    assert_eq!(before.len() + after.len(), lines.len() + 1);
    assert!(before.len() > 1 && after.len() > 1);
}

#[tokio::test]
async fn a_seed_puts_the_same_faults_in_again_and_tells_of_them_apart() {
    let market = with_deposits().await;
    let asked = "&faults=1&seed=5";
    let told = csv(&market, asked).await;
    assert_eq!(told, csv(&market, asked).await);
    let path = format!("/_sim/statement/faults?dialect=pawapay{asked}");
    let (_, text) = market.control("GET", &path, "").await;
    let faults: Value = serde_json::from_str(&text).unwrap();
    let faults = faults["faults"].as_array().unwrap();
    assert_eq!(faults.len(), DEPOSITS, "every one is faulty");
    for fault in faults {
        let name = fault["name"].as_str().unwrap();
        let lines: Vec<_> = told
            .iter()
            .filter(|line| line.contains(name) && line.ends_with("DEPOSIT"))
            .collect();
        let expected = match fault["fault"].as_str().unwrap() {
            "missing" => 0,
            "doubled" => 2,
            "wrong_amount" => {
                assert!(lines[0].contains(",16.00,"), "{lines:?}");
                1
            }
            _ => 1,
        };
        assert_eq!(lines.len(), expected, "{fault}");
        assert_eq!(fault["is_listed"], expected > 0);
    }
    let (status, _) = market
        .control("GET", "/_sim/statement?dialect=pawapay&faults=2", "")
        .await;
    assert_eq!(status, 400);
}
