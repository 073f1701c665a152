//! Stripe's API, version 1: Checkout sessions with the intents behind them, refunds, and events.

mod access;
mod attempt;
mod cards;
mod currencies;
mod errors;
mod events;
mod expiry;
mod form;
mod hosted;
mod idempotency;
mod parameters;
mod records;
mod refunds;
mod sessions;
mod statement;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use http::{HeaderMap, Method, StatusCode};
use uuid::Uuid;

use crate::dialects::Why;
use crate::transaction::State;
use crate::world::World;

pub(crate) use access::basic;
pub(crate) use errors::trouble;
pub(crate) use events::{event_body, events, sign};
pub(crate) use expiry::expire;
pub(crate) use idempotency::Replay;
pub(crate) use records::Particulars;
pub(crate) use statement::form as statement_form;

/// How late news come that are to come after newer ones.
const HELD_BACK: Duration = Duration::from_mins(10);

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/v1/checkout/sessions", post(sessions::create))
        .route("/v1/checkout/sessions/{id}", get(sessions::show))
        .route("/v1/checkout/sessions/{id}/expire", post(expiry::close))
        .route("/v1/payment_intents/{id}", get(sessions::show_intent))
        .route("/v1/refunds", post(refunds::create).get(refunds::list))
        .route("/v1/refunds/{id}", get(refunds::show))
        .route_layer(from_fn_with_state(Arc::clone(world), access::check_key))
}

/// The pages people see. They are not recorded: card numbers are typed on them.
pub(crate) fn hosted_router() -> Router<Arc<World>> {
    Router::new()
        .route("/c/pay/{session}", get(hosted::show).post(hosted::press))
        .route(
            "/c/challenge/{session}",
            get(hosted::challenge).post(hosted::answer),
        )
        .layer(axum::middleware::map_response(crate::control::harden))
}

/// For every path that is not Stripe's.
pub(crate) fn nothing_here(
    world: &World,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Response {
    match access::knows_key(world, headers) {
        Ok(()) => {
            let message = format!("Unrecognized request URL ({method}: {path}).");
            errors::Refusal::new(StatusCode::NOT_FOUND, message).respond()
        }
        Err(refusal) => refusal.respond(),
    }
}

pub(crate) const fn code(why: Why) -> &'static str {
    match why {
        Why::Refused | Why::NoAnswer => cards::DECLINED,
        Why::WrongPin => "INCORRECT_PIN",
        Why::Busy => cards::PROCESSING_ERROR,
        Why::Poor => cards::INSUFFICIENT_FUNDS,
    }
}

/// How late the news of a state come, when newer ones are to overtake them.
pub(crate) fn held_back(state: State) -> Duration {
    match state {
        State::Completed => Duration::ZERO,
        State::Accepted
        | State::Enqueued
        | State::Processing
        | State::InReconciliation
        | State::Failed => HELD_BACK,
    }
}

/// `ch_…`, `pi_…`: a new name for something of that kind.
pub(crate) fn new_name(kind: &str) -> String {
    format!("{kind}_3{}", &Uuid::new_v4().simple().to_string()[..23])
}
