//! What providers send, fit to be shown: no phone or account number in full, nothing that opens anything.

use serde_json::Value;

/// What stands where something was taken out.
const HIDDEN: &str = "•••";
/// A field whose name holds one of these says something secret or personal; its value is not shown.
const SECRET: [&str; 17] = [
    "secret",
    "token",
    "password",
    "passkey",
    "credential",
    "authorization",
    "hash",
    "email",
    "card_number",
    "cvv",
    "customername",
    "firstname",
    "partyname",
    "partypublicname",
    "fullname",
    "full_name",
    "beneficiary_name",
];
/// A field whose name holds one of these is a phone number, however it is written.
const PHONE: [&str; 4] = ["phone", "msisdn", "partya", "address"];
/// A field whose name holds one of these is the number of an account, or of a phone that stands for one.
const ACCOUNT: [&str; 2] = ["account_number", "accountnumber"];
/// So many last digits of an account are shown.
const ACCOUNT_SHOWN: usize = 4;
/// So many digits in a row may be a phone number.
const DIGITS_MIN: usize = 9;
/// More are something else: a reference, a moment in nanoseconds.
const DIGITS_MAX: usize = 15;

/// A body as it may be shown. JSON is read, so that a field's name counts; whatever cannot be read (it was cut, or is none) loses every
/// number long enough to be a phone.
pub fn masked(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(mut value) if value.is_object() || value.is_array() => {
            walk(&mut value, None);
            serde_json::to_string_pretty(&value).unwrap_or_else(|_| HIDDEN.to_owned())
        }
        Ok(_) | Err(_) => without_secrets(&digits(body, |_| true)),
    }
}

/// The kept headers, a line each.
pub fn masked_headers(headers: &Value) -> Vec<String> {
    let Some(headers) = headers.as_object() else {
        return Vec::new();
    };
    headers
        .iter()
        .map(|(name, value)| {
            let value = value.as_str().unwrap_or_default();
            if is_one_of(&SECRET, name) {
                format!("{name}: {HIDDEN}")
            } else {
                format!("{name}: {value}")
            }
        })
        .collect()
}

fn is_one_of(words: &[&str], name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    words.iter().any(|word| name.contains(word))
}

