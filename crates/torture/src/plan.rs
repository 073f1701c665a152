//! A schedule: everything that is decided in a run, out of its seed alone and before it begins.

mod apart;
mod buyers;
mod far;
mod spending;
mod story;

use crate::cell::{Cell, POINTS};
use crate::deed::{Back, PaidTo, ShopStep, Way};
use rehearsal::Dice;

pub use story::Payment;
use story::{AT_BANKS, AT_WALLETS, outgoing};

/// What one person or one part of the program does.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    Place {
        buy: usize,
        lines: Vec<(usize, u32)>,
    },
    /// Presses "Pay". What becomes of it is decided here as well.
    Pay {
        buy: usize,
        nth: usize,
        payment: Box<Payment>,
    },
    /// The same, and some of it with the store credit of who paid first for `of`.
    PayBeside {
        buy: usize,
        nth: usize,
        payment: Box<Payment>,
        of: usize,
    },
    /// All of it with that credit.
    PayWithCredit {
        buy: usize,
        of: usize,
    },
    /// The person at the phone, or on the hosted page.
    Answer {
        buy: usize,
        approves: bool,
    },
    CancelByBuyer {
        buy: usize,
    },
    CancelByShop {
        buy: usize,
        parcel: usize,
    },
    Step {
        buy: usize,
        parcel: usize,
        step: ShopStep,
    },
    /// The shop gives back some of what was paid.
    GiveBack {
        buy: usize,
        parcel: usize,
        nth: usize,
        back: Back,
    },
    /// Somebody pays to the paybill, asked by nobody.
    ByHand {
        buy: usize,
        hand: Hand,
    },
    /// The buyer asks where to send a bank transfer.
    BeginTransfer {
        buy: usize,
    },
    /// Somebody sends one, and we know of it when the statement is imported.
    Transfer {
        buy: usize,
        hand: Hand,
    },
    ImportBank,
    /// An admin decides about the oldest purchase under review.
    Look {
        clears: bool,
    },
    AcceptCash {
        buy: usize,
    },
    TakeCash {
        buy: usize,
        parcel: usize,
    },
    RefuseCash {
        buy: usize,
        parcel: usize,
    },
    PayOut {
        shop: usize,
        nth: usize,
    },
    SayPaidTo {
        shop: usize,
        to: PaidTo,
    },
    Jobs,
    LoseJobs,
    Sweep,
    Tick,
}

/// What somebody types who pays by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Whole,
    /// Half of it, rounded up.
    Half,
    TooMuch,
    /// The whole price, to a number that is no purchase's.
    WrongNumber,
}

/// A step of the schedule.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// All of these at the same time.
    Do(Vec<Move>),
    /// Time passes everywhere.
    Pass(u64),
    /// Our clock alone jumps ahead, or the provider's.
    JumpOurs(u64),
    JumpTheirs(u64),
    /// The market is killed so many milliseconds after these began.
    Kill {
        during: Vec<Move>,
        after_ms: u64,
    },
    /// The database fails so many milliseconds after these began.
    Crash {
        during: Vec<Move>,
        after_ms: u64,
    },
    ProviderAway,
    ProviderBack,
}

/// All of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub seed: u64,
    pub cell: Cell,
    /// How often the armed point is passed before the kill.
    pub nth: usize,
    /// What refunds and payouts do.
    pub outgoing: simulator::Scenario,
    pub outgoing_times: u32,
    /// The same of payouts to banks.
    pub to_banks: simulator::Scenario,
    /// From how many points on purchases are looked at before they are packed, where they are.
    pub review_above: Option<u32>,
    pub acts: Vec<Act>,
}

impl Plan {
    pub fn new(seed: u64) -> Self {
        let cell = Cell::of(seed);
        let mut dice = Dice::new(seed);
        let nth = 1 + dice.below(POINTS[cell.point].1.max(1));
        let to_wallets = outgoing(&mut dice, cell.order, &AT_WALLETS);
        let outgoing_times = 1 + u32::from(dice.chance(50));
        let to_banks = outgoing(&mut dice, cell.order, &AT_BANKS);
        let is_looking = cell.point_name().starts_with("review.");
        let review_above = (is_looking || dice.chance(35)).then_some(REVIEW_ABOVE);
        let lines = lines(&mut dice, cell);
        let mut acts = paid_to(&mut dice);
        acts.extend(weave(&mut dice, lines, review_above.is_some()));
        acts.extend(late(&mut dice));
        let kills = match cell.point_name() {
            "any instant" => 1,
            "any instant, twice" => 2,
            _ => 0,
        };
        for _ in 0..kills {
            strike(&mut dice, &mut acts, |during, after_ms| Act::Kill {
                during,
                after_ms,
            });
        }
        if cell.crashes_sometime() {
            strike(&mut dice, &mut acts, |during, after_ms| Act::Crash {
                during,
                after_ms,
            });
        }
        Self {
            seed,
            cell,
            nth,
            outgoing: to_wallets,
            outgoing_times,
            to_banks,
            review_above,
            acts,
        }
    }
}

