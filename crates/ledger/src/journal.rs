//! A journal: postings that balance, or it cannot be recorded.

use kernel::{Currency, JournalId, Money, MoneyError, PurchaseId, Timestamp};

use crate::Account;

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A purchase's total was collected and every shop gets its share.
    Collected,
    /// Money arrived that cannot be kept: late, double, cancelled or sold out.
    CollectedAndOwedBack,
    /// Money arrived that nobody can match; a case goes with it.
    SetAside,
    /// A person decided about money that nobody could match.
    SetAsideDecided,
    /// Shares go back to the buyer's side.
    RefundDecided,
    /// A shop gave back cash it holds.
    CashGivenBack,
    /// A provider says that a refund arrived.
    RefundPaid,
    /// What is owed was given as store credit instead.
    CreditGiven,
    /// An order is complete and its hold over: its shares are the shop's.
    OrderCompleted,
    /// A shop's money set out.
    PayoutRequested,
    /// A provider says that a payout arrived.
    PayoutPaid,
    /// A provider says that a payout did not happen.
    PayoutFailed,
    /// A shop's money came back after it had arrived.
    PayoutReturned,
    /// A provider found out that what it had said failed was paid.
    PaidLate,
    /// The seller's own rider took cash.
    CashCollected,
    /// What a shop owes on cash is taken from what it has.
    DebtNetted,
    /// Store credit set aside for a purchase.
    WalletHeld,
    /// Store credit given back because its purchase did not come about.
    WalletReleased,
    /// What a provider kept for itself.
    ProviderFee,
    /// What came, or left, in one currency is counted in another.
    Converted,
    /// A statement differs from the books, and a person decided that it is right: set aside until the difference is explained.
    DifferenceSetAside,
    /// A later line or posting explains it: the decision is taken back.
    DifferenceExplained,
    /// Nobody will ever explain it.
    WrittenOff,
    /// A provider paid out to the marketplace's bank account, or was filled from it.
    Settled,
}

impl Kind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Collected => "collected",
            Self::CollectedAndOwedBack => "collected_and_owed_back",
            Self::SetAside => "set_aside",
            Self::SetAsideDecided => "set_aside_decided",
            Self::RefundDecided => "refund_decided",
            Self::CashGivenBack => "cash_given_back",
            Self::RefundPaid => "refund_paid",
            Self::CreditGiven => "credit_given",
            Self::OrderCompleted => "order_completed",
            Self::PayoutRequested => "payout_requested",
            Self::PayoutPaid => "payout_paid",
            Self::PayoutFailed => "payout_failed",
            Self::PayoutReturned => "payout_returned",
            Self::PaidLate => "paid_late",
            Self::CashCollected => "cash_collected",
            Self::DebtNetted => "debt_netted",
            Self::WalletHeld => "wallet_held",
            Self::WalletReleased => "wallet_released",
            Self::ProviderFee => "provider_fee",
            Self::Converted => "converted",
            Self::DifferenceSetAside => "difference_set_aside",
            Self::DifferenceExplained => "difference_explained",
            Self::WrittenOff => "written_off",
            Self::Settled => "settled",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    #[error("debits and credits differ by {by}")]
    Unbalanced { by: Money },
    #[error("a journal needs postings")]
    Empty,
    #[error("a posting must be positive, not {0}")]
    NotPositive(Money),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// One side of a posting: debit positive, credit negative.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub account: Account,
    pub minor: i64,
}

/// A movement of money in one currency.
#[derive(Debug, Clone)]
pub struct Journal {
    pub(crate) id: JournalId,
    pub(crate) cause: String,
    pub(crate) kind: Kind,
    pub(crate) purchase: Option<PurchaseId>,
    pub(crate) at: Timestamp,
    pub(crate) currency: Currency,
    pub(crate) legs: Vec<Leg>,
}

impl Journal {
    /// `cause` names what happened, once: `collected:<attempt>`.
    pub fn new(
        id: JournalId,
        cause: String,
        kind: Kind,
        currency: Currency,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            cause,
            kind,
            purchase: None,
            at,
            currency,
            legs: Vec::new(),
        }
    }

    #[must_use]
    pub fn of_purchase(mut self, purchase: PurchaseId) -> Self {
        self.purchase = Some(purchase);
        self
    }

    /// Adds a debit. Zero adds nothing.
    pub fn debit(self, account: Account, amount: Money) -> Result<Self, JournalError> {
        self.leg(account, amount, 1)
    }

    /// Adds a credit. Zero adds nothing.
    pub fn credit(self, account: Account, amount: Money) -> Result<Self, JournalError> {
        self.leg(account, amount, -1)
    }

    /// So much from one account to another; the other way round where it is less than nothing.
    pub fn shift(self, to: Account, from: Account, amount: Money) -> Result<Self, JournalError> {
        let (to, from) = if amount.minor() < 0 {
            (from, to)
        } else {
            (to, from)
        };
        let size = Money::new(amount.minor().saturating_abs(), amount.currency());
        self.debit(to, size)?.credit(from, size)
    }

    fn leg(mut self, account: Account, amount: Money, sign: i64) -> Result<Self, JournalError> {
        if amount.currency() != self.currency {
            return Err(MoneyError::CurrencyMismatch {
                left: self.currency,
                right: amount.currency(),
            }
            .into());
        }
        if amount.minor() < 0 {
            return Err(JournalError::NotPositive(amount));
        }
        if !amount.is_zero() {
            self.legs.push(Leg {
                account,
                minor: sign * amount.minor(),
            });
        }
        Ok(self)
    }

    pub(crate) fn check(&self) -> Result<(), JournalError> {
        if self.legs.is_empty() {
            return Err(JournalError::Empty);
        }
        let sum = Money::sum(
            self.currency,
            self.legs
                .iter()
                .map(|leg| Money::new(leg.minor, self.currency)),
        )?;
        if sum.is_zero() {
            Ok(())
        } else {
            Err(JournalError::Unbalanced { by: sum })
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn journal() -> Journal {
        let id = JournalId::from_uuid(Uuid::nil());
        Journal::new(
            id,
            "test".into(),
            Kind::Collected,
            Currency::ZMW,
            Timestamp::UNIX_EPOCH,
        )
    }

    proptest! {
        #[test]
        fn balances_only_when_both_sides_agree(shares in prop::collection::vec(1..1_000_000_i64, 1..6), off in 0..3_i64) {
            let k = |minor| Money::new(minor, Currency::ZMW);
            let total: i64 = shares.iter().sum();
            let mut journal = journal().debit(Account::Suspense, k(total + off)).unwrap();
            for share in shares {
                journal = journal.credit(Account::Commission, k(share)).unwrap();
            }
            prop_assert_eq!(journal.check().is_ok(), off == 0);
        }
    }

    #[test]
    fn refuses_negative_foreign_and_empty() {
        let k = Money::new(-1, Currency::ZMW);
        assert!(matches!(
            journal().debit(Account::Suspense, k),
            Err(JournalError::NotPositive(_))
        ));
        assert!(matches!(
            journal().debit(Account::Suspense, Money::new(1, Currency::KES)),
            Err(JournalError::Money(_))
        ));
        assert_eq!(journal().check(), Err(JournalError::Empty));
    }
}
