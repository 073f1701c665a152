//! Lets time pass: what is planned happens when the virtual clock reaches it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::books::Books;
use crate::clock::Moment;
use crate::courier;
use crate::course::{apply, notice_of, settle};
use crate::dialects::{self, Why};
use crate::error::SimulatorError;
use crate::flutterwave;
use crate::journal::Entry;
use crate::pawapay;
use crate::scenario::{CallbackKnob, Scenario, ScenarioRule};
use crate::transaction::{
    Answer, Dialect, Kind, Notice, PlannedStep, State, Step, Telling, Transaction, Verdict,
};
use crate::world::World;

/// One move of the clock is at most this far.
const MAX_ADVANCE_SECONDS: u64 = 366 * 86_400;
const LONGEST_SLEEP: Duration = Duration::from_hours(1);

/// What became of looking for a due step.
enum Taken {
    Nothing,
    Step,
    /// The step is to call back.
    Callback(Notice),
    /// The step is to tell something else.
    Telling(Telling),
}

impl World {
    /// Books a new movement and plans how it goes on.
    pub fn book(&self, books: &mut Books, mut transaction: Transaction) -> io::Result<()> {
        if transaction.dialect != Dialect::Flutterwave {
            let thousandths = match transaction.kind {
                Kind::Deposit => books.account.fee_per_mille,
                Kind::Payout | Kind::Refund => 0,
            };
            transaction.fee = transaction.amount.per_mille(thousandths.into());
        }
        if transaction.state != State::Enqueued {
            self.plan_end(books, &mut transaction);
        }
        books.keep(transaction)?;
        self.wake.notify_one();
        Ok(())
    }

    /// Starts what waited for an operator that is back.
    pub fn start_enqueued(&self, books: &mut Books) -> io::Result<()> {
        let waiting: Vec<_> = books
            .all()
            .filter(|t| t.state == State::Enqueued)
            .cloned()
            .collect();
        for mut transaction in waiting {
            if pawapay::is_open_for(books, &transaction) {
                transaction.state = State::Accepted;
                self.plan_end(books, &mut transaction);
                books.keep(transaction)?;
            }
        }
        self.wake.notify_one();
        Ok(())
    }

    /// Puts knobs in place; for a movement that is already booked and not final, plans its end anew.
    pub fn put_scenario(&self, rule: ScenarioRule) -> Result<(), SimulatorError> {
        let mut books = self.books();
        for mut transaction in booked_already(&books, &rule) {
            let old = std::mem::replace(&mut transaction.scenario, rule.scenario.clone());
            let is_new = old.outcome != transaction.scenario.outcome;
            if is_new && dialects::is_under_way(&transaction) {
                transaction.forget_plan();
                transaction.prompt_until = None;
                self.plan_end(&books, &mut transaction);
            }
            books.keep(transaction)?;
        }
        for mut link in flutterwave::links_of(&books, &rule) {
            link.scenario = rule.scenario.clone();
            books.keep_link(link)?;
        }
        books.put_rule(rule)?;
        self.wake.notify_one();
        Ok(())
    }

    /// Ends a movement as its person, or the operator, would. Also moves a final one: that is what late news are.
    pub fn answer(&self, id: Uuid, answer: Answer) -> Result<Transaction, SimulatorError> {
        let mut books = self.books();
        let mut transaction = books
            .find(id)
            .cloned()
            .ok_or(SimulatorError::UnknownTransaction(id))?;
        let failed = |why| Verdict::Failed(dialects::code(transaction.dialect, why));
        let verdict = match answer {
            Answer::Approve => Verdict::Completed,
            Answer::Refuse => failed(Why::Refused),
            Answer::WrongPin => failed(Why::WrongPin),
            Answer::Fail(code) => Verdict::Failed(code),
        };
        transaction.forget_plan();
        settle(&mut transaction, verdict, self.clock.now());
        books.keep(transaction.clone())?;
        self.wake.notify_one();
        Ok(transaction)
    }

    /// Plans one more callback with today's news, now.
    pub fn resend(&self, books: &mut Books, id: Uuid) -> Result<(), SimulatorError> {
        let mut transaction = books
            .find(id)
            .cloned()
            .ok_or(SimulatorError::UnknownTransaction(id))?;
        let now = self.clock.now();
        let notice = notice_of(&transaction, now, 1);
        transaction.plan(now, Step::Deliver(notice));
        books.keep(transaction)?;
        self.wake.notify_one();
        Ok(())
    }

    /// Settles at once and waits until the callback is answered, for answers that come after their callback.
    pub async fn rush(self: &Arc<Self>, id: Uuid) -> io::Result<()> {
        let now = self.clock.now();
        {
            let mut books = self.books();
            let Some(mut transaction) = books.find(id).cloned() else {
                return Ok(());
            };
            transaction
                .steps
                .retain(|planned| planned.step != Step::BecomeProcessing);
            let first = transaction
                .steps
                .iter_mut()
                .filter(|p| matches!(p.step, Step::Settle(_)))
                .min_by_key(|p| p.at);
            if let Some(first) = first {
                first.at = now;
            }
            books.keep(transaction)?;
        }
        // Settling plans at most two callbacks.
        for _ in 0..4 {
            match self.take_step_of(id, now) {
                Taken::Nothing => break,
                Taken::Step => {}
                Taken::Callback(notice) => courier::deliver_planned(self, id, notice).await,
                Taken::Telling(telling) => courier::tell(self, id, telling),
            }
        }
        self.wake.notify_one();
        Ok(())
    }

