//! Who may call.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{HeaderMap, StatusCode, header};

use super::errors::Refusal;
use crate::config::StripeConfig;
use crate::world::World;

/// Every call carries the secret key.
pub(crate) async fn check_key(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    match knows_key(&world, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.respond(),
    }
}

pub(crate) fn knows_key(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let refused = |message: &str| Err(Refusal::new(StatusCode::UNAUTHORIZED, message));
    let config = &world.config.stripe;
    match given.and_then(|text| text.split_once(' ')) {
        None => refused("You did not provide an API key."),
        Some(("Bearer", key)) if key == config.secret_key => Ok(()),
        Some(("Basic", key)) if key == basic(config) => Ok(()),
        Some(_) => refused("Invalid API Key provided: sk_test_********"),
    }
}

/// The key as the user of Basic, without a password.
pub(crate) fn basic(config: &StripeConfig) -> String {
    BASE64.encode(format!("{}:", config.secret_key))
}
