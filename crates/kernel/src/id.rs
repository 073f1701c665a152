//! One type per kind of id, so that a shop's id can never be passed where a listing's is wanted.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An id made from a UUID. New ones come from [`crate::Source::id`].
pub trait Id: Copy {
    fn from_uuid(uuid: Uuid) -> Self;
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl Id for $name {
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(self) -> Uuid { self.0 }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self { Self(uuid) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { Uuid::parse_str(s).map(Self) }
        }
    )+};
}

ids! {
    /// A person with an account: buyer, merchant, rider, moderator or admin.
    PersonId
    /// A shop.
    ShopId
    /// A listing: one product of one shop.
    ListingId
    /// One combination of a listing's options, with its own price and stock.
    VariantId
    /// A picture of a listing or a shop.
    PictureId
    /// A category of the marketplace's tree.
    CategoryId
    /// A cart, kept for a visitor by a signed cookie.
    CartId
    /// What a buyer pays once. Holds one order per shop.
    PurchaseId
    /// One shop's part of a purchase.
    OrderId
    /// One line of an order.
    OrderLineId
    /// The wish to collect a purchase's total.
    IntentId
    /// One try to collect, at one provider.
    AttemptId
    /// The reference a provider knows an attempt by: a random UUID that says nothing about us.
    ProviderReference
    /// Money that leaves us: a refund or a payout.
    DisbursementId
    /// What was given back of an order, decided at once.
    RefundId
    /// Money that somebody sent to our paybill by hand.
    TillPaymentId
    /// An invoice or a credit note.
    DocumentId
    /// Store credit of one phone.
    WalletId
    /// Store credit set aside for a purchase.
    CreditHoldId
    /// What a provider sent us, stored once.
    CallbackId
    /// A statement of a provider's, as it was imported.
    StatementId
    /// One line of it.
    StatementLineId
    /// A set of postings that balances.
    JournalId
    /// Something a person must decide.
    CaseId
    /// What an admin wants to be done about a case of money.
    ProposalId
    /// A message to a person, in the outbox.
    MessageId
    /// A business event, in the outbox.
    EventId
    /// A signed-in browser.
    SessionId
}
