//! The adapter for Safaricom's Daraja: M-Pesa prompts in Kenya (STK push).
//!
//! Three habits of this provider shape it: it knows no key of ours, so a prompt is sent at most once and asked about by the
//! provider's own name for it; accepted is not paid; and its callbacks are signed by nothing but the address they come to.
//!
//! What people pay to the paybill by hand is the [`till`]'s.
//!
//! What it can do besides, B2C payments and reversals, is left out: their outcome is only ever told by a callback that
//! nothing signs, and there is no question whose answer would settle it.

mod answers;
mod callback;
mod codes;
mod config;
mod requests;
#[cfg(test)]
mod tests;
mod till;

use std::time::Duration;

use async_trait::async_trait;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use kernel::{Currency, Method, Money, Network, Source, Timestamp};
use reqwest::Url;

use super::address::CallbackAddress;
use super::http::{Answer, base_address, exchange, rejected, wrong_request};
use super::terms::Terms;
use super::token::Tokens;
use crate::provider::{
    Accepted, Callback, CallbackError, CallbackRequest, Operation, Prompt, Provider, ProviderError,
    ProviderName, ProviderStatus, Refusal, Subject, Till, Unclear, Unsupported,
};

pub use self::config::{MpesaConfig, MpesaConfigError, Receiver, TillConfig};

/// The provider behind its port.
pub struct Mpesa {
    client: reqwest::Client,
    base_url: String,
    timeout: Duration,
    tokens: Tokens,
    callbacks: CallbackAddress,
    /// What is told about payments by hand comes to addresses that do not name the provider.
    till_callbacks: Option<CallbackAddress>,
    config: MpesaConfig,
    /// For the timestamp of a prompt and the age of a token.
    source: Source,
}

impl std::fmt::Debug for Mpesa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mpesa")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Mpesa {
    /// Checks the configuration. Calls nothing.
    pub fn new(
        config: MpesaConfig,
        client: reqwest::Client,
        source: Source,
    ) -> Result<Self, MpesaConfigError> {
        config.check()?;
        Ok(Self {
            client,
            base_url: base_address(&config.base_url).ok_or(MpesaConfigError::BaseUrl)?,
            timeout: Duration::from_millis(config.request_timeout_ms),
            tokens: Tokens::default(),
            callbacks: CallbackAddress::new(
                ProviderName::Mpesa,
                &config.callback_base,
                &config.callback_secret,
            )
            .ok_or(MpesaConfigError::CallbackBase)?,
            till_callbacks: till::addresses(&config)?,
            config,
            source,
        })
    }

    fn url(&self, path: &str) -> Result<Url, ProviderError> {
        Url::parse(&format!("{}{path}", self.base_url)).map_err(|_| wrong_request("address"))
    }

    async fn fetch_token(&self) -> Result<Answer, ProviderError> {
        let url = self.url("/oauth/v1/generate?grant_type=client_credentials")?;
        let (key, secret) = (&self.config.consumer_key, &self.config.consumer_secret);
        let request = self
            .client
            .get(url)
            .basic_auth(key.expose(), Some(secret.expose()));
        exchange(request, self.timeout).await
    }

    async fn token(&self, now: Timestamp) -> Result<HeaderValue, ProviderError> {
        self.tokens.get(now, || self.fetch_token()).await
    }

    /// Sends a request, and once more with a new token when the provider says that the first is not good: then it certainly did
    /// nothing with the request.
    async fn call(&self, path: &str, body: &[u8], now: Timestamp) -> Result<Answer, ProviderError> {
        let token = self.token(now).await?;
        let answer = self.post(path, body, &token).await?;
        if !answers::wants_new_token(&answer) {
            return Ok(answer);
        }
        self.tokens.forget(&token).await;
        let token = self.token(now).await?;
        self.post(path, body, &token).await
    }

    async fn post(
        &self,
        path: &str,
        body: &[u8],
        token: &HeaderValue,
    ) -> Result<Answer, ProviderError> {
        let request = self
            .client
            .post(self.url(path)?)
            .header(AUTHORIZATION, token.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body.to_vec());
        exchange(request, self.timeout).await
    }

    fn terms(&self) -> Terms {
        Terms::in_major_units(
            Currency::KES,
            0,
            config::MINIMUM_SHILLINGS,
            i64::from(self.config.maximum_shillings),
        )
    }
}

#[async_trait]
impl Provider for Mpesa {
    fn name(&self) -> ProviderName {
        ProviderName::Mpesa
    }

    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Collect, prompt.amount, prompt.method)?;
        let now = self.source.now();
        let address = self.callbacks.of(Operation::Collect, prompt.reference);
        let body = requests::push(prompt, &self.config, &address, now)?;
        match self.call(requests::PUSH, &body, now).await {
            Ok(answer) => answers::pushed(&answer),
            // Nothing left us, and a reference is sent here once at most: no prompt will ever be for it. To call it unclear
            // would be for good, as there is no name to ask by.
            Err(ProviderError::NotSent) => Err(rejected(Refusal::NetworkUnavailable)),
            Err(error) => Err(error),
        }
    }

    /// Asks by the provider's own name for the prompt. Without it there is nothing to ask by: only a callback can bring it.
    async fn status(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        let handle = match (subject.operation, &subject.handle) {
            (Operation::Collect, Some(handle)) => handle,
            (Operation::Collect | Operation::PayOut | Operation::Refund, _) => {
                return Err(ProviderError::Unclear(Unclear::NoHandle));
            }
        };
        let body = requests::query(handle, &self.config, now)?;
        let answer = self.call(requests::QUERY, &body, now).await?;
        answers::told(&answer, subject.reference, handle)
    }

    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        _now: Timestamp,
    ) -> Result<Callback, CallbackError> {
        let (_, reference) = self.callbacks.read(request.path)?;
        callback::read(request.body, reference)
    }

    /// Every request is another prompt on the phone.
    fn is_repeatable(&self, _operation: Operation, _method: Method) -> bool {
        false
    }

    fn till(&self) -> Option<&dyn Till> {
        self.till_callbacks.as_ref().map(|_| self as &dyn Till)
    }

    fn supports(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<(), Unsupported> {
        match method {
            Method::Card
            | Method::MobileMoney(
                Network::MtnZambia | Network::AirtelZambia | Network::ZamtelZambia,
            ) => return Err(Unsupported::Method(method)),
            Method::MobileMoney(Network::MpesaKenya) => {}
        }
        match operation {
            Operation::Collect => self.terms().allow(amount),
            Operation::PayOut | Operation::Refund => Err(Unsupported::Operation),
        }
    }
}
