//! Who may call: the token, the content type, and the signature where the account wants one.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, Method, Uri, header};
use http_body_util::BodyExt as _;
use hyper::body::Bytes;
use serde_json::Value;

use super::answers::Refusal;
use super::signature;
use crate::clock::real_now;
use crate::world::World;

/// One call, read whole.
pub(crate) struct Call {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Call {
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|_| Refusal::new("INVALID_INPUT", "The body broke off."))?;
        Ok(Self {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body: body.to_bytes(),
        })
    }

    /// The body as JSON, when it says that it is.
    pub fn json(&self) -> Result<Value, Refusal> {
        let content_type = self
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Refusal::new(
                "INVALID_INPUT",
                "The content type must be application/json.",
            ));
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            Refusal::new(
                "INVALID_INPUT",
                format!("We were unable to parse the payload: {error}."),
            )
        })
    }

    /// Checks the signature where there is one or must be one.
    pub fn check_signature(&self, world: &World) -> Result<(), Refusal> {
        let (required, keys) = {
            let account = &world.books().account;
            (account.signed_requests_only, account.request_keys.clone())
        };
        let is_signed =
            self.headers.contains_key("signature") || self.headers.contains_key("signature-input");
        if !required && (!is_signed || keys.is_empty()) {
            return Ok(());
        }
        let authority = self
            .headers
            .get(header::HOST)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let signed = signature::Signed {
            method: self.method.as_str(),
            authority: &authority.to_ascii_lowercase(),
            path: self.uri.path(),
            headers: &self.headers,
            body: &self.body,
        };
        signature::verify(&signed, &keys, real_now())
            .map_err(|fault| Refusal::new("HTTP_SIGNATURE_ERROR", fault.to_string()))
    }
}

/// Every call carries the token.
pub(crate) async fn check_token(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    match knows_token(&world, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.plain(),
    }
}

fn knows_token(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    let header = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok());
    match header.map(|text| text.strip_prefix("Bearer ")) {
        None => Err(Refusal::new(
            "NO_AUTHENTICATION",
            "Authentication header is missing.",
        )),
        Some(Some(token)) if token == world.config.api_token => Ok(()),
        Some(_) => Err(Refusal::new(
            "AUTHENTICATION_ERROR",
            "The API token specified is invalid.",
        )),
    }
}

/// For every path that is nobody's.
pub(crate) fn nothing_here(world: &World, headers: &HeaderMap) -> Response {
    use axum::response::IntoResponse as _;
    if let Err(refusal) = knows_token(world, headers) {
        return refusal.plain();
    }
    let reason = Refusal::new("NOT_FOUND", "There is no such resource.").reason();
    (
        http::StatusCode::NOT_FOUND,
        axum::Json(serde_json::json!({"failureReason": reason})),
    )
        .into_response()
}
