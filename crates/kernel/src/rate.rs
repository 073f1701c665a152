//! What one currency is worth in another: a decimal number exactly as it was said, never a float.

use std::fmt;

use crate::{Currency, Money, MoneyError};

/// So many decimals a rate may have: enough for any two currencies, and small enough that no product overflows.
const DECIMALS_MAX: u8 = 9;

/// One major unit of a currency in major units of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    from: Currency,
    to: Currency,
    units: i64,
    decimals: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    #[error("{0:?} is not a rate: write a number above zero with at most {DECIMALS_MAX} decimals")]
    NotARate(String),
    #[error("a rate is between two currencies, not {0} and {0}")]
    OneCurrency(Currency),
}

impl Rate {
    /// `units` with `decimals` of them behind the point: 5.61 is 561 with 2.
    pub fn new(from: Currency, to: Currency, units: i64, decimals: u8) -> Result<Self, RateError> {
        if from == to {
            return Err(RateError::OneCurrency(from));
        }
        if units <= 0 || decimals > DECIMALS_MAX {
            return Err(RateError::NotARate(format!("{units}e-{decimals}")));
        }
        Ok(Self {
            from,
            to,
            units,
            decimals,
        })
    }

    /// Reads `5.61`. Never rounds, takes no sign, no exponent and no grouping.
    pub fn parse(from: Currency, to: Currency, text: &str) -> Result<Self, RateError> {
        let wrong = || RateError::NotARate(text.trim().to_owned());
        let plain = text.trim();
        let (major, decimals) = plain.split_once('.').unwrap_or((plain, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let is_cut = plain.ends_with('.') || major.is_empty();
        if is_cut || !digits(major) || !digits(decimals) {
            return Err(wrong());
        }
        let count = u8::try_from(decimals.len()).map_err(|_| wrong())?;
        let units = format!("{major}{decimals}").parse().map_err(|_| wrong())?;
        match Self::new(from, to, units, count) {
            Err(RateError::NotARate(_)) => Err(wrong()),
            other => other,
        }
    }

    pub const fn from(self) -> Currency {
        self.from
    }

    pub const fn to(self) -> Currency {
        self.to
    }

    /// The number without its point, as stored beside [`Self::decimals`].
    pub const fn units(self) -> i64 {
        self.units
    }

    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// What an amount is worth, to the minor unit, rounded half to even.
    pub fn worth(self, money: Money) -> Result<Money, MoneyError> {
        self.in_steps(money, 1)
    }

    /// What an amount is worth in whole steps of so many minor units, where nobody can pay less: rounded half to even.
    pub fn in_steps(self, money: Money, step_minor: i64) -> Result<Money, MoneyError> {
        if money.currency() != self.from {
            return Err(MoneyError::CurrencyMismatch {
                left: money.currency(),
                right: self.from,
            });
        }
        let ten = |power: u32| 10_i128.pow(power);
        let above = i128::from(money.minor())
            .checked_mul(i128::from(self.units))
            .and_then(|product| product.checked_mul(ten(self.to.exponent())))
            .ok_or(MoneyError::Overflow)?;
        let below =
            ten(self.decimals.into()) * ten(self.from.exponent()) * i128::from(step_minor.max(1));
        let steps = crate::money::half_even(above, below);
        steps
            .checked_mul(i128::from(step_minor.max(1)))
            .and_then(|minor| i64::try_from(minor).ok())
            .map(|minor| Money::new(minor, self.to))
            .ok_or(MoneyError::Overflow)
    }
}

/// The number alone: `5.61`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = usize::from(self.decimals);
        let text = format!("{:0>width$}", self.units, width = digits + 1);
        let (major, decimals) = text.split_at(text.len() - digits);
        if decimals.is_empty() {
            return f.write_str(major);
        }
        write!(f, "{major}.{decimals}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(text: &str) -> Rate {
        Rate::parse(Currency::ZMW, Currency::KES, text).unwrap()
    }

    fn k(minor: i64) -> Money {
        Money::new(minor, Currency::ZMW)
    }

    #[test]
    fn an_amount_is_worth_what_the_rate_says() {
        // K 248.00 at 5.61 are KSh 1,391.28, and a prompt carries whole shillings.
        assert_eq!(rate("5.61").worth(k(24_800)).unwrap().minor(), 139_128);
        assert_eq!(
            rate("5.61").in_steps(k(24_800), 100).unwrap(),
            Money::new(139_100, Currency::KES)
        );
        // Half to even, to the minor unit and to the step.
        assert_eq!(rate("0.5").worth(k(1)).unwrap().minor(), 0);
        assert_eq!(rate("0.5").worth(k(3)).unwrap().minor(), 2);
        assert_eq!(rate("1.5").in_steps(k(100), 100).unwrap().minor(), 200);
        assert_eq!(rate("2.5").in_steps(k(100), 100).unwrap().minor(), 200);
    }

    #[test]
    fn a_currency_without_decimals_is_reached_and_left() {
        let to = Rate::parse(Currency::ZMW, Currency::UGX, "159.4").unwrap();
        assert_eq!(
            to.worth(k(24_850)).unwrap(),
            Money::new(39_611, Currency::UGX)
        );
        let back = Rate::parse(Currency::UGX, Currency::ZMW, "0.006274").unwrap();
        assert_eq!(
            back.worth(Money::new(39_611, Currency::UGX)).unwrap(),
            k(24_852)
        );
    }

    #[test]
    fn refuses_what_is_no_rate() {
        for wrong in [
            "",
            ".",
            "5.",
            ".5",
            "-1",
            "0",
            "0.00",
            "1e3",
            "5,61",
            "1.0000000001",
            "99999999999999999999",
        ] {
            assert!(
                Rate::parse(Currency::ZMW, Currency::KES, wrong).is_err(),
                "{wrong:?}"
            );
        }
        assert_eq!(
            Rate::parse(Currency::ZMW, Currency::ZMW, "1"),
            Err(RateError::OneCurrency(Currency::ZMW))
        );
        assert!(rate("5.61").worth(Money::new(1, Currency::KES)).is_err());
        assert_eq!(rate("9").worth(k(i64::MAX)), Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn is_written_as_it_was_read(units in 1..1_000_000_000_i64, decimals in 0..=DECIMALS_MAX) {
            let rate = Rate::new(Currency::KES, Currency::ZMW, units, decimals).unwrap();
            prop_assert_eq!(Rate::parse(Currency::KES, Currency::ZMW, &rate.to_string()).unwrap(), rate);
        }

        /// Whatever is given back in parts, the parts of what was charged are what was charged.
        #[test]
        fn parts_of_a_price_are_charged_and_returned_whole(
            parts in prop::collection::vec(1..500_000_i64, 1..8),
            units in 1..100_000_i64,
            decimals in 0..5_u8,
            step in prop::sample::select(vec![1_i64, 100]),
        ) {
            let rate = Rate::new(Currency::ZMW, Currency::KES, units, decimals).unwrap();
            let whole = rate.in_steps(k(parts.iter().sum()), step).unwrap();
            let (mut price, mut back) = (0, 0);
            for part in parts {
                price += part;
                let now = rate.in_steps(k(price), step).unwrap().minor() - back;
                prop_assert!(now >= 0 && now % step == 0);
                back += now;
            }
            prop_assert_eq!(back, whole.minor());
        }
    }
}
