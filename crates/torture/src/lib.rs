#![doc = include_str!("../README.md")]

mod cell;
mod check;
mod deed;
mod dice;
mod market;
mod plan;
mod play;
mod report;
mod world;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

pub use cell::{Cell, Fault, Order, POINTS};
pub use check::Violation;
pub use plan::Plan;
pub use play::Outcome;
pub use report::Report;
use world::World;

/// What is to be played.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The first seed; the others follow it.
    pub seed: u64,
    /// At most so many.
    pub runs: u64,
    /// No run begins after so long.
    pub at_most: Duration,
}

/// If this process was started to be the market, it is the market until it ends.
///
/// # Errors
/// When it cannot start.
pub async fn serve_if_asked() -> Result<bool> {
    let Ok(config) = std::env::var(world::MARKET_VAR) else {
        return Ok(false);
    };
    if std::env::var_os("SOKO_TORTURE_LOG").is_some() {
        tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_env_filter(tracing_subscriber::EnvFilter::from_env("SOKO_TORTURE_LOG"))
            .init();
    }
    // Whoever started it may be killed as well; the pipe tells.
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    market::serve(serde_json::from_str(&config)?).await?;
    Ok(true)
}

/// Plays one seed after the other, each with a market of `program`, and stops at the first that violates a rule.
///
/// # Errors
/// When the world around the market cannot be set up: that proves nothing.
pub async fn torture(program: PathBuf, asked: &Asked) -> Result<Report> {
    anyhow::ensure!(
        fail::has_failpoints(),
        "built without failpoints: use --features flows/failpoints"
    );
    let mut world = World::open(program).await.context("the database server")?;
    let mut report = Report::new(asked.seed);
    let began = Instant::now();
    for seed in asked.seed..asked.seed.saturating_add(asked.runs) {
        if began.elapsed() > asked.at_most {
            break;
        }
        let plan = Plan::new(seed);
        let done = play::play(&mut world, &plan).await;
        let outcome = match done {
            Ok(outcome) => outcome,
            Err(error) => {
                let _ = world.close().await;
                return Err(error.context(format!("seed {seed}")));
            }
        };
        let is_fine = outcome.violations.is_empty();
        report.add(&plan, outcome);
        if !is_fine {
            break;
        }
    }
    report.took(began.elapsed());
    world.close().await?;
    Ok(report)
}
