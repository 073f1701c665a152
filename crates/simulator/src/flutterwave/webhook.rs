//! What the merchant is told: `charge.completed`, for failures too, and `transfer.completed`.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};

use super::answers::{Refusal, success};
use super::verify::find;
use super::{banks, cards, records};
use crate::courier::Message;
use crate::scenario::{CallbackShape, ReportIn, SignatureKnob};
use crate::transaction::{Kind, Notice, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

pub(crate) fn webhook_body(t: &Transaction, notice: &Notice, shape: CallbackShape) -> Json {
    let report = t.scenario.report.as_ref();
    if t.kind == Kind::Payout {
        let mut data = transfer(t, notice, "fullname");
        records::lie(&mut data, report, ReportIn::Callback);
        return object([
            ("event", "transfer.completed".into()),
            ("event.type", "Transfer".into()),
            ("data", data),
        ]);
    }
    let event_type = format!(
        "{}_TRANSACTION",
        records::particulars(t).payment_type.to_uppercase()
    );
    if shape == CallbackShape::V1 {
        let mut body = legacy(t, notice, &event_type);
        records::lie(&mut body, report, ReportIn::Callback);
        return body;
    }
    let mut data = charge(t, notice);
    records::lie(&mut data, report, ReportIn::Callback);
    object([
        ("event", "charge.completed".into()),
        ("data", data),
        ("event.type", event_type.into()),
    ])
}

fn charge(t: &Transaction, notice: &Notice) -> Json {
    let own = records::particulars(t);
    let form = t.scenario.amounts;
    object([
        ("id", own.number.into()),
        ("tx_ref", t.client_reference_id.as_ref().into()),
        ("flw_ref", (&own.flw_ref).into()),
        ("amount", records::number(t.amount, form)),
        ("currency", (&t.currency).into()),
        ("charged_amount", records::number(t.amount, form)),
        ("app_fee", records::number(t.fee, form)),
        (
            "processor_response",
            records::processor_response(notice).into(),
        ),
        ("status", records::payment_word(notice.state).into()),
        ("payment_type", (&own.payment_type).into()),
        ("created_at", records::stamp(t.created).into()),
        ("account_id", records::ACCOUNT_ID.into()),
        ("customer", records::customer(&own.customer, Json::Null)),
    ])
}

/// As old accounts still get it.
fn legacy(t: &Transaction, notice: &Notice, event_type: &str) -> Json {
    let own = records::particulars(t);
    object([
        ("id", own.number.into()),
        ("txRef", t.client_reference_id.as_ref().into()),
        ("flwRef", (&own.flw_ref).into()),
        ("amount", records::number(t.amount, t.scenario.amounts)),
        (
            "charged_amount",
            records::number(t.amount, t.scenario.amounts),
        ),
        ("currency", (&t.currency).into()),
        ("status", records::payment_word(notice.state).into()),
        ("createdAt", records::stamp(t.created).into()),
        ("event.type", event_type.into()),
    ])
}

/// A transfer; the webhook and the answers differ in the name of the recipient's field.
pub(crate) fn transfer(t: &Transaction, notice: &Notice, name_field: &str) -> Json {
    let own = records::particulars(t);
    let form = t.scenario.amounts;
    let status = match notice.state {
        State::Accepted | State::Enqueued => "NEW",
        State::Processing | State::InReconciliation => "PENDING",
        State::Completed => "SUCCESSFUL",
        State::Failed => "FAILED",
    };
    let message = match (&notice.failure, notice.state) {
        (Some(code), _) => format!("DISBURSE FAILED: {}", cards::words(code)),
        (None, State::Completed) => "Successful".to_owned(),
        (None, _) => String::new(),
    };
    object([
        ("id", own.number.into()),
        ("account_number", (&t.msisdn).into()),
        ("bank_code", (&own.bank_code).into()),
        (name_field, (&own.beneficiary).into()),
        ("created_at", records::stamp(t.created).into()),
        ("currency", (&t.currency).into()),
        ("debit_currency", (&own.debit_currency).into()),
        ("amount", records::number(t.amount, form)),
        ("fee", records::number(t.fee, form)),
        ("status", status.into()),
        ("reference", t.client_reference_id.as_ref().into()),
        ("meta", own.meta.as_ref().into()),
        ("narration", (&own.narration).into()),
        ("complete_message", message.into()),
        ("requires_approval", 0_u64.into()),
        ("is_approved", 1_u64.into()),
        ("bank_name", banks::name(&own.bank_code).into()),
    ])
}

/// The secret hash beside the body, whatever the body says. Of the knobs, only those that a shared password can have.
pub(crate) fn sign(world: &World, body: String, knob: SignatureKnob) -> Message {
    let mut message = Message::json(body);
    let hash = match knob {
        SignatureKnob::Missing => None,
        SignatureKnob::WrongKey | SignatureKnob::UnknownKeyId => Some("not-the-secret-hash"),
        _ => Some(world.config.flutterwave.secret_hash.as_str()),
    };
    if let Some(hash) = hash {
        message
            .headers
            .insert("verif-hash".to_owned(), hash.to_owned());
    }
    match knob {
        SignatureKnob::TamperedBody | SignatureKnob::TamperedBodyOldDigest => {
            message.body = message
                .body
                .replace(r#""status":"failed""#, r#""status":"successful""#);
        }
        _ => {}
    }
    message
}

/// Sends the webhook of a payment again.
pub(crate) async fn resend(Shared(world): Shared<Arc<World>>, Path(id): Path<String>) -> Response {
    let resent = {
        let mut books = world.books();
        match find(&books, &id).map(|t| t.id) {
            None => Err(Refusal::bad("No transaction was found for this id")),
            Some(found) => world
                .resend(&mut books, found)
                .map_err(|error| Refusal::bad(error.to_string())),
        }
    };
    match resent {
        Ok(()) => success("hook sent", Json::Null).into_response(),
        Err(refusal) => refusal.respond(),
    }
}
