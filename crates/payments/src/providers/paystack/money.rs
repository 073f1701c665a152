//! Amounts at the edge: whole numbers of the hundredth part of a currency.

use kernel::{Currency, Money};
use serde_json::Value;

use crate::provider::{Operation, StatedAmount, Unsupported};
use crate::providers::read::plain_text;
use crate::providers::terms::Terms;

/// What the provider takes. Francs are said to be taken too, by a rule of their own that is written nowhere.
const TAKEN: [&str; 5] = ["GHS", "KES", "NGN", "USD", "ZAR"];
/// The largest payment, in whole units of any of them.
const MAXIMUM: i64 = 10_000_000;

/// What can be moved in a currency.
pub(super) fn terms(operation: Operation, currency: Currency) -> Result<Terms, Unsupported> {
    // Of all of them, what we count in hundredths the provider does too.
    if !TAKEN.contains(&currency.code()) || currency.exponent() != 2 {
        return Err(Unsupported::Currency(Currency::KES));
    }
    let terms = Terms::in_major_units(currency, currency.exponent(), 1, MAXIMUM);
    Ok(match operation {
        Operation::Collect | Operation::PayOut => terms,
        // A part of a payment can be as small as money gets.
        Operation::Refund => Terms {
            minimum: Money::new(1, currency),
            ..terms
        },
    })
}

/// An amount as it is told: a count of hundredths, as number or as text. Never rounded.
pub(super) fn stated(amount: Option<&Value>, currency: Option<&Value>) -> StatedAmount {
    let (amount, currency) = (amount.and_then(plain_text), currency.and_then(plain_text));
    let read = |count: &String, code: &String| {
        let currency: Currency = code.parse().ok()?;
        terms(Operation::Refund, currency).ok()?;
        Some(Money::new(count.parse().ok()?, currency))
    };
    amount
        .as_ref()
        .zip(currency.as_ref())
        .and_then(|(count, code)| read(count, code))
        .map_or(
            StatedAmount::Unreadable { amount, currency },
            StatedAmount::Money,
        )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hundredths_are_read_as_they_are_counted() {
        for form in [json!("24850"), json!(24_850)] {
            let read = stated(Some(&form), Some(&json!("KES")));
            let money = Money::new(24_850, Currency::KES);
            assert_eq!(read, StatedAmount::Money(money), "{form}");
        }
        for (amount, currency) in [
            (json!("248.5"), json!("KES")),
            (json!("24850.0"), json!("KES")),
            (json!(""), json!("KES")),
            (json!(null), json!("KES")),
            (json!("24850"), json!(null)),
            (json!("24850"), json!("ZMW")),
            (json!("24850"), json!("XOF")),
        ] {
            let read = stated(Some(&amount), Some(&currency));
            let unreadable = matches!(read, StatedAmount::Unreadable { .. });
            assert!(unreadable, "{amount} {currency}");
        }
    }

    #[test]
    fn five_currencies_are_taken_and_kwacha_are_not() {
        let allowed = |operation, minor, code: &str| {
            let currency: Currency = code.parse().unwrap();
            terms(operation, currency)?.allow(Money::new(minor, currency))
        };
        for code in TAKEN {
            assert_eq!(allowed(Operation::Collect, 24_850, code), Ok(()), "{code}");
        }
        for code in ["ZMW", "XOF", "EUR"] {
            let only = Err(Unsupported::Currency(Currency::KES));
            assert_eq!(allowed(Operation::Collect, 24_850, code), only, "{code}");
        }
        assert!(allowed(Operation::Collect, 99, "KES").is_err());
        assert!(allowed(Operation::Collect, 1_000_000_001, "KES").is_err());
        assert_eq!(allowed(Operation::Refund, 1, "KES"), Ok(()));
    }
}
