//! Hostile schedules, many at once: impatient buyers, two providers, answers that never come, and a no that becomes money. The
//! provider's own books say afterwards whether anybody was charged twice, how soon that was put right, and whether a page said
//! "failed" of money that came.

use std::fmt;
use std::time::Duration;

use flows::pay::{self, PayError};
use flows::place::Placed;
use flows::progress::{self, Status};
use flows::{Providers, cancel};
use futures::{StreamExt as _, stream};
use kernel::{AttemptId, Id as _, PhoneNumber};
use orders::{OrderState, PurchaseState};
use payments::Attempt;
use payments::disbursement::Purpose;
use payments::provider::ProviderName;
use simulator::{
    CallbackKnob, Code, Dialect, Moment, Outcome, Scenario, ScenarioRule, State, Transaction,
    Transport,
};

use crate::{Dice, Opening, Product, TestMarket, holder};

/// So many are played in the same minutes.
const WAVE: usize = 1_000;
/// So many people, jobs and checks at a time.
const AT_ONCE: usize = 16;
/// Between two sweeps. The worker's are shorter, so what is measured is no better than what is.
const TICK: u64 = 10;
/// Nobody begins later, and nobody does anything later than this after beginning.
const BEGINS_WITHIN: u64 = 5 * 60;
const ACTS_WITHIN: u64 = 15 * 60;
/// A provider's last news comes so long after the last press at most.
const NEWS_WITHIN: u64 = 20 * 60;
/// A hundredth of those who wait look at their page in each tick, beside what they do.
const LOOKS: usize = 5;

#[derive(Debug, Clone, Copy)]
enum Act {
    Pay,
    /// In two windows at the same moment.
    PayTwice,
    Look,
    CheckNow,
    Cancel,
}

/// One purchase, and what its buyer will do when.
struct Schedule {
    dice: Dice,
    placed: Placed,
    phone: PhoneNumber,
    /// Second and deed, the latest first.
    acts: Vec<(u64, Act)>,
    seen: Vec<Seen>,
    looks: usize,
    guarded: usize,
}

/// A page that said "failed".
struct Seen {
    of: AttemptId,
    at: Moment,
}

/// What came of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Played {
    pub schedules: usize,
    pub attempts: usize,
    /// Presses that the guard refused, because an earlier try might still collect.
    pub guarded: usize,
    /// What the providers collected, and what of it after they had said no.
    pub collected: usize,
    pub lies: usize,
    /// Collected and not kept: second successes, and money for what was cancelled.
    pub second: usize,
    /// Pages looked at, and how many of them said "failed".
    pub looks: usize,
    pub failed_shown: usize,
    /// Purchases of which a provider keeps more than the price once, or anything unpaid; and the other way round.
    pub uncompensated: usize,
    pub lost: usize,
    /// Pages that said "failed" before the provider did, of money that came.
    pub failed_untold: usize,
    /// Seconds until compensation of what the provider told us about by itself.
    pub told_p95: u64,
    pub told_max: u64,
    /// The same where its callback never came, and we had to ask.
    pub asked_median: u64,
    pub asked_max: u64,
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            ("schedules", self.schedules),
            ("attempts", self.attempts),
            ("guarded", self.guarded),
            ("collected", self.collected),
            ("lies", self.lies),
            ("second", self.second),
            ("looks", self.looks),
            ("failed_shown", self.failed_shown),
            ("uncompensated", self.uncompensated),
            ("lost", self.lost),
            ("failed_untold", self.failed_untold),
        ];
        for (what, count) in counts {
            writeln!(f, "{what} {count}")?;
        }
        writeln!(f, "told_p95 {}", self.told_p95)?;
        writeln!(f, "told_max {}", self.told_max)?;
        writeln!(f, "asked_median {}", self.asked_median)?;
        writeln!(f, "asked_max {}", self.asked_max)
    }
}

