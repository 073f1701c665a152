//! The two shapes an answer comes in, and what a refused request means.

use kernel::ProviderReference;
use serde_json::Value;

use super::requests::{REFERENCE, is_id};
use crate::provider::{Declined, Fault, Misconfigured, ProviderError, Refusal};
use crate::providers::http::Answer;
use crate::providers::read::{reference, word};

/// An answer of the provider itself, and not of something in between.
#[derive(Debug)]
pub(super) enum Opened {
    /// Done: the whole object, numbers as texts.
    Taken(Value),
    /// Refused, and so nothing was begun.
    Refused(RefusedRequest),
}

#[derive(Debug)]
pub(super) struct RefusedRequest {
    /// The provider's own code, or the HTTP status where it gives none.
    pub code: String,
    /// Which field of ours it is about, if one.
    pub field: String,
}

impl RefusedRequest {
    /// We asked for what it does not do.
    pub(super) fn wrong_request(self) -> ProviderError {
        ProviderError::Configuration(Misconfigured {
            what: Fault::Request,
            code: self.code,
        })
    }

    pub(super) fn rejected(self, why: Refusal) -> ProviderError {
        let code = self.code;
        ProviderError::Rejected(Declined { why, code })
    }
}

/// Opens an answer. Without an object or an error of the documented shape, nothing can be read from it.
pub(super) fn open(answer: &Answer) -> Result<Opened, ProviderError> {
    // A 5xx says nothing about what was begun, whatever its body says.
    let Some(json) = answer.exact().filter(|_| answer.status < 500) else {
        return Err(answer.unclear());
    };
    if answer.is_success() {
        let is_object = !word(&json, "object").is_empty();
        return if is_object {
            Ok(Opened::Taken(json))
        } else {
            Err(answer.unclear())
        };
    }
    let error = json.get("error").filter(|error| error.is_object());
    let Some(error) = error else {
        return Err(answer.unclear());
    };
    let mut code = word(error, "code");
    if code.is_empty() {
        code = format!("HTTP {}", answer.status);
    }
    let configuration = |what| {
        ProviderError::Configuration(Misconfigured {
            what,
            code: code.clone(),
        })
    };
    match (answer.status, word(error, "type").as_str()) {
        (401, kind) if !kind.is_empty() => Err(configuration(Fault::Credentials)),
        (403, kind) if !kind.is_empty() => Err(configuration(Fault::NotAllowed)),
        // Another request with this key is at work, or there are too many: neither says what became of ours.
        (409 | 429, _) => Err(answer.unclear()),
        // The key was used before, with other content: ours is there already, as it was then.
        (_, "idempotency_error") => {
            tracing::error!("a request was repeated with other content");
            Err(ProviderError::Duplicate)
        }
        (400 | 402 | 404, "invalid_request_error" | "card_error") => {
            Ok(Opened::Refused(RefusedRequest {
                code,
                field: field(error),
            }))
        }
        _ => Err(answer.unclear()),
    }
}

/// `line_items[0][price_data][currency]` is `currency`.
fn field(error: &Value) -> String {
    let whole = error
        .get("param")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let last = whole.trim_end_matches(']').rsplit('[').next();
    last.unwrap_or_default().chars().take(64).collect()
}

/// Whether an object is of the world that our key is for: live or test.
pub(super) fn is_of_our_mode(json: &Value, is_live: bool) -> bool {
    json.get("livemode").and_then(Value::as_bool) == Some(is_live)
}

/// The provider's own name for an object, whole: names of pages are longer than other words.
pub(super) fn name(json: &Value) -> Option<String> {
    let text = json.get("id")?.as_str()?;
    is_id(text).then(|| text.to_owned())
}

/// Our reference, as the provider keeps it beside what we asked for.
pub(super) fn kept_reference(json: &Value) -> Option<ProviderReference> {
    reference(json.get("metadata")?, REFERENCE)
}
