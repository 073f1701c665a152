//! What can go wrong with a call, cut along the line that guards money: refused, or not known.

use std::fmt;

use kernel::{Currency, Method, Money, Refusal};

use super::{Declined, Operation};

/// Why a call to a provider did not give the answer asked for. No message carries a token, a phone number or a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The provider refused and no money will move for this reference.
    #[error("refused: {0}")]
    Rejected(Declined),
    /// The provider already has this reference, in whatever state: ask for its status.
    #[error("the provider already has this reference")]
    Duplicate,
    /// Nobody knows whether money is moving. Never a refusal: ask for the status until the provider answers.
    #[error("unclear: {0}")]
    Unclear(Unclear),
    /// No connection was made, so this call carried nothing. An earlier call with the same reference may have.
    #[error("no connection to the provider")]
    NotSent,
    /// Our own set-up is wrong: alert an operator. This call started nothing; the buyer was not declined, and an earlier
    /// call with the same reference may still be moving.
    #[error("wrong set-up at the provider: {0}")]
    Configuration(Misconfigured),
}

impl ProviderError {
    /// Our set-up asks for something this provider does not do.
    pub fn unsupported(operation: Operation) -> Self {
        Self::Configuration(Misconfigured {
            what: Fault::NotAllowed,
            code: format!("{} is not done here", operation.as_str()),
        })
    }

    /// Our set-up asks for the end of what this provider cannot end.
    pub fn not_cancelled() -> Self {
        Self::Configuration(Misconfigured {
            what: Fault::NotAllowed,
            code: "nothing is cancelled here".to_owned(),
        })
    }

    /// Our set-up asks this provider to repeat news, which it does not.
    pub fn no_news_again() -> Self {
        Self::Configuration(Misconfigured {
            what: Fault::NotAllowed,
            code: "news are not repeated here".to_owned(),
        })
    }

    /// One word for journals and counters.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Rejected(_) => "rejected",
            Self::Duplicate => "duplicate",
            Self::Unclear(_) => "unclear",
            Self::NotSent => "not_sent",
            Self::Configuration(_) => "configuration",
        }
    }
}

/// Refused by us, before anything was sent, in the words the provider would have used.
impl From<Unsupported> for ProviderError {
    fn from(unsupported: Unsupported) -> Self {
        Self::Rejected(Declined {
            why: unsupported.refusal(),
            code: String::new(),
        })
    }
}

/// What was unclear. Codes are cut and cleaned, safe to store and log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    #[error("no answer in time")]
    Timeout,
    #[error("the connection broke")]
    ConnectionLost,
    #[error("HTTP {0}")]
    Http(u16),
    #[error("an answer we cannot read (HTTP {0})")]
    Unreadable(u16),
    #[error("a status we do not know: {0}")]
    UnknownStatus(String),
    #[error("a code that says nothing: {0}")]
    UnknownCode(String),
    #[error("an answer about another reference")]
    OtherReference,
    /// Asked: the answer comes by a callback.
    #[error("the answer comes later")]
    AnsweredLater,
    /// The answer that named it was lost, and the provider cannot be asked by our own name for it.
    #[error("the provider's own name for it is not known")]
    NoHandle,
}

/// Which part of our set-up a provider refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfigured {
    pub what: Fault,
    /// The provider's own code, or `HTTP <status>`.
    pub code: String,
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            Fault::Credentials => "the credentials",
            Fault::NotAllowed => "the account may not do this",
            Fault::Signature => "the signature of our requests",
            Fault::Request => "the shape of our request",
        };
        write!(f, "{what} ({})", self.code)
    }
}

/// What an operator has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Credentials,
    NotAllowed,
    Signature,
    Request,
}

/// Why an amount cannot be collected through a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    #[error("this is not done here")]
    Operation,
    #[error("{0} is not reached")]
    Method(Method),
    #[error("only {0} is taken")]
    Currency(Currency),
    #[error("the amount may have at most {decimals} decimals")]
    Decimals { decimals: u32 },
    #[error("the smallest amount is {minimum}")]
    TooSmall { minimum: Money },
    #[error("the largest amount is {maximum}")]
    TooLarge { maximum: Money },
}

impl Unsupported {
    /// The same in the words a provider would have refused with.
    pub const fn refusal(self) -> Refusal {
        match self {
            Self::Operation | Self::Method(_) => Refusal::NetworkNotAccepted,
            Self::Currency(_) => Refusal::CurrencyNotAccepted,
            Self::Decimals { .. } => Refusal::InvalidAmount,
            Self::TooSmall { .. } | Self::TooLarge { .. } => Refusal::AmountOutOfBounds,
        }
    }
}
