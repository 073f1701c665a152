//! What the provider answers about refunds.

use kernel::Timestamp;
use serde_json::Value;
use time::Duration;

use super::answers::{Opened, kept_reference, name, open};
use super::{codes, money};
use crate::provider::{Accepted, Declined, Moved, ProviderError, ProviderStatus, Subject, Unclear};
use crate::providers::http::Answer;
use crate::providers::read::word;

/// Our clock and the provider's differ by less.
const CLOCKS_DIFFER: Duration = Duration::minutes(10);
/// After this nobody sends the same refund again.
const SENT_AGAIN_WITHIN: Duration = Duration::minutes(30);

/// The answer to a request for a refund. How it ended is asked for, even if this answer says so.
pub(super) fn begun(answer: &Answer) -> Result<Accepted, ProviderError> {
    match open(answer)? {
        Opened::Taken(json) => match name_of(&json) {
            Some(id) => Ok(Accepted {
                handle: Some(id),
                ..Accepted::default()
            }),
            None => Err(answer.unclear()),
        },
        Opened::Refused(refused) => {
            Err(match codes::refund_refused(&refused.code, &refused.field) {
                Some(why) => refused.rejected(why),
                None => refused.wrong_request(),
            })
        }
    }
}

/// The answer about one refund, asked for by its name.
pub(super) fn shown(
    answer: &Answer,
    subject: &Subject,
    id: &str,
) -> Result<ProviderStatus, ProviderError> {
    // It gave us this id itself, so that it knows none proves nothing.
    let Opened::Taken(json) = open(answer)? else {
        return Err(answer.unclear());
    };
    match name_of(&json) {
        None => Err(answer.unclear()),
        Some(name) if name != id => Err(ProviderError::Unclear(Unclear::OtherReference)),
        Some(name) => told(&json, subject, name),
    }
}

/// Between which moments, in seconds, the refund of a request can have been made.
pub(super) fn made_between(sent_at: Timestamp) -> (String, String) {
    let from = sent_at.saturating_sub(CLOCKS_DIFFER);
    let until = sent_at.saturating_add(SENT_AGAIN_WITHIN);
    (
        from.unix_timestamp().to_string(),
        until.unix_timestamp().to_string(),
    )
}

/// What a page of a list of refunds says about ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Listed {
    Found(ProviderStatus),
    /// Not in the whole list.
    Absent,
    /// Not on this page; the next one begins after this name.
    More(String),
}

pub(super) fn listed(answer: &Answer, subject: &Subject) -> Result<Listed, ProviderError> {
    let Opened::Taken(json) = open(answer)? else {
        return Err(answer.unclear());
    };
    let items = json.get("data").and_then(Value::as_array);
    let (Some(items), Some(has_more)) = (items, json.get("has_more").and_then(Value::as_bool))
    else {
        return Err(answer.unclear());
    };
    for item in items {
        let Some(name) = name_of(item) else {
            return Err(answer.unclear());
        };
        if kept_reference(item) == Some(subject.reference) {
            return told(item, subject, name).map(Listed::Found);
        }
    }
    match items.last().and_then(name_of) {
        Some(last) if has_more => Ok(Listed::More(last)),
        None if has_more => Err(answer.unclear()),
        Some(_) | None => Ok(Listed::Absent),
    }
}

fn name_of(json: &Value) -> Option<String> {
    name(json).filter(|_| word(json, "object") == "refund")
}

fn told(json: &Value, subject: &Subject, name: String) -> Result<ProviderStatus, ProviderError> {
    let (reference, status) = (kept_reference(json), word(json, "status"));
    match status.as_str() {
        "succeeded" => Ok(ProviderStatus::Moved(Moved {
            reference,
            amount: money::stated(json.get("amount"), json.get("currency")),
            provider_transaction: None,
            handle: Some(name),
        })),
        _ if reference != Some(subject.reference) => {
            Err(ProviderError::Unclear(Unclear::OtherReference))
        }
        "pending" | "requires_action" => Ok(ProviderStatus::Pending),
        "failed" | "canceled" => {
            let reason = word(json, "failure_reason");
            let code = if reason.is_empty() { status } else { reason };
            Ok(ProviderStatus::Failed(Declined {
                why: match code.as_str() {
                    "canceled" => kernel::Refusal::Cancelled,
                    reason => codes::refund_failed(reason),
                },
                code,
            }))
        }
        _ => {
            tracing::warn!(%status, "the provider told an unknown status");
            Err(ProviderError::Unclear(Unclear::UnknownStatus(status)))
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Id, Method, Money, ProviderReference};
    use proptest::prelude::*;

    use super::*;
    use crate::provider::Operation;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is sent back, refused or proved absent by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            let subject = Subject {
                operation: Operation::Refund,
                reference: ProviderReference::from_uuid(uuid::Uuid::nil()),
                handle: None,
                amount: Money::new(1_500, Currency::ZMW),
                method: Method::Card,
                sent_at: crate::providers::canned::NOW,
                was_accepted: false,
                reports: crate::provider::Reports::default(),
                refund_of: None,
            };
            let told = begun(&answer);
            prop_assert!(matches!(told, Err(ProviderError::Unclear(_))), "{told:?}");
            prop_assert!(shown(&answer, &subject, "re_1").is_err());
            prop_assert!(listed(&answer, &subject).is_err());
        }
    }
}
