//! What a choice would do to the money of a case, or why it cannot be done. Nothing here asks or writes.

use kernel::Money;
use moderation::{Case, Choice};
use payments::{AttemptState, OutgoingState};
use words::CaseWords;

use super::{Known, Subject, by_hand, came_back, difference};
use crate::settle;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// The purchase is paid by what came.
    Keep {
        came: Money,
        /// What the marketplace bears, because too little came.
        missing: Money,
        /// What goes back to the buyer, because too much came.
        over: Money,
    },
    /// What came by hand counts for the purchase that was named, as if its number had been typed.
    HandOn { amount: Money },
    /// All of it goes back to whoever paid.
    Refund { amount: Money },
    /// No money moves; the attempt is over.
    Close,
    /// Nothing at all: what was asked is known.
    Leave,
    /// What no provider says: the money that was asked for came, or left, in full.
    Moved { amount: Money },
    /// What no provider says: none of it moved.
    NotMoved { amount: Money },
    /// What had left and arrived is here again: whoever had it has it as before.
    CameBack { amount: Money },
    /// A statement says what no provider told us of money of ours: it counts as if it had.
    Told { amount: Money },
    /// A statement is right: by so much more is held for us than we have booked, or less. Set aside until it is explained.
    SetAside { amount: Money, by: Choice },
    /// What a line says moved, though an earlier one says the same.
    Twice,
    /// What is set aside will never be explained: the marketplace found so much, or lost it where it is less than nothing.
    WriteOff { amount: Money },
    /// Nothing is to be booked, and nothing differs.
    Explained,
}

/// Why a choice is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPossible {
    #[error("no money of it lies in suspense")]
    NothingThere,
    #[error("what came is in another currency than the purchase")]
    OtherCurrency,
    #[error("it came in several currencies")]
    SeveralCurrencies,
    #[error("the purchase can no longer be paid")]
    NotPayable,
    #[error("the goods are sold to others")]
    SoldOut,
    #[error("the store credit that was to pay the rest is spent")]
    CreditGone,
    #[error("this is about money that left, not about money that came")]
    MoneyThatLeft,
    /// Nobody said yet which it is for.
    #[error("no purchase is named")]
    NoPurchase,
    #[error("whose phone paid is not known")]
    NoPhone,
    /// The provider answered, or somebody said it.
    #[error("it is known by now whether it moved")]
    Known,
    /// Of money that nobody knows of, only whether it moved can be said; and of other money not that.
    #[error("that is not what this case asks")]
    OtherQuestion,
    /// Nobody said yet what came back, and the line does not.
    #[error("no payout or refund is named")]
    NoneNamed,
    #[error("what is named has not arrived, or came back before")]
    NotArrived,
    #[error("what is named is of another amount")]
    OtherAmount,
    /// It was set aside when it came, and another case asks about that.
    #[error("what was set aside is to be decided about first")]
    DecideFirst,
}

/// What a choice would do.
pub(super) fn plan(case: &Case, choice: Choice, known: &Known) -> Result<Plan, NotPossible> {
    if !asks(case, choice, known) {
        return Err(NotPossible::OtherQuestion);
    }
    let (subject, suspense) = (&known.subject, known.suspense.as_slice());
    match choice {
        Choice::Moved => return unknown(known).map(|amount| Plan::Moved { amount }),
        Choice::NotMoved => return unknown(known).map(|amount| Plan::NotMoved { amount }),
        Choice::CameBack => return came_back::plan(known),
        Choice::There | Choice::Theirs | Choice::NeverCame | Choice::Twice | Choice::WrittenOff => {
            return difference::plan(choice, known);
        }
        Choice::Close if difference::is_explained_by_closing(known) => return Ok(Plan::Explained),
        Choice::Close if is_stuck(case) => return Ok(Plan::Leave),
        Choice::Keep | Choice::Refund | Choice::Close => {}
    }
    if choice == Choice::Close {
        return Ok(Plan::Close);
    }
    let (purchase, attempt) = match subject {
        Subject::Incoming(both) => both.as_ref(),
        Subject::ByHand(both) => return by_hand::plan(choice, both, suspense),
        Subject::Outgoing(_) => return Err(NotPossible::MoneyThatLeft),
        Subject::Stated(_) | Subject::Booked(_) | Subject::Unknown => {
            return Err(NotPossible::NothingThere);
        }
    };
    let came = match suspense {
        [] => return Err(NotPossible::NothingThere),
        [came] => *came,
        _ => return Err(NotPossible::SeveralCurrencies),
    };
    if !came.is_positive() {
        return Err(NotPossible::NothingThere);
    }
    if choice == Choice::Refund {
        return Ok(Plan::Refund { amount: came });
    }
    let is_over = matches!(attempt.state, AttemptState::Collected { .. });
    if is_over || !purchase.state.is_payable() {
        return Err(NotPossible::NotPayable);
    }
    // What came is not what was asked for, so no rate says what it is worth.
    if attempt.conversion.is_some() {
        return Err(NotPossible::OtherCurrency);
    }
    let (missing, over) =
        settle::gap(attempt.amount, came).map_err(|_| NotPossible::OtherCurrency)?;
    Ok(Plan::Keep {
        came,
        missing,
        over,
    })
}

fn is_stuck(case: &Case) -> bool {
    case.title == CaseWords::StuckUnclear.as_str()
}

/// Whether a choice is one of those a case asks for. What nobody knows of is closed only once it is known otherwise.
pub(super) fn asks(case: &Case, choice: Choice, known: &Known) -> bool {
    if choice != Choice::CameBack
        && let Some(asked) = difference::asks(choice, &known.subject)
    {
        return asked;
    }
    match choice {
        Choice::Moved | Choice::NotMoved => is_stuck(case),
        Choice::Close => !is_stuck(case) || unknown(known).is_err(),
        Choice::Keep | Choice::Refund => !is_stuck(case),
        Choice::CameBack => came_back::came(known).is_some(),
        Choice::There | Choice::Theirs | Choice::NeverCame | Choice::Twice => false,
        // Nobody may have it who is known.
        Choice::WrittenOff => by_hand::is_nobodys(known),
    }
}

/// What may have moved or not, while nobody knows. What lies in suspense has moved, and its own case asks about it.
fn unknown(known: &Known) -> Result<Money, NotPossible> {
    if !known.suspense.is_empty() {
        return Err(NotPossible::Known);
    }
    match &known.subject {
        Subject::Incoming(both) if both.1.state.is_open() => Ok(both.1.amount),
        Subject::Outgoing(outgoing)
            if outgoing.state.is_open() && outgoing.state != OutgoingState::Requested =>
        {
            Ok(outgoing.amount)
        }
        Subject::Incoming(_) | Subject::Outgoing(_) => Err(NotPossible::Known),
        Subject::ByHand(_) | Subject::Stated(_) | Subject::Booked(_) | Subject::Unknown => {
            Err(NotPossible::NothingThere)
        }
    }
}

/// What is at stake: what lies in suspense, or what should have moved where nothing does; of a difference, by how much books differ.
pub(super) fn stake(case: &Case, known: &Known) -> Vec<Money> {
    if !known.suspense.is_empty() && !is_stuck(case) {
        return known.suspense.clone();
    }
    match &known.subject {
        Subject::Incoming(both) => vec![both.1.amount],
        Subject::Outgoing(outgoing) => vec![outgoing.amount],
        Subject::ByHand(both) => both.0.amount.into_iter().collect(),
        Subject::Stated(stated) => stated.differs_by(),
        Subject::Booked(gap) => vec![gap.amount],
        Subject::Unknown => Vec::new(),
    }
}
