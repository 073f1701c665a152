//! What MTN remembers of a movement beyond the shared books, and how it tells it.

use serde::{Deserialize, Serialize};

use super::numbers::SANDBOX;
use crate::scenario::{CallbackShape, Report, ReportIn};
use crate::transaction::{self, Kind, Notice, State, Transaction};
use crate::wire::{Json, object};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Particulars {
    /// `sandbox`, `mtnzambia`.
    pub environment: String,
    pub payer_message: String,
    pub payee_note: String,
}

/// The particulars of a movement of this dialect.
pub(crate) fn particulars(t: &Transaction) -> Particulars {
    match &t.particulars {
        transaction::Particulars::MtnMomo(particulars) => (**particulars).clone(),
        transaction::Particulars::None
        | transaction::Particulars::Flutterwave(_)
        | transaction::Particulars::Daraja(_)
        | transaction::Particulars::Stripe(_)
        | transaction::Particulars::Paystack(_) => Particulars::default(),
    }
}

/// The one currency of an environment.
pub(crate) fn currency_of(environment: &str) -> &'static str {
    if environment == SANDBOX { "EUR" } else { "ZMW" }
}

/// A movement as a status and a callback tell it.
pub(crate) fn told(
    t: &Transaction,
    notice: &Notice,
    shape: CallbackShape,
    told_in: ReportIn,
) -> Json {
    let own = particulars(t);
    let report = t.scenario.report.as_ref();
    let lie = report.filter(|report| report.r#in == told_in || report.r#in == ReportIn::Both);
    let truth = match notice.state {
        State::Completed => "SUCCESSFUL",
        State::Failed => "FAILED",
        State::Accepted | State::Enqueued | State::Processing | State::InReconciliation => {
            "PENDING"
        }
    };
    let instead = |field: fn(&Report) -> Option<&String>, truth: &str| -> Json {
        lie.and_then(field).map_or(truth, String::as_str).into()
    };
    let party = object([
        ("partyIdType", "MSISDN".into()),
        ("partyId", (&t.msisdn).into()),
    ]);
    let mut body = object([
        (
            "amount",
            instead(|report| report.amount.as_ref(), &t.amount.shortest()),
        ),
        (
            "currency",
            instead(|report| report.currency.as_ref(), &t.currency),
        ),
        ("externalId", t.client_reference_id.as_ref().into()),
        (
            match t.kind {
                Kind::Deposit => "payer",
                Kind::Payout | Kind::Refund => "payee",
            },
            party,
        ),
        ("payerMessage", own.payer_message.into()),
        ("payeeNote", own.payee_note.into()),
        ("status", instead(|report| report.status.as_ref(), truth)),
    ]);
    if notice.state == State::Completed
        && let Some(number) = &t.provider_transaction_id
    {
        body.put("financialTransactionId", number.into());
    }
    if let Some(code) = &notice.failure {
        body.put("reason", reason(code.as_str(), shape));
    }
    body
}

/// A word as it is seen, an object as it is documented.
fn reason(code: &str, shape: CallbackShape) -> Json {
    if shape != CallbackShape::V1 {
        return code.into();
    }
    let words = code.replace('_', " ").to_lowercase();
    object([("code", code.into()), ("message", words.into())])
}