/// Plays so many schedules of a seed to their end.
///
/// # Panics
/// When a flow fails, or the books do not hold at the end.
pub async fn play(count: usize, seed: u64) -> Played {
    let mut m = TestMarket::open_with(Opening {
        request_timeout_ms: 2_000,
        ..Opening::default()
    })
    .await;
    let two = [ProviderName::PawaPay, ProviderName::MtnMomo];
    let two = two.map(|name| m.market.providers.get(name).unwrap().clone());
    m.market.providers = Providers::new(two.to_vec());
    let mut goods = Vec::new();
    for name in ["Amani", "Bupe", "Chanda", "Dalitso"] {
        let shop = m.shop(name, countries::Country::Zambia).await;
        goods.push(m.product(shop, 12_345, 1_000_000).await);
    }
    let (mut played, mut delays) = (Played::default(), Delays::default());
    let mut number = 0;
    while number < count {
        let wave = number..count.min(number + WAVE);
        number = wave.end;
        play_wave(&m, &goods, seed, wave, &mut played, &mut delays).await;
    }
    delays.told.sort_unstable();
    delays.asked.sort_unstable();
    let at = |sorted: &[u64], hundredth: usize| {
        let at = (sorted.len() * hundredth).div_ceil(100).saturating_sub(1);
        sorted.get(at).copied().unwrap_or_default()
    };
    played.told_p95 = at(&delays.told, 95);
    played.told_max = at(&delays.told, 100);
    played.asked_median = at(&delays.asked, 50);
    played.asked_max = at(&delays.asked, 100);
    m.assert_sound().await;
    m.assert_books_agree().await;
    played
}

/// Seconds from the moment from which we could know of money that is not kept, until its refund was requested.
#[derive(Default)]
struct Delays {
    told: Vec<u64>,
    asked: Vec<u64>,
}

async fn play_wave(
    m: &TestMarket,
    goods: &[Product],
    seed: u64,
    numbers: std::ops::Range<usize>,
    played: &mut Played,
    delays: &mut Delays,
) {
    let mut schedules: Vec<Schedule> = stream::iter(numbers)
        .map(|number| Schedule::draw(m, goods, seed, number))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let opening = m.simulator().now();
    let mut now = 0;
    while now < BEGINS_WITHIN + ACTS_WITHIN + NEWS_WITHIN {
        m.pass_together(TICK).await;
        now = m.simulator().now().since(opening).as_secs();
        stream::iter(&mut schedules)
            .for_each_concurrent(AT_ONCE, |schedule| schedule.live(m, now))
            .await;
        come_to_rest(m).await;
    }
    // Every no is doubted for the last time a day later.
    for hours in [1, 6, 24, 25] {
        m.pass_together(hours * 3_600).await;
        for _ in 0..3 {
            come_to_rest(m).await;
            m.pass_together(10).await;
        }
    }
    m.simulator().clear_scenarios().unwrap();
    let ends: Vec<End> = stream::iter(&schedules)
        .map(|schedule| schedule.end(m))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    for schedule in &schedules {
        played.schedules += 1;
        played.guarded += schedule.guarded;
        played.looks += schedule.looks;
        played.failed_shown += schedule.seen.len();
    }
    for end in ends {
        played.attempts += end.attempts;
        played.collected += end.collected;
        played.lies += end.lies;
        played.second += end.told.len() + end.asked.len();
        played.uncompensated += usize::from(end.collected > end.kept + end.back);
        played.lost += usize::from(end.collected < end.kept + end.back);
        played.failed_untold += end.failed_untold;
        delays.told.extend(end.told);
        delays.asked.extend(end.asked);
    }
}

/// Jobs and questions, until nothing is due at this moment.
async fn come_to_rest(m: &TestMarket) {
    loop {
        m.run_jobs_at_once(AT_ONCE).await;
        if m.sweep().await.asked == 0 && !m.has_jobs().await {
            return;
        }
    }
}

/// What the books say of one purchase.
#[derive(Default)]
struct End {
    attempts: usize,
    collected: usize,
    lies: usize,
    kept: usize,
    back: usize,
    failed_untold: usize,
    told: Vec<u64>,
    asked: Vec<u64>,
}

impl Schedule {
    async fn draw(m: &TestMarket, goods: &[Product], seed: u64, number: usize) -> Self {
        let mut dice = Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        let within = |dice: &mut Dice, seconds: u64| dice.roll() % seconds;
        let begins = within(&mut dice, BEGINS_WITHIN);
        let mut acts = vec![(begins, Act::Pay)];
        for _ in 0..2 + dice.below(5) {
            let act = match dice.below(20) {
                0..8 => Act::Pay,
                8 | 9 => Act::PayTwice,
                10..15 => Act::Look,
                15..19 => Act::CheckNow,
                _ => Act::Cancel,
            };
            // Mostly soon: who waits is impatient.
            let most = dice.one_of(&[60, 180, ACTS_WITHIN]);
            acts.push((begins + within(&mut dice, most), act));
        }
        acts.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let product = dice.of(goods).unwrap();
        Self {
            placed: m.place(&[(product, 1)]).await,
            phone: m.phone(),
            dice,
            acts,
            seen: Vec::new(),
            looks: 0,
            guarded: 0,
        }
    }

