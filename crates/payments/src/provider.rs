//! The port to payment providers: what we ask of any of them, and the few answers we tell apart.
//!
//! The one distinction that guards money: an explicit refusal ends an attempt, everything else leaves it unclear.

mod callback;
mod error;
mod status;

use std::fmt;
use std::str::FromStr;

use async_trait::async_trait;
use kernel::{Money, Network, PhoneNumber, ProviderReference, Timestamp};

pub use self::callback::{Callback, CallbackError, CallbackRequest, SignatureFault};
pub use self::error::{Fault, Misconfigured, ProviderError, Unclear, Unsupported};
pub use self::status::{Collected, Declined, Mismatch, ProviderStatus, StatedAmount};
pub use kernel::Refusal;

/// A provider we can collect through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProviderName {
    PawaPay,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a payment provider we know")]
pub struct UnknownProvider(pub String);

impl ProviderName {
    pub const ALL: [Self; 1] = [Self::PawaPay];

    /// As stored and as used in addresses. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PawaPay => "pawapay",
        }
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProviderName {
    type Err = UnknownProvider;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| UnknownProvider(text.to_owned()))
    }
}

/// What a provider is asked to do with money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    Collect,
    PayOut,
    Refund,
}

impl Operation {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::PayOut => "pay_out",
            Self::Refund => "refund",
        }
    }
}

/// A request to a buyer's phone: approve this amount. The attempt that holds `reference` is committed before this is sent.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// The idempotency key at the provider. The same reference is only ever sent with the same content.
    pub reference: ProviderReference,
    pub amount: Money,
    pub phone: PhoneNumber,
    pub network: Network,
    /// What the buyer's phone shows. Adapters cut it to what their provider accepts, so the important part comes first.
    pub customer_message: String,
    /// What the shop's people know the purchase by; for searching the provider's dashboard.
    pub our_reference: String,
}

/// The provider took the request; the buyer has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// When the provider says it accepted, if it says so.
    pub at: Option<Timestamp>,
}

/// A payment provider. Adapters live in [`crate::providers`]; tests have their own.
#[async_trait]
pub trait Provider: Send + Sync {
    fn name(&self) -> ProviderName;

    /// Asks the buyer's phone to approve `prompt`. Sends at most one request and never retries on its own.
    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError>;

    /// Asks what became of `reference`. Never answers [`ProviderError::Rejected`] or [`ProviderError::Duplicate`]: a
    /// refusal is a status.
    async fn status(&self, reference: ProviderReference) -> Result<ProviderStatus, ProviderError>;

    /// Verifies a callback over its raw bytes and reads the little we need of it. May fetch the provider's keys.
    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        now: Timestamp,
    ) -> Result<Callback, CallbackError>;

    /// Whether `amount` can be collected from `network` as it stands: currency, decimals, limits.
    fn supports(&self, amount: Money, network: Network) -> Result<(), Unsupported>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_one_way() {
        for name in ProviderName::ALL {
            assert_eq!(name.as_str().parse(), Ok(name));
        }
        assert!("PawaPay".parse::<ProviderName>().is_err());
    }
}
