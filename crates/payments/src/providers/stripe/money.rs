//! Amounts at the edge: whole numbers of a unit that is not always the currency's own.

use kernel::{Currency, Money};
use serde_json::Value;

use crate::provider::{StatedAmount, Unsupported};
use crate::providers::read::plain_text;
use crate::providers::terms::Terms;

/// Where an amount counts whole units of the currency, as the provider lists them.
const WHOLE: [&str; 15] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
/// Without decimals in the world and sent with two by a rule of their own, about which published code disagrees. Nothing is
/// collected in them before somebody has tried it on an account.
const SPECIAL: [&str; 2] = ["ISK", "UGX"];
/// An amount has at most eight digits.
const UNITS_MAX: i64 = 99_999_999;

/// How many of our minor units one unit of the provider's is. `None`: the currency is not taken.
fn minor_per_unit(currency: Currency) -> Option<i64> {
    let code = currency.code();
    if SPECIAL.contains(&code) {
        return None;
    }
    if WHOLE.contains(&code) {
        return Some(currency.minor_per_major());
    }
    // Three decimals are another special case: the last of them has to be zero.
    (currency.exponent() == 2).then_some(1)
}

/// What can be moved in a currency. What is too little to be worth a card's fee depends on the account, and the provider says
/// so itself.
pub(super) fn terms(currency: Currency) -> Result<Terms, Unsupported> {
    let unit = minor_per_unit(currency).ok_or(Unsupported::Currency(Currency::ZMW))?;
    let decimals = if unit == 1 { currency.exponent() } else { 0 };
    Ok(Terms {
        currency,
        decimals,
        minimum: Money::new(unit, currency),
        maximum: Money::new(unit.saturating_mul(UNITS_MAX), currency),
    })
}

/// An amount that fits its terms, as it is sent.
pub(super) fn units(amount: Money) -> Result<String, Unsupported> {
    terms(amount.currency())?.allow(amount)?;
    let unit = minor_per_unit(amount.currency()).unwrap_or(1);
    Ok((amount.minor() / unit).to_string())
}

/// An amount as it is told: a count of units and a code in small letters. Never rounded.
pub(super) fn stated(amount: Option<&Value>, currency: Option<&Value>) -> StatedAmount {
    let (amount, currency) = (amount.and_then(plain_text), currency.and_then(plain_text));
    let read = |(count, code): (&String, &String)| {
        let currency: Currency = code.to_ascii_uppercase().parse().ok()?;
        let count: i64 = count.parse().ok()?;
        let minor = count.checked_mul(minor_per_unit(currency)?)?;
        Some(Money::new(minor, currency))
    };
    match amount.as_ref().zip(currency.as_ref()).and_then(read) {
        Some(money) => StatedAmount::Money(money),
        None => StatedAmount::Unreadable { amount, currency },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().unwrap())
    }

    #[test]
    fn every_currency_has_the_unit_that_is_documented() {
        for (amount, sent) in [
            (money(24_850, "ZMW"), "24850"),
            (money(124_800, "KES"), "124800"),
            (money(1, "ZMW"), "1"),
            (money(5_000, "XOF"), "5000"),
            (money(5_000, "RWF"), "5000"),
            (money(5_000, "JPY"), "5000"),
            // Our minor unit is a hundredth, the provider's a whole ariary.
            (money(500_000, "MGA"), "5000"),
        ] {
            assert_eq!(units(amount).as_deref(), Ok(sent), "{amount}");
            let (count, code) = (json!(sent), json!(amount.currency().code().to_lowercase()));
            let back = stated(Some(&count), Some(&code));
            assert_eq!(back, StatedAmount::Money(amount), "{amount}");
        }
        let cents = Err(Unsupported::Decimals { decimals: 0 });
        assert_eq!(units(money(500_050, "MGA")), cents);
    }

    #[test]
    fn a_currency_that_is_a_special_case_is_refused() {
        for code in ["UGX", "ISK", "KWD", "TND"] {
            let refused = Err(Unsupported::Currency(Currency::ZMW));
            assert_eq!(units(money(100_000, code)), refused, "{code}");
            let told = stated(Some(&json!("100")), Some(&json!(code.to_lowercase())));
            assert!(matches!(told, StatedAmount::Unreadable { .. }), "{told:?}");
        }
    }

    #[test]
    fn an_amount_has_at_most_eight_digits_and_at_least_one_unit() {
        assert!(units(money(99_999_999, "ZMW")).is_ok());
        let maximum = money(99_999_999, "ZMW");
        let refused = Err(Unsupported::TooLarge { maximum });
        assert_eq!(units(money(100_000_000, "ZMW")), refused);
        let minimum = money(1, "ZMW");
        assert_eq!(
            units(money(0, "ZMW")),
            Err(Unsupported::TooSmall { minimum })
        );
    }

    #[test]
    fn what_is_no_whole_count_stays_unreadable() {
        for form in [
            json!("15.5"),
            json!("1e3"),
            json!(""),
            json!(null),
            json!("a lot"),
        ] {
            let told = stated(Some(&form), Some(&json!("zmw")));
            assert!(matches!(told, StatedAmount::Unreadable { .. }), "{form}");
        }
        let nameless = stated(Some(&json!("15")), None);
        assert!(matches!(nameless, StatedAmount::Unreadable { .. }));
    }
}
