//! Callbacks that a test forces: true, altered, forged or replayed.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Delivered, Message, Sending, send_copies};
use crate::dialects;
use crate::error::SimulatorError;
use crate::scenario::{CallbackShape, SignatureKnob};
use crate::transaction::{Dialect, Notice, Transaction};
use crate::world::World;

const MAX_COPIES: u16 = 1_000;

/// A callback to force now, honest or forged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliverRequest {
    /// Copies, all at once, 1 to 1,000.
    pub count: u16,
    /// Sends the newest callback of this id again, byte for byte, old signature and all.
    pub replay: bool,
    /// The whole body instead of the true one. Needed for an id the books do not know.
    pub body: Option<String>,
    /// Top-level fields to change in the true body before signing. `null` writes null.
    pub alter: Map<String, Value>,
    pub shape: Option<CallbackShape>,
    pub signature: Option<SignatureKnob>,
    /// Headers to change after signing. `null` takes one away.
    pub headers: BTreeMap<String, Option<String>>,
    /// Where to send it instead: a whole address on loopback. Daraja has no address of its own for an unknown id.
    pub to: Option<String>,
    /// Whose form a forged one has. The movement's own when it is known, else `PawaPay`'s.
    pub dialect: Option<Dialect>,
}

impl Default for DeliverRequest {
    fn default() -> Self {
        Self {
            count: 1,
            replay: false,
            body: None,
            alter: Map::new(),
            shape: None,
            signature: None,
            headers: BTreeMap::new(),
            to: None,
            dialect: None,
        }
    }
}

/// Sends what a test wants sent.
pub(crate) async fn force(
    world: &Arc<World>,
    id: Uuid,
    request: DeliverRequest,
) -> Result<Vec<Delivered>, SimulatorError> {
    if !(1..=MAX_COPIES).contains(&request.count) {
        return Err(SimulatorError::Asked(format!("count is 1 to {MAX_COPIES}")));
    }
    let mut sending = if request.replay {
        last_sending(world, id)?
    } else {
        new_sending(world, id, &request)?
    };
    if let Some(url) = &request.to {
        sending.target = world.target_of(url)?;
    }
    let headers = &mut sending.message.headers;
    for (name, value) in request.headers {
        headers.retain(|old, _| !old.eq_ignore_ascii_case(&name));
        if let Some(value) = value {
            headers.insert(name, value);
        }
    }
    Ok(send_copies(world, id, &sending, request.count).await)
}

fn last_sending(world: &World, id: Uuid) -> Result<Sending, SimulatorError> {
    let books = world.books();
    let last = books.deliveries.iter().rev().find(|d| d.id == id);
    let last = last
        .ok_or_else(|| SimulatorError::Asked("nothing was delivered yet to replay".to_owned()))?;
    Ok(Sending {
        target: last.target.clone(),
        method: last.method.clone(),
        message: Message {
            headers: last.headers.clone(),
            body: last.body.clone(),
        },
        attempt: 1,
    })
}

fn new_sending(
    world: &World,
    id: Uuid,
    request: &DeliverRequest,
) -> Result<Sending, SimulatorError> {
    let transaction = world.books().find(id).cloned();
    let known = transaction.as_ref().map(|t| t.dialect);
    let dialect = request.dialect.or(known).unwrap_or(Dialect::Pawapay);
    let knob = transaction
        .as_ref()
        .map(|t| t.scenario.signature)
        .unwrap_or_default();
    let body = match &request.body {
        Some(body) => body.clone(),
        None => true_body(world, transaction.as_ref(), id, request)?,
    };
    let target = match (&request.to, &transaction) {
        (Some(url), _) => world.target_of(url)?,
        (None, Some(transaction)) if request.dialect.is_none() => {
            dialects::target(world, transaction)?
        }
        (None, _) => dialects::standing_target(world, dialect)?,
    };
    let known = transaction.as_ref().map(dialects::callback_method);
    Ok(Sending {
        target,
        method: known.unwrap_or(Method::POST),
        message: dialects::sign(world, dialect, body, request.signature.unwrap_or(knob)),
        attempt: 1,
    })
}

fn true_body(
    world: &World,
    transaction: Option<&Transaction>,
    id: Uuid,
    request: &DeliverRequest,
) -> Result<String, SimulatorError> {
    let transaction = transaction.ok_or(SimulatorError::UnknownTransaction(id))?;
    let notice = Notice {
        state: transaction.state,
        failure: transaction.failure.clone(),
        first_at: world.clock.now(),
        tries: 0,
        copies: 1,
        event: None,
    };
    let shape = request.shape.unwrap_or(transaction.scenario.callback_shape);
    let body = dialects::callback_body(world, transaction, &notice, shape);
    if request.alter.is_empty() {
        return Ok(body);
    }
    let mut fields: Map<String, Value> = serde_json::from_str(&body)
        .map_err(|error| SimulatorError::Asked(format!("no object to alter: {error}")))?;
    fields.extend(request.alter.clone());
    Ok(Value::Object(fields).to_string())
}
