//! Who may call: a subscription key for each product, and a token that is good in one product alone.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{HeaderMap, StatusCode, header};
use uuid::Uuid;

use super::answers::{Refusal, of_gateway};
use crate::config::MtnMomoConfig;
use crate::wire::object;
use crate::world::World;

/// Tokens that are good at once, at most.
const MAX_TOKENS: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    Collection,
    Disbursement,
}

impl Product {
    const fn name(self) -> &'static str {
        match self {
            Self::Collection => "collection",
            Self::Disbursement => "disbursement",
        }
    }

    fn subscription_key(self, config: &MtnMomoConfig) -> &str {
        match self {
            Self::Collection => &config.collection_key,
            Self::Disbursement => &config.disbursement_key,
        }
    }

    /// Under which a token is remembered: no other dialect and no other product looks there.
    fn entry(self, token: &str) -> String {
        format!("mtn_momo/{}/{token}", self.name())
    }
}

/// What Basic authentication carries.
pub(crate) fn basic(config: &MtnMomoConfig) -> String {
    BASE64.encode(format!("{}:{}", config.api_user, config.api_key))
}

pub(crate) async fn collection_token(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    token(&world, Product::Collection, &headers, &body)
}

pub(crate) async fn disbursement_token(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    token(&world, Product::Disbursement, &headers, &body)
}

fn token(world: &World, product: Product, headers: &HeaderMap, body: &Bytes) -> Response {
    let config = &world.config.mtn_momo;
    if let Err(refused) = check_key(config, product, headers) {
        return *refused;
    }
    let expected = format!("Basic {}", basic(config));
    if text(headers, header::AUTHORIZATION.as_str()) != Some(expected.as_str()) {
        let body = object([("error", "login_failed".into())]);
        return body.with_status(StatusCode::UNAUTHORIZED);
    }
    if !body.is_empty() {
        return Refusal::bad("A body is not supported here.").respond();
    }
    let token = Uuid::new_v4().simple().to_string();
    let now = world.clock.now();
    let lifetime = config.token_lifetime;
    {
        let mut books = world.books();
        books.tokens.retain(|_, until| *until > now);
        if books.tokens.len() >= MAX_TOKENS {
            books.tokens.clear();
        }
        books
            .tokens
            .insert(product.entry(&token), now.plus(lifetime));
    }
    let body = object([
        ("access_token", token.into()),
        ("token_type", "access_token".into()),
        ("expires_in", lifetime.as_secs().into()),
    ]);
    body.into_response()
}

/// Key, token and environment of every call but those for tokens.
pub(crate) fn check(
    world: &World,
    product: Product,
    headers: &HeaderMap,
) -> Result<(), Box<Response>> {
    let config = &world.config.mtn_momo;
    check_key(config, product, headers)?;
    let token = text(headers, header::AUTHORIZATION.as_str());
    let token = token.and_then(|text| text.strip_prefix("Bearer "));
    let until = token.and_then(|token| world.books().tokens.get(&product.entry(token)).copied());
    if until.is_none_or(|until| until <= world.clock.now()) {
        let message = "Unauthorized. Access token is missing, invalid or expired.";
        return Err(Box::new(of_gateway(StatusCode::UNAUTHORIZED, message)));
    }
    if text(headers, "x-target-environment") != Some(config.target_environment.as_str()) {
        let refusal = Refusal::of_code("NOT_ALLOWED_TARGET_ENVIRONMENT");
        return Err(Box::new(refusal.respond()));
    }
    Ok(())
}

fn check_key(
    config: &MtnMomoConfig,
    product: Product,
    headers: &HeaderMap,
) -> Result<(), Box<Response>> {
    let given = text(headers, "ocp-apim-subscription-key");
    if given == Some(product.subscription_key(config)) {
        return Ok(());
    }
    let message = match given {
        None => "Access denied due to missing subscription key.",
        Some(_) => "Access denied due to invalid subscription key.",
    };
    Err(Box::new(of_gateway(StatusCode::UNAUTHORIZED, message)))
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
