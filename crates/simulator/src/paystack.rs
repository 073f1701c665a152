//! Paystack: cards on a hosted page, direct mobile money, refunds, and news of what went well alone.

mod access;
mod answers;
mod cards;
mod charges;
mod checkout;
mod fields;
mod initialize;
mod records;
mod refunds;
mod statement;
mod verify;
mod webhook;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode};

use crate::dialects::Why;
use crate::scenario::Outcome;
use crate::transaction::{Kind, State, Transaction};
use crate::world::World;

pub(crate) use records::Particulars;
pub(crate) use statement::form as statement_form;
pub(crate) use webhook::{sign, tries_at_seconds, webhook_body};

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/transaction/initialize", post(initialize::create))
        .route("/transaction/verify/{reference}", get(verify::by_reference))
        .route("/charge", post(charges::create))
        .route("/charge/submit_otp", post(charges::submit_otp))
        .route("/charge/{reference}", get(charges::show))
        .route("/refund", post(refunds::create).get(refunds::list))
        .route("/refund/{id}", get(refunds::show))
        .route_layer(from_fn_with_state(Arc::clone(world), access::check_key))
}

/// The page people see. It is not recorded: card numbers are typed on it.
pub(crate) fn hosted_router() -> Router<Arc<World>> {
    Router::new()
        .route(
            "/checkout/{access_code}",
            get(checkout::show).post(checkout::press),
        )
        .layer(axum::middleware::map_response(crate::control::harden))
}

/// Whether a path without a route is this dialect's.
pub(crate) fn is_path(path: &str) -> bool {
    ["/transaction", "/charge", "/refund"]
        .iter()
        .any(|own| path.starts_with(own))
}

pub(crate) fn nothing_here(world: &World, headers: &HeaderMap) -> Response {
    match access::knows_key(world, headers) {
        Ok(()) => answers::Refusal::new(StatusCode::NOT_FOUND, "Route not found").respond(),
        Err(refusal) => refusal.respond(),
    }
}

pub(crate) fn trouble(status: StatusCode) -> Response {
    answers::Refusal::new(status, "An error occurred").respond()
}

/// What happens when no scenario says otherwise: what the card that was typed is published for.
pub(crate) fn usual_outcome(t: &Transaction) -> Outcome {
    match t.kind {
        Kind::Deposit => records::particulars(t).chosen,
        Kind::Refund | Kind::Payout => Outcome::Success,
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

/// Nobody is told of a payment that failed.
pub(crate) fn calls_back(t: &Transaction) -> bool {
    t.kind == Kind::Refund || t.state == State::Completed
}

/// A page that nobody tried to pay on goes nowhere by itself.
pub(crate) fn waits_for_its_buyer(t: &Transaction) -> bool {
    t.kind == Kind::Deposit && !records::particulars(t).is_tried
}
