//! The mobile-money networks a buyer can pay from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One mobile-money network in one country. Spelled our own way; a provider's code for it exists only at that provider's
/// edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    MtnZambia,
    AirtelZambia,
    ZamtelZambia,
    MpesaKenya,
    MtnUganda,
    AirtelUganda,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a network we know")]
pub struct UnknownNetwork(pub String);

impl Network {
    pub const ALL: [Self; 6] = [
        Self::MtnZambia,
        Self::AirtelZambia,
        Self::ZamtelZambia,
        Self::MpesaKenya,
        Self::MtnUganda,
        Self::AirtelUganda,
    ];

    /// As stored and as sent in forms. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MtnZambia => "mtn_zambia",
            Self::AirtelZambia => "airtel_zambia",
            Self::ZamtelZambia => "zamtel_zambia",
            Self::MpesaKenya => "mpesa_kenya",
            Self::MtnUganda => "mtn_uganda",
            Self::AirtelUganda => "airtel_uganda",
        }
    }

    /// What people call it: the same in every language.
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::MtnZambia | Self::MtnUganda => "MTN",
            Self::AirtelZambia | Self::AirtelUganda => "Airtel",
            Self::ZamtelZambia => "Zamtel",
            Self::MpesaKenya => "M-Pesa",
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Network {
    type Err = UnknownNetwork;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|network| network.as_str() == text)
            .ok_or_else(|| UnknownNetwork(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_spelled_one_way_everywhere() {
        for network in Network::ALL {
            assert_eq!(network.as_str().parse(), Ok(network));
            let json = serde_json::to_string(&network).unwrap();
            assert_eq!(json, format!("\"{network}\""));
        }
        assert!("MTN_MOMO_ZMB".parse::<Network>().is_err());
    }
}
