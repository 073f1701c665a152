//! Asking what became of it, by the merchant's own id.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Path, State as Shared};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use uuid::Uuid;

use super::access::{self, Product};
use super::answers::Refusal;
use super::records;
use crate::course::notice_of;
use crate::scenario::ReportIn;
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, Notice, State, Transaction};
use crate::transport;
use crate::world::World;

pub(crate) async fn collection(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    show(&world, &cutter, Kind::Deposit, &id, &headers).await
}

pub(crate) async fn transfer(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    show(&world, &cutter, Kind::Payout, &id, &headers).await
}

pub(crate) async fn refund(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    show(&world, &cutter, Kind::Refund, &id, &headers).await
}

async fn show(
    world: &World,
    cutter: &Cutter,
    kind: Kind,
    id: &str,
    headers: &HeaderMap,
) -> Response {
    let product = match kind {
        Kind::Deposit => Product::Collection,
        Kind::Payout | Kind::Refund => Product::Disbursement,
    };
    if let Err(refused) = access::check(world, product, headers) {
        return *refused;
    }
    let (found, carried) = {
        let books = world.books();
        let id = Uuid::try_parse(id).ok();
        let found = id.and_then(|id| books.find_kind(Dialect::MtnMomo, kind, id));
        let carried = found.map_or_else(
            || books.scenario_for_all(Dialect::MtnMomo).status_transport,
            |t| t.scenario.status_transport.clone(),
        );
        (found.cloned(), carried)
    };
    let answer = match found {
        None => Refusal::of_code("RESOURCE_NOT_FOUND").respond(),
        Some(t) => {
            let shape = t.scenario.callback_shape;
            records::told(&t, &shown(world, &t), shape, ReportIn::Status).into_response()
        }
    };
    transport::carry(world, cutter, Dialect::MtnMomo, &carried, answer).await
}

/// How it stands, as far as this answer knows yet: it can be behind the callback.
fn shown(world: &World, t: &Transaction) -> Notice {
    let lag = Duration::from_secs(t.scenario.status_lag_seconds);
    let is_behind = t
        .settled
        .is_some_and(|settled| world.clock.now() < settled.plus(lag));
    let (state, failure) = if is_behind {
        (State::Processing, None)
    } else {
        (t.state, t.failure.clone())
    };
    Notice {
        state,
        failure,
        ..notice_of(t, t.created, 1)
    }
}
