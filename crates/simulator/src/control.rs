//! How tests and people steer the simulator: `/_sim/…`, on a port of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use http::{StatusCode, header};
use hyper::body::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::account::{Account, OperatorStatus};
use crate::courier::{self, DeliverRequest};
use crate::error::SimulatorError;
use crate::scenario::ScenarioRule;
use crate::statement::Asked as AskedStatement;
use crate::transaction::{Answer, Dialect, Kind, Transaction};
use crate::world::World;
use crate::{daraja, pawapay, phone};

pub(crate) fn router(world: &Arc<World>) -> Router {
    Router::new()
        .route(
            "/_sim/scenario",
            put(put_scenario)
                .get(list_scenarios)
                .delete(clear_scenarios),
        )
        .route("/_sim/account", put(put_account).get(get_account))
        .route("/_sim/operator", put(put_operator))
        .route("/_sim/advance", post(advance))
        .route("/_sim/requests", get(requests))
        .route("/_sim/callbacks", get(callbacks))
        .route("/_sim/deliver/{id}", post(deliver))
        .route("/_sim/answer/{id}", post(answer))
        .route("/_sim/by_hand", post(by_hand))
        .route("/_sim/books", get(books))
        .route("/_sim/statement", get(statement))
        .route("/_sim/statement/faults", get(statement_faults))
        .route("/_sim/keys", get(keys))
        .route("/_sim/reset", post(reset))
        .merge(phone::router())
        .merge(pawapay::page_router())
        .layer(axum::middleware::map_response(harden))
        .with_state(Arc::clone(world))
}

/// The pages hold forms and nothing from elsewhere.
pub(crate) async fn harden(mut response: Response) -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        http::HeaderValue::from_static(policy),
    );
    headers.insert(
        header::CACHE_CONTROL,
        http::HeaderValue::from_static("no-store"),
    );
    response
}

impl IntoResponse for SimulatorError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::UnknownTransaction(_) => StatusCode::NOT_FOUND,
            Self::Asked(_) => StatusCode::BAD_REQUEST,
            Self::NotLoopback(_)
            | Self::Listen { .. }
            | Self::CallbackUrl(_)
            | Self::DeliverTo(_)
            | Self::Journal { .. }
            | Self::DamagedJournal { .. }
            | Self::Write(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({"error": self.to_string()}))).into_response()
    }
}

/// Reads a body whatever its content type says; an empty one is the default.
fn read<T: DeserializeOwned + Default>(body: &Bytes) -> Result<T, SimulatorError> {
    if body.is_empty() {
        return Ok(T::default());
    }
    serde_json::from_slice(body).map_err(|error| SimulatorError::Asked(error.to_string()))
}

async fn put_scenario(
    Shared(world): Shared<Arc<World>>,
    body: Bytes,
) -> Result<Response, SimulatorError> {
    let rule: ScenarioRule = read(&body)?;
    world.put_scenario(rule.clone())?;
    Ok(Json(rule).into_response())
}

/// Somebody pays to the short code by hand: `{"msisdn": "254708374149", "account": "SK7K3M9Q2D", "amount": 500}`.
async fn by_hand(
    Shared(world): Shared<Arc<World>>,
    body: Bytes,
) -> Result<Response, SimulatorError> {
    let receipt = daraja::by_hand(&world, &read(&body)?).await?;
    Ok(Json(json!({ "receipt": receipt })).into_response())
}

async fn list_scenarios(Shared(world): Shared<Arc<World>>) -> Response {
    Json(world.books().rules()).into_response()
}

async fn clear_scenarios(Shared(world): Shared<Arc<World>>) -> Result<StatusCode, SimulatorError> {
    world.books().clear_rules()?;
    Ok(StatusCode::NO_CONTENT)
}

async fn get_account(Shared(world): Shared<Arc<World>>) -> Response {
    Json(&world.books().account).into_response()
}

