//! Direct mobile money: a prompt on the buyer's phone, and one of two kinds of answer.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Query, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::access::Fields;
use super::answers::Refusal;
use super::cards;
use super::rails::{self, Rail};
use super::records::{self, Customer, New, Particulars};
use crate::scenario::{About, ChargeAnswer, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, Transaction};
use crate::transport;
use crate::wire::{Json, object};
use crate::world::World;

#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    r#type: Option<String>,
}

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Query(chosen): Query<Chosen>,
    request: Request,
) -> Response {
    let asked = match Fields::read(request, false).await {
        Ok(fields) => parse(&chosen.r#type.unwrap_or_default(), &fields),
        Err(refusal) => Err(refusal),
    };
    let charged = match asked {
        Ok((rail, new)) => charge(&world, rail, new).await,
        Err(refusal) => Err(refusal),
    };
    match charged {
        Ok((answer, carried)) => {
            let answer = answer.into_response();
            transport::carry(&world, &cutter, Dialect::Flutterwave, &carried, answer).await
        }
        Err(refusal) => refusal.respond(),
    }
}

fn parse(kind: &str, fields: &Fields) -> Result<(&'static Rail, New), Refusal> {
    let rail =
        rails::find(kind).ok_or_else(|| Refusal::bad("type is not a charge type we know"))?;
    let reference = fields.reference("tx_ref")?;
    let amount = fields.amount("amount")?;
    let currency = fields.currency("currency")?;
    if !rail.currencies.contains(&currency.as_str()) {
        return Err(Refusal::bad("currency does not fit the charge type"));
    }
    let email = fields.email("email", "email")?;
    let phone = match fields.value("phone_number") {
        Some(serde_json::Value::Number(number)) => number.to_string(),
        _ => fields.text("phone_number")?,
    };
    let msisdn = rail
        .msisdn(&phone)
        .ok_or_else(|| Refusal::bad("phone_number is not one of the country's"))?;
    let network = if rail.networks.is_empty() {
        String::new()
    } else {
        let network = fields.text("network")?.to_ascii_uppercase();
        if !rail.networks.contains(&network.as_str()) {
            return Err(Refusal::bad("network is not one of the country's"));
        }
        network
    };
    if rail.kind == "mobile_money_franco" {
        let country = fields.text("country")?;
        if !matches!(country.as_str(), "CM" | "CI" | "SN" | "BF" | "ML") {
            return Err(Refusal::bad("country is not one of the francophone ones"));
        }
    }
    let new = New {
        kind: Kind::Deposit,
        reference,
        amount,
        currency,
        provider: if network.is_empty() {
            rail.payment_type.to_uppercase()
        } else {
            network
        },
        msisdn,
        particulars: Particulars {
            payment_type: rail.payment_type.to_owned(),
            customer: Customer {
                number: 0,
                name: fields.optional_text("fullname")?.unwrap_or_default(),
                email,
                phone: Some(phone),
            },
            meta: fields.value("meta").cloned(),
            redirect_url: fields.optional_url("redirect_url")?,
            ..Particulars::default()
        },
        scenario: Scenario::default(),
    };
    Ok((rail, new))
}

async fn charge(
    world: &Arc<World>,
    rail: &Rail,
    mut new: New,
) -> Result<(Json, Transport), Refusal> {
    let (booked, carried) = {
        let mut books = world.books();
        new.scenario = books.take_scenario(&About {
            dialect: Dialect::Flutterwave,
            id: Uuid::try_parse(&new.reference).ok(),
            references: &[&new.reference],
            msisdn: &new.msisdn,
        })?;
        let carried = new.scenario.transport.clone();
        if carried.loses_the_request() {
            return Ok((Json::Null, carried));
        }
        if let Outcome::Reject(code) = &new.scenario.outcome {
            return Err(Refusal::bad(cards::words(code)));
        }
        if books.is_full() {
            return Err(Refusal::bad("The simulator's books are full"));
        }
        new.particulars.customer.number = books.next_number();
        let number = books.next_number();
        let transaction = new.into_transaction(world, number);
        world.book(&mut books, transaction.clone())?;
        (transaction, carried)
    };
    if World::is_rushed(&booked.scenario) {
        world.rush(booked.id).await?;
    }
    let family = match booked.scenario.charge_answer {
        ChargeAnswer::Usual => rail.answer,
        asked => asked,
    };
    let answer = match family {
        ChargeAnswer::Callback => pending(&booked),
        ChargeAnswer::Redirect | ChargeAnswer::Usual => redirect(world, &booked),
    };
    Ok((answer, carried))
}

/// Sends the buyer to a page, and says nothing else.
fn redirect(world: &World, t: &Transaction) -> Json {
    let flw_ref = records::particulars(t).flw_ref;
    let url = format!("{}/v3/hosted/confirm/{flw_ref}", world.dialect_url);
    let authorization = object([("mode", "redirect".into()), ("redirect", url.into())]);
    object([
        ("status", "success".into()),
        ("message", "Charge initiated".into()),
        ("meta", object([("authorization", authorization)])),
    ])
}

fn pending(t: &Transaction) -> Json {
    let own = records::particulars(t);
    let form = t.scenario.amounts;
    let data = object([
        ("id", own.number.into()),
        ("tx_ref", t.client_reference_id.as_ref().into()),
        ("flw_ref", (&own.flw_ref).into()),
        ("amount", records::number(t.amount, form)),
        ("charged_amount", records::number(t.amount, form)),
        ("app_fee", records::number(t.fee, form)),
        ("processor_response", "Transaction in progress".into()),
        ("currency", (&t.currency).into()),
        ("status", "pending".into()),
        ("payment_type", (&own.payment_type).into()),
        ("created_at", records::stamp(t.created).into()),
        ("account_id", records::ACCOUNT_ID.into()),
        ("customer", records::customer(&own.customer, Json::Null)),
    ]);
    let authorization = object([("mode", "callback".into()), ("redirect_url", Json::Null)]);
    object([
        ("status", "success".into()),
        ("message", "Charge initiated".into()),
        ("data", data),
        ("meta", object([("authorization", authorization)])),
    ])
}
