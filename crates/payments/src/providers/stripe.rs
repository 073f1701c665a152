//! The adapter for Stripe: cards on its hosted Checkout page, and refunds.
//!
//! Three habits of this provider shape it: the page (a session) and the money (a payment intent) are two things, and the
//! second does not exist before somebody presses "Pay"; an intent never fails, a decline only leaves it open for another
//! card; and every request that changes something carries a key, under which the first answer is repeated for a day.

mod answers;
mod callback;
mod codes;
mod config;
mod money;
mod refunds;
mod requests;
mod sessions;
mod signature;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use http::header::{AUTHORIZATION, HeaderValue};
use kernel::{Method, Money, ProviderReference, Timestamp};
use reqwest::Url;

use self::requests::Form;
use self::sessions::{Session, Shown};
use super::http::{Answer, base_address, bearer, exchange, not_begun, rejected, wrong_request};
use crate::provider::{
    Accepted, Callback, CallbackError, CallbackRequest, Dispute, Operation, Original, Prompt,
    Provider, ProviderError, ProviderName, ProviderStatus, RefundOrder, Refusal, Subject, Unclear,
    Unsupported,
};

pub use self::config::{StripeConfig, StripeConfigError};

/// The version of the interface that requests and answers are read by, whatever the account's own is.
const VERSION: &str = "2026-07-29.dahlia";
/// So many entries of a list fit into one answer as long as we read, with room to spare.
const PAGE: &str = "20";
/// Of a list, so many pages are read.
const PAGES_MAX: usize = 50;

/// The provider behind its port.
pub struct Stripe {
    client: reqwest::Client,
    base_url: String,
    authorization: HeaderValue,
    timeout: Duration,
    config: StripeConfig,
    /// Whether real money moves: the key decides.
    is_live: bool,
}

impl std::fmt::Debug for Stripe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stripe")
            .field("base_url", &self.base_url)
            .field("is_live", &self.is_live)
            .finish_non_exhaustive()
    }
}

impl Stripe {
    /// Checks the configuration. Calls nothing.
    pub fn new(config: StripeConfig, client: reqwest::Client) -> Result<Self, StripeConfigError> {
        let is_live = config.check()?;
        let base_url = base_address(&config.base_url).ok_or(StripeConfigError::BaseUrl)?;
        let base_url = base_url.strip_suffix("/v1").unwrap_or(&base_url).to_owned();
        Ok(Self {
            client,
            base_url,
            authorization: bearer(config.secret_key.expose())
                .ok_or(StripeConfigError::SecretKey)?,
            timeout: Duration::from_millis(config.request_timeout_ms),
            config,
            is_live,
        })
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Answer, ProviderError> {
        let text = format!("{}/v1/{path}", self.base_url);
        let url = if query.is_empty() {
            Url::parse(&text)
        } else {
            Url::parse_with_params(&text, query)
        };
        let url = url.map_err(|_| wrong_request("address"))?;
        self.send(self.client.get(url)).await
    }

    /// One request that changes something. Sent again with the same reference and content it is answered as it was the first
    /// time, and does nothing more.
    async fn post(
        &self,
        path: &str,
        reference: ProviderReference,
        operation: Operation,
        form: &Form,
    ) -> Result<Answer, ProviderError> {
        let key = format!("{reference}:{}", operation.as_str());
        let request = self.client.post(format!("{}/v1/{path}", self.base_url));
        self.send(request.header("Idempotency-Key", key).form(form))
            .await
    }

    /// Takes a page back. Without a key: under one, a trouble of the first time would be repeated for a day, and a page that is
    /// over cannot end twice.
    async fn expire(&self, id: &str) -> Result<(), ProviderError> {
        let path = format!("{}/v1/checkout/sessions/{id}/expire", self.base_url);
        let request = self.client.post(path).form(&Form::new());
        sessions::expired(&self.send(request).await?)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, ProviderError> {
        let request = request
            .header(AUTHORIZATION, self.authorization.clone())
            .header("Stripe-Version", VERSION);
        exchange(request, self.timeout).await
    }

    /// A page with the intent behind it.
    async fn session(&self, id: &str) -> Result<Session, ProviderError> {
        let query = [("expand[]", "payment_intent")];
        let answer = self.get(&format!("checkout/sessions/{id}"), &query).await?;
        let mut session = Session::read(&answer, self.is_live)?;
        if let Shown::Named(intent) = &session.intent {
            let answer = self.get(&format!("payment_intents/{intent}"), &[]).await?;
            session.intent = Shown::Whole(sessions::intent(&answer, self.is_live)?);
        }
        Ok(session)
    }

    async fn collected(&self, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
        let id = subject.handle.as_deref();
        match id.filter(|id| requests::is_session(id)) {
            Some(id) => sessions::judge(&self.session(id).await?, subject),
            None if subject.was_accepted => Err(ProviderError::Unclear(Unclear::NoHandle)),
            // The answer that held the page's address was lost, so nobody was sent there and nobody can pay on it. Asked for
            // once more under the same key, the provider repeats that answer.
            None => Ok(ProviderStatus::NotFound),
        }
    }

    /// The intent that a refund is taken from. Whatever we were told, it is the one that carries our reference and succeeded.
    async fn paid_intent(&self, original: &Original) -> Result<String, ProviderError> {
        let id = original.handle.as_deref();
        let Some(id) = id.filter(|id| requests::is_session(id)) else {
            return Err(rejected(Refusal::OriginalNotFound));
        };
        let session = self.session(id).await?;
        session
            .paid(original.reference)
            .ok_or_else(|| rejected(Refusal::OriginalNotFound))
    }

    async fn refunded(&self, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
        let handle = subject.handle.as_deref();
        match handle.filter(|id| requests::is_id(id)) {
            Some(id) => {
                let answer = self.get(&format!("refunds/{id}"), &[]).await?;
                refunds::shown(&answer, subject, id)
            }
            None => self.find_refund(subject).await,
        }
    }

    /// Looks for a refund whose answer was lost among those made when it was sent, by the reference it carries.
    async fn find_refund(&self, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
        let (from, until) = refunds::made_between(subject.sent_at);
        let mut last = String::new();
        for _ in 0..PAGES_MAX {
            let mut query = vec![
                ("created[gte]", from.as_str()),
                ("created[lte]", until.as_str()),
                ("limit", PAGE),
            ];
            if !last.is_empty() {
                query.push(("starting_after", &last));
            }
            let answer = self.get("refunds", &query).await?;
            match refunds::listed(&answer, subject)? {
                refunds::Listed::Found(status) => return Ok(status),
                refunds::Listed::Absent if subject.was_accepted => {
                    return Err(ProviderError::Unclear(Unclear::NoHandle));
                }
                refunds::Listed::Absent => return Ok(ProviderStatus::NotFound),
                refunds::Listed::More(id) => last = id,
            }
        }
        tracing::error!("more refunds in one hour than are looked through for one that was lost");
        Err(ProviderError::Unclear(Unclear::NoHandle))
    }
}

#[async_trait]
impl Provider for Stripe {
    fn name(&self) -> ProviderName {
        ProviderName::Stripe
    }

    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Collect, prompt.amount, prompt.method)?;
        let form = requests::session(prompt, &self.config)?;
        let (reference, operation) = (prompt.reference, Operation::Collect);
        let answer = self
            .post("checkout/sessions", reference, operation, &form)
            .await?;
        sessions::opened(&answer, reference)
    }

