//! Why money did not move, in plain reasons that hold for every provider.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The reason a payment, payout or refund was refused. A provider's own code for it is kept beside it; what people read is
/// written by `words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The buyer refused the prompt or did not enter the PIN.
    NotApproved,
    /// The buyer's wallet holds too little.
    InsufficientBalance,
    /// The number is not on that network.
    PayerNotFound,
    /// The buyer reached a limit of the network.
    PayerLimit,
    /// A wallet reached the most it may hold or move.
    WalletLimit,
    /// Another prompt waits on that phone; it can block for about ten minutes.
    AnotherInProgress,
    /// Below the smallest or above the largest amount the network takes.
    AmountOutOfBounds,
    /// The amount has decimals the network cannot carry.
    InvalidAmount,
    /// The number is not a phone number of that country.
    InvalidNumber,
    /// The network does not take that currency.
    CurrencyNotAccepted,
    /// The provider does not reach that network.
    NetworkNotAccepted,
    /// The network is down; a new attempt later, or another network, can work.
    NetworkUnavailable,
    /// The network gave no reason.
    Unspecified,
    /// The prompt ran out before the buyer answered.
    Expired,
    /// The provider never heard of the attempt, long enough after it was sent.
    NeverArrived,
    /// Our own set-up at the provider is wrong. Never the buyer's doing.
    Configuration,
    /// Money came, but not what was asked for: it is set aside until a person has sent it where it belongs.
    SetAside,
    /// Payout or refund: the number is not on that network.
    RecipientNotFound,
    /// Payout or refund: the recipient reached a limit.
    RecipientLimit,
    /// Payout or refund: cancelled by a person before it was sent on.
    Cancelled,
    /// Payout or refund: our float at the provider is empty.
    FloatEmpty,
    /// Refund: more than remains of the payment.
    RefundTooLarge,
    /// Refund: nothing remains of the payment.
    AlreadyRefunded,
    /// Refund: another refund of the same payment has not ended.
    RefundInProgress,
    /// Refund: the provider does not know the payment.
    OriginalNotFound,
    /// Refund: the payment or refund is not in a state that allows it.
    WrongState,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a refusal we know")]
pub struct UnknownRefusal(pub String);

impl Refusal {
    /// Whether it is certain that the buyer's money stayed where it was.
    pub const fn took_nothing(self) -> bool {
        !matches!(self, Self::SetAside)
    }

    /// Whether the reason lies between us and the network, so that another way to the same network may not have it.
    pub const fn is_of_the_way(self) -> bool {
        matches!(
            self,
            Self::NetworkUnavailable
                | Self::NetworkNotAccepted
                | Self::CurrencyNotAccepted
                | Self::AmountOutOfBounds
                | Self::InvalidAmount
                | Self::Configuration
        )
    }

    pub const ALL: [Self; 26] = [
        Self::NotApproved,
        Self::InsufficientBalance,
        Self::PayerNotFound,
        Self::PayerLimit,
        Self::WalletLimit,
        Self::AnotherInProgress,
        Self::AmountOutOfBounds,
        Self::InvalidAmount,
        Self::InvalidNumber,
        Self::CurrencyNotAccepted,
        Self::NetworkNotAccepted,
        Self::NetworkUnavailable,
        Self::Unspecified,
        Self::Expired,
        Self::NeverArrived,
        Self::Configuration,
        Self::SetAside,
        Self::RecipientNotFound,
        Self::RecipientLimit,
        Self::Cancelled,
        Self::FloatEmpty,
        Self::RefundTooLarge,
        Self::AlreadyRefunded,
        Self::RefundInProgress,
        Self::OriginalNotFound,
        Self::WrongState,
    ];

    /// As stored. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotApproved => "not_approved",
            Self::InsufficientBalance => "insufficient_balance",
            Self::PayerNotFound => "payer_not_found",
            Self::PayerLimit => "payer_limit",
            Self::WalletLimit => "wallet_limit",
            Self::AnotherInProgress => "another_in_progress",
            Self::AmountOutOfBounds => "amount_out_of_bounds",
            Self::InvalidAmount => "invalid_amount",
            Self::InvalidNumber => "invalid_number",
            Self::CurrencyNotAccepted => "currency_not_accepted",
            Self::NetworkNotAccepted => "network_not_accepted",
            Self::NetworkUnavailable => "network_unavailable",
            Self::Unspecified => "unspecified",
            Self::Expired => "expired",
            Self::NeverArrived => "never_arrived",
            Self::Configuration => "configuration",
            Self::SetAside => "set_aside",
            Self::RecipientNotFound => "recipient_not_found",
            Self::RecipientLimit => "recipient_limit",
            Self::Cancelled => "cancelled",
            Self::FloatEmpty => "float_empty",
            Self::RefundTooLarge => "refund_too_large",
            Self::AlreadyRefunded => "already_refunded",
            Self::RefundInProgress => "refund_in_progress",
            Self::OriginalNotFound => "original_not_found",
            Self::WrongState => "wrong_state",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Refusal {
    type Err = UnknownRefusal;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|refusal| refusal.as_str() == text)
            .ok_or_else(|| UnknownRefusal(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_spelled_one_way_everywhere() {
        for refusal in Refusal::ALL {
            assert_eq!(refusal.as_str().parse(), Ok(refusal));
            assert_eq!(
                serde_json::to_string(&refusal).unwrap(),
                format!("\"{refusal}\"")
            );
        }
        assert_eq!("".parse::<Refusal>(), Err(UnknownRefusal(String::new())));
    }

    #[test]
    fn lists_each_reason_once() {
        let mut all = Refusal::ALL.to_vec();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), Refusal::ALL.len());
    }
}
