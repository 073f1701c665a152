//! Deposits and payouts from request to books.

use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::access::Call;
use super::answers::{Refusal, id_field};
use super::ask::Ask;
use super::numbers;
use super::operators::{self, Auth};
use crate::account::OperatorStatus;
use crate::amount::Amount;
use crate::books::Books;
use crate::scenario::{About, Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, State};
use crate::transport;
use crate::world::World;

const MAX_BULK: usize = 20;

pub(crate) async fn deposit(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    one(&world, &cutter, Kind::Deposit, request).await
}

pub(crate) async fn payout(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    one(&world, &cutter, Kind::Payout, request).await
}

async fn one(world: &Arc<World>, cutter: &Cutter, kind: Kind, request: Request) -> Response {
    let body = match read(world, request).await {
        Ok(body) => body,
        Err(refusal) => {
            return (refusal.status(), Json(refusal.initiation(kind, None))).into_response();
        }
    };
    let initiated = initiate(world, kind, &body).await;
    let answer = (initiated.status, Json(initiated.body)).into_response();
    transport::carry(
        world,
        cutter,
        Dialect::Pawapay,
        &initiated.transport,
        answer,
    )
    .await
}

/// An array in, an array out; the items know nothing of each other. The first item's transport carries the whole answer.
pub(crate) async fn bulk(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let body = match read(&world, request).await {
        Ok(body) => body,
        Err(refusal) => return refusal.plain(),
    };
    let Some(items) = body
        .as_array()
        .filter(|items| (1..=MAX_BULK).contains(&items.len()))
    else {
        return Refusal::new(
            "INVALID_INPUT",
            format!("An array of 1 to {MAX_BULK} payouts is expected."),
        )
        .plain();
    };
    let mut answers = Vec::new();
    let mut carried = Transport::Ok;
    for (index, item) in items.iter().enumerate() {
        let initiated = initiate(&world, Kind::Payout, item).await;
        answers.push(initiated.body);
        if index == 0 {
            carried = initiated.transport;
        }
    }
    transport::carry(
        &world,
        &cutter,
        Dialect::Pawapay,
        &carried,
        Json(answers).into_response(),
    )
    .await
}

pub(crate) async fn read(world: &World, request: Request) -> Result<Value, Refusal> {
    let call = Call::read(request).await?;
    call.check_signature(world)?;
    call.json()
}

pub(crate) struct Initiated {
    pub status: StatusCode,
    pub body: Value,
    pub transport: Transport,
}

impl Initiated {
    pub fn refused(refusal: &Refusal, kind: Kind, id: Option<&str>, transport: Transport) -> Self {
        Self {
            status: refusal.status(),
            body: refusal.initiation(kind, id),
            transport,
        }
    }

    pub fn ok(body: Value, transport: Transport) -> Self {
        Self {
            status: StatusCode::OK,
            body,
            transport,
        }
    }
}

/// One deposit or payout: checks it, books it, and says what to answer.
pub(crate) async fn initiate(world: &Arc<World>, kind: Kind, body: &Value) -> Initiated {
    let given = body.get(id_field(kind)).and_then(Value::as_str);
    let ask = match Ask::parse(kind, body) {
        Ok(ask) => ask,
        Err(refusal) => return Initiated::refused(&refusal, kind, given, Transport::Ok),
    };
    let (id, transport, rushed, answer) = {
        let mut books = world.books();
        let scenario = match books.take_scenario(&about(ask.id, &ask.msisdn)) {
            Ok(scenario) => scenario,
            Err(error) => return Initiated::refused(&error.into(), kind, given, Transport::Ok),
        };
        let transport = scenario.transport.clone();
        if transport.loses_the_request() {
            return Initiated::ok(Value::Null, transport);
        }
        let rushed = World::is_rushed(&scenario);
        (
            ask.id,
            transport,
            rushed,
            accept(world, &mut books, ask, scenario),
        )
    };
    match answer {
        Ok(answer) => {
            if rushed && let Err(error) = world.rush(id).await {
                return Initiated::refused(&error.into(), kind, given, transport);
            }
            Initiated::ok(answer, transport)
        }
        Err(refusal) => Initiated::refused(&refusal, kind, given, transport),
    }
}

/// Which scenario is looked for.
pub(crate) fn about(id: Uuid, msisdn: &str) -> About<'_> {
    About {
        dialect: Dialect::Pawapay,
        id: Some(id),
        references: &[],
        msisdn,
    }
}

