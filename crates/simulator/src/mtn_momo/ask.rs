//! Requests to pay, transfers and refunds: one under each id, for ever. The answer says only that it was taken.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::access::{self, Product, text};
use super::answers::Refusal;
use super::records::{self, Particulars};
use crate::amount::Amount;
use crate::books::Books;
use crate::scenario::{About, Code, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{self, Dialect, Kind, State, Transaction};
use crate::transport;
use crate::world::World;

const MAX_TEXT: usize = 160;
const COUNTRY: &str = "ZMB";

pub(crate) async fn collect(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    ask(&world, &cutter, Kind::Deposit, request).await
}

pub(crate) async fn transfer(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    ask(&world, &cutter, Kind::Payout, request).await
}

pub(crate) async fn refund(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    ask(&world, &cutter, Kind::Refund, request).await
}

async fn ask(world: &Arc<World>, cutter: &Cutter, kind: Kind, request: Request) -> Response {
    let product = match kind {
        Kind::Deposit => Product::Collection,
        Kind::Payout | Kind::Refund => Product::Disbursement,
    };
    if let Err(refused) = access::check(world, product, request.headers()) {
        return *refused;
    }
    let asked = match read(request).await {
        Ok((headers, fields)) => parse(world, kind, &headers, &fields),
        Err(refusal) => Err(refusal),
    };
    let taken = match asked {
        Ok(asked) => take(world, asked).await,
        Err(refusal) => Err(refusal),
    };
    match taken {
        Ok(carried) => {
            let answer = StatusCode::ACCEPTED.into_response();
            transport::carry(world, cutter, Dialect::MtnMomo, &carried, answer).await
        }
        Err(refusal) => refusal.respond(),
    }
}

async fn read(request: Request) -> Result<(HeaderMap, Map<String, Value>), Refusal> {
    let (parts, body) = request.into_parts();
    let broken = || Refusal::bad("The body is not a JSON object.");
    let body = body.collect().await.map_err(|_| broken())?.to_bytes();
    let content_type = text(&parts.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(broken());
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(fields)) => Ok((parts.headers, fields)),
        Ok(_) | Err(_) => Err(broken()),
    }
}

/// A request that is well formed.
struct Asked {
    kind: Kind,
    id: Uuid,
    external_id: String,
    amount: Amount,
    currency: &'static str,
    /// Empty in a refund, which goes to whoever paid.
    msisdn: String,
    refunds: Option<Uuid>,
    callback_url: Option<String>,
    particulars: Particulars,
}

fn parse(
    world: &World,
    kind: Kind,
    headers: &HeaderMap,
    fields: &Map<String, Value>,
) -> Result<Asked, Refusal> {
    let environment = &world.config.mtn_momo.target_environment;
    let id = text(headers, "x-reference-id").and_then(uuid_v4);
    let id = id.ok_or_else(|| Refusal::bad("X-Reference-Id must be a UUID of version 4."))?;
    let callback_url = text(headers, "x-callback-url").map(str::to_owned);
    if let Some(url) = &callback_url {
        check_callback(world, url)?;
    }
    let amount = match Amount::parse(required(fields, "amount")?) {
        Ok((amount, decimals)) if amount.is_positive() && decimals <= 2 => amount,
        Ok(_) | Err(_) => return Err(Refusal::bad("amount must be a positive number as text.")),
    };
    let currency = records::currency_of(environment);
    if required(fields, "currency")? != currency {
        return Err(Refusal::of_code("INVALID_CURRENCY"));
    }
    let (msisdn, refunds) = match kind {
        Kind::Deposit => (party(fields, "payer")?, None),
        Kind::Payout => (party(fields, "payee")?, None),
        Kind::Refund => {
            let original = Uuid::try_parse(required(fields, "referenceIdToRefund")?)
                .map_err(|_| Refusal::bad("referenceIdToRefund must be a UUID."))?;
            (String::new(), Some(original))
        }
    };
    Ok(Asked {
        kind,
        id,
        external_id: required(fields, "externalId")?.to_owned(),
        amount,
        currency,
        msisdn,
        refunds,
        callback_url,
        particulars: Particulars {
            environment: environment.clone(),
            payer_message: plain(fields, "payerMessage")?,
            payee_note: plain(fields, "payeeNote")?,
        },
    })
}

fn uuid_v4(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text)
        .ok()
        .filter(|id| id.get_version_num() == 4)
}

/// https and the registered host; or plain on this machine, because that is what a rehearsal has.
fn check_callback(world: &World, url: &str) -> Result<(), Refusal> {
    let uri: http::Uri = url
        .parse()
        .map_err(|_| Refusal::bad("X-Callback-Url must be a URL."))?;
    let host = uri.host().unwrap_or_default();
    if host != world.config.mtn_momo.callback_host {
        return Err(Refusal::of_code("INVALID_CALLBACK_URL_HOST"));
    }
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if uri.scheme_str() != Some("https") && !is_here {
        return Err(Refusal::bad("X-Callback-Url must be https."));
    }
    world
        .target_of(url)
        .map_err(|_| Refusal::bad("X-Callback-Url leads nowhere."))?;
    Ok(())
}

