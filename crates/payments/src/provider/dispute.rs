//! A buyer's bank asks a card's money back. The provider tells, and nobody can be asked about it here.

use kernel::ProviderReference;

use super::StatedAmount;

/// Which payment is disputed, in the provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disputed {
    /// Under our reference.
    Reference(ProviderReference),
    /// By its own name for the money, which we know as the receipt.
    Transaction(String),
}

/// News of a dispute. Signed, or it is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub about: Disputed,
    /// Unique at this provider, so a repeated delivery is stored once.
    pub event_id: String,
    /// The provider's name for the event.
    pub event: String,
    pub stated: StatedAmount,
    /// Why, and how it stands, in the provider's own words, cut and cleaned.
    pub words: String,
    /// Decided, one way or the other.
    pub is_over: bool,
}