type Line = Vec<Move>;

/// So few points that most buyers here, who are all new, are looked at.
const REVIEW_ABOVE: u32 = 20;

/// How many shops there are: two in Zambia and one in Kenya.
const SHOPS: usize = 3;

/// The kinds of line in which store credit is spent, something goes back in parts, somebody pays by hand, by bank, or from another
/// country.
const SPENDING: usize = 7;
const GIVING: usize = 8;
const BY_HAND: usize = 9;
const BY_BANK: usize = 10;
const ABROAD: usize = 11;
const KINDS: usize = 12;

/// What the buyers of this run do, each in their order.
fn lines(dice: &mut Dice, cell: Cell) -> Vec<Line> {
    let mut buy = 0;
    let mut all = Vec::new();
    // One of each that every point needs, then whatever comes.
    let mut kinds = vec![0, 2, 3];
    kinds.extend((0..2).map(|_| dice.below(KINDS)));
    for (point, kind) in [
        ("credit.", SPENDING),
        ("give_back.", GIVING),
        ("by_hand.", BY_HAND),
        ("bank.", BY_BANK),
    ] {
        if cell.point_name().starts_with(point) && !kinds.contains(&kind) {
            kinds[4] = kind;
        }
    }
    let mut is_spending = false;
    for mut kind in kinds {
        // Once: it takes four buys, and there are so many.
        if kind == SPENDING && std::mem::replace(&mut is_spending, true) {
            kind = 0;
        }
        let line = match kind {
            0 => buyers::sale(dice, cell, buy),
            1 => buyers::impatient(dice, cell, buy),
            2 => buyers::regretted(dice, cell, buy),
            3 => buyers::in_cash(dice, buy),
            4 => vec![place(dice, buy, false)],
            5 => {
                // Two want the last two pieces.
                all.push(buyers::scarce(dice, cell, buy));
                buy += 1;
                buyers::scarce(dice, cell, buy)
            }
            SPENDING => {
                let [first, second] = spending::lines(dice, cell, buy);
                all.push(first);
                buy += 3;
                second
            }
            GIVING => apart::given_back(dice, cell, buy),
            BY_HAND => apart::by_hand(dice, cell, buy),
            BY_BANK => far::by_bank(dice, cell, buy),
            ABROAD => far::from_abroad(dice, cell, buy),
            _ => buyers::doubled(dice, cell, buy),
        };
        all.push(line);
        buy += 1;
    }
    all
}

fn place(dice: &mut Dice, buy: usize, from_kenya: bool) -> Move {
    let count = 1 + u32::from(dice.chance(30));
    let lines = if from_kenya {
        vec![(3, count)]
    } else if dice.chance(50) {
        vec![(0, count), (2, 1)]
    } else {
        vec![(dice.one_of(&[0, 2]), count)]
    };
    Move::Place { buy, lines }
}

fn way(dice: &mut Dice) -> Way {
    dice.one_of(&[Way::Mtn, Way::Mtn, Way::Card, Way::Mpesa])
}

/// The same way of the same country: a Kenyan cart is paid in Kenya.
fn other_way(dice: &mut Dice, first: Way) -> Way {
    match first {
        Way::Mpesa => Way::Mpesa,
        Way::Mtn | Way::Card | Way::FromKenya => dice.one_of(&[Way::Mtn, Way::Card]),
    }
}

fn pay(dice: &mut Dice, cell: Cell, buy: usize, nth: usize, way: Way) -> Move {
    let payment = Box::new(Payment::any(dice, cell.order, way));
    Move::Pay { buy, nth, payment }
}

fn pay_well(cell: Cell, buy: usize, nth: usize, way: Way) -> Move {
    let payment = Box::new(Payment::good(cell.order, way));
    Move::Pay { buy, nth, payment }
}

/// Everybody at once, each line in its order, with time and work in between.
fn weave(dice: &mut Dice, lines: Vec<Line>, is_looking: bool) -> Vec<Act> {
    let mut waiting: Vec<std::vec::IntoIter<Move>> =
        lines.into_iter().map(IntoIterator::into_iter).collect();
    let mut acts = Vec::new();
    loop {
        waiting.retain(|line| line.len() > 0);
        if waiting.is_empty() {
            return acts;
        }
        let count = if dice.chance(35) {
            1 + dice.below(3)
        } else {
            1
        };
        let mut together = Vec::new();
        let first = dice.below(waiting.len());
        for index in 0..count.min(waiting.len()) {
            let index = (first + index) % waiting.len();
            together.extend(waiting[index].next());
        }
        if together.len() > 1 && dice.chance(40) {
            let work = [Move::Jobs, Move::Sweep, Move::Tick];
            together.push(work[dice.below(work.len())].clone());
        }
        acts.push(Act::Do(together));
        acts.extend(between(dice));
        if is_looking && dice.chance(30) {
            let look = Move::Look {
                clears: dice.chance(75),
            };
            acts.push(Act::Do(vec![look]));
        }
    }
}

