//! Who may call: every call carries the secret key.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};

use super::answers::Refusal;
use crate::world::World;

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
    match given.map(|text| text.strip_prefix("Bearer ")) {
        None => refused("No Authorization Header was found"),
        Some(Some(key)) if key == world.config.paystack.secret_key => Ok(()),
        Some(_) => refused("Invalid key"),
    }
}
