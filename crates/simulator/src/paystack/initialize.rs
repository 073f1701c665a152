//! Begins a payment: a page for the buyer, once for each reference.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;

use super::answers::{Refusal, success};
use super::fields::Fields;
use super::records::{self, New, Particulars};
use crate::scenario::{About, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind};
use crate::transport;
use crate::wire::{Json, object};
use crate::world::World;

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let begun = match Fields::read(request).await {
        Ok(fields) => parse(&fields).and_then(|new| begin(&world, new)),
        Err(refusal) => Err(refusal),
    };
    respond(&world, &cutter, begun).await
}

pub(crate) async fn respond(
    world: &World,
    cutter: &Cutter,
    done: Result<(Json, Transport), Refusal>,
) -> Response {
    match done {
        Ok((answer, carried)) => {
            let answer = answer.into_response();
            transport::carry(world, cutter, Dialect::Paystack, &carried, answer).await
        }
        Err(refusal) => refusal.respond(),
    }
}

fn parse(fields: &Fields) -> Result<New, Refusal> {
    if let Some(channels) = fields.value("channels")
        && !channels
            .as_array()
            .is_some_and(|all| all.contains(&Value::from("card")))
    {
        return Err(Refusal::bad("The simulator's page takes cards alone"));
    }
    let reference = fields.optional_reference()?;
    Ok(New {
        kind: Kind::Deposit,
        reference: reference
            .unwrap_or_else(|| Uuid::new_v4().simple().to_string()[..10].to_owned()),
        amount: fields.amount()?,
        currency: fields.currency()?,
        msisdn: String::new(),
        particulars: Particulars {
            access_code: Uuid::new_v4().simple().to_string()[..15].to_owned(),
            channel: "card".to_owned(),
            email: fields.email()?,
            metadata: fields.value("metadata").cloned(),
            callback_url: fields.optional_url("callback_url")?,
            ..Particulars::default()
        },
        scenario: Scenario::default(),
    })
}

fn begin(world: &World, mut new: New) -> Result<(Json, Transport), Refusal> {
    let mut books = world.books();
    new.scenario = books.take_scenario(&About {
        dialect: Dialect::Paystack,
        id: Uuid::try_parse(&new.reference).ok(),
        references: &[&new.reference],
        msisdn: "",
    })?;
    let carried = new.scenario.transport.clone();
    if carried.loses_the_request() {
        return Ok((Json::Null, carried));
    }
    if let Outcome::Reject(code) = &new.scenario.outcome {
        return Err(Refusal::bad(super::cards::words(code)));
    }
    if records::find(&books, &new.reference).is_some() {
        return Err(Refusal::bad("Duplicate Transaction Reference"));
    }
    if books.is_full() {
        return Err(Refusal::bad("The simulator's books are full"));
    }
    let code = new.particulars.access_code.clone();
    let reference = new.reference.clone();
    let number = books.next_number();
    // Nothing is planned for it: it waits for its buyer.
    books.keep(new.into_transaction(world, number))?;
    let url = format!("{}/checkout/{code}", world.dialect_url);
    let data = object([
        ("authorization_url", url.into()),
        ("access_code", code.into()),
        ("reference", reference.into()),
    ]);
    Ok((success("Authorization URL created", data), carried))
}
