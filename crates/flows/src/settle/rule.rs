//! The decisions of a settlement, without a database and without a clock: what an answer of the provider means for an attempt,
//! and what becomes of money that is there. The flow calls these and does what they say; the model checker tries every order.

use kernel::{Refusal, Timestamp};
use orders::PurchaseState;
use payments::provider::{Moved, ProviderStatus};
use payments::{AttemptState, WrongState};
use time::Duration;
use words::CaseWords;

/// Absent this long after sending, an attempt never arrived.
pub const NEVER_ARRIVED_AFTER: Duration = Duration::minutes(15);
/// Absent and younger than this, it is sent again with the same reference, where that is safe.
pub const SEND_AGAIN_WITHIN: Duration = Duration::minutes(2);

/// An attempt, and what its provider answered about it.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'s, 'a> {
    pub state: &'s AttemptState,
    /// `None`: no answer, or none we can read.
    pub answer: Option<&'a ProviderStatus>,
    /// How long it had been sent when the provider was asked: an absence says nothing about what arrived since.
    pub age_when_asked: Duration,
    /// How long it has been sent by now.
    pub age: Duration,
    /// Whether the buyer was given a page of the provider's.
    pub has_page: bool,
    /// Whether sending the same request again cannot move money twice.
    pub is_repeatable: bool,
}

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// Nothing that was not known.
    Stay,
    /// The provider never saw it: the same request once more.
    SendAgain,
    LoseSight,
    AwaitPin,
    Redirect,
    /// Final: no money moved.
    Refuse {
        why: Refusal,
        code: &'a str,
    },
    /// Money moved. Where it is exactly ours, the attempt is collected.
    Take(&'a Moved),
}

/// The whole rule: which answer means what, for an attempt in any state.
pub fn hear<'a>(heard: &Heard<'_, 'a>) -> Verdict<'a> {
    let Some(answer) = heard.answer else {
        return match heard.state {
            AttemptState::Sent { .. } => Verdict::LoseSight,
            AttemptState::Prepared
            | AttemptState::AwaitingPin { .. }
            | AttemptState::Redirected { .. }
            | AttemptState::Unclear { .. }
            | AttemptState::Collected { .. }
            | AttemptState::Refused { .. } => Verdict::Stay,
        };
    };
    match (answer, heard.state) {
        // Money is money, whatever was said before; once.
        (ProviderStatus::Moved(_), AttemptState::Collected { .. }) => Verdict::Stay,
        (ProviderStatus::Moved(moved), _) => Verdict::Take(moved),
        (_, state) if !state.is_open() => Verdict::Stay,
        (ProviderStatus::Pending, _) if heard.has_page => Verdict::Redirect,
        (ProviderStatus::Pending, _) => Verdict::AwaitPin,
        (ProviderStatus::NotFound, _) if heard.age_when_asked >= NEVER_ARRIVED_AFTER => {
            Verdict::Refuse {
                why: Refusal::NeverArrived,
                code: "",
            }
        }
        (ProviderStatus::NotFound, _) if heard.is_repeatable && heard.age < SEND_AGAIN_WITHIN => {
            Verdict::SendAgain
        }
        (ProviderStatus::NotFound, _) => Verdict::Stay,
        (ProviderStatus::Failed(declined), _) => Verdict::Refuse {
            why: declined.why,
            code: &declined.code,
        },
    }
}

impl Verdict<'_> {
    /// The attempt's next state. `None`: it stays, or the money has to be looked at first.
    pub fn leads_to(
        &self,
        state: &AttemptState,
        now: Timestamp,
    ) -> Result<Option<AttemptState>, WrongState> {
        match self {
            Self::Stay | Self::SendAgain | Self::Take(_) => Ok(None),
            Self::LoseSight => state.lose_sight(now).map(Some),
            Self::AwaitPin => state.await_pin(now).map(Some),
            Self::Redirect => state.redirect(now).map(Some),
            Self::Refuse { why, code } => state.refuse(now, *why, (*code).to_owned()).map(Some),
        }
    }
}

/// How long after a final no the provider is asked once more. Providers change their mind, and the callback that would say so
/// may be lost.
const SECOND_LOOKS: [Duration; 5] = [
    Duration::minutes(1),
    Duration::minutes(10),
    Duration::hours(1),
    Duration::hours(6),
    Duration::hours(24),
];

/// When to ask again about what the provider said no to at `said_no_at`. `None`: never.
pub fn second_look(said_no_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let mut looks = SECOND_LOOKS.iter().map(|&after| said_no_at + after);
    looks.find(|at| *at > now)
}

/// What becomes of money that is exactly ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It pays for the purchase.
    Keep,
    /// It is the buyer's, for this reason.
    OweBack(CaseWords),
}

