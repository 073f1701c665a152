//! What the dialects beside `PawaPay` expect of a merchant, with the values that a rehearsal uses.

use std::time::Duration;

/// Flutterwave's secret key in a rehearsal.
pub const FLUTTERWAVE_SECRET_KEY: &str = "FLWSECK_TEST-rehearsal-X";
/// Flutterwave's secret hash in a rehearsal: what `verif-hash` carries.
pub const FLUTTERWAVE_SECRET_HASH: &str = "a-rehearsal-secret-hash";
/// Daraja's consumer key in a rehearsal.
pub const DARAJA_CONSUMER_KEY: &str = "rehearsal-consumer-key";
/// Daraja's consumer secret in a rehearsal.
pub const DARAJA_CONSUMER_SECRET: &str = "rehearsal-consumer-secret";
/// The published sandbox pay bill.
pub const DARAJA_SHORT_CODE: &str = "174379";
/// The till for goods in a rehearsal.
pub const DARAJA_TILL: &str = "600000";
/// The published sandbox passkey.
pub const DARAJA_PASSKEY: &str = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";
/// The short code that pays out in a rehearsal.
pub const DARAJA_B2C_SHORT_CODE: &str = "600999";
/// The initiator's name in a rehearsal.
pub const DARAJA_INITIATOR: &str = "testapi";
/// The initiator's password in a rehearsal; sent encrypted for [`DARAJA_CERTIFICATE`].
pub const DARAJA_INITIATOR_PASSWORD: &str = "rehearsal-initiator-password";
/// The simulator's own certificate, X.509 in PEM. Its key is published with it and guards nothing.
pub const DARAJA_CERTIFICATE: &str = include_str!("../daraja/certificate.pem");
/// Stripe's secret key in a rehearsal.
pub const STRIPE_SECRET_KEY: &str = "sk_test_rehearsal";
/// Stripe's webhook secret in a rehearsal: what `Stripe-Signature` is made with.
pub const STRIPE_WEBHOOK_SECRET: &str = "whsec_a_rehearsal";

/// The subscription key of MTN's collection in a rehearsal.
pub const MTN_MOMO_COLLECTION_KEY: &str = "rehearsal-collection-key";
/// The subscription key of MTN's disbursement in a rehearsal.
pub const MTN_MOMO_DISBURSEMENT_KEY: &str = "rehearsal-disbursement-key";
/// The API user at MTN in a rehearsal, of both products.
pub const MTN_MOMO_API_USER: &str = "5f8a6c1e-3b0d-4c7a-9e52-1d4f7a90b3c6";
/// The API user's key in a rehearsal.
pub const MTN_MOMO_API_KEY: &str = "rehearsal-api-key";
/// Paystack's secret key in a rehearsal: it opens the door, and it signs the webhooks.
pub const PAYSTACK_SECRET_KEY: &str = "sk_test_rehearsal";

/// The merchant's account at Flutterwave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlutterwaveConfig {
    /// The bearer token that every call must carry.
    pub secret_key: String,
    /// What webhooks carry as `verif-hash`.
    pub secret_hash: String,
    /// Where webhooks go, as the dashboard has it.
    pub webhook_url: String,
    /// Whether the dashboard has retries turned on: three, thirty minutes apart.
    pub webhook_retries: bool,
    /// Whether the caller's address may ask for transfers.
    pub transfers_whitelisted: bool,
}

impl FlutterwaveConfig {
    /// A rehearsal's account that is called back at `{public_url}/api/v1/payments/webhook/flutterwave`.
    pub fn rehearsal(public_url: &str) -> Self {
        Self {
            secret_key: FLUTTERWAVE_SECRET_KEY.to_owned(),
            secret_hash: FLUTTERWAVE_SECRET_HASH.to_owned(),
            webhook_url: format!(
                "{}/api/v1/payments/webhook/flutterwave",
                public_url.trim_end_matches('/')
            ),
            webhook_retries: false,
            transfers_whitelisted: true,
        }
    }
}

