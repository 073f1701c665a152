//! What a provider takes for one method and operation: currency, decimals, limits.

use kernel::{Currency, Money};

use crate::provider::Unsupported;

/// The currency, decimals and limits of one method for one operation at one provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub currency: Currency,
    pub decimals: u32,
    pub minimum: Money,
    pub maximum: Money,
}

impl Terms {
    /// Limits as providers publish them: whole units of the currency.
    pub(super) fn in_major_units(
        currency: Currency,
        decimals: u32,
        minimum: i64,
        maximum: i64,
    ) -> Self {
        let major =
            |count: i64| Money::new(count.saturating_mul(currency.minor_per_major()), currency);
        Self {
            currency,
            decimals,
            minimum: major(minimum),
            maximum: major(maximum),
        }
    }

    /// Whether `amount` can be sent as it stands. Nothing is ever rounded.
    pub fn allow(&self, amount: Money) -> Result<(), Unsupported> {
        if amount.currency() != self.currency {
            return Err(Unsupported::Currency(self.currency));
        }
        if amount.minor() < self.minimum.minor() {
            return Err(Unsupported::TooSmall {
                minimum: self.minimum,
            });
        }
        if amount.minor() > self.maximum.minor() {
            return Err(Unsupported::TooLarge {
                maximum: self.maximum,
            });
        }
        let too_fine = 10_i64.pow(self.currency.exponent().saturating_sub(self.decimals));
        if amount.minor() % too_fine != 0 {
            return Err(Unsupported::Decimals {
                decimals: self.decimals,
            });
        }
        Ok(())
    }
}
