//! Reads callbacks. They are signed, and still only make us ask: they come twice, late, and in any order.

use kernel::ProviderReference;
use serde_json::Value;

use super::answers::{is_of_our_mode, name};
use super::money;
use super::requests::{REFERENCE, is_session};
use crate::provider::{Callback, CallbackError, Dispute, Disputed, Operation, Proof};
use crate::providers::read::{exact, plain_text, reference, word};

/// More of a callback than this is not read.
const CALLBACK_BYTES_MAX: usize = 64 * 1024;

/// An event of our mode, opened.
struct Opened {
    id: String,
    kind: String,
    object: Value,
}

fn open(body: &[u8], is_live: bool) -> Result<Opened, CallbackError> {
    if body.len() > CALLBACK_BYTES_MAX {
        return Err(CallbackError::Unreadable("too long"));
    }
    let mut json = exact(body)
        .filter(|json| word(json, "object") == "event")
        .ok_or(CallbackError::Unreadable("not an event"))?;
    if !is_of_our_mode(&json, is_live) {
        return Err(CallbackError::Unreadable(
            "of the other mode: live events for a test key, or test events for a live one",
        ));
    }
    let id = name(&json).ok_or(CallbackError::Unreadable("no id"))?;
    let object = json.pointer_mut("/data/object").map(Value::take);
    let object = object
        .filter(Value::is_object)
        .ok_or(CallbackError::Unreadable("no object"))?;
    let kind = word(&json, "type");
    Ok(Opened { id, kind, object })
}

/// Reads a body whose signature was verified as the news of a dispute, if it is that.
pub(super) fn dispute(body: &[u8], is_live: bool) -> Result<Option<Dispute>, CallbackError> {
    let Opened { id, kind, object } = open(body, is_live)?;
    if !kind.starts_with("charge.dispute.") || word(&object, "object") != "dispute" {
        return Ok(None);
    }
    // It has no metadata of ours. Its intent is what we know as the receipt of a payment.
    let Some(intent) = object.get("payment_intent").and_then(plain_text) else {
        return Ok(None);
    };
    Ok(Some(Dispute {
        about: Disputed::Transaction(intent),
        event_id: id,
        stated: money::stated(object.get("amount"), object.get("currency")),
        words: format!("{}: {}", word(&object, "reason"), word(&object, "status")),
        is_over: kind == "charge.dispute.closed",
        event: kind,
    }))
}

/// Reads a body whose signature was verified.
pub(super) fn read(body: &[u8], is_live: bool) -> Result<Callback, CallbackError> {
    let Opened {
        id,
        kind: event,
        object,
    } = open(body, is_live)?;
    let object = &object;
    let told = match event.as_str() {
        "" => return Err(CallbackError::Unreadable("no type")),
        "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed"
        | "checkout.session.expired" => about_session(object)?,
        "payment_intent.succeeded"
        | "payment_intent.payment_failed"
        | "payment_intent.processing"
        | "payment_intent.requires_action"
        | "payment_intent.canceled" => Told {
            operation: Operation::Collect,
            reference: kept(object)?,
            // An intent does not name its page, and the page is what is asked for.
            handle: None,
        },
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => Told {
            operation: Operation::Refund,
            reference: kept(object)?,
            handle: name(object),
        },
        // Disputes are read apart. What a charge says, its intent or refund says too; the rest is other business of the account.
        _ => return Err(CallbackError::NotForUs),
    };
    Ok(Callback {
        proof: Proof::Signed,
        operation: told.operation,
        reference: told.reference,
        handle: told.handle,
        // The status repeats both.
        transaction: None,
        stated: None,
        asked_at: None,
        event_id: id,
        status: event,
    })
}

struct Told {
    operation: Operation,
    reference: ProviderReference,
    handle: Option<String>,
}

fn about_session(object: &Value) -> Result<Told, CallbackError> {
    Ok(Told {
        operation: Operation::Collect,
        reference: reference(object, "client_reference_id").ok_or(CallbackError::NotForUs)?,
        handle: name(object).filter(|id| is_session(id)),
    })
}

/// What carries no reference of ours was made by someone else who uses the same account, or by hand.
fn kept(object: &Value) -> Result<ProviderReference, CallbackError> {
    let metadata = object.get("metadata").ok_or(CallbackError::NotForUs)?;
    reference(metadata, REFERENCE).ok_or(CallbackError::NotForUs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn noise_is_no_callback(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(read(&body, false).is_err());
        }
    }
}
