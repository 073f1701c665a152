//! What the adapter is told at start.

use kernel::{Currency, Secret};

use crate::providers::address::SECRET_BYTES_MIN;
use crate::providers::write::is_visible;

/// The provider's place for trying things out, as `X-Target-Environment` spells it.
const SANDBOX: &str = "sandbox";

/// How to reach the provider, and how it reaches us.
#[derive(Debug, Clone)]
pub struct MtnMomoConfig {
    /// `https://sandbox.momodeveloper.mtn.com`, or the address the contract names.
    pub base_url: String,
    /// `mtnzambia`, or `sandbox`.
    pub target_environment: String,
    /// Collects.
    pub collection: MtnMomoProduct,
    /// Pays out and gives back. Without it neither is done.
    pub disbursement: Option<MtnMomoProduct>,
    /// The public https address of our callbacks, without a slash at the end; its host is the one the API users were made for.
    /// Each request adds a segment of its own that nobody else can make.
    pub callback_base: String,
    /// Makes those segments. The same for every process and across restarts.
    pub callback_secret: Secret,
    /// The whole of one call: connecting, sending, reading.
    pub request_timeout_ms: u64,
}

/// What one product of the provider knows us by. Every product has its own, and takes no other's.
#[derive(Debug, Clone)]
pub struct MtnMomoProduct {
    pub subscription_key: Secret,
    /// The API user: a UUID.
    pub api_user: String,
    pub api_key: Secret,
}

/// What is wrong with a [`MtnMomoConfig`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MtnMomoConfigError {
    #[error("base_url must be an http or https address without a query")]
    BaseUrl,
    #[error("target_environment must be lower-case letters, like mtnzambia or sandbox")]
    TargetEnvironment,
    #[error("subscription_key must be visible ASCII and not empty")]
    SubscriptionKey,
    #[error("api_user must be visible ASCII without a colon and not empty")]
    ApiUser,
    #[error("api_key must be visible ASCII and not empty")]
    ApiKey,
    #[error("callback_base must be an http or https address without a query")]
    CallbackBase,
    #[error("callback_secret must be at least {SECRET_BYTES_MIN} bytes")]
    CallbackSecret,
    #[error("request_timeout_ms must be more than 0")]
    Timeout,
}

impl MtnMomoConfig {
    pub(super) fn check(&self) -> Result<(), MtnMomoConfigError> {
        let environment = &self.target_environment;
        if environment.is_empty() || !environment.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(MtnMomoConfigError::TargetEnvironment);
        }
        self.collection.check()?;
        if let Some(disbursement) = &self.disbursement {
            disbursement.check()?;
        }
        if self.callback_secret.expose().len() < SECRET_BYTES_MIN {
            return Err(MtnMomoConfigError::CallbackSecret);
        }
        if self.request_timeout_ms == 0 {
            return Err(MtnMomoConfigError::Timeout);
        }
        Ok(())
    }

    pub(super) fn is_sandbox(&self) -> bool {
        self.target_environment == SANDBOX
    }

    /// What the provider calls our currency there: its sandbox knows euros alone, so so many kwacha are so many euros in it.
    pub(super) fn spelling(&self, currency: Currency) -> &'static str {
        if self.is_sandbox() {
            "EUR"
        } else {
            currency.code()
        }
    }
}

impl MtnMomoProduct {
    fn check(&self) -> Result<(), MtnMomoConfigError> {
        if !is_visible(self.subscription_key.expose()) {
            return Err(MtnMomoConfigError::SubscriptionKey);
        }
        if !is_visible(&self.api_user) || self.api_user.contains(':') {
            return Err(MtnMomoConfigError::ApiUser);
        }
        if !is_visible(self.api_key.expose()) {
            return Err(MtnMomoConfigError::ApiKey);
        }
        Ok(())
    }
}
