//! The adapter for `PawaPay`'s merchant interface, version 2.
//!
//! Three habits of this provider shape it: refusals and duplicates are HTTP 200, a 500 says nothing, and amounts come back
//! padded (`15.0000`).

mod active;
mod answers;
mod callback;
mod codes;
mod config;
mod fields;
mod keys;
mod signature;
mod terms;
#[cfg(test)]
mod tests;
mod toolkit;

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use kernel::{Method, Money, Network, PhoneNumber, Source, Timestamp};
use reqwest::Url;
use serde_json::{Value, json};

use self::active::Active;
use self::config::Address;
use self::keys::{Found, KeyRing, KeySet, read_published};
use self::signature::{Message, RequestSigner, claim};
use super::http::{Answer, base_address, bearer, exchange, web_address, wrong_request};
use super::write::shortest;
use crate::provider::{
    Accepted, Availability, Callback, CallbackError, CallbackRequest, Operation, PayOut, Prompt,
    Provider, ProviderError, ProviderName, ProviderStatus, RefundOrder, SignatureFault, Subject,
    Unclear, Unsupported,
};

pub use self::config::{PawaPayConfig, PawaPayConfigError, SigningConfig};
pub use self::keys::{CallbackKey, CallbackKeysError};
pub use self::signature::SignatureEncoding;
pub use self::terms::terms;
pub use super::terms::Terms;

/// More of a callback than this is not verified.
const CALLBACK_BYTES_MAX: usize = 64 * 1024;
const JSON: &str = "application/json";

/// The provider behind its port.
pub struct PawaPay {
    client: reqwest::Client,
    base_url: String,
    authorization: HeaderValue,
    callback: Address,
    keys: KeyRing,
    timeout: Duration,
    signer: Option<RequestSigner>,
    /// What is switched on for us. `None`: never read, and [`terms`] holds.
    active: RwLock<Option<Active>>,
    /// Only for the dates on signed requests.
    source: Source,
}

