//! Many buyers and few pieces, with payments that end as fate has it: what is sold, what lies idle, and what a fixed timer would
//! have made of the same buyers.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use flows::place::Placed;
use kernel::{Id as _, PhoneNumber, Timestamp};
use orders::PurchaseState;
use simulator::{CallbackKnob, Code, Moment, Outcome, Scenario, ScenarioRule, State, Transport};
use uuid::Uuid;

use crate::{Dice, Product, TestMarket};

/// In hundredths of all buyers: whose first answer is lost, so that nobody knows for long.
const UNKNOWN: usize = 20;
/// Whose provider says no, and takes the money after all.
const LATE: usize = 5;
/// Whose provider says no. Everybody else pays.
const REFUSED: usize = 15;
/// Of the unknown, who pays in the end.
const UNKNOWN_PAYS: usize = 60;
/// Whose callback never comes, and of the unknown.
const SILENT: usize = 10;
const UNKNOWN_SILENT: usize = 50;

/// As often as the worker sweeps.
const TICK: u64 = 5;
/// The longest that anything stays unknown.
const UNKNOWN_MAX: u64 = 40 * 60;
/// What the timer we compare with gives everybody.
const TIMER: u64 = 15 * 60;

/// Who comes, and to what.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    pub buyers: usize,
    pub pieces: u32,
    /// They come evenly within so long.
    pub minutes: u64,
    pub seed: u64,
}

/// One buyer, as fate has it. Seconds count from the opening, or from the buyer's own coming.
#[derive(Debug, Clone, Copy)]
struct Fate {
    comes: u64,
    is_answer_lost: bool,
    /// When the provider decides.
    decides: u64,
    pays: bool,
    /// After its no, so much later, the provider takes the money.
    late: Option<u64>,
    is_silent: bool,
}

/// What a timer makes of them: it frees a piece when its time is over, whatever the payment does, and never before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByTimer {
    pub sold: usize,
    pub sold_early: usize,
    /// Whose money came after the timer had ended their order.
    pub paid_but_cancelled: usize,
    pub idle_p95: u64,
}

/// What came of a crowd.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sale {
    /// Bought before anybody came who found nothing.
    pub placed: usize,
    pub sold: usize,
    /// Within the first quarter of an hour.
    pub sold_early: usize,
    /// Sold beyond what there was.
    pub oversold: usize,
    /// Whose money came without a no of the provider before it, and whose order ended all the same.
    pub paid_but_cancelled: usize,
    /// Who paid after the provider's own no: whose piece was still there, and whose was not and was sent the money back.
    pub late_kept: usize,
    pub late_sent_back: usize,
    /// Seconds from the provider's no until somebody else could buy the piece.
    pub idle_median: u64,
    pub idle_p95: u64,
    pub idle_max: u64,
    pub timer: ByTimer,
}

impl fmt::Display for Sale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timer = self.timer;
        for (what, ours, theirs) in [
            ("sold", self.sold, timer.sold),
            ("sold_early", self.sold_early, timer.sold_early),
            (
                "paid_but_cancelled",
                self.paid_but_cancelled,
                timer.paid_but_cancelled,
            ),
        ] {
            writeln!(f, "{what} {ours} {theirs}")?;
        }
        writeln!(f, "idle_p95 {} {}", self.idle_p95, timer.idle_p95)?;
        writeln!(f, "idle_median {}", self.idle_median)?;
        writeln!(f, "idle_max {}", self.idle_max)?;
        writeln!(f, "oversold {}", self.oversold)?;
        writeln!(f, "placed {}", self.placed)?;
        writeln!(f, "late_kept {}", self.late_kept)?;
        writeln!(f, "late_sent_back {}", self.late_sent_back)
    }
}

fn draw(dice: &mut Dice, comes: u64) -> Fate {
    let within = |dice: &mut Dice, least: u64, most: u64| least + dice.roll() % (most - least + 1);
    let kind = dice.below(100);
    let mut fate = Fate {
        comes,
        is_answer_lost: false,
        decides: within(dice, 5, 40),
        pays: true,
        late: None,
        is_silent: dice.chance(SILENT),
    };
    if kind < UNKNOWN {
        fate.is_answer_lost = true;
        fate.decides = within(dice, 60, UNKNOWN_MAX);
        fate.pays = dice.chance(UNKNOWN_PAYS);
        fate.is_silent = dice.chance(UNKNOWN_SILENT);
    } else if kind < UNKNOWN + LATE {
        fate.decides = within(dice, 10, 60);
        fate.late = Some(within(dice, 60, 30 * 60));
    } else if kind < UNKNOWN + LATE + REFUSED {
        fate.pays = false;
        // At once, or when the prompt runs out.
        fate.decides = if dice.chance(50) {
            within(dice, 5, 30)
        } else {
            within(dice, 60, 180)
        };
    }
    fate
}

