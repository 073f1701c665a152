//! One kept page, and which answers may become one.

use std::mem::size_of;

use axum::body::{Body, Bytes};
use axum::extract::MatchedPath;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;

use crate::middleware::observe::Route;

/// A page that is larger is made anew each time.
const PAGE_BYTES_MAX: usize = 1024 * 1024;
/// What the cache itself needs for a page, about.
const OVERHEAD_BYTES: usize = 512;

/// How a page is written for its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    /// The shortest that the reader takes.
    pub(super) fn wanted(headers: &HeaderMap) -> Self {
        let lines = headers
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let mut found = Self::Plain;
        for offer in lines.flat_map(|line| line.split(',')) {
            let (name, quality) = offer.split_once(';').unwrap_or((offer, ""));
            let is_refused = quality
                .trim()
                .strip_prefix("q=")
                .is_some_and(|value| value.trim_matches(['0', '.']).is_empty());
            if is_refused {
                continue;
            }
            match name.trim() {
                "br" => return Self::Brotli,
                "gzip" => found = Self::Gzip,
                _ => {}
            }
        }
        found
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Plain => "identity",
        }
    }
}

/// A finished answer.
pub(super) struct Kept {
    headers: HeaderMap,
    body: Bytes,
    /// The pattern that answered, for the numbers.
    pub(super) route: Option<MatchedPath>,
}

impl Kept {
    pub(super) fn answer(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.headers_mut() = self.headers.clone();
        response
    }

    pub(super) fn weight_bytes(&self, key: &str) -> u32 {
        let headers: usize = self
            .headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + size_of::<HeaderValue>())
            .sum();
        u32::try_from(key.len() + headers + self.body.len() + OVERHEAD_BYTES).unwrap_or(u32::MAX)
    }
}

/// The page to keep, or the answer as it is when it is only for whoever asked.
pub(super) async fn keep(response: Response, route: &Route) -> Result<Kept, Box<Response>> {
    if !may_be_kept(&response) {
        return Err(Box::new(response));
    }
    let (parts, body) = response.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            tracing::error!(%error, "a page broke off");
            return Err(Box::new(app::problem::Problem::server().into_response()));
        }
    };
    if body.len() > PAGE_BYTES_MAX {
        return Err(Box::new(Response::from_parts(parts, Body::from(body))));
    }
    Ok(Kept {
        headers: parts.headers,
        body,
        route: route.matched(),
    })
}

fn may_be_kept(response: &Response) -> bool {
    let headers = response.headers();
    let says = |name: header::HeaderName, word: &str| {
        headers
            .get_all(name)
            .iter()
            .any(|value| value.to_str().is_ok_and(|value| value.contains(word)))
    };
    response.status() == StatusCode::OK
        && !headers.contains_key(header::SET_COOKIE)
        && !says(header::CACHE_CONTROL, "no-store")
        && !says(header::CACHE_CONTROL, "private")
        && (says(header::CONTENT_TYPE, "text/html") || says(header::CONTENT_TYPE, "xml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_encoding_that_is_taken() {
        let wanted = |text: &'static str| {
            Encoding::wanted(&HeaderMap::from_iter([(
                header::ACCEPT_ENCODING,
                HeaderValue::from_static(text),
            )]))
        };
        assert_eq!(wanted("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(wanted("gzip;q=0.5, br;q=0"), Encoding::Gzip);
        assert_eq!(wanted("br;q=0.0, gzip; q=0"), Encoding::Plain);
        assert_eq!(wanted("deflate"), Encoding::Plain);
        assert_eq!(Encoding::wanted(&HeaderMap::new()), Encoding::Plain);
    }

    #[test]
    fn only_whole_pages_for_everybody_are_kept() {
        let answer = |status: u16, pairs: &[(&'static str, &'static str)]| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in pairs {
                response
                    .headers_mut()
                    .append(*name, HeaderValue::from_static(value));
            }
            may_be_kept(&response)
        };
        let html = ("content-type", "text/html; charset=utf-8");
        assert!(answer(200, &[html]));
        assert!(answer(200, &[("content-type", "application/xml")]));
        assert!(!answer(200, &[html, ("set-cookie", "soko_session=1")]));
        assert!(!answer(
            200,
            &[html, ("cache-control", "private, max-age=0")]
        ));
        assert!(!answer(404, &[html]));
        assert!(!answer(301, &[html]));
        assert!(!answer(200, &[("content-type", "application/json")]));
    }
}
