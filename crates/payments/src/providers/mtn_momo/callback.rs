//! Reads the body of a callback whose address proved itself. It looks like an answer about the status, comes once, and only makes
//! us ask.

use kernel::ProviderReference;
use serde_json::Value;

use crate::provider::{Callback, CallbackError, Operation, Proof};
use crate::providers::read::{exact, word};

/// More of a callback than this is not read.
const CALLBACK_BYTES_MAX: usize = 64 * 1024;

/// Reads what became of what was asked for under `reference`.
pub(super) fn read(
    body: &[u8],
    operation: Operation,
    reference: ProviderReference,
) -> Result<Callback, CallbackError> {
    if body.len() > CALLBACK_BYTES_MAX {
        return Err(CallbackError::Unreadable("too long"));
    }
    let json = exact(body)
        .filter(Value::is_object)
        .ok_or(CallbackError::Unreadable("not a JSON object"))?;
    let status = word(&json, "status");
    if status.is_empty() {
        return Err(CallbackError::Unreadable("no status"));
    }
    Ok(Callback {
        proof: Proof::Unsigned,
        operation,
        reference,
        handle: None,
        // The status repeats both.
        transaction: None,
        stated: None,
        asked_at: None,
        event_id: format!("{}:{reference}:{status}", operation.as_str()),
        status,
    })
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn noise_is_no_callback(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let reference = ProviderReference::from_uuid(uuid::Uuid::nil());
            prop_assert!(read(&body, Operation::Collect, reference).is_err());
        }
    }
}
