//! Checkout sessions: made, and shown with the intent behind them.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, RawQuery, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use serde_json::Map;
use uuid::Uuid;

use super::errors::Refusal;
use super::form::Form;
use super::idempotency::{Done, once};
use super::new_name;
use super::parameters::{self, Asked};
use super::records::{self, Particulars, particulars, seconds};
use crate::amount::Amount;
use crate::books::Books;
use crate::clock::Moment;
use crate::scenario::{About, Outcome, ReportIn};
use crate::socket::Cutter;
use crate::transaction::{self, Dialect, Kind, State, Step, Transaction};
use crate::transport;
use crate::wire::Json;
use crate::world::World;

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    once(&world, &cutter, request, |world, form| make(world, form)).await
}

fn make(world: &World, form: &Form) -> Result<Done, Refusal> {
    let now = world.clock.now();
    let asked = parameters::read(form, seconds(now))?;
    let mut books = world.books();
    let reference = asked.reference.clone().unwrap_or_default();
    let scenario = books.take_scenario(&About {
        dialect: Dialect::Stripe,
        id: Uuid::try_parse(&reference).ok(),
        references: &[&reference],
        msisdn: "",
    })?;
    let carried = scenario.transport.clone();
    if carried.loses_the_request() {
        let answer = Json::Null;
        return Ok(Done { answer, carried });
    }
    if let Outcome::Reject(code) = &scenario.outcome {
        let message = "The request was refused by a scenario.";
        return Err(Refusal::bad(message).code(&code.as_str().to_lowercase()));
    }
    if books.is_full() {
        return Err(Refusal::bad("The simulator's books are full."));
    }
    let mut transaction = Transaction {
        scenario,
        ..movement(world, now, form, asked)
    };
    let own = particulars(&transaction);
    let until = Moment(own.expires_at.saturating_mul(1_000));
    transaction.plan(until, Step::ExpirePage);
    let notice = records::today(&transaction);
    let answer = records::session(&transaction, &notice, false, ReportIn::Status);
    books.keep(transaction)?;
    world.wake.notify_one();
    Ok(Done { answer, carried })
}

fn movement(world: &World, now: Moment, form: &Form, asked: Asked) -> Transaction {
    let session = format!(
        "cs_test_a1{}{}",
        Uuid::new_v4().simple(),
        &Uuid::new_v4().simple().to_string()[..24]
    );
    let own = Particulars {
        // What stands behind the sign `#` is for the page's own use.
        url: format!("{}/c/pay/{session}#fid", world.dialect_url),
        intent: new_name("pi"),
        session,
        units: asked.units,
        success_url: asked.success_url,
        cancel_url: asked.cancel_url,
        title: asked.title,
        description: asked.description,
        expires_at: asked.expires_at,
        session_metadata: form.map("metadata"),
        metadata: form.map("payment_intent_data[metadata]"),
        ..Particulars::default()
    };
    let names = [own.session.clone(), own.intent.clone()].into_iter();
    Transaction {
        dialect: Dialect::Stripe,
        kind: Kind::Deposit,
        id: Uuid::new_v4(),
        deposit_id: None,
        amount: asked.amount,
        country: String::new(),
        currency: asked.currency,
        provider: "CARD".to_owned(),
        msisdn: String::new(),
        customer_message: None,
        client_reference_id: asked.reference.clone(),
        metadata: Map::new(),
        state: State::Accepted,
        failure: None,
        created: now,
        settled: None,
        prompt_until: None,
        authorization_url: None,
        provider_transaction_id: None,
        scenario: crate::scenario::Scenario::default(),
        steps: Vec::new(),
        handles: names.chain(asked.reference).collect(),
        fee: Amount::ZERO,
        callback_url: None,
        particulars: transaction::Particulars::Stripe(Box::new(own)),
    }
}

/// The payment whose session or intent has that name.
pub(crate) fn find<'a>(books: &'a Books, name: &str) -> Option<&'a Transaction> {
    let is_it = |t: &&Transaction| {
        let own = particulars(t);
        t.kind == Kind::Deposit && (own.session == name || own.intent == name)
    };
    books.named(Dialect::Stripe, name).find(is_it)
}

pub(crate) async fn show(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = match Form::parse(&query.unwrap_or_default()) {
        Ok(query) => query,
        Err(refusal) => return refusal.respond(),
    };
    let expanded = query
        .list("expand")
        .iter()
        .any(|name| name == "payment_intent");
    let found = find(&world.books(), &id)
        .filter(|_| id.starts_with("cs_"))
        .cloned();
    let body = found.as_ref().map(|t| {
        let notice = records::today(t);
        records::session(t, &notice, expanded, ReportIn::Status)
    });
    let missing = Refusal::unknown("checkout.session", &id, "session");
    carry_status(&world, &cutter, found.as_ref(), body.ok_or(missing)).await
}

pub(crate) async fn show_intent(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
) -> Response {
    // Nobody is told of an intent before there is one.
    let known = |t: &&Transaction| id.starts_with("pi_") && records::has_intent(t, &particulars(t));
    let found = find(&world.books(), &id).filter(known).cloned();
    let body = found
        .as_ref()
        .map(|t| records::intent(t, &records::today(t), ReportIn::Status));
    let missing = Refusal::unknown("payment_intent", &id, "intent");
    carry_status(&world, &cutter, found.as_ref(), body.ok_or(missing)).await
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
            books.scenario_for_all(Dialect::Stripe).status_transport
        },
        |t| t.scenario.status_transport.clone(),
    );
    let answer = match answer {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refusal.respond(),
    };
    transport::carry(world, cutter, Dialect::Stripe, &carried, answer).await
}
