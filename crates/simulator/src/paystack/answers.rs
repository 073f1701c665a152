//! The envelope of every answer.

use axum::response::Response;
use http::StatusCode;

use crate::wire::{Json, object};

/// A refusal: `{status: false, message}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: StatusCode,
    pub message: String,
}

impl Refusal {
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub fn respond(&self) -> Response {
        let body = object([
            ("status", false.into()),
            ("message", (&self.message).into()),
        ]);
        body.with_status(self.status)
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "the simulator's journal cannot be written");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "An error occurred")
    }
}

pub(crate) fn success(message: &str, data: Json) -> Json {
    object([
        ("status", true.into()),
        ("message", message.into()),
        ("data", data),
    ])
}
