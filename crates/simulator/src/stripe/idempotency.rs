//! One key, one answer: what a request was answered with is what every later one of its key is answered with, for a day.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::errors::{Refusal, in_use, trouble};
use super::form::Form;
use crate::clock::Moment;
use crate::scenario::Transport;
use crate::socket::Cutter;
use crate::transaction::Dialect;
use crate::transport;
use crate::wire::Json;
use crate::world::World;

const KEY_CHARS_MAX: usize = 255;
/// How long an answer is repeated.
const KEPT: Duration = Duration::from_hours(24);
/// Keys that are remembered at most.
const REPLAYS_MAX: usize = 100_000;

/// What was answered under a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Replay {
    pub key: String,
    /// Of the path and the fields it was answered for.
    pub fingerprint: String,
    pub at: Moment,
    pub status: u16,
    pub body: String,
}

/// Work that was done, and what happens to its answer on the way.
pub(crate) struct Done {
    pub answer: Json,
    pub carried: Transport,
}

/// A key at work. Free again when dropped, also when nobody waits for the answer any more.
struct InUse<'a> {
    world: &'a World,
    key: String,
}

impl Drop for InUse<'_> {
    fn drop(&mut self) {
        self.world.books().keys_in_use.remove(&self.key);
    }
}

/// Does the work of a request that changes something, once for each key.
pub(crate) async fn once(
    world: &Arc<World>,
    cutter: &Cutter,
    request: Request,
    work: impl FnOnce(&Arc<World>, &Form) -> Result<Done, Refusal> + Send,
) -> Response {
    let path = request.uri().path().to_owned();
    let key = match key_of(request.headers()) {
        Ok(key) => key,
        Err(refusal) => return refusal.respond(),
    };
    let form = match Form::read(request).await {
        Ok(form) => form,
        Err(refusal) => return refusal.respond(),
    };
    let Some(key) = key else {
        return match work(world, &form) {
            Ok(done) => carry(world, cutter, done).await,
            Err(refusal) => refusal.respond(),
        };
    };
    let content = format!("{path}\n{}", form.canonical());
    let fingerprint = BASE64.encode(Sha256::digest(content.as_bytes()));
    let _in_use = match begin(world, &key, &fingerprint) {
        Ok(in_use) => in_use,
        Err(answer) => return *answer,
    };
    let keep = |status: StatusCode, body: &Json| keep(world, &key, &fingerprint, status, body);
    match work(world, &form) {
        // The request was lost on its way: its key was never used.
        Ok(done) if done.carried.loses_the_request() => carry(world, cutter, done).await,
        Ok(done) => {
            let kept = match &done.carried {
                Transport::ServerErrorAfter { code } => {
                    let status = StatusCode::from_u16(*code);
                    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                    keep(status, &trouble(status).body())
                }
                _ => keep(StatusCode::OK, &done.answer),
            };
            match kept {
                Ok(()) => carry(world, cutter, done).await,
                Err(error) => Refusal::from(error).respond(),
            }
        }
        Err(refusal) => {
            let kept = if refusal.is_final {
                keep(refusal.status, &refusal.body())
            } else {
                Ok(())
            };
            match kept {
                Ok(()) => refusal.respond(),
                Err(error) => Refusal::from(error).respond(),
            }
        }
    }
}

fn key_of(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    if (1..=KEY_CHARS_MAX).contains(&key.len()) {
        return Ok(Some(key.to_owned()));
    }
    Err(Refusal::bad(
        "Invalid idempotency key: 1 to 255 characters.",
    ))
}

/// Takes the key, or answers as before.
fn begin<'a>(world: &'a World, key: &str, fingerprint: &str) -> Result<InUse<'a>, Box<Response>> {
    let mut books = world.books();
    let now = world.clock.now();
    if books.keys_in_use.contains(key) {
        return Err(Box::new(in_use().respond()));
    }
    if let Some(replay) = books.replays.get(key).filter(|r| now < r.at.plus(KEPT)) {
        if replay.fingerprint == fingerprint {
            return Err(Box::new(repeated(replay)));
        }
        let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
        let refusal = Refusal::bad(message).of_kind("idempotency_error");
        return Err(Box::new(refusal.respond()));
    }
    books.keys_in_use.insert(key.to_owned());
    drop(books);
    let key = key.to_owned();
    Ok(InUse { world, key })
}

fn repeated(replay: &Replay) -> Response {
    let status = StatusCode::from_u16(replay.status).unwrap_or(StatusCode::OK);
    let json = HeaderValue::from_static("application/json");
    let headers = [
        (header::CONTENT_TYPE, json),
        (
            http::HeaderName::from_static("idempotent-replayed"),
            HeaderValue::from_static("true"),
        ),
    ];
    (status, headers, replay.body.clone()).into_response()
}

fn keep(
    world: &World,
    key: &str,
    fingerprint: &str,
    status: StatusCode,
    body: &Json,
) -> io::Result<()> {
    let mut books = world.books();
    let now = world.clock.now();
    if books.replays.len() >= REPLAYS_MAX {
        books.replays.retain(|_, replay| now < replay.at.plus(KEPT));
    }
    books.keep_replay(Replay {
        key: key.to_owned(),
        fingerprint: fingerprint.to_owned(),
        at: now,
        status: status.as_u16(),
        body: body.to_string(),
    })
}

async fn carry(world: &World, cutter: &Cutter, done: Done) -> Response {
    let answer = done.answer.into_response();
    transport::carry(world, cutter, Dialect::Stripe, &done.carried, answer).await
}
