//! Flutterwave's API, version 3: hosted payments, direct charges, refunds and transfers.

mod access;
mod answers;
mod attempt;
mod banks;
mod cards;
mod charges;
mod hosted;
mod link;
mod payments;
mod rails;
mod records;
mod refunds;
mod statement;
mod transfers;
mod verify;
mod way_back;
mod webhook;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode};

use crate::dialects::Why;
use crate::scenario::{Code, Outcome};
use crate::transaction::{Kind, Transaction};
use crate::world::World;

pub(crate) use link::{Link, links_of};
pub(crate) use records::Particulars;
pub(crate) use statement::form as statement_form;
pub(crate) use webhook::{sign, webhook_body};

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/v3/payments", post(payments::create))
        .route("/v3/payments/link/disable", post(payments::disable))
        .route("/v3/charges", post(charges::create))
        .route("/v3/transactions", get(verify::list))
        .route(
            "/v3/transactions/verify_by_reference",
            get(verify::by_reference),
        )
        .route("/v3/transactions/{id}/verify", get(verify::by_id))
        .route("/v3/transactions/{id}/refund", post(refunds::create))
        .route(
            "/v3/transactions/{id}/resend-hook",
            post(webhook::resend).get(webhook::resend),
        )
        .route("/v3/refunds", get(refunds::list))
        .route("/v3/refunds/{id}", get(refunds::show))
        .route(
            "/v3/transfers",
            post(transfers::create).get(transfers::list),
        )
        .route("/v3/transfers/{id}", get(transfers::show))
        .route("/v3/transfers/{id}/retries", post(transfers::retry))
        .route("/v3/banks/{of}", get(banks::list))
        .route("/v3/banks/{of}/branches", get(banks::branches))
        .route_layer(from_fn_with_state(Arc::clone(world), access::check_key))
}

/// The pages people see. They are not recorded: card numbers are typed on them.
pub(crate) fn hosted_router() -> Router<Arc<World>> {
    Router::new()
        .route(
            "/v3/hosted/pay/{link}",
            get(hosted::show).post(hosted::press),
        )
        .route("/v3/hosted/confirm/{flw_ref}", get(hosted::confirm))
        .layer(axum::middleware::map_response(crate::control::harden))
}

/// For every path that is not Flutterwave's.
pub(crate) fn nothing_here(world: &World, headers: &HeaderMap) -> Response {
    match access::knows_key(world, headers) {
        Ok(()) => answers::Refusal::new(StatusCode::NOT_FOUND, "Route not found").respond(),
        Err(refusal) => refusal.respond(),
    }
}

pub(crate) fn trouble(status: StatusCode) -> Response {
    answers::Refusal::new(status, "An error occurred while processing this request").respond()
}

/// What happens when no scenario says otherwise. Cards and transfers are decided where they are asked for.
pub(crate) fn usual_outcome(t: &Transaction) -> Outcome {
    match t.kind {
        Kind::Deposit if rails::fails(&t.msisdn) => Outcome::Fail(Code::known(cards::DECLINED)),
        Kind::Deposit => Outcome::Prompt,
        Kind::Refund => Outcome::Success,
        Kind::Payout => Outcome::Stuck,
    }
}

pub(crate) const fn code(why: Why) -> &'static str {
    match why {
        Why::Refused => cards::DECLINED,
        Why::WrongPin => cards::WRONG_PIN,
        Why::NoAnswer => "TIMED_OUT",
        Why::Busy => "ANOTHER_TRANSACTION_IN_PROGRESS",
        Why::Poor => cards::INSUFFICIENT_FUNDS,
    }
}
