//! What is told later about money that leaves: the outcome of an order, which is a hint, and the answer to a question, which is
//! as good as an answer gets here. Nothing signs either; each comes to an address that only Safaricom was given.

use kernel::{ProviderReference, Timestamp};
use serde_json::Value;

use super::codes::{self, NOT_THERE, PAID};
use crate::provider::{
    Answered, Callback, CallbackError, Declined, Moved, Operation, Proof, ProviderError,
    ProviderStatus, StatedAmount, Subject, Unclear,
};
use crate::providers::read::{exact, stated, word};

/// More of a callback than this is not read.
const RESULT_BYTES_MAX: usize = 64 * 1024;
/// Parameters are fewer than ten; more than this are not looked at.
const PARAMETERS_MAX: usize = 32;
/// An answer that is younger is not asked for again.
const FRESH_FOR: time::Duration = time::Duration::seconds(30);
/// So long after sending, what is not there never arrived.
const NEVER_ARRIVED_AFTER: time::Duration = time::Duration::minutes(15);
/// The words of an answer that are known.
const COMPLETED: &str = "Completed";
const FAILED: &str = "Failed";
const PENDING: &str = "Pending";
/// Our own word for the news that something got stuck on its way.
const STUCK: &str = "timeout";

/// What an address is for, beside the outcome of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The answer to a question that was asked then.
    Answer(Operation, Timestamp),
    /// The news that the question that was asked then got stuck on its way.
    Unanswered(Operation, Timestamp),
    /// The news that an order got stuck on its way.
    Timeout(Operation),
}

impl Purpose {
    pub(super) fn write(self) -> String {
        let asked = |kind: &str, operation: Operation, at: Timestamp| {
            format!("{kind}-{}-{}", operation.as_str(), at.unix_timestamp())
        };
        match self {
            Self::Answer(operation, at) => asked("answer", operation, at),
            Self::Unanswered(operation, at) => asked("unanswered", operation, at),
            Self::Timeout(operation) => format!("timeout-{}", operation.as_str()),
        }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('-')?;
        let operation = |text: &str| {
            [Operation::PayOut, Operation::Refund]
                .into_iter()
                .find(|operation| operation.as_str() == text)
        };
        let asked = || {
            let (of, at) = rest.split_once('-')?;
            let at = Timestamp::from_unix_timestamp(at.parse().ok()?).ok()?;
            Some((operation(of)?, at))
        };
        match kind {
            "answer" => asked().map(|(of, at)| Self::Answer(of, at)),
            "unanswered" => asked().map(|(of, at)| Self::Unanswered(of, at)),
            "timeout" => Some(Self::Timeout(operation(rest)?)),
            _ => None,
        }
    }
}

/// The outcome of an order, at the order's own address.
pub(super) fn outcome(
    body: &[u8],
    operation: Operation,
    reference: ProviderReference,
) -> Result<Callback, CallbackError> {
    let result = open(body)?;
    let code = word(&result, "ResultCode");
    if code.is_empty() {
        return Err(CallbackError::Unreadable("no ResultCode"));
    }
    let conversation = word(&result, "ConversationID");
    // What its questions go by: our own name for a payout, theirs for a reversal.
    let handle = match operation {
        Operation::Refund => word(&result, "OriginatorConversationID"),
        Operation::PayOut | Operation::Collect => conversation.clone(),
    };
    if conversation.is_empty() || handle.is_empty() {
        return Err(CallbackError::Unreadable("no name of a conversation"));
    }
    if operation == Operation::PayOut
        && word(&result, "OriginatorConversationID") != reference.to_string()
    {
        return Err(CallbackError::Unreadable("of another conversation"));
    }
    Ok(Callback {
        proof: Proof::Unsigned,
        operation,
        reference,
        event_id: format!("{}:{reference}:{conversation}:{code}", operation.as_str()),
        handle: Some(handle),
        // Its receipt and amount are not believed without an answer, which names both.
        transaction: None,
        stated: None,
        asked_at: None,
        status: code,
    })
}

/// The answer to a question, at the question's own address.
pub(super) fn answer(
    body: &[u8],
    operation: Operation,
    asked_at: Timestamp,
    reference: ProviderReference,
) -> Result<Callback, CallbackError> {
    let result = open(body)?;
    let code = word(&result, "ResultCode");
    let status = match code.as_str() {
        "" => return Err(CallbackError::Unreadable("no ResultCode")),
        PAID => parameter(&result, "TransactionStatus").map(|item| word(item, "Value")),
        _ => Some(code),
    };
    let status = status.filter(|word| !word.is_empty());
    let status = status.ok_or(CallbackError::Unreadable("no TransactionStatus"))?;
    let shillings = Value::from("KES");
    let amount =
        parameter(&result, "Amount").map(|item| stated(item.get("Value"), Some(&shillings)));
    let receipt = parameter(&result, "ReceiptNo").map(|item| word(item, "Value"));
    let asked = asked_at.unix_timestamp();
    Ok(Callback {
        proof: Proof::Unsigned,
        operation,
        reference,
        event_id: format!("answer:{reference}:{asked}:{status}"),
        handle: None,
        transaction: receipt.filter(|number| !number.is_empty()),
        stated: amount,
        asked_at: Some(asked_at),
        status,
    })
}

