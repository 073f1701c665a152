//! One bounded exchange with a provider, whose failures say whether anything can have left us.

use std::time::Duration;

use ::http::HeaderValue;
use reqwest::Url;
use serde_json::Value;

use super::read;
use super::write::is_visible;
use crate::provider::{Declined, Fault, Misconfigured, ProviderError, Refusal, Unclear};
use crate::transcript::{self, Said};

/// More of an answer than this is not read.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// An HTTP answer, read whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as a JSON object.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body)
            .ok()
            .filter(Value::is_object)
    }

    /// The body as a JSON object whose numbers are texts, digit for digit as they were sent.
    pub(super) fn exact(&self) -> Option<Value> {
        read::exact(&self.body).filter(Value::is_object)
    }

    pub(super) const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// What an answer is worth that nothing can be read from.
    pub(super) fn unclear(&self) -> ProviderError {
        ProviderError::Unclear(if self.is_success() {
            Unclear::Unreadable(self.status)
        } else {
            Unclear::Http(self.status)
        })
    }
}

/// Sends one request and reads its answer. `timeout` is for the whole of it.
pub(super) async fn exchange(
    request: reqwest::RequestBuilder,
    timeout: Duration,
) -> Result<Answer, ProviderError> {
    let (client, built) = request.timeout(timeout).build_split();
    let request = built.map_err(|error| transport(&error))?;
    let sent = request.body().and_then(reqwest::Body::as_bytes);
    let said = Said::new(
        request.method().as_str(),
        request.url().as_str(),
        sent.unwrap_or_default(),
    );
    match answer_to(&client, request).await {
        Ok(answer) => {
            transcript::hear(said.answered(answer.status, &answer.body));
            Ok(answer)
        }
        Err(error) => {
            transcript::hear(said);
            Err(error)
        }
    }
}

async fn answer_to(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> Result<Answer, ProviderError> {
    let mut response = client
        .execute(request)
        .await
        .map_err(|error| transport(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error))? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(ProviderError::Unclear(Unclear::Unreadable(status)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

/// We cannot even write the request.
pub(super) fn wrong_request(what: &str) -> ProviderError {
    ProviderError::Configuration(Misconfigured {
        what: Fault::Request,
        code: what.to_owned(),
    })
}

/// Refused by us, before anything was sent.
pub(super) fn rejected(why: Refusal) -> ProviderError {
    ProviderError::Rejected(Declined {
        why,
        code: String::new(),
    })
}

/// Before the request that moves money nothing has left, so a question that got no answer ends the try for certain.
pub(super) fn not_begun(error: ProviderError) -> ProviderError {
    match error {
        ProviderError::Unclear(_) | ProviderError::NotSent => rejected(Refusal::NetworkUnavailable),
        error @ (ProviderError::Rejected(_)
        | ProviderError::Duplicate
        | ProviderError::Configuration(_)) => error,
    }
}

fn transport(error: &reqwest::Error) -> ProviderError {
    if error.is_builder() {
        return wrong_request("not HTTP");
    }
    // Connecting failed, so not a byte of the request left us. A timeout later than that is unclear.
    if error.is_connect() {
        return ProviderError::NotSent;
    }
    ProviderError::Unclear(if error.is_timeout() {
        Unclear::Timeout
    } else {
        Unclear::ConnectionLost
    })
}

/// `Authorization` with a token, which must be visible ASCII and not empty.
pub(super) fn bearer(token: &str) -> Option<HeaderValue> {
    if !is_visible(token) {
        return None;
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// An http or https address with a host.
pub(super) fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// A provider's address, without a slash at its end; nothing may follow its path.
pub(super) fn base_address(text: &str) -> Option<String> {
    let url = web_address(text).filter(|url| url.query().is_none() && url.fragment().is_none())?;
    Some(url.as_str().trim_end_matches('/').to_owned())
}
