//! The adapter for Flutterwave, version 3: cards on its hosted page, Zambian mobile money, refunds, transfers to wallets and banks.
//!
//! Three habits of this provider shape it: several tries can share our reference, a success is `successful` only in the
//! transaction itself, and the proof of its callbacks is a password that says nothing about the body.

mod answers;
mod banks;
mod callback;
mod charges;
mod codes;
mod config;
mod outgoing;
mod requests;
mod terms;
#[cfg(test)]
mod tests;
mod transactions;

use std::time::Duration;

use async_trait::async_trait;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use kernel::{Currency, Method, Money, Network, ProviderReference, Timestamp};
use reqwest::Url;

use self::transactions::Transaction;
use super::http::{Answer, base_address, bearer, exchange, not_begun, rejected, wrong_request};
use crate::provider::{
    Accepted, BankListed, Callback, CallbackError, CallbackRequest, Moved, Operation, Original,
    PayOut, Prompt, Provider, ProviderError, ProviderName, ProviderStatus, RefundOrder, Refusal,
    Subject, Unclear, Unsupported,
};

pub use self::config::{
    BankPayouts, FlutterwaveConfig, FlutterwaveConfigError, Sender, ZambianNetworks,
};

/// Long enough after the hosted page closed that nothing begun on it is unknown.
const SESSION_MARGIN: time::Duration = time::Duration::minutes(5);

/// The provider behind its port.
pub struct Flutterwave {
    client: reqwest::Client,
    base_url: String,
    authorization: HeaderValue,
    timeout: Duration,
    config: FlutterwaveConfig,
}

impl std::fmt::Debug for Flutterwave {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flutterwave")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Flutterwave {
    /// Checks the configuration. Calls nothing.
    pub fn new(
        config: FlutterwaveConfig,
        client: reqwest::Client,
    ) -> Result<Self, FlutterwaveConfigError> {
        config.check()?;
        let base_url = base_address(&config.base_url).ok_or(FlutterwaveConfigError::BaseUrl)?;
        // Its documentation counts the version to the base, our paths carry it.
        let base_url = base_url.strip_suffix("/v3").unwrap_or(&base_url).to_owned();
        Ok(Self {
            client,
            base_url,
            authorization: bearer(config.secret_key.expose())
                .ok_or(FlutterwaveConfigError::SecretKey)?,
            timeout: Duration::from_millis(config.request_timeout_ms),
            config,
        })
    }