impl Fate {
    /// The money, in seconds after coming.
    fn money(&self) -> Option<u64> {
        self.pays
            .then_some(self.decides + self.late.unwrap_or_default())
    }

    /// The provider's no, whether or not it stays with it.
    const fn no(&self) -> Option<u64> {
        if self.pays && self.late.is_none() {
            None
        } else {
            Some(self.decides)
        }
    }

    fn scenario(&self) -> Scenario {
        let no = Code::try_from("PAYMENT_NOT_APPROVED".to_owned()).unwrap();
        let outcome = match (self.is_answer_lost, self.pays, self.late) {
            (true, pays, _) => Outcome::InReconciliation {
                after_seconds: self.decides - TICK,
                then: (!pays).then_some(no),
            },
            (false, true, None) => Outcome::Success,
            (false, true, Some(after_seconds)) => Outcome::LateSuccess {
                code: no,
                after_seconds,
            },
            (false, false, _) => Outcome::Fail(no),
        };
        let until = if self.is_answer_lost {
            TICK
        } else {
            self.decides
        };
        Scenario {
            outcome,
            settle_after_ms: Some(until * 1_000),
            callback: if self.is_silent {
                CallbackKnob::None
            } else {
                CallbackKnob::Normal
            },
            transport: if self.is_answer_lost {
                Transport::ServerErrorAfter { code: 500 }
            } else {
                Transport::Ok
            },
            ..Scenario::default()
        }
    }
}

/// Lets the crowd in, and waits until the last payment is final and doubted for the last time.
pub async fn sell(crowd: Crowd) -> Sale {
    let mut dice = Dice::new(crowd.seed);
    let length = crowd.minutes * 60;
    let fates: Vec<Fate> = (0..crowd.buyers)
        .map(|number| {
            draw(
                &mut dice,
                number as u64 * length / crowd.buyers.max(1) as u64,
            )
        })
        .collect();
    let (m, wrap) = TestMarket::with_product(10_000, crowd.pieces).await;
    let opening = m.now();
    let mut bought: Vec<(Fate, Placed, Uuid)> = Vec::new();
    let mut coming = fates.iter().peekable();
    // Whoever is unknown for longest came last.
    while seconds(opening, m.now()) < length + UNKNOWN_MAX + 15 * 60 {
        m.pass_together(TICK).await;
        let now = seconds(opening, m.now());
        while let Some(fate) = coming.next_if(|fate| fate.comes <= now) {
            if let Some((placed, reference)) = buys(&m, &wrap, fate).await {
                bought.push((*fate, placed, reference));
            }
        }
        m.run_jobs().await;
        m.sweep().await;
        m.run_jobs().await;
    }
    for hours in [1, 6, 24, 25] {
        m.pass_together(hours * 3_600).await;
        m.let_money_arrive().await;
    }
    m.assert_sound().await;
    m.assert_books_agree().await;
    let mut sale = count(&m, &crowd, opening, &bought).await;
    sale.timer = by_timer(&fates, crowd.pieces);
    sale
}

/// Whoever finds a piece places and pays at once; whoever does not is gone.
async fn buys(m: &TestMarket, wrap: &Product, fate: &Fate) -> Option<(Placed, Uuid)> {
    let (on_hand, held) = m.stock(wrap.variant).await;
    if on_hand == held {
        return None;
    }
    let placed = m.place(&[(wrap, 1)]).await;
    let phone: PhoneNumber = m.phone();
    // For one payment, so that the simulator need not keep the rules of all.
    let rule = ScenarioRule {
        times: Some(1),
        ..ScenarioRule::for_msisdn(phone.digits(), fate.scenario())
    };
    m.simulator().put_scenario(rule).unwrap();
    let attempt = m.start(&placed, &phone).await;
    flows::pay::push(&m.market, attempt.id).await.unwrap();
    Some((placed, attempt.reference.uuid()))
}