fn required<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, Refusal> {
    let text = fields.get(name).and_then(Value::as_str);
    text.filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::bad(&format!("{name} must be a text.")))
}

/// Digits with the country's code.
fn party(fields: &Map<String, Value>, name: &str) -> Result<String, Refusal> {
    let wrong = || Refusal::bad(&format!("{name} must be a party."));
    let party = fields
        .get(name)
        .and_then(Value::as_object)
        .ok_or_else(wrong)?;
    let digits = required(party, "partyId")?;
    let is_number = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if required(party, "partyIdType")? != "MSISDN" || !is_number {
        return Err(wrong());
    }
    Ok(digits.to_owned())
}

/// A text without the signs that are refused.
fn plain(fields: &Map<String, Value>, name: &str) -> Result<String, Refusal> {
    let text = fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_special = |c: char| matches!(c, '\'' | '"' | '<' | '>' | '&' | ':') || !c.is_ascii();
    if text.chars().count() > MAX_TEXT || text.contains(is_special) {
        let message = format!("{name} is too long or has special characters.");
        return Err(Refusal::bad(&message));
    }
    Ok(text.to_owned())
}

async fn take(world: &Arc<World>, asked: Asked) -> Result<Transport, Refusal> {
    let booked = {
        let mut books = world.books();
        let original = asked.refunds.and_then(|id| books.find(id)).cloned();
        let payer = original.as_ref().map(|t| t.msisdn.clone());
        let msisdn = payer.unwrap_or_else(|| asked.msisdn.clone());
        let mut scenario = books.take_scenario(&About {
            dialect: Dialect::MtnMomo,
            id: Some(asked.id),
            references: &[&asked.external_id],
            msisdn: &msisdn,
        })?;
        let carried = scenario.transport.clone();
        if carried.loses_the_request() {
            return Ok(carried);
        }
        if books.find(asked.id).is_some() {
            return Err(Refusal::of_code("RESOURCE_ALREADY_EXIST"));
        }
        if let Outcome::Reject(code) = &scenario.outcome {
            return Err(Refusal::of_code(code.as_str()));
        }
        if books.is_full() {
            return Err(Refusal::of_code("SERVICE_UNAVAILABLE"));
        }
        if scenario.outcome == Outcome::Usual
            && let Some(code) = doom(&books, &asked, original.as_ref())
        {
            scenario.outcome = Outcome::Fail(Code::known(code));
        }
        let transaction = asked.into_transaction(world, msisdn, original.map(|t| t.id), scenario);
        world.book(&mut books, transaction.clone())?;
        transaction
    };
    if World::is_rushed(&booked.scenario) {
        world.rush(booked.id).await?;
    }
    Ok(booked.scenario.transport)
}

/// Why what leaves the account cannot arrive, if it cannot.
fn doom(books: &Books, asked: &Asked, original: Option<&Transaction>) -> Option<&'static str> {
    match asked.kind {
        Kind::Deposit => None,
        Kind::Payout => {
            let float = books.balance(Dialect::MtnMomo, COUNTRY, asked.currency);
            (asked.amount > float).then_some("NOT_ENOUGH_FUNDS")
        }
        Kind::Refund => {
            let is_paid = |t: &&Transaction| {
                t.dialect == Dialect::MtnMomo
                    && t.kind == Kind::Deposit
                    && t.state == State::Completed
            };
            let Some(paid) = original.filter(is_paid) else {
                return Some("TRANSACTION_NOT_FOUND");
            };
            let (left, on_its_way) = books.refundable(paid);
            (on_its_way || asked.amount > left).then_some("NOT_ALLOWED")
        }
    }
}

impl Asked {
    fn into_transaction(
        self,
        world: &World,
        msisdn: String,
        deposit_id: Option<Uuid>,
        scenario: Scenario,
    ) -> Transaction {
        // Its own id finds it anyway.
        let other_name = Some(self.external_id.clone()).filter(|name| *name != self.id.to_string());
        Transaction {
            dialect: Dialect::MtnMomo,
            kind: self.kind,
            id: self.id,
            deposit_id,
            amount: self.amount,
            currency: self.currency.to_owned(),
            country: COUNTRY.to_owned(),
            provider: "MTN".to_owned(),
            msisdn,
            customer_message: Some(self.particulars.payer_message.clone()),
            client_reference_id: Some(self.external_id),
            metadata: Map::new(),
            state: State::Accepted,
            failure: None,
            created: world.clock.now(),
            settled: None,
            prompt_until: None,
            authorization_url: None,
            provider_transaction_id: None,
            scenario,
            steps: Vec::new(),
            handles: other_name.into_iter().collect(),
            fee: Amount::ZERO,
            callback_url: self.callback_url,
            particulars: transaction::Particulars::MtnMomo(Box::new(self.particulars)),
        }
    }
}
