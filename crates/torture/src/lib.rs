#![doc = include_str!("../README.md")]

mod cell;
mod check;
mod deed;
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
pub use world::AS_MARKET;
use world::World;

/// What is to be played.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The first seed; the others follow it.
    pub seed: u64,
    /// At most so many.
    pub runs: u64,
    /// No run begins that would probably end after so long.
    pub at_most: Duration,
}

/// Is the market until it is killed, or until whoever started it is gone. What it is told, [`torture`] wrote.
///
/// # Errors
/// When it cannot start.
pub async fn be_the_market(told: &str) -> Result<()> {
    // Whoever started it may be killed as well; the pipe tells.
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    market::serve(serde_json::from_str(told)?).await
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
    let began = Instant::now();
    let mut world = World::open(program).await.context("the database server")?;
    let mut report = Report::new(asked.seed);
    let mut longest = Duration::ZERO;
    for seed in asked.seed..asked.seed.saturating_add(asked.runs) {
        // One that would end too late does not begin, but for the first.
        if report.runs() > 0 && began.elapsed() + longest > asked.at_most {
            break;
        }
        let run_began = Instant::now();
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
        longest = longest.max(run_began.elapsed());
        if !is_fine {
            break;
        }
    }
    report.took(began.elapsed());
    world.close().await?;
    Ok(report)
}
