//! Refusals, in the one form they have.

use axum::response::Response;
use http::StatusCode;

use super::records::digits;
use crate::wire::object;

/// `{requestId, errorCode, errorMessage}`. No callback will come.
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

    pub fn invalid(field: &str) -> Self {
        let message = format!("Bad Request - Invalid {field}");
        Self::new(StatusCode::BAD_REQUEST, "400.002.02", &message)
    }

    /// A code that a scenario asks for; its first three digits are the status.
    pub fn of_code(code: &str) -> Self {
        let status = code.get(..3).and_then(|text| text.parse().ok());
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.unwrap_or(StatusCode::BAD_REQUEST);
        Self::new(status, code, "The request was refused")
    }

    pub fn respond(&self) -> Response {
        let request_id = format!("{}-{}-1", digits(5), digits(8));
        let body = object([
            ("requestId", request_id.into()),
            ("errorCode", (&self.code).into()),
            ("errorMessage", (&self.message).into()),
        ]);
        body.with_status(self.status)
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "the simulator's journal cannot be written");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "500.001.1001",
            "Server Error",
        )
    }
}