/// Changes the fields that are given and leaves the others.
async fn put_account(
    Shared(world): Shared<Arc<World>>,
    body: Bytes,
) -> Result<Response, SimulatorError> {
    let given: serde_json::Map<String, Value> = read(&body)?;
    let mut books = world.books();
    let asked = |error: serde_json::Error| SimulatorError::Asked(error.to_string());
    let mut whole = serde_json::to_value(&books.account).map_err(asked)?;
    if let Some(fields) = whole.as_object_mut() {
        fields.extend(given);
    }
    let account: Account = serde_json::from_value(whole).map_err(asked)?;
    books.account = account;
    Ok(Json(&books.account).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PutOperator {
    provider: String,
    operation: Option<Kind>,
    status: OperatorStatus,
}

async fn put_operator(
    Shared(world): Shared<Arc<World>>,
    body: Bytes,
) -> Result<StatusCode, SimulatorError> {
    let asked: PutOperator = read(&body)?;
    if pawapay::find_operator(&asked.provider).is_none() {
        return Err(SimulatorError::Asked(format!(
            "no operator is called {:?}",
            asked.provider
        )));
    }
    let mut books = world.books();
    if asked.operation.is_none() {
        books
            .operators
            .retain(|(provider, _), _| *provider != asked.provider);
    }
    books
        .operators
        .insert((asked.provider, asked.operation), asked.status);
    world.start_enqueued(&mut books)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct Seconds {
    seconds: u64,
}

async fn advance(
    Shared(world): Shared<Arc<World>>,
    Query(Seconds { seconds }): Query<Seconds>,
) -> Result<Response, SimulatorError> {
    let now = world.advance(seconds).await?;
    Ok(Json(json!({"now": now.rfc3339(), "ahead_ms": world.clock.ahead_ms()})).into_response())
}

#[derive(Debug, Default, Deserialize)]
struct RequestFilter {
    /// The beginning of the path.
    path: Option<String>,
    /// A text in the path, the query or the body, such as an id.
    contains: Option<String>,
}

async fn requests(
    Shared(world): Shared<Arc<World>>,
    Query(filter): Query<RequestFilter>,
) -> Response {
    let books = world.books();
    let chosen: Vec<_> = books
        .requests
        .iter()
        .filter(|r| {
            filter
                .path
                .as_ref()
                .is_none_or(|path| r.path.starts_with(path))
        })
        .filter(|r| {
            filter.contains.as_ref().is_none_or(|text| {
                let in_query = r.query.as_ref().is_some_and(|query| query.contains(text));
                r.path.contains(text) || in_query || r.body.contains(text)
            })
        })
        .collect();
    Json(chosen).into_response()
}

#[derive(Debug, Default, Deserialize)]
struct CallbackFilter {
    /// A movement's id, or another name of it.
    id: Option<String>,
}

async fn callbacks(
    Shared(world): Shared<Arc<World>>,
    Query(filter): Query<CallbackFilter>,
) -> Response {
    let books = world.books();
    let named = |name: &String| {
        let found = books.find_called(name).map(|t| t.id);
        found.or_else(|| Uuid::try_parse(name).ok())
    };
    let wanted = filter.id.as_ref().map(named);
    let chosen: Vec<_> = books
        .deliveries
        .iter()
        .filter(|d| wanted.is_none_or(|id| id == Some(d.id)))
        .collect();
    Json(chosen).into_response()
}

/// The id of a movement by any of its names. An id the books do not know stays what it is.
fn id_of(world: &World, name: &str) -> Result<Uuid, SimulatorError> {
    let found = world.books().find_called(name).map(|t| t.id);
    found
        .or_else(|| Uuid::try_parse(name).ok())
        .ok_or_else(|| SimulatorError::Asked(format!("nothing is called {name:?}")))
}

async fn deliver(
    Shared(world): Shared<Arc<World>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, SimulatorError> {
    let request: DeliverRequest = read(&body)?;
    let deliveries = courier::force(&world, id_of(&world, &name)?, request).await?;
    Ok(Json(json!({"deliveries": deliveries})).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PutAnswer {
    #[serde(default)]
    answer: Answer,
}

async fn answer(
    Shared(world): Shared<Arc<World>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, SimulatorError> {
    let asked: PutAnswer = read(&body)?;
    Ok(Json(world.answer(id_of(&world, &name)?, asked.answer)?).into_response())
}

async fn books(Shared(world): Shared<Arc<World>>) -> Response {
    let books = world.books();
    let mut wallets = BTreeMap::new();
    for transaction in books.all() {
        let (dialect, country, currency) = wallet_of(transaction);
        wallets
            .entry((dialect, country, currency))
            .or_insert_with(|| books.balance(dialect, country, currency));
    }
    let wallets: Vec<_> = wallets
        .into_iter()
        .map(|((dialect, country, currency), balance)| {
            json!({"dialect": dialect, "country": country, "currency": currency, "balance": balance})
        })
        .collect();
    let transactions: Vec<_> = books.all().collect();
    Json(json!({
        "now": world.clock.now().rfc3339(),
        "ahead_ms": world.clock.ahead_ms(),
        "wallets": wallets,
        "totals": books.totals(),
        "transactions": transactions,
    }))
    .into_response()
}

fn wallet_of(t: &Transaction) -> (Dialect, &str, &str) {
    (t.dialect, &t.country, &t.currency)
}

async fn statement(
    Shared(world): Shared<Arc<World>>,
    Query(asked): Query<AskedStatement>,
) -> Result<Response, SimulatorError> {
    let statement = world.statement(&asked.read()?);
    Ok((
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8")],
        statement.csv,
    )
        .into_response())
}

/// What is wrong with the statement of the same question: for tests, not for the merchant.
async fn statement_faults(
    Shared(world): Shared<Arc<World>>,
    Query(asked): Query<AskedStatement>,
) -> Result<Response, SimulatorError> {
    let statement = world.statement(&asked.read()?);
    Ok(Json(json!({"faults": statement.faults})).into_response())
}

async fn keys(Shared(world): Shared<Arc<World>>) -> Response {
    Json(world.keys.published()).into_response()
}

async fn reset(Shared(world): Shared<Arc<World>>) -> Result<StatusCode, SimulatorError> {
    world.reset()?;
    Ok(StatusCode::NO_CONTENT)
}