    /// Everything that is due by now, and a look at the page after each.
    async fn live(&mut self, m: &TestMarket, now: u64) {
        while let Some((_, act)) = self.acts.pop_if(|(at, _)| *at <= now) {
            match act {
                Act::Pay => self.pay(m, 1).await,
                Act::PayTwice => self.pay(m, 2).await,
                Act::Look => {}
                Act::CheckNow => {
                    let id = self.placed.id;
                    progress::check_now(&m.market, holder(id), id)
                        .await
                        .unwrap();
                }
                Act::Cancel => {
                    let id = self.placed.id;
                    let done = cancel::by_buyer(&m.market, holder(id), id).await;
                    assert!(
                        !matches!(done, Err(cancel::CancelError::Failed(_))),
                        "{done:?}"
                    );
                }
            }
            self.look(m).await;
        }
        if self.dice.chance(LOOKS) {
            self.look(m).await;
        }
    }

    async fn pay(&mut self, m: &TestMarket, windows: usize) {
        let wishes = (0..windows).map(|_| m.try_pay(m.wish_to_pay(self.placed.id, &self.phone)));
        for tried in futures::future::join_all(wishes).await {
            match tried {
                Ok(attempt) => {
                    self.decide(m);
                    pay::push(&m.market, attempt.id).await.unwrap();
                }
                Err(PayError::Failed(error)) => unreachable!("{error:?}"),
                Err(PayError::StillOpen(_)) => self.guarded += 1,
                Err(_) => {}
            }
        }
    }

    /// What becomes of the next request, and at which of the providers.
    fn decide(&mut self, m: &TestMarket) {
        let dice = &mut self.dice;
        // Where the first cannot take it at all, the second is asked by itself.
        let is_elsewhere = dice.chance(30);
        if is_elsewhere {
            let scenario = Scenario {
                outcome: Outcome::Reject(code("PROVIDER_TEMPORARILY_UNAVAILABLE")),
                ..Scenario::default()
            };
            self.put(m, Some(Dialect::Pawapay), scenario);
        }
        let scenario = course(&mut self.dice, is_elsewhere);
        self.put(m, None, scenario);
    }

    /// For one request, so that the simulator need not keep the rules of all.
    fn put(&self, m: &TestMarket, dialect: Option<Dialect>, scenario: Scenario) {
        let rule = ScenarioRule {
            dialect,
            times: Some(1),
            ..ScenarioRule::for_msisdn(self.phone.digits(), scenario)
        };
        m.simulator().put_scenario(rule).unwrap();
    }

    /// What the page says, to whoever holds its link.
    async fn look(&mut self, m: &TestMarket) {
        let id = self.placed.id;
        let at = m.simulator().now();
        let page = progress::of(&m.market, holder(id), id)
            .await
            .unwrap()
            .unwrap();
        self.looks += 1;
        if page.status == Status::Failed
            && let Some(attempt) = page.attempt
        {
            self.seen.push(Seen { of: attempt.id, at });
        }
    }

    async fn end(&self, m: &TestMarket) -> End {
        let mut end = End::default();
        let id = self.placed.id;
        let attempts = m.attempts(id).await;
        let refunds = m.refunds(id).await;
        end.attempts = attempts.len();
        // Paid, and not cancelled and given back since.
        let stands = m.orders(id).await;
        let stands = stands
            .iter()
            .any(|order| order.state != OrderState::Cancelled);
        let is_paid = m.purchase(id).await.state == PurchaseState::Paid;
        end.kept = usize::from(is_paid && stands);
        for refund in &refunds {
            let there = m.simulator().transaction(refund.reference.uuid());
            end.back += usize::from(there.is_some_and(|there| there.state == State::Completed));
            assert_eq!(refund.amount, self.placed.total, "{}", self.placed.number);
        }
        for attempt in &attempts {
            assert!(!attempt.state.is_open(), "{attempt:?}");
            let there = m.simulator().transaction(attempt.reference.uuid());
            let Some(there) = there.filter(|there| there.state == State::Completed) else {
                continue;
            };
            end.collected += 1;
            let no = said_no_at(&there);
            end.lies += usize::from(no.is_some());
            let untold = self.seen.iter().filter(|seen| seen.of == attempt.id);
            end.failed_untold += untold
                .filter(|seen| no.is_none_or(|no| seen.at < no))
                .count();
            end.compensated(attempt, &there, &refunds);
        }
        end
    }
}

