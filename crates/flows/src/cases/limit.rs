//! From which amount on one person is not enough.

use kernel::{Currency, Money, MoneyError};

/// The amounts above which a second admin must agree, one per currency. In a currency without a limit every amount needs two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondAdmin(Vec<Money>);

/// Why limits could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("limits look like ZMW 5000, KES 25000")]
pub struct LimitError;

impl From<MoneyError> for LimitError {
    fn from(_: MoneyError) -> Self {
        Self
    }
}

impl SecondAdmin {
    /// One limit per currency; of two for the same one the first counts.
    pub const fn above(limits: Vec<Money>) -> Self {
        Self(limits)
    }

    /// Whichever way the amount went.
    pub fn is_needed(&self, amount: Money) -> bool {
        let limit = self
            .0
            .iter()
            .find(|limit| limit.currency() == amount.currency());
        limit.is_none_or(|limit| amount.minor().saturating_abs() > limit.minor())
    }
}

/// 5,000 kwacha and 25,000 shillings.
impl Default for SecondAdmin {
    fn default() -> Self {
        Self(vec![
            Money::new(500_000, Currency::ZMW),
            Money::new(2_500_000, Currency::KES),
        ])
    }
}

/// `ZMW 5000, KES 25000`: amounts in major units.
impl std::str::FromStr for SecondAdmin {
    type Err = LimitError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let limit = |part: &str| -> Result<Money, LimitError> {
            let (currency, amount) = part.trim().split_once(' ').ok_or(LimitError)?;
            let currency: Currency = currency.parse().map_err(|_| LimitError)?;
            Ok(Money::parse(amount, currency)?)
        };
        text.split(',')
            .map(limit)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_enough_up_to_the_limit_and_never_in_a_currency_without_one() {
        let limits = SecondAdmin::default();
        for (minor, currency, needed) in [
            (500_000, Currency::ZMW, false),
            (500_001, Currency::ZMW, true),
            (-500_000, Currency::ZMW, false),
            (-500_001, Currency::ZMW, true),
            (2_500_000, Currency::KES, false),
            (2_500_001, Currency::KES, true),
            (1, "UGX".parse().unwrap(), true),
        ] {
            assert_eq!(
                limits.is_needed(Money::new(minor, currency)),
                needed,
                "{minor} {currency}"
            );
        }
    }

    #[test]
    fn limits_are_read_in_major_units() {
        assert_eq!("ZMW 5000, KES 25000".parse(), Ok(SecondAdmin::default()));
        for wrong in ["", "5000", "ZMW", "ZMW five", "XXZ 1", "ZMW 1,"] {
            assert!(wrong.parse::<SecondAdmin>().is_err(), "{wrong:?}");
        }
    }
}
