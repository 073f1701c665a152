//! Plays a schedule against a market, picks it up whenever it dies, and lets it recover in the end.

mod ask;
mod bank;
mod recover;

use std::time::Duration;

use anyhow::Result;
use futures::future::join_all;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rehearsal::ACCOUNT;
use simulator::{Dialect, Scenario, ScenarioRule};
use uuid::Uuid;

use crate::cell::Fault;
use crate::check::{self, Violation};
use crate::deed::{Cart, Deed, Told, Way};
use crate::plan::{Act, Move, Plan};
use crate::world::{NoAnswer, Stage, World, now_unix};

pub(crate) use bank::{Bank, Sent};

/// The rules that hold at every moment are looked at after so many acts.
const LOOK_EVERY: usize = 3;
/// A killed process is seen as such within so many hundredths of a second.
const DYING_LOOKS: usize = 30;

/// One of the buyers.
#[derive(Debug, Clone, Default)]
struct Buyer {
    cart: Option<Cart>,
    purchase: Option<Uuid>,
    /// The newest attempt.
    attempt: Option<(Uuid, Way)>,
}

/// What a run did.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Whether the market died at the point it was to die at.
    pub has_died_there: bool,
    pub restarts: usize,
    pub crashes: usize,
    pub refusals: usize,
    pub failures: usize,
    pub violations: Vec<Violation>,
}

pub(crate) struct Play<'a> {
    world: &'a mut World,
    stage: Stage,
    plan: &'a Plan,
    buyers: Vec<Buyer>,
    /// The receipts of what was paid by hand.
    by_hand: Vec<String>,
    bank: Bank,
    /// Our clock.
    unix: i64,
    /// The provider's time that passed while it was away.
    owed_seconds: u64,
    is_armed: bool,
    /// The process of the database that dies at the point, where one does.
    victim: Option<i32>,
    /// A kill of ours, which the armed point is not to be credited with.
    killed_by_hand: bool,
    step: usize,
    outcome: Outcome,
}

/// Plays one seed from beginning to end.
pub async fn play(world: &mut World, plan: &Plan) -> Result<Outcome> {
    let unix = now_unix();
    let stage = world.stage(unix, plan.review_above).await?;
    let mut play = Play {
        world,
        stage,
        plan,
        buyers: vec![Buyer::default(); 16],
        by_hand: Vec::new(),
        bank: Bank::default(),
        unix,
        owed_seconds: 0,
        is_armed: false,
        victim: None,
        killed_by_hand: false,
        step: 0,
        outcome: Outcome::default(),
    };
    play.set_up().await?;
    for (index, act) in plan.acts.iter().enumerate() {
        play.step = index + 1;
        tracing::info!(step = play.step, ?act);
        play.act(act).await?;
        if index % LOOK_EVERY == 0 {
            play.look().await;
        }
        if !play.outcome.violations.is_empty() {
            break;
        }
    }
    if play.outcome.violations.is_empty() {
        play.recover().await?;
    }
    let Play {
        world,
        stage,
        outcome,
        ..
    } = play;
    world.clear(stage).await?;
    Ok(outcome)
}