    async fn refund(&self, order: &RefundOrder) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Refund, order.amount, order.original.method)?;
        let intent = self.paid_intent(&order.original).await.map_err(not_begun)?;
        let form = requests::refund(order, &intent)?;
        let (reference, operation) = (order.reference, Operation::Refund);
        refunds::begun(&self.post("refunds", reference, operation, &form).await?)
    }

    async fn status(
        &self,
        subject: &Subject,
        _now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        match subject.operation {
            Operation::Collect => self.collected(subject).await,
            Operation::Refund => self.refunded(subject).await,
            Operation::PayOut => Err(ProviderError::unsupported(Operation::PayOut)),
        }
    }

    fn can_cancel(&self, method: Method) -> bool {
        match method {
            Method::Card => true,
            Method::MobileMoney(_) | Method::BankTransfer => false,
        }
    }

    async fn cancel(&self, subject: &Subject) -> Result<(), ProviderError> {
        let id = subject.handle.as_deref();
        match id.filter(|id| requests::is_session(id)) {
            Some(id) => self.expire(id).await,
            None => Err(ProviderError::Unclear(Unclear::NoHandle)),
        }
    }

    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        now: Timestamp,
    ) -> Result<Callback, CallbackError> {
        let header = request.headers.get(signature::HEADER);
        signature::verify(header, request.body, &self.config.webhook_secrets, now)
            .map_err(CallbackError::Signature)?;
        callback::read(request.body, self.is_live)
    }

    async fn read_dispute(
        &self,
        request: &CallbackRequest<'_>,
        now: Timestamp,
    ) -> Result<Option<Dispute>, CallbackError> {
        let header = request.headers.get(signature::HEADER);
        signature::verify(header, request.body, &self.config.webhook_secrets, now)
            .map_err(CallbackError::Signature)?;
        callback::dispute(request.body, self.is_live)
    }

    /// Every request carries a key, so that none does its work twice.
    fn is_repeatable(&self, operation: Operation, _method: Method) -> bool {
        match operation {
            Operation::Collect | Operation::Refund => true,
            Operation::PayOut => false,
        }
    }

    fn supports(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<(), Unsupported> {
        match (operation, method) {
            (Operation::PayOut, _) => Err(Unsupported::Operation),
            (
                Operation::Collect | Operation::Refund,
                Method::MobileMoney(_) | Method::BankTransfer,
            ) => Err(Unsupported::Method(method)),
            (Operation::Collect | Operation::Refund, Method::Card) => {
                money::terms(amount.currency())?.allow(amount)
            }
        }
    }
}
