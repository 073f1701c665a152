//! Amounts in the smallest unit of their currency, as the documentation counts it.

use crate::amount::Amount;

/// Without decimals: an amount counts whole units.
const WHOLE: [&str; 15] = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
];
/// Without decimals in the world, sent with two, which have to be zeros.
const WHOLE_BY_HUNDREDS: [&str; 2] = ["isk", "ugx"];
const THREE_DECIMALS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];

/// What an amount of that many units is. `None`: the units do not fit the currency.
pub(crate) fn amount(units: i64, currency: &str) -> Option<Amount> {
    let is_in = |list: &[&str]| list.contains(&currency);
    let decimals = match currency {
        _ if is_in(&WHOLE) => 0,
        _ if is_in(&WHOLE_BY_HUNDREDS) && units % 100 != 0 => return None,
        _ if is_in(&THREE_DECIMALS) && units % 10 != 0 => return None,
        _ if is_in(&THREE_DECIMALS) => 3,
        _ => 2,
    };
    let units = u64::try_from(units).ok()?;
    let major = 10_u64.pow(decimals);
    let text = match decimals {
        0 => units.to_string(),
        width => format!(
            "{}.{:0>width$}",
            units / major,
            units % major,
            width = width as usize
        ),
    };
    Amount::parse(&text).ok().map(|(amount, _)| amount)
}

pub(crate) fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_what_the_currency_makes_it() {
        for (units, currency, text) in [
            (24_850, "zmw", "248.50"),
            (5, "kes", "0.05"),
            (5_000, "xof", "5000.00"),
            (5_000, "ugx", "50.00"),
            (5_000, "kwd", "5.00"),
        ] {
            let plain = amount(units, currency).unwrap().plain();
            assert_eq!(plain, text, "{units} {currency}");
        }
        assert_eq!(amount(5_050, "ugx"), None);
        assert_eq!(amount(5_001, "kwd"), None);
        assert_eq!(amount(-1, "zmw"), None);
        assert!(is_code("zmw") && !is_code("ZMW") && !is_code("zm"));
    }
}
