//! What the merchant is told, in the documented shapes.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};

use crate::transaction::Kind;

/// A refusal, with its documented code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub code: String,
    pub message: String,
}

impl Refusal {
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
        }
    }

    pub fn missing(field: &str) -> Self {
        Self::new(
            "MISSING_PARAMETER",
            format!("The parameter '{field}' is required."),
        )
    }

    pub fn invalid(field: &str, why: &str) -> Self {
        Self::new(
            "INVALID_PARAMETER",
            format!("The parameter '{field}' is invalid: {why}."),
        )
    }

    /// Business refusals are 200; only what never was a proper call has another status.
    pub fn status(&self) -> StatusCode {
        match self.code.as_str() {
            "NO_AUTHENTICATION" => StatusCode::UNAUTHORIZED,
            "AUTHENTICATION_ERROR"
            | "AUTHORISATION_ERROR"
            | "HTTP_SIGNATURE_ERROR"
            | "DEPOSITS_NOT_ALLOWED"
            | "PAYOUTS_NOT_ALLOWED"
            | "REFUNDS_NOT_ALLOWED" => StatusCode::FORBIDDEN,
            "INVALID_INPUT"
            | "MISSING_PARAMETER"
            | "UNSUPPORTED_PARAMETER"
            | "INVALID_PARAMETER"
            | "DUPLICATE_METADATA_FIELD" => StatusCode::BAD_REQUEST,
            "UNKNOWN_ERROR" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::OK,
        }
    }

    pub fn reason(&self) -> Value {
        json!({"failureCode": self.code, "failureMessage": self.message})
    }

    /// The answer where nothing was to be initiated. A 500 has no `status`.
    pub fn plain(&self) -> Response {
        let body = if self.status() == StatusCode::INTERNAL_SERVER_ERROR {
            json!({"failureReason": self.reason()})
        } else {
            json!({"status": "REJECTED", "failureReason": self.reason()})
        };
        (self.status(), Json(body)).into_response()
    }

    /// The body for one refused initiation. The published example of a limit's refusal has `null` for an id.
    pub fn initiation(&self, kind: Kind, id: Option<&str>) -> Value {
        if self.status() == StatusCode::INTERNAL_SERVER_ERROR {
            return json!({"failureReason": self.reason()});
        }
        let id = id.filter(|_| self.code != "AMOUNT_OUT_OF_BOUNDS");
        json!({id_field(kind): id, "status": "REJECTED", "failureReason": self.reason()})
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "the simulator's journal cannot be written");
        Self::new(
            "UNKNOWN_ERROR",
            "Unable to process request due to an unknown problem.",
        )
    }
}

pub(crate) const fn id_field(kind: Kind) -> &'static str {
    match kind {
        Kind::Deposit => "depositId",
        Kind::Payout => "payoutId",
        Kind::Refund => "refundId",
    }
}
