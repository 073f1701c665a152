//! What a provider says became of a payment, in its own words, and whether that is ours.

use std::fmt;

use kernel::{Currency, Money, ProviderReference, Refusal};

/// What a provider says about one reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderStatus {
    /// It knows no such reference. Proof of absence only 15 minutes after sending.
    NotFound,
    /// Not decided yet.
    Pending,
    /// Money moved, as stated. [`Moved::check`] it before believing that it is what we asked for.
    Moved(Moved),
    /// Final: no money moved.
    Failed(Declined),
}

/// Money that moved, in the provider's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// `None` when missing or unreadable.
    pub reference: Option<ProviderReference>,
    pub amount: StatedAmount,
    /// The network's receipt number, which the buyer sees too.
    pub provider_transaction: Option<String>,
    /// What the provider calls it, where it must be named so to be given back and was not named at acceptance.
    pub handle: Option<String>,
}

/// An amount as a provider stated it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatedAmount {
    Money(Money),
    /// The provider's status names no amount, and moves only what was asked for.
    AsAsked,
    /// Not an exact count of the currency's minor unit, or no currency at all. Kept for the person who decides.
    Unreadable {
        amount: Option<String>,
        currency: Option<String>,
    },
}

/// In which way a stated collection is not the one we asked for. Each is a case for a person; money is not settled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("the provider speaks of another reference: {stated:?}")]
    Reference { stated: Option<ProviderReference> },
    #[error("collected in {stated} instead of {expected}")]
    Currency {
        expected: Currency,
        stated: Currency,
    },
    #[error("collected {stated} instead of {expected}")]
    Amount { expected: Money, stated: Money },
    #[error("cannot read what was collected: amount {amount:?}, currency {currency:?}")]
    Unreadable {
        amount: Option<String>,
        currency: Option<String>,
    },
    /// Found by whoever knows the other attempts; [`Moved::check`] cannot.
    #[error("the receipt {transaction} paid for another attempt already")]
    Receipt { transaction: String },
}

impl Moved {
    /// Compares reference, currency and exact amount with what the attempt holds.
    pub fn check(&self, reference: ProviderReference, expected: Money) -> Result<(), Mismatch> {
        if self.reference != Some(reference) {
            return Err(Mismatch::Reference {
                stated: self.reference,
            });
        }
        match &self.amount {
            StatedAmount::Unreadable { amount, currency } => Err(Mismatch::Unreadable {
                amount: amount.clone(),
                currency: currency.clone(),
            }),
            StatedAmount::Money(stated) if stated.currency() != expected.currency() => {
                Err(Mismatch::Currency {
                    expected: expected.currency(),
                    stated: stated.currency(),
                })
            }
            StatedAmount::Money(stated) if *stated != expected => Err(Mismatch::Amount {
                expected,
                stated: *stated,
            }),
            StatedAmount::Money(_) | StatedAmount::AsAsked => Ok(()),
        }
    }
}

/// An explicit refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    pub why: Refusal,
    /// The provider's own code, to be stored beside `why`. Empty when we refused before anything was sent.
    pub code: String,
}

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?})", self.why, self.code)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn reference(n: u128) -> ProviderReference {
        ProviderReference::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn collected(amount: StatedAmount) -> Moved {
        Moved {
            reference: Some(reference(1)),
            amount,
            provider_transaction: None,
            handle: None,
        }
    }

    #[test]
    fn only_the_very_same_collection_passes() {
        let expected = Money::new(1_500, Currency::ZMW);
        let same = collected(StatedAmount::Money(expected));
        assert_eq!(same.check(reference(1), expected), Ok(()));
        assert!(matches!(
            same.check(reference(2), expected),
            Err(Mismatch::Reference { .. })
        ));
        let nameless = Moved {
            reference: None,
            ..same
        };
        assert!(matches!(
            nameless.check(reference(1), expected),
            Err(Mismatch::Reference { .. })
        ));
        for minor in [1_499, 1_501, 0, -1_500] {
            let stated = Money::new(minor, Currency::ZMW);
            let other = collected(StatedAmount::Money(stated));
            assert_eq!(
                other.check(reference(1), expected),
                Err(Mismatch::Amount { expected, stated })
            );
        }
        let shillings = collected(StatedAmount::Money(Money::new(1_500, Currency::KES)));
        assert!(matches!(
            shillings.check(reference(1), expected),
            Err(Mismatch::Currency { .. })
        ));
        let garbled = collected(StatedAmount::Unreadable {
            amount: None,
            currency: None,
        });
        assert!(matches!(
            garbled.check(reference(1), expected),
            Err(Mismatch::Unreadable { .. })
        ));
    }
}
