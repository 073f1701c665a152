//! Reads callbacks. Their proof is a password that says nothing about the body, so all they do is make us ask.

use http::HeaderMap;
use kernel::{ProviderReference, Secret};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::requests::is_id;
use crate::provider::{Callback, CallbackError, Operation, Proof, SignatureFault};
use crate::providers::read::{exact, reference, reference_before, word};

/// More of a callback than this is not read.
const CALLBACK_BYTES_MAX: usize = 64 * 1024;
const HASH: &str = "verif-hash";

/// Whether the sender knows the secret hash.
pub(super) fn prove(headers: &HeaderMap, hash: &Secret) -> Result<(), CallbackError> {
    let Some(sent) = headers.get(HASH) else {
        return Err(CallbackError::Signature(SignatureFault::Missing(HASH)));
    };
    let is_same: bool = sent.as_bytes().ct_eq(hash.expose().as_bytes()).into();
    if is_same {
        return Ok(());
    }
    Err(CallbackError::Signature(SignatureFault::Wrong))
}

/// Reads a body. `charge.completed` is said of failures too.
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
        ("charge.completed", Some(data)) => charge(data, "tx_ref"),
        ("transfer.completed", Some(data)) => transfer(data),
        ("charge.completed" | "transfer.completed", None) => {
            Err(CallbackError::Unreadable("no data"))
        }
        // Old accounts still send the shape of version 2, everything at the top.
        ("", None) if json.get("txRef").is_some() => charge(&json, "txRef"),
        ("", _) => Err(CallbackError::Unreadable("no event")),
        // Subscriptions, cards, bills: other things the provider does.
        _ => Err(CallbackError::NotForUs),
    }
}

fn charge(data: &Value, name: &'static str) -> Result<Callback, CallbackError> {
    let ours = named(data, name, reference(data, name))?;
    let status = word(data, "status");
    // Only the try that succeeded is worth remembering: it is the one a refund is taken from.
    let has_paid = status == "successful";
    callback(Operation::Collect, ours, data, status, has_paid)
}

fn transfer(data: &Value) -> Result<Callback, CallbackError> {
    let ours = named(data, "reference", reference_before(data, "reference", '_'))?;
    callback(Operation::PayOut, ours, data, word(data, "status"), true)
}

/// A reference that is not one of ours belongs to someone else who uses the same account.
fn named(
    data: &Value,
    name: &str,
    ours: Option<ProviderReference>,
) -> Result<ProviderReference, CallbackError> {
    match (ours, data.get(name).and_then(Value::as_str)) {
        (Some(reference), _) => Ok(reference),
        (None, Some(_)) => Err(CallbackError::NotForUs),
        (None, None) => Err(CallbackError::Unreadable("no reference")),
    }
}

fn callback(
    operation: Operation,
    reference: ProviderReference,
    data: &Value,
    status: String,
    is_to_be_asked_for: bool,
) -> Result<Callback, CallbackError> {
    if status.is_empty() {
        return Err(CallbackError::Unreadable("no status"));
    }
    let id = Some(word(data, "id")).filter(|id| is_id(id));
    // Several tries share a reference, and each can fail.
    let event_id = format!(
        "{}:{reference}:{}:{status}",
        operation.as_str(),
        id.as_deref().unwrap_or_default()
    );
    Ok(Callback {
        proof: Proof::Unsigned,
        operation,
        reference,
        handle: id.filter(|_| is_to_be_asked_for),
        // The status repeats both.
        transaction: None,
        stated: None,
        asked_at: None,
        event_id,
        status,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn noise_is_no_callback(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(read(&body).is_err());
        }
    }
}
