//! Reads callbacks. They are signed, and still only make us ask: they come twice, late, and in any order.

use kernel::ProviderReference;
use serde_json::Value;

use super::answers::{is_of_our_mode, name};
use super::requests::{REFERENCE, is_session};
use crate::provider::{Callback, CallbackError, Operation, Proof};
use crate::providers::read::{exact, reference, word};

/// More of a callback than this is not read.
const CALLBACK_BYTES_MAX: usize = 64 * 1024;

/// Reads a body whose signature was verified.
pub(super) fn read(body: &[u8], is_live: bool) -> Result<Callback, CallbackError> {
    if body.len() > CALLBACK_BYTES_MAX {
        return Err(CallbackError::Unreadable("too long"));
    }
    let json = exact(body)
        .filter(|json| word(json, "object") == "event")
        .ok_or(CallbackError::Unreadable("not an event"))?;
    if !is_of_our_mode(&json, is_live) {
        return Err(CallbackError::Unreadable(
            "of the other mode: live events for a test key, or test events for a live one",
        ));
    }
    let id = name(&json).ok_or(CallbackError::Unreadable("no id"))?;
    let object = json.get("data").and_then(|data| data.get("object"));
    let object = object
        .filter(|object| object.is_object())
        .ok_or(CallbackError::Unreadable("no object"))?;
    let event = word(&json, "type");
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
        "charge.dispute.created" => {
            tracing::error!(event.id = %id, "a buyer's bank disputes a payment: answer at the provider's dashboard");
            return Err(CallbackError::NotForUs);
        }
        // What a charge says, its intent or refund says too; the rest is other business of the account.
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
