//! Headers that tell a browser what it may not do with our answers. A page brings its own content security policy.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Two years, as preload lists want it.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");
/// For everything that is not a page: nobody frames it. (Its type is never guessed, so there is nothing to run.)
const NO_FRAMES: HeaderValue = HeaderValue::from_static("frame-ancestors 'none'");

/// Whether people reach us over https.
#[derive(Debug, Clone, Copy)]
pub struct IsHttps(pub bool);

/// Adds what is missing.
pub async fn add(
    State(IsHttps(is_https)): State<IsHttps>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // It leads nowhere and is shown nowhere, and the answer a waiting buyer's browser asks for every few seconds must stay small.
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let mut absent = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    absent(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if !is_json {
        absent(
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        );
        absent(header::CONTENT_SECURITY_POLICY, NO_FRAMES);
    }
    if is_https {
        absent(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}
