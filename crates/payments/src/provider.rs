//! The port to payment providers: what we ask of any of them, and the few answers we tell apart.
//!
//! The one distinction that guards money: an explicit refusal ends an attempt, everything else leaves it unclear.

mod banks;
mod callback;
mod dispute;
mod error;
mod status;
mod till;

use std::fmt;
use std::str::FromStr;

use async_trait::async_trait;
use kernel::{
    Currency, Destination, Method, Money, Network, PhoneNumber, ProviderReference, Timestamp,
    Wallet,
};

pub use self::banks::BankListed;
pub use self::callback::{Callback, CallbackError, CallbackRequest, Proof, SignatureFault};
pub use self::dispute::{Dispute, Disputed};
pub use self::error::{Fault, Misconfigured, ProviderError, Unclear, Unsupported};
pub use self::status::{Declined, Mismatch, Moved, ProviderStatus, StatedAmount};
pub use self::till::{Confirmation, Till, TillAnswer, TillNews, Told};
pub use kernel::Refusal;

/// A provider that moves money for us, or our own bank, which only takes it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProviderName {
    PawaPay,
    Flutterwave,
    Mpesa,
    Stripe,
    MtnMomo,
    Paystack,
    /// The marketplace's own bank account. Nobody can ask it anything: its statement tells.
    Bank,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a payment provider we know")]
pub struct UnknownProvider(pub String);

impl ProviderName {
    pub const ALL: [Self; 7] = [
        Self::PawaPay,
        Self::Flutterwave,
        Self::Mpesa,
        Self::Stripe,
        Self::MtnMomo,
        Self::Paystack,
        Self::Bank,
    ];

    /// As stored and as used in addresses. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PawaPay => "pawapay",
            Self::Flutterwave => "flutterwave",
            Self::Mpesa => "mpesa",
            Self::Stripe => "stripe",
            Self::MtnMomo => "mtn_momo",
            Self::Paystack => "paystack",
            Self::Bank => "bank",
        }
    }

    /// False for our bank: it is no provider that could be set up, asked or told to send anything.
    pub const fn can_be_asked(self) -> bool {
        !matches!(self, Self::Bank)
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

/// A request to a buyer: approve this amount, on the phone or on the provider's page. The attempt that holds `reference` is
/// committed before this is sent.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// The idempotency key at the provider. The same reference is only ever sent with the same content.
    pub reference: ProviderReference,
    pub amount: Money,
    pub phone: PhoneNumber,
    pub method: Method,
    /// What the buyer's phone shows. Adapters cut it to what their provider accepts, so the important part comes first.
    pub customer_message: String,
    /// What the shop's people know the purchase by; for searching the provider's dashboard.
    pub our_reference: String,
    /// Where a hosted page sends the buyer back to. What it adds to the address is not believed.
    pub return_url: String,
    /// When it left us first: the same for every sending of it.
    pub sent_at: Timestamp,
}

/// Money for a shop, to its mobile wallet or its bank. Committed before it is sent, like a prompt.
#[derive(Debug, Clone)]
pub struct PayOut {
    pub reference: ProviderReference,
    pub amount: Money,
    pub to: Destination,
    /// What the recipient's phone or bank shows; adapters cut it.
    pub message: String,
    pub our_reference: String,
}

impl PayOut {
    /// The wallet it goes to, for a provider that pays out to nothing else.
    pub fn wallet(&self) -> Result<&Wallet, Unsupported> {
        match &self.to {
            Destination::Wallet(wallet) => Ok(wallet),
            Destination::Bank(_) => Err(Unsupported::Method(self.to.method())),
        }
    }
}

/// Money back to whoever paid. Committed before it is sent, like a prompt.
#[derive(Debug, Clone)]
pub struct RefundOrder {
    pub reference: ProviderReference,
    pub amount: Money,
    /// The collection it is taken from.
    pub original: Original,
    pub our_reference: String,
}

/// A collection, as its provider knows it.
#[derive(Debug, Clone)]
pub struct Original {
    pub reference: ProviderReference,
    /// The provider's own name for it, if it gave one.
    pub handle: Option<String>,
    /// The network's receipt number, if it is known.
    pub transaction: Option<String>,
    pub amount: Money,
    pub phone: PhoneNumber,
    pub method: Method,
}

/// The provider took the request; whoever has to approve it has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// When the provider says it accepted, if it says so.
    pub at: Option<Timestamp>,
    /// What the provider calls it, where its status can only be asked for by that name.
    pub handle: Option<String>,
    /// The page where the buyer approves, if it is not the phone.
    pub redirect: Option<String>,
}

/// What a status is asked about.
#[derive(Debug, Clone)]
pub struct Subject {
    pub operation: Operation,
    pub reference: ProviderReference,
    /// What the provider calls it, if it said so.
    pub handle: Option<String>,
    pub amount: Money,
    pub method: Method,
    /// When the request left us first.
    pub sent_at: Timestamp,
    /// Whether the provider ever said that it has the request.
    pub was_accepted: bool,
    /// What came about it by callbacks.
    pub reports: Reports,
    /// Of a refund without a handle: what it is taken from, for a provider that knows no name of ours for it.
    pub refund_of: Option<RefundOf>,
}

