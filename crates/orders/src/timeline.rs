//! What happened to a purchase and its orders, append-only: history, audit and the page's timeline are the same rows.

use kernel::{Id, OrderId, PersonId, PurchaseId, ShopId, Timestamp, text_enum};
use sqlx::{PgConnection, PgExecutor};

use crate::{Error, rows};

text_enum! {
    /// A kind of event, worded for people by the message catalogue.
    pub enum EventKind {
        Placed = "placed",
        PromptSent = "prompt_sent",
        PaymentRefused = "payment_refused",
        /// Some of the price came by hand. The note is what came, a space, and what is missing, in minor units.
        PartCame = "part_came",
        Paid = "paid",
        OwedBack = "owed_back",
        /// A part of an order is given back. The note is the amount in minor units, a space, and the reason.
        RefundDecided = "refund_decided",
        /// The same, by the shop's own hand: it holds the cash.
        CashGivenBack = "cash_given_back",
        /// Sent back, and arrived. The note is the amount in minor units.
        Refunded = "refunded",
        /// Given as store credit instead. The note is the amount in minor units.
        Credited = "credited",
        /// Store credit paid for the purchase, or for part of it. The note is the amount in minor units.
        CreditUsed = "credit_used",
        /// The buyer, whose payments fail, went to write to the shop.
        ShopAsked = "shop_asked",
        /// The seller's rider took the cash.
        CashTaken = "cash_taken",
        /// The buyer did not take it.
        DeliveryRefused = "delivery_refused",
        Packed = "packed",
        HandedOver = "handed_over",
        Delivered = "delivered",
        Completed = "completed",
        /// A person looks at it before anything is packed.
        ReviewBegun = "review_begun",
        /// Nothing was wrong with it, or nobody said so in time: the shops pack.
        ReviewPassed = "review_passed",
        /// A buyer's bank asks the money back, or has decided. The note is the provider's words.
        Disputed = "disputed",
        Cancelled = "cancelled",
        Expired = "expired",
        Note = "note",
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The buyer: signed in, or holding the link.
    Buyer(Option<PersonId>),
    Merchant(PersonId),
    Platform,
    Provider,
}

impl Actor {
    const fn kind(self) -> &'static str {
        match self {
            Self::Buyer(_) => "buyer",
            Self::Merchant(_) => "merchant",
            Self::Platform => "platform",
            Self::Provider => "provider",
        }
    }

    const fn person(self) -> Option<PersonId> {
        match self {
            Self::Buyer(person) => person,
            Self::Merchant(person) => Some(person),
            Self::Platform | Self::Provider => None,
        }
    }
}

/// An event to be written.
#[derive(Debug, Clone)]
pub struct NewEvent<'a> {
    pub purchase: PurchaseId,
    /// The order and its shop; `None` when it is about the whole purchase.
    pub order: Option<(OrderId, ShopId)>,
    pub kind: EventKind,
    pub actor: Actor,
    /// For the buyer's eyes too: a refusal's reason, why it was cancelled.
    pub note: &'a str,
    pub is_public: bool,
    pub at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct TimelineEntry {
    pub order: Option<OrderId>,
    pub kind: EventKind,
    pub actor_kind: String,
    pub note: String,
    pub is_public: bool,
    pub at: Timestamp,
}

impl TimelineEntry {
    /// The parts of a note that holds an amount in minor units and a reason.
    pub fn amount_and_reason(&self) -> (&str, &str) {
        self.note.split_once(' ').unwrap_or((&self.note, ""))
    }
}

pub async fn write(conn: &mut PgConnection, event: &NewEvent<'_>) -> Result<(), Error> {
    sqlx::query!(
        "insert into order_events (purchase_id, order_id, shop_id, kind, actor_kind, actor_id, note, is_public, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        event.purchase.uuid(),
        event.order.map(|(order, _)| order.uuid()),
        event.order.map(|(_, shop)| shop.uuid()),
        event.kind.as_str(),
        event.actor.kind(),
        event.actor.person().map(Id::uuid),
        event.note,
        event.is_public,
        event.at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The events of a purchase, oldest first. Row security decides whose.
pub async fn of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<TimelineEntry>, Error> {
    let rows = sqlx::query!(
        "select id, order_id, kind, actor_kind, note, is_public, at from order_events where purchase_id = $1 order by id",
        purchase.uuid()
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(TimelineEntry {
                order: row.order_id.map(Into::into),
                kind: rows::parse("order_events", "kind", row.id, &row.kind)?,
                actor_kind: row.actor_kind,
                note: row.note,
                is_public: row.is_public,
                at: row.at,
            })
        })
        .collect()
}
