//! Refunds: whole or in parts, never more than is left, and over only later.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Path, Query, Request, State as Shared};
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::answers::{Refusal, success};
use super::fields::Fields;
use super::initialize::respond;
use super::records::{self, New, Particulars};
use super::verify::carry_status;
use crate::amount::Amount;
use crate::books::Books;
use crate::course::notice_of;
use crate::scenario::{About, CallbackKnob, Outcome, ReportIn, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, Notice, State, Step, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

const MAX_LISTED: usize = 100;

struct Asked {
    /// The payment's reference or number.
    transaction: String,
    part: Option<Amount>,
    merchant_note: Option<String>,
    customer_note: Option<String>,
}

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let refunded = match Fields::read(request).await {
        Ok(fields) => parse(&fields).and_then(|asked| refund(&world, &asked)),
        Err(refusal) => Err(refusal),
    };
    respond(&world, &cutter, refunded).await
}

fn parse(fields: &Fields) -> Result<Asked, Refusal> {
    Ok(Asked {
        transaction: fields.text("transaction")?,
        part: fields.optional_amount()?,
        merchant_note: fields.optional_text("merchant_note")?,
        customer_note: fields.optional_text("customer_note")?,
    })
}

fn refund(world: &World, asked: &Asked) -> Result<(Json, Transport), Refusal> {
    let mut books = world.books();
    let payment = records::find(&books, &asked.transaction)
        .or_else(|| records::numbered(&books, Kind::Deposit, &asked.transaction));
    let scenario = books.take_scenario(&About {
        dialect: Dialect::Paystack,
        id: None,
        references: &[&asked.transaction],
        msisdn: "",
    })?;
    let carried = scenario.transport.clone();
    if carried.loses_the_request() {
        return Ok((Json::Null, carried));
    }
    let missing = || Refusal::new(StatusCode::NOT_FOUND, "Transaction not found");
    let payment = payment.ok_or_else(missing)?;
    if payment.state != State::Completed {
        return Err(Refusal::bad("Transaction is not successful"));
    }
    if let Outcome::Reject(code) = &scenario.outcome {
        return Err(Refusal::bad(super::cards::words(code)));
    }
    let left = left_of(&books, &payment);
    if !left.is_positive() {
        return Err(Refusal::bad("Transaction has been fully reversed"));
    }
    let amount = asked.part.unwrap_or(left);
    if amount > left {
        return Err(Refusal::bad(
            "Refund amount cannot be more than the transaction amount",
        ));
    }
    let reference = payment.client_reference_id.clone().unwrap_or_default();
    let note = format!("Refund for transaction {reference}");
    let callback = scenario.callback.clone();
    let new = New {
        kind: Kind::Refund,
        reference: String::new(),
        amount,
        currency: payment.currency.clone(),
        msisdn: payment.msisdn.clone(),
        particulars: Particulars {
            channel: records::particulars(&payment).channel,
            merchant_note: asked.merchant_note.clone().unwrap_or_else(|| note.clone()),
            customer_note: asked.customer_note.clone().unwrap_or(note),
            refunds: reference,
            ..Particulars::default()
        },
        scenario,
    };
    let number = books.next_number();
    let mut refund = new.into_transaction(world, number);
    refund.deposit_id = Some(payment.id);
    if callback != CallbackKnob::None {
        plan_news(world, &mut refund);
    }
    let answer = success("Refund has been queued for processing", data(&refund));
    world.book(&mut books, refund)?;
    Ok((answer, carried))
}

/// News of its beginning and of its way; its end is told as every end is.
fn plan_news(world: &World, refund: &mut Transaction) {
    let now = world.clock.now();
    let delay = refund.scenario.settle_after_ms;
    let delay = delay.map_or(world.config.settle_delay, Duration::from_millis);
    for (at, state) in [
        (now, State::Accepted),
        (now.plus(delay / 4), State::Processing),
    ] {
        let notice = Notice {
            state,
            ..notice_of(refund, at, 1)
        };
        refund.plan(at, Step::Deliver(notice));
    }
}

/// What neither went back nor is about to.
fn left_of(books: &Books, payment: &Transaction) -> Amount {
    let on_its_way = |t: &&Transaction| {
        t.kind == Kind::Refund && t.deposit_id == Some(payment.id) && !t.state.is_final()
    };
    let left = books.refundable(payment).0;
    books
        .all()
        .filter(on_its_way)
        .fold(left, |left, t| left.minus(t.amount))
}

fn data(t: &Transaction) -> Json {
    let own = records::particulars(t);
    let settled = t.settled.filter(|_| t.state == State::Completed);
    let mut body = object([
        ("integration", records::INTEGRATION.into()),
        (
            "transaction",
            object([("reference", (&own.refunds).into())]),
        ),
        ("id", own.number.into()),
        ("domain", "test".into()),
        ("currency", (&t.currency).into()),
        ("amount", Json::Number(records::hundredths(t.amount))),
        ("status", records::refund_word(t.state).into()),
        ("refunded_at", settled.map(records::stamp).into()),
        ("merchant_note", own.merchant_note.into()),
        ("customer_note", own.customer_note.into()),
        ("channel", own.channel.into()),
    ]);
    records::lie(&mut body, t.scenario.report.as_ref(), ReportIn::Status);
    body
}

pub(crate) async fn show(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
) -> Response {
    let found = records::numbered(&world.books(), Kind::Refund, &id);
    let missing = Refusal::new(StatusCode::NOT_FOUND, "Refund not found");
    let told = found.as_ref().map(|t| success("Refund retrieved", data(t)));
    carry_status(&world, &cutter, found.as_ref(), told.ok_or(missing)).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    #[serde(rename = "perPage")]
    per_page: Option<usize>,
}

/// The newest first.
pub(crate) async fn list(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Query(page): Query<Page>,
) -> Response {
    let count = page.per_page.unwrap_or(50).min(MAX_LISTED);
    let items = {
        let books = world.books();
        let refunds = books
            .all()
            .rev()
            .filter(|t| t.dialect == Dialect::Paystack && t.kind == Kind::Refund);
        refunds.take(count).map(data).collect()
    };
    let answer = success("Refunds retrieved", Json::List(items));
    carry_status(&world, &cutter, None, Ok(answer)).await
}
