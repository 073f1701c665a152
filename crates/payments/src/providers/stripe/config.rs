//! What the adapter is told at start.

use kernel::Secret;

/// A page stays open for 30 minutes to a day, counted by the provider's clock from when it hears of it: so much is kept from
/// both ends for the way there and for clocks that differ.
const SESSION_MINUTES: (u32, u32) = (35, 1_435);
/// Secrets that a callback may be signed with: the current one, and others while they are being changed.
const WEBHOOK_SECRETS_MAX: usize = 4;

/// How to reach the provider, and how it proves itself to us.
#[derive(Debug, Clone)]
pub struct StripeConfig {
    /// `https://api.stripe.com`, for test and live alike: the key decides. With or without `/v1`.
    pub base_url: String,
    /// `sk_live_…`, `sk_test_…`, or a restricted `rk_…` that may write sessions and refunds and read intents.
    pub secret_key: Secret,
    /// `whsec_…`, whole, as the dashboard shows it for our address. More than one while it is being changed.
    pub webhook_secrets: Vec<Secret>,
    /// How long the hosted page stays open.
    pub session_minutes: u32,
    /// The whole of one call: connecting, sending, reading.
    pub request_timeout_ms: u64,
}

/// What is wrong with a [`StripeConfig`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StripeConfigError {
    #[error("base_url must be an http or https address without a query")]
    BaseUrl,
    #[error("secret_key must be one of sk_live_…, sk_test_…, rk_live_…, rk_test_…")]
    SecretKey,
    #[error("webhook_secrets must be 1 to {WEBHOOK_SECRETS_MAX} secrets that begin with whsec_")]
    WebhookSecrets,
    #[error("session_minutes must be between {} and {}", SESSION_MINUTES.0, SESSION_MINUTES.1)]
    SessionMinutes,
    #[error("request_timeout_ms must be more than 0")]
    Timeout,
}

impl StripeConfig {
    /// Answers whether the key is for real money.
    pub(super) fn check(&self) -> Result<bool, StripeConfigError> {
        let key = self.secret_key.expose();
        let (kind, rest) = key.split_at_checked(3).unwrap_or_default();
        let is_live = match (kind, rest) {
            ("sk_" | "rk_", rest) if rest.len() > 5 && rest.starts_with("live_") => true,
            ("sk_" | "rk_", rest) if rest.len() > 5 && rest.starts_with("test_") => false,
            _ => return Err(StripeConfigError::SecretKey),
        };
        let secrets = &self.webhook_secrets;
        let whole = |secret: &Secret| {
            let text = secret.expose();
            text.len() > 6 && text.starts_with("whsec_")
        };
        if !(1..=WEBHOOK_SECRETS_MAX).contains(&secrets.len()) || !secrets.iter().all(whole) {
            return Err(StripeConfigError::WebhookSecrets);
        }
        if !(SESSION_MINUTES.0..=SESSION_MINUTES.1).contains(&self.session_minutes) {
            return Err(StripeConfigError::SessionMinutes);
        }
        if self.request_timeout_ms == 0 {
            return Err(StripeConfigError::Timeout);
        }
        Ok(is_live)
    }
}
