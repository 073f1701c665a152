//! Where the provider's callbacks arrive: one route over HTTP, answering as the program does.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::routing::post;
use flows::Market;
use flows::callback::{ReceiveError, Received, receive};
use flows::till;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use payments::provider::{CallbackError, CallbackRequest, ProviderName};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The path of the one provider's callbacks.
pub const HOOK: &str = "/api/v1/payments/webhook/pawapay";

/// Serves until aborted.
pub(crate) fn open(listener: TcpListener, market: Market) -> JoinHandle<()> {
    let routes = Router::new()
        .route("/api/v1/payments/webhook/{provider}", post(take))
        .route(
            "/api/v1/payments/webhook/{provider}/{token}",
            post(take_with_token).put(take_with_token),
        )
        .route("/api/v1/payments/till/{token}", post(take_by_hand))
        .with_state(market);
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() })
}

async fn take_with_token(
    state: State<Market>,
    Path((provider, _token)): Path<(String, String)>,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    take(state, Path(provider), uri, method, headers, body).await
}

async fn take(
    State(market): State<Market>,
    Path(provider): Path<String>,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let Ok(name) = provider.parse::<ProviderName>() else {
        return StatusCode::NOT_FOUND;
    };
    let authority = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let request = CallbackRequest {
        method: method.as_str(),
        authority,
        path: uri.path(),
        headers: &headers,
        body: &body,
    };
    answered(receive(&market, name, &request).await)
}

async fn take_by_hand(
    State(market): State<Market>,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let request = CallbackRequest {
        method: method.as_str(),
        authority: "",
        path: uri.path(),
        headers: &headers,
        body: &body,
    };
    let status = answered(till::receive(&market, &request).await);
    (status, r#"{"ResultCode":"0","ResultDesc":"Accepted"}"#)
}

fn answered(received: Result<Received, ReceiveError>) -> StatusCode {
    match received {
        Ok(_) | Err(ReceiveError::Refused(CallbackError::NotForUs)) => StatusCode::OK,
        Err(ReceiveError::NoProvider) => StatusCode::NOT_FOUND,
        Err(ReceiveError::Refused(CallbackError::Signature(_))) => StatusCode::UNAUTHORIZED,
        Err(ReceiveError::Refused(CallbackError::OldVersion | CallbackError::Unreadable(_))) => {
            StatusCode::BAD_REQUEST
        }
        Err(ReceiveError::Refused(CallbackError::KeysUnavailable) | ReceiveError::Failed(_)) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
