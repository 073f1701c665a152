//! The banks that a provider sends money to.

use kernel::BankEntry;

/// A bank that a provider reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankListed {
    pub bank: BankEntry,
    /// One of these has to be named. Empty: none is asked for.
    pub branches: Vec<BankEntry>,
}
