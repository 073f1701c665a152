//! The ways a buyer's money can come that leave an attempt behind.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Network, UnknownNetwork};

/// How a buyer's money reaches a provider, or our bank. Cash and store credit are not here: nobody collects them for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Method {
    /// A prompt on the phone, or the network's own account.
    MobileMoney(Network),
    /// A card, on the provider's own page.
    Card,
    /// To the marketplace's own bank account. No provider can be asked for it.
    BankTransfer,
}

impl Method {
    pub const ALL: [Self; 8] = [
        Self::MobileMoney(Network::MtnZambia),
        Self::MobileMoney(Network::AirtelZambia),
        Self::MobileMoney(Network::ZamtelZambia),
        Self::MobileMoney(Network::MpesaKenya),
        Self::MobileMoney(Network::MtnUganda),
        Self::MobileMoney(Network::AirtelUganda),
        Self::Card,
        Self::BankTransfer,
    ];

    /// As stored and as sent in forms: a network's own name, `card` or `bank_transfer`. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MobileMoney(network) => network.as_str(),
            Self::Card => "card",
            Self::BankTransfer => "bank_transfer",
        }
    }

    /// The network whose customer pays, if it is mobile money.
    pub const fn network(self) -> Option<Network> {
        match self {
            Self::MobileMoney(network) => Some(network),
            Self::Card | Self::BankTransfer => None,
        }
    }
}

impl From<Network> for Method {
    fn from(network: Network) -> Self {
        Self::MobileMoney(network)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = UnknownNetwork;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "card" => Ok(Self::Card),
            "bank_transfer" => Ok(Self::BankTransfer),
            network => network.parse().map(Self::MobileMoney),
        }
    }
}

impl TryFrom<String> for Method {
    type Error = UnknownNetwork;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Method> for String {
    fn from(method: Method) -> Self {
        method.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_spelled_one_way_everywhere() {
        for method in Method::ALL {
            assert_eq!(method.as_str().parse(), Ok(method));
            let json = serde_json::to_string(&method).unwrap();
            assert_eq!(json, format!("\"{method}\""));
            assert_eq!(serde_json::from_str::<Method>(&json).unwrap(), method);
        }
        for network in Network::ALL {
            assert!(Method::ALL.contains(&network.into()));
        }
        assert!("cash".parse::<Method>().is_err());
    }
}
