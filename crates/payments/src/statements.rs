//! What a provider, or our own bank, says it did: its statement, read line by line, kept as it is, and compared with what we have booked.
//!
//! A line that cannot be read is kept with the reason. Nothing is rounded, and no line is dropped.

mod bank;
mod dues;
mod file;
mod flutterwave;
mod gaps;
mod imported;
mod lines;
mod matching;
mod moments;
mod mpesa;
mod mtn_momo;
mod pawapay;
mod paystack;
mod records;
mod sheet;
mod stated;
mod stripe;
mod summary;
#[cfg(test)]
mod tests;
mod transfers;
mod uncovered;

use std::fmt;
use std::str::FromStr;

use kernel::{Currency, Money, ProviderReference, Timestamp};
use time::UtcOffset;

use crate::provider::ProviderName;

pub use self::bank::oldest_first;
pub use self::dues::{Due, fees_due, keep_fees, keep_settlements, settlements_due};
pub use self::file::{FILE_BYTES_MAX, LINES_MAX, NotAStatement, Read, Sheet, Survey, read};
pub use self::gaps::{
    Gap, decide_gap, explain_gaps, find_bank_gaps, find_gap, find_gaps, gaps_without_case,
    keep_gap_cases,
};
pub use self::imported::{Kept, newest};
pub use self::lines::{Known, NewLine, NewStatement, Period, insert, insert_lines, lock};
pub use self::matching::{
    Asked, Explained, LineDue, Matched, ask, keep_cases, lines_without_case, match_lines,
};
pub use self::stated::{
    Stated, decide_line, explain_line, find_line, keep_apart, match_to, name_returned,
};
pub use self::summary::{Difference, SummaryRow, Told, differences, summary};
pub use self::transfers::{
    Credit, class_bank_lines, class_doubled, credits, keep_transfers, pair_settlements,
    pair_transfers,
};
pub use self::uncovered::{Uncovered, due_before, uncovered};

/// Whose statement a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Book {
    Provider(ProviderName),
    /// The marketplace's own bank account in one country.
    Bank(Home),
}

/// What a bank's export does not say, because everybody there knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    pub currency: Currency,
    /// How far its clock is from UTC.
    pub offset: UtcOffset,
}

impl Book {
    /// A provider's by its name. Our bank is named by its country.
    pub fn of_provider(name: &str) -> Option<Self> {
        let named: Option<ProviderName> = name.parse().ok();
        named.filter(|name| name.can_be_asked()).map(Self::Provider)
    }

    /// Under which name its lines are kept.
    pub const fn name(self) -> ProviderName {
        match self {
            Self::Provider(name) => name,
            Self::Bank(_) => ProviderName::Bank,
        }
    }
}

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineKind {
    Collection,
    Refund,
    Payout,
    /// What the provider keeps for itself, on a line of its own.
    Fee,
    /// Between the provider and the marketplace's own bank account.
    Settlement,
    /// Money that moved for a reason we do not know: a correction.
    Other,
}

impl LineKind {
    /// As stored. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Collection => "collection",
            Self::Refund => "refund",
            Self::Payout => "payout",
            Self::Fee => "fee",
            Self::Settlement => "settlement",
            Self::Other => "other",
        }
    }
}

/// A line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    /// The provider's word for the kind; of a bank, all that it wrote.
    pub word: String,
    /// What the provider knows the movement by. Two lines with the same name and kind are about the same money.
    pub own_name: Option<String>,
    /// Our reference.
    pub reference: Option<ProviderReference>,
    /// What our rows may know as the provider's handle.
    pub handle: Option<String>,
    /// The network's receipt.
    pub receipt: Option<String>,
    /// Our number of the purchase, as the payer typed it or we sent it.
    pub account: Option<String>,
    /// What came to us, negative when it left. Zero on a line that only tells of a fee.
    pub amount: Money,
    /// What the provider kept; negative when it gave some back.
    pub fee: Money,
    pub at: Timestamp,
    /// What was there after it, as a bank says.
    pub balance: Option<Money>,
    /// False for what was tried and moved nothing.
    pub has_moved: bool,
}

/// Why a line cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unreadable {
    #[error("a quote is opened and not closed")]
    Quote,
    #[error("the line is too long")]
    TooLong,
    #[error("the line has fewer fields than there are columns it needs")]
    Short,
    #[error("the amount is not an exact amount of its currency")]
    Amount,
    #[error("the fee is not an exact amount of its currency")]
    Fee,
    #[error("the currency is not one we know")]
    Currency,
    #[error("the moment cannot be read")]
    Moment,
    #[error("nothing says which movement it is about")]
    Name,
    #[error("the amount has the wrong sign for what it is")]
    Sign,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Not looked at yet.
    New,
    /// One posting of ours, the same amount, on time.
    Matched,
    /// One posting of ours, the same amount, a day or more after us.
    Late,
    /// One posting of ours, another amount.
    DifferentAmount,
    /// Said before, in this statement or another.
    Doubled,
    /// We have nothing booked for it.
    MissingHere,
    /// A fee on a line of its own.
    Fee,
    /// To the marketplace's bank account, or from it.
    Settlement,
    /// Tried there, and no money moved.
    NoMoney,
    Unreadable,
}

/// A class was spelled in a way that nothing writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a class of statement lines")]
pub struct UnknownClass;

impl Class {
    /// Every one, in the order in which a summary shows them.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Matched,
        Self::Late,
        Self::DifferentAmount,
        Self::Doubled,
        Self::MissingHere,
        Self::Fee,
        Self::Settlement,
        Self::NoMoney,
        Self::Unreadable,
    ];

    /// As stored. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Matched => "matched",
            Self::Late => "late",
            Self::DifferentAmount => "different_amount",
            Self::Doubled => "doubled",
            Self::MissingHere => "missing_here",
            Self::Fee => "fee",
            Self::Settlement => "settlement",
            Self::NoMoney => "no_money",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Class {
    type Err = UnknownClass;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str() == text)
            .ok_or(UnknownClass)
    }
}