fn walk(value: &mut Value, name: Option<&str>) {
    let is_phone = name.is_some_and(|name| is_one_of(&PHONE, name));
    match value {
        Value::Object(fields) => {
            // Safaricom's way: the name of a field is itself a value.
            let named = fields
                .get("Name")
                .or_else(|| fields.get("Key"))
                .and_then(Value::as_str)
                .map(str::to_owned);
            for (key, inner) in fields.iter_mut() {
                let name = match (&named, key.as_str()) {
                    (Some(named), "Value") => named,
                    (Some(_) | None, key) => key,
                };
                let is_plain = !inner.is_object() && !inner.is_array();
                if is_one_of(&SECRET, name) && is_plain {
                    *inner = HIDDEN.into();
                } else if is_one_of(&ACCOUNT, name) && is_plain {
                    *inner = account(&inner.to_string()).into();
                } else {
                    walk(inner, Some(name));
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                walk(item, name);
            }
        }
        Value::String(text) => *text = digits(text, |run| is_phone || looks_like_a_phone(run)),
        Value::Number(number) => {
            let text = number.to_string();
            let shown = digits(&text, |run| is_phone || looks_like_a_phone(run));
            if shown != text {
                *value = shown.into();
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// The last digits of an account's number alone.
fn account(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let hidden = digits.len().saturating_sub(ACCOUNT_SHOWN);
    let shown: String = digits[hidden..].iter().collect();
    if hidden < ACCOUNT_SHOWN / 2 {
        return HIDDEN.to_owned();
    }
    format!("{HIDDEN}{shown}")
}

/// The countries' own prefix and length, or a local number with its zero.
fn looks_like_a_phone(run: &str) -> bool {
    match run.len() {
        12 => ["260", "254", "256"]
            .iter()
            .any(|code| run.starts_with(code)),
        10 => run.starts_with("07") || run.starts_with("09") || run.starts_with("01"),
        _ => false,
    }
}

/// The text with the middle of those runs of digits taken out that may be phones.
fn digits(text: &str, is_phone: impl Fn(&str) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut run = String::new();
    let mut before = None;
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(digit) if digit.is_ascii_digit() => run.push(digit),
            other => {
                let fits = (DIGITS_MIN..=DIGITS_MAX).contains(&run.len());
                // Part of a UUID or another name made of letters and digits is no phone.
                let is_inside_a_name = |c: Option<char>| {
                    c.is_some_and(|c| c.is_ascii_alphabetic() || c == '-' || c == '_')
                };
                let stands_alone = !is_inside_a_name(before) && !is_inside_a_name(other);
                if fits && stands_alone && is_phone(&run) {
                    let (head, tail) = (&run[..3], &run[run.len() - 3..]);
                    shown.push_str(head);
                    shown.push_str(HIDDEN);
                    shown.push_str(tail);
                } else {
                    shown.push_str(&run);
                }
                run.clear();
                if let Some(c) = other {
                    shown.push(c);
                    before = Some(c);
                }
            }
        }
    }
    shown
}

/// What stands after a secret's name, in text that is no JSON, up to the next sign that ends a value.
fn without_secrets(text: &str) -> String {
    let ends = |c: char| matches!(c, '&' | ',' | ';' | '}' | '\n');
    let parts = text.split_inclusive(ends).map(|part| {
        let Some(at) = part.find([':', '=']) else {
            return part.to_owned();
        };
        let (name, value) = part.split_at(at + 1);
        if !is_one_of(&SECRET, name) && !is_one_of(&ACCOUNT, name) {
            return part.to_owned();
        }
        let end = value.chars().last().filter(|c| ends(*c));
        format!(
            "{name}{HIDDEN}{}",
            end.map(String::from).unwrap_or_default()
        )
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_phone_is_shown_in_full_however_it_is_sent() {
        for body in [
            json!({"payer": {"accountDetails": {"phoneNumber": "260763456789"}}}).to_string(),
            json!({"Body": {"stkCallback": {"CallbackMetadata": {"Item": [{"Name": "PhoneNumber", "Value": 260_763_456_789_i64}]}}}})
                .to_string(),
            json!({"data": {"customer": {"phone_number": "0763456789"}}}).to_string(),
            json!({"payer": {"address": {"value": "260763456789"}}}).to_string(),
            json!({"note": "paid from +260763456789, thanks"}).to_string(),
            "{\"phoneNumber\":\"260763456789\",\"cut".to_owned(),
            "msisdn=0763456789&amount=1".to_owned(),
        ] {
            let shown = masked(&body);
            assert!(!shown.contains("763456789") && shown.contains("789"), "{shown}");
        }
    }

    #[test]
    fn no_account_is_shown_in_full_and_nobody_is_named_by_it() {
        let whole = json!({"data": {"account_number": "00120300011678", "fullname": "Mwila Phiri", "bank_code": "542"}});
        let shown = masked(&whole.to_string());
        assert!(
            shown.contains("•••1678") && shown.contains("542"),
            "{shown}"
        );
        let short = json!({"account_number": "123456"}).to_string();
        assert!(masked(&short).contains("•••3456"));
        for body in [
            whole.to_string(),
            json!({"accountNumber": 12_345_678}).to_string(),
            json!({"account_number": "12345"}).to_string(),
            "{\"account_number\":\"12345678\",\"cut".to_owned(),
            "{\"beneficiary_name\":\"Mwila Phiri\",\"cut".to_owned(),
            "account_number=12345678901234567890&b=2".to_owned(),
        ] {
            let shown = masked(&body);
            for hidden in ["0012", "12345", "Mwila"] {
                assert!(!shown.contains(hidden), "{shown}");
            }
        }
    }

    #[test]
    fn what_identifies_a_payment_stays_readable() {
        let body = json!({
            "depositId": "f4401bd2-1568-4140-bf2d-eb77d2b2b639",
            "amount": "125.00",
            "providerTransactionId": "12356789",
            "TransactionDate": 20_191_219_102_115_i64,
            "MpesaReceiptNumber": "NLJ7RT61SV",
            "created": "2026-02-21T17:32:29Z",
        });
        let shown = masked(&body.to_string());
        for kept in [
            "f4401bd2-1568-4140-bf2d-eb77d2b2b639",
            "125.00",
            "12356789",
            "20191219102115",
            "NLJ7RT61SV",
            "2026-02-21T17:32:29Z",
        ] {
            assert!(shown.contains(kept), "{kept}: {shown}");
        }
    }

    #[test]
    fn nothing_that_opens_anything_is_shown() {
        for body in [
            json!({"secret_hash": "abcdefgh", "data": {"token": "abcdefgh", "customer": {"email": "abcdefgh"}}}).to_string(),
            "{\"password\":\"abcdefgh\",\"cut".to_owned(),
            "a=1&token=abcdefgh&b=2".to_owned(),
        ] {
            assert!(!masked(&body).contains("abcdefgh"), "{}", masked(&body));
        }
        let headers = json!({"verif-hash": "abcdefgh", "content-type": "application/json"});
        assert_eq!(
            masked_headers(&headers),
            ["content-type: application/json", "verif-hash: •••"]
        );
    }
}
