//! Refunds: whole, in parts, never more than is left.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::access::Fields;
use super::answers::{Refusal, listed, success};
use super::cards;
use super::records::{self, New, Particulars};
use super::verify::{carry_status, find, find_other};
use crate::amount::Amount;
use crate::scenario::{About, Outcome, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, State, Transaction};
use crate::transport;
use crate::wire::{Json, object};
use crate::world::World;

const MAX_LISTED: usize = 100;

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let amount = match Fields::read(request, true).await {
        Ok(fields) => fields.optional_amount("amount"),
        Err(refusal) => Err(refusal),
    };
    let refunded = amount.and_then(|amount| refund(&world, &id, amount));
    match refunded {
        Ok((answer, carried)) => {
            let answer = answer.into_response();
            transport::carry(&world, &cutter, Dialect::Flutterwave, &carried, answer).await
        }
        Err(refusal) => refusal.respond(),
    }
}

fn refund(world: &World, id: &str, part: Option<Amount>) -> Result<(Json, Transport), Refusal> {
    let (booked, carried) = {
        let mut books = world.books();
        let payment = find(&books, id).cloned();
        let scenario = books.take_scenario(&About {
            dialect: Dialect::Flutterwave,
            id: None,
            references: &[id],
            msisdn: payment.as_ref().map_or("", |t| t.msisdn.as_str()),
        })?;
        let carried = scenario.transport.clone();
        if carried.loses_the_request() {
            return Ok((Json::Null, carried));
        }
        let payment =
            payment.ok_or_else(|| Refusal::bad("No transaction was found for this id"))?;
        if payment.state != State::Completed {
            return Err(Refusal::bad("Only successful transactions can be refunded"));
        }
        if let Outcome::Reject(code) = &scenario.outcome {
            return Err(Refusal::bad(cards::words(code)));
        }
        let left = left_of(&books.refundable(&payment).0, &books, &payment);
        let amount = part.unwrap_or(left);
        if !left.is_positive() {
            return Err(Refusal::bad("Transaction has been fully refunded"));
        }
        if amount > left {
            return Err(Refusal::bad(
                "Refund amount cannot be greater than the amount left of the transaction",
            ));
        }
        let own = records::particulars(&payment);
        let number = books.next_number();
        let new = New {
            kind: Kind::Refund,
            reference: payment.client_reference_id.clone().unwrap_or_default(),
            amount,
            currency: payment.currency.clone(),
            provider: payment.provider.clone(),
            msisdn: payment.msisdn.clone(),
            particulars: Particulars {
                payment_type: own.payment_type,
                customer: own.customer,
                refunds: own.number,
                ..Particulars::default()
            },
            scenario,
        };
        let mut transaction = new.into_transaction(world, number);
        transaction.deposit_id = Some(payment.id);
        world.book(&mut books, transaction.clone())?;
        (transaction, carried)
    };
    if booked.scenario.settle_after_ms.is_none() {
        world.settle_now(booked.id)?;
    }
    let now = world.books().find(booked.id).cloned().unwrap_or(booked);
    Ok((success("Transaction refund initiated", data(&now)), carried))
}

/// What neither went back nor is about to.
fn left_of(not_yet_back: &Amount, books: &crate::books::Books, payment: &Transaction) -> Amount {
    let on_its_way = |t: &&Transaction| {
        t.kind == Kind::Refund && t.deposit_id == Some(payment.id) && !t.state.is_final()
    };
    books
        .all()
        .filter(on_its_way)
        .fold(*not_yet_back, |left, t| left.minus(t.amount))
}

fn data(t: &Transaction) -> Json {
    let own = records::particulars(t);
    let is_mobile = own.payment_type.starts_with("mobilemoney") || own.payment_type == "mpesa";
    let status = match t.state {
        State::Completed => "completed",
        State::Failed => "failed",
        State::Accepted | State::Enqueued | State::Processing | State::InReconciliation => {
            if is_mobile {
                "pending-momo"
            } else {
                "pending"
            }
        }
    };
    let mut body = object([
        ("id", own.number.into()),
        ("account_id", records::ACCOUNT_ID.into()),
        ("tx_id", own.refunds.into()),
        ("flw_ref", (&own.flw_ref).into()),
        (
            "amount_refunded",
            records::number(t.amount, t.scenario.amounts),
        ),
        ("status", status.into()),
        ("destination", "payment_source".into()),
        ("created_at", records::stamp(t.created).into()),
    ]);
    if let Some(status) = t.scenario.report.as_ref().and_then(|r| r.status.as_ref()) {
        body.put("status", status.into());
    }
    body
}

pub(crate) async fn show(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
) -> Response {
    let found = find_other(&world.books(), Kind::Refund, &id);
    let missing = Refusal::new(StatusCode::NOT_FOUND, "No refund was found for this id");
    let fetched = found.as_ref().map(|t| success("Refund fetched", data(t)));
    carry_status(&world, &cutter, found.as_ref(), fetched.ok_or(missing)).await
}

pub(crate) async fn list(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
) -> Response {
    let items = {
        let books = world.books();
        let refunds = books
            .all()
            .rev()
            .filter(|t| t.dialect == Dialect::Flutterwave && t.kind == Kind::Refund);
        refunds.take(MAX_LISTED).map(data).collect()
    };
    carry_status(&world, &cutter, None, Ok(listed("Refunds fetched", items))).await
}
