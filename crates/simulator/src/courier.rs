//! Carries callbacks to the receiver, over plain HTTP on loopback, and keeps copies.

mod forced;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, header};
use http_body_util::{BodyExt as _, Collected, Full, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::books::remember;
use crate::clock::{Moment, real_rfc3339};
use crate::config::CallbackTarget;
use crate::dialects;
use crate::transaction::{Notice, Step, Telling};
use crate::world::World;

pub use forced::DeliverRequest;
pub(crate) use forced::force;

/// Of what a receiver says.
const MAX_SAID_BYTES: usize = 64 * 1024;

/// A callback ready to be sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Message {
    /// A body without any proof of where it comes from.
    pub fn json(body: String) -> Self {
        let content_type = ("content-type".to_owned(), "application/json".to_owned());
        Self {
            headers: [content_type].into(),
            body,
        }
    }
}

/// A callback that was sent, and what came of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Delivery {
    pub id: Uuid,
    /// Where it went: authority and path.
    pub to: String,
    #[serde(skip)]
    pub target: CallbackTarget,
    #[serde(serialize_with = "as_text")]
    pub method: Method,
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

fn as_text<S: serde::Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(method.as_str())
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
    let target = match dialects::target(world, &transaction) {
        Ok(target) => target,
        Err(error) => {
            tracing::warn!(%error, "a callback has nowhere to go");
            return;
        }
    };
    let body = dialects::callback_body(world, &transaction, &notice, scenario.callback_shape);
    let message = dialects::sign(world, transaction.dialect, body, scenario.signature);
    let sending = Sending {
        target,
        method: dialects::callback_method(&transaction),
        message,
        attempt: notice.tries + 1,
    };
    let delivered = send_copies(world, id, &sending, notice.copies).await;
    let taken = delivered
        .iter()
        .any(|d| d.status.is_some_and(|status| (200..300).contains(&status)));
    let tries_at_seconds = dialects::tries_at_seconds(world, transaction.dialect);
    let Some(after) = tries_at_seconds.get(notice.tries + 1).filter(|_| !taken) else {
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

/// Asks the receiver something and waits for what it says. `None`: it could not be reached, or answered with an error.
pub(crate) async fn ask(world: &Arc<World>, id: Uuid, url: &str, body: String) -> Option<String> {
    let target = world.target_of(url).ok()?;
    let on_its_way = OnItsWay::new(world);
    let sending = Sending {
        target,
        method: Method::POST,
        message: Message::json(body),
        attempt: 1,
    };
    let (delivered, said) = send(&on_its_way.0, id, sending).await;
    let status = delivered.status?;
    said.filter(|_| (200..300).contains(&status))
}

/// Tells something once, without waiting for it.
pub(crate) fn tell(world: &Arc<World>, id: Uuid, telling: Telling) {
    let target = match world.target_of(&telling.to) {
        Ok(target) => target,
        Err(error) => {
            tracing::warn!(%error, "an answer has nowhere to go");
            return;
        }
    };
    let on_its_way = OnItsWay::new(world);
    tokio::spawn(async move {
        let sending = Sending {
            target,
            method: Method::POST,
            message: Message::json(telling.body),
            attempt: 1,
        };
        send_copies(&on_its_way.0, id, &sending, telling.copies).await;
    });
}

/// A message, and where it goes.
#[derive(Debug, Clone)]
struct Sending {
    target: CallbackTarget,
    method: Method,
    message: Message,
    /// 1 for the first.
    attempt: usize,
}

async fn send_copies(
    world: &Arc<World>,
    id: Uuid,
    sending: &Sending,
    copies: u16,
) -> Vec<Delivered> {
    let mut all = JoinSet::new();
    for _ in 0..copies {
        let (world, sending) = (Arc::clone(world), sending.clone());
        all.spawn(async move { send(&world, id, sending).await.0 });
    }
    all.join_all().await
}

/// What came of it, and what the receiver said.
async fn send(world: &World, id: Uuid, sending: Sending) -> (Delivered, Option<String>) {
    let Sending {
        target,
        method,
        message,
        attempt,
    } = sending;
    let (at, real_at) = (world.clock.now(), real_rfc3339());
    let posting = carry(&target, &method, &message);
    let answer = match tokio::time::timeout(world.config.callback_timeout, posting).await {
        Ok(answer) => answer,
        Err(_) => Err("no answer in time".to_owned()),
    };
    let (delivered, said) = match answer {
        Ok((status, said)) => {
            let status = Some(status);
            (
                Delivered {
                    status,
                    error: None,
                },
                said,
            )
        }
        Err(error) => {
            let error = Some(error);
            (
                Delivered {
                    status: None,
                    error,
                },
                None,
            )
        }
    };
    let delivery = Delivery {
        id,
        to: format!("{}{}", target.authority, target.path_and_query),
        target,
        method,
        at,
        real_at,
        attempt,
        status: delivered.status,
        error: delivered.error.clone(),
        headers: message.headers,
        body: message.body,
    };
    remember(&mut world.books().deliveries, delivery);
    (delivered, said)
}

async fn carry(
    target: &CallbackTarget,
    method: &Method,
    message: &Message,
) -> Result<(u16, Option<String>), String> {
    let mut request = Request::builder()
        .method(method)
        .uri(&target.path_and_query)
        .header(header::HOST, &target.authority);
    for (name, value) in &message.headers {
        request = request.header(name, value);
    }
    let request = request
        .body(Full::new(Bytes::from(message.body.clone())))
        .map_err(|e| e.to_string())?;
    let stream = TcpStream::connect(target.address)
        .await
        .map_err(|e| e.to_string())?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| e.to_string())?;
    let connection = tokio::spawn(connection);
    let answer = sender
        .send_request(request)
        .await
        .map_err(|e| e.to_string())?;
    let status = answer.status().as_u16();
    let said = Limited::new(answer.into_body(), MAX_SAID_BYTES);
    let said = said.collect().await.ok().map(Collected::to_bytes);
    connection.abort();
    let said = said.map(|said| String::from_utf8_lossy(&said).into_owned());
    Ok((status, said))
}
