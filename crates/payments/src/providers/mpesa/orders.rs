//! What is asked for when money leaves: payouts (B2C), reversals, and questions about both. Each is only taken at first; what
//! became of it is told later, to the addresses it names.

use kernel::{Id, ProviderReference, Wallet};
use serde_json::{Value, json};

use super::answers::{not_pushed, unknown_code};
use super::requests::phone;
use crate::provider::{Accepted, PayOut, ProviderError, RefundOrder, Refusal, Unclear};
use crate::providers::http::{Answer, rejected};
use crate::providers::read::word;
use crate::providers::write::short;

pub(super) const PAY_OUT: &str = "/mpesa/b2c/v3/paymentrequest";
pub(super) const REVERSE: &str = "/mpesa/reversal/v1/request";
pub(super) const ASK: &str = "/mpesa/transactionstatus/v1/query";
/// As long a remark as is taken.
const REMARKS_CHARS_MAX: usize = 100;
const RECEIPT_CHARS_MAX: usize = 32;

/// What every order says: who sends it, and where the rest is told.
pub(super) struct Signed<'a> {
    pub initiator: &'a str,
    pub credential: String,
    pub result_url: String,
    pub timeout_url: String,
}

/// Money to a wallet. Its conversation is named by our reference, which is good once.
pub(super) fn pay_out(
    order: &PayOut,
    wallet: &Wallet,
    shortcode: &str,
    signed: &Signed<'_>,
) -> Result<Vec<u8>, ProviderError> {
    let body = json!({
        "OriginatorConversationID": order.reference.to_string(),
        "InitiatorName": signed.initiator,
        "SecurityCredential": signed.credential,
        "CommandID": "BusinessPayment",
        "Amount": order.amount.minor() / order.amount.currency().minor_per_major(),
        "PartyA": shortcode,
        "PartyB": phone(&wallet.phone)?,
        "Remarks": short(&order.message, REMARKS_CHARS_MAX),
        "QueueTimeOutURL": signed.timeout_url,
        "ResultURL": signed.result_url,
        // Misspelt on the wire.
        "Occassion": short(&order.our_reference, REMARKS_CHARS_MAX),
    });
    Ok(body.to_string().into_bytes())
}

/// A payment back to whoever made it, whole or in part, by the number of its receipt.
pub(super) fn reverse(
    order: &RefundOrder,
    receiver: &str,
    signed: &Signed<'_>,
) -> Result<Vec<u8>, ProviderError> {
    let receipt = order.original.transaction.as_deref();
    let receipt = receipt.filter(|text| is_receipt(text));
    let receipt = receipt.ok_or_else(|| rejected(Refusal::OriginalNotFound))?;
    let body = json!({
        "Initiator": signed.initiator,
        "SecurityCredential": signed.credential,
        "CommandID": "TransactionReversal",
        "TransactionID": receipt,
        "Amount": order.amount.minor() / order.amount.currency().minor_per_major(),
        "ReceiverParty": receiver,
        // Misspelt on the wire.
        "RecieverIdentifierType": "11",
        "ResultURL": signed.result_url,
        "QueueTimeOutURL": signed.timeout_url,
        "Remarks": short(&order.our_reference, REMARKS_CHARS_MAX),
        "Occasion": "",
    });
    Ok(body.to_string().into_bytes())
}

fn is_receipt(text: &str) -> bool {
    let sign = |b: u8| b.is_ascii_alphanumeric();
    (1..=RECEIPT_CHARS_MAX).contains(&text.len()) && text.bytes().all(sign)
}

/// A question about the order that is known by this conversation.
pub(super) fn ask(conversation: &str, shortcode: &str, signed: &Signed<'_>) -> Vec<u8> {
    json!({
        "Initiator": signed.initiator,
        "SecurityCredential": signed.credential,
        "CommandID": "TransactionStatusQuery",
        "OriginatorConversationID": conversation,
        "PartyA": shortcode,
        "IdentifierType": "4",
        "ResultURL": signed.result_url,
        "QueueTimeOutURL": signed.timeout_url,
        "Remarks": "Soko",
        "Occasion": "",
    })
    .to_string()
    .into_bytes()
}

/// The answer to a payout: taken under our reference.
pub(super) fn paying_out(
    answer: &Answer,
    asked: ProviderReference,
) -> Result<Accepted, ProviderError> {
    let json = taken(answer)?;
    if word(&json, "OriginatorConversationID") != asked.uuid().to_string() {
        return Err(ProviderError::Unclear(Unclear::OtherReference));
    }
    named(answer, &json, "ConversationID")
}

/// The answer to a reversal: taken, and what it can be asked about by.
pub(super) fn reversing(answer: &Answer) -> Result<Accepted, ProviderError> {
    named(answer, &taken(answer)?, "OriginatorConversationID")
}

/// The answer to a question: its own answer comes later.
pub(super) fn asked(answer: &Answer) -> Result<(), ProviderError> {
    taken(answer).map(drop)
}

fn named(answer: &Answer, json: &Value, field: &str) -> Result<Accepted, ProviderError> {
    match word(json, field) {
        id if id.is_empty() => Err(answer.unclear()),
        id => Ok(Accepted {
            handle: Some(id),
            ..Accepted::default()
        }),
    }
}

fn taken(answer: &Answer) -> Result<Value, ProviderError> {
    // A 5xx says nothing about what was begun, whatever its body says.
    let Some(json) = answer.exact().filter(|_| answer.status < 500) else {
        return Err(answer.unclear());
    };
    if !answer.is_success() {
        return Err(not_pushed(answer, &json));
    }
    match word(&json, "ResponseCode").as_str() {
        "0" => Ok(json),
        "" => Err(answer.unclear()),
        other => Err(unknown_code(other)),
    }
}
