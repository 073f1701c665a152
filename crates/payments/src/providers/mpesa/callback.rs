//! Reads the body of a callback whose address proved itself. It brings what a question cannot: the receipt's number.

use kernel::ProviderReference;
use serde_json::Value;

use super::codes::PAID;
use crate::provider::{Callback, CallbackError, Operation, Proof, StatedAmount};
use crate::providers::read::{exact, stated, word};

/// More of a callback than this is not read.
const CALLBACK_BYTES_MAX: usize = 64 * 1024;
/// A receipt's items are five; more than this are not looked at.
const ITEMS_MAX: usize = 32;

/// Reads what became of the prompt for `reference`. The buyer's number is passed over: it can be masked, and proves nothing.
pub(super) fn read(body: &[u8], reference: ProviderReference) -> Result<Callback, CallbackError> {
    if body.len() > CALLBACK_BYTES_MAX {
        return Err(CallbackError::Unreadable("too long"));
    }
    let json = exact(body).ok_or(CallbackError::Unreadable("not JSON"))?;
    let told = json
        .get("Body")
        .and_then(|body| body.get("stkCallback"))
        .ok_or(CallbackError::Unreadable("not about a prompt"))?;
    let handle = word(told, "CheckoutRequestID");
    if handle.is_empty() {
        return Err(CallbackError::Unreadable("no CheckoutRequestID"));
    }
    let status = word(told, "ResultCode");
    if status.is_empty() {
        return Err(CallbackError::Unreadable("no ResultCode"));
    }
    let receipt = (status == PAID).then(|| receipt(told));
    let (transaction, amount) = receipt.unwrap_or_default();
    Ok(Callback {
        proof: Proof::Unsigned,
        operation: Operation::Collect,
        reference,
        asked_at: None,
        event_id: format!("collect:{reference}:{handle}:{status}"),
        handle: Some(handle),
        transaction,
        stated: amount,
        status,
    })
}

/// The receipt's number and the amount, from items in any order, some without a value.
fn receipt(told: &Value) -> (Option<String>, Option<StatedAmount>) {
    let items = told
        .get("CallbackMetadata")
        .and_then(|metadata| metadata.get("Item"))
        .and_then(Value::as_array);
    let find = |name: &str| {
        let mut items = items.into_iter().flatten().take(ITEMS_MAX);
        items.find(|item| word(item, "Name") == name)
    };
    let number = find("MpesaReceiptNumber").map(|item| word(item, "Value"));
    let shillings = Value::from("KES");
    let amount = find("Amount").map(|item| stated(item.get("Value"), Some(&shillings)));
    (number.filter(|number| !number.is_empty()), amount)
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
            prop_assert!(read(&body, reference).is_err());
        }
    }
}
