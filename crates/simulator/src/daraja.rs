//! Safaricom's Daraja: prompts on phones, payments by hand, payouts, reversals, and questions about them.

mod access;
mod answers;
mod b2c;
mod c2b;
mod callback;
mod credential;
mod fields;
mod inquiry;
mod key;
mod query;
mod records;
mod result;
mod reversal;
mod statement;
mod stk;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use serde_json::json;

use crate::dialects::Why;
use crate::scenario::{CallbackKnob, CallbackShape, Outcome};
use crate::transaction::{Kind, Notice, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

pub(crate) use access::basic;
pub use c2b::ByHand;
pub(crate) use c2b::{Registered, by_hand};
pub(crate) use records::{Particulars, receipt};
pub(crate) use statement::form as statement_form;

/// The published sandbox customer, who needs no person.
const SANDBOX_CUSTOMER: &str = "254708374149";

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/mpesa/stkpush/v1/processrequest", post(stk::push))
        .route("/mpesa/stkpushquery/v1/query", post(query::query))
        .route("/mpesa/c2b/v2/registerurl", post(c2b::register))
        .route("/mpesa/c2b/v2/simulate", post(c2b::simulate))
        .route("/mpesa/b2c/v3/paymentrequest", post(b2c::pay))
        .route("/mpesa/b2c/v1/paymentrequest", post(b2c::pay_without_id))
        .route("/mpesa/transactionstatus/v1/query", post(inquiry::ask))
        .route("/mpesa/reversal/v1/request", post(reversal::reverse))
        .route_layer(from_fn_with_state(Arc::clone(world), access::check_token))
        .route("/oauth/v1/generate", get(access::generate))
}

pub(crate) fn nothing_here() -> Response {
    answers::Refusal::new(StatusCode::NOT_FOUND, "404.001.01", "Resource not found").respond()
}

/// What the gateway says when the API behind it does not answer. It has no `errorCode`: nobody knows what became of it.
pub(crate) fn trouble(status: StatusCode) -> Response {
    if status.is_client_error() {
        let code = format!("{}.002.03", status.as_u16());
        return answers::Refusal::new(status, &code, "The request was refused").respond();
    }
    fault(
        status,
        "Unexpected EOF at target",
        "messaging.adaptors.http.flow.UnexpectedEOFAtTarget",
    )
}

pub(crate) fn spike_arrest() -> Response {
    fault(
        StatusCode::TOO_MANY_REQUESTS,
        "Spike arrest violation. Allowed rate : 5ps",
        "policies.ratelimit.SpikeArrestViolation",
    )
}

fn fault(status: StatusCode, words: &str, code: &str) -> Response {
    let detail = json!({"errorcode": code});
    let fault = json!({"faultstring": words, "detail": detail});
    object([("fault", Json::from(&fault))]).with_status(status)
}

/// What happens when no scenario says otherwise.
pub(crate) fn usual_outcome(t: &Transaction) -> Outcome {
    match t.kind {
        Kind::Deposit if t.msisdn != SANDBOX_CUSTOMER => Outcome::Prompt,
        Kind::Deposit | Kind::Payout | Kind::Refund => Outcome::Success,
    }
}

pub(crate) const fn code(why: Why) -> &'static str {
    match why {
        Why::Refused => "1032",
        Why::WrongPin => "2001",
        Why::NoAnswer => "1037",
        Why::Busy => "1001",
        Why::Poor => "1",
    }
}

pub(crate) fn callback_body(
    world: &World,
    t: &Transaction,
    notice: &Notice,
    shape: CallbackShape,
) -> Json {
    let own = records::particulars(t);
    match own.form {
        records::Form::Stk => callback::stk(t, &own, notice, shape),
        records::Form::ByHand => callback::by_hand(world, t, &own),
        records::Form::Payout | records::Form::Reversal => {
            if t.scenario.callback == CallbackKnob::QueueTimeout {
                return result::timeout(&own);
            }
            result::of_movement(world, t, &own, notice)
        }
    }
}

/// A payment by hand that failed is nobody's news.
pub(crate) fn calls_back(t: &Transaction) -> bool {
    let by_hand = records::particulars(t).form == records::Form::ByHand;
    t.callback_url.is_some() && !(by_hand && t.state == State::Failed)
}

/// Where the news of a movement go: the queue's timeout has an address of its own.
pub(crate) fn callback_url(t: &Transaction) -> Option<String> {
    let own = records::particulars(t);
    match (&t.scenario.callback, own.queue_timeout_url) {
        (CallbackKnob::QueueTimeout, Some(url)) => Some(url),
        _ => t.callback_url.clone(),
    }
}
