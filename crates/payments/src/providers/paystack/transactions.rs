//! Reads what became of a payment on the hosted page. One reference is one transaction, however often its buyer tries.

use serde_json::Value;

use super::answers::{Opened, open};
use super::{codes, id, money};
use crate::provider::{Declined, Moved, ProviderError, ProviderStatus, Refusal, Subject, Unclear};
use crate::providers::http::Answer;
use crate::providers::read::{phrase, reference, word};

/// How old the page is that a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// The answer that tells its address can still come.
    Begun,
    /// Somebody can pay on it.
    Open,
    Over,
}

/// The answer to a question by our reference.
pub(super) fn verified(
    answer: &Answer,
    subject: &Subject,
    age: Age,
) -> Result<ProviderStatus, ProviderError> {
    let data = match open(answer)? {
        Opened::Taken(data) if data.is_object() => data,
        Opened::Refused(refused) if refused.message.contains("not found") => {
            return Ok(ProviderStatus::NotFound);
        }
        Opened::Taken(_) | Opened::Refused(_) => return Err(answer.unclear()),
    };
    let status = word(&data, "status");
    let ours = reference(&data, "reference");
    match status.as_str() {
        // What money did is told as stated, even about another payment: a person must see that.
        "success" => Ok(ProviderStatus::Moved(Moved {
            reference: ours,
            amount: money::stated(data.get("amount"), data.get("currency")),
            provider_transaction: id(&data),
            handle: id(&data),
        })),
        "" => Err(answer.unclear()),
        _ if ours != Some(subject.reference) => {
            Err(ProviderError::Unclear(Unclear::OtherReference))
        }
        "pending" | "processing" | "ongoing" | "queued" => Ok(ProviderStatus::Pending),
        "abandoned" => Ok(untried(subject, age, status)),
        // After a failed try the page stays, for another card.
        "failed" if age != Age::Over => Ok(ProviderStatus::Pending),
        "failed" => {
            let code = phrase(&data, "gateway_response");
            Ok(failed(codes::collection(&code.replace('-', " ")), code))
        }
        // It came and went back before we heard of it: nothing of it is ours.
        "reversed" => {
            tracing::error!("a payment was reversed before it was seen");
            Ok(failed(Refusal::Unspecified, status))
        }
        _ => {
            tracing::warn!(%status, "the provider told an unknown status");
            Err(ProviderError::Unclear(Unclear::UnknownStatus(status)))
        }
    }
}

/// Nobody has paid yet. If the address of the page was lost with its answer, nobody ever can.
fn untried(subject: &Subject, age: Age, status: String) -> ProviderStatus {
    match (subject.was_accepted, age) {
        (true, Age::Begun | Age::Open) => ProviderStatus::Pending,
        (true, Age::Over) => failed(Refusal::Expired, status),
        // As good as not there: whoever waits for the address still may get it.
        (false, Age::Begun) => ProviderStatus::NotFound,
        (false, Age::Open | Age::Over) => failed(Refusal::NetworkUnavailable, status),
    }
}

fn failed(why: Refusal, code: String) -> ProviderStatus {
    ProviderStatus::Failed(Declined { why, code })
}

/// The answer about one refund, asked for by its id.
pub(super) fn refund(
    answer: &Answer,
    subject: &Subject,
    asked: &str,
) -> Result<ProviderStatus, ProviderError> {
    match open(answer)? {
        Opened::Taken(data) if id(&data).as_deref() == Some(asked) => refunded(&data, subject),
        Opened::Taken(data) if data.is_object() => {
            Err(ProviderError::Unclear(Unclear::OtherReference))
        }
        // It gave us this id itself, so that it knows none proves nothing.
        Opened::Taken(_) | Opened::Refused(_) => Err(answer.unclear()),
    }
}

/// The answer about the newest refunds, where the answer that named ours was lost: ours carries our reference. That it is not
/// among them proves nothing.
pub(super) fn among(answer: &Answer, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
    let Opened::Taken(Value::Array(items)) = open(answer)? else {
        return Err(answer.unclear());
    };
    let ours = subject.reference.to_string();
    let is_ours = |item: &&Value| item.get(NOTE).and_then(Value::as_str) == Some(ours.as_str());
    items
        .iter()
        .find(is_ours)
        .map_or(Err(ProviderError::Unclear(Unclear::NoHandle)), |item| {
            refunded(item, subject)
        })
}

/// What the provider keeps beside a refund for us: our reference.
pub(super) const NOTE: &str = "merchant_note";

fn refunded(data: &Value, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
    let status = word(data, "status");
    match status.as_str() {
        "processed" => Ok(ProviderStatus::Moved(Moved {
            reference: Some(subject.reference),
            amount: money::stated(data.get("amount"), data.get("currency")),
            provider_transaction: None,
            handle: id(data),
        })),
        "pending" | "processing" => Ok(ProviderStatus::Pending),
        "needs-attention" => {
            tracing::error!(
                "a refund needs the buyer's bank account: look at Paystack's dashboard"
            );
            Ok(ProviderStatus::Pending)
        }
        "failed" => Ok(failed(Refusal::Unspecified, status)),
        _ => {
            tracing::warn!(%status, "the provider told an unknown status");
            Err(ProviderError::Unclear(Unclear::UnknownStatus(status)))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::provider::Operation;
    use crate::providers::paystack::tests::subject;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is collected, given back or refused by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            let paid = subject(Operation::Collect, None);
            let back = subject(Operation::Refund, Some("7"));
            for told in [verified(&answer, &paid, Age::Over), refund(&answer, &back, "7"), among(&answer, &back)] {
                prop_assert!(told.is_err(), "{told:?}");
            }
        }
    }
}
