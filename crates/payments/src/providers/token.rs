//! The token that every call of some providers needs: kept while it is good, fetched by one caller at a time.

use http::HeaderValue;
use kernel::Timestamp;
use serde_json::Value;
use time::Duration;
use tokio::sync::Mutex;

use crate::provider::{Fault, Misconfigured, ProviderError};
use crate::providers::http::{Answer, bearer};
use crate::providers::read::word;

/// Given up this long before it ends, so that it does not end on the way.
const EARLY: Duration = Duration::seconds(60);

struct Token {
    authorization: HeaderValue,
    good_until: Timestamp,
}

/// The token of one pair of key and secret.
#[derive(Default)]
pub(super) struct Tokens(Mutex<Option<Token>>);

impl Tokens {
    /// The `Authorization` header. Whoever comes while another fetches waits for that one's token. Without a token the request
    /// stays here, whatever became of the question for one.
    pub(super) async fn get<F>(
        &self,
        now: Timestamp,
        fetch: impl FnOnce() -> F,
    ) -> Result<HeaderValue, ProviderError>
    where
        F: Future<Output = Result<Answer, ProviderError>>,
    {
        let mut kept = self.0.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| now < token.good_until) {
            return Ok(token.authorization.clone());
        }
        *kept = None;
        let fetched = fetch().await.and_then(|answer| read(&answer, now));
        let token = fetched.map_err(|error| match error {
            ProviderError::Unclear(_) => ProviderError::NotSent,
            error @ (ProviderError::NotSent
            | ProviderError::Rejected(_)
            | ProviderError::Duplicate
            | ProviderError::Configuration(_)) => error,
        })?;
        let authorization = token.authorization.clone();
        *kept = Some(token);
        Ok(authorization)
    }

    /// The provider did not accept it. A newer one stays.
    pub(super) async fn forget(&self, refused: &HeaderValue) {
        let mut kept = self.0.lock().await;
        if kept
            .as_ref()
            .is_some_and(|token| token.authorization == refused)
        {
            *kept = None;
        }
    }
}

fn read(answer: &Answer, now: Timestamp) -> Result<Token, ProviderError> {
    let json = answer.exact().unwrap_or_default();
    if matches!(answer.status, 400 | 401 | 403) {
        let codes = ["errorCode", "error"].map(|name| word(&json, name));
        let code = codes.into_iter().find(|code| !code.is_empty());
        return Err(ProviderError::Configuration(Misconfigured {
            what: Fault::Credentials,
            code: code.unwrap_or_else(|| format!("HTTP {}", answer.status)),
        }));
    }
    let token = json.get("access_token").and_then(Value::as_str);
    let authorization = token.filter(|_| answer.is_success()).and_then(bearer);
    let Some(authorization) = authorization else {
        return Err(answer.unclear());
    };
    // A text in some answers; a token of unknown life is used once.
    let seconds = word(&json, "expires_in").parse::<u32>().unwrap_or_default();
    Ok(Token {
        authorization,
        good_until: now + Duration::seconds(i64::from(seconds)) - EARLY,
    })
}
