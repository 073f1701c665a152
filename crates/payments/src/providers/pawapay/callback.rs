//! Reads the body of a callback. Only what names it is taken: amounts and reasons are asked for, not believed.

use serde_json::Value;

use super::answers::names;
use crate::provider::{Callback, CallbackError, Operation, Proof};
use crate::providers::read::{reference, word};

/// Whether a body has the shape of the provider's old interface, which a forgotten dashboard setting can still send.
pub(super) fn is_old_version(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|json| {
        ["correspondent", "requestedAmount", "depositedAmount"]
            .iter()
            .any(|name| json.get(name).is_some())
    })
}

/// Reads a verified body: deposit, payout or refund, told apart by the id it carries.
pub(super) fn read(body: &[u8]) -> Result<Callback, CallbackError> {
    let json: Value =
        serde_json::from_slice(body).map_err(|_| CallbackError::Unreadable("not JSON"))?;
    // A refund names its deposit as well, so the narrower ids come first.
    let operation = [Operation::Refund, Operation::PayOut, Operation::Collect]
        .into_iter()
        .find(|operation| {
            json.get(names(*operation).1)
                .is_some_and(|id| !id.is_null())
        })
        .ok_or(CallbackError::Unreadable("no id"))?;
    let (_, name) = names(operation);
    let reference =
        reference(&json, name).ok_or(CallbackError::Unreadable("the id is not ours"))?;
    let status = word(&json, "status");
    if status.is_empty() {
        return Err(CallbackError::Unreadable("no status"));
    }
    let event_id = format!("{}:{reference}:{status}", operation.as_str());
    Ok(Callback {
        proof: Proof::Signed,
        operation,
        reference,
        // All three can be asked for by our own reference.
        handle: None,
        transaction: None,
        stated: None,
        asked_at: None,
        event_id,
        status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";

    #[test]
    fn reads_what_names_the_event() {
        let body = format!(r#"{{"depositId":"{ID}","status":"COMPLETED","amount":"15.0000"}}"#);
        let read = read(body.as_bytes()).unwrap();
        assert_eq!(read.operation, Operation::Collect);
        assert_eq!(read.reference.to_string(), ID);
        assert_eq!(read.event_id, format!("collect:{ID}:COMPLETED"));
        assert_eq!(read.status, "COMPLETED");
    }

    #[test]
    fn payouts_and_refunds_are_told_apart() {
        let body = format!(r#"{{"payoutId":"{ID}","status":"FAILED"}}"#);
        assert_eq!(read(body.as_bytes()).unwrap().operation, Operation::PayOut);
        let body = format!(r#"{{"refundId":"{ID}","depositId":"{ID}","status":"FAILED"}}"#);
        assert_eq!(read(body.as_bytes()).unwrap().operation, Operation::Refund);
    }

    #[test]
    fn what_names_nothing_is_refused() {
        let unnamed = [
            "",
            "[]",
            "<html>",
            r#"{"status":"COMPLETED"}"#,
            r#"{"depositId":null,"status":"COMPLETED"}"#,
            r#"{"depositId":"7","status":"COMPLETED"}"#,
            &format!(r#"{{"depositId":"{ID}"}}"#),
        ];
        for body in unnamed {
            let read = read(body.as_bytes());
            assert!(
                matches!(read, Err(CallbackError::Unreadable(_))),
                "{body}: {read:?}"
            );
        }
    }

    #[test]
    fn the_old_shape_is_recognised() {
        assert!(is_old_version(
            br#"{"depositId":"x","correspondent":"MTN_MOMO_ZMB"}"#
        ));
        assert!(is_old_version(
            br#"{"depositId":"x","requestedAmount":"15"}"#
        ));
        assert!(!is_old_version(br#"{"depositId":"x","amount":"15"}"#));
        assert!(!is_old_version(b"<html>"));
    }
}
