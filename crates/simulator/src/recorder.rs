//! What the merchant sent, byte for byte, and what it was answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;
use serde::Serialize;

use crate::books::remember;
use crate::clock::{Moment, real_rfc3339};
use crate::world::World;

/// Bodies larger than this are refused.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// One request at a provider's port.
#[derive(Debug, Clone, Serialize)]
pub struct Recorded {
    pub sequence: u64,
    /// On the virtual clock.
    pub at: Moment,
    /// On the real clock, RFC 3339.
    pub real_at: String,
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    /// Names in lower case. The configured secrets are masked.
    pub headers: BTreeMap<String, String>,
    pub body: String,
    /// `None` while it is not answered, and for ever when it was cut off.
    pub answer_status: Option<u16>,
    pub answer_body: Option<String>,
}

pub(crate) async fn record(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let limited = http_body_util::Limited::new(body, MAX_BODY_BYTES);
    let Ok(body) = limited
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
    else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let recorded = Recorded {
        sequence: 0,
        at: world.clock.now(),
        real_at: real_rfc3339(),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: readable(&parts.headers, &world.secrets),
        body: String::from_utf8_lossy(&body).into_owned(),
        answer_status: None,
        answer_body: None,
    };
    let sequence = {
        let mut books = world.books();
        let sequence = books.sequence();
        remember(
            &mut books.requests,
            Recorded {
                sequence,
                ..recorded
            },
        );
        sequence
    };
    let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (parts, body) = answer.into_parts();
    let Ok(body) = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Some(recorded) = world
        .books()
        .requests
        .iter_mut()
        .rev()
        .find(|r| r.sequence == sequence)
    {
        recorded.answer_status = Some(parts.status.as_u16());
        recorded.answer_body = Some(String::from_utf8_lossy(&body).into_owned());
    }
    Response::from_parts(parts, Body::from(body))
}

pub(crate) fn readable(headers: &HeaderMap, secrets: &[String]) -> BTreeMap<String, String> {
    headers
        .iter()
        .map(|(name, value)| {
            let mut text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
                text = text.replace(secret, "(the configured token)");
            }
            (name.as_str().to_owned(), text)
        })
        .collect()
}
