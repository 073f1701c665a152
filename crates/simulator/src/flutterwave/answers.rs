//! The envelope of every answer.

use axum::response::Response;
use http::StatusCode;

use crate::wire::{Json, object};

/// A refusal: `{status: "error", message, data: null}`.
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
            ("status", "error".into()),
            ("message", (&self.message).into()),
            ("data", Json::Null),
        ]);
        body.with_status(self.status)
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "the simulator's journal cannot be written");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "An error occurred while processing this request",
        )
    }
}

pub(crate) fn success(message: &str, data: Json) -> Json {
    object([
        ("status", "success".into()),
        ("message", message.into()),
        ("data", data),
    ])
}

/// A page of a list. Everything fits on the first.
pub(crate) fn listed(message: &str, items: Vec<Json>) -> Json {
    let page = object([
        ("total", items.len().into()),
        ("current_page", 1_u64.into()),
        ("total_pages", 1_u64.into()),
    ]);
    object([
        ("status", "success".into()),
        ("message", message.into()),
        ("meta", object([("page_info", page)])),
        ("data", Json::List(items)),
    ])
}
