//! A number, a span, a log line and two measurements for every request.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use app::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument as _, info_span};

/// The header that carries a request's number, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A number from outside may be this long.
const GIVEN_CHARS_MAX: usize = 64;

/// A request's number, in its extensions.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// The pattern that answers, found further in; in the request's extensions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Route(Arc<OnceLock<MatchedPath>>);

impl Route {
    /// Known once a handler was found.
    pub(crate) fn matched(&self) -> Option<MatchedPath> {
        self.0.get().cloned()
    }
}

/// Where the pattern will stand that answers this request.
pub(crate) fn route(request: &Request) -> Route {
    request
        .extensions()
        .get::<Route>()
        .cloned()
        .unwrap_or_default()
}

/// Says which pattern once made the answer that is given again.
pub(crate) fn set_route(request: &Request, matched: Option<&MatchedPath>) {
    if let (Some(Route(found)), Some(matched)) = (request.extensions().get::<Route>(), matched) {
        let _ = found.set(matched.clone());
    }
}

/// Gives the request a number, logs it and measures it. The address is logged without its query, which may hold a key.
pub async fn observe(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = given_id(request.headers()).unwrap_or_else(|| new_id(&app));
    let found = Route::default();
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(found.clone());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let span = info_span!("request", request.id = %id);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();
    let route = found.0.get().map_or("other", MatchedPath::as_str);
    let status = response.status();
    span.in_scope(|| {
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let status_code = status.as_u16();
        if status.is_server_error() {
            tracing::error!(%method, path, route, status = status_code, took_ms, "answered");
        } else if is_file(route) {
            tracing::debug!(%method, path, route, status = status_code, took_ms, "answered");
        } else {
            tracing::info!(%method, path, route, status = status_code, took_ms, "answered");
        }
    });
    count(route, status, took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn count(route: &str, status: StatusCode, seconds: f64) {
    let route = route.to_owned();
    metrics::counter!("soko_requests_total", "route" => route.clone(), "status" => status.as_str().to_owned()).increment(1);
    metrics::histogram!("soko_request_seconds", "route" => route).record(seconds);
}

fn is_file(route: &str) -> bool {
    route.starts_with("/pkg") || route.starts_with("/media") || route == "/health"
}

/// Remembers which pattern answered, for [`observe`], which stands too far out to see it.
pub async fn name_route(request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    if let (Some(Route(found)), Some(matched)) =
        (extensions.get::<Route>(), extensions.get::<MatchedPath>())
    {
        // The first to be asked is the outermost, and knows the whole pattern.
        let _ = found.set(matched.clone());
    }
    next.run(request).await
}

/// A proxy's own number, if it is one that may stand in a log.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    ((8..=GIVEN_CHARS_MAX).contains(&given.len()) && given.bytes().all(plain))
        .then(|| given.to_owned())
}

/// Sixteen hex digits: enough to find a line, and few bytes on the wire.
fn new_id(app: &AppState) -> String {
    format!("{:016x}", u64::from_be_bytes(app.market.source.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_from_outside_is_taken_only_if_it_may_stand_in_a_log() {
        let given = |text: &'static str| {
            given_id(&HeaderMap::from_iter([(
                REQUEST_ID,
                HeaderValue::from_static(text),
            )]))
        };
        assert_eq!(given("abc-123.DEF_4"), Some("abc-123.DEF_4".to_owned()));
        for wrong in ["", "short", "has space in", "quote\"quote", "x=1;y=2;z"] {
            assert_eq!(given(wrong), None, "{wrong}");
        }
        let long: &'static str = Box::leak("a".repeat(65).into_boxed_str());
        assert_eq!(given(long), None);
    }
}
