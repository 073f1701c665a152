//! Reads callbacks. They are signed with our own API key, over the bytes as they are sent; there is none for a payment that
//! failed.

use hmac::{Hmac, Mac};
use http::HeaderMap;
use kernel::Secret;
use serde_json::Value;
use sha2::Sha512;

use super::{id, money};
use crate::provider::{
    Callback, CallbackError, Dispute, Disputed, Operation, Proof, SignatureFault,
};
use crate::providers::read::{exact, phrase, plain_text, reference, word};

/// More of a callback than this is not read.
const CALLBACK_BYTES_MAX: usize = 64 * 1024;
const SIGNATURE: &str = "x-paystack-signature";

/// Whether whoever sent `body` knows our key.
pub(super) fn prove(headers: &HeaderMap, body: &[u8], key: &Secret) -> Result<(), CallbackError> {
    let fault = |fault| Err(CallbackError::Signature(fault));
    let Some(sent) = headers.get(SIGNATURE) else {
        return fault(SignatureFault::Missing(SIGNATURE));
    };
    let Some(sent) = from_hex(sent.as_bytes()) else {
        return fault(SignatureFault::Malformed(SIGNATURE));
    };
    // A key of any length is taken, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(key.expose().as_bytes()) else {
        return fault(SignatureFault::UnknownKey);
    };
    mac.update(body);
    mac.verify_slice(&sent)
        .map_err(|_| CallbackError::Signature(SignatureFault::Wrong))
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |sign: &u8| char::from(*sign).to_digit(16);
    let pair = |pair: &[u8]| {
        let [high, low] = pair else { return None };
        u8::try_from(digit(high)? * 16 + digit(low)?).ok()
    };
    text.chunks(2).map(pair).collect()
}

/// Reads a body that was proved.
pub(super) fn read(body: &[u8]) -> Result<Callback, CallbackError> {
    if body.len() > CALLBACK_BYTES_MAX {
        return Err(CallbackError::Unreadable("too long"));
    }
    let json = exact(body)
        .filter(Value::is_object)
        .ok_or(CallbackError::Unreadable("not a JSON object"))?;
    let event = word(&json, "event");
    let data = json.get("data").filter(|data| data.is_object());
    match (event.as_str(), data) {
        ("", _) => Err(CallbackError::Unreadable("no event")),
        ("charge.success", Some(data)) => charge(data, &event),
        (refund, Some(data)) if refund.starts_with("refund.") => back(data, &event),
        ("charge.success", None) => Err(CallbackError::Unreadable("no data")),
        // Disputes are read apart. Transfers, subscriptions, invoices: other things the provider does.
        _ => Err(CallbackError::NotForUs),
    }
}

/// Reads a body that was proved as the news of a dispute, if it is that.
pub(super) fn dispute(body: &[u8]) -> Option<Dispute> {
    let json = exact(body).filter(|_| body.len() <= CALLBACK_BYTES_MAX)?;
    let event = word(&json, "event");
    let data = json.get("data")?;
    let payment = data.get("transaction")?;
    let about = reference(payment, "reference").filter(|_| event.starts_with("charge.dispute."))?;
    let status = phrase(data, "status");
    let (why, outcome) = (phrase(data, "category"), phrase(data, "resolution"));
    let said = [why, status.clone(), outcome];
    let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
    Some(Dispute {
        about: Disputed::Reference(about),
        event_id: format!("{event}:{}:{status}", id(data).unwrap_or_default()),
        stated: money::stated(
            data.get("refund_amount").or_else(|| payment.get("amount")),
            data.get("currency").or_else(|| payment.get("currency")),
        ),
        words: said.join(": "),
        is_over: event == "charge.dispute.resolve",
        event,
    })
}

fn charge(data: &Value, event: &str) -> Result<Callback, CallbackError> {
    let number = id(data);
    let named = number.as_deref().unwrap_or_default();
    callback(data, "reference", Operation::Collect, event, named)
}

/// It names the payment, not the refund.
fn back(data: &Value, event: &str) -> Result<Callback, CallbackError> {
    let text = |name| data.get(name).and_then(plain_text).unwrap_or_default();
    let named = format!("{}:{}", text("refund_reference"), text("amount"));
    callback(
        data,
        "transaction_reference",
        Operation::Refund,
        event,
        &named,
    )
}

/// Nothing numbers events, so one is known by what it says.
fn callback(
    data: &Value,
    name: &str,
    operation: Operation,
    event: &str,
    named: &str,
) -> Result<Callback, CallbackError> {
    let reference = match (
        reference(data, name),
        data.get(name).and_then(Value::as_str),
    ) {
        (Some(reference), _) => reference,
        // A reference that is not one of ours belongs to someone else who uses the same account.
        (None, Some(_)) => return Err(CallbackError::NotForUs),
        (None, None) => return Err(CallbackError::Unreadable("no reference")),
    };
    let status = word(data, "status");
    Ok(Callback {
        proof: Proof::Signed,
        operation,
        reference,
        handle: None,
        // The status repeats both.
        transaction: None,
        stated: None,
        asked_at: None,
        event_id: format!("{event}:{reference}:{named}"),
        status: if status.is_empty() {
            event.to_owned()
        } else {
            status
        },
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    /// By another tool.
    const SIGNED: &str = "a64f9d544d65c9aeab4a7f4c13aad05164c31660900845c0a4c210911c8d42b73712751edb74535a8abd175678d732d611e8e0c3b497f297df883ea36718747e";
    const BODY: &[u8] = br#"{"event":"charge.success"}"#;

    fn proved(signature: Option<&str>, body: &[u8], key: &str) -> Result<(), CallbackError> {
        let mut headers = HeaderMap::new();
        if let Some(signature) = signature {
            headers.insert(SIGNATURE, HeaderValue::from_str(signature).unwrap());
        }
        prove(&headers, body, &Secret::new(key))
    }

    #[test]
    fn only_the_bytes_as_they_were_signed_with_our_key_are_believed() {
        let key = "sk_test_abc";
        assert_eq!(proved(Some(SIGNED), BODY, key), Ok(()));
        assert_eq!(proved(Some(&SIGNED.to_uppercase()), BODY, key), Ok(()));
        let wrong = Err(CallbackError::Signature(SignatureFault::Wrong));
        // The same JSON, written otherwise.
        let spaced = br#"{"event": "charge.success"}"#;
        assert_eq!(proved(Some(SIGNED), spaced, key), wrong);
        assert_eq!(proved(Some(SIGNED), BODY, "sk_test_abd"), wrong);
        assert_eq!(proved(Some(&SIGNED[..126]), BODY, key), wrong);
        assert_eq!(proved(Some(""), BODY, key), wrong);
        let malformed = Err(CallbackError::Signature(SignatureFault::Malformed(
            SIGNATURE,
        )));
        for text in ["xyz", &SIGNED[..127], "not a signature"] {
            assert_eq!(proved(Some(text), BODY, key), malformed, "{text}");
        }
        let missing = Err(CallbackError::Signature(SignatureFault::Missing(SIGNATURE)));
        assert_eq!(proved(None, BODY, key), missing);
    }

    proptest! {
        #[test]
        fn noise_is_no_callback(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(read(&body).is_err());
        }
    }
}