async fn count(
    m: &TestMarket,
    crowd: &Crowd,
    opening: Timestamp,
    bought: &[(Fate, Placed, Uuid)],
) -> Sale {
    let freed: HashMap<Uuid, Timestamp> = {
        let mut tx = m.platform().await;
        sqlx::query_as::<_, (Uuid, Timestamp)>(
            "select purchase_id, min(at) from stock_movements where kind = 'released' group by purchase_id",
        )
        .fetch_all(&mut *tx)
        .await
        .unwrap()
        .into_iter()
        .collect()
    };
    let mut sale = Sale {
        placed: bought.len(),
        ..Sale::default()
    };
    let mut idle = Vec::new();
    for (fate, placed, reference) in bought {
        let purchase = m.purchase(placed.id).await;
        let there = m.simulator().transaction(*reference).unwrap();
        let has_paid = there.state == State::Completed;
        let is_paid = purchase.state == PurchaseState::Paid;
        if let Some(paid_at) = purchase.paid_at.filter(|_| is_paid) {
            sale.sold += 1;
            sale.sold_early += usize::from(seconds(opening, paid_at) <= TIMER);
        }
        match (has_paid, fate.late) {
            (true, None) => sale.paid_but_cancelled += usize::from(!is_paid),
            (true, Some(_)) if is_paid => sale.late_kept += 1,
            (true, Some(_)) => {
                assert_eq!(
                    m.given_back(placed.id).await,
                    placed.total.minor(),
                    "{} is sent back what came too late",
                    placed.number
                );
                sale.late_sent_back += 1;
            }
            (false, _) => assert!(!is_paid, "{} was never paid", placed.number),
        }
        if let Some(no) = fate.no() {
            let said = there.created.plus(std::time::Duration::from_secs(no));
            match freed.get(&placed.id.uuid()) {
                Some(at) => idle.push(Moment::of(*at).since(said).as_secs()),
                // The money was there before anybody heard of the no.
                None => assert!(is_paid, "{} holds its piece for ever", placed.number),
            }
        }
    }
    sale.oversold = sale.sold.saturating_sub(crowd.pieces as usize);
    idle.sort_unstable();
    sale.idle_median = at_hundredth(&idle, 50);
    sale.idle_p95 = at_hundredth(&idle, 95);
    sale.idle_max = idle.last().copied().unwrap_or_default();
    sale
}

/// The same buyers at the same moments, and a model of a shop that holds for a quarter of an hour.
fn by_timer(fates: &[Fate], pieces: u32) -> ByTimer {
    let mut free = pieces;
    // How many pieces come back at which second.
    let mut back: BTreeMap<u64, u32> = BTreeMap::new();
    let mut end = ByTimer::default();
    let mut idle = Vec::new();
    for fate in fates {
        let over = back.split_off(&(fate.comes + 1));
        free += std::mem::replace(&mut back, over).values().sum::<u32>();
        if free == 0 {
            continue;
        }
        free -= 1;
        match fate.money() {
            Some(after) if after <= TIMER => {
                end.sold += 1;
                end.sold_early += usize::from(fate.comes + after <= TIMER);
                continue;
            }
            Some(_) => end.paid_but_cancelled += 1,
            None => {}
        }
        if let Some(no) = fate.no() {
            idle.push(TIMER.saturating_sub(no));
        }
        *back.entry(fate.comes + TIMER).or_default() += 1;
    }
    idle.sort_unstable();
    end.idle_p95 = at_hundredth(&idle, 95);
    end
}

/// What so many of a hundred stay within.
fn at_hundredth(sorted: &[u64], hundredth: usize) -> u64 {
    let at = (sorted.len() * hundredth).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from((to - from).whole_seconds()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYS: Fate = Fate {
        comes: 0,
        is_answer_lost: false,
        decides: 10,
        pays: true,
        late: None,
        is_silent: false,
    };

    #[test]
    fn a_timer_keeps_what_nobody_pays_for_and_ends_what_is_paid_late() {
        let refused = Fate {
            pays: false,
            ..PAYS
        };
        let unknown = Fate {
            decides: TIMER + 1,
            ..PAYS
        };
        let next = |comes| Fate { comes, ..PAYS };
        // Two pieces: both taken, nothing for who comes before the timer ends, one each after.
        let crowd = [refused, unknown, next(TIMER - 1), next(TIMER), next(TIMER)];
        let end = by_timer(&crowd, 2);
        assert_eq!((end.sold, end.sold_early), (2, 0));
        assert_eq!((end.paid_but_cancelled, end.idle_p95), (1, TIMER - 10));
    }

    #[test]
    fn so_many_are_unknown_and_so_many_late() {
        let mut dice = Dice::new(1);
        let fates: Vec<Fate> = (0..3_000).map(|_| draw(&mut dice, 0)).collect();
        let of = |is: fn(&Fate) -> bool| fates.iter().filter(|fate| is(fate)).count() / 30;
        assert!((19..=21).contains(&of(|fate| fate.is_answer_lost)));
        assert!((4..=6).contains(&of(|fate| fate.late.is_some())));
    }
}
