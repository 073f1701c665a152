//! Asking for a payment by its number, by our reference, and for all of one reference.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::answers::{Refusal, listed, success};
use super::records;
use crate::books::Books;
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, Transaction};
use crate::transport;
use crate::wire::Json;
use crate::world::World;

/// Of a list, newest first.
const MAX_LISTED: usize = 100;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    tx_ref: Option<String>,
}

pub(crate) async fn by_id(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
) -> Response {
    if id.parse::<u64>().is_err() {
        return Refusal::bad("id must be a number").respond();
    }
    let found = find(&world.books(), &id).cloned();
    let missing = Refusal::bad("No transaction was found for this id");
    answer(&world, &cutter, found, missing).await
}

/// The payment of that number.
pub(crate) fn find<'a>(books: &'a Books, id: &str) -> Option<&'a Transaction> {
    let number: u64 = id.parse().ok()?;
    let mut named = books.named(Dialect::Flutterwave, id);
    named.find(|t| t.kind == Kind::Deposit && t.number() == number)
}

/// The newest of a reference: a later failed attempt hides an earlier success.
pub(crate) async fn by_reference(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(tx_ref) = asked.tx_ref.filter(|text| !text.is_empty()) else {
        return Refusal::bad("tx_ref is required").respond();
    };
    let found = of_reference(&world.books(), &tx_ref).into_iter().next();
    let missing = Refusal::new(
        StatusCode::NOT_FOUND,
        "No transaction was found for this reference",
    );
    answer(&world, &cutter, found, missing).await
}

/// Newest first.
fn of_reference(books: &Books, tx_ref: &str) -> Vec<Transaction> {
    let ours = |t: &&Transaction| {
        t.kind == Kind::Deposit && t.client_reference_id.as_deref() == Some(tx_ref)
    };
    let named = books.named(Dialect::Flutterwave, tx_ref);
    named.rev().filter(ours).take(MAX_LISTED).cloned().collect()
}

pub(crate) async fn list(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = {
        let books = world.books();
        let all = || {
            let payments = books
                .all()
                .rev()
                .filter(|t| t.dialect == Dialect::Flutterwave && t.kind == Kind::Deposit);
            payments.take(MAX_LISTED).cloned().collect()
        };
        match &asked.tx_ref {
            Some(tx_ref) => of_reference(&books, tx_ref),
            None => all(),
        }
    };
    let items = found.iter().map(records::payment).collect();
    let answer = Ok(listed("Transactions fetched", items));
    carry_status(&world, &cutter, found.first(), answer).await
}

async fn answer(
    world: &World,
    cutter: &Cutter,
    found: Option<Transaction>,
    missing: Refusal,
) -> Response {
    let data = found.as_ref().map(records::payment);
    let answer = data
        .map(|data| success("Transaction fetched successfully", data))
        .ok_or(missing);
    carry_status(world, cutter, found.as_ref(), answer).await
}

/// A movement that is not a payment, for the other lookups.
pub(crate) fn find_other(books: &Books, kind: Kind, id: &str) -> Option<Transaction> {
    let number: u64 = id.parse().ok()?;
    let mut named = books.named(Dialect::Flutterwave, id);
    named
        .find(|t| t.kind == kind && t.number() == number)
        .cloned()
}

pub(crate) async fn carry_status(
    world: &World,
    cutter: &Cutter,
    of: Option<&Transaction>,
    answer: Result<Json, Refusal>,
) -> Response {
    let carried = of.map_or_else(
        || {
            let books = world.books();
            books
                .scenario_for_all(Dialect::Flutterwave)
                .status_transport
        },
        |t| t.scenario.status_transport.clone(),
    );
    let answer = match answer {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refusal.respond(),
    };
    transport::carry(world, cutter, Dialect::Flutterwave, &carried, answer).await
}
