//! The merchant's account at the provider, and how the operators do.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OperatorStatus {
    #[default]
    Operational,
    /// Deposits are refused, payouts and refunds wait.
    Delayed,
    Closed,
}

/// A public key that the merchant uploaded, SPKI in PEM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestKey {
    pub id: String,
    pub key: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActiveConfForm {
    #[default]
    Object,
    Array,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureEncoding {
    #[default]
    Der,
    Raw,
}

/// The merchant's account at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Account {
    pub signed_requests_only: bool,
    pub request_keys: Vec<RequestKey>,
    pub signed_callbacks: bool,
    pub signature_encoding: SignatureEncoding,
    pub active_conf_form: ActiveConfForm,
    pub deposits_allowed: bool,
    pub payouts_allowed: bool,
    pub refunds_allowed: bool,
    /// Whether the id of a refused initiation counts as used.
    pub remember_rejected: bool,
    /// Whether a second prompt to a phone that has one open fails, as operators do it.
    pub one_prompt_per_number: bool,
    /// The merchant's float per country and currency at the start.
    pub opening_float: Amount,
    /// Flutterwave: whether webhooks nobody took are tried again.
    pub webhook_retries: bool,
    /// Flutterwave: whether the caller's address may ask for transfers.
    pub transfers_whitelisted: bool,
    /// Daraja: whether payments by hand are validated first.
    pub c2b_validation: bool,
    /// What `PawaPay` and Safaricom keep of a collection, in thousandths of it. Theirs are agreed upon with each merchant.
    pub fee_per_mille: u16,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            signed_requests_only: false,
            request_keys: Vec::new(),
            signed_callbacks: true,
            signature_encoding: SignatureEncoding::Der,
            active_conf_form: ActiveConfForm::Object,
            deposits_allowed: true,
            payouts_allowed: true,
            refunds_allowed: true,
            remember_rejected: false,
            one_prompt_per_number: true,
            opening_float: Amount::major(1_000_000),
            webhook_retries: false,
            transfers_whitelisted: true,
            c2b_validation: false,
            fee_per_mille: 0,
        }
    }
}
