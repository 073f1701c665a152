//! STK push: a prompt on the customer's phone. There is no idempotency: a second call is a second prompt.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::{IntoResponse, Response};

use super::answers::Refusal;
use super::b2c::own_originator_id;
use super::fields::Fields;
use super::records::{self, Form, New, Particulars};
use crate::scenario::{About, Code, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, Transaction};
use crate::transport;
use crate::wire::{Json, object};
use crate::world::World;

const MAX_REFERENCE: usize = 12;
const MAX_DESCRIPTION: usize = 13;
const PAY_BILL: &str = "CustomerPayBillOnline";
const BUY_GOODS: &str = "CustomerBuyGoodsOnline";

pub(crate) async fn push(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let asked = match Fields::read(request).await {
        Ok(fields) => parse(&world, &fields),
        Err(refusal) => Err(refusal),
    };
    let pushed = match asked {
        Ok((new, doomed)) => prompt(&world, new, doomed).await,
        Err(refusal) => Err(refusal),
    };
    respond(&world, &cutter, pushed).await
}

pub(crate) async fn respond(
    world: &World,
    cutter: &Cutter,
    done: Result<(Json, Transport), Refusal>,
) -> Response {
    match done {
        Ok((answer, carried)) => {
            let answer = answer.into_response();
            transport::carry(world, cutter, Dialect::Daraja, &carried, answer).await
        }
        Err(refusal) => refusal.respond(),
    }
}

/// The prompt, and the code it is doomed to end with when what was asked cannot be.
fn parse(world: &World, fields: &Fields) -> Result<(New, Option<&'static str>), Refusal> {
    let short_code = fields.check_password(world)?;
    let transaction_type = fields.one_of("TransactionType", &[PAY_BILL, BUY_GOODS])?;
    let amount = fields.shillings("Amount")?;
    fields.customer("PartyA")?;
    let msisdn = fields.customer("PhoneNumber")?;
    let party_b = fields.text("PartyB")?;
    let callback_url = fields.url(world, "CallBackURL")?;
    let reference = fields.text("AccountReference")?;
    let description = fields.text("TransactionDesc")?;
    let config = &world.config.daraja;
    let receiver = if transaction_type == PAY_BILL {
        &config.short_code
    } else {
        &config.till
    };
    let doomed = if party_b != *receiver {
        Some("2028")
    } else if reference.chars().count() > MAX_REFERENCE {
        Some("1025")
    } else if description.chars().count() > MAX_DESCRIPTION {
        Some("9999")
    } else {
        None
    };
    let new = New {
        kind: Kind::Deposit,
        amount,
        msisdn,
        message: Some(format!("Account {reference}")),
        callback_url: Some(callback_url),
        particulars: Particulars {
            form: Form::Stk,
            short_code,
            merchant_request_id: own_originator_id(),
            checkout_request_id: format!(
                "ws_CO_{}{}",
                records::day_first(world.clock.now()),
                records::digits(10)
            ),
            transaction_type,
            reference,
            ..Particulars::default()
        },
        scenario: Scenario::default(),
    };
    Ok((new, doomed))
}

async fn prompt(
    world: &Arc<World>,
    mut new: New,
    doomed: Option<&'static str>,
) -> Result<(Json, Transport), Refusal> {
    let booked = {
        let mut books = world.books();
        new.scenario = books.take_scenario(&About {
            dialect: Dialect::Daraja,
            id: None,
            references: &[&new.particulars.reference],
            msisdn: &new.msisdn,
        })?;
        let carried = new.scenario.transport.clone();
        if carried.loses_the_request() {
            return Ok((Json::Null, carried));
        }
        if let Outcome::Reject(code) = &new.scenario.outcome {
            return Err(Refusal::of_code(code.as_str()));
        }
        if books.is_full() {
            return Err(Refusal::of_code("500.002.1001"));
        }
        if let (Some(code), Outcome::Usual) = (doomed, &new.scenario.outcome) {
            new.scenario.outcome = Outcome::Fail(Code::known(code));
        }
        let transaction = new.into_transaction(world);
        world.book(&mut books, transaction.clone())?;
        transaction
    };
    if World::is_rushed(&booked.scenario) {
        world.rush(booked.id).await?;
    }
    let carried = booked.scenario.transport.clone();
    Ok((accepted(&booked), carried))
}

fn accepted(t: &Transaction) -> Json {
    let own = records::particulars(t);
    let words = "Success. Request accepted for processing";
    object([
        ("MerchantRequestID", own.merchant_request_id.into()),
        ("CheckoutRequestID", own.checkout_request_id.into()),
        ("ResponseCode", "0".into()),
        ("ResponseDescription", words.into()),
        ("CustomerMessage", words.into()),
    ])
}
