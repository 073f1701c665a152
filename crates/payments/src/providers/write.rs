//! Writing what providers read: amounts in major units to the digit, texts for phones, addresses for mail.

use kernel::{Money, ProviderReference};
use serde_json::value::RawValue;

/// As a domain may be long, with room for the part before the `@`.
const DOMAIN_CHARS_MAX: usize = 200;

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

/// A text for the buyer's phone: letters, digits, spaces and hyphens, cut, never empty.
pub(super) fn short(text: &str, chars_max: usize) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-');
    let cut: String = text.trim().chars().filter(kept).take(chars_max).collect();
    match cut.trim_matches([' ', '-']) {
        "" => "Soko".to_owned(),
        some => some.to_owned(),
    }
}

/// Visible ASCII, and some of it: fit for a header.
pub(super) fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

/// An address that nobody reads, the same for the same try.
pub(super) fn unread_email(reference: ProviderReference, domain: &str) -> String {
    format!("no-reply-{reference}@{domain}")
}

pub(super) fn is_domain(text: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.len() <= DOMAIN_CHARS_MAX && text.contains('.') && text.split('.').all(label)
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

    #[test]
    fn texts_are_never_too_long_and_never_empty() {
        let cases = [
            ("SK-7K3M-9Q2D", 12, "SK-7K3M-9Q2D"),
            ("Soko SK-7K3M-9Q2D", 13, "Soko SK-7K3M"),
            ("Soko ürün", 13, "Soko rn"),
            ("…", 12, "Soko"),
            ("", 12, "Soko"),
        ];
        for (text, max, sent) in cases {
            assert_eq!(short(text, max), sent, "{text:?}");
        }
    }
}
