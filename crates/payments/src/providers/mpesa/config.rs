//! What the adapter is told at start.

use kernel::Secret;

use super::initiator::MpesaInitiator;
use crate::providers::address::SECRET_BYTES_MIN;
use crate::providers::write::is_visible;

/// The smallest prompt.
pub(super) const MINIMUM_SHILLINGS: i64 = 1;
const SHORTCODE_DIGITS: std::ops::RangeInclusive<usize> = 5..=8;

/// How to reach the provider, and how it reaches us.
#[derive(Debug, Clone)]
pub struct MpesaConfig {
    /// `https://sandbox.safaricom.co.ke` or `https://api.safaricom.co.ke`.
    pub base_url: String,
    pub consumer_key: Secret,
    pub consumer_secret: Secret,
    /// The paybill; for a till the head office's number from going live.
    pub shortcode: String,
    pub passkey: Secret,
    pub receiver: Receiver,
    /// The public https address of our callbacks, without a slash at the end. Each prompt adds a segment of its own that
    /// nobody else can make.
    pub callback_base: String,
    /// Makes those segments. The same for every process and across restarts.
    pub callback_secret: Secret,
    /// Who sends money, and how. Without it nothing is paid out here, and money goes back as store credit.
    pub initiator: Option<MpesaInitiator>,
    /// The largest prompt, in shillings. Sources say 150,000 or 250,000, and it depends on the payer too.
    pub maximum_shillings: u32,
    /// What payments by hand need besides. Without it nobody is told that they can be made.
    pub by_hand: Option<TillConfig>,
    /// The whole of one call: connecting, sending, reading.
    pub request_timeout_ms: u64,
}

/// What the buyer pays to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receiver {
    /// The shortcode itself.
    PayBill,
    /// This till number.
    Till(String),
}

/// What is needed to believe that somebody paid to the paybill by hand.
#[derive(Debug, Clone)]
pub struct TillConfig {
    /// Who asks what became of a payment.
    pub initiator: MpesaInitiator,
    /// The public https address of these callbacks. The provider takes none that names it.
    pub callback_base: String,
}

/// What is wrong with a [`MpesaConfig`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MpesaConfigError {
    #[error("base_url must be an http or https address without a query")]
    BaseUrl,
    #[error("consumer_key must be visible ASCII without a colon and not empty")]
    ConsumerKey,
    #[error("consumer_secret must be visible ASCII and not empty")]
    ConsumerSecret,
    #[error("shortcode must be 5 to 8 digits")]
    Shortcode,
    #[error("passkey must be visible ASCII and not empty")]
    Passkey,
    #[error("the till must be 5 to 8 digits")]
    Till,
    #[error("callback_base must be an http or https address without a query")]
    CallbackBase,
    #[error("payments by hand need a paybill: a till number carries no account")]
    ByHandNeedsPayBill,
    #[error(
        "the address of payments by hand must be an http or https address that does not name the provider"
    )]
    TillCallbackBase,
    #[error("callback_secret must be at least {SECRET_BYTES_MIN} bytes")]
    CallbackSecret,
    #[error("the initiator's name must be visible ASCII and not empty")]
    Initiator,
    #[error("the initiator's password must be visible ASCII and not empty")]
    InitiatorPassword,
    #[error("the certificate must be one with an RSA key, in PEM")]
    Certificate,
    #[error("the payout shortcode must be 5 to 8 digits")]
    PayoutShortcode,
    #[error("maximum_shillings must be more than 0")]
    Maximum,
    #[error("request_timeout_ms must be more than 0")]
    Timeout,
}

impl MpesaConfig {
    pub(super) fn check(&self) -> Result<(), MpesaConfigError> {
        let key = self.consumer_key.expose();
        if !is_visible(key) || key.contains(':') {
            return Err(MpesaConfigError::ConsumerKey);
        }
        if !is_visible(self.consumer_secret.expose()) {
            return Err(MpesaConfigError::ConsumerSecret);
        }
        if !is_shortcode(&self.shortcode) {
            return Err(MpesaConfigError::Shortcode);
        }
        if !is_visible(self.passkey.expose()) {
            return Err(MpesaConfigError::Passkey);
        }
        if let Receiver::Till(till) = &self.receiver
            && !is_shortcode(till)
        {
            return Err(MpesaConfigError::Till);
        }
        let paying = self.initiator.as_ref();
        if let Some(shortcode) = paying.and_then(|by| by.payout_shortcode.as_ref())
            && !is_shortcode(shortcode)
        {
            return Err(MpesaConfigError::PayoutShortcode);
        }
        if let Some(by_hand) = &self.by_hand {
            by_hand.check(&self.receiver)?;
        }
        if self.callback_secret.expose().len() < SECRET_BYTES_MIN {
            return Err(MpesaConfigError::CallbackSecret);
        }
        if self.maximum_shillings == 0 {
            return Err(MpesaConfigError::Maximum);
        }
        if self.request_timeout_ms == 0 {
            return Err(MpesaConfigError::Timeout);
        }
        Ok(())
    }
}

impl TillConfig {
    fn check(&self, receiver: &Receiver) -> Result<(), MpesaConfigError> {
        if *receiver != Receiver::PayBill {
            return Err(MpesaConfigError::ByHandNeedsPayBill);
        }
        let base = self.callback_base.to_ascii_lowercase();
        if base.contains("mpesa") || base.contains("safaricom") {
            return Err(MpesaConfigError::TillCallbackBase);
        }
        Ok(())
    }
}

fn is_shortcode(text: &str) -> bool {
    SHORTCODE_DIGITS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
