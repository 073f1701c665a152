//! The end of a page that nobody paid on: by its time, or because the merchant took it back.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Request, State as Shared};
use axum::response::Response;
use http::StatusCode;

use super::errors::Refusal;
use super::events::announce;
use super::idempotency::{Done, once};
use super::records::{self, particulars, put, session_status};
use super::sessions::find;
use crate::clock::Moment;
use crate::scenario::ReportIn;
use crate::socket::Cutter;
use crate::transaction::Transaction;
use crate::wire::Json;
use crate::world::World;

/// Ends an open page, and cancels what was begun on it.
pub(crate) fn expire(t: &mut Transaction, at: Moment) {
    let mut own = particulars(t);
    if session_status(t, &own) != "open" {
        return;
    }
    let was_begun = records::has_intent(t, &own);
    own.is_expired = true;
    own.challenge = None;
    put(t, own);
    announce(t, at, &["checkout.session.expired"]);
    if was_begun {
        announce(t, at, &["payment_intent.canceled"]);
    }
}

/// Takes a page back.
pub(crate) async fn close(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    once(&world, &cutter, request, |world, _| take_back(world, &id)).await
}

fn take_back(world: &World, id: &str) -> Result<Done, Refusal> {
    let mut books = world.books();
    let found = find(&books, id).filter(|_| id.starts_with("cs_")).cloned();
    let mut t = found.ok_or_else(|| Refusal::unknown("checkout.session", id, "session"))?;
    let carried = t.scenario.cancel_transport.clone();
    if carried.loses_the_request() {
        let answer = Json::Null;
        return Ok(Done { answer, carried });
    }
    let status = session_status(&t, &particulars(&t));
    if status != "open" {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This one has a status of {status}."
        );
        return Err(Refusal::new(StatusCode::BAD_REQUEST, message).after_all());
    }
    expire(&mut t, world.clock.now());
    let notice = records::today(&t);
    let answer = records::session(&t, &notice, false, ReportIn::Status);
    books.keep(t)?;
    world.wake.notify_one();
    Ok(Done { answer, carried })
}
