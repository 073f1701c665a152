//! Tokens: issued for key and secret, good for an hour, asked for by every call.

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use uuid::Uuid;

use super::answers::Refusal;
use crate::config::DarajaConfig;
use crate::wire::object;
use crate::world::World;

/// Tokens that are good at once, at most.
const MAX_TOKENS: usize = 10_000;

/// What Basic authentication carries.
pub(crate) fn basic(config: &DarajaConfig) -> String {
    BASE64.encode(format!(
        "{}:{}",
        config.consumer_key, config.consumer_secret
    ))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    grant_type: Option<String>,
}

pub(crate) async fn generate(
    State(world): State<Arc<World>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let bad = |code, message| Refusal::new(StatusCode::BAD_REQUEST, code, message).respond();
    if asked.grant_type.as_deref() != Some("client_credentials") {
        return bad("400.008.02", "Invalid grant type passed");
    }
    let expected = format!("Basic {}", basic(&world.config.daraja));
    if authorization(&headers) != Some(expected.as_str()) {
        return bad("400.008.01", "Invalid Authentication passed");
    }
    let token = Uuid::new_v4().simple().to_string()[..28].to_owned();
    let now = world.clock.now();
    let lifetime = world.config.daraja.token_lifetime;
    {
        let mut books = world.books();
        books.tokens.retain(|_, until| *until > now);
        if books.tokens.len() >= MAX_TOKENS {
            books.tokens.clear();
        }
        books.tokens.insert(token.clone(), now.plus(lifetime));
    }
    let body = object([
        ("access_token", token.into()),
        ("expires_in", lifetime.as_secs().to_string().into()),
    ]);
    body.into_response()
}

fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
}

/// Every call but the one for a token carries a token.
pub(crate) async fn check_token(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let token = authorization(request.headers()).and_then(|text| text.strip_prefix("Bearer "));
    let until = token.and_then(|token| world.books().tokens.get(token).copied());
    if until.is_some_and(|until| until > world.clock.now()) {
        return next.run(request).await;
    }
    Refusal::new(StatusCode::NOT_FOUND, "404.001.03", "Invalid Access Token").respond()
}
