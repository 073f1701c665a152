//! Writing what providers read: amounts in major units, to the digit.

use kernel::Money;
use serde_json::value::RawValue;

/// The shortest form: `15`, `15.5`. One published pattern forbids trailing zeros, so there are none.
pub(super) fn shortest(amount: Money) -> String {
    let plain = amount.to_plain(amount.currency().exponent());
    match plain.split_once('.') {
        Some(_) => plain.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => plain,
    }
}

/// The same as a JSON number, which is never a float on its way.
pub(super) fn number(amount: Money) -> serde_json::Result<Box<RawValue>> {
    RawValue::from_string(shortest(amount))
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    #[test]
    fn amounts_are_written_in_the_shortest_form() {
        let cases = [
            (1_500, "15"),
            (1_550, "15.5"),
            (1_555, "15.55"),
            (100, "1"),
            (50, "0.5"),
            (5, "0.05"),
            (100_000, "1000"),
        ];
        for currency in [Currency::ZMW, Currency::KES] {
            for (minor, text) in cases {
                let amount = Money::new(minor, currency);
                assert_eq!(shortest(amount), text);
                assert_eq!(number(amount).unwrap().get(), text);
            }
        }
        let large = Money::new(i64::MAX, Currency::ZMW);
        assert_eq!(number(large).unwrap().get(), "92233720368547758.07");
    }
}
