//! What the adapter is told at start.

use kernel::Secret;

use crate::providers::write::is_domain;

/// The longest a page counts as open.
const SESSION_MINUTES_MAX: u32 = 1_440;

/// How to reach the provider. Its callbacks are signed with the same key that our requests carry.
#[derive(Debug, Clone)]
pub struct PaystackConfig {
    /// `https://api.paystack.co`, for test and live alike: the key decides.
    pub base_url: String,
    pub secret_key: Secret,
    /// The provider wants an e-mail address of every payer. Our buyers need none, so each try gets one at this domain that
    /// nobody reads.
    pub email_domain: String,
    /// How long somebody may still pay on the hosted page: the payment session timeout of the provider's dashboard. What comes
    /// later is found by its callback.
    pub session_minutes: u32,
    /// The whole of one call: connecting, sending, reading.
    pub request_timeout_ms: u64,
}

/// What is wrong with a [`PaystackConfig`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaystackConfigError {
    #[error("base_url must be an http or https address without a query")]
    BaseUrl,
    #[error("secret_key must be visible ASCII and not empty")]
    SecretKey,
    #[error("email_domain must be a domain name")]
    EmailDomain,
    #[error("session_minutes must be between 1 and {SESSION_MINUTES_MAX}")]
    SessionMinutes,
    #[error("request_timeout_ms must be more than 0")]
    Timeout,
}

impl PaystackConfig {
    pub(super) fn check(&self) -> Result<(), PaystackConfigError> {
        if !is_domain(&self.email_domain) {
            return Err(PaystackConfigError::EmailDomain);
        }
        if !(1..=SESSION_MINUTES_MAX).contains(&self.session_minutes) {
            return Err(PaystackConfigError::SessionMinutes);
        }
        if self.request_timeout_ms == 0 {
            return Err(PaystackConfigError::Timeout);
        }
        Ok(())
    }
}
