//! B2C: money to a customer. The answer says that it was taken; the result comes later.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::Response;
use http::StatusCode;

use super::answers::Refusal;
use super::credential;
use super::fields::Fields;
use super::records::{self, Form, New, Particulars};
use super::stk::respond;
use crate::scenario::{About, Code, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind};
use crate::wire::{Json, object};
use crate::world::World;

const COMMANDS: [&str; 3] = ["BusinessPayment", "SalaryPayment", "PromotionPayment"];

pub(crate) async fn pay(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    order(&world, &cutter, request, true).await
}

/// The older form: the name of the conversation is Safaricom's.
pub(crate) async fn pay_without_id(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    order(&world, &cutter, request, false).await
}

async fn order(world: &Arc<World>, cutter: &Cutter, request: Request, named: bool) -> Response {
    let asked = match Fields::read(request).await {
        Ok(fields) => parse(world, &fields, named),
        Err(refusal) => Err(refusal),
    };
    let paid = match asked {
        Ok((new, is_known)) => book(world, new, is_known).await,
        Err(refusal) => Err(refusal),
    };
    respond(world, cutter, paid).await
}

/// Whether the initiator is who they say: a wrong one is taken, and told so in the result.
pub(crate) fn knows_initiator(
    world: &World,
    fields: &Fields,
    name_field: &str,
) -> Result<bool, Refusal> {
    let config = &world.config.daraja;
    let name = fields.text(name_field)?;
    let sealed = fields.text("SecurityCredential")?;
    let password = credential::open(&sealed);
    Ok(name == config.initiator && password.as_deref() == Some(config.initiator_password.as_str()))
}

/// A name for a conversation of Safaricom's.
pub(crate) fn conversation_id(world: &World) -> String {
    let at = records::stamp(world.clock.now());
    format!("AG_{}_{}", &at[..8.min(at.len())], records::digits(20))
}

pub(crate) fn own_originator_id() -> String {
    format!("{}-{}-1", records::digits(5), records::digits(8))
}

pub(crate) fn taken(originator: &str, conversation: &str) -> Json {
    object([
        ("ConversationID", conversation.into()),
        ("OriginatorConversationID", originator.into()),
        ("ResponseCode", "0".into()),
        (
            "ResponseDescription",
            "Accept the service request successfully.".into(),
        ),
    ])
}

fn parse(world: &World, fields: &Fields, named: bool) -> Result<(New, bool), Refusal> {
    let originator = if named {
        fields.text("OriginatorConversationID")?
    } else {
        own_originator_id()
    };
    let is_known = knows_initiator(world, fields, "InitiatorName")?;
    fields.one_of("CommandID", &COMMANDS)?;
    let amount = fields.shillings("Amount")?;
    let short_code = fields.one_of("PartyA", &[&world.config.daraja.b2c_short_code])?;
    let msisdn = fields.customer("PartyB")?;
    let remarks = fields.text("Remarks")?;
    if remarks.chars().count() > 100 {
        return Err(Refusal::invalid("Remarks"));
    }
    let new = New {
        kind: Kind::Payout,
        amount,
        msisdn,
        message: Some(remarks),
        callback_url: Some(fields.url(world, "ResultURL")?),
        particulars: Particulars {
            form: Form::Payout,
            short_code,
            conversation_id: conversation_id(world),
            originator_conversation_id: originator,
            queue_timeout_url: Some(fields.url(world, "QueueTimeOutURL")?),
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
    let booked = {
        let mut books = world.books();
        new.scenario = books.take_scenario(&About {
            dialect: Dialect::Daraja,
            id: uuid::Uuid::try_parse(&originator).ok(),
            references: &[&originator],
            msisdn: &new.msisdn,
        })?;
        let carried = new.scenario.transport.clone();
        if carried.loses_the_request() {
            return Ok((Json::Null, carried));
        }
        if let Outcome::Reject(code) = &new.scenario.outcome {
            return Err(Refusal::of_code(code.as_str()));
        }
        if books.named(Dialect::Daraja, &originator).next().is_some() {
            return Err(Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "500.002.1001",
                "Duplicate OriginatorConversationID.",
            ));
        }
        if books.is_full() {
            return Err(Refusal::of_code("500.002.1002"));
        }
        let float = books.balance(Dialect::Daraja, "KEN", "KES");
        if !is_known {
            new.scenario.outcome = Outcome::Fail(Code::known("2001"));
        } else if new.scenario.outcome == Outcome::Usual && new.amount > float {
            new.scenario.outcome = Outcome::Fail(Code::known("1"));
        }
        let transaction = new.into_transaction(world);
        world.book(&mut books, transaction.clone())?;
        transaction
    };
    if World::is_rushed(&booked.scenario) {
        world.rush(booked.id).await?;
    }
    let carried = booked.scenario.transport.clone();
    Ok((taken(&originator, &conversation), carried))
}
