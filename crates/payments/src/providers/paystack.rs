//! The adapter for Paystack: cards on its hosted page, and refunds.
//!
//! Three habits of this provider shape it: a reference is used once, for one page, whose address is told once; nothing is told
//! of a payment that failed, so it has to be asked; and a refund is known by its own number, while news of it name the payment.
//!
//! Its transfers are left out: recipients have to be registered first, and a person has to approve each with a code unless the
//! account is set up otherwise.

mod answers;
mod callback;
mod codes;
mod config;
mod money;
mod requests;
#[cfg(test)]
mod tests;
mod transactions;

use std::time::Duration;

use async_trait::async_trait;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use kernel::{Method, Money, Timestamp};
use reqwest::Url;
use serde_json::Value;

use self::transactions::Age;
use super::http::{Answer, base_address, bearer, exchange, wrong_request};
use super::read::word;
use crate::provider::{
    Accepted, Callback, CallbackError, CallbackRequest, Dispute, Operation, Prompt, Provider,
    ProviderError, ProviderName, ProviderStatus, RefundOrder, Subject, Unsupported,
};

pub use self::config::{PaystackConfig, PaystackConfigError};

/// Long enough after the page's time that nothing begun on it is unknown.
const SESSION_MARGIN: time::Duration = time::Duration::minutes(5);
/// So many of the newest refunds are looked through for one whose number was lost.
const REFUNDS_LISTED: &str = "100";
const ID_CHARS_MAX: usize = 20;

/// The provider behind its port.
pub struct Paystack {
    client: reqwest::Client,
    base_url: String,
    authorization: HeaderValue,
    timeout: Duration,
    config: PaystackConfig,
}

impl std::fmt::Debug for Paystack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paystack")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Paystack {
    /// Checks the configuration. Calls nothing.
    pub fn new(
        config: PaystackConfig,
        client: reqwest::Client,
    ) -> Result<Self, PaystackConfigError> {
        config.check()?;
        Ok(Self {
            client,
            base_url: base_address(&config.base_url).ok_or(PaystackConfigError::BaseUrl)?,
            authorization: bearer(config.secret_key.expose())
                .ok_or(PaystackConfigError::SecretKey)?,
            timeout: Duration::from_millis(config.request_timeout_ms),
            config,
        })
    }

    fn url(&self, path: &str) -> Result<Url, ProviderError> {
        Url::parse(&format!("{}/{path}", self.base_url)).map_err(|_| wrong_request("address"))
    }

    async fn get(&self, path: &str) -> Result<Answer, ProviderError> {
        self.send(self.client.get(self.url(path)?)).await
    }

    /// One request that can move money.
    async fn post(&self, path: &str, body: Vec<u8>) -> Result<Answer, ProviderError> {
        let json = HeaderValue::from_static("application/json");
        let request = self.client.post(self.url(path)?);
        self.send(request.header(CONTENT_TYPE, json).body(body))
            .await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, ProviderError> {
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        exchange(request, self.timeout).await
    }

    fn age(&self, since_sent: time::Duration) -> Age {
        let session = time::Duration::minutes(i64::from(self.config.session_minutes));
        if since_sent <= self.timeout {
            Age::Begun
        } else if since_sent <= session + SESSION_MARGIN {
            Age::Open
        } else {
            Age::Over
        }
    }

    async fn refunded(&self, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
        if let Some(id) = subject.handle.as_deref().filter(|id| is_id(id)) {
            let answer = self.get(&format!("refund/{id}")).await?;
            return transactions::refund(&answer, subject, id);
        }
        let path = format!("refund?perPage={REFUNDS_LISTED}");
        transactions::among(&self.get(&path).await?, subject)
    }
}

/// Whether a text can be one of the provider's numbers, and so stand in an address.
fn is_id(text: &str) -> bool {
    (1..=ID_CHARS_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The number of a payment or a refund.
fn id(data: &Value) -> Option<String> {
    Some(word(data, "id")).filter(|id| is_id(id))
}

#[async_trait]
impl Provider for Paystack {
    fn name(&self) -> ProviderName {
        ProviderName::Paystack
    }

    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Collect, prompt.amount, prompt.method)?;
        let body = requests::page(prompt, &self.config);
        answers::hosted(&self.post("transaction/initialize", body).await?)
    }

    async fn refund(&self, order: &RefundOrder) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Refund, order.amount, order.original.method)?;
        answers::refund_begun(&self.post("refund", requests::refund(order)).await?)
    }

    async fn status(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        match subject.operation {
            Operation::Collect => {
                let path = format!("transaction/verify/{}", subject.reference);
                let answer = self.get(&path).await?;
                transactions::verified(&answer, subject, self.age(now - subject.sent_at))
            }
            Operation::Refund => self.refunded(subject).await,
            Operation::PayOut => Err(ProviderError::unsupported(Operation::PayOut)),
        }
    }

    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        _now: Timestamp,
    ) -> Result<Callback, CallbackError> {
        callback::prove(request.headers, request.body, &self.config.secret_key)?;
        callback::read(request.body)
    }

    async fn read_dispute(
        &self,
        request: &CallbackRequest<'_>,
        _now: Timestamp,
    ) -> Result<Option<Dispute>, CallbackError> {
        callback::prove(request.headers, request.body, &self.config.secret_key)?;
        Ok(callback::dispute(request.body))
    }

    /// A second page under one reference is refused. A second refund is a second refund.
    fn is_repeatable(&self, operation: Operation, _method: Method) -> bool {
        match operation {
            Operation::Collect => true,
            Operation::PayOut | Operation::Refund => false,
        }
    }

    fn supports(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<(), Unsupported> {
        match (operation, method) {
            (_, Method::MobileMoney(_) | Method::BankTransfer) => Err(Unsupported::Method(method)),
            (Operation::PayOut, Method::Card) => Err(Unsupported::Operation),
            (Operation::Collect | Operation::Refund, Method::Card) => {
                money::terms(operation, amount.currency())?.allow(amount)
            }
        }
    }
}
