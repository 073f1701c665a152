//! The envelope every answer comes in, and what a refused request means.

use serde_json::Value;

use crate::provider::{Fault, Misconfigured, ProviderError, Unclear};
use crate::providers::http::Answer;
use crate::providers::read::word;

/// An answer whose envelope says in words whether the request was taken.
#[derive(Debug)]
pub(super) enum Opened {
    /// Taken: the whole body, numbers as texts. Says nothing about money yet.
    Taken(Value),
    /// Not taken, and so nothing was begun.
    Refused(RefusedRequest),
}

#[derive(Debug)]
pub(super) struct RefusedRequest {
    pub http: u16,
    /// What the provider wrote, for choosing a reason; it may name a person, so it is not kept.
    pub message: String,
}

impl RefusedRequest {
    pub(super) fn code(&self) -> String {
        format!("HTTP {}", self.http)
    }

    /// Whether the provider's sentence has any of these words or parts of words.
    pub(super) fn speaks_of(&self, parts: &[&str]) -> bool {
        parts.iter().any(|part| self.message.contains(part))
    }

    /// We asked for what it does not do.
    pub(super) fn wrong_request(&self) -> ProviderError {
        ProviderError::Configuration(Misconfigured {
            what: Fault::Request,
            code: self.code(),
        })
    }
}

/// Opens an answer. Without the envelope's own word, something in between may have written it.
pub(super) fn open(answer: &Answer) -> Result<Opened, ProviderError> {
    // A 5xx says nothing about the payment, whatever its body says.
    let Some(json) = answer.exact().filter(|_| answer.status < 500) else {
        return Err(answer.unclear());
    };
    let configuration = |what| {
        Err(ProviderError::Configuration(Misconfigured {
            what,
            code: format!("HTTP {}", answer.status),
        }))
    };
    match (answer.status, word(&json, "status").as_str()) {
        (200..300, "success") => Ok(Opened::Taken(json)),
        (401, "error") => configuration(Fault::Credentials),
        (403, "error") => configuration(Fault::NotAllowed),
        (400 | 404 | 422, "error") => {
            let message = json.get("message").and_then(Value::as_str);
            Ok(Opened::Refused(RefusedRequest {
                http: answer.status,
                message: message.unwrap_or_default().to_lowercase(),
            }))
        }
        (200..300, other) if !other.is_empty() => {
            tracing::warn!(
                status = other,
                "the provider answered with an unknown status"
            );
            let other = other.to_owned();
            Err(ProviderError::Unclear(Unclear::UnknownStatus(other)))
        }
        _ => Err(answer.unclear()),
    }
}

/// What the envelope holds, if it is an object.
pub(super) fn data(json: &Value) -> Option<&Value> {
    json.get("data").filter(|data| data.is_object())
}