/// Kept once, by a purchase that still waits for it, whose goods are there, and the store credit that was to pay the rest; else the
/// buyer's.
pub const fn fate(purchase: PurchaseState, has_credit: bool, has_stock: bool) -> Fate {
    match purchase {
        PurchaseState::Open if !has_credit => Fate::OweBack(CaseWords::CreditGone),
        PurchaseState::Open if has_stock => Fate::Keep,
        PurchaseState::Open => Fate::OweBack(CaseWords::SoldOut),
        PurchaseState::Paid | PurchaseState::CashDue => Fate::OweBack(CaseWords::DoublePayment),
        PurchaseState::Expired => Fate::OweBack(CaseWords::LatePayment),
        PurchaseState::Cancelled => Fate::OweBack(CaseWords::CancelledPaid),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Id as _, Money, ProviderReference};
    use payments::provider::{Declined, StatedAmount};

    use super::*;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn states() -> [AttemptState; 7] {
        [
            AttemptState::Prepared,
            AttemptState::Sent { at: AT },
            AttemptState::AwaitingPin { since: AT },
            AttemptState::Redirected { since: AT },
            AttemptState::Unclear { since: AT },
            AttemptState::Collected {
                at: AT,
                transaction: None,
            },
            AttemptState::Refused {
                at: AT,
                why: Refusal::NotApproved,
                code: String::new(),
            },
        ]
    }

    fn moved() -> ProviderStatus {
        ProviderStatus::Moved(Moved {
            reference: Some(ProviderReference::from_uuid(uuid::Uuid::nil())),
            amount: StatedAmount::Money(Money::new(100, Currency::ZMW)),
            provider_transaction: None,
            handle: None,
        })
    }

    fn failed() -> ProviderStatus {
        ProviderStatus::Failed(Declined {
            why: Refusal::InsufficientBalance,
            code: "LOW".to_owned(),
        })
    }

    fn word(answer: Option<&ProviderStatus>, state: &AttemptState, minutes: i64) -> &'static str {
        let verdict = hear(&Heard {
            state,
            answer,
            age_when_asked: Duration::minutes(minutes),
            age: Duration::minutes(minutes),
            has_page: matches!(state, AttemptState::Redirected { .. }),
            is_repeatable: true,
        });
        match verdict {
            Verdict::Stay => "-",
            Verdict::SendAgain => "again",
            Verdict::LoseSight => "unclear",
            Verdict::AwaitPin => "pin",
            Verdict::Redirect => "page",
            Verdict::Refuse { .. } => "refuse",
            Verdict::Take(_) => "take",
        }
    }

    #[test]
    fn every_answer_means_one_thing_in_every_state() {
        let (pending, absent) = (ProviderStatus::Pending, ProviderStatus::NotFound);
        let (failed, moved) = (failed(), moved());
        // prepared, sent, awaiting, redirected, unclear, collected, refused.
        let grid: [(Option<&ProviderStatus>, i64, [&str; 7]); 7] = [
            (None, 60, ["-", "unclear", "-", "-", "-", "-", "-"]),
            (
                Some(&pending),
                60,
                ["pin", "pin", "pin", "page", "pin", "-", "-"],
            ),
            (
                Some(&absent),
                1,
                ["again", "again", "again", "again", "again", "-", "-"],
            ),
            (Some(&absent), 14, ["-"; 7]),
            (
                Some(&absent),
                15,
                ["refuse", "refuse", "refuse", "refuse", "refuse", "-", "-"],
            ),
            (
                Some(&failed),
                0,
                ["refuse", "refuse", "refuse", "refuse", "refuse", "-", "-"],
            ),
            (
                Some(&moved),
                0,
                ["take", "take", "take", "take", "take", "-", "take"],
            ),
        ];
        for (answer, minutes, expected) in grid {
            let seen = states().map(|state| word(answer, &state, minutes));
            assert_eq!(seen, expected, "{answer:?} after {minutes} minutes");
        }
    }

    /// A program that was stopped for an hour between the answer and its effect acts on what was true an hour ago.
    #[test]
    fn an_old_answer_neither_ends_nor_repeats() {
        let verdict = hear(&Heard {
            state: &AttemptState::Sent { at: AT },
            answer: Some(&ProviderStatus::NotFound),
            age_when_asked: Duration::seconds(5),
            age: Duration::hours(1),
            has_page: false,
            is_repeatable: true,
        });
        assert_eq!(verdict, Verdict::Stay);
    }

    #[test]
    fn what_cannot_be_repeated_is_not_sent_again() {
        let verdict = hear(&Heard {
            state: &AttemptState::Sent { at: AT },
            answer: Some(&ProviderStatus::NotFound),
            age_when_asked: Duration::ZERO,
            age: Duration::ZERO,
            has_page: false,
            is_repeatable: false,
        });
        assert_eq!(verdict, Verdict::Stay);
    }

    #[test]
    fn a_no_is_doubted_five_times_within_a_day() {
        let (mut now, mut looks) = (AT, 0);
        while let Some(at) = second_look(AT, now) {
            assert!(at > now);
            (now, looks) = (at, looks + 1);
        }
        assert_eq!((now - AT, looks), (Duration::hours(24), 5));
        assert_eq!(second_look(AT, AT + Duration::days(3)), None);
    }

    #[test]
    fn money_is_kept_only_by_an_open_purchase_with_its_goods_and_credit() {
        for &state in PurchaseState::ALL {
            for (has_credit, has_stock) in [(true, true), (true, false), (false, true)] {
                let is_kept = fate(state, has_credit, has_stock) == Fate::Keep;
                let can = state.is_payable() && has_credit && has_stock;
                assert_eq!(is_kept, can, "{state:?}");
            }
        }
    }
}
