//! How much a request may carry. Uploads of pictures may carry more than forms.

use app::problem::Problem;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::Limited;

/// In bytes.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    pub body_bytes_max: usize,
    pub upload_bytes_max: usize,
}

impl BodyLimits {
    fn of(self, headers: &HeaderMap) -> usize {
        let kind = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if kind
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("multipart/form-data")
        {
            self.upload_bytes_max
        } else {
            self.body_bytes_max
        }
    }
}

/// Refuses what says it is too large, and cuts off what turns out to be.
pub async fn limit(State(limits): State<BodyLimits>, request: Request, next: Next) -> Response {
    let bytes_max = limits.of(request.headers());
    let stated: Option<u64> = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if stated
        .is_some_and(|stated| usize::try_from(stated).map_or(true, |stated| stated > bytes_max))
    {
        return Problem::TooLarge.into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, bytes_max))))
        .await
}
