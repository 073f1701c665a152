//! What payment providers send us. Nothing is decided here: verified, stored once, committed, answered.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use app::state::AppState;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{Request, StatusCode, header};
use axum::routing::post;
use flows::callback::{ReceiveError, Received, receive};
use payments::provider::{CallbackError, CallbackRequest, ProviderName};
use tokio::sync::Semaphore;

/// A callback is a page of JSON.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// A provider must know within a second that it has to try again.
const ANSWER_MS_MAX: u64 = 900;
/// Callbacks at work at the same time; more are asked to come again.
const AT_ONCE_MAX: usize = 64;

static AT_WORK: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE_MAX)));

/// `POST /api/v1/payments/webhook/{provider}`
pub fn router() -> Router<AppState> {
    Router::new().route("/api/v1/payments/webhook/{provider}", post(hear))
}

/// 200 only after the commit. What takes too long goes on behind the answer: storing it late does no harm, and the provider
/// sends it again.
async fn hear(
    State(app): State<AppState>,
    Path(provider): Path<String>,
    request: Request<Body>,
) -> StatusCode {
    let Ok(name) = provider.parse::<ProviderName>() else {
        return StatusCode::NOT_FOUND;
    };
    let Ok(permit) = Arc::clone(&AT_WORK).try_acquire_owned() else {
        return answered(name, StatusCode::SERVICE_UNAVAILABLE);
    };
    let work = tokio::spawn(async move {
        let status = take(&app, name, request).await;
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

fn answered(name: ProviderName, status: StatusCode) -> StatusCode {
    let (provider, status_text) = (name.as_str(), status.as_str().to_owned());
    metrics::counter!("soko_callbacks_total", "provider" => provider, "status" => status_text)
        .increment(1);
    status
}

async fn take(app: &AppState, name: ProviderName, request: Request<Body>) -> StatusCode {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let callback = CallbackRequest {
        method: parts.method.as_str(),
        authority: authority(&parts),
        path: parts.uri.path(),
        headers: &parts.headers,
        body: &body,
    };
    match receive(&app.market, name, &callback).await {
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
