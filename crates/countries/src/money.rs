//! Amounts as people read them, and the step prices move in.

use kernel::{Currency, Money};
use words::Lang;

use crate::Country;

/// Why an amount cannot be a price, fee or discount here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PriceProblem {
    /// Prices here are in another currency.
    #[error("prices here are in {expected}")]
    WrongCurrency {
        /// The currency of the country.
        expected: Currency,
    },
    /// Below zero.
    #[error("a price is not below zero")]
    Negative,
    /// Not a multiple of the country's price step.
    #[error("prices here move in steps of {step}")]
    NotAStep {
        /// The smallest step.
        step: Money,
    },
}

impl PriceProblem {
    /// What to show beside the field.
    pub const fn say(self, lang: Lang) -> &'static str {
        match self {
            Self::WrongCurrency { .. } => lang.form_amount(),
            Self::Negative => lang.form_amount_positive(),
            Self::NotAStep { .. } => lang.form_amount_whole(),
        }
    }
}

/// Whether an amount can be a price, fee or discount in a country. Zero can: a free delivery is one.
pub fn check_price(price: Money, country: Country) -> Result<(), PriceProblem> {
    let pack = country.pack();
    if price.currency() != pack.currency {
        return Err(PriceProblem::WrongCurrency {
            expected: pack.currency,
        });
    }
    if price.minor() < 0 {
        return Err(PriceProblem::Negative);
    }
    if price.minor() % pack.price_step_minor != 0 {
        return Err(PriceProblem::NotAStep {
            step: Money::new(pack.price_step_minor, pack.currency),
        });
    }
    Ok(())
}

/// An amount as people read it, with a no-break space after the currency: `K 1,248.00`, `KSh 1,248`. Nothing is dropped:
/// an amount with a minor part shows it. A currency of no country here stands under its code, `UGX 12,000`.
pub fn format_money(money: Money) -> String {
    let (currency, minor) = (money.currency(), money.minor());
    let (symbol, decimals) = Country::of_currency(currency).map_or_else(
        || (currency.code(), currency.exponent()),
        |country| {
            (
                country.pack().currency_symbol,
                country.pack().display_decimals,
            )
        },
    );
    let per_major = currency.minor_per_major().unsigned_abs();
    let (major, rest) = (
        minor.unsigned_abs() / per_major,
        minor.unsigned_abs() % per_major,
    );
    let sign = if minor < 0 { "−" } else { "" };
    let whole = grouped(major);
    if decimals == 0 && rest == 0 {
        return format!("{sign}{symbol}\u{a0}{whole}");
    }
    let width = usize::try_from(currency.exponent()).unwrap_or_default();
    format!("{sign}{symbol}\u{a0}{whole}.{rest:0width$}")
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(minor: i64, currency: Currency) -> String {
        format_money(Money::new(minor, currency)).replace('\u{a0}', " ")
    }

    #[test]
    fn amounts_are_written_as_people_write_them() {
        assert_eq!(shown(124_800, Currency::ZMW), "K 1,248.00");
        assert_eq!(shown(5, Currency::ZMW), "K 0.05");
        assert_eq!(shown(0, Currency::ZMW), "K 0.00");
        assert_eq!(shown(100_000_000_000, Currency::ZMW), "K 1,000,000,000.00");
        assert_eq!(shown(124_800, Currency::KES), "KSh 1,248");
        assert_eq!(shown(99_900, Currency::KES), "KSh 999");
        assert_eq!(shown(-2_550, Currency::ZMW), "−K 25.50");
    }

    #[test]
    fn a_currency_without_a_smaller_unit_has_no_decimals() {
        assert_eq!(shown(12_000, Currency::UGX), "USh 12,000");
        assert_eq!(shown(1, Currency::UGX), "USh 1");
        assert!(Money::parse("100.5", Currency::UGX).is_err());
        assert_eq!(
            check_price(Money::new(1, Currency::UGX), Country::Uganda),
            Ok(())
        );
    }

    #[test]
    fn cents_are_never_hidden() {
        assert_eq!(shown(124_850, Currency::KES), "KSh 1,248.50");
    }

    #[test]
    fn other_currencies_stand_under_their_code() {
        assert_eq!(shown(12_000, "RWF".parse().unwrap()), "RWF 12,000");
        assert_eq!(shown(12_000, "USD".parse().unwrap()), "USD 120.00");
    }

    #[test]
    fn kenyan_prices_are_whole_shillings() {
        let kes = |minor| check_price(Money::new(minor, Currency::KES), Country::Kenya);
        assert_eq!(kes(124_800), Ok(()));
        assert_eq!(kes(0), Ok(()));
        let step = Money::new(100, Currency::KES);
        assert_eq!(kes(124_850), Err(PriceProblem::NotAStep { step }));
        assert_eq!(kes(-100), Err(PriceProblem::Negative));
        assert_eq!(
            check_price(Money::new(124_855, Currency::ZMW), Country::Zambia),
            Ok(())
        );
        assert_eq!(
            check_price(step, Country::Zambia),
            Err(PriceProblem::WrongCurrency {
                expected: Currency::ZMW
            })
        );
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_the_same_amount(minor in 0..1_000_000_000_000_i64) {
            for country in Country::ALL {
                let currency = country.pack().currency;
                let text = format_money(Money::new(minor, currency));
                let (_, amount) = text.split_once('\u{a0}').unwrap();
                prop_assert_eq!(Money::parse(amount, currency).unwrap().minor(), minor);
            }
        }

        #[test]
        fn no_amount_panics(minor: i64) {
            format_money(Money::new(minor, Currency::ZMW));
        }
    }
}
