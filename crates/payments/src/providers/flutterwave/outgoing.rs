//! What the provider answers about transfers and refunds.

use kernel::ProviderReference;
use serde_json::Value;

use super::answers::{Opened, RefusedRequest, data, open};
use super::codes;
use super::requests::{NOTE, is_id};
use crate::provider::{
    Accepted, Declined, Fault, Misconfigured, Moved, ProviderError, ProviderStatus, RefundOf,
    Refusal, StatedAmount, Subject, Unclear,
};
use crate::providers::http::Answer;
use crate::providers::read::{self, phrase, stated, word};

/// The answer to a request for a transfer.
pub(super) fn transfer_begun(answer: &Answer) -> Result<Accepted, ProviderError> {
    match open(answer)? {
        Opened::Taken(json) => begun(answer, &json),
        Opened::Refused(refused) => Err(not_transferred(&refused)),
    }
}

/// The answer to a request for a refund.
pub(super) fn refund_begun(answer: &Answer) -> Result<Accepted, ProviderError> {
    match open(answer)? {
        Opened::Taken(json) => begun(answer, &json),
        Opened::Refused(refused) => {
            let why = match refused.http {
                404 => Refusal::OriginalNotFound,
                _ => codes::refund(&refused.message),
            };
            let code = refused.code();
            Err(ProviderError::Rejected(Declined { why, code }))
        }
    }
}

/// Taken, with an id to ask by. How it ended is asked for, even if this answer says so.
fn begun(answer: &Answer, json: &Value) -> Result<Accepted, ProviderError> {
    let Some(data) = data(json) else {
        return Err(answer.unclear());
    };
    Ok(Accepted {
        handle: Some(word(data, "id")).filter(|id| is_id(id)),
        ..Accepted::default()
    })
}

fn not_transferred(refused: &RefusedRequest) -> ProviderError {
    if refused.speaks_of(&["duplicate", "reference already", "reference has already"]) {
        return ProviderError::Duplicate;
    }
    let code = refused.code();
    if refused.speaks_of(&["whitelist", "ip address"]) {
        let what = Fault::NotAllowed;
        return ProviderError::Configuration(Misconfigured { what, code });
    }
    match codes::transfer(&refused.message) {
        Refusal::Unspecified if !refused.speaks_of(&["account"]) => refused.wrong_request(),
        why => ProviderError::Rejected(Declined { why, code }),
    }
}

/// The answer about one transfer, asked for by its id.
pub(super) fn transfer(
    answer: &Answer,
    subject: &Subject,
) -> Result<ProviderStatus, ProviderError> {
    match open(answer)? {
        Opened::Taken(json) => match data(&json) {
            Some(data) => told(data, subject),
            None => Err(answer.unclear()),
        },
        // It gave us this id itself, so that it knows none proves nothing.
        Opened::Refused(_) => Err(answer.unclear()),
    }
}

/// The answer about transfers under our reference.
pub(super) fn transfers(
    answer: &Answer,
    subject: &Subject,
) -> Result<ProviderStatus, ProviderError> {
    let Opened::Taken(json) = open(answer)? else {
        return Err(answer.unclear());
    };
    let Some(items) = json.get("data").and_then(Value::as_array) else {
        return Err(answer.unclear());
    };
    if items.is_empty() && !subject.was_accepted {
        return Ok(ProviderStatus::NotFound);
    }
    let ours = items
        .iter()
        .find(|item| reference(item) == Some(subject.reference));
    // A list of others says that the question was not understood, and so nothing about ours.
    ours.map_or(
        Err(ProviderError::Unclear(Unclear::OtherReference)),
        |data| told(data, subject),
    )
}

fn told(data: &Value, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
    let (reference, status) = (reference(data), word(data, "status"));
    match status.as_str() {
        "SUCCESSFUL" => Ok(ProviderStatus::Moved(Moved {
            reference,
            amount: stated(data.get("amount"), data.get("currency")),
            provider_transaction: None,
            handle: Some(word(data, "id")).filter(|id| is_id(id)),
        })),
        _ if reference != Some(subject.reference) => {
            Err(ProviderError::Unclear(Unclear::OtherReference))
        }
        "NEW" | "PENDING" => Ok(ProviderStatus::Pending),
        "FAILED" => {
            let code = phrase(data, "complete_message");
            let why = codes::transfer(&code.replace('-', " "));
            Ok(ProviderStatus::Failed(Declined { why, code }))
        }
        _ => Err(unknown(status)),
    }
}