/// An order or a question got stuck: nobody knows what became of it. An order is asked about; a question (`asked_at`) was answered
/// with nothing, and is asked again when any answer would be too old.
pub(super) fn timeout(
    body: &[u8],
    operation: Operation,
    asked_at: Option<Timestamp>,
    reference: ProviderReference,
) -> Result<Callback, CallbackError> {
    let conversation = word(&open(body)?, "ConversationID");
    Ok(Callback {
        proof: Proof::Unsigned,
        operation,
        reference,
        event_id: format!("timeout:{reference}:{conversation}"),
        handle: None,
        transaction: None,
        stated: None,
        asked_at,
        status: STUCK.to_owned(),
    })
}

fn open(body: &[u8]) -> Result<Value, CallbackError> {
    if body.len() > RESULT_BYTES_MAX {
        return Err(CallbackError::Unreadable("too long"));
    }
    let json = exact(body).ok_or(CallbackError::Unreadable("not JSON"))?;
    let result = json.get("Result").filter(|result| result.is_object());
    result
        .cloned()
        .ok_or(CallbackError::Unreadable("not a result"))
}

/// One of the parameters, which are a list, or one of them alone.
fn parameter<'a>(result: &'a Value, key: &str) -> Option<&'a Value> {
    let all = result.get("ResultParameters")?.get("ResultParameter")?;
    let is_it = |item: &&Value| word(item, "Key") == key;
    match all {
        Value::Array(items) => items.iter().take(PARAMETERS_MAX).find(is_it),
        one => Some(one).filter(is_it),
    }
}

/// What came, and whether to ask (again).
pub(super) struct Judged {
    pub status: Result<ProviderStatus, ProviderError>,
    pub asks: bool,
}

/// What the newest answer means. The code of a failure is only told by the hint, which counts beside the answer and never alone.
pub(super) fn judge(subject: &Subject, now: Timestamp) -> Judged {
    let reports = &subject.reports;
    let Some(answer) = &reports.answer else {
        return Judged {
            status: waiting(subject),
            asks: true,
        };
    };
    let is_old = now - answer.asked_at >= FRESH_FOR;
    let told_no = reports
        .hint
        .as_deref()
        .filter(|code| !matches!(*code, PAID | STUCK));
    let failed = |code: &str| {
        Ok(ProviderStatus::Failed(Declined {
            why: codes::not_sent(code),
            code: code.to_owned(),
        }))
    };
    let status = match answer.status.as_str() {
        COMPLETED => {
            return Judged {
                status: Ok(ProviderStatus::Moved(moved(subject, answer))),
                asks: false,
            };
        }
        FAILED => failed(told_no.unwrap_or(FAILED)),
        NOT_THERE if answer.asked_at - subject.sent_at < NEVER_ARRIVED_AFTER => waiting(subject),
        // Taken, then not there: only beside the news of its failure is that an end.
        NOT_THERE if subject.was_accepted => told_no.map_or_else(|| waiting(subject), failed),
        NOT_THERE => Ok(ProviderStatus::NotFound),
        PENDING | STUCK => waiting(subject),
        other => {
            tracing::warn!(
                status = other,
                "M-Pesa answered what became of an order with a word that says nothing"
            );
            Err(ProviderError::Unclear(Unclear::UnknownStatus(
                other.to_owned(),
            )))
        }
    };
    Judged {
        status,
        asks: is_old,
    }
}

fn waiting(subject: &Subject) -> Result<ProviderStatus, ProviderError> {
    if subject.was_accepted {
        Ok(ProviderStatus::Pending)
    } else {
        Err(ProviderError::Unclear(Unclear::AnsweredLater))
    }
}

fn moved(subject: &Subject, answer: &Answered) -> Moved {
    let unreadable = StatedAmount::Unreadable {
        amount: None,
        currency: None,
    };
    Moved {
        // Its address is made for one reference.
        reference: Some(subject.reference),
        amount: answer.amount.map_or(unreadable, StatedAmount::Money),
        provider_transaction: answer.transaction.clone(),
        handle: None,
    }
}