impl Play<'_> {
    async fn set_up(&mut self) -> Result<()> {
        let provider = self.stage.provider()?;
        provider.put_scenario(ScenarioRule {
            times: Some(self.plan.outgoing_times),
            ..ScenarioRule::everybody(self.plan.outgoing.clone())
        })?;
        let of_cards = Scenario {
            callback: self.plan.cell.order.knob(),
            ..Scenario::default()
        };
        provider.put_scenario(ScenarioRule {
            dialect: Some(Dialect::Flutterwave),
            ..ScenarioRule::everybody(of_cards)
        })?;
        provider.put_scenario(ScenarioRule {
            times: Some(1),
            ..ScenarioRule::for_msisdn(ACCOUNT, self.plan.to_banks.clone())
        })?;
        self.arm().await;
        Ok(())
    }

    async fn arm(&mut self) {
        if let Some(point) = self.plan.cell.failpoint()
            && !self.outcome.has_died_there
        {
            self.victim = match self.plan.cell.fault {
                Fault::Backend => self.stage.backend().await.ok(),
                Fault::None | Fault::Server => None,
            };
            let deed = Deed::Arm {
                point: point.to_owned(),
                nth: self.plan.nth,
                database: self.victim,
            };
            self.is_armed = self.stage.asker().ask(&deed).await.is_ok();
        }
    }

    async fn act(&mut self, act: &Act) -> Result<()> {
        match act {
            Act::Do(moves) => self.together(moves, None).await?,
            Act::Kill { during, after_ms } => {
                let strike = Strike::Market(*after_ms);
                self.together(during, Some(strike)).await?;
            }
            Act::Crash { during, after_ms } => {
                let strike = Strike::Database(*after_ms);
                self.together(during, Some(strike)).await?;
            }
            Act::Pass(seconds) => self.pass(*seconds).await?,
            Act::JumpOurs(seconds) => self.pass_here(*seconds).await?,
            Act::JumpTheirs(seconds) => self.pass_there(*seconds).await?,
            Act::ProviderAway => self.stage.stop_provider().await,
            Act::ProviderBack => self.provider_back().await?,
        }
        Ok(())
    }

    async fn provider_back(&mut self) -> Result<()> {
        self.stage.start_provider().await?;
        let owed = std::mem::take(&mut self.owed_seconds);
        self.pass_there(owed).await
    }

    async fn pass(&mut self, seconds: u64) -> Result<()> {
        self.pass_here(seconds).await?;
        self.pass_there(seconds).await
    }

    async fn pass_here(&mut self, seconds: u64) -> Result<()> {
        self.unix += i64::try_from(seconds)?;
        let deed = Deed::Clock { unix: self.unix };
        if self.stage.asker().ask(&deed).await.is_err() {
            self.find_dead().await?;
            let _ = self.stage.asker().ask(&deed).await;
        }
        Ok(())
    }

    async fn pass_there(&mut self, seconds: u64) -> Result<()> {
        match &self.stage.simulator {
            Some(simulator) => {
                simulator.advance(seconds).await?;
            }
            None => self.owed_seconds += seconds,
        }
        // A callback may have killed it.
        self.revive().await
    }

    /// Everybody at the same time; and somebody strikes.
    async fn together(&mut self, moves: &[Move], strike: Option<Strike>) -> Result<()> {
        let mut deeds = Vec::new();
        for one in moves {
            if let Some(deed) = self.deed_of(one).await? {
                deeds.push((one.clone(), deed));
            }
        }
        let asker = self.stage.asker();
        let asking = join_all(deeds.into_iter().map(|(one, deed)| {
            let asker = asker.clone();
            async move {
                let answer = asker.ask(&deed).await;
                (one, deed, answer)
            }
        }));
        let answers = match strike {
            None => asking.await,
            Some(Strike::Market(after_ms)) => {
                self.killed_by_hand = true;
                let pid = self.stage.pid();
                let killing = async {
                    tokio::time::sleep(Duration::from_millis(after_ms)).await;
                    if let Some(pid) = pid {
                        let _ = kill(pid, Signal::SIGKILL);
                    }
                };
                tokio::join!(asking, killing).0
            }
            Some(Strike::Database(after_ms)) => {
                self.outcome.crashes += 1;
                let fault = self.plan.cell.fault;
                let crashing = async {
                    tokio::time::sleep(Duration::from_millis(after_ms)).await;
                    self.world.crash(&self.stage, fault).await
                };
                let (answers, crashed) = tokio::join!(asking, crashing);
                crashed?;
                answers
            }
        };
        let mut unanswered = Vec::new();
        for (one, deed, answer) in answers {
            match answer {
                Ok(told) => self.learn(&one, told),
                Err(NoAnswer) => unanswered.push((one, deed)),
            }
        }
        if unanswered.is_empty() {
            return self.revive().await;
        }
        self.find_dead().await?;
        // Whoever got no answer presses again, with the same form.
        for (one, deed) in unanswered {
            match self.stage.asker().ask(&deed).await {
                Ok(told) => self.learn(&one, told),
                Err(NoAnswer) => self.find_dead().await?,
            }
        }
        Ok(())
    }

    fn learn(&mut self, one: &Move, told: Told) {
        if let Some(refused) = &told.refused {
            self.outcome.refusals += 1;
            tracing::info!(step = self.step, ?one, refused, "refused");
        }
        if let Some(failed) = &told.failed {
            self.outcome.failures += 1;
            tracing::info!(step = self.step, ?one, failed, "failed");
            if told.is_broken {
                self.violate("a flow broke", format!("{one:?}: {failed}"));
            }
        }
        match one {
            Move::Place { buy, .. } => {
                let known = &mut self.buyers[*buy].purchase;
                *known = told.purchase.or(*known);
            }
            Move::Pay { buy, payment, .. } | Move::PayBeside { buy, payment, .. } => {
                if let Some(attempt) = told.attempt {
                    self.buyers[*buy].attempt = Some((attempt, payment.way));
                }
            }
            _ => {}
        }
    }

    fn violate(&mut self, rule: &'static str, found: String) {
        let step = self.step;
        self.outcome
            .violations
            .push(Violation { rule, found, step });
    }

    /// Somebody got no answer: the market is dead or dying, or its database is.
    async fn find_dead(&mut self) -> Result<()> {
        for _ in 0..DYING_LOOKS {
            if self.stage.is_dead() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.revive().await
    }

    /// Starts the market again if it died. The database, where it died at the point, comes back by itself.
    pub(crate) async fn revive(&mut self) -> Result<()> {
        if self.is_armed && self.victim.is_some_and(|pid| !is_alive(pid)) {
            self.outcome.has_died_there = true;
            self.outcome.crashes += 1;
            self.is_armed = false;
            self.stage.wait_for_database().await?;
        }
        let Some(how) = self.stage.ended() else {
            return Ok(());
        };
        if how != "signal 9" {
            self.violate("the market fell over", how);
            return Ok(());
        }
        self.outcome.restarts += 1;
        let by_hand = std::mem::take(&mut self.killed_by_hand);
        if self.is_armed && !by_hand {
            self.outcome.has_died_there = true;
        }
        self.is_armed = false;
        self.world.start_market(&mut self.stage, self.unix).await?;
        self.arm().await;
        Ok(())
    }

    /// What must hold at every moment.
    async fn look(&mut self) {
        // A database that is on its way back is looked at later.
        if let Ok(found) = check::always(&self.stage.pool).await {
            for (rule, found) in found {
                self.violate(rule, found);
            }
        }
    }
}

fn is_alive(pid: i32) -> bool {
    kill(Pid::from_raw(pid), None).is_ok()
}

/// Who is struck, after so many milliseconds.
#[derive(Debug, Clone, Copy)]
enum Strike {
    Market(u64),
    Database(u64),
}
