//! The hosted payment page: a session that becomes a deposit when the buyer presses pay.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Form, Path, Request, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answers::Refusal;
use super::fields::{Fields, uuid_v4};
use super::initiate::{initiate, read};
use super::{numbers, operators};
use crate::books::PageSession;
use crate::phone::page::{Escaped, page};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind};
use crate::transport;
use crate::world::World;

const LIFETIME: Duration = Duration::from_mins(15);
const MAX_SESSIONS: usize = 10_000;

/// For the port that people visit.
pub(crate) fn router() -> Router<Arc<World>> {
    Router::new().route("/paymentpage/{id}", get(show).post(pay))
}

pub(crate) async fn open(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let opened = read(&world, request)
        .await
        .and_then(|body| parse(&world, &body));
    let session = match opened {
        Ok(session) => session,
        Err(refusal) => return refusal.plain(),
    };
    let id = session.deposit_id;
    let carried = {
        let mut books = world.books();
        if books.sessions.len() >= MAX_SESSIONS {
            let now = world.clock.now();
            books.sessions.retain(|_, session| session.until > now);
        }
        books.sessions.insert(id, session);
        books.scenario_for_all(Dialect::Pawapay).transport
    };
    let answer = Json(json!({"redirectUrl": format!("{}/paymentpage/{id}", world.control_url)}));
    transport::carry(
        &world,
        &cutter,
        Dialect::Pawapay,
        &carried,
        answer.into_response(),
    )
    .await
}

fn parse(world: &World, body: &Value) -> Result<PageSession, Refusal> {
    let allowed = [
        "depositId",
        "returnUrl",
        "amountDetails",
        "phoneNumber",
        "country",
        "language",
        "reason",
        "customerMessage",
        "metadata",
    ];
    let fields = Fields::of(body, "", &allowed)?;
    let deposit_id = fields.uuid_v4("depositId")?;
    let return_url = fields.text("returnUrl")?.to_owned();
    if let Some(language) = fields.optional_text("language")?
        && !matches!(language, "EN" | "FR")
    {
        return Err(Refusal::invalid("language", "EN or FR is expected"));
    }
    fields.optional_short("reason", 1, 50)?;
    fields.customer_message()?;
    fields.metadata()?;
    let mut request = Map::new();
    request.insert("depositId".to_owned(), json!(deposit_id));
    for name in ["customerMessage", "metadata", "phoneNumber", "country"] {
        if let Some(value) = fields.optional_value(name) {
            request.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(details) = fields.optional_value("amountDetails") {
        fields.text("country")?;
        let details = Fields::of(details, "amountDetails.", &["amount", "currency"])?;
        details.amount("amount")?;
        request.insert("amount".to_owned(), json!(details.text("amount")?));
        request.insert("currency".to_owned(), json!(details.currency("currency")?));
    }
    Ok(PageSession {
        deposit_id,
        return_url,
        request,
        until: world.clock.now().plus(LIFETIME),
    })
}

fn session_of(world: &World, id: &str) -> Option<PageSession> {
    let session = world.books().sessions.get(&uuid_v4(id)?).cloned()?;
    (session.until > world.clock.now()).then_some(session)
}

async fn show(Shared(world): Shared<Arc<World>>, Path(id): Path<String>) -> Response {
    match session_of(&world, &id) {
        Some(session) => form(&world, &session, ""),
        None => gone(),
    }
}

fn gone() -> Response {
    let text = "<p>This payment page is over. Go back to the shop and start again.</p>";
    (StatusCode::GONE, page("Payment page", None, text)).into_response()
}

fn form(world: &World, session: &PageSession, problem: &str) -> Response {
    let given = |name: &str| {
        session
            .request
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let (shown, asked) = if given("amount").is_empty() {
        let field = "<label>Amount <input name=amount inputmode=decimal required></label>";
        (String::new(), field)
    } else {
        let shown = format!(
            "<p class=amount>{} {}</p>",
            Escaped(given("currency")),
            Escaped(given("amount"))
        );
        (shown, "")
    };
    let body = format!(
        "<p>{} asks you to pay</p>{shown}<form method=post>{asked}<label>Mobile money number \
         <input name=phone inputmode=tel required value=\"{}\"></label><p class=bad role=alert>{}</p>\
         <button>Pay</button></form>",
        Escaped(&world.config.merchant_name),
        Escaped(given("phoneNumber")),
        Escaped(problem),
    );
    page("Payment page", None, &body).into_response()
}

#[derive(Debug, Deserialize)]
struct Pay {
    phone: String,
    amount: Option<String>,
}

async fn pay(
    Shared(world): Shared<Arc<World>>,
    Path(id): Path<String>,
    Form(typed): Form<Pay>,
) -> Response {
    let Some(session) = session_of(&world, &id) else {
        return gone();
    };
    let Some((_, provider, msisdn)) = numbers::predict(&typed.phone) else {
        return form(
            &world,
            &session,
            "Write the number with its country code, like 260763456789.",
        );
    };
    let mut request = session.request.clone();
    request.remove("phoneNumber");
    request.remove("country");
    let currency = operators::find(provider)
        .and_then(|o| o.currencies.first())
        .map(|c| c.code);
    request
        .entry("amount")
        .or_insert_with(|| json!(typed.amount));
    request.entry("currency").or_insert_with(|| json!(currency));
    let details = json!({"phoneNumber": msisdn, "provider": provider});
    request.insert(
        "payer".to_owned(),
        json!({"type": "MMO", "accountDetails": details}),
    );
    let initiated = initiate(&world, Kind::Deposit, &Value::Object(request)).await;
    if initiated.body["status"] == "REJECTED" {
        let reason = initiated.body["failureReason"]["failureMessage"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        return form(&world, &session, &reason);
    }
    let joint = if session.return_url.contains('?') {
        '&'
    } else {
        '?'
    };
    Redirect::to(&format!(
        "{}{joint}depositId={}",
        session.return_url, session.deposit_id
    ))
    .into_response()
}
