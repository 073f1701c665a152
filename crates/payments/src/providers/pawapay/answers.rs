//! Reads what the provider answers. Lenient in shape, strict in meaning: only an explicit word moves anything.

use kernel::{Network, ProviderReference, Timestamp};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;

use super::codes::{Meaning, meaning};
use super::terms::network_code;
use crate::provider::{
    Accepted, Availability, Declined, Fault, Misconfigured, Moved, Operation, ProviderError,
    ProviderStatus, Unclear,
};
use crate::providers::http::Answer;
use crate::providers::read::{plain_text, reference, stated, word};

/// 401 and 403 with a code are ours to repair whatever the code is. Without one, something in between may have written the
/// answer, which then says nothing about the request.
fn not_let_in(answer: &Answer, json: Option<&Value>) -> Option<ProviderError> {
    if !matches!(answer.status, 401 | 403) {
        return None;
    }
    let code = json.map(failure_code).filter(|code| !code.is_empty())?;
    Some(ProviderError::Configuration(match meaning(&code) {
        Meaning::Configuration(misconfigured) => misconfigured,
        Meaning::Refused(_) | Meaning::Unclear => Misconfigured {
            what: Fault::Credentials,
            code,
        },
    }))
}

/// What an operation and its id are called in addresses and bodies.
pub(super) const fn names(operation: Operation) -> (&'static str, &'static str) {
    match operation {
        Operation::Collect => ("deposits", "depositId"),
        Operation::PayOut => ("payouts", "payoutId"),
        Operation::Refund => ("refunds", "refundId"),
    }
}

/// What the answer to a request means. Accepted, duplicate and refused all come as HTTP 200.
pub(super) fn initiation(answer: &Answer) -> Result<Accepted, ProviderError> {
    let json = answer.json();
    if let Some(error) = not_let_in(answer, json.as_ref()) {
        return Err(error);
    }
    // A 5xx says nothing about the payment, whatever its body says.
    let Some(json) = json.filter(|_| answer.status < 500) else {
        return Err(answer.unclear());
    };
    match (answer.status, word(&json, "status").as_str()) {
        (200..300, "ACCEPTED") => Ok(Accepted {
            at: created(&json),
            ..Accepted::default()
        }),
        (200..300, "DUPLICATE_IGNORED") => Err(ProviderError::Duplicate),
        (200..300 | 400, "REJECTED") => Err(refused(&json)),
        (200..300, other) if !other.is_empty() => {
            tracing::warn!(
                status = other,
                "the provider answered a request with an unknown status"
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
                "the provider refused a request with a code that says nothing"
            );
            ProviderError::Unclear(Unclear::UnknownCode(code))
        }
    }
}

/// What the answer to a status query about `reference` means.
pub(super) fn status(
    answer: &Answer,
    operation: Operation,
    reference: ProviderReference,
) -> Result<ProviderStatus, ProviderError> {
    let json = answer.json();
    if let Some(error) = not_let_in(answer, json.as_ref()) {
        return Err(error);
    }
    // Absence is said with HTTP 200; a 404 comes from something in between and proves nothing.
    let Some(json) = json.filter(|_| answer.status == 200) else {
        return Err(answer.unclear());
    };
    match (word(&json, "status").as_str(), json.get("data")) {
        ("NOT_FOUND", _) => Ok(ProviderStatus::NotFound),
        ("FOUND", Some(data)) if data.is_object() => found(data, operation, reference),
        ("" | "FOUND", _) => Err(answer.unclear()),
        (other, _) => Err(ProviderError::Unclear(Unclear::UnknownStatus(
            other.to_owned(),
        ))),
    }
}

fn found(
    data: &Value,
    operation: Operation,
    asked: ProviderReference,
) -> Result<ProviderStatus, ProviderError> {
    let (_, id) = names(operation);
    let reference = reference(data, id);
    let status = word(data, "status");
    match status.as_str() {
        // What money did is told as stated, even about another reference: a person must see that.
        "COMPLETED" => {
            let transaction = data.get("providerTransactionId").and_then(plain_text);
            Ok(ProviderStatus::Moved(Moved {
                reference,
                amount: stated(data.get("amount"), data.get("currency")),
                provider_transaction: transaction.filter(|id| !id.trim().is_empty()),
                // A refund names its deposit by our own reference.
                handle: None,
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

fn failure_code(json: &Value) -> String {
    json.get("failureReason")
        .map(|reason| word(reason, "failureCode"))
        .unwrap_or_default()
}

/// What `GET /v2/availability` says about the networks we know. Whatever else it lists is passed over.
pub(super) fn availability(
    answer: &Answer,
) -> Result<Vec<(Network, Operation, Availability)>, ProviderError> {
    let list: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let Some(countries) = list.as_array().filter(|_| answer.status == 200) else {
        return Err(answer.unclear());
    };
    let listed = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut told = Vec::new();
    for provider in countries
        .iter()
        .flat_map(|country| listed(country, "providers"))
    {
        let code = word(&provider, "provider");
        let Some(network) = Network::ALL
            .into_iter()
            .find(|network| network_code(*network) == code)
        else {
            continue;
        };
        for entry in listed(&provider, "operationTypes") {
            let operation = match word(&entry, "operationType").as_str() {
                "DEPOSIT" => Operation::Collect,
                "PAYOUT" => Operation::PayOut,
                "REFUND" => Operation::Refund,
                _ => continue,
            };
            let how = match (word(&entry, "status").as_str(), operation) {
                ("OPERATIONAL", _) => Availability::Up,
                // Payouts and refunds wait in a queue; deposits are refused.
                ("DELAYED", Operation::PayOut | Operation::Refund) => Availability::Delayed,
                _ => Availability::Down,
            };
            told.push((network, operation, how));
        }
    }
    Ok(told)
}

fn created(json: &Value) -> Option<Timestamp> {
    Timestamp::parse(json.get("created")?.as_str()?, &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is collected or refused by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            let asked = ProviderReference::from_uuid(uuid::Uuid::nil());
            let started = initiation(&answer);
            let told = status(&answer, Operation::Collect, asked);
            prop_assert!(!matches!(started, Ok(_) | Err(ProviderError::Rejected(_) | ProviderError::Duplicate)));
            prop_assert!(told.is_err());
        }
    }
}