    fn url(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, ProviderError> {
        let text = format!("{}/v3/{path}", self.base_url);
        let url = if query.is_empty() {
            Url::parse(&text)
        } else {
            Url::parse_with_params(&text, query)
        };
        url.map_err(|_| wrong_request("address"))
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Answer, ProviderError> {
        self.send(self.client.get(self.url(path, query)?)).await
    }

    /// One request that can move money.
    async fn post(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, ProviderError> {
        let request = self.client.post(self.url(path, query)?);
        let json = HeaderValue::from_static("application/json");
        self.send(request.header(CONTENT_TYPE, json).body(body))
            .await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, ProviderError> {
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        exchange(request, self.timeout).await
    }

    /// The one transaction the provider shows for our reference, which need not be the one that succeeded. By its id, if we
    /// were told one and it is ours.
    async fn verify(
        &self,
        reference: ProviderReference,
        id: Option<&str>,
    ) -> Result<Option<Transaction>, ProviderError> {
        if let Some(id) = id.filter(|id| requests::is_id(id)) {
            let answer = self.get(&format!("transactions/{id}/verify"), &[]).await?;
            let told = transactions::verified(&answer)?;
            if let Some(ours) = told.filter(|told| told.is_of(reference)) {
                return Ok(Some(ours));
            }
        }
        let query = [("tx_ref", &*reference.to_string())];
        let answer = self.get("transactions/verify_by_reference", &query).await?;
        transactions::verified(&answer)
    }

    /// All transactions that carry our reference.
    async fn list(&self, reference: ProviderReference) -> Result<Vec<Transaction>, ProviderError> {
        let query = [("tx_ref", &*reference.to_string())];
        let answer = self.get("transactions", &query).await?;
        transactions::listed(&answer, reference)
    }

    async fn collected(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        let shown = self
            .verify(subject.reference, subject.handle.as_deref())
            .await?;
        if let Some(moved) = shown.as_ref().and_then(Transaction::moved) {
            return Ok(ProviderStatus::Moved(moved));
        }
        let all = self.list(subject.reference).await;
        let session = time::Duration::minutes(i64::from(self.config.session_minutes));
        let is_open = now - subject.sent_at <= session + SESSION_MARGIN;
        transactions::judge(subject, shown, all, is_open)
    }

    /// The provider's id of a collection. Whatever we were told, it is the one that carries our reference and succeeded: a
    /// refund of another is somebody else's money.
    async fn paid_transaction(&self, original: &Original) -> Result<String, ProviderError> {
        let reference = original.reference;
        let shown = self.verify(reference, original.handle.as_deref()).await?;
        let mut found = shown.and_then(|told| told.paid(reference));
        if found.is_none() {
            let mut all = self.list(reference).await?.into_iter();
            found = all.find_map(|told| told.paid(reference));
        }
        found.ok_or_else(|| rejected(Refusal::OriginalNotFound))
    }

    async fn sent(&self, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
        let handle = subject.handle.as_deref().filter(|id| requests::is_id(id));
        match (subject.operation, handle) {
            (Operation::PayOut, Some(id)) => {
                let answer = self.get(&format!("transfers/{id}"), &[]).await?;
                outgoing::transfer(&answer, subject)
            }
            (Operation::PayOut, None) => {
                let reference = self.transfer_reference(subject.reference);
                let answer = self.get("transfers", &[("reference", &reference)]).await?;
                outgoing::transfers(&answer, subject)
            }
            (Operation::Refund, Some(id)) => {
                let answer = self.get(&format!("refunds/{id}"), &[]).await?;
                outgoing::refund(&answer, subject, id)
            }
            (Operation::Refund, None) => self.lost_refund(subject).await,
            (Operation::Collect, _) => Err(ProviderError::Unclear(Unclear::NoHandle)),
        }
    }

    /// A refund is known by the provider's id alone. Where the answer that told it was lost, it is looked for among the refunds of
    /// its payment, of which one at a time is under way.
    async fn lost_refund(&self, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
        let nameless = ProviderError::Unclear(Unclear::NoHandle);
        let Some(of) = &subject.refund_of else {
            return Err(nameless);
        };
        let payment = match self.paid_transaction(&of.original).await {
            Err(ProviderError::Rejected(_)) => return Err(nameless),
            found => found?,
        };
        let answer = self.get("refunds", &[]).await?;
        outgoing::among(&answer, subject, &payment, of)
    }

    fn transfer_reference(&self, reference: ProviderReference) -> String {
        format!("{reference}{}", self.config.transfer_suffix)
    }
}

#[async_trait]
impl Provider for Flutterwave {
    fn name(&self) -> ProviderName {
        ProviderName::Flutterwave
    }

    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Collect, prompt.amount, prompt.method)?;
        match prompt.method {
            Method::Card => {
                let body = requests::payment(prompt, &self.config)?;
                charges::hosted(&self.post("payments", &[], body).await?)
            }
            Method::MobileMoney(network) => {
                let body = requests::charge(prompt, network, &self.config)?;
                let query = [("type", "mobile_money_zambia")];
                charges::charged(&self.post("charges", &query, body).await?)
            }
            Method::BankTransfer => Err(Unsupported::Method(prompt.method).into()),
        }
    }

    async fn pay_out(&self, order: &PayOut) -> Result<Accepted, ProviderError> {
        self.supports(Operation::PayOut, order.amount, order.to.method())?;
        let reference = self.transfer_reference(order.reference);
        let body = requests::transfer(order, &reference, &self.config)?;
        outgoing::transfer_begun(&self.post("transfers", &[], body).await?)
    }

    async fn banks(&self, currency: Currency) -> Result<Vec<BankListed>, ProviderError> {
        self.listed(currency).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Refund, order.amount, order.original.method)?;
        let id = self
            .paid_transaction(&order.original)
            .await
            .map_err(not_begun)?;
        let body = requests::refund(order)?;
        let path = format!("transactions/{id}/refund");
        outgoing::refund_begun(&self.post(&path, &[], body).await?)
    }

    async fn status(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        match subject.operation {
            Operation::Collect => self.collected(subject, now).await,
            Operation::PayOut | Operation::Refund => self.sent(subject).await,
        }
    }

    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        _now: Timestamp,
    ) -> Result<Callback, CallbackError> {
        callback::prove(request.headers, &self.config.secret_hash)?;
        callback::read(request.body)
    }

    /// Two tabs show the same page, and each takes a card.
    fn can_be_paid_twice(&self, method: Method) -> bool {
        method == Method::Card
    }

    async fn payments(&self, subject: &Subject) -> Result<Vec<Moved>, ProviderError> {
        let newest = self.verify(subject.reference, None).await?;
        let listed = self.list(subject.reference).await?;
        let newest = newest.filter(|told| told.is_of(subject.reference));
        let all: Vec<Transaction> = newest.into_iter().chain(listed).collect();
        Ok(transactions::paid(&all))
    }

    /// References may repeat, but for those of transfers. A second hosted page is only another page; a second charge of a wallet
    /// is a second prompt.
    fn is_repeatable(&self, operation: Operation, method: Method) -> bool {
        match operation {
            Operation::Collect => method == Method::Card,
            Operation::PayOut => true,
            Operation::Refund => false,
        }
    }

    fn supports(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<(), Unsupported> {
        let bank = |network: Network| {
            let banks = self.config.transfer_banks.as_ref();
            banks.and_then(|banks| banks.of(network))
        };
        match (operation, method) {
            (Operation::PayOut, Method::Card) => return Err(Unsupported::Method(method)),
            (Operation::PayOut, Method::MobileMoney(network)) if bank(network).is_none() => {
                return Err(Unsupported::Operation);
            }
            (Operation::PayOut, Method::BankTransfer)
                if !self.config.bank_payouts.reach(amount.currency()) =>
            {
                return Err(Unsupported::Method(method));
            }
            (Operation::PayOut | Operation::Collect | Operation::Refund, _) => {}
        }
        terms::terms(operation, method, amount.currency())?.allow(amount)
    }
}
