//! The short form: a few seeds, each another square of the table, within the time that `make test` has for it.

use std::path::PathBuf;
use std::time::Duration;

use torture::Asked;

/// Where the seeds of this test begin; others are for `make torture`.
const SEED: u64 = 1;

#[tokio::test(flavor = "multi_thread")]
async fn money_survives_kills_lies_and_lost_news() {
    if !fail::has_failpoints() {
        println!("built without failpoints, so nothing can be killed at one");
        return;
    }
    let asked = Asked {
        seed: SEED,
        runs: 12,
        at_most: Duration::from_secs(30),
    };
    let program = PathBuf::from(env!("CARGO_BIN_EXE_torture"));
    let report = torture::torture(program, &asked).await;
    let report = report.unwrap_or_else(|error| unreachable!("{error:#}"));
    assert!(report.violations.is_empty(), "{report}");
    assert!(report.runs() > 0 && report.restarts() > 0, "{report}");
}