/// The answer about a refund, which is known by the provider's id alone.
pub(super) fn refund(
    answer: &Answer,
    subject: &Subject,
    id: &str,
) -> Result<ProviderStatus, ProviderError> {
    let Opened::Taken(json) = open(answer)? else {
        return Err(answer.unclear());
    };
    let Some(data) = data(&json) else {
        return Err(answer.unclear());
    };
    if word(data, "id") != id {
        return Err(ProviderError::Unclear(Unclear::OtherReference));
    }
    refunded(data, subject)
}

/// Which of the newest refunds is ours, where the answer that named it was lost: the one with our note, or of that payment and that
/// amount which we know by no name, did not fail, and can be no other nameless one's. That none is there, or several are, proves nothing.
pub(super) fn among(
    answer: &Answer,
    subject: &Subject,
    payment: &str,
    of: &RefundOf,
) -> Result<ProviderStatus, ProviderError> {
    let Opened::Taken(json) = open(answer)? else {
        return Err(answer.unclear());
    };
    let Some(items) = json.get("data").and_then(Value::as_array) else {
        return Err(answer.unclear());
    };
    let asked = StatedAmount::Money(subject.amount);
    let is_ours = |item: &&Value| {
        let id = word(item, "id");
        let may_be = is_id(&id)
            && word(item, "tx_id") == payment
            && returned(item, subject) == asked
            && !of.others.contains(&id);
        let is_named = if let Some(noted) = note(item) {
            noted == subject.reference
        } else {
            let status = word(item, "status").to_lowercase();
            !of.has_nameless && !status.starts_with("failed")
        };
        may_be && is_named
    };
    let mut ours = items.iter().filter(is_ours);
    match (ours.next(), ours.next()) {
        (Some(data), None) => refunded(data, subject),
        _ => Err(ProviderError::Unclear(Unclear::NoHandle)),
    }
}

/// Our reference, where the provider repeats the note we sent with the order.
fn note(data: &Value) -> Option<ProviderReference> {
    read::reference(data, NOTE)
}

/// What went back. A refund is in the currency of its payment, which need not be repeated.
fn returned(data: &Value, subject: &Subject) -> StatedAmount {
    let asked = Value::from(subject.amount.currency().code());
    let currency = data.get("currency").filter(|code| code.is_string());
    stated(data.get("amount_refunded"), currency.or(Some(&asked)))
}

fn refunded(data: &Value, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
    let status = word(data, "status").to_lowercase();
    // `completed-…` and `pending-…` are seen for mobile money.
    if status.starts_with("completed") {
        return Ok(ProviderStatus::Moved(Moved {
            reference: Some(subject.reference),
            amount: returned(data, subject),
            provider_transaction: None,
            handle: Some(word(data, "id")),
        }));
    }
    if status.starts_with("pending") || status.starts_with("new") {
        return Ok(ProviderStatus::Pending);
    }
    if status.starts_with("failed") {
        // What was noted by us says nothing about why.
        let code = match note(data) {
            None => phrase(data, NOTE),
            Some(_) => String::new(),
        };
        let why = Refusal::Unspecified;
        return Ok(ProviderStatus::Failed(Declined { why, code }));
    }
    Err(unknown(status))
}

fn unknown(status: String) -> ProviderError {
    tracing::warn!(%status, "the provider told an unknown status");
    ProviderError::Unclear(Unclear::UnknownStatus(status))
}

/// Our reference, with whatever was put behind it: by us in test mode, by the provider when it tries again.
fn reference(data: &Value) -> Option<ProviderReference> {
    read::reference_before(data, "reference", '_')
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Id, Method, Money};
    use proptest::prelude::*;

    use super::*;
    use crate::provider::Operation;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is sent, paid or refused by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            let subject = Subject {
                operation: Operation::PayOut,
                reference: ProviderReference::from_uuid(uuid::Uuid::nil()),
                handle: None,
                amount: Money::new(1_500, Currency::ZMW),
                method: Method::Card,
                sent_at: crate::providers::canned::NOW,
                was_accepted: false,
                reports: crate::provider::Reports::default(),
                refund_of: None,
            };
            let of = RefundOf {
                original: crate::provider::Original {
                    reference: subject.reference,
                    handle: None,
                    transaction: None,
                    amount: subject.amount,
                    phone: kernel::PhoneNumber::from_e164("+260763456789").unwrap(),
                    method: Method::Card,
                },
                others: Vec::new(),
                has_nameless: false,
            };
            for begun in [transfer_begun(&answer), refund_begun(&answer)] {
                prop_assert!(matches!(begun, Err(ProviderError::Unclear(_))), "{begun:?}");
            }
            for told in [transfer(&answer, &subject), transfers(&answer, &subject), refund(&answer, &subject, "7"), among(&answer, &subject, "7", &of)] {
                prop_assert!(told.is_err(), "{told:?}");
            }
        }
    }
}
