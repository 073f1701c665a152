//! Transfers: in test mode the suffix of the reference says how they end.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Query, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::access::Fields;
use super::answers::{Refusal, listed, success};
use super::records::{self, New, Particulars};
use super::verify::{carry_status, find_other};
use super::{banks, cards, webhook};
use crate::books::Books;
use crate::scenario::{About, Code, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, State, Transaction};
use crate::transport;
use crate::wire::Json;
use crate::world::World;

const MAX_LISTED: usize = 100;
/// Longest first, because one is the end of the other. With the virtual milliseconds until the end.
const SUFFIXES: [(&str, bool, u64); 4] = [
    ("_PMCK_ST_FDU_1", false, 60_000),
    ("_PMCKDU_1", true, 60_000),
    ("_PMCK_ST_F", false, 600_000),
    ("_PMCK", true, 600_000),
];

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let asked = match Fields::read(request, false).await {
        Ok(fields) => parse(&fields),
        Err(refusal) => Err(refusal),
    };
    let queued = match asked {
        Ok((new, callback_url)) => queue(&world, new, callback_url).await,
        Err(refusal) => Err(refusal),
    };
    respond(&world, &cutter, queued).await
}

async fn respond(
    world: &World,
    cutter: &Cutter,
    queued: Result<(Json, Transport), Refusal>,
) -> Response {
    match queued {
        Ok((answer, carried)) => {
            let answer = answer.into_response();
            transport::carry(world, cutter, Dialect::Flutterwave, &carried, answer).await
        }
        Err(refusal) => refusal.respond(),
    }
}

fn parse(fields: &Fields) -> Result<(New, Option<String>), Refusal> {
    let bank_code = fields.text("account_bank")?;
    let account = fields.text("account_number")?;
    let amount = fields.amount("amount")?;
    let currency = fields.currency("currency")?;
    let reference = fields.reference("reference")?;
    let beneficiary = fields.optional_text("beneficiary_name")?;
    if !banks::is_mobile(&bank_code) {
        to_account(fields, &currency, &bank_code, &account)?;
    }
    if bank_code == "044" && account == "0690000036" {
        return Err(Refusal::bad("This account has been blacklisted"));
    }
    let debit_currency = fields.optional_currency("debit_currency")?;
    let new = New {
        kind: Kind::Payout,
        reference,
        amount,
        provider: bank_code.clone(),
        msisdn: account,
        particulars: Particulars {
            bank_code,
            beneficiary: beneficiary.unwrap_or_default(),
            narration: fields.optional_text("narration")?.unwrap_or_default(),
            debit_currency: debit_currency.unwrap_or_else(|| currency.clone()),
            meta: fields.value("meta").cloned(),
            ..Particulars::default()
        },
        currency,
        scenario: Scenario::default(),
    };
    Ok((new, fields.optional_url("callback_url")?))
}

/// What the documentation asks of a transfer to an account, beyond what it asks of all.
fn to_account(fields: &Fields, currency: &str, bank: &str, account: &str) -> Result<(), Refusal> {
    let country = match currency {
        "ZMW" => "ZM",
        "KES" => "KE",
        _ => return Ok(()),
    };
    if !banks::is_bank_of(country, bank) {
        return Err(Refusal::bad("account_bank is not a bank we know"));
    }
    if account.is_empty() || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::bad("account_number must be digits"));
    }
    fields.text("beneficiary_name")?;
    if country == "ZM" {
        let branch = fields.text("destination_branch_code")?;
        if !banks::has_branch(bank, &branch) {
            let unknown = "destination_branch_code is not a branch of the bank";
            return Err(Refusal::bad(unknown));
        }
    }
    if country == "KE" {
        let parties = fields.value("meta").and_then(|meta| meta.get(0));
        for name in [
            "sender",
            "sender_country",
            "mobile_number",
            "sender_id_type",
            "sender_id_number",
            "beneficiary_mobile_number",
        ] {
            let said = parties.and_then(|parties| parties.get(name)?.as_str());
            if said.is_none_or(str::is_empty) {
                return Err(Refusal::bad(format!("meta.{name} is required")));
            }
        }
    }
    Ok(())
}

