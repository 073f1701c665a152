//! Hosted payments: a link for the buyer, and taking it back.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;

use super::access::Fields;
use super::answers::{Refusal, success};
use super::link::{Link, LinkState};
use super::records::Customer;
use crate::scenario::{About, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::Dialect;
use crate::transport;
use crate::wire::{Json, object};
use crate::world::World;

/// Links that are kept at most.
const MAX_LINKS: usize = 100_000;
const MAX_SESSION_MINUTES: u64 = 1_440;
/// Where nothing else is asked for; the documentation names none.
const SESSION_MINUTES: u64 = 60;
const ATTEMPTS: u64 = 1_000;

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let made = match Fields::read(request, false).await {
        Ok(fields) => make(&world, &fields),
        Err(refusal) => Err(refusal),
    };
    match made {
        Ok((answer, carried)) => {
            let answer = answer.into_response();
            transport::carry(&world, &cutter, Dialect::Flutterwave, &carried, answer).await
        }
        Err(refusal) => refusal.respond(),
    }
}

fn make(world: &World, fields: &Fields) -> Result<(Json, Transport), Refusal> {
    let mut link = parse(world, fields)?;
    let phone: String = link
        .customer
        .phone
        .iter()
        .flat_map(|phone| phone.chars())
        .filter(char::is_ascii_digit)
        .collect();
    let mut books = world.books();
    link.scenario = books.take_scenario(&About {
        dialect: Dialect::Flutterwave,
        id: Uuid::try_parse(&link.tx_ref).ok(),
        references: &[&link.tx_ref],
        msisdn: &phone,
    })?;
    let carried = link.scenario.transport.clone();
    if carried.loses_the_request() {
        return Ok((Json::Null, carried));
    }
    if let crate::scenario::Outcome::Reject(code) = &link.scenario.outcome {
        return Err(Refusal::bad(super::cards::words(code)));
    }
    if books.links.len() >= MAX_LINKS {
        return Err(Refusal::bad("The simulator's books are full"));
    }
    link.customer.number = books.next_number();
    let url = format!("{}/v3/hosted/pay/{}", world.dialect_url, link.name);
    books.keep_link(link)?;
    Ok((
        success("Hosted Link", object([("link", url.into())])),
        carried,
    ))
}

fn parse(world: &World, fields: &Fields) -> Result<Link, Refusal> {
    let tx_ref = fields.reference("tx_ref")?;
    let amount = fields.amount("amount")?;
    // Without one it is Nigerian money, whatever the merchant meant.
    let currency = fields
        .optional_currency("currency")?
        .unwrap_or_else(|| "NGN".to_owned());
    let redirect_url = fields
        .optional_url("redirect_url")?
        .ok_or_else(|| Refusal::bad("redirect_url is required"))?;
    let customer = fields
        .optional_object("customer")?
        .ok_or_else(|| Refusal::bad("customer is required"))?;
    let customer = Customer {
        number: 0,
        email: customer.email("email", "customer.email")?,
        name: customer.optional_text("name")?.unwrap_or_default(),
        phone: customer.optional_text("phonenumber")?,
    };
    let title = match fields.optional_object("customizations")? {
        Some(customizations) => customizations.optional_text("title")?,
        None => None,
    };
    fields.optional_object("meta")?;
    fields.optional_text("payment_options")?;
    let (minutes, attempts) = match fields.optional_object("configurations")? {
        Some(given) => (
            whole(&given, "session_duration", SESSION_MINUTES)?,
            whole(&given, "max_retry_attempt", ATTEMPTS)?,
        ),
        None => (SESSION_MINUTES, ATTEMPTS),
    };
    if minutes > MAX_SESSION_MINUTES {
        return Err(Refusal::bad("session_duration is at most 1440 minutes"));
    }
    let lifetime = Duration::from_secs(minutes * 60);
    Ok(Link {
        name: format!("flwlnk-{}", Uuid::new_v4().simple()),
        tx_ref,
        amount,
        currency,
        redirect_url,
        customer,
        meta: fields.value("meta").cloned(),
        title,
        until: world.clock.now().plus(lifetime),
        attempts_left: attempts,
        state: LinkState::Open,
        scenario: Scenario::default(),
    })
}

fn whole(fields: &Fields, name: &str, otherwise: u64) -> Result<u64, Refusal> {
    match fields.value(name) {
        None => Ok(otherwise),
        Some(value) => value
            .as_u64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
            .filter(|number| *number > 0)
            .ok_or_else(|| Refusal::bad(format!("{name} must be a whole number"))),
    }
}

/// Takes a link back, once.
pub(crate) async fn disable(Shared(world): Shared<Arc<World>>, request: Request) -> Response {
    let disabled = match Fields::read(request, false).await {
        Ok(fields) => take_back(&world, &fields),
        Err(refusal) => Err(refusal),
    };
    match disabled {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refusal.respond(),
    }
}

fn take_back(world: &World, fields: &Fields) -> Result<Json, Refusal> {
    let url = fields.text("link")?;
    let name = url.rsplit('/').next().unwrap_or_default();
    let mut books = world.books();
    let link = books.links.get(name).cloned();
    let mut link = link
        .filter(|link| link.is_open(world.clock.now()))
        .ok_or_else(|| Refusal::bad("The link is not active"))?;
    link.state = LinkState::Disabled;
    books.keep_link(link)?;
    Ok(success("Link disabled", Json::from(&Value::Null)))
}
