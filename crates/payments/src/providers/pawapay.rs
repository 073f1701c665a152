//! The adapter for `PawaPay`'s merchant interface, version 2.
//!
//! Three habits of this provider shape it: refusals and duplicates are HTTP 200, a 500 says nothing, and amounts come back
//! padded (`15.0000`).

mod answers;
mod callback;
mod codes;
mod fields;
mod keys;
mod signature;
mod terms;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use kernel::{Money, Network, ProviderReference, Secret, Source, Timestamp};
use reqwest::Url;
use serde_json::json;

use self::answers::Answer;
use self::keys::{Found, KeyRing, KeySet, read_published};
use self::signature::{Message, RequestSigner, claim};
use crate::provider::{
    Accepted, Callback, CallbackError, CallbackRequest, Declined, Fault, Misconfigured, Operation,
    Prompt, Provider, ProviderError, ProviderName, ProviderStatus, SignatureFault, Unclear,
    Unsupported,
};

pub use self::keys::{CallbackKey, CallbackKeysError};
pub use self::signature::SignatureEncoding;
pub use self::terms::{Terms, terms};

/// More of an answer than this is not read.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// More of a callback than this is not verified.
const CALLBACK_BYTES_MAX: usize = 64 * 1024;
const JSON: &str = "application/json";

/// How to reach the provider, and how it reaches us.
#[derive(Debug, Clone)]
pub struct PawaPayConfig {
    /// `https://api.sandbox.pawapay.io` or `https://api.pawapay.io`.
    pub base_url: String,
    pub api_token: Secret,
    /// The public address of our callback as set in the provider's dashboard: its host and path are part of what is signed.
    pub callback_url: String,
    /// Keys that sign callbacks. When empty they are fetched from the provider and followed as they rotate.
    pub callback_keys: Vec<CallbackKey>,
    /// The whole of one call: connecting, sending, reading.
    pub request_timeout_ms: u64,
    /// Signs our requests when the account asks for that.
    pub signing: Option<SigningConfig>,
}

/// The key whose public half was uploaded to the provider's dashboard.
#[derive(Debug, Clone)]
pub struct SigningConfig {
    pub key_id: String,
    /// P-256, PKCS#8 or SEC1.
    pub private_key_pem: Secret,
    pub encoding: SignatureEncoding,
}

/// What is wrong with a [`PawaPayConfig`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PawaPayConfigError {
    #[error("base_url must be an http or https address without a query")]
    BaseUrl,
    #[error("callback_url must be an http or https address")]
    CallbackUrl,
    #[error("api_token must be visible ASCII and not empty")]
    ApiToken,
    #[error("callback_keys must be P-256 public keys")]
    CallbackKeys,
    #[error("the signing key must be a P-256 private key with an id")]
    SigningKey,
    #[error("request_timeout_ms must be more than 0")]
    Timeout,
}

/// Host and path of an address as a signature covers them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    authority: String,
    path: String,
}

impl Address {
    fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?;
        // `port` is none for the scheme's own, which is left out.
        let authority = url
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Some(Self {
            authority,
            path: url.path().to_owned(),
        })
    }
}

/// The provider behind its port.
#[derive(Debug)]
pub struct PawaPay {
    client: reqwest::Client,
    base_url: String,
    authorization: HeaderValue,
    callback: Address,
    keys: KeyRing,
    timeout: Duration,
    signer: Option<RequestSigner>,
    /// Only for the dates on signed requests.
    source: ClockOf,
}

/// A [`Source`] that can be printed with the rest.
struct ClockOf(Source);

impl std::fmt::Debug for ClockOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

impl PawaPay {
    /// Checks the configuration. Calls nothing.
    pub fn new(
        config: PawaPayConfig,
        client: reqwest::Client,
        source: Source,
    ) -> Result<Self, PawaPayConfigError> {
        let base = web_address(&config.base_url)
            .filter(|url| url.query().is_none() && url.fragment().is_none())
            .ok_or(PawaPayConfigError::BaseUrl)?;
        let callback = web_address(&config.callback_url)
            .as_ref()
            .and_then(Address::of)
            .ok_or(PawaPayConfigError::CallbackUrl)?;
        let token = config.api_token.expose();
        let mut authorization = HeaderValue::from_str(&format!("Bearer {token}"))
            .ok()
            .filter(|_| !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic()))
            .ok_or(PawaPayConfigError::ApiToken)?;
        authorization.set_sensitive(true);
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
            base_url: base.as_str().trim_end_matches('/').to_owned(),
            authorization,
            callback,
            keys: KeyRing::new(&config.callback_keys).ok_or(PawaPayConfigError::CallbackKeys)?,
            timeout: Duration::from_millis(config.request_timeout_ms),
            signer,
            source: ClockOf(source),
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
            .headers(
                ("POST", &authority, &path),
                (JSON, body),
                self.source.0.now(),
            )
            .ok_or_else(|| wrong_request("signature"))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, ProviderError> {
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        let mut response = request
            .timeout(self.timeout)
            .send()
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
}

fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn wrong_request(what: &str) -> ProviderError {
    ProviderError::Configuration(Misconfigured {
        what: Fault::Request,
        code: what.to_owned(),
    })
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

#[async_trait]
impl Provider for PawaPay {
    fn name(&self) -> ProviderName {
        ProviderName::PawaPay
    }

    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError> {
        if let Err(unsupported) = self.supports(prompt.amount, prompt.network) {
            let declined = Declined {
                why: unsupported.refusal(),
                code: String::new(),
            };
            return Err(ProviderError::Rejected(declined));
        }
        let mut deposit = json!({
            "depositId": prompt.reference,
            "amount": terms::written(prompt.amount),
            "currency": prompt.amount.currency().code(),
            "payer": {
                "type": "MMO",
                "accountDetails": {
                    "phoneNumber": prompt.phone.digits(),
                    "provider": terms::network_code(prompt.network),
                },
            },
            "clientReferenceId": prompt.our_reference,
        });
        if let Some(message) = terms::customer_message(&prompt.customer_message) {
            deposit["customerMessage"] = message.into();
        }
        let body = deposit.to_string().into_bytes();
        let url = self.url("/v2/deposits")?;
        let headers = self.post_headers(&url, &body)?;
        let answer = self
            .send(self.client.post(url).headers(headers).body(body))
            .await?;
        answers::initiation(&answer)
    }

    async fn status(&self, reference: ProviderReference) -> Result<ProviderStatus, ProviderError> {
        let url = self.url(&format!("/v2/deposits/{reference}"))?;
        answers::status(&self.send(self.client.get(url)).await?, reference)
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

    fn supports(&self, amount: Money, network: Network) -> Result<(), Unsupported> {
        terms(network, Operation::Collect).allow(amount)
    }
}
