//! The course of a movement: what its outcome plans for it, and what each planned step does.

use std::time::Duration;

use crate::books::Books;
use crate::clock::Moment;
use crate::dialects::{self, Why};
use crate::scenario::{CallbackKnob, Outcome};
use crate::stripe;
use crate::transaction::{Dialect, Kind, Notice, PlannedStep, State, Step, Transaction, Verdict};
use crate::world::World;

impl World {
    /// Plans how a movement that begins now will end.
    pub fn plan_end(&self, books: &Books, transaction: &mut Transaction) {
        let now = self.clock.now();
        let outcome = match &transaction.scenario.outcome {
            Outcome::Usual => dialects::usual_outcome(transaction),
            outcome => outcome.clone(),
        };
        let delay = transaction
            .scenario
            .settle_after_ms
            .map_or(self.config.settle_delay, Duration::from_millis);
        let end = now.plus(delay);
        transaction.plan(
            now.plus((delay / 4).min(Duration::from_millis(500))),
            Step::BecomeProcessing,
        );
        match outcome {
            Outcome::Success | Outcome::Usual => {
                transaction.plan(end, Step::Settle(Verdict::Completed));
            }
            Outcome::Fail(code) | Outcome::Reject(code) => {
                transaction.plan(end, Step::Settle(Verdict::Failed(code)));
            }
            Outcome::Stuck => {}
            Outcome::Prompt if transaction.kind != Kind::Deposit => {
                transaction.plan(end, Step::Settle(Verdict::Completed));
            }
            Outcome::Prompt => {
                let busy = |t: &Transaction| {
                    t.id != transaction.id && t.msisdn == transaction.msisdn && t.has_open_prompt()
                };
                if books.account.one_prompt_per_number && books.all().any(busy) {
                    let code = dialects::code(transaction.dialect, Why::Busy);
                    transaction.plan(end, Step::Settle(Verdict::Failed(code)));
                } else {
                    let until = now.plus(self.config.prompt_timeout);
                    transaction.prompt_until = Some(until);
                    transaction.plan(until, Step::ExpirePrompt);
                }
            }
            Outcome::InReconciliation {
                after_seconds,
                then,
            } => {
                transaction.plan(end, Step::BecomeReconciling);
                let verdict = then.map_or(Verdict::Completed, Verdict::Failed);
                transaction.plan(
                    end.plus(Duration::from_secs(after_seconds)),
                    Step::Settle(verdict),
                );
            }
            Outcome::LateSuccess {
                code,
                after_seconds,
            } => {
                transaction.plan(end, Step::Settle(Verdict::Failed(code)));
                transaction.plan(
                    end.plus(Duration::from_secs(after_seconds)),
                    Step::Settle(Verdict::Completed),
                );
            }
            Outcome::LateFailure {
                code,
                after_seconds,
            } => {
                transaction.plan(end, Step::Settle(Verdict::Completed));
                transaction.plan(
                    end.plus(Duration::from_secs(after_seconds)),
                    Step::Settle(Verdict::Failed(code)),
                );
            }
        }
    }
}

/// Does one step. Answers the callback when the step is one.
pub(crate) fn apply(transaction: &mut Transaction, planned: PlannedStep) -> Option<Notice> {
    let PlannedStep { at, step } = planned;
    match step {
        Step::BecomeProcessing => {
            if transaction.state == State::Accepted {
                transaction.state = State::Processing;
                if transaction.authorization_url.is_some() {
                    let notice = notice_of(transaction, at, 1);
                    transaction.plan(at, Step::Deliver(notice));
                }
            }
            None
        }
        Step::BecomeReconciling => {
            if !transaction.state.is_final() {
                transaction.state = State::InReconciliation;
            }
            None
        }
        Step::Settle(verdict) => {
            settle(transaction, verdict, at);
            None
        }
        Step::ExpirePrompt => {
            if transaction.has_open_prompt() {
                let code = dialects::code(transaction.dialect, Why::NoAnswer);
                settle(transaction, Verdict::Failed(code), at);
            }
            None
        }
        Step::ExpirePage => {
            stripe::expire(transaction, at);
            None
        }
        Step::Deliver(notice) => Some(notice),
        // Sent as it is, without a change to the movement.
        Step::Tell(_) => None,
    }
}

/// The news of this moment.
pub(crate) fn notice_of(transaction: &Transaction, at: Moment, copies: u16) -> Notice {
    Notice {
        state: transaction.state,
        failure: transaction.failure.clone(),
        first_at: at,
        tries: 0,
        copies,
        event: None,
    }
}

/// Writes the end into a movement and plans the callbacks about it.
pub(crate) fn settle(transaction: &mut Transaction, verdict: Verdict, at: Moment) {
    transaction.state = verdict.state();
    transaction.failure = verdict.code().cloned();
    transaction.settled = Some(at);
    transaction.prompt_until = None;
    if transaction.state == State::Completed && transaction.provider_transaction_id.is_none() {
        transaction.provider_transaction_id = Some(dialects::receipt(transaction.dialect));
    }
    if !dialects::calls_back(transaction) {
        return;
    }
    let notice = notice_of(transaction, at, 1);
    let deliver = |notice: Notice, after: Duration| {
        let first_at = at.plus(after);
        (first_at, Notice { first_at, ..notice })
    };
    let notices = match transaction.scenario.callback {
        CallbackKnob::None => vec![],
        CallbackKnob::Normal | CallbackKnob::BeforeResponse | CallbackKnob::QueueTimeout => {
            vec![deliver(notice, Duration::ZERO)]
        }
        CallbackKnob::Delayed { seconds } => vec![deliver(notice, Duration::from_secs(seconds))],
        CallbackKnob::Duplicate { count } => vec![deliver(
            Notice {
                copies: count,
                ..notice
            },
            Duration::ZERO,
        )],
        CallbackKnob::Reordered if transaction.dialect == Dialect::Stripe => {
            vec![deliver(notice, stripe::held_back(transaction.state))]
        }
        CallbackKnob::Reordered => {
            let is_end = |p: &&PlannedStep| matches!(p.step, Step::Settle(_));
            let last_end = transaction.steps.iter().filter(is_end).map(|p| p.at).max();
            let holds_news_back = transaction
                .steps
                .iter()
                .any(|p| matches!(p.step, Step::Deliver(_)));
            match last_end {
                Some(last) => vec![deliver(notice, last.since(at) + Duration::from_secs(1))],
                None if holds_news_back || transaction.dialect != Dialect::Pawapay => {
                    vec![deliver(notice, Duration::ZERO)]
                }
                None => {
                    let stale = Notice {
                        state: State::Processing,
                        failure: None,
                        ..notice.clone()
                    };
                    vec![
                        deliver(notice, Duration::ZERO),
                        deliver(stale, Duration::from_secs(1)),
                    ]
                }
            }
        }
    };
    let events = dialects::events(transaction);
    for (at, notice) in notices {
        for event in &events {
            let event = event.map(str::to_owned);
            let notice = Notice {
                event,
                ..notice.clone()
            };
            transaction.plan(at, Step::Deliver(notice));
        }
    }
}
