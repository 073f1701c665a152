//! The envelope every answer comes in, and what a refused request means.

use serde_json::Value;

use super::codes;
use crate::provider::{Accepted, Declined, Fault, Misconfigured, ProviderError, Refusal};
use crate::providers::http::{Answer, web_address};

/// An answer whose envelope says whether the request was taken.
#[derive(Debug)]
pub(super) enum Opened {
    /// Taken: what the envelope holds, numbers as texts. Says nothing about money yet.
    Taken(Value),
    /// Not taken, and so nothing was begun.
    Refused(RefusedRequest),
}

#[derive(Debug)]
pub(super) struct RefusedRequest {
    pub http: u16,
    /// What the provider wrote, in small letters, for choosing a reason; it may name a person, so it is not kept.
    pub message: String,
}

impl RefusedRequest {
    pub(super) fn code(&self) -> String {
        format!("HTTP {}", self.http)
    }

    fn rejected(&self, why: Refusal) -> ProviderError {
        let code = self.code();
        ProviderError::Rejected(Declined { why, code })
    }
}

/// Opens an answer. Without the envelope's own word, something in between may have written it.
pub(super) fn open(answer: &Answer) -> Result<Opened, ProviderError> {
    // A 5xx says nothing about the payment, whatever its body says.
    let Some(mut json) = answer.exact().filter(|_| answer.status < 500) else {
        return Err(answer.unclear());
    };
    let configuration = |what| {
        Err(ProviderError::Configuration(Misconfigured {
            what,
            code: format!("HTTP {}", answer.status),
        }))
    };
    let message = json.get("message").and_then(Value::as_str);
    let message = message.unwrap_or_default().to_lowercase();
    match (answer.status, json.get("status").and_then(Value::as_bool)) {
        (200..300, Some(true)) => Ok(Opened::Taken(json["data"].take())),
        (401, Some(false)) => configuration(Fault::Credentials),
        (400, Some(false)) if message.contains("invalid key") => configuration(Fault::Credentials),
        (403, Some(false)) => configuration(Fault::NotAllowed),
        (400 | 404 | 422, Some(false)) => Ok(Opened::Refused(RefusedRequest {
            http: answer.status,
            message,
        })),
        _ => Err(answer.unclear()),
    }
}

/// The answer about a hosted page: where it is.
pub(super) fn hosted(answer: &Answer) -> Result<Accepted, ProviderError> {
    match open(answer)? {
        Opened::Taken(data) => {
            let page = data.get("authorization_url").and_then(Value::as_str);
            match page.and_then(web_address) {
                Some(url) => Ok(Accepted {
                    redirect: Some(url.to_string()),
                    ..Accepted::default()
                }),
                None => Err(answer.unclear()),
            }
        }
        Opened::Refused(refused) if refused.message.contains("duplicate transaction reference") => {
            Err(ProviderError::Duplicate)
        }
        Opened::Refused(refused) if refused.message.contains("amount") => {
            Err(refused.rejected(Refusal::AmountOutOfBounds))
        }
        Opened::Refused(refused) => Err(ProviderError::Configuration(Misconfigured {
            what: Fault::Request,
            code: refused.code(),
        })),
    }
}

/// The answer to a request for a refund: its id, by which it is asked about.
pub(super) fn refund_begun(answer: &Answer) -> Result<Accepted, ProviderError> {
    match open(answer)? {
        Opened::Taken(data) if data.is_object() => Ok(Accepted {
            handle: super::id(&data),
            ..Accepted::default()
        }),
        Opened::Taken(_) => Err(answer.unclear()),
        Opened::Refused(refused) => Err(refused.rejected(codes::refund(&refused.message))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is begun or refused by it.
        #[test]
        fn noise_begins_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            for told in [hosted(&answer), refund_begun(&answer)] {
                let unclear = matches!(told, Err(ProviderError::Unclear(_)));
                prop_assert!(unclear, "{told:?}");
            }
        }
    }
}
