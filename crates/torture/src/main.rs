//! `torture SEED [RUNS] [SECONDS]`: plays so many seeds, and exits with 1 when a rule did not hold.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use torture::Asked;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    if torture::serve_if_asked().await? {
        return Ok(ExitCode::SUCCESS);
    }
    if std::env::var_os("RUST_LOG").is_some() {
        tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
            .init();
    }
    let mut arguments = std::env::args().skip(1);
    let mut number = |name, usual| match arguments.next() {
        Some(text) => text.parse().with_context(|| format!("{name} is a number")),
        None => Ok(usual),
    };
    let asked = Asked {
        seed: number("SEED", 1)?,
        runs: number("RUNS", 20)?,
        at_most: Duration::from_secs(number("SECONDS", 600)?),
    };
    println!("seed {}", asked.seed);
    let report = torture::torture(std::env::current_exe()?, &asked).await?;
    print!("{report}");
    Ok(if report.violations.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
