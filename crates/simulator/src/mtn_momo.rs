//! MTN's Open API for mobile money: prompts on phones, transfers and refunds, each under the merchant's own id.

mod access;
mod answers;
mod ask;
mod lookup;
mod numbers;
mod records;
mod statement;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use http::{Method, StatusCode};
use uuid::Uuid;

use crate::dialects::Why;
use crate::scenario::{CallbackMethod, CallbackShape, Outcome, ReportIn};
use crate::transaction::{Kind, Notice, Transaction};
use crate::wire::Json;
use crate::world::World;

pub(crate) use access::basic;
pub(crate) use records::Particulars;
pub(crate) use statement::form as statement_form;

pub(crate) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/collection/token/", post(access::collection_token))
        .route("/collection/v1_0/requesttopay", post(ask::collect))
        .route(
            "/collection/v1_0/requesttopay/{id}",
            get(lookup::collection),
        )
        .route("/disbursement/token/", post(access::disbursement_token))
        .route("/disbursement/v1_0/transfer", post(ask::transfer))
        .route("/disbursement/v1_0/transfer/{id}", get(lookup::transfer))
        .route("/disbursement/v1_0/refund", post(ask::refund))
        .route("/disbursement/v1_0/refund/{id}", get(lookup::refund))
}

/// What the gateway says of an address behind which there is nothing.
pub(crate) fn nothing_here() -> Response {
    answers::of_gateway(StatusCode::NOT_FOUND, "Resource not found")
}

pub(crate) fn trouble(status: StatusCode) -> Response {
    if status.is_client_error() {
        return answers::of_gateway(status, "The request was refused");
    }
    let message = "An internal error occurred while processing.";
    answers::Refusal::new(status, "INTERNAL_PROCESSING_ERROR", message).respond()
}

/// What happens when no scenario says otherwise.
pub(crate) fn usual_outcome(t: &Transaction) -> Outcome {
    match t.kind {
        Kind::Deposit => numbers::usual(&records::particulars(t).environment, &t.msisdn),
        Kind::Payout | Kind::Refund => Outcome::Success,
    }
}

pub(crate) const fn code(why: Why) -> &'static str {
    match why {
        Why::Refused | Why::WrongPin => "APPROVAL_REJECTED",
        Why::NoAnswer => "COULD_NOT_PERFORM_TRANSACTION",
        Why::Busy => "INTERNAL_PROCESSING_ERROR",
        Why::Poor => "NOT_ENOUGH_FUNDS",
    }
}

/// A `financialTransactionId`: a number.
pub(crate) fn receipt() -> String {
    let random = Uuid::new_v4().as_u128() % 10_000_000_000;
    format!("{random:0>10}")
}

/// Put or posted: both are seen, so a merchant has to take both.
pub(crate) fn callback_method(t: &Transaction) -> Method {
    match t.scenario.callback_method {
        CallbackMethod::Usual | CallbackMethod::Put => Method::PUT,
        CallbackMethod::Post => Method::POST,
    }
}

/// Like an answer about the status.
pub(crate) fn callback_body(t: &Transaction, notice: &Notice, shape: CallbackShape) -> Json {
    records::told(t, notice, shape, ReportIn::Callback)
}