    /// Moves the virtual clock, letting everything on the way happen in its order, and waits for the callbacks it causes.
    pub async fn advance(self: &Arc<Self>, seconds: u64) -> Result<Moment, SimulatorError> {
        if seconds > MAX_ADVANCE_SECONDS {
            return Err(SimulatorError::Asked(format!(
                "seconds is at most {MAX_ADVANCE_SECONDS}"
            )));
        }
        let _turn = self.turn.lock().await;
        let target = self.clock.now().plus(Duration::from_secs(seconds));
        self.all_arrived().await;
        loop {
            let next = self.books().next_due();
            let Some((at, id)) = next.filter(|(at, _)| *at <= target) else {
                break;
            };
            self.clock.reach(at);
            if self.do_step_of(id, at) {
                self.all_arrived().await;
            }
        }
        self.clock.reach(target);
        self.books().journal.write(&Entry::Clock {
            ahead_ms: self.clock.ahead_ms(),
        })?;
        self.wake.notify_one();
        Ok(self.clock.now())
    }

    /// Lets real time pass until the simulator stops.
    pub async fn keep_time(self: Arc<Self>) {
        let mut stopping = self.stopping.subscribe();
        loop {
            let sleep = {
                let _turn = self.turn.lock().await;
                self.run_due()
            };
            tokio::select! {
                () = tokio::time::sleep(sleep) => {}
                () = self.wake.notified() => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    }

    /// Does what is due and answers how long nothing will be.
    fn run_due(self: &Arc<Self>) -> Duration {
        loop {
            let now = self.clock.now();
            let next = self.books().next_due();
            match next {
                None => return LONGEST_SLEEP,
                Some((at, _)) if at > now => return at.since(now).min(LONGEST_SLEEP),
                Some((_, id)) => {
                    self.do_step_of(id, now);
                }
            }
        }
    }

    /// Does the next due step of one movement. Answers whether something was sent.
    fn do_step_of(self: &Arc<Self>, id: Uuid, now: Moment) -> bool {
        match self.take_step_of(id, now) {
            Taken::Nothing | Taken::Step => return false,
            Taken::Callback(notice) => courier::dispatch(self, id, notice),
            Taken::Telling(telling) => courier::tell(self, id, telling),
        }
        true
    }

    /// Does the next due step of one movement, but for sending.
    fn take_step_of(&self, id: Uuid, now: Moment) -> Taken {
        let mut books = self.books();
        let Some(mut transaction) = books.find(id).cloned() else {
            return Taken::Nothing;
        };
        let Some(planned) = transaction.take_due(now) else {
            return Taken::Nothing;
        };
        if let Step::Tell(telling) = planned.step {
            if let Err(error) = books.keep(transaction) {
                tracing::error!(%error, "the simulator's journal cannot be written");
            }
            return Taken::Telling(telling);
        }
        let notice = apply(&mut transaction, planned);
        if let Err(error) = books.keep(transaction) {
            tracing::error!(%error, "the simulator's journal cannot be written");
        }
        notice.map_or(Taken::Step, Taken::Callback)
    }

    /// Ends a movement that ends by itself now instead of later. Its callbacks follow as planned.
    pub fn settle_now(&self, id: Uuid) -> io::Result<()> {
        let now = self.clock.now();
        let mut books = self.books();
        let Some(mut transaction) = books.find(id).cloned() else {
            return Ok(());
        };
        transaction
            .steps
            .retain(|planned| planned.step != Step::BecomeProcessing);
        let ends = transaction
            .steps
            .iter()
            .enumerate()
            .filter(|(_, planned)| matches!(planned.step, Step::Settle(_)));
        if let Some((index, _)) = ends.min_by_key(|(_, planned)| planned.at) {
            let planned = transaction.steps.remove(index);
            apply(&mut transaction, PlannedStep { at: now, ..planned });
            books.keep(transaction)?;
        }
        self.wake.notify_one();
        Ok(())
    }

    /// Forgets movements, scenarios, requests and deliveries; the clock runs with the real one again. Keys stay.
    pub fn reset(&self) -> Result<(), SimulatorError> {
        self.books().clear(self.first_account())?;
        self.clock.reset();
        self.wake.notify_one();
        Ok(())
    }

    async fn all_arrived(&self) {
        let limit = self.config.callback_timeout + Duration::from_secs(5);
        let mut in_flight = self.in_flight.subscribe();
        let arrived = tokio::time::timeout(limit, in_flight.wait_for(|count| *count == 0)).await;
        if arrived.is_err() {
            tracing::warn!("callbacks are still on their way after their time limit");
        }
    }

    /// Whether a new movement should be settled before its initiation is answered.
    pub fn is_rushed(scenario: &Scenario) -> bool {
        scenario.callback == CallbackKnob::BeforeResponse
    }
}

/// What a rule is about that is in the books already. A refund is its payment's by name, and not meant.
fn booked_already(books: &Books, rule: &ScenarioRule) -> Vec<Transaction> {
    let by_id = rule.id.and_then(|id| books.find(id));
    let name = rule
        .reference
        .clone()
        .or_else(|| rule.id.map(|id| id.to_string()));
    let called = name.iter().flat_map(|name| {
        let dialects = [
            Dialect::Flutterwave,
            Dialect::Daraja,
            Dialect::Stripe,
            Dialect::MtnMomo,
            Dialect::Paystack,
        ];
        dialects
            .into_iter()
            .flat_map(|dialect| books.named(dialect, name))
    });
    let fits = |t: &&Transaction| rule.dialect.is_none_or(|dialect| dialect == t.dialect);
    let called = called.filter(|t| t.kind != Kind::Refund);
    by_id
        .into_iter()
        .chain(called)
        .filter(fits)
        .cloned()
        .collect()
}
