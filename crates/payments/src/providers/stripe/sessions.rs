//! The hosted page and the intent behind it: what they say, and what both come to.

use kernel::ProviderReference;
use serde_json::Value;

use super::answers::{Opened, RefusedRequest, is_of_our_mode, kept_reference, name, open};
use super::requests::{is_id, is_session};
use super::{codes, money};
use crate::provider::{
    Accepted, Declined, Moved, ProviderError, ProviderStatus, Refusal, StatedAmount, Subject,
    Unclear,
};
use crate::providers::http::{Answer, web_address};
use crate::providers::read::{reference, word};

/// As long an address as is kept of a page.
const ADDRESS_CHARS_MAX: usize = 2_000;

/// The answer to a request for a page: where it is.
pub(super) fn opened(answer: &Answer, asked: ProviderReference) -> Result<Accepted, ProviderError> {
    let json = match open(answer)? {
        Opened::Taken(json) => json,
        Opened::Refused(refused) => return Err(not_opened(refused)),
    };
    if reference(&json, "client_reference_id") != Some(asked) {
        return Err(ProviderError::Unclear(Unclear::OtherReference));
    }
    let handle = name(&json).filter(|id| is_session(id));
    let (Some(handle), Some(page)) = (handle, page(&json)) else {
        return Err(answer.unclear());
    };
    Ok(Accepted {
        handle: Some(handle),
        redirect: Some(page),
        ..Accepted::default()
    })
}

/// The answer to asking for a page's end. Refused where it is over already, paid or not.
pub(super) fn expired(answer: &Answer) -> Result<(), ProviderError> {
    match open(answer)? {
        Opened::Taken(json) if word(&json, "object") == "checkout.session" => Ok(()),
        Opened::Taken(_) => Err(answer.unclear()),
        Opened::Refused(refused) => Err(refused.rejected(Refusal::WrongState)),
    }
}

fn not_opened(refused: RefusedRequest) -> ProviderError {
    match (refused.code.as_str(), refused.field.as_str()) {
        ("amount_too_small" | "amount_too_large", _) => {
            refused.rejected(Refusal::AmountOutOfBounds)
        }
        (_, "currency") => refused.rejected(Refusal::CurrencyNotAccepted),
        _ => refused.wrong_request(),
    }
}

/// An address to send a buyer to: only of the web. What stands behind its `#` belongs to it.
fn page(json: &Value) -> Option<String> {
    let text = json.get("url")?.as_str()?;
    let url = web_address(text)?.to_string();
    (url.len() <= ADDRESS_CHARS_MAX).then_some(url)
}

/// A page, as the provider tells it.
#[derive(Debug)]
pub(super) struct Session {
    reference: Option<ProviderReference>,
    /// `open`, `complete` or `expired`.
    status: String,
    pub intent: Shown,
}

/// The intent behind a page, as far as it is shown.
#[derive(Debug)]
pub(super) enum Shown {
    /// Nobody has pressed "Pay" yet.
    None,
    Named(String),
    Whole(Intent),
}

/// The money behind a page.
#[derive(Debug)]
pub(super) struct Intent {
    id: String,
    reference: Option<ProviderReference>,
    status: String,
    received: StatedAmount,
    /// Why the newest card was declined, if one was.
    declined: Option<Declined>,
}

impl Session {
    pub(super) fn read(answer: &Answer, is_live: bool) -> Result<Self, ProviderError> {
        // It gave us this id itself, so that it knows none proves nothing.
        let Opened::Taken(json) = open(answer)? else {
            return Err(answer.unclear());
        };
        if word(&json, "object") != "checkout.session" || !is_of_our_mode(&json, is_live) {
            return Err(answer.unclear());
        }
        let intent = match json.get("payment_intent") {
            None | Some(Value::Null) => Shown::None,
            Some(Value::String(id)) if is_id(id) => Shown::Named(id.clone()),
            Some(whole) => {
                Shown::Whole(Intent::read(whole, is_live).ok_or_else(|| answer.unclear())?)
            }
        };
        Ok(Self {
            reference: reference(&json, "client_reference_id"),
            status: word(&json, "status"),
            intent,
        })
    }

    /// The name of the intent, if it is the one that was paid for `asked`.
    pub(super) fn paid(self, asked: ProviderReference) -> Option<String> {
        match self.intent {
            Shown::Whole(intent)
                if intent.status == "succeeded" && intent.reference == Some(asked) =>
            {
                Some(intent.id)
            }
            Shown::Whole(_) | Shown::None | Shown::Named(_) => None,
        }
    }
}

