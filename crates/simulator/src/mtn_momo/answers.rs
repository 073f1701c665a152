//! Refusals: the provider's own, and those of the gateway in front of it.

use axum::response::Response;
use http::StatusCode;

use crate::wire::object;

/// `{code, message}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: StatusCode,
    pub code: String,
    pub message: String,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
        }
    }

    pub fn bad(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    /// One of the documented codes, with the status it is documented with.
    pub fn of_code(code: &str) -> Self {
        let (status, message) = match code {
            "RESOURCE_ALREADY_EXIST" => (
                StatusCode::CONFLICT,
                "Duplicated reference id. Creation of resource failed.",
            ),
            "RESOURCE_NOT_FOUND" => (StatusCode::NOT_FOUND, "Requested resource was not found."),
            "NOT_ALLOWED" => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Authorization failed. Insufficient permissions.",
            ),
            "NOT_ALLOWED_TARGET_ENVIRONMENT" => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Access to target environment is forbidden.",
            ),
            "INVALID_CALLBACK_URL_HOST" => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Callback URL with different host name then configured for API User.",
            ),
            "INVALID_CURRENCY" => (StatusCode::INTERNAL_SERVER_ERROR, "Currency not supported."),
            "SERVICE_UNAVAILABLE" => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Service temporarily unavailable, try again later.",
            ),
            "INTERNAL_PROCESSING_ERROR" => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "An internal error occurred while processing.",
            ),
            _ => (StatusCode::BAD_REQUEST, "The request was refused."),
        };
        Self::new(status, code, message)
    }

    pub fn respond(&self) -> Response {
        let body = object([
            ("code", (&self.code).into()),
            ("message", (&self.message).into()),
        ]);
        body.with_status(self.status)
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "the simulator's journal cannot be written");
        Self::of_code("INTERNAL_PROCESSING_ERROR")
    }
}

/// `{statusCode, message}`: the gateway's, before the provider heard of it.
pub(crate) fn of_gateway(status: StatusCode, message: &str) -> Response {
    let body = object([
        ("statusCode", u64::from(status.as_u16()).into()),
        ("message", message.into()),
    ]);
    body.with_status(status)
}
