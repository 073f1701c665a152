//! The adapter for Safaricom's Daraja: M-Pesa prompts in Kenya (STK push).
//!
//! Three habits of this provider shape it: it knows no key of ours, so a prompt is sent at most once and asked about by the
//! provider's own name for it; accepted is not paid; and its callbacks are signed by nothing but the address they come to.
//!
//! Payouts (B2C) and money back (reversals) need an initiator. What became of them is asked like everything else, but Safaricom
//! answers that later, to an address made for the one question: such an answer is believed, other news only cause the question.
//!
//! What people pay to the paybill by hand is the [`till`]'s.

mod answers;
mod callback;
mod codes;
mod config;
mod initiator;
mod orders;
mod outgoing;
mod requests;
mod results;
#[cfg(test)]
mod tests;
mod till;

use std::time::Duration;

use async_trait::async_trait;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use kernel::{Currency, Method, Money, Network, Source, Timestamp};
use reqwest::Url;

use self::results::Purpose;
use super::address::CallbackAddress;
use super::http::{Answer, base_address, exchange, rejected, wrong_request};
use super::terms::Terms;
use super::token::Tokens;
use crate::provider::{
    Accepted, Callback, CallbackError, CallbackRequest, Operation, PayOut, Prompt, Provider,
    ProviderError, ProviderName, ProviderStatus, RefundOrder, Refusal, Subject, Till, Unclear,
    Unsupported,
};

pub use self::config::{MpesaConfig, MpesaConfigError, Receiver, TillConfig};
pub use self::initiator::MpesaInitiator;

/// The provider behind its port.
pub struct Mpesa {
    client: reqwest::Client,
    base_url: String,
    timeout: Duration,
    tokens: Tokens,
    callbacks: CallbackAddress,
    /// Payments by hand, where they are set up.
    by_hand: Option<till::Desk>,
    config: MpesaConfig,
    /// Who sends money, where somebody does.
    initiator: Option<initiator::Initiator>,
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
            initiator: config
                .initiator
                .as_ref()
                .map(initiator::Initiator::new)
                .transpose()?,
            by_hand: till::Desk::of(&config)?,
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

    async fn pay_out(&self, order: &PayOut) -> Result<Accepted, ProviderError> {
        let wallet = order.wallet()?;
        let method = Method::MobileMoney(wallet.network);
        self.supports(Operation::PayOut, order.amount, method)?;
        self.send_out(order, wallet).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Refund, order.amount, order.original.method)?;
        self.send_back(order).await
    }

    /// Asks by the provider's own name for the prompt. Without it there is nothing to ask by: only a callback can bring it.
    async fn status(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        let handle = match (subject.operation, &subject.handle) {
            (Operation::Collect, Some(handle)) => handle,
            (Operation::Collect, None) => {
                return Err(ProviderError::Unclear(Unclear::NoHandle));
            }
            (Operation::PayOut | Operation::Refund, _) => return self.became(subject, now).await,
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
        if let Some(named) = self.callbacks.purpose(request.path) {
            let (purpose, reference) = named?;
            return match Purpose::read(purpose) {
                Some(Purpose::Answer(operation, asked_at)) => {
                    results::answer(request.body, operation, asked_at, reference)
                }
                Some(Purpose::Unanswered(operation, asked_at)) => {
                    results::timeout(request.body, operation, Some(asked_at), reference)
                }
                Some(Purpose::Timeout(operation)) => {
                    results::timeout(request.body, operation, None, reference)
                }
                None => Err(CallbackError::Unreadable("an address for nothing we know")),
            };
        }
        match self.callbacks.read(request.path)? {
            (Operation::Collect, reference) => callback::read(request.body, reference),
            (operation @ (Operation::PayOut | Operation::Refund), reference) => {
                results::outcome(request.body, operation, reference)
            }
        }
    }

    /// Every request is another prompt on the phone, and an order that is not known may only be slow to show.
    fn is_repeatable(&self, _operation: Operation, _method: Method) -> bool {
        false
    }

    fn till(&self) -> Option<&dyn Till> {
        self.by_hand.as_ref().map(|_| self as &dyn Till)
    }

    fn supports(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<(), Unsupported> {
        match method {
            Method::Card
            | Method::BankTransfer
            | Method::MobileMoney(
                Network::MtnZambia
                | Network::AirtelZambia
                | Network::ZamtelZambia
                | Network::MtnUganda
                | Network::AirtelUganda,
            ) => return Err(Unsupported::Method(method)),
            Method::MobileMoney(Network::MpesaKenya) => {}
        }
        match operation {
            Operation::Collect => self.terms().allow(amount),
            Operation::PayOut | Operation::Refund if self.sends(operation) => {
                self.terms().allow(amount)
            }
            Operation::PayOut | Operation::Refund => Err(Unsupported::Operation),
        }
    }
}
