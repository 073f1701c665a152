//! Asking for a payment by its reference: the only way to learn that it failed.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, State as Shared};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::answers::{Refusal, success};
use super::records;
use crate::scenario::ReportIn;
use crate::socket::Cutter;
use crate::transaction::{Dialect, Transaction};
use crate::transport;
use crate::wire::Json;
use crate::world::World;

pub(crate) async fn by_reference(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(reference): Path<String>,
) -> Response {
    let (found, answer) = {
        let books = world.books();
        let found = records::find(&books, &reference);
        let told = found.as_ref().map(|t| {
            let word = records::payment_word(&books, t);
            let data = records::payment(t, word, ReportIn::Status);
            success("Verification successful", data)
        });
        let message = "Transaction reference not found.";
        let missing = || Refusal::new(StatusCode::NOT_FOUND, message);
        (found, told.ok_or_else(missing))
    };
    carry_status(&world, &cutter, found.as_ref(), answer).await
}

pub(crate) async fn carry_status(
    world: &World,
    cutter: &Cutter,
    of: Option<&Transaction>,
    answer: Result<Json, Refusal>,
) -> Response {
    let carried = of.map_or_else(
        || {
            world
                .books()
                .scenario_for_all(Dialect::Paystack)
                .status_transport
        },
        |t| t.scenario.status_transport.clone(),
    );
    let answer = match answer {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refusal.respond(),
    };
    transport::carry(world, cutter, Dialect::Paystack, &carried, answer).await
}