/// The merchant's app at Daraja. Callbacks go where each request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DarajaConfig {
    pub consumer_key: String,
    pub consumer_secret: String,
    /// The pay bill that asks for money.
    pub short_code: String,
    /// The till of `CustomerBuyGoodsOnline`.
    pub till: String,
    pub passkey: String,
    /// The short code that pays out.
    pub b2c_short_code: String,
    pub initiator: String,
    pub initiator_password: String,
    /// How long a token is good, in virtual time.
    pub token_lifetime: Duration,
    /// How far a `Timestamp` may be from the real and from the virtual clock. `None`: as far as it likes.
    pub timestamp_tolerance: Option<Duration>,
    /// Whether Safaricom has enabled C2B validation.
    pub c2b_validation: bool,
}

impl Default for DarajaConfig {
    fn default() -> Self {
        Self {
            consumer_key: DARAJA_CONSUMER_KEY.to_owned(),
            consumer_secret: DARAJA_CONSUMER_SECRET.to_owned(),
            short_code: DARAJA_SHORT_CODE.to_owned(),
            till: DARAJA_TILL.to_owned(),
            passkey: DARAJA_PASSKEY.to_owned(),
            b2c_short_code: DARAJA_B2C_SHORT_CODE.to_owned(),
            initiator: DARAJA_INITIATOR.to_owned(),
            initiator_password: DARAJA_INITIATOR_PASSWORD.to_owned(),
            token_lifetime: Duration::from_secs(3_599),
            timestamp_tolerance: Some(Duration::from_mins(90)),
            c2b_validation: false,
        }
    }
}

/// The merchant's account at Stripe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripeConfig {
    /// What every call must carry, as a bearer token or as the user of Basic.
    pub secret_key: String,
    /// What events are signed with, the whole of it.
    pub webhook_secret: String,
    /// Where events go, as the dashboard has it.
    pub webhook_url: String,
}

impl StripeConfig {
    /// A rehearsal's account that is called back at `{public_url}/api/v1/payments/webhook/stripe`.
    pub fn rehearsal(public_url: &str) -> Self {
        Self {
            secret_key: STRIPE_SECRET_KEY.to_owned(),
            webhook_secret: STRIPE_WEBHOOK_SECRET.to_owned(),
            webhook_url: format!(
                "{}/api/v1/payments/webhook/stripe",
                public_url.trim_end_matches('/')
            ),
        }
    }
}

/// The merchant's products at MTN. Callbacks go where each request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MtnMomoConfig {
    /// `mtnzambia`, or `sandbox` with its euros and its published numbers.
    pub target_environment: String,
    pub collection_key: String,
    pub disbursement_key: String,
    pub api_user: String,
    pub api_key: String,
    /// The host that callbacks were registered for.
    pub callback_host: String,
    /// How long a token is good, in virtual time.
    pub token_lifetime: Duration,
}

impl MtnMomoConfig {
    /// A rehearsal's products, registered for callbacks to the host of `public_url`.
    pub fn rehearsal(public_url: &str) -> Self {
        let uri: Option<http::Uri> = public_url.parse().ok();
        let host = uri.as_ref().and_then(http::Uri::host);
        Self {
            target_environment: "mtnzambia".to_owned(),
            collection_key: MTN_MOMO_COLLECTION_KEY.to_owned(),
            disbursement_key: MTN_MOMO_DISBURSEMENT_KEY.to_owned(),
            api_user: MTN_MOMO_API_USER.to_owned(),
            api_key: MTN_MOMO_API_KEY.to_owned(),
            callback_host: host.unwrap_or_default().to_owned(),
            token_lifetime: Duration::from_hours(1),
        }
    }
}

/// The merchant's account at Paystack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaystackConfig {
    /// The bearer token that every call must carry, and the key of every webhook's signature. `sk_live_…` is tried more often.
    pub secret_key: String,
    /// Where webhooks go, as the dashboard has it.
    pub webhook_url: String,
}

impl PaystackConfig {
    /// A rehearsal's account that is called back at `{public_url}/api/v1/payments/webhook/paystack`.
    pub fn rehearsal(public_url: &str) -> Self {
        Self {
            secret_key: PAYSTACK_SECRET_KEY.to_owned(),
            webhook_url: format!(
                "{}/api/v1/payments/webhook/paystack",
                public_url.trim_end_matches('/')
            ),
        }
    }
}
