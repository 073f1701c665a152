//! Carries callbacks to the receiver, over plain HTTP on loopback, and keeps copies.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, header};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::books::remember;
use crate::clock::{Moment, real_rfc3339};
use crate::engine::TRIES_AT_SECONDS;
use crate::error::SimulatorError;
use crate::pawapay;
use crate::scenario::{CallbackShape, SignatureKnob};
use crate::transaction::{Notice, Step, Transaction};
use crate::world::World;

const MAX_COPIES: u16 = 1_000;

/// A callback ready to be sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// A callback that was sent, and what came of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Delivery {
    pub id: Uuid,
    /// On the virtual clock.
    pub at: Moment,
    /// On the real clock.
    pub real_at: String,
    /// 1 for the first.
    pub attempt: usize,
    pub status: Option<u16>,
    pub error: Option<String>,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// What came of a forced delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// The receiver's answer.
    pub status: Option<u16>,
    /// Why there is none.
    pub error: Option<String>,
}

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
        }
    }
}

/// Counts a delivery as on its way until dropped.
struct OnItsWay(Arc<World>);

impl OnItsWay {
    fn new(world: &Arc<World>) -> Self {
        world.in_flight.send_modify(|count| *count += 1);
        Self(Arc::clone(world))
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.0.in_flight.send_modify(|count| *count -= 1);
    }
}

/// Sends a planned callback without waiting for it.
pub(crate) fn dispatch(world: &Arc<World>, id: Uuid, notice: Notice) {
    let on_its_way = OnItsWay::new(world);
    tokio::spawn(async move {
        deliver_planned(&on_its_way.0, id, notice).await;
    });
}

/// Sends a planned callback, and plans the next try when nobody took it.
pub(crate) async fn deliver_planned(world: &Arc<World>, id: Uuid, notice: Notice) {
    let found = world.books().find(id).cloned();
    // One that was stopped is silent, as one that was killed would be.
    let Some(transaction) = found.filter(|_| !*world.stopping.borrow()) else {
        return;
    };
    let scenario = &transaction.scenario;
    let report = scenario.report.as_ref();
    let body =
        pawapay::callback_body(&transaction, &notice, scenario.callback_shape, report).to_string();
    let message = pawapay::sign(world, body, scenario.signature);
    let delivered = send_copies(world, id, &message, notice.copies, notice.tries + 1).await;
    let taken = delivered
        .iter()
        .any(|d| d.status.is_some_and(|status| (200..300).contains(&status)));
    let Some(after) = TRIES_AT_SECONDS.get(notice.tries + 1).filter(|_| !taken) else {
        return;
    };
    let mut books = world.books();
    let Some(mut transaction) = books.find(id).cloned() else {
        return;
    };
    let at = notice.first_at.plus(Duration::from_secs(*after));
    transaction.plan(
        at,
        Step::Deliver(Notice {
            tries: notice.tries + 1,
            copies: 1,
            ..notice
        }),
    );
    if let Err(error) = books.keep(transaction) {
        tracing::error!(%error, "the simulator's journal cannot be written");
    }
    world.wake.notify_one();
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
    let mut message = if request.replay {
        let books = world.books();
        let last = books
            .deliveries
            .iter()
            .rev()
            .find(|delivery| delivery.id == id);
        let last = last.ok_or_else(|| {
            SimulatorError::Asked("nothing was delivered yet to replay".to_owned())
        })?;
        Message {
            headers: last.headers.clone(),
            body: last.body.clone(),
        }
    } else {
        let transaction = world.books().find(id).cloned();
        let knob = transaction
            .as_ref()
            .map(|t| t.scenario.signature)
            .unwrap_or_default();
        let body = match request.body {
            Some(body) => body,
            None => true_body(
                world,
                transaction.as_ref(),
                id,
                request.shape,
                request.alter,
            )?,
        };
        pawapay::sign(world, body, request.signature.unwrap_or(knob))
    };
    for (name, value) in request.headers {
        message
            .headers
            .retain(|old, _| !old.eq_ignore_ascii_case(&name));
        if let Some(value) = value {
            message.headers.insert(name, value);
        }
    }
    Ok(send_copies(world, id, &message, request.count, 1).await)
}

fn true_body(
    world: &World,
    transaction: Option<&Transaction>,
    id: Uuid,
    shape: Option<CallbackShape>,
    alter: Map<String, Value>,
) -> Result<String, SimulatorError> {
    let transaction = transaction.ok_or(SimulatorError::UnknownTransaction(id))?;
    let notice = Notice {
        state: transaction.state,
        failure: transaction.failure.clone(),
        first_at: world.clock.now(),
        tries: 0,
        copies: 1,
    };
    let scenario = &transaction.scenario;
    let shape = shape.unwrap_or(scenario.callback_shape);
    let mut body = pawapay::callback_body(transaction, &notice, shape, scenario.report.as_ref());
    if let Some(fields) = body.as_object_mut() {
        fields.extend(alter);
    }
    Ok(body.to_string())
}

async fn send_copies(
    world: &Arc<World>,
    id: Uuid,
    message: &Message,
    copies: u16,
    attempt: usize,
) -> Vec<Delivered> {
    let mut sending = JoinSet::new();
    for _ in 0..copies {
        let (world, message) = (Arc::clone(world), message.clone());
        sending.spawn(async move { send(&world, id, message, attempt).await });
    }
    sending.join_all().await
}

async fn send(world: &World, id: Uuid, message: Message, attempt: usize) -> Delivered {
    let (at, real_at) = (world.clock.now(), real_rfc3339());
    let posting = post(
        world.target.address,
        &world.target.authority,
        &world.target.path_and_query,
        &message,
    );
    let answer = match tokio::time::timeout(world.config.callback_timeout, posting).await {
        Ok(answer) => answer,
        Err(_) => Err("no answer in time".to_owned()),
    };
    let delivered = match answer {
        Ok(status) => Delivered {
            status: Some(status),
            error: None,
        },
        Err(error) => Delivered {
            status: None,
            error: Some(error),
        },
    };
    let delivery = Delivery {
        id,
        at,
        real_at,
        attempt,
        status: delivered.status,
        error: delivered.error.clone(),
        headers: message.headers,
        body: message.body,
    };
    remember(&mut world.books().deliveries, delivery);
    delivered
}

async fn post(
    address: SocketAddr,
    authority: &str,
    path: &str,
    message: &Message,
) -> Result<u16, String> {
    let mut request = Request::post(path).header(header::HOST, authority);
    for (name, value) in &message.headers {
        request = request.header(name, value);
    }
    let request = request
        .body(Full::new(Bytes::from(message.body.clone())))
        .map_err(|e| e.to_string())?;
    let stream = TcpStream::connect(address)
        .await
        .map_err(|e| e.to_string())?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| e.to_string())?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    connection.abort();
    answer
        .map(|answer| answer.status().as_u16())
        .map_err(|e| e.to_string())
}
