//! The adapter for MTN's Open API for mobile money: prompts, payouts and refunds for MTN's customers in Zambia.
//!
//! Three habits of this provider shape it: our reference is its key for everything, so asking and repeating are safe; accepted is
//! not paid; and its callbacks come once, signed by nothing but the address they come to.

mod answers;
mod callback;
mod codes;
mod config;
mod requests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use kernel::{Currency, Method, Money, Network, ProviderReference, Source, Timestamp};
use reqwest::Url;

use super::address::CallbackAddress;
use super::http::{Answer, base_address, exchange, wrong_request};
use super::terms::Terms;
use super::token::Tokens;
use crate::provider::{
    Accepted, Callback, CallbackError, CallbackRequest, Operation, PayOut, Prompt, Provider,
    ProviderError, ProviderName, ProviderStatus, RefundOrder, Subject, Unsupported,
};

pub use self::config::{MtnMomoConfig, MtnMomoConfigError, MtnMomoProduct};

const SUBSCRIPTION_KEY: &str = "Ocp-Apim-Subscription-Key";
const TARGET_ENVIRONMENT: &str = "X-Target-Environment";
const REFERENCE_ID: &str = "X-Reference-Id";
const CALLBACK_URL: &str = "X-Callback-Url";
/// What the network takes in one movement, in kwacha. Less may be agreed for an account; the provider refuses the rest.
const KWACHA: (i64, i64) = (1, 20_000);

/// The provider behind its port.
pub struct MtnMomo {
    client: reqwest::Client,
    base_url: String,
    timeout: Duration,
    collection: Product,
    disbursement: Option<Product>,
    callbacks: CallbackAddress,
    config: MtnMomoConfig,
    /// For the age of a token.
    source: Source,
}

/// One product: its part of every address, and its own token.
struct Product {
    path: &'static str,
    known_by: MtnMomoProduct,
    tokens: Tokens,
}

impl Product {
    fn new(path: &'static str, known_by: &MtnMomoProduct) -> Self {
        Self {
            path,
            known_by: known_by.clone(),
            tokens: Tokens::default(),
        }
    }
}

impl std::fmt::Debug for MtnMomo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MtnMomo")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl MtnMomo {
    /// Checks the configuration. Calls nothing.
    pub fn new(
        config: MtnMomoConfig,
        client: reqwest::Client,
        source: Source,
    ) -> Result<Self, MtnMomoConfigError> {
        config.check()?;
        Ok(Self {
            client,
            base_url: base_address(&config.base_url).ok_or(MtnMomoConfigError::BaseUrl)?,
            timeout: Duration::from_millis(config.request_timeout_ms),
            collection: Product::new("collection", &config.collection),
            disbursement: config
                .disbursement
                .as_ref()
                .map(|known_by| Product::new("disbursement", known_by)),
            callbacks: CallbackAddress::new(
                ProviderName::MtnMomo,
                &config.callback_base,
                &config.callback_secret,
            )
            .ok_or(MtnMomoConfigError::CallbackBase)?,
            config,
            source,
        })
    }

    /// The product that does it, and what it calls it.
    fn product(&self, operation: Operation) -> Result<(&Product, &'static str), ProviderError> {
        let (product, resource) = match operation {
            Operation::Collect => (Some(&self.collection), "requesttopay"),
            Operation::PayOut => (self.disbursement.as_ref(), "transfer"),
            Operation::Refund => (self.disbursement.as_ref(), "refund"),
        };
        let product = product.ok_or_else(|| ProviderError::unsupported(operation))?;
        Ok((product, resource))
    }

    fn url(&self, product: &Product, path: &str) -> Result<Url, ProviderError> {
        Url::parse(&format!("{}/{}/{path}", self.base_url, product.path))
            .map_err(|_| wrong_request("address"))
    }

    async fn fetch_token(&self, product: &Product) -> Result<Answer, ProviderError> {
        let known_by = &product.known_by;
        let request = self
            .client
            .post(self.url(product, "token/")?)
            .basic_auth(&known_by.api_user, Some(known_by.api_key.expose()))
            .header(SUBSCRIPTION_KEY, known_by.subscription_key.expose())
            .body("");
        exchange(request, self.timeout).await
    }

    async fn token(&self, product: &Product, now: Timestamp) -> Result<HeaderValue, ProviderError> {
        let fetch = || self.fetch_token(product);
        product.tokens.get(now, fetch).await
    }

    /// Sends a request, and once more with a new token when the provider says that the first is not good: then it certainly did
    /// nothing with the request.
    async fn send(
        &self,
        product: &Product,
        request: reqwest::RequestBuilder,
        now: Timestamp,
    ) -> Result<Answer, ProviderError> {
        let request = request
            .header(SUBSCRIPTION_KEY, product.known_by.subscription_key.expose())
            .header(TARGET_ENVIRONMENT, &self.config.target_environment);
        let again = request.try_clone();
        let token = self.token(product, now).await?;
        let first = request.header(AUTHORIZATION, token.clone());
        let answer = exchange(first, self.timeout).await?;
        match again {
            Some(again) if answer.status == 401 => {
                product.tokens.forget(&token).await;
                let token = self.token(product, now).await?;
                exchange(again.header(AUTHORIZATION, token), self.timeout).await
            }
            Some(_) | None => Ok(answer),
        }
    }

    /// One request that can move money, under our reference.
    async fn ask_for(
        &self,
        operation: Operation,
        reference: ProviderReference,
        body: Vec<u8>,
    ) -> Result<Accepted, ProviderError> {
        let (product, resource) = self.product(operation)?;
        let json = HeaderValue::from_static("application/json");
        let request = self
            .client
            .post(self.url(product, &format!("v1_0/{resource}"))?)
            .header(REFERENCE_ID, reference.to_string())
            .header(CALLBACK_URL, self.callbacks.of(operation, reference))
            .header(CONTENT_TYPE, json)
            .body(body);
        let answer = self.send(product, request, self.source.now()).await?;
        answers::taken(&answer)
    }
}

