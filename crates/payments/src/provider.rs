//! The port to payment providers: what we ask of any of them, and the few answers we tell apart.
//!
//! The one distinction that guards money: an explicit refusal ends an attempt, everything else leaves it unclear.

use std::fmt;
use std::str::FromStr;

use async_trait::async_trait;
use kernel::{Currency, Money, Network, PhoneNumber, ProviderReference, Refusal, Timestamp};

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

/// What a provider says about one reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderStatus {
    /// It knows no such reference. Proof of absence only 15 minutes after sending.
    NotFound,
    /// Not decided yet.
    Pending,
    /// Money moved, as stated. [`Collected::check`] it before believing it is ours.
    Collected(Collected),
    /// Final: no money moved.
    Failed(Declined),
}

/// A collection in the provider's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// `None` when missing or unreadable.
    pub reference: Option<ProviderReference>,
    pub amount: StatedAmount,
    /// The network's receipt number, which the buyer sees too.
    pub provider_transaction: Option<String>,
}

/// An amount as a provider stated it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatedAmount {
    Money(Money),
    /// Not an exact count of the currency's minor unit, or no currency at all. Kept for the person who decides.
    Unreadable {
        amount: Option<String>,
        currency: Option<String>,
    },
}

/// In which way a stated collection is not the one we asked for. Each is a case for a person; money is not settled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("the provider speaks of another reference: {stated:?}")]
    Reference { stated: Option<ProviderReference> },
    #[error("collected in {stated} instead of {expected}")]
    Currency {
        expected: Currency,
        stated: Currency,
    },
    #[error("collected {stated} instead of {expected}")]
    Amount { expected: Money, stated: Money },
    #[error("cannot read what was collected: amount {amount:?}, currency {currency:?}")]
    Unreadable {
        amount: Option<String>,
        currency: Option<String>,
    },
}

impl Collected {
    /// Compares reference, currency and exact amount with what the attempt holds.
    pub fn check(&self, reference: ProviderReference, expected: Money) -> Result<(), Mismatch> {
        if self.reference != Some(reference) {
            return Err(Mismatch::Reference {
                stated: self.reference,
            });
        }
        match &self.amount {
            StatedAmount::Unreadable { amount, currency } => Err(Mismatch::Unreadable {
                amount: amount.clone(),
                currency: currency.clone(),
            }),
            StatedAmount::Money(stated) if stated.currency() != expected.currency() => {
                Err(Mismatch::Currency {
                    expected: expected.currency(),
                    stated: stated.currency(),
                })
            }
            StatedAmount::Money(stated) if *stated != expected => Err(Mismatch::Amount {
                expected,
                stated: *stated,
            }),
            StatedAmount::Money(_) => Ok(()),
        }
    }
}

/// An explicit refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    pub why: Refusal,
    /// The provider's own code, to be stored beside `why`. Empty when we refused before anything was sent.
    pub code: String,
}

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?})", self.why, self.code)
    }
}

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
    #[error("{0} is not reached")]
    Network(Network),
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
            Self::Network(_) => Refusal::NetworkNotAccepted,
            Self::Currency(_) => Refusal::CurrencyNotAccepted,
            Self::Decimals { .. } => Refusal::InvalidAmount,
            Self::TooSmall { .. } | Self::TooLarge { .. } => Refusal::AmountOutOfBounds,
        }
    }
}

/// A request that claims to come from a provider, before anything in it is believed.
#[derive(Debug, Clone, Copy)]
pub struct CallbackRequest<'a> {
    /// `POST`.
    pub method: &'a str,
    /// The host as it reached us. An adapter whose provider signs the address takes it from its configuration instead,
    /// because a proxy in front of us may have changed it.
    pub authority: &'a str,
    /// The path as it reached us, with the same caution.
    pub path: &'a str,
    pub headers: &'a http::HeaderMap,
    /// The bytes as received, before any parsing.
    pub body: &'a [u8],
}

/// A genuine callback. Still a hint: the status is asked for before money moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    pub operation: Operation,
    pub reference: ProviderReference,
    /// Unique at this provider for the reference and its status, so a repeated delivery is stored once.
    pub event_id: String,
    /// The provider's own word, cut and cleaned.
    pub status: String,
}

/// Why a callback is refused. Nothing in it may be acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// Answer 401.
    #[error("not signed by the provider: {0}")]
    Signature(SignatureFault),
    /// Answer 503: the provider's keys cannot be had now, so it must try again.
    #[error("the provider's keys cannot be fetched")]
    KeysUnavailable,
    /// Answer 400 and alert: the provider's dashboard still speaks the old version of its interface to us.
    #[error("a callback of the provider's old interface")]
    OldVersion,
    /// Answer 400 and alert: genuine, but not what we understand.
    #[error("genuine, but unreadable: {0}")]
    Unreadable(&'static str),
}

/// What is wrong with a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    #[error("the {0} header is missing")]
    Missing(&'static str),
    #[error("the {0} header is malformed")]
    Malformed(&'static str),
    #[error("the body does not have the stated digest")]
    Digest,
    #[error("{0} is not covered")]
    NotCovered(&'static str),
    #[error("the algorithm is not one we accept")]
    Algorithm,
    #[error("made in the future")]
    FromTheFuture,
    #[error("expired")]
    Expired,
    #[error("made by a key we do not know")]
    UnknownKey,
    #[error("it does not fit what was sent")]
    Wrong,
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
    use kernel::Id;

    use super::*;

    fn reference(n: u128) -> ProviderReference {
        ProviderReference::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn collected(amount: StatedAmount) -> Collected {
        Collected {
            reference: Some(reference(1)),
            amount,
            provider_transaction: None,
        }
    }

    #[test]
    fn names_are_spelled_one_way() {
        for name in ProviderName::ALL {
            assert_eq!(name.as_str().parse(), Ok(name));
        }
        assert!("PawaPay".parse::<ProviderName>().is_err());
    }

    #[test]
    fn only_the_very_same_collection_passes() {
        let expected = Money::new(1_500, Currency::ZMW);
        let same = collected(StatedAmount::Money(expected));
        assert_eq!(same.check(reference(1), expected), Ok(()));
        assert!(matches!(
            same.check(reference(2), expected),
            Err(Mismatch::Reference { .. })
        ));
        let nameless = Collected {
            reference: None,
            ..same
        };
        assert!(matches!(
            nameless.check(reference(1), expected),
            Err(Mismatch::Reference { .. })
        ));
        for minor in [1_499, 1_501, 0, -1_500] {
            let stated = Money::new(minor, Currency::ZMW);
            let other = collected(StatedAmount::Money(stated));
            assert_eq!(
                other.check(reference(1), expected),
                Err(Mismatch::Amount { expected, stated })
            );
        }
        let shillings = collected(StatedAmount::Money(Money::new(1_500, Currency::KES)));
        assert!(matches!(
            shillings.check(reference(1), expected),
            Err(Mismatch::Currency { .. })
        ));
        let garbled = collected(StatedAmount::Unreadable {
            amount: None,
            currency: None,
        });
        assert!(matches!(
            garbled.check(reference(1), expected),
            Err(Mismatch::Unreadable { .. })
        ));
    }
}
