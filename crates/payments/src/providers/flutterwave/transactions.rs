//! Reads transactions and decides what several of them, all under our one reference, come to.

use kernel::{Method, ProviderReference};
use serde_json::Value;

use super::answers::{Opened, data, open};
use super::codes;
use super::requests::is_id;
use crate::provider::{
    Declined, Moved, ProviderError, ProviderStatus, StatedAmount, Subject, Unclear,
};
use crate::providers::http::Answer;
use crate::providers::read::{phrase, plain_text, reference, stated, word};

/// One try to pay, as the provider tells it.
#[derive(Debug, Clone)]
pub(super) struct Transaction {
    id: Option<String>,
    reference: Option<ProviderReference>,
    status: String,
    /// What was asked for. What was charged can hold a fee on top.
    amount: StatedAmount,
    receipt: Option<String>,
    response: String,
}

impl Transaction {
    fn read(data: &Value) -> Self {
        let receipt = data.get("flw_ref").and_then(plain_text);
        Self {
            id: Some(word(data, "id")).filter(|id| is_id(id)),
            reference: reference(data, "tx_ref"),
            status: word(data, "status"),
            amount: stated(data.get("amount"), data.get("currency")),
            receipt: receipt.filter(|text| !text.trim().is_empty()),
            response: phrase(data, "processor_response"),
        }
    }

    pub(super) fn is_of(&self, asked: ProviderReference) -> bool {
        self.reference == Some(asked)
    }

    /// Money moved, as stated, even if it is under another reference: a person must see that.
    pub(super) fn moved(&self) -> Option<Moved> {
        (self.status == "successful").then(|| Moved {
            reference: self.reference,
            amount: self.amount.clone(),
            provider_transaction: self.receipt.clone().or_else(|| self.id.clone()),
            handle: self.id.clone(),
        })
    }

    /// Its id, if it is the one that was paid for `asked`.
    pub(super) fn paid(self, asked: ProviderReference) -> Option<String> {
        let is_it = self.status == "successful" && self.is_of(asked);
        self.id.filter(|_| is_it)
    }

    fn declined(&self) -> Declined {
        Declined {
            why: codes::collection(&self.response.replace('-', " ")),
            code: self.response.clone(),
        }
    }
}

/// The answer to a question about one transaction. `None`: the provider knows none.
pub(super) fn verified(answer: &Answer) -> Result<Option<Transaction>, ProviderError> {
    match open(answer)? {
        Opened::Taken(json) => match data(&json) {
            Some(data) => Ok(Some(Transaction::read(data))),
            None => Err(answer.unclear()),
        },
        Opened::Refused(_) => Ok(None),
    }
}

/// The answer to a question about all transactions under `asked`. The filter is not documented everywhere, so others are
/// left out here too.
pub(super) fn listed(
    answer: &Answer,
    asked: ProviderReference,
) -> Result<Vec<Transaction>, ProviderError> {
    let json = match open(answer)? {
        Opened::Taken(json) => json,
        Opened::Refused(_) => return Ok(Vec::new()),
    };
    let Some(items) = json.get("data").and_then(Value::as_array) else {
        return Err(answer.unclear());
    };
    let all = items.iter().map(Transaction::read);
    Ok(all.filter(|told| told.is_of(asked)).collect())
}

/// What all tries come to, when the one that is shown first did not succeed. `is_open`: someone can still begin another.
pub(super) fn judge(
    subject: &Subject,
    shown: Option<Transaction>,
    all: Result<Vec<Transaction>, ProviderError>,
    is_open: bool,
) -> Result<ProviderStatus, ProviderError> {
    if let Some(other) = &shown
        && !other.is_of(subject.reference)
    {
        return Err(ProviderError::Unclear(Unclear::OtherReference));
    }
    let all = match all {
        Ok(all) => all,
        // An earlier success may be hidden; that a try is still pending is true either way.
        Err(_) if shown.as_ref().is_some_and(|told| told.status == "pending") => Vec::new(),
        Err(error) => return Err(error),
    };
    // More than one is told by the list of payments: this is about the one that was asked for.
    if let Some(first) = paid(&all).into_iter().next() {
        return Ok(ProviderStatus::Moved(first));
    }
    let tries: Vec<Transaction> = shown.into_iter().chain(all).collect();
    let is_known = |told: &&Transaction| matches!(told.status.as_str(), "pending" | "failed");
    if let Some(strange) = tries.iter().find(|told| !is_known(told)) {
        let status = strange.status.clone();
        tracing::warn!(%status, "the provider told an unknown status");
        return Err(ProviderError::Unclear(Unclear::UnknownStatus(status)));
    }
    if tries.iter().any(|told| told.status == "pending") {
        return Ok(ProviderStatus::Pending);
    }
    let Some(failed) = tries.first() else {
        // Nobody has tried yet; while the page is open somebody can.
        let may_come = subject.was_accepted && is_open;
        return Ok(if may_come {
            ProviderStatus::Pending
        } else {
            ProviderStatus::NotFound
        });
    };
    // After a failed try the page stays, for another card. A charge of a wallet is one try.
    if subject.method == Method::Card && is_open {
        return Ok(ProviderStatus::Pending);
    }
    Ok(ProviderStatus::Failed(failed.declined()))
}

/// The successes among `all`, each once, the first that was paid first. The provider lists the newest first.
pub(super) fn paid(all: &[Transaction]) -> Vec<Moved> {
    let mut paid: Vec<Moved> = Vec::new();
    for next in all.iter().rev().filter_map(Transaction::moved) {
        if paid.iter().all(|known| known.handle != next.handle) {
            paid.push(next);
        }
    }
    paid
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Id, Money};
    use proptest::prelude::*;

    use super::*;
    use crate::provider::Operation;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is collected or refused by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80), is_open: bool) {
            let answer = Answer { status: http, body };
            let subject = Subject {
                operation: Operation::Collect,
                reference: ProviderReference::from_uuid(uuid::Uuid::nil()),
                handle: None,
                amount: Money::new(1_500, Currency::ZMW),
                method: Method::Card,
                sent_at: crate::providers::canned::NOW,
                was_accepted: true,
                reports: crate::provider::Reports::default(),
                refund_of: None,
            };
            let told = verified(&answer);
            prop_assert!(told.is_err(), "{told:?}");
            let judged = judge(&subject, None, listed(&answer, subject.reference), is_open);
            prop_assert!(judged.is_err(), "{judged:?}");
        }
    }
}
