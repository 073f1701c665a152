//! The port to money that people send by hand: to a number of ours, with an account they type, asked by nobody.

use async_trait::async_trait;
use kernel::{Money, PhoneNumber, TillPaymentId, Timestamp};

use super::{CallbackError, CallbackRequest, ProviderError, StatedAmount, Unsupported};

/// Where people can pay by hand.
#[async_trait]
pub trait Till: Send + Sync {
    /// The number people pay to.
    fn paybill(&self) -> &str;

    /// Whether somebody could send this much in one payment.
    fn takes(&self, amount: Money) -> Result<(), Unsupported>;

    /// Tells the provider where its news of payments go. Doing it again changes nothing.
    async fn register(&self, now: Timestamp) -> Result<(), ProviderError>;

    /// Asks what became of a payment. The answer comes later, to an address made for this question alone.
    async fn ask(
        &self,
        id: TillPaymentId,
        receipt: &str,
        now: Timestamp,
    ) -> Result<(), ProviderError>;

    /// Reads what came to an address of ours. Whatever it says is a hint, except an answer to our own question.
    fn read(&self, request: &CallbackRequest<'_>) -> Result<TillNews, CallbackError>;
}

/// What a provider tells about payments by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TillNews {
    /// Somebody is about to pay, and it wants to know whether that is welcome. It always is: what cannot be kept goes back.
    Validation,
    /// Somebody paid, it says.
    Confirmation(Confirmation),
    /// The answer to a question of ours.
    Answer {
        about: TillPaymentId,
        told: Told,
        /// The provider's own name for the conversation, cut and cleaned.
        conversation: String,
    },
}

/// A payment, as it is told by whoever knows the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The network's receipt: unique at the provider.
    pub receipt: String,
    pub amount: Money,
    /// As it was typed, cut and cleaned.
    pub account: String,
    /// `None` where it is masked.
    pub phone: Option<PhoneNumber>,
}

/// What was answered, and about which receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub receipt: String,
    pub what: TillAnswer,
}

/// What became of a payment, by the provider's own books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TillAnswer {
    /// So much came to us.
    Came(StatedAmount),
    /// There is no such payment, or it did not come to us.
    No,
    /// Nothing that could be acted on: it is asked again.
    Nothing,
}
