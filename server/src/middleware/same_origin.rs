//! A request that changes something must come from our own pages, or from a program that carries no cookie.

use std::sync::Arc;

use app::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Refuses what another site made a browser send.
pub async fn check(State(our_origin): State<Arc<str>>, request: Request, next: Next) -> Response {
    if allows(
        request.method(),
        request.uri().path(),
        request.headers(),
        &our_origin,
    ) {
        return next.run(request).await;
    }
    tracing::warn!(
        path = request.uri().path(),
        "refused: the request came from another site"
    );
    Problem::OtherSite.into_response()
}

/// A browser says where a request comes from in `Sec-Fetch-Site`, or at least in `Origin`. Whoever says neither is no
/// browser of the last years, and may only act without cookies. REST without cookies is nobody's hijacked session.
pub fn allows(method: &Method, path: &str, headers: &HeaderMap, our_origin: &str) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(SEC_FETCH_SITE);
    let origin = text(header::ORIGIN.as_str());
    let has_cookies = headers.contains_key(header::COOKIE);
    if site == Some("same-origin")
        || origin.is_some_and(|origin| origin.eq_ignore_ascii_case(our_origin))
    {
        return true;
    }
    let says_nothing =
        !headers.contains_key(SEC_FETCH_SITE) && !headers.contains_key(header::ORIGIN);
    !has_cookies && (says_nothing || path.starts_with("/api/v1/"))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn allowed(path: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        allows(&Method::POST, path, &headers, "https://soko.example")
    }

    const COOKIE: (&str, &str) = ("cookie", "soko_session=x");

    #[test]
    fn our_own_pages_may_change_things() {
        assert!(allowed(
            "/cart",
            &[("sec-fetch-site", "same-origin"), COOKIE]
        ));
        assert!(allowed(
            "/cart",
            &[("origin", "https://soko.example"), COOKIE]
        ));
    }

    #[test]
    fn other_sites_may_not() {
        for headers in [
            [
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://evil.example"),
            ],
            [
                ("sec-fetch-site", "same-site"),
                ("origin", "https://shop.soko.example"),
            ],
            [("sec-fetch-site", "none"), ("x-other", "1")],
            [("origin", "null"), ("x-other", "1")],
            [
                ("origin", "https://soko.example.evil.example"),
                ("x-other", "1"),
            ],
            [("origin", "http://soko.example"), ("x-other", "1")],
        ] {
            assert!(
                !allowed("/cart", &[headers[0], headers[1], COOKIE]),
                "{headers:?}"
            );
            assert!(!allowed("/cart", &headers), "{headers:?} without cookies");
            assert!(
                !allowed("/api/v1/cart", &[headers[0], headers[1], COOKIE]),
                "{headers:?} on REST"
            );
        }
    }

    #[test]
    fn programs_act_without_cookies_only() {
        assert!(allowed("/cart", &[]));
        assert!(!allowed("/cart", &[COOKIE]));
        assert!(allowed(
            "/api/v1/orders",
            &[("origin", "https://partner.example")]
        ));
        assert!(!allowed("/api/v1/orders", &[COOKIE]));
    }

    #[test]
    fn reading_is_free() {
        let headers = HeaderMap::from_iter([(
            header::ORIGIN,
            HeaderValue::from_static("https://evil.example"),
        )]);
        assert!(allows(
            &Method::GET,
            "/cart",
            &headers,
            "https://soko.example"
        ));
        assert!(!allows(
            &Method::DELETE,
            "/cart",
            &headers,
            "https://soko.example"
        ));
    }
}