#[async_trait]
impl Provider for MtnMomo {
    fn name(&self) -> ProviderName {
        ProviderName::MtnMomo
    }

    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Collect, prompt.amount, prompt.method)?;
        let body = requests::collection(prompt, &self.config)?;
        self.ask_for(Operation::Collect, prompt.reference, body)
            .await
    }

    async fn pay_out(&self, order: &PayOut) -> Result<Accepted, ProviderError> {
        let wallet = order.wallet()?;
        self.supports(Operation::PayOut, order.amount, wallet.network.into())?;
        let body = requests::transfer(order, wallet, &self.config)?;
        self.ask_for(Operation::PayOut, order.reference, body).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<Accepted, ProviderError> {
        self.supports(Operation::Refund, order.amount, order.original.method)?;
        let body = requests::refund(order, &self.config);
        self.ask_for(Operation::Refund, order.reference, body).await
    }

    async fn status(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        let (product, resource) = self.product(subject.operation)?;
        let path = format!("v1_0/{resource}/{}", subject.reference);
        let request = self.client.get(self.url(product, &path)?);
        let answer = self.send(product, request, now).await?;
        answers::told(&answer, subject, &self.config)
    }

    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        _now: Timestamp,
    ) -> Result<Callback, CallbackError> {
        let (operation, reference) = self.callbacks.read(request.path)?;
        callback::read(request.body, operation, reference)
    }

    /// Our reference is the provider's key: a second request under it is refused as known.
    fn is_repeatable(&self, _operation: Operation, _method: Method) -> bool {
        true
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
                Network::AirtelZambia
                | Network::ZamtelZambia
                | Network::MpesaKenya
                | Network::MtnUganda
                | Network::AirtelUganda,
            ) => return Err(Unsupported::Method(method)),
            Method::MobileMoney(Network::MtnZambia) => {}
        }
        let kwacha = Currency::ZMW;
        let terms = Terms::in_major_units(kwacha, kwacha.exponent(), KWACHA.0, KWACHA.1);
        match operation {
            Operation::PayOut | Operation::Refund if self.disbursement.is_none() => {
                Err(Unsupported::Operation)
            }
            Operation::Collect | Operation::PayOut => terms.allow(amount),
            // A part of a payment can be as small as money gets.
            Operation::Refund => Terms {
                minimum: Money::new(1, kwacha),
                ..terms
            }
            .allow(amount),
        }
    }
}
