//! Reversal: a payment goes back, whole or in part.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::Response;

use super::answers::Refusal;
use super::b2c::{conversation_id, knows_initiator, own_originator_id, taken};
use super::fields::Fields;
use super::records::{Form, New, Particulars};
use super::stk::respond;
use crate::scenario::{About, Code, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, State, Transaction};
use crate::wire::Json;
use crate::world::World;

pub(crate) async fn reverse(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let asked = match Fields::read(request).await {
        Ok(fields) => parse(&world, &fields),
        Err(refusal) => Err(refusal),
    };
    let reversed = match asked {
        Ok((new, is_known)) => book(&world, new, is_known).await,
        Err(refusal) => Err(refusal),
    };
    respond(&world, &cutter, reversed).await
}

fn parse(world: &World, fields: &Fields) -> Result<(New, bool), Refusal> {
    let is_known = knows_initiator(world, fields, "Initiator")?;
    fields.one_of("CommandID", &["TransactionReversal"])?;
    let receipt = fields.text("TransactionID")?;
    let amount = fields.shillings("Amount")?;
    let config = &world.config.daraja;
    let short_code = fields.one_of("ReceiverParty", &[&config.short_code, &config.till])?;
    // Misspelt on the wire.
    fields.one_of("RecieverIdentifierType", &["11"])?;
    let new = New {
        kind: Kind::Refund,
        amount,
        msisdn: String::new(),
        message: Some(fields.text("Remarks")?),
        callback_url: Some(fields.url(world, "ResultURL")?),
        particulars: Particulars {
            form: Form::Reversal,
            short_code,
            conversation_id: conversation_id(world),
            originator_conversation_id: own_originator_id(),
            queue_timeout_url: Some(fields.url(world, "QueueTimeOutURL")?),
            reference: receipt,
            ..Particulars::default()
        },
        scenario: Scenario::default(),
    };
    Ok((new, is_known))
}

async fn book(
    world: &Arc<World>,
    mut new: New,
    is_known: bool,
) -> Result<(Json, Transport), Refusal> {
    let originator = new.particulars.originator_conversation_id.clone();
    let conversation = new.particulars.conversation_id.clone();
    let receipt = new.particulars.reference.clone();
    let booked = {
        let mut books = world.books();
        let is_paid = |t: &&Transaction| {
            t.kind == Kind::Deposit
                && t.state == State::Completed
                && t.provider_transaction_id.as_ref() == Some(&receipt)
        };
        let paid = books
            .named(Dialect::Daraja, &receipt)
            .find(is_paid)
            .cloned();
        new.msisdn = paid.as_ref().map(|t| t.msisdn.clone()).unwrap_or_default();
        new.scenario = books.take_scenario(&About {
            dialect: Dialect::Daraja,
            id: None,
            references: &[&receipt],
            msisdn: &new.msisdn,
        })?;
        let carried = new.scenario.transport.clone();
        if carried.loses_the_request() {
            return Ok((Json::Null, carried));
        }
        if let Outcome::Reject(code) = &new.scenario.outcome {
            return Err(Refusal::of_code(code.as_str()));
        }
        let paid = paid.ok_or_else(|| Refusal::invalid("TransactionID"))?;
        let (left, on_its_way) = books.refundable(&paid);
        if on_its_way || new.amount > left {
            return Err(Refusal::invalid("Amount"));
        }
        if !is_known {
            new.scenario.outcome = Outcome::Fail(Code::known("2001"));
        }
        let mut transaction = new.into_transaction(world);
        transaction.deposit_id = Some(paid.id);
        world.book(&mut books, transaction.clone())?;
        transaction
    };
    if World::is_rushed(&booked.scenario) {
        world.rush(booked.id).await?;
    }
    let carried = booked.scenario.transport.clone();
    Ok((taken(&originator, &conversation), carried))
}
