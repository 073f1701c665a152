//! Direct mobile money: a prompt on the phone, or a code that the buyer gets and the merchant sends in.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Request, State as Shared};
use axum::response::Response;
use http::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use super::answers::{Refusal, success};
use super::cards;
use super::fields::Fields;
use super::initialize::respond;
use super::records::{self, New, Particulars};
use super::verify::carry_status;
use crate::scenario::{About, Code, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

/// The published number that gets a code, and the code.
const CODED_PHONE: &str = "0700000000";
const OTP: &str = "1234";
/// Wallets and the currency each is kept in.
const WALLETS: [(&str, &str); 4] = [
    ("mpesa", "KES"),
    ("mtn", "GHS"),
    ("atl", "GHS"),
    ("vod", "GHS"),
];

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let charged = match Fields::read(request).await {
        Ok(fields) => parse(&fields).and_then(|new| charge(&world, new)),
        Err(refusal) => Err(refusal),
    };
    respond(&world, &cutter, charged).await
}

fn parse(fields: &Fields) -> Result<New, Refusal> {
    let currency = fields.currency()?;
    let wallet = fields.value("mobile_money").and_then(Value::as_object);
    let wallet = wallet.ok_or_else(|| Refusal::bad("The simulator charges mobile money alone"))?;
    let text = |name: &str| wallet.get(name).and_then(Value::as_str).unwrap_or_default();
    let (phone, provider) = (text("phone"), text("provider"));
    if !WALLETS.contains(&(provider, currency.as_str())) {
        return Err(Refusal::bad("Invalid mobile money provider"));
    }
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 8 {
        return Err(Refusal::bad("Invalid phone number"));
    }
    let reference = fields.optional_reference()?;
    Ok(New {
        kind: Kind::Deposit,
        reference: reference
            .unwrap_or_else(|| Uuid::new_v4().simple().to_string()[..10].to_owned()),
        amount: fields.amount()?,
        currency,
        particulars: Particulars {
            channel: "mobile_money".to_owned(),
            email: fields.email()?,
            metadata: fields.value("metadata").cloned(),
            otp: (digits == CODED_PHONE).then(|| OTP.to_owned()),
            is_tried: true,
            chosen: Outcome::Prompt,
            ..Particulars::default()
        },
        msisdn: digits,
        scenario: Scenario::default(),
    })
}

fn charge(world: &World, mut new: New) -> Result<(Json, Transport), Refusal> {
    let mut books = world.books();
    new.scenario = books.take_scenario(&About {
        dialect: Dialect::Paystack,
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
    if records::find(&books, &new.reference).is_some() {
        return Err(Refusal::bad("Duplicate Transaction Reference"));
    }
    let number = books.next_number();
    let payment = new.into_transaction(world, number);
    let answer = asked(&payment);
    if records::particulars(&payment).otp.is_some() {
        books.keep(payment)?;
    } else {
        world.book(&mut books, payment)?;
    }
    Ok((answer, carried))
}

/// What the buyer has to do now.
fn asked(payment: &Transaction) -> Json {
    let (status, text) = if records::particulars(payment).otp.is_some() {
        (
            "send_otp",
            "Please enter the code that was sent to the phone",
        )
    } else {
        (
            "pay_offline",
            "Please complete the authorization on the phone",
        )
    };
    let data = object([
        ("reference", payment.client_reference_id.as_ref().into()),
        ("status", status.into()),
        ("display_text", text.into()),
    ]);
    success("Charge attempted", data)
}

pub(crate) async fn submit_otp(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let submitted = match Fields::read(request).await {
        Ok(fields) => submit(&world, &fields),
        Err(refusal) => Err(refusal),
    };
    respond(&world, &cutter, submitted).await
}

fn submit(world: &World, fields: &Fields) -> Result<(Json, Transport), Refusal> {
    let (otp, reference) = (fields.text("otp")?, fields.text("reference")?);
    let id = {
        let mut books = world.books();
        let found = records::find(&books, &reference);
        let waits = |t: &Transaction| records::particulars(t).otp.is_some() && !t.state.is_final();
        let mut payment = found
            .filter(waits)
            .ok_or_else(|| Refusal::bad("Charge is not waiting for a code"))?;
        let is_right = records::particulars(&payment).otp.as_ref() == Some(&otp);
        records::change(&mut payment, |own| {
            own.otp = None;
            own.chosen = if is_right {
                Outcome::Success
            } else {
                Outcome::Fail(Code::known("INVALID_OTP"))
            };
        });
        payment.state = State::Processing;
        world.plan_end(&books, &mut payment);
        let id = payment.id;
        books.keep(payment)?;
        id
    };
    world.settle_now(id)?;
    let books = world.books();
    let payment = books
        .find(id)
        .ok_or_else(|| Refusal::bad("Charge not found"))?;
    Ok((told(&books, payment), Transport::Ok))
}

fn told(books: &crate::books::Books, payment: &Transaction) -> Json {
    let word = records::payment_word(books, payment);
    let data = records::payment(payment, word, crate::scenario::ReportIn::Status);
    success("Reference check successful", data)
}

pub(crate) async fn show(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(reference): Path<String>,
) -> Response {
    let (found, answer) = {
        let books = world.books();
        let found = records::find(&books, &reference);
        let answer = found.as_ref().map(|t| told(&books, t));
        let missing = || Refusal::new(StatusCode::NOT_FOUND, "Charge not found");
        (found, answer.ok_or_else(missing))
    };
    carry_status(&world, &cutter, found.as_ref(), answer).await
}