/// What a refund is taken from, and what else was.
#[derive(Debug, Clone)]
pub struct RefundOf {
    pub original: Original,
    /// The provider's names of the other refunds of that collection, as far as we know them.
    pub others: Vec<String>,
    /// Whether another one was sent whose name we do not know.
    pub has_nameless: bool,
}

/// What reached us about a subject by callbacks. Most providers are asked and answer; this is for one that answers later, elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reports {
    /// The newest answer to a question of ours.
    pub answer: Option<Answered>,
    /// The provider's word in the newest callback that nobody asked for. A hint: worth something only beside an answer.
    pub hint: Option<String>,
}

/// An answer that came to the address we gave away with the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// When it was asked: what is absent then says nothing about what arrived since.
    pub asked_at: Timestamp,
    /// The provider's own word.
    pub status: String,
    /// The amount it names, where that is an exact one.
    pub amount: Option<Money>,
    /// The network's receipt number.
    pub transaction: Option<String>,
}

/// How well a provider reaches a method right now, in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Availability {
    Up,
    /// Works, slowly.
    Delayed,
    Down,
}

/// A payment provider. Adapters live in [`crate::providers`]; tests have their own.
#[async_trait]
pub trait Provider: Send + Sync {
    fn name(&self) -> ProviderName;

    /// Asks the buyer to approve `prompt`. Sends at most one request that can move money, and never retries it.
    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError>;

    /// Sends money to a shop. Like [`Provider::collect`], at most one request.
    async fn pay_out(&self, _order: &PayOut) -> Result<Accepted, ProviderError> {
        Err(ProviderError::unsupported(Operation::PayOut))
    }

    /// The banks that it sends a currency to. Empty where it sends to none.
    async fn banks(&self, _currency: Currency) -> Result<Vec<BankListed>, ProviderError> {
        Ok(Vec::new())
    }

    /// Sends money back. Like [`Provider::collect`], at most one request.
    async fn refund(&self, _order: &RefundOrder) -> Result<Accepted, ProviderError> {
        Err(ProviderError::unsupported(Operation::Refund))
    }

    /// Asks what became of `subject`. Never answers [`ProviderError::Rejected`] or [`ProviderError::Duplicate`]: a
    /// refusal is a status.
    async fn status(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError>;

    /// Whether a page of this provider's can be paid more than once under one reference.
    fn can_be_paid_twice(&self, _method: Method) -> bool {
        false
    }

    /// Every payment that was made under one reference, the first that was paid first; asked only where
    /// [`Provider::can_be_paid_twice`]. [`Provider::status`] tells of one of them.
    async fn payments(&self, _subject: &Subject) -> Result<Vec<Moved>, ProviderError> {
        Ok(Vec::new())
    }

    /// Whether a page that a buyer has left can be ended before its time.
    fn can_cancel(&self, _method: Method) -> bool {
        false
    }

    /// Asks for the end of a page that nobody has paid on. Moves no money, and may be asked again and again. Neither a yes nor a no
    /// says what became of the payment: somebody may have paid there meanwhile, so only [`Provider::status`] tells.
    async fn cancel(&self, _subject: &Subject) -> Result<(), ProviderError> {
        Err(ProviderError::not_cancelled())
    }

    /// Which network a number seems to be on, where the provider tells. A guess: people keep their number when they change network.
    async fn guess_network(&self, _phone: &PhoneNumber) -> Result<Option<Network>, ProviderError> {
        Ok(None)
    }

    /// Asks for the news of what is over to be sent once more. They prove no more than they did the first time.
    async fn send_news_again(&self, _subject: &Subject) -> Result<(), ProviderError> {
        Err(ProviderError::no_news_again())
    }

    /// Verifies a callback over its raw bytes and reads the little we need of it. May fetch the provider's keys.
    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        now: Timestamp,
    ) -> Result<Callback, CallbackError>;

    /// Reads a genuine callback that [`Provider::read_callback`] found to be about no payment of ours, as the news of a dispute. `None`: it
    /// is none. Verifies it like that one does.
    async fn read_dispute(
        &self,
        _request: &CallbackRequest<'_>,
        _now: Timestamp,
    ) -> Result<Option<Dispute>, CallbackError> {
        Ok(None)
    }

    /// Whether `amount` can move by `method` as it stands: currency, decimals, limits.
    fn supports(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<(), Unsupported>;

    /// Asks what is switched on for us and within which limits, where the provider tells; [`Provider::supports`] goes by it from then on.
    /// Never while somebody waits.
    async fn learn_terms(&self) -> Result<(), ProviderError> {
        Ok(())
    }

    /// Whether the same request, sent once more with the same reference, moves money at most once. Where it does not, a request
    /// that the provider does not know of is never sent again: it may only be slow to show.
    fn is_repeatable(&self, operation: Operation, method: Method) -> bool;

    /// What the provider says of its own health. Empty where it says nothing.
    async fn availability(&self) -> Result<Vec<(Method, Operation, Availability)>, ProviderError> {
        Ok(Vec::new())
    }

    /// Where people can pay by hand, without being asked. `None` where they cannot.
    fn till(&self) -> Option<&dyn Till> {
        None
    }
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
