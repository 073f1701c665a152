//! The one shape of every error.

use axum::response::Response;
use http::StatusCode;

use crate::wire::{Json, object};

/// A refusal: `{error: {type, code, param, message}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: StatusCode,
    pub kind: &'static str,
    pub code: Option<String>,
    pub param: Option<String>,
    pub message: String,
    /// Whether the work was begun, so that the refusal is what its idempotency key is answered with from now on.
    pub is_final: bool,
}

impl Refusal {
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            kind: "invalid_request_error",
            code: None,
            param: None,
            message: message.into(),
            is_final: false,
        }
    }

    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// A field is missing.
    pub fn missing(param: &str) -> Self {
        Self::bad(format!("Missing required param: {param}."))
            .code("parameter_missing")
            .param(param)
    }

    /// A field is not what it may be.
    pub fn invalid(param: &str, message: impl Into<String>) -> Self {
        Self::bad(message).param(param)
    }

    /// Nothing has that name.
    pub fn unknown(what: &str, id: &str, param: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("No such {what}: '{id}'"))
            .code("resource_missing")
            .param(param)
    }

    #[must_use]
    pub fn code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    #[must_use]
    pub fn param(mut self, param: &str) -> Self {
        self.param = Some(param.to_owned());
        self
    }

    #[must_use]
    pub fn of_kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// Decided after the work was begun.
    #[must_use]
    pub fn after_all(mut self) -> Self {
        self.is_final = true;
        self
    }

    pub fn body(&self) -> Json {
        let mut error = object([
            ("message", (&self.message).into()),
            ("type", self.kind.into()),
        ]);
        if let Some(code) = &self.code {
            error.put("code", code.into());
            let page = format!(
                "https://stripe.com/docs/error-codes/{}",
                code.replace('_', "-")
            );
            error.put("doc_url", page.into());
        }
        if let Some(param) = &self.param {
            error.put("param", param.into());
        }
        object([("error", error)])
    }

    pub fn respond(&self) -> Response {
        self.body().with_status(self.status)
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "the simulator's journal cannot be written");
        trouble(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// An error of the edge, without a word on what became of the request.
pub(crate) fn trouble(status: StatusCode) -> Refusal {
    match status {
        StatusCode::TOO_MANY_REQUESTS => {
            let message = "Request rate limit exceeded. Try again later.";
            Refusal::new(status, message).code("rate_limit")
        }
        StatusCode::CONFLICT => in_use(),
        other => {
            let message = "An unknown error occurred";
            Refusal::new(other, message).of_kind("api_error")
        }
    }
}

/// Another request with the same key is not answered yet.
pub(crate) fn in_use() -> Refusal {
    let message = "There is currently another in-progress request using this Idempotent Key.";
    Refusal::new(StatusCode::CONFLICT, message)
        .code("idempotency_key_in_use")
        .of_kind("idempotency_error")
}
