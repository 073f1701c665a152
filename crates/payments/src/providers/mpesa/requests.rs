//! The bodies of what we ask for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{PhoneNumber, Timestamp};
use serde_json::json;
use time::macros::{format_description, offset};

use super::config::{MpesaConfig, Receiver};
use crate::provider::{Prompt, ProviderError, Refusal};
use crate::providers::http::{rejected, wrong_request};
use crate::providers::write::short;

pub(super) const PUSH: &str = "/mpesa/stkpush/v1/processrequest";
pub(super) const QUERY: &str = "/mpesa/stkpushquery/v1/query";
/// Longer texts make the prompt fail.
const ACCOUNT_CHARS_MAX: usize = 12;
const DESCRIPTION_CHARS_MAX: usize = 13;
const PHONE_DIGITS: usize = 12;

/// A prompt. Whole shillings: `supports` let nothing else pass.
pub(super) fn push(
    prompt: &Prompt,
    config: &MpesaConfig,
    callback_url: &str,
    now: Timestamp,
) -> Result<Vec<u8>, ProviderError> {
    let phone = phone(&prompt.phone)?;
    let (kind, receiver) = match &config.receiver {
        Receiver::PayBill => ("CustomerPayBillOnline", &config.shortcode),
        Receiver::Till(till) => ("CustomerBuyGoodsOnline", till),
    };
    let timestamp = timestamp(now)?;
    let body = json!({
        "BusinessShortCode": config.shortcode,
        "Password": password(config, &timestamp),
        "Timestamp": timestamp,
        "TransactionType": kind,
        "Amount": prompt.amount.minor() / prompt.amount.currency().minor_per_major(),
        "PartyA": phone,
        "PartyB": receiver,
        "PhoneNumber": phone,
        "CallBackURL": callback_url,
        "AccountReference": short(&prompt.our_reference, ACCOUNT_CHARS_MAX),
        "TransactionDesc": short(&prompt.customer_message, DESCRIPTION_CHARS_MAX),
    });
    Ok(body.to_string().into_bytes())
}

/// A question about a prompt.
pub(super) fn query(
    checkout_request_id: &str,
    config: &MpesaConfig,
    now: Timestamp,
) -> Result<Vec<u8>, ProviderError> {
    let timestamp = timestamp(now)?;
    let body = json!({
        "BusinessShortCode": config.shortcode,
        "Password": password(config, &timestamp),
        "Timestamp": timestamp,
        "CheckoutRequestID": checkout_request_id,
    });
    Ok(body.to_string().into_bytes())
}

/// As the clocks in Nairobi show it, wherever we are.
fn timestamp(now: Timestamp) -> Result<String, ProviderError> {
    now.checked_to_offset(offset!(+3))
        .and_then(|local| {
            let form = format_description!("[year][month][day][hour][minute][second]");
            local.format(form).ok()
        })
        .ok_or_else(|| wrong_request("timestamp"))
}

fn password(config: &MpesaConfig, timestamp: &str) -> String {
    let (shortcode, passkey) = (&config.shortcode, config.passkey.expose());
    STANDARD.encode(format!("{shortcode}{passkey}{timestamp}"))
}

/// `2547XXXXXXXX` or `2541XXXXXXXX`.
pub(super) fn phone(number: &PhoneNumber) -> Result<&str, ProviderError> {
    let digits = number.digits();
    let is_mobile = digits.starts_with("2547") || digits.starts_with("2541");
    if is_mobile && digits.len() == PHONE_DIGITS {
        return Ok(digits);
    }
    Err(rejected(Refusal::InvalidNumber))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::providers::mpesa::tests::sandbox;

    #[test]
    fn the_password_is_the_published_one() {
        let stamp = timestamp(datetime!(2026-09-21 15:06:40 UTC)).unwrap();
        assert_eq!(stamp, "20260921180640");
        let expected = "MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjYwOTIxMTgwNjQw";
        assert_eq!(password(&sandbox("http://x"), &stamp), expected);
    }

    #[test]
    fn midnight_in_nairobi_is_nine_in_the_evening_in_london() {
        let stamp = timestamp(datetime!(2026-12-31 21:00:00 UTC)).unwrap();
        assert_eq!(stamp, "20270101000000");
    }

    #[test]
    fn only_kenyan_mobile_numbers_are_prompted() {
        let read = |text: &str| phone(&PhoneNumber::from_e164(text).unwrap()).is_ok();
        assert!(read("+254708374149") && read("+254110374149"));
        for wrong in [
            "+254208374149",
            "+25470837414",
            "+260763456789",
            "+2547083741490",
        ] {
            assert!(!read(wrong), "{wrong}");
        }
    }
}
