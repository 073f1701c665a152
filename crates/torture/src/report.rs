//! What the runs came to, as a table for people.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::cell::{Fault, Order, POINTS};
use crate::check::Violation;
use crate::plan::Plan;
use crate::play::Outcome;

/// One square: runs, and in how many of them the market died where it was to.
#[derive(Debug, Clone, Copy, Default)]
struct Square {
    runs: usize,
    died: usize,
}

/// All runs of one call.
#[derive(Debug, Clone)]
pub struct Report {
    first_seed: u64,
    runs: u64,
    acts: usize,
    restarts: usize,
    crashes: usize,
    refusals: usize,
    failures: usize,
    squares: BTreeMap<(usize, Order), Square>,
    faults: BTreeMap<Fault, usize>,
    /// What did not hold, and in the run of which seed.
    pub violations: Vec<(u64, Violation)>,
    took: Duration,
}

impl Report {
    pub(crate) fn new(first_seed: u64) -> Self {
        Self {
            first_seed,
            runs: 0,
            acts: 0,
            restarts: 0,
            crashes: 0,
            refusals: 0,
            failures: 0,
            squares: BTreeMap::new(),
            faults: BTreeMap::new(),
            violations: Vec::new(),
            took: Duration::ZERO,
        }
    }

    pub(crate) fn add(&mut self, plan: &Plan, outcome: Outcome) {
        self.runs += 1;
        self.acts += plan.acts.len();
        self.restarts += outcome.restarts;
        self.crashes += outcome.crashes;
        self.refusals += outcome.refusals;
        self.failures += outcome.failures;
        let square = self
            .squares
            .entry((plan.cell.point, plan.cell.order))
            .or_default();
        square.runs += 1;
        square.died += usize::from(outcome.has_died_there);
        *self.faults.entry(plan.cell.fault).or_default() += 1;
        let seed = plan.seed;
        self.violations
            .extend(outcome.violations.into_iter().map(|found| (seed, found)));
    }

    pub(crate) const fn took(&mut self, took: Duration) {
        self.took = took;
    }

    /// How many runs there were.
    pub const fn runs(&self) -> u64 {
        self.runs
    }

    /// How often the market was killed and started again.
    pub const fn restarts(&self) -> usize {
        self.restarts
    }

    fn square(&self, point: usize, order: Order) -> String {
        match self.squares.get(&(point, order)) {
            None => "–".to_owned(),
            Some(square) => format!("{}/{}", square.died, square.runs),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (seed, found) in &self.violations {
            writeln!(
                f,
                "VIOLATED {:?} seed={seed} step={}: {}",
                found.rule, found.step, found.found
            )?;
            writeln!(f, "  again: make torture SEED={seed} RUNS=1")?;
        }
        writeln!(
            f,
            "{} runs from seed {} in {} s: {} steps, {} kills of the market, {} of the database, {} refusals, {} failures by faults, {} violations",
            self.runs,
            self.first_seed,
            self.took.as_secs(),
            self.acts,
            self.restarts,
            self.crashes,
            self.refusals,
            self.failures,
            self.violations.len()
        )?;
        if self.runs < 2 {
            return Ok(());
        }
        let told: Vec<String> = Fault::ALL
            .iter()
            .map(|fault| {
                let runs = self.faults.get(fault).copied().unwrap_or_default();
                format!("{} {runs}", fault.as_str())
            })
            .collect();
        writeln!(f, "database: {}\n", told.join(", "))?;
        write!(f, "| killed at |")?;
        for order in Order::ALL {
            write!(f, " {} |", order.as_str())?;
        }
        writeln!(f, "\n|---|{}", "---|".repeat(Order::ALL.len()))?;
        for (point, (name, _)) in POINTS.iter().enumerate() {
            write!(f, "| {name} |")?;
            for order in Order::ALL {
                write!(f, " {} |", self.square(point, order))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