fn between(dice: &mut Dice) -> Vec<Act> {
    let mut acts = Vec::new();
    if dice.chance(60) {
        acts.push(Act::Do(vec![Move::Jobs]));
    }
    if dice.chance(50) {
        let seconds = u64::try_from(1 + dice.below(15)).unwrap_or(1);
        acts.push(Act::Pass(seconds));
    }
    match dice.below(100) {
        0..=19 => acts.push(Act::Do(vec![Move::Sweep])),
        20..=34 => acts.push(Act::Do(vec![Move::Tick])),
        // Two sweeps of two workers.
        35..=38 => acts.push(Act::Do(vec![Move::Sweep, Move::Sweep, Move::Jobs])),
        39..=41 => acts.push(Act::Do(vec![Move::LoseJobs])),
        42..=45 => acts.push(Act::Pass(61)),
        46 | 47 => acts.push(Act::Pass(20 * 60)),
        48 | 49 => acts.push(Act::JumpOurs(3 * 60)),
        50 | 51 => acts.push(Act::JumpTheirs(2 * 60)),
        52 => acts.extend([
            Act::ProviderAway,
            Act::Do(vec![Move::Jobs, Move::Sweep]),
            Act::ProviderBack,
        ]),
        _ => {}
    }
    acts
}

/// Some owners say in the beginning where their money goes, two of them at banks as often as not.
fn paid_to(dice: &mut Dice) -> Vec<Act> {
    let mut said = Vec::new();
    for shop in 0..SHOPS {
        if dice.chance(45) {
            let to = dice.one_of(&[PaidTo::Bank, PaidTo::Bank, PaidTo::Wallet]);
            said.push(Act::Do(vec![Move::SayPaidTo { shop, to }]));
        }
    }
    said
}

/// Holds on earnings pass, and the shops are paid out. Now and then somebody says only now, or at that very moment, that the money goes
/// elsewhere, and a day later they press again.
fn late(dice: &mut Dice) -> Vec<Act> {
    let pay_out = |nth| move |shop| Move::PayOut { shop, nth };
    let mut acts = vec![
        Act::Do(vec![Move::Tick]),
        Act::Pass(16 * 60),
        Act::Do(vec![Move::Tick]),
        Act::Pass(73 * 3_600),
        Act::Do(vec![Move::Sweep]),
        Act::Do(vec![Move::Tick]),
    ];
    let diverted = dice.chance(25).then(|| Move::SayPaidTo {
        shop: dice.below(SHOPS),
        to: dice.one_of(&[PaidTo::Bank, PaidTo::Wallet, PaidTo::Before]),
    });
    let is_at_once = dice.chance(50);
    let mut together: Vec<Move> = (0..SHOPS).map(pay_out(0)).collect();
    match &diverted {
        Some(diverted) if is_at_once => together.push(diverted.clone()),
        Some(diverted) => acts.push(Act::Do(vec![diverted.clone()])),
        None => {}
    }
    if dice.chance(50) {
        // Two owners press at the same time.
        together.push(Move::PayOut { shop: 0, nth: 1 });
    }
    acts.push(Act::Do(together));
    acts.extend([Act::Do(vec![Move::Jobs]), Act::Pass(5)]);
    acts.push(Act::Do(vec![Move::Tick]));
    if let Some(Move::SayPaidTo { shop, .. }) = diverted {
        let to = PaidTo::Before;
        if dice.chance(40) {
            acts.push(Act::Do(vec![Move::SayPaidTo { shop, to }]));
        } else {
            acts.push(Act::Pass(25 * 3_600));
        }
        acts.push(Act::Do((0..SHOPS).map(pay_out(2)).collect()));
        acts.extend([Act::Do(vec![Move::Jobs]), Act::Pass(5)]);
    }
    acts
}

/// Something is struck while one of the acts is done.
fn strike(dice: &mut Dice, acts: &mut [Act], make: impl Fn(Vec<Move>, u64) -> Act) {
    let doing: Vec<usize> = acts
        .iter()
        .enumerate()
        .filter(|(_, act)| matches!(act, Act::Do(_)))
        .map(|(index, _)| index)
        .collect();
    let index = dice.one_of(&doing);
    let after_ms = u64::try_from(dice.below(25)).unwrap_or_default();
    if let Act::Do(during) = &acts[index] {
        acts[index] = make(during.clone(), after_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_is_the_same_schedule() {
        assert_eq!(Plan::new(5), Plan::new(5));
        assert_ne!(Plan::new(5).acts, Plan::new(6).acts);
    }

    #[test]
    fn every_schedule_has_what_its_fault_needs() {
        for seed in 0..200 {
            let plan = Plan::new(seed);
            let crashes = plan
                .acts
                .iter()
                .filter(|act| matches!(act, Act::Crash { .. }));
            assert_eq!(crashes.count(), usize::from(plan.cell.crashes_sometime()));
        }
    }
}