async fn queue(
    world: &Arc<World>,
    mut new: New,
    callback_url: Option<String>,
) -> Result<(Json, Transport), Refusal> {
    let (booked, carried) = {
        let mut books = world.books();
        if !books.account.transfers_whitelisted {
            return Err(Refusal::bad(
                "Please enable IP Whitelisting to access this service",
            ));
        }
        if let Some(url) = &callback_url {
            let reachable = world.target_of(url);
            reachable.map_err(|_| Refusal::bad("callback_url must be a valid URL"))?;
        }
        new.scenario = books.take_scenario(&About {
            dialect: Dialect::Flutterwave,
            id: uuid::Uuid::try_parse(&new.reference).ok(),
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
        if of_reference(&books, &new.reference).next().is_some() {
            return Err(Refusal::bad("Transfer with this reference already exists"));
        }
        if books.is_full() {
            return Err(Refusal::bad("The simulator's books are full"));
        }
        decide(&books, &mut new);
        let number = books.next_number();
        let mut transaction = new.into_transaction(world, number);
        transaction.callback_url = callback_url;
        world.book(&mut books, transaction.clone())?;
        (transaction, carried)
    };
    if World::is_rushed(&booked.scenario) {
        world.rush(booked.id).await?;
    }
    let data = webhook::transfer(&booked, &records::today(&booked), "full_name");
    Ok((success("Transfer Queued Successfully", data), carried))
}

/// Writes what the float and the suffix decide into the scenario, where it leaves that open.
fn decide(books: &Books, new: &mut New) {
    if new.scenario.outcome != Outcome::Usual {
        return;
    }
    if new.amount > books.balance(Dialect::Flutterwave, "", &new.currency) {
        new.scenario.outcome = Outcome::Fail(Code::known(cards::INSUFFICIENT_FUNDS));
        return;
    }
    let reference = match new.reference.rsplit_once("_RETRY_") {
        Some((first, _)) => first,
        None => new.reference.as_str(),
    };
    let rule = SUFFIXES.iter().find(|(end, ..)| reference.ends_with(end));
    let Some((_, succeeds, after_ms)) = rule else {
        return;
    };
    new.scenario.settle_after_ms.get_or_insert(*after_ms);
    new.scenario.outcome = if *succeeds {
        Outcome::Success
    } else {
        Outcome::Fail(Code::known("TRANSFER_FAILED"))
    };
}

/// Oldest first.
fn of_reference<'a>(
    books: &'a Books,
    reference: &'a str,
) -> impl DoubleEndedIterator<Item = &'a Transaction> {
    books
        .named(Dialect::Flutterwave, reference)
        .filter(move |t| {
            t.kind == Kind::Payout && t.client_reference_id.as_deref() == Some(reference)
        })
}

/// Tries a failed transfer again, as a new one.
pub(crate) async fn retry(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
) -> Response {
    let found = find_other(&world.books(), Kind::Payout, &id);
    let queued = match found.filter(|t| t.state == State::Failed) {
        None => Err(Refusal::bad("Only failed transfers can be retried")),
        Some(failed) => {
            let reference = failed.client_reference_id.clone().unwrap_or_default();
            let (first, count) = match reference.rsplit_once("_RETRY_") {
                Some((first, count)) => (first.to_owned(), count.parse().unwrap_or(0_u32)),
                None => (reference, 0),
            };
            let new = New {
                kind: Kind::Payout,
                reference: format!("{first}_RETRY_{}", count.saturating_add(1)),
                amount: failed.amount,
                currency: failed.currency.clone(),
                provider: failed.provider.clone(),
                msisdn: failed.msisdn.clone(),
                particulars: records::particulars(&failed),
                scenario: Scenario::default(),
            };
            queue(&world, new, failed.callback_url).await
        }
    };
    respond(&world, &cutter, queued).await
}

pub(crate) async fn show(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
) -> Response {
    let found = find_other(&world.books(), Kind::Payout, &id);
    let missing = Refusal::new(StatusCode::NOT_FOUND, "No transfer was found for this id");
    let fetched = found
        .as_ref()
        .map(|t| success("Transfer fetched", fetched(t)));
    carry_status(&world, &cutter, found.as_ref(), fetched.ok_or(missing)).await
}

fn fetched(t: &Transaction) -> Json {
    let mut data = webhook::transfer(t, &records::today(t), "full_name");
    let told_in = crate::scenario::ReportIn::Status;
    records::lie(&mut data, t.scenario.report.as_ref(), told_in);
    data
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    reference: Option<String>,
}

pub(crate) async fn list(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Query(asked): Query<Asked>,
) -> Response {
    let found: Vec<Transaction> = {
        let books = world.books();
        if let Some(reference) = &asked.reference {
            let named = of_reference(&books, reference).rev();
            named.take(MAX_LISTED).cloned().collect()
        } else {
            let is_transfer =
                |t: &&Transaction| t.dialect == Dialect::Flutterwave && t.kind == Kind::Payout;
            let transfers = books.all().rev().filter(is_transfer);
            transfers.take(MAX_LISTED).cloned().collect()
        }
    };
    let items = found.iter().map(fetched).collect();
    let answer = Ok(listed("Transfers fetched", items));
    carry_status(&world, &cutter, found.first(), answer).await
}
