//! What the adapter is told at start.

use kernel::Secret;
use reqwest::Url;

use super::{CallbackKey, SignatureEncoding};

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
pub(super) struct Address {
    pub authority: String,
    pub path: String,
}

impl Address {
    pub(super) fn of(url: &Url) -> Option<Self> {
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