fn accept(
    world: &World,
    books: &mut Books,
    ask: Ask,
    scenario: Scenario,
) -> Result<Value, Refusal> {
    if let Some(answer) = duplicate(books, ask.kind, ask.id) {
        return Ok(answer);
    }
    let id = ask.id;
    let booked = check(books, &ask, &scenario).and_then(|state| {
        let transaction = ask.into_transaction(world, scenario, state)?;
        let next_step = match (transaction.kind, &transaction.authorization_url) {
            (Kind::Deposit, None) => Some("FINAL_STATUS"),
            (Kind::Deposit, Some(_)) => Some("GET_AUTH_URL"),
            (Kind::Payout | Kind::Refund, _) => None,
        };
        let mut answer = json!({
            id_field(transaction.kind): id,
            "status": "ACCEPTED",
            "created": transaction.created.rfc3339(),
        });
        if let Some(next_step) = next_step {
            answer["nextStep"] = json!(next_step);
        }
        world.book(books, transaction)?;
        Ok(answer)
    });
    if booked.is_err() && books.account.remember_rejected {
        books.rejected.insert(id);
    }
    booked
}

/// The answer for an id that is known already, whatever else the request says.
pub(crate) fn duplicate(books: &Books, kind: Kind, id: Uuid) -> Option<Value> {
    let created = books
        .find(id)
        .map(|transaction| transaction.created.rfc3339());
    if created.is_none() && !books.rejected.contains(&id) {
        return None;
    }
    Some(json!({id_field(kind): id, "status": "DUPLICATE_IGNORED", "created": created}))
}

/// The business rules. Answers in which state the movement begins.
fn check(books: &Books, ask: &Ask, scenario: &Scenario) -> Result<State, Refusal> {
    let (allowed, not_allowed) = match ask.kind {
        Kind::Deposit => (books.account.deposits_allowed, "DEPOSITS_NOT_ALLOWED"),
        Kind::Payout => (books.account.payouts_allowed, "PAYOUTS_NOT_ALLOWED"),
        Kind::Refund => (books.account.refunds_allowed, "REFUNDS_NOT_ALLOWED"),
    };
    if !allowed {
        return Err(Refusal::new(
            not_allowed,
            "This operation is not enabled for your account.",
        ));
    }
    if books.is_full() {
        return Err(Refusal::new(
            "UNKNOWN_ERROR",
            "The simulator's books are full.",
        ));
    }
    let operator = operators::find(&ask.provider).ok_or_else(|| {
        Refusal::new(
            "INVALID_PROVIDER",
            "The provider is not configured for your account.",
        )
    })?;
    let currency = operator.currency(&ask.currency).ok_or_else(|| {
        Refusal::new(
            "INVALID_CURRENCY",
            "The currency is not supported by the provider.",
        )
    })?;
    if !numbers::is_of_country(&ask.msisdn, operator.country) {
        return Err(Refusal::new(
            "INVALID_PHONE_NUMBER",
            "The phone number is not valid in the provider's country.",
        ));
    }
    match (operator.auth, ask.kind) {
        (Auth::Redirect, Kind::Deposit) if !ask.has_return_urls => {
            return Err(Refusal::missing("successfulUrl"));
        }
        (Auth::Code, Kind::Deposit) if !ask.has_pre_authorisation => {
            return Err(Refusal::missing("preAuthorisationCode"));
        }
        (Auth::Provider | Auth::Code, _) if ask.has_return_urls => {
            let message = "successfulUrl and failedUrl are only for providers that redirect.";
            return Err(Refusal::new("UNSUPPORTED_PARAMETER", message));
        }
        (Auth::Provider | Auth::Code | Auth::Redirect, _) => {}
    }
    let limits = match ask.kind {
        Kind::Deposit => currency.deposit,
        Kind::Payout | Kind::Refund => currency.payout,
    };
    if ask.decimals > limits.decimals {
        let message = format!(
            "The provider takes {} decimals in this amount.",
            limits.decimals
        );
        return Err(Refusal::new("INVALID_AMOUNT", message));
    }
    if ask.amount < Amount::major(limits.min) || ask.amount > Amount::major(limits.max) {
        let message = format!(
            "The amount must be between {} and {}.",
            limits.min, limits.max
        );
        return Err(Refusal::new("AMOUNT_OUT_OF_BOUNDS", message));
    }
    if let Outcome::Reject(code) = &scenario.outcome {
        return Err(Refusal::new(code.as_str(), "The request was rejected."));
    }
    let state = beginning(books, &ask.provider, ask.kind)?;
    if ask.kind != Kind::Deposit
        && ask.amount > books.balance(Dialect::Pawapay, operator.country, &ask.currency)
    {
        return Err(Refusal::new(
            "PAWAPAY_WALLET_OUT_OF_FUNDS",
            "Your wallet does not have enough funds.",
        ));
    }
    Ok(state)
}

/// Where a movement begins at an operator that may be out of order.
pub(crate) fn beginning(books: &Books, provider: &str, kind: Kind) -> Result<State, Refusal> {
    match (books.operator_status(provider, kind), kind) {
        (OperatorStatus::Operational, _) => Ok(State::Accepted),
        (OperatorStatus::Delayed, Kind::Payout | Kind::Refund) => Ok(State::Enqueued),
        (OperatorStatus::Delayed, Kind::Deposit) | (OperatorStatus::Closed, _) => {
            let message = "The provider is temporarily unable to process this.";
            Err(Refusal::new("PROVIDER_TEMPORARILY_UNAVAILABLE", message))
        }
    }
}
