//! Reads what the provider answers. Lenient in shape, strict in meaning: only an explicit word moves anything.

use kernel::{Id, ProviderReference, Timestamp};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::codes::{Meaning, meaning};
use super::terms::{plain_text, stated};
use crate::provider::{
    Accepted, Collected, Declined, Fault, Misconfigured, ProviderError, ProviderStatus, Unclear,
};

/// An HTTP answer, read whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body)
            .ok()
            .filter(Value::is_object)
    }

    fn unclear(&self) -> ProviderError {
        let unreadable = (200..300).contains(&self.status);
        let http = self.status;
        ProviderError::Unclear(if unreadable {
            Unclear::Unreadable(http)
        } else {
            Unclear::Http(http)
        })
    }

    /// 401 and 403 are ours to repair whatever the body says, even when something in between wrote it.
    fn not_let_in(&self, json: Option<&Value>) -> Option<ProviderError> {
        if !matches!(self.status, 401 | 403) {
            return None;
        }
        let code = json.map(failure_code).filter(|code| !code.is_empty());
        let code = code.unwrap_or_else(|| format!("HTTP {}", self.status));
        Some(ProviderError::Configuration(match meaning(&code) {
            Meaning::Configuration(misconfigured) => misconfigured,
            Meaning::Refused(_) | Meaning::Unclear => Misconfigured {
                what: Fault::Credentials,
                code,
            },
        }))
    }
}

/// What the answer to a deposit request means. Accepted, duplicate and refused all come as HTTP 200.
pub(super) fn initiation(answer: &Answer) -> Result<Accepted, ProviderError> {
    let json = answer.json();
    if let Some(error) = answer.not_let_in(json.as_ref()) {
        return Err(error);
    }
    // A 5xx says nothing about the payment, whatever its body says.
    let Some(json) = json.filter(|_| answer.status < 500) else {
        return Err(answer.unclear());
    };
    match (answer.status, word(&json, "status").as_str()) {
        (200..300, "ACCEPTED") => Ok(Accepted { at: created(&json) }),
        (200..300, "DUPLICATE_IGNORED") => Err(ProviderError::Duplicate),
        (200..300 | 400, "REJECTED") => Err(refused(&json)),
        (200..300, other) if !other.is_empty() => {
            tracing::warn!(
                status = other,
                "the provider answered a deposit with an unknown status"
            );
            Err(ProviderError::Unclear(Unclear::UnknownStatus(
                other.to_owned(),
            )))
        }
        _ => Err(answer.unclear()),
    }
}

fn refused(json: &Value) -> ProviderError {
    let code = failure_code(json);
    match meaning(&code) {
        Meaning::Refused(why) => ProviderError::Rejected(Declined { why, code }),
        Meaning::Configuration(misconfigured) => ProviderError::Configuration(misconfigured),
        Meaning::Unclear => {
            tracing::warn!(
                code,
                "the provider refused a deposit with a code that says nothing"
            );
            ProviderError::Unclear(Unclear::UnknownCode(code))
        }
    }
}

/// What the answer to a status query about `reference` means.
pub(super) fn status(
    answer: &Answer,
    reference: ProviderReference,
) -> Result<ProviderStatus, ProviderError> {
    let json = answer.json();
    if let Some(error) = answer.not_let_in(json.as_ref()) {
        return Err(error);
    }
    // Absence is said with HTTP 200; a 404 comes from something in between and proves nothing.
    let Some(json) = json.filter(|_| answer.status == 200) else {
        return Err(answer.unclear());
    };
    match (word(&json, "status").as_str(), json.get("data")) {
        ("NOT_FOUND", _) => Ok(ProviderStatus::NotFound),
        ("FOUND", Some(data)) if data.is_object() => found(data, reference),
        ("" | "FOUND", _) => Err(answer.unclear()),
        (other, _) => Err(ProviderError::Unclear(Unclear::UnknownStatus(
            other.to_owned(),
        ))),
    }
}

fn found(data: &Value, asked: ProviderReference) -> Result<ProviderStatus, ProviderError> {
    let reference = reference(data, "depositId");
    let status = word(data, "status");
    match status.as_str() {
        // What money did is told as stated, even about another reference: a person must see that.
        "COMPLETED" => {
            let transaction = data.get("providerTransactionId").and_then(plain_text);
            Ok(ProviderStatus::Collected(Collected {
                reference,
                amount: stated(data.get("amount"), data.get("currency")),
                provider_transaction: transaction.filter(|id| !id.trim().is_empty()),
            }))
        }
        _ if reference != Some(asked) => Err(ProviderError::Unclear(Unclear::OtherReference)),
        "ACCEPTED" | "ENQUEUED" | "SUBMITTED" | "PROCESSING" | "IN_RECONCILIATION" => {
            Ok(ProviderStatus::Pending)
        }
        "FAILED" | "REJECTED" => failed(data),
        _ => {
            tracing::warn!(%status, "the provider told an unknown status");
            Err(ProviderError::Unclear(Unclear::UnknownStatus(status)))
        }
    }
}

fn failed(data: &Value) -> Result<ProviderStatus, ProviderError> {
    let code = failure_code(data);
    match meaning(&code) {
        Meaning::Refused(why) => Ok(ProviderStatus::Failed(Declined { why, code })),
        // Final for this payment, and ours to repair.
        Meaning::Configuration(misconfigured) => {
            tracing::error!(%misconfigured, "a payment failed because of our set-up");
            Ok(ProviderStatus::Failed(Declined {
                why: kernel::Refusal::Configuration,
                code,
            }))
        }
        Meaning::Unclear => {
            tracing::warn!(
                code,
                "the provider told a failure with a code that says nothing"
            );
            Err(ProviderError::Unclear(Unclear::UnknownCode(code)))
        }
    }
}

/// At most this much of a status or code is kept.
const WORD_CHARS_MAX: usize = 64;

/// A status or code: the signs such words are made of, cut. Empty when missing.
pub(super) fn word(json: &Value, name: &str) -> String {
    let text = json.get(name).and_then(Value::as_str).unwrap_or_default();
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.chars().filter(kept).take(WORD_CHARS_MAX).collect()
}

fn failure_code(json: &Value) -> String {
    json.get("failureReason")
        .map(|reason| word(reason, "failureCode"))
        .unwrap_or_default()
}

pub(super) fn reference(json: &Value, name: &str) -> Option<ProviderReference> {
    let text = json.get(name)?.as_str()?;
    Uuid::parse_str(text).ok().map(ProviderReference::from_uuid)
}

fn created(json: &Value) -> Option<Timestamp> {
    Timestamp::parse(json.get("created")?.as_str()?, &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is collected or refused by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            let asked = ProviderReference::from_uuid(Uuid::nil());
            let started = initiation(&answer);
            let told = status(&answer, asked);
            prop_assert!(!matches!(started, Ok(_) | Err(ProviderError::Rejected(_) | ProviderError::Duplicate)));
            prop_assert!(told.is_err());
        }
    }
}
