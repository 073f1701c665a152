//! Bare refusals become answers: a page for people, `application/problem+json` for programs.

use app::problem::Problem;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::middleware::observe::RequestId;

/// The one shape of every error a program gets (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// A stable name of what is wrong, as an address that is never fetched: `urn:soko:problem:not_found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// One sentence for the people who write programs.
    pub title: String,
    pub status: u16,
    /// The same name by itself: `not_found`.
    pub code: String,
    /// To be quoted to support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What more there is to know: the new total, the lines that are short.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

impl ProblemDetails {
    pub fn new(status: StatusCode, code: &str, title: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:soko:problem:{code}"),
            title: title.into(),
            status: status.as_u16(),
            code: code.to_owned(),
            request_id: None,
            more: serde_json::Map::new(),
        }
    }

    /// Adds something to know.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.more.insert(name.to_owned(), value);
        }
        self
    }
}

impl IntoResponse for ProblemDetails {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

impl From<&Problem> for ProblemDetails {
    fn from(problem: &Problem) -> Self {
        let title = match problem {
            Problem::NotFound => "there is no such thing, or none you may know of",
            Problem::Gone => "it was here and will not come back",
            Problem::Forbidden => "you may not do this",
            Problem::SignIn { .. } => "sign in first",
            Problem::BadRequest => "the request could not be read",
            Problem::OtherSite => "the request came from another site",
            Problem::TooLarge => "the request is too large",
            Problem::TooMany { .. } => "too many requests; see Retry-After",
            Problem::Busy => "not now; try again in a moment",
            Problem::Server => "something on our side did not work",
        };
        let status = match problem {
            Problem::SignIn { .. } => StatusCode::UNAUTHORIZED,
            other => other.status(),
        };
        Self::new(status, problem.code(), title)
    }
}

/// Gives every bare refusal a name, and programs their answer. Pages are made further out.
pub async fn name(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_program = path.starts_with("/api/") || path.starts_with("/act/");
    let id = request.extensions().get::<RequestId>().cloned();
    let mut response = next.run(request).await;
    if response.extensions().get::<Problem>().is_none()
        && is_bare(&response)
        && let Some(problem) = of_status(response.status())
    {
        response.extensions_mut().insert(problem);
    }
    if !is_program {
        return response;
    }
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let mut details = ProblemDetails::from(&problem);
    details.request_id = id.map(|id| id.0);
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        details.status = status.as_u16();
    }
    let headers = std::mem::take(response.headers_mut());
    let mut answer = details.into_response();
    for name in [header::RETRY_AFTER, header::SET_COOKIE, header::ALLOW] {
        for value in headers.get_all(&name) {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    answer
}

/// Without words, or with those of a library: not something one of our handlers chose to say.
fn is_bare(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

fn of_status(status: StatusCode) -> Option<Problem> {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Some(Problem::NotFound),
        StatusCode::GONE => Some(Problem::Gone),
        StatusCode::FORBIDDEN => Some(Problem::Forbidden),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::TooLarge),
        StatusCode::TOO_MANY_REQUESTS => Some(Problem::TooMany {
            retry_after_seconds: 1,
        }),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Some(Problem::Busy),
        status if status.is_server_error() => Some(Problem::Server),
        status if status.is_client_error() => Some(Problem::BadRequest),
        _ => None,
    }
}
