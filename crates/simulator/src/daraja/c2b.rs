//! C2B: a customer pays the till by hand. Addresses are registered once; validation may refuse, confirmation may not.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answers::Refusal;
use super::b2c::own_originator_id;
use super::callback;
use super::fields::Fields;
use super::records::{self, Form, New, Particulars};
use super::stk::respond;
use crate::amount::Amount;
use crate::courier;
use crate::error::SimulatorError;
use crate::scenario::{About, Code, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind};
use crate::wire::{Json, object};
use crate::world::World;

/// Where the payments of a short code are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Registered {
    pub short_code: String,
    /// Whether a payment completes when validation cannot be reached.
    pub completes_unvalidated: bool,
    pub confirmation_url: String,
    pub validation_url: String,
}

pub(crate) async fn register(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let registered = match Fields::read(request).await {
        Ok(fields) => note(&world, &fields),
        Err(refusal) => Err(refusal),
    };
    let registered = registered.map(|answer| (answer, Transport::Ok));
    respond(&world, &cutter, registered).await
}

fn note(world: &World, fields: &Fields) -> Result<Json, Refusal> {
    let config = &world.config.daraja;
    let short_code = fields.one_of("ShortCode", &[&config.short_code, &config.till])?;
    let response_type = fields.one_of("ResponseType", &["Completed", "Cancelled"])?;
    let url = |name| {
        let url = fields.url(world, name)?;
        let small = url.to_ascii_lowercase();
        if small.contains("mpesa") || small.contains("safaricom") {
            return Err(Refusal::invalid(name));
        }
        Ok(url)
    };
    let registered = Registered {
        short_code,
        completes_unvalidated: response_type == "Completed",
        confirmation_url: url("ConfirmationURL")?,
        validation_url: url("ValidationURL")?,
    };
    world.books().keep_registered(registered)?;
    Ok(taken("Success"))
}

/// The key is spelled like this on the wire.
fn taken(words: &str) -> Json {
    object([
        ("OriginatorCoversationID", own_originator_id().into()),
        ("ResponseCode", "0".into()),
        ("ResponseDescription", words.into()),
    ])
}

pub(crate) async fn simulate(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let asked = match Fields::read(request).await {
        Ok(fields) => parse(&world, &fields),
        Err(refusal) => Err(refusal),
    };
    let paid = match asked {
        Ok(new) => pay(&world, new).await,
        Err(refusal) => Err(refusal),
    };
    let paid = paid.map(|(receipt, carried)| match receipt {
        Some(_) => (taken("Accept the service request successfully."), carried),
        None => (Json::Null, carried),
    });
    respond(&world, &cutter, paid).await
}

/// What a customer types into the phone's own menu.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByHand {
    /// `2547XXXXXXXX`
    pub msisdn: String,
    /// The account number, whatever it is.
    pub account: String,
    /// Whole shillings.
    pub amount: u32,
}

/// Somebody pays to the short code. The receipt the phone shows.
pub(crate) async fn by_hand(world: &Arc<World>, typed: &ByHand) -> Result<String, SimulatorError> {
    let refused = || SimulatorError::Asked("nobody can pay like that".to_owned());
    if !records::is_customer(&typed.msisdn) || typed.amount == 0 {
        return Err(refused());
    }
    let (amount, _) = Amount::parse(&typed.amount.to_string()).map_err(|_| refused())?;
    let short_code = world.config.daraja.short_code.clone();
    let new = new(
        short_code,
        amount,
        typed.msisdn.clone(),
        typed.account.clone(),
    );
    let paid = pay(world, new).await.map_err(|_| refused())?;
    paid.0.ok_or_else(refused)
}

fn parse(world: &World, fields: &Fields) -> Result<New, Refusal> {
    let config = &world.config.daraja;
    let short_code = fields.one_of("ShortCode", &[&config.short_code, &config.till])?;
    fields.one_of(
        "CommandID",
        &["CustomerPayBillOnline", "CustomerBuyGoodsOnline"],
    )?;
    let amount = fields.shillings("Amount")?;
    let msisdn = fields.customer("Msisdn")?;
    let reference = fields.optional_text("BillRefNumber")?.unwrap_or_default();
    Ok(new(short_code, amount, msisdn, reference))
}

fn new(short_code: String, amount: Amount, msisdn: String, reference: String) -> New {
    New {
        kind: Kind::Deposit,
        amount,
        msisdn,
        message: None,
        callback_url: None,
        particulars: Particulars {
            form: Form::ByHand,
            short_code,
            reference,
            ..Particulars::default()
        },
        scenario: Scenario::default(),
    }
}

/// The receipt; none when the request was lost on its way.
async fn pay(world: &Arc<World>, mut new: New) -> Result<(Option<String>, Transport), Refusal> {
    let (registered, validates, carried) = {
        let mut books = world.books();
        new.scenario = books.take_scenario(&About {
            dialect: Dialect::Daraja,
            id: None,
            references: &[&new.particulars.reference],
            msisdn: &new.msisdn,
        })?;
        let registered = books.registered.get(&new.particulars.short_code).cloned();
        (
            registered,
            books.account.c2b_validation,
            new.scenario.transport.clone(),
        )
    };
    if carried.loses_the_request() {
        return Ok((None, carried));
    }
    if matches!(new.scenario.outcome, Outcome::Usual | Outcome::Prompt) {
        new.scenario.outcome = Outcome::Success;
    }
    let registered = registered.ok_or_else(|| Refusal::invalid("ShortCode"))?;
    new.callback_url = Some(registered.confirmation_url.clone());
    let mut payment = new.into_transaction(world);
    let receipt = records::receipt();
    payment.provider_transaction_id = Some(receipt.clone());
    if validates {
        let body = callback::by_hand(world, &payment, &records::particulars(&payment));
        let url = &registered.validation_url;
        let answer = courier::ask(world, payment.id, url, body.to_string()).await;
        if let Some(code) = refused_with(answer, registered.completes_unvalidated) {
            payment.scenario.outcome = Outcome::Fail(code);
        }
    }
    let id = payment.id;
    let rushed = World::is_rushed(&payment.scenario);
    world.book(&mut world.books(), payment)?;
    if rushed {
        world.rush(id).await?;
    }
    Ok((Some(receipt), carried))
}

/// The code of a refusal. `answer`: what validation said, when it could be reached.
fn refused_with(answer: Option<String>, completes_unvalidated: bool) -> Option<Code> {
    let parsed: Option<Value> = answer.and_then(|text| serde_json::from_str(&text).ok());
    let Some(parsed) = parsed else {
        return (!completes_unvalidated).then(|| Code::known("C2B00016"));
    };
    let code = match &parsed["ResultCode"] {
        Value::String(code) => code.clone(),
        other => other.to_string(),
    };
    if code == "0" {
        return None;
    }
    Some(Code::try_from(code).unwrap_or_else(|_| Code::known("C2B00016")))
}
