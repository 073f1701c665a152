//! What payment providers send us. Nothing is decided here: verified, stored once, committed, answered.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use app::state::AppState;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use flows::callback::{ReceiveError, Received, receive};
use flows::till;
use payments::provider::{CallbackError, CallbackRequest, ProviderName};
use serde_json::json;
use tokio::sync::Semaphore;

/// A callback is a page of JSON.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// Whoever sends a page of JSON for longer than this is not a provider.
const READ_MS_MAX: u64 = 5_000;
/// A provider must know within a second that it has to try again.
const ANSWER_MS_MAX: u64 = 900;
/// Callbacks at work at the same time; more are asked to come again.
const AT_ONCE_MAX: usize = 64;

static AT_WORK: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE_MAX)));

/// `POST /api/v1/payments/till/{token}`, `POST /api/v1/payments/webhook/{provider}`, and below it where a provider proves itself by an address of its own; some of
/// those put what others post.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/payments/webhook/{provider}", post(hear))
        .route(
            "/api/v1/payments/webhook/{provider}/{token}",
            post(hear_with_token).put(hear_with_token),
        )
        .route("/api/v1/payments/till/{token}", post(hear_by_hand))
}

/// What is told about payments by hand: the address alone says by whom, because some take none that names them.
async fn hear_by_hand(State(app): State<AppState>, request: Request<Body>) -> Response {
    listen(app, None, request).await
}

async fn hear(
    State(app): State<AppState>,
    Path(provider): Path<String>,
    request: Request<Body>,
) -> Response {
    listen_to(app, &provider, request).await
}

async fn hear_with_token(
    State(app): State<AppState>,
    Path((provider, _token)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    listen_to(app, &provider, request).await
}

async fn listen_to(app: AppState, provider: &str, request: Request<Body>) -> Response {
    let Ok(name) = provider.parse::<ProviderName>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    listen(app, Some(name), request).await
}

/// 200 only after the commit. What takes too long goes on behind the answer: storing it late does no harm, and the provider
/// sends it again.
async fn listen(app: AppState, name: Option<ProviderName>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    // Whoever sends slowly takes nobody's place.
    let reading = to_bytes(body, BODY_BYTES_MAX);
    let body = match tokio::time::timeout(Duration::from_millis(READ_MS_MAX), reading).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return answered(name, StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return answered(name, StatusCode::REQUEST_TIMEOUT),
    };
    let Ok(permit) = Arc::clone(&AT_WORK).try_acquire_owned() else {
        return answered(name, StatusCode::SERVICE_UNAVAILABLE);
    };
    let work = tokio::spawn(async move {
        let status = take(&app, name, &parts, &body).await;
        drop(permit);
        status
    });
    let status = match tokio::time::timeout(Duration::from_millis(ANSWER_MS_MAX), work).await {
        Ok(Ok(status)) => status,
        Ok(Err(_)) => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    answered(name, status)
}

fn answered(name: Option<ProviderName>, status: StatusCode) -> Response {
    let (provider, status_text) = (
        name.map_or("by_hand", ProviderName::as_str),
        status.as_str().to_owned(),
    );
    metrics::counter!("soko_callbacks_total", "provider" => provider, "status" => status_text)
        .increment(1);
    match name {
        // It wants to read that it was understood, in its two ways.
        Some(ProviderName::Mpesa) if status == StatusCode::OK => {
            Json(json!({"ResultCode": 0, "ResultDesc": "Accepted"})).into_response()
        }
        None if status == StatusCode::OK => {
            Json(json!({"ResultCode": "0", "ResultDesc": "Accepted"})).into_response()
        }
        None
        | Some(
            ProviderName::Mpesa
            | ProviderName::PawaPay
            | ProviderName::Flutterwave
            | ProviderName::Stripe
            | ProviderName::MtnMomo
            | ProviderName::Paystack
            | ProviderName::Bank,
        ) => status.into_response(),
    }
}

async fn take(
    app: &AppState,
    name: Option<ProviderName>,
    parts: &Parts,
    body: &[u8],
) -> StatusCode {
    let callback = CallbackRequest {
        method: parts.method.as_str(),
        authority: authority(parts),
        path: parts.uri.path(),
        headers: &parts.headers,
        body,
    };
    let received = match name {
        Some(name) => receive(&app.market, name, &callback).await,
        None => till::receive(&app.market, &callback).await,
    };
    match received {
        Ok(Received::Stored | Received::Known) => StatusCode::OK,
        Err(error) => status_of(&error),
    }
}

fn authority(parts: &Parts) -> &str {
    let host = parts
        .headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    host.or_else(|| {
        parts
            .uri
            .authority()
            .map(axum::http::uri::Authority::as_str)
    })
    .unwrap_or_default()
}

fn status_of(error: &ReceiveError) -> StatusCode {
    match error {
        ReceiveError::NoProvider => StatusCode::NOT_FOUND,
        ReceiveError::Refused(CallbackError::Signature(_)) => StatusCode::UNAUTHORIZED,
        ReceiveError::Refused(CallbackError::KeysUnavailable) => StatusCode::SERVICE_UNAVAILABLE,
        // Heard, and none of our business: it need not be sent again.
        ReceiveError::Refused(CallbackError::NotForUs) => StatusCode::OK,
        ReceiveError::Refused(
            refused @ (CallbackError::OldVersion | CallbackError::Unreadable(_)),
        ) => {
            tracing::error!(%refused, "a genuine callback that we cannot use: look at the provider's dashboard");
            StatusCode::BAD_REQUEST
        }
        ReceiveError::Failed(error) => {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "a callback was not stored; the provider sends it again"
            );
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

#[cfg(test)]
mod tests {
    use payments::provider::SignatureFault;

    use super::*;

    #[test]
    fn a_provider_learns_whether_to_try_again() {
        let refused = |why| status_of(&ReceiveError::Refused(why)).as_u16();
        assert_eq!(
            refused(CallbackError::Signature(SignatureFault::Wrong)),
            401
        );
        assert_eq!(refused(CallbackError::OldVersion), 400);
        assert_eq!(refused(CallbackError::Unreadable("x")), 400);
        assert_eq!(refused(CallbackError::KeysUnavailable), 503);
        let away = flows::Error::from(store::Error::Database(sqlx::Error::PoolTimedOut));
        assert_eq!(status_of(&ReceiveError::Failed(away)).as_u16(), 503);
    }
}
