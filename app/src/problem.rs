//! The one error a page answers with. It carries no detail of ours: the sentence is the catalogue's, the rest is in the log.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

/// What a visitor is told instead of a page. Rendered in their language by [`crate::pages::problems`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no such thing, or none you may know of.
    NotFound,
    /// There was, and it will not come back.
    Gone,
    /// We know you, and no.
    Forbidden,
    /// Sign in first, then come back.
    SignIn {
        back: String,
    },
    /// A form or an address we cannot read.
    BadRequest,
    /// The request came from another site.
    OtherSite,
    TooLarge,
    TooMany {
        retry_after_seconds: i64,
    },
    /// The database is away, or someone was faster: trying again helps.
    Busy,
    /// Ours. The id is in the log.
    Server,
}

impl Problem {
    pub const fn server() -> Self {
        Self::Server
    }

    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::Forbidden | Self::OtherSite => StatusCode::FORBIDDEN,
            Self::SignIn { .. } => StatusCode::SEE_OTHER,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Server => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable spelling for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::Forbidden => "forbidden",
            Self::SignIn { .. } => "sign_in",
            Self::BadRequest => "bad_request",
            Self::OtherSite => "other_site",
            Self::TooLarge => "too_large",
            Self::TooMany { .. } => "too_many",
            Self::Busy => "busy",
            Self::Server => "server",
        }
    }
}

/// A bare answer that a layer turns into a page; the problem travels in the extensions.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::SignIn { back } = &self {
            return Redirect::to(&format!("/sign-in?back={}", encode(back))).into_response();
        }
        let mut response = self.status().into_response();
        if let Self::TooMany {
            retry_after_seconds,
        } = self
        {
            response.headers_mut().insert(
                header::RETRY_AFTER,
                HeaderValue::from(retry_after_seconds.max(1)),
            );
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Percent-encodes what may not stand in a query value.
pub fn encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut encoded, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                let _ = write!(encoded, "%{byte:02X}");
            }
            encoded
        })
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        flows::Error::from(error).into()
    }
}

impl From<flows::Error> for Problem {
    fn from(error: flows::Error) -> Self {
        let busy = error.is_passing();
        tracing::error!(
            error = &error as &dyn std::error::Error,
            busy,
            "a request failed"
        );
        if busy { Self::Busy } else { Self::Server }
    }
}

impl From<accounts::browser::SessionError> for Problem {
    fn from(error: accounts::browser::SessionError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a session failed");
        Self::Server
    }
}

impl From<accounts::TooOften> for Problem {
    fn from(too_often: accounts::TooOften) -> Self {
        Self::TooMany {
            retry_after_seconds: too_often.retry_after_seconds,
        }
    }
}

impl From<orders::Error> for Problem {
    fn from(error: orders::Error) -> Self {
        flows::Error::from(error).into()
    }
}

impl From<catalog::Error> for Problem {
    fn from(error: catalog::Error) -> Self {
        flows::Error::from(error).into()
    }
}
