//! What becomes of one payment, at the provider and on the way there.

use simulator::{CallbackKnob, Code, Outcome, Report, ReportIn, Scenario, Transport};

use crate::cell::Order;
use crate::deed::Way;
use rehearsal::Dice;

/// How a payment ends at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    Success,
    /// The person decides, or lets the prompt run out.
    Asked,
    Fails,
    /// Says failed, and takes the money after so many seconds.
    Late(u64),
    /// Nobody knows for so many seconds; then success or not.
    Reconciled(u64, bool),
    /// In flight for ever.
    Stuck,
    /// Says that another amount was collected.
    Lie,
}

/// One payment: by which way, and all that goes wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Payment {
    pub way: Way,
    pub story: Story,
    pub scenario: Scenario,
}

impl Payment {
    /// Paid without trouble, but for its callbacks.
    pub fn good(order: Order, way: Way) -> Self {
        Self::of(order, way, Story::Success)
    }

    pub fn late(dice: &mut Dice, order: Order, way: Way) -> Self {
        let after = dice.one_of(&[20, 90, 700, 5_000]);
        Self::of(order, way, Story::Late(after))
    }

    pub fn any(dice: &mut Dice, order: Order, way: Way) -> Self {
        let story = match dice.below(100) {
            0..=29 => Story::Success,
            30..=49 => Story::Asked,
            50..=59 => Story::Fails,
            60..=74 => Story::Late(dice.one_of(&[20, 90, 700, 5_000])),
            75..=84 => Story::Reconciled(dice.one_of(&[30, 400]), dice.chance(60)),
            85..=92 => Story::Stuck,
            _ => Story::Lie,
        };
        let mut payment = Self::of(order, way, story);
        payment.scenario.transport = match dice.below(100) {
            0..=3 => Transport::ResetBefore,
            4..=7 => Transport::ServerErrorBefore { code: 503 },
            8..=12 => Transport::ResetAfter,
            13..=16 => Transport::ServerErrorAfter { code: 500 },
            17..=19 => Transport::MalformedJson,
            20..=23 => Transport::Slow { ms: 30 },
            24 => Transport::HangAfter,
            _ => Transport::Ok,
        };
        if dice.chance(8) {
            payment.scenario.status_transport = Transport::ServerErrorBefore { code: 500 };
        }
        payment
    }

    fn of(order: Order, way: Way, story: Story) -> Self {
        // A hosted page is answered by whoever is on it.
        let story = match (way, story) {
            (Way::Card, _) => Story::Asked,
            (Way::Mtn | Way::Mpesa | Way::FromKenya, story) => story,
        };
        let failed = || failure(way);
        let outcome = match story {
            Story::Success | Story::Lie => Outcome::Success,
            Story::Asked => Outcome::Prompt,
            Story::Fails => Outcome::Fail(failed()),
            Story::Late(after_seconds) => Outcome::LateSuccess {
                code: failed(),
                after_seconds,
            },
            Story::Reconciled(after_seconds, ends_well) => Outcome::InReconciliation {
                after_seconds,
                then: (!ends_well).then(failed),
            },
            Story::Stuck => Outcome::Stuck,
        };
        let outcome = if way == Way::Card {
            Outcome::Usual
        } else {
            outcome
        };
        let report = (story == Story::Lie).then(|| Report {
            amount: Some("1.00".to_owned()),
            r#in: ReportIn::Both,
            ..Report::default()
        });
        let scenario = Scenario {
            outcome,
            callback: order.knob(),
            report,
            ..Scenario::default()
        };
        Self {
            way,
            story,
            scenario,
        }
    }
}

fn code(text: &str) -> Code {
    Code::try_from(text.to_owned()).unwrap_or_else(|_| unreachable!("written here"))
}

fn failure(way: Way) -> Code {
    match way {
        Way::Mtn | Way::Card => code("PAYMENT_NOT_APPROVED"),
        Way::Mpesa | Way::FromKenya => code("1037"),
    }
}

/// How refusals are called: that we have not enough there, and that nobody is there who could get it.
pub struct Refusals {
    float: &'static str,
    gone: &'static str,
}

pub const AT_WALLETS: Refusals = Refusals {
    float: "PAWAPAY_WALLET_OUT_OF_FUNDS",
    gone: "RECIPIENT_NOT_FOUND",
};
pub const AT_BANKS: Refusals = Refusals {
    float: "INSUFFICIENT_FUNDS",
    gone: "ACCOUNT_RESOLVE_FAILED",
};

/// What money does that leaves.
pub fn outgoing(dice: &mut Dice, order: Order, refusals: &Refusals) -> Scenario {
    let float = || code(refusals.float);
    let gone = || code(refusals.gone);
    let outcome = match dice.below(100) {
        0..=39 => Outcome::Usual,
        40..=54 => Outcome::Fail(float()),
        55..=64 => Outcome::Fail(gone()),
        65..=79 => Outcome::LateSuccess {
            code: float(),
            after_seconds: dice.one_of(&[30, 400]),
        },
        80..=84 => Outcome::LateSuccess {
            code: gone(),
            after_seconds: 300,
        },
        _ => Outcome::InReconciliation {
            after_seconds: 400,
            then: dice.chance(30).then(float),
        },
    };
    let transport = match dice.below(100) {
        0..=7 => Transport::ResetAfter,
        8..=14 => Transport::ServerErrorBefore { code: 503 },
        15..=19 => Transport::MalformedJson,
        _ => Transport::Ok,
    };
    let callback = match order.knob() {
        // Nothing is answered before a refund that is over at once.
        CallbackKnob::BeforeResponse => CallbackKnob::Normal,
        knob => knob,
    };
    Scenario {
        outcome,
        transport,
        callback,
        ..Scenario::default()
    }
}
