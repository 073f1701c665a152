//! What the adapter is told at start.

use kernel::{Currency, Network, PhoneNumber, Secret};

use crate::providers::write::is_domain;

/// The longest a hosted page may stay open.
const SESSION_MINUTES_MAX: u32 = 1_440;
/// As much as one part of a sender may have.
const SENDER_CHARS_MAX: usize = 100;
/// What the documentation calls mobile money among the banks of a country.
const WALLET: &str = "MPS";

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
    /// What its transfers call the networks: the codes of `GET /v3/banks/ZM`. Without them nothing is paid out to wallets.
    pub transfer_banks: Option<ZambianNetworks>,
    /// Where it pays out to bank accounts.
    pub bank_payouts: BankPayouts,
    /// Put behind our reference in transfers. Empty, but for test mode, where `_PMCK` and its kin choose the outcome and
    /// without them a transfer stays pending forever.
    pub transfer_suffix: String,
    /// The whole of one call: connecting, sending, reading.
    pub request_timeout_ms: u64,
}

/// In which countries accounts at banks are paid. Each is agreed with the provider first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BankPayouts {
    pub zambia: bool,
    /// Transfers to Kenya say who sends them.
    pub kenya: Option<Sender>,
}

/// The marketplace, as transfers to Kenyan banks name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub phone: PhoneNumber,
    /// The provider's code for the kind of document, and its number.
    pub id_type: String,
    pub id_number: String,
}

impl BankPayouts {
    pub(super) fn reach(&self, currency: Currency) -> bool {
        match currency {
            Currency::ZMW => self.zambia,
            Currency::KES => self.kenya.is_some(),
            _ => false,
        }
    }
}

impl Sender {
    /// Five parts with `|` between: name, country, phone in full, kind of document, its number.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('|').map(str::trim).collect();
        let [name, country, phone, id_type, id_number] = parts[..] else {
            return None;
        };
        let sender = Self {
            name: name.to_owned(),
            country: country.to_owned(),
            phone: PhoneNumber::from_e164(phone).ok()?,
            id_type: id_type.to_owned(),
            id_number: id_number.to_owned(),
        };
        sender.is_complete().then_some(sender)
    }

    fn is_complete(&self) -> bool {
        let is_country =
            self.country.len() == 2 && self.country.bytes().all(|b| b.is_ascii_uppercase());
        let parts = [&self.name, &self.id_type, &self.id_number];
        let is_short =
            |part: &&String| !part.trim().is_empty() && part.chars().count() <= SENDER_CHARS_MAX;
        is_country && parts.iter().all(is_short)
    }
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

    fn has(&self, word: &str) -> bool {
        [&self.mtn, &self.airtel, &self.zamtel]
            .iter()
            .any(|known| *known == word)
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
    #[error("bank_payouts must say all of who sends to Kenya")]
    Sender,
    #[error("transfer_suffix must be empty, or begin with _ and hold capitals, digits and _ only")]
    TransferSuffix,
    #[error("request_timeout_ms must be more than 0")]
    Timeout,
}

impl FlutterwaveConfig {
    /// Whether a code among those of the banks is a wallet's.
    pub(super) fn is_wallet(&self, code: &str) -> bool {
        let networks = self.transfer_banks.as_ref();
        code == WALLET || networks.is_some_and(|networks| networks.has(code))
    }

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
        if !self
            .bank_payouts
            .kenya
            .as_ref()
            .is_none_or(Sender::is_complete)
        {
            return Err(FlutterwaveConfigError::Sender);
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