impl std::fmt::Debug for PawaPay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PawaPay")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl PawaPay {
    /// Checks the configuration. Calls nothing.
    pub fn new(
        config: PawaPayConfig,
        client: reqwest::Client,
        source: Source,
    ) -> Result<Self, PawaPayConfigError> {
        let base_url = base_address(&config.base_url).ok_or(PawaPayConfigError::BaseUrl)?;
        let callback = web_address(&config.callback_url)
            .as_ref()
            .and_then(Address::of)
            .ok_or(PawaPayConfigError::CallbackUrl)?;
        let authorization =
            bearer(config.api_token.expose()).ok_or(PawaPayConfigError::ApiToken)?;
        if config.request_timeout_ms == 0 {
            return Err(PawaPayConfigError::Timeout);
        }
        let signer = match &config.signing {
            None => None,
            Some(signing) => Some(
                RequestSigner::new(&signing.private_key_pem, &signing.key_id, signing.encoding)
                    .ok_or(PawaPayConfigError::SigningKey)?,
            ),
        };
        Ok(Self {
            client,
            base_url,
            authorization,
            callback,
            keys: KeyRing::new(&config.callback_keys).ok_or(PawaPayConfigError::CallbackKeys)?,
            timeout: Duration::from_millis(config.request_timeout_ms),
            signer,
            active: RwLock::new(None),
            source,
        })
    }

    /// Fetches the keys that sign callbacks and keeps them. For start-up and a daily job; a callback signed by an unknown key
    /// does the same by itself. Does nothing when keys were given in the configuration.
    pub async fn refresh_keys(&self, now: Timestamp) -> Result<(), ProviderError> {
        if matches!(self.keys, KeyRing::Given(_)) {
            return Ok(());
        }
        let keys = self.fetch_keys().await?;
        self.keys.put(keys, now);
        Ok(())
    }

    async fn fetch_keys(&self) -> Result<KeySet, ProviderError> {
        let request = self.client.get(self.url("/v2/public-key/http")?);
        let answer = self.send(request).await?;
        let keys = (answer.status == 200)
            .then(|| read_published(&answer.body))
            .flatten();
        keys.ok_or(ProviderError::Unclear(Unclear::Unreadable(answer.status)))
    }

    fn url(&self, path: &str) -> Result<Url, ProviderError> {
        Url::parse(&format!("{}{path}", self.base_url)).map_err(|_| wrong_request("address"))
    }

    /// The headers of a POST: signed when the account asks for that.
    fn post_headers(&self, url: &Url, body: &[u8]) -> Result<HeaderMap, ProviderError> {
        let Some(signer) = &self.signer else {
            return Ok(HeaderMap::from_iter([(
                CONTENT_TYPE,
                HeaderValue::from_static(JSON),
            )]));
        };
        let Address { authority, path } =
            Address::of(url).ok_or_else(|| wrong_request("address"))?;
        signer
            .headers(("POST", &authority, &path), (JSON, body), self.source.now())
            .ok_or_else(|| wrong_request("signature"))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, ProviderError> {
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        exchange(request, self.timeout).await
    }

    /// One request that can move money.
    async fn ask(&self, operation: Operation, content: &Value) -> Result<Accepted, ProviderError> {
        let body = content.to_string().into_bytes();
        let (collection, _) = answers::names(operation);
        let url = self.url(&format!("/v2/{collection}"))?;
        let headers = self.post_headers(&url, &body)?;
        let request = self.client.post(url).headers(headers).body(body);
        answers::initiation(&self.send(request).await?)
    }

    /// Refuses what the provider would, before anything is sent.
    fn allow(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<Network, ProviderError> {
        self.supports(operation, amount, method)?;
        Ok(method.network().ok_or(Unsupported::Method(method))?)
    }
}

fn account(phone: &PhoneNumber, network: Network) -> Value {
    json!({
        "type": "MMO",
        "accountDetails": { "phoneNumber": phone.digits(), "provider": terms::network_code(network) },
    })
}

#[async_trait]
impl Provider for PawaPay {
    fn name(&self) -> ProviderName {
        ProviderName::PawaPay
    }

    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError> {
        let network = self.allow(Operation::Collect, prompt.amount, prompt.method)?;
        let mut deposit = json!({
            "depositId": prompt.reference,
            "amount": shortest(prompt.amount),
            "currency": prompt.amount.currency().code(),
            "payer": account(&prompt.phone, network),
            "clientReferenceId": prompt.our_reference,
        });
        if let Some(message) = terms::customer_message(&prompt.customer_message) {
            deposit["customerMessage"] = message.into();
        }
        self.ask(Operation::Collect, &deposit).await
    }

    async fn pay_out(&self, order: &PayOut) -> Result<Accepted, ProviderError> {
        let wallet = order.wallet()?;
        let network = self.allow(Operation::PayOut, order.amount, wallet.network.into())?;
        let mut payout = json!({
            "payoutId": order.reference,
            "amount": shortest(order.amount),
            "currency": order.amount.currency().code(),
            "recipient": account(&wallet.phone, network),
            "clientReferenceId": order.our_reference,
        });
        if let Some(message) = terms::customer_message(&order.message) {
            payout["customerMessage"] = message.into();
        }
        self.ask(Operation::PayOut, &payout).await
    }

    /// The provider knows from the deposit whose phone it goes back to.
    async fn refund(&self, order: &RefundOrder) -> Result<Accepted, ProviderError> {
        self.allow(Operation::Refund, order.amount, order.original.method)?;
        let refund = json!({
            "refundId": order.reference,
            "depositId": order.original.reference,
            "amount": shortest(order.amount),
            "currency": order.amount.currency().code(),
            "clientReferenceId": order.our_reference,
        });
        self.ask(Operation::Refund, &refund).await
    }

    async fn status(
        &self,
        subject: &Subject,
        _now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        let (collection, _) = answers::names(subject.operation);
        let url = self.url(&format!("/v2/{collection}/{}", subject.reference))?;
        let answer = self.send(self.client.get(url)).await?;
        answers::status(&answer, subject.operation, subject.reference)
    }

    async fn guess_network(&self, phone: &PhoneNumber) -> Result<Option<Network>, ProviderError> {
        self.predicted(phone).await
    }

    async fn send_news_again(&self, subject: &Subject) -> Result<(), ProviderError> {
        self.resent(subject).await
    }

    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        now: Timestamp,
    ) -> Result<Callback, CallbackError> {
        if request.body.len() > CALLBACK_BYTES_MAX {
            return Err(CallbackError::Unreadable("too long"));
        }
        if callback::is_old_version(request.body) {
            tracing::error!(
                "a callback of PawaPay's old interface: check the dashboard's settings"
            );
            return Err(CallbackError::OldVersion);
        }
        // Host and path as the provider called them; what reached us may have been rewritten on the way.
        let message = Message {
            method: request.method,
            authority: &self.callback.authority,
            path: &self.callback.path,
            headers: request.headers,
            body: request.body,
        };
        let claim = claim(&message, now).map_err(CallbackError::Signature)?;
        let fetch = async { self.fetch_keys().await.ok() };
        let key = match self.keys.find(&claim.key_id, now, fetch).await {
            Found::Key(key) => key,
            Found::Unknown => return Err(CallbackError::Signature(SignatureFault::UnknownKey)),
            Found::NoKeys => return Err(CallbackError::KeysUnavailable),
        };
        claim.verify(&key).map_err(CallbackError::Signature)?;
        callback::read(request.body)
    }

    /// Ids are unique at the provider: a second request with one is `DUPLICATE_IGNORED`.
    fn is_repeatable(&self, _operation: Operation, _method: Method) -> bool {
        true
    }

    fn supports(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<(), Unsupported> {
        let network = method.network().ok_or(Unsupported::Method(method))?;
        let active = self.active.read().unwrap_or_else(PoisonError::into_inner);
        let told = active
            .as_ref()
            .map(|active| active.terms(network, operation));
        told.transpose()?
            .unwrap_or_else(|| terms(network, operation))
            .allow(amount)
    }

    async fn learn_terms(&self) -> Result<(), ProviderError> {
        let url = self.url("/v2/active-conf")?;
        let answer = self.send(self.client.get(url)).await?;
        let told = Active::read(&answer).ok_or_else(|| answer.unclear())?;
        let mut active = self.active.write().unwrap_or_else(PoisonError::into_inner);
        if active.as_ref() != Some(&told) {
            tracing::info!(?told, "PawaPay tells what is switched on for us");
            *active = Some(told);
        }
        Ok(())
    }

    async fn availability(&self) -> Result<Vec<(Method, Operation, Availability)>, ProviderError> {
        let url = self.url("/v2/availability")?;
        let told = answers::availability(&self.send(self.client.get(url)).await?)?;
        let with_method = |(network, operation, how)| (Method::from(network), operation, how);
        Ok(told.into_iter().map(with_method).collect())
    }
}