/// The answer about an intent alone.
pub(super) fn intent(answer: &Answer, is_live: bool) -> Result<Intent, ProviderError> {
    let Opened::Taken(json) = open(answer)? else {
        return Err(answer.unclear());
    };
    Intent::read(&json, is_live).ok_or_else(|| answer.unclear())
}

impl Intent {
    fn read(json: &Value, is_live: bool) -> Option<Self> {
        if word(json, "object") != "payment_intent" || !is_of_our_mode(json, is_live) {
            return None;
        }
        let error = json.get("last_payment_error");
        Some(Self {
            id: name(json)?,
            reference: kept_reference(json),
            status: word(json, "status"),
            received: money::stated(json.get("amount_received"), json.get("currency")),
            declined: error.filter(|error| error.is_object()).map(declined),
        })
    }

    /// Money moved, as stated, even if it is under another reference: a person must see that.
    fn moved(&self) -> Moved {
        Moved {
            reference: self.reference,
            amount: self.received.clone(),
            provider_transaction: Some(self.id.clone()),
            // The page stays what it is asked by.
            handle: None,
        }
    }
}

/// The bank's own code says more than that the card was declined.
fn declined(error: &Value) -> Declined {
    let (code, own) = (word(error, "code"), word(error, "decline_code"));
    let code = if own.is_empty() { code } else { own };
    Declined {
        why: codes::decline(&code),
        code,
    }
}

/// What a page and its intent come to. A decline is no end: the page takes another card until its time is over.
pub(super) fn judge(session: &Session, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
    let unknown = |status: &str| {
        tracing::warn!(%status, "the provider told an unknown status");
        Err(ProviderError::Unclear(Unclear::UnknownStatus(
            status.to_owned(),
        )))
    };
    let intent = match &session.intent {
        Shown::Whole(intent) if intent.status == "succeeded" => {
            return Ok(ProviderStatus::Moved(intent.moved()));
        }
        Shown::Whole(intent) => Some(intent),
        Shown::None => None,
        Shown::Named(_) => return unknown("unseen"),
    };
    let is_ours = session.reference == Some(subject.reference)
        && intent.is_none_or(|intent| intent.reference == Some(subject.reference));
    if !is_ours {
        return Err(ProviderError::Unclear(Unclear::OtherReference));
    }
    let over = |why, code: &str| {
        let last = intent.and_then(|intent| intent.declined.clone());
        Ok(ProviderStatus::Failed(last.unwrap_or(Declined {
            why,
            code: code.to_owned(),
        })))
    };
    let status = intent.map(|intent| intent.status.as_str());
    match (session.status.as_str(), status) {
        (_, Some("processing")) => Ok(ProviderStatus::Pending),
        (_, Some("canceled")) => over(Refusal::Expired, "canceled"),
        // Waiting for a card, for the bank's own question, or for a click.
        (
            "open",
            None | Some("requires_payment_method" | "requires_confirmation" | "requires_action"),
        )
        | ("complete", Some("requires_confirmation" | "requires_action")) => {
            Ok(ProviderStatus::Pending)
        }
        (
            "expired",
            None | Some("requires_payment_method" | "requires_confirmation" | "requires_action"),
        ) => over(Refusal::Expired, "expired"),
        // The page was left in good faith, and what it began came to nothing: it takes no other card.
        ("complete", Some("requires_payment_method")) => over(Refusal::Unspecified, "failed"),
        // Either of the two words is the one we do not know.
        ("open" | "complete" | "expired", Some(other)) | (other, _) => unknown(other),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Id, Method, Money};
    use proptest::prelude::*;

    use super::*;
    use crate::provider::Operation;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is begun, collected or refused by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            let subject = Subject {
                operation: Operation::Collect,
                reference: ProviderReference::from_uuid(uuid::Uuid::nil()),
                handle: Some("cs_test_1".into()),
                amount: Money::new(1_500, Currency::ZMW),
                method: Method::Card,
                sent_at: crate::providers::canned::NOW,
                was_accepted: true,
                reports: crate::provider::Reports::default(),
                refund_of: None,
            };
            let told = opened(&answer, subject.reference);
            prop_assert!(matches!(told, Err(ProviderError::Unclear(_))), "{told:?}");
            let judged = Session::read(&answer, false).and_then(|session| judge(&session, &subject));
            prop_assert!(matches!(judged, Err(ProviderError::Unclear(_))), "{judged:?}");
        }
    }
}