impl End {
    /// How soon the refund of what this attempt collected was requested, if it could not be kept.
    fn compensated(
        &mut self,
        attempt: &Attempt,
        there: &Transaction,
        refunds: &[payments::Disbursement],
    ) {
        let of_it = refunds.iter().find(|refund| match refund.purpose {
            // What was kept and then cancelled is given back for another cause.
            Purpose::Refund { attempt: of, .. } => {
                of == attempt.id && refund.cause.starts_with("collected:")
            }
            Purpose::Payout { .. } => false,
        });
        let Some(refund) = of_it else { return };
        let settled = there.settled.unwrap();
        let requested = Moment::of(refund.requested_at);
        let told = match there.scenario.callback {
            CallbackKnob::None => None,
            CallbackKnob::Delayed { seconds } => Some(settled.plus(Duration::from_secs(seconds))),
            CallbackKnob::Normal
            | CallbackKnob::Duplicate { .. }
            | CallbackKnob::Reordered
            | CallbackKnob::BeforeResponse
            | CallbackKnob::QueueTimeout => Some(settled),
        };
        match told {
            Some(told) => self.told.push(requested.since(told).as_secs()),
            None => self.asked.push(requested.since(settled).as_secs()),
        }
    }
}

/// When a provider that took the money had said that it would not.
fn said_no_at(there: &Transaction) -> Option<Moment> {
    let Outcome::LateSuccess { .. } = there.scenario.outcome else {
        return None;
    };
    let at_once = there.scenario.callback == CallbackKnob::BeforeResponse;
    let after = there.scenario.settle_after_ms.filter(|_| !at_once);
    Some(
        there
            .created
            .plus(Duration::from_millis(after.unwrap_or_default())),
    )
}

fn course(dice: &mut Dice, is_elsewhere: bool) -> Scenario {
    let seconds = |dice: &mut Dice, least: u64, most: u64| least + dice.roll() % (most - least + 1);
    let no = code(if is_elsewhere {
        "APPROVAL_REJECTED"
    } else {
        "PAYMENT_NOT_APPROVED"
    });
    let outcome = match dice.below(20) {
        0..7 => Outcome::Success,
        7..14 => Outcome::LateSuccess {
            code: no,
            after_seconds: seconds(dice, 10, 900),
        },
        14..17 => Outcome::Fail(no),
        _ => Outcome::InReconciliation {
            after_seconds: seconds(dice, 30, 600),
            then: dice.chance(50).then_some(no),
        },
    };
    let callback = match dice.below(20) {
        0..10 => CallbackKnob::Normal,
        10..13 => CallbackKnob::None,
        13..15 => CallbackKnob::Delayed {
            seconds: seconds(dice, 5, 120),
        },
        15 | 16 => CallbackKnob::Duplicate { count: 3 },
        17 | 18 => CallbackKnob::Reordered,
        _ => CallbackKnob::BeforeResponse,
    };
    let transport = match dice.below(50) {
        0..30 => Transport::Ok,
        30..37 => Transport::ServerErrorAfter { code: 500 },
        37..41 => Transport::ServerErrorBefore { code: 503 },
        41..44 => Transport::MalformedJson,
        44..46 => Transport::HtmlErrorPage,
        46 | 47 => Transport::ResetAfter,
        48 => Transport::ResetBefore,
        _ => Transport::HangAfter,
    };
    Scenario {
        outcome,
        settle_after_ms: Some(1_000 * seconds(dice, 5, 90)),
        callback,
        transport,
        ..Scenario::default()
    }
}

fn code(text: &str) -> Code {
    Code::try_from(text.to_owned()).unwrap()
}
