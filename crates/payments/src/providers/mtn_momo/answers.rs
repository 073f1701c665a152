//! Reads what the provider answers. 202 says that it took the request, and nothing about money.

use serde_json::Value;

use super::codes;
use super::config::MtnMomoConfig;
use crate::provider::{
    Accepted, Declined, Fault, Misconfigured, Moved, Operation, ProviderError, ProviderStatus,
    Subject, Unclear,
};
use crate::providers::http::Answer;
use crate::providers::read::{reference, stated, word};

/// The reference is not known there. The gateway's own 404 has no code: it only means a wrong address.
const NOT_FOUND: &str = "RESOURCE_NOT_FOUND";

/// The answer to a request that can move money.
pub(super) fn taken(answer: &Answer) -> Result<Accepted, ProviderError> {
    match answer.status {
        202 => Ok(Accepted::default()),
        409 => Err(ProviderError::Duplicate),
        _ => Err(wrong(answer)),
    }
}

/// A request that was turned away is ours to repair. Without a code of the provider's or of its gateway's, something in between
/// may have written the answer.
fn wrong(answer: &Answer) -> ProviderError {
    let Some(json) = answer.exact().filter(|_| !answer.is_success()) else {
        return answer.unclear();
    };
    let code = word(&json, "code");
    let is_theirs = ["code", "statusCode", "error"]
        .iter()
        .any(|name| !word(&json, name).is_empty());
    let what = match answer.status {
        _ if !is_theirs => return answer.unclear(),
        401 => Fault::Credentials,
        403 => Fault::NotAllowed,
        408 | 429 => return answer.unclear(),
        400..500 => Fault::Request,
        500 if codes::is_set_up(&code) => Fault::NotAllowed,
        // Any other 5xx says nothing about the request, whatever its body says.
        _ => return answer.unclear(),
    };
    let code = if code.is_empty() {
        format!("HTTP {}", answer.status)
    } else {
        code
    };
    ProviderError::Configuration(Misconfigured { what, code })
}

/// The answer to a question about what went by our reference.
pub(super) fn told(
    answer: &Answer,
    subject: &Subject,
    config: &MtnMomoConfig,
) -> Result<ProviderStatus, ProviderError> {
    let json = match answer.exact() {
        Some(json) if answer.status == 404 && word(&json, "code") == NOT_FOUND => {
            return Ok(ProviderStatus::NotFound);
        }
        Some(json) if answer.is_success() => json,
        Some(_) | None => return Err(wrong(answer)),
    };
    let status = word(&json, "status");
    let ours = reference(&json, "externalId");
    match status.as_str() {
        // What money did is told as stated, even about another request: a person must see that.
        "SUCCESSFUL" => Ok(ProviderStatus::Moved(Moved {
            reference: ours,
            amount: stated(
                json.get("amount"),
                currency(&json, subject, config).as_ref(),
            ),
            provider_transaction: Some(word(&json, "financialTransactionId"))
                .filter(|id| !id.is_empty()),
            handle: None,
        })),
        "" => Err(answer.unclear()),
        _ if ours != Some(subject.reference) => {
            Err(ProviderError::Unclear(Unclear::OtherReference))
        }
        "PENDING" | "ONGOING" | "DELAYED" => Ok(ProviderStatus::Pending),
        "FAILED" => Ok(failed(&json, subject.operation)),
        _ => {
            tracing::warn!(%status, "the provider told an unknown status");
            Err(ProviderError::Unclear(Unclear::UnknownStatus(status)))
        }
    }
}

fn failed(json: &Value, operation: Operation) -> ProviderStatus {
    let code = reason(json);
    if codes::is_undecided(&code) {
        return ProviderStatus::Pending;
    }
    let why = match operation {
        Operation::Collect => codes::collection(&code),
        Operation::PayOut | Operation::Refund => codes::outgoing(&code),
    };
    ProviderStatus::Failed(Declined { why, code })
}

/// Why it failed, in either of its two shapes: a word, or an object with a code.
fn reason(json: &Value) -> String {
    match json.get("reason") {
        Some(Value::Object(_)) => word(&json["reason"], "code"),
        _ => word(json, "reason"),
    }
}

/// The currency as told. What the sandbox spells in its own way is ours.
fn currency(json: &Value, subject: &Subject, config: &MtnMomoConfig) -> Option<Value> {
    let told = json.get("currency")?;
    let ours = subject.amount.currency();
    let is_ours = told.as_str() == Some(config.spelling(ours));
    Some(if is_ours {
        Value::from(ours.code())
    } else {
        told.clone()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::providers::mtn_momo::tests::{production, subject};

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is collected, sent or refused by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            let begun = taken(&answer);
            match http {
                202 => prop_assert!(begun.is_ok()),
                409 => prop_assert_eq!(begun, Err(ProviderError::Duplicate)),
                _ => prop_assert!(matches!(begun, Err(ProviderError::Unclear(_))), "{begun:?}"),
            }
            let told = told(&answer, &subject(Operation::Collect), &production("http://x"));
            prop_assert!(told.is_err(), "{told:?}");
        }
    }
}
