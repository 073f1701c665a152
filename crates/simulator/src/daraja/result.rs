//! What is posted to `ResultURL`: ends of payouts and reversals, and answers to questions.

use super::callback::{code_of, result_code, told};
use super::records::{self, Form, Particulars};
use super::words::describe;
use crate::amount::Amount;
use crate::transaction::{Dialect, Notice, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

/// The names a question or an order goes by.
pub(crate) struct Names<'a> {
    pub originator: &'a str,
    pub conversation: &'a str,
    pub transaction: &'a str,
}

/// The whole body. `parameters` only where it went well.
pub(crate) fn body(names: &Names<'_>, code: &str, parameters: Vec<(&str, Json)>) -> Json {
    let mut result = object([
        ("ResultType", 0_u64.into()),
        ("ResultCode", result_code(code)),
        ("ResultDesc", describe(code).into()),
        ("OriginatorConversationID", names.originator.into()),
        ("ConversationID", names.conversation.into()),
        ("TransactionID", names.transaction.into()),
    ]);
    if !parameters.is_empty() {
        let parameters = parameters
            .into_iter()
            .map(|(key, value)| object([("Key", key.into()), ("Value", value)]))
            .collect();
        let parameters = object([("ResultParameter", Json::List(parameters))]);
        result.put("ResultParameters", parameters);
    }
    let item = object([
        ("Key", "QueueTimeoutURL".into()),
        ("Value", "https://internalapi.safaricom.co.ke/".into()),
    ]);
    result.put("ReferenceData", object([("ReferenceItem", item)]));
    object([("Result", result)])
}

/// What goes to `QueueTimeOutURL`: nobody knows what became of it.
pub(crate) fn timeout(own: &Particulars) -> Json {
    object([(
        "Result",
        object([
            ("ResultType", 1_u64.into()),
            ("ResultDesc", "The request timed out in the queue.".into()),
            (
                "OriginatorConversationID",
                (&own.originator_conversation_id).into(),
            ),
            ("ConversationID", (&own.conversation_id).into()),
            ("TransactionID", "".into()),
        ]),
    )])
}

fn shillings(amount: Amount) -> Json {
    Json::Number(amount.decimal())
}

pub(crate) fn of_movement(
    world: &World,
    t: &Transaction,
    own: &Particulars,
    notice: &Notice,
) -> Json {
    let code = code_of(t, notice);
    let receipt = t.provider_transaction_id.clone().unwrap_or_default();
    let names = Names {
        originator: &own.originator_conversation_id,
        conversation: &own.conversation_id,
        transaction: &receipt,
    };
    if notice.state != State::Completed || code != "0" {
        return body(&names, &code, Vec::new());
    }
    let amount = told(t).and_then(|report| report.amount.clone());
    let amount = amount.map_or_else(|| shillings(t.amount), Json::Number);
    let at = records::dotted(t.settled.unwrap_or(t.created));
    let parameters = if own.form == Form::Reversal {
        vec![
            ("Amount", amount),
            ("OriginalTransactionID", (&own.reference).into()),
            (
                "TransCompletedTime",
                records::stamp(t.settled.unwrap_or(t.created)).into(),
            ),
            ("CreditPartyPublicName", party(&t.msisdn).into()),
            ("DebitPartyPublicName", (&own.short_code).into()),
        ]
    } else {
        let funds = world.books().balance(Dialect::Daraja, "KEN", "KES");
        vec![
            ("TransactionAmount", amount),
            ("TransactionReceipt", (&receipt).into()),
            ("ReceiverPartyPublicName", party(&t.msisdn).into()),
            ("TransactionCompletedDateTime", at.into()),
            ("B2CUtilityAccountAvailableFunds", shillings(funds)),
            ("B2CWorkingAccountAvailableFunds", shillings(funds)),
            ("B2CRecipientIsRegisteredCustomer", "Y".into()),
            (
                "B2CChargesPaidAccountAvailableFunds",
                shillings(Amount::ZERO),
            ),
        ]
    };
    body(&names, &code, parameters)
}

fn party(msisdn: &str) -> String {
    format!("{msisdn} - John Doe")
}

/// The answer to a question about a movement.
pub(crate) fn status(names: &Names<'_>, t: &Transaction, short_code: &str) -> Json {
    let word = match t.state {
        State::Completed => "Completed",
        State::Failed => "Failed",
        State::Accepted | State::Enqueued | State::Processing | State::InReconciliation => {
            "Pending"
        }
    };
    let (debit, credit) = match t.kind {
        crate::transaction::Kind::Deposit => (party(&t.msisdn), short_code.to_owned()),
        crate::transaction::Kind::Payout | crate::transaction::Kind::Refund => {
            (short_code.to_owned(), party(&t.msisdn))
        }
    };
    let mut parameters = vec![
        ("TransactionStatus", word.into()),
        ("Amount", shillings(t.amount)),
        ("DebitPartyName", debit.into()),
        ("CreditPartyName", credit.into()),
    ];
    if let Some(receipt) = &t.provider_transaction_id {
        parameters.push(("ReceiptNo", receipt.into()));
    }
    body(names, "0", parameters)
}
