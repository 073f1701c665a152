//! Reading what providers write: words, amounts and references, cut to a length fit for storing and never rounded.

use std::collections::BTreeMap;

use kernel::{Currency, Id, Money, ProviderReference};
use rust_decimal::Decimal;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::provider::StatedAmount;

/// At most this much of a status or code is kept.
const WORD_CHARS_MAX: usize = 64;
/// At most this much of a stated text is kept.
const STATED_CHARS_MAX: usize = 64;

/// JSON whose numbers are kept as texts, digit for digit: what was an amount is not bent by a float, and what is sometimes a
/// number and sometimes a text reads the same. `None` when it is not JSON.
pub(super) fn exact(body: &[u8]) -> Option<Value> {
    exactly(serde_json::from_slice(body).ok()?)
}

fn exactly(raw: &RawValue) -> Option<Value> {
    let text = raw.get();
    match text.bytes().next()? {
        b'{' => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            members
                .into_iter()
                .map(|(name, value)| Some((name, exactly(value)?)))
                .collect::<Option<Map<_, _>>>()
                .map(Value::Object)
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            let items: Option<Vec<_>> = items.into_iter().map(exactly).collect();
            items.map(Value::Array)
        }
        b'-' | b'0'..=b'9' => Some(Value::String(text.to_owned())),
        _ => serde_json::from_str(text).ok(),
    }
}

/// What a person wrote about a failure, as a code fit for storing: no digits, so no phone number either.
pub(super) fn phrase(json: &Value, name: &str) -> String {
    let text = json.get(name).and_then(Value::as_str).unwrap_or_default();
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").chars().take(WORD_CHARS_MAX).collect()
}

/// A status or code: the signs such words are made of, cut. Empty when missing.
pub(super) fn word(json: &Value, name: &str) -> String {
    let text = json.get(name).and_then(Value::as_str).unwrap_or_default();
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.chars().filter(kept).take(WORD_CHARS_MAX).collect()
}

/// A text or a number as text, cut to a length fit for storing.
pub(super) fn plain_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(
        text.chars()
            .filter(|c| !c.is_control())
            .take(STATED_CHARS_MAX)
            .collect(),
    )
}

/// A reference of ours. `None` when missing or not one.
pub(super) fn reference(json: &Value, name: &str) -> Option<ProviderReference> {
    let text = json.get(name)?.as_str()?;
    Uuid::parse_str(text).ok().map(ProviderReference::from_uuid)
}

/// A reference of ours with something put behind it after `sign`, or nothing.
pub(super) fn reference_before(json: &Value, name: &str, sign: char) -> Option<ProviderReference> {
    let text = json.get(name)?.as_str()?;
    let own = text.split_once(sign).map_or(text, |(own, _)| own);
    Uuid::parse_str(own).ok().map(ProviderReference::from_uuid)
}

/// Reads an amount as a provider writes it: text or number, padded with zeros or not. Never rounds.
pub(super) fn stated(amount: Option<&Value>, currency: Option<&Value>) -> StatedAmount {
    let (amount, currency) = (amount.and_then(plain_text), currency.and_then(plain_text));
    match (&amount, &currency) {
        (Some(number), Some(code)) => to_the_minor_unit(number, code).map(StatedAmount::Money),
        _ => None,
    }
    .unwrap_or(StatedAmount::Unreadable { amount, currency })
}

fn to_the_minor_unit(number: &str, code: &str) -> Option<Money> {
    exact_money(number, code.parse().ok()?)
}

/// A decimal number as so much of a currency. `None` when it is no number or has more decimals than the currency.
pub(crate) fn exact_money(number: &str, currency: Currency) -> Option<Money> {
    let decimal = Decimal::from_str_exact(number).ok()?.normalize();
    let missing = currency.exponent().checked_sub(decimal.scale())?;
    let minor = decimal.mantissa().checked_mul(10_i128.pow(missing))?;
    Some(Money::new(i64::try_from(minor).ok()?, currency))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kwacha(minor: i64) -> Money {
        Money::new(minor, Currency::ZMW)
    }

    fn shillings(minor: i64) -> Money {
        Money::new(minor, Currency::KES)
    }

    #[test]
    fn equal_amounts_are_equal_however_they_are_padded() {
        let forms = [
            json!("15"),
            json!("15.0"),
            json!("15.00"),
            json!("15.0000"),
            json!(15),
            json!(15.0),
        ];
        for form in forms {
            let read = stated(Some(&form), Some(&json!("ZMW")));
            assert_eq!(read, StatedAmount::Money(kwacha(1_500)), "{form}");
        }
        let thousand = stated(Some(&json!("1000.0000")), Some(&json!("KES")));
        assert_eq!(thousand, StatedAmount::Money(shillings(100_000)));
    }

    #[test]
    fn what_is_no_exact_amount_stays_unreadable() {
        for form in [
            json!("15.005"),
            json!("1e3"),
            json!("fifteen"),
            json!(""),
            json!({}),
            json!(null),
        ] {
            let read = stated(Some(&form), Some(&json!("ZMW")));
            assert!(
                matches!(read, StatedAmount::Unreadable { .. }),
                "{form}: {read:?}"
            );
        }
        let huge = "9".repeat(23);
        assert!(matches!(
            stated(Some(&json!(huge)), Some(&json!("ZMW"))),
            StatedAmount::Unreadable { .. }
        ));
        assert_eq!(
            stated(Some(&json!("15")), Some(&json!("XXQ"))),
            StatedAmount::Unreadable {
                amount: Some("15".into()),
                currency: Some("XXQ".into())
            }
        );
        assert_eq!(
            stated(Some(&json!("15")), None),
            StatedAmount::Unreadable {
                amount: Some("15".into()),
                currency: None
            }
        );
    }
    #[test]
    fn numbers_keep_every_digit() {
        let body = br#"{"a": 15.00000000000000001, "b": [1e3, -0.10], "c": {"d": "x", "e": null, "f": true, "g": 12345678901234567890123}}"#;
        let read = exact(body).unwrap();
        let expected = json!({
            "a": "15.00000000000000001", "b": ["1e3", "-0.10"],
            "c": {"d": "x", "e": null, "f": true, "g": "12345678901234567890123"},
        });
        assert_eq!(read, expected);
        let near = stated(read.get("a"), Some(&json!("ZMW")));
        assert!(matches!(near, StatedAmount::Unreadable { .. }), "{near:?}");
        for wrong in ["", "{", "<html>", "{\"a\":}", "1 2", &"[".repeat(10_000)] {
            assert_eq!(exact(wrong.as_bytes()), None, "{wrong:.20}");
        }
    }

    #[test]
    fn a_reason_is_kept_without_its_digits() {
        let reason = json!({"why": "Insufficient Funds: +260 763-456789!"});
        assert_eq!(phrase(&reason, "why"), "Insufficient-Funds");
        assert_eq!(phrase(&reason, "other"), "");
    }
}
