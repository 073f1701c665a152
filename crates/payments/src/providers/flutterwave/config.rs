//! What the adapter is told at start.

use kernel::{Network, Secret};

use crate::providers::write::is_domain;

/// The longest a hosted page may stay open.
const SESSION_MINUTES_MAX: u32 = 1_440;

/// How to reach the provider, and how it proves itself to us.
#[derive(Debug, Clone)]
pub struct FlutterwaveConfig {
    /// `https://api.flutterwave.com`, for test and live alike: the key decides. With or without `/v3`.
    pub base_url: String,
    pub secret_key: Secret,
    /// The secret hash as set in the provider's dashboard: it comes back word for word with every callback.
    pub secret_hash: Secret,
    /// The provider wants an e-mail address of every payer. Our buyers need none, so each try gets one at this domain that
    /// nobody reads.
    pub email_domain: String,
    /// How long the hosted page stays open.
    pub session_minutes: u32,
    /// What its charges call the networks.
    pub network_names: ZambianNetworks,
    /// What its transfers call the networks: the codes of `GET /v3/banks/ZM`. Without them there are no payouts.
    pub transfer_banks: Option<ZambianNetworks>,
    /// Put behind our reference in transfers. Empty, but for test mode, where `_PMCK` and its kin choose the outcome and
    /// without them a transfer stays pending forever.
    pub transfer_suffix: String,
    /// The whole of one call: connecting, sending, reading.
    pub request_timeout_ms: u64,
}

/// A word of the provider for each Zambian network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZambianNetworks {
    pub mtn: String,
    pub airtel: String,
    pub zamtel: String,
}

impl ZambianNetworks {
    /// The names that charges take: as documented, except that the official software writes two of them in capitals.
    pub fn documented() -> Self {
        Self {
            mtn: "MTN".to_owned(),
            airtel: "Airtel".to_owned(),
            zamtel: "ZAMTEL".to_owned(),
        }
    }

    pub(super) fn of(&self, network: Network) -> Option<&str> {
        match network {
            Network::MtnZambia => Some(&self.mtn),
            Network::AirtelZambia => Some(&self.airtel),
            Network::ZamtelZambia => Some(&self.zamtel),
            Network::MpesaKenya | Network::MtnUganda | Network::AirtelUganda => None,
        }
    }

    fn is_complete(&self) -> bool {
        [&self.mtn, &self.airtel, &self.zamtel]
            .iter()
            .all(|word| !word.trim().is_empty())
    }
}

/// What is wrong with a [`FlutterwaveConfig`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FlutterwaveConfigError {
    #[error("base_url must be an http or https address without a query")]
    BaseUrl,
    #[error("secret_key must be visible ASCII and not empty")]
    SecretKey,
    #[error("secret_hash must not be empty")]
    SecretHash,
    #[error("email_domain must be a domain name")]
    EmailDomain,
    #[error("session_minutes must be between 1 and {SESSION_MINUTES_MAX}")]
    SessionMinutes,
    #[error("network_names must name every network")]
    NetworkNames,
    #[error("transfer_banks must name every network, or be left out")]
    TransferBanks,
    #[error("transfer_suffix must be empty, or begin with _ and hold capitals, digits and _ only")]
    TransferSuffix,
    #[error("request_timeout_ms must be more than 0")]
    Timeout,
}

impl FlutterwaveConfig {
    pub(super) fn check(&self) -> Result<(), FlutterwaveConfigError> {
        if self.secret_hash.expose().is_empty() {
            return Err(FlutterwaveConfigError::SecretHash);
        }
        if !is_domain(&self.email_domain) {
            return Err(FlutterwaveConfigError::EmailDomain);
        }
        if !(1..=SESSION_MINUTES_MAX).contains(&self.session_minutes) {
            return Err(FlutterwaveConfigError::SessionMinutes);
        }
        if !self.network_names.is_complete() {
            return Err(FlutterwaveConfigError::NetworkNames);
        }
        if !self
            .transfer_banks
            .as_ref()
            .is_none_or(ZambianNetworks::is_complete)
        {
            return Err(FlutterwaveConfigError::TransferBanks);
        }
        let sign = |b: u8| b == b'_' || b.is_ascii_uppercase() || b.is_ascii_digit();
        let suffix = &self.transfer_suffix;
        let is_suffix = suffix.starts_with('_') && suffix.bytes().all(sign);
        if !(suffix.is_empty() || is_suffix) {
            return Err(FlutterwaveConfigError::TransferSuffix);
        }
        if self.request_timeout_ms == 0 {
            return Err(FlutterwaveConfigError::Timeout);
        }
        Ok(())
    }
}
