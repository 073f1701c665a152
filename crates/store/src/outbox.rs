//! Business events: written in the transaction that causes them, delivered at least once, in order per aggregate.

use kernel::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Error;

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident = $text:literal)+) => {
        /// What happened. The spelling is a contract with whoever listens.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Topic { $($(#[$doc])* $name),+ }

        impl Topic {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }

        impl std::str::FromStr for Topic {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(Self::$name),)+ _ => Err(()) }
            }
        }
    };
}

topics! {
    /// A purchase was placed. Aggregate: the purchase.
    OrderPlaced = "order.placed"
    /// A purchase's total was collected. Aggregate: the purchase.
    PaymentCompleted = "payment.completed"
    /// A purchase will be paid in cash at the door. Aggregate: the purchase.
    CashAccepted = "order.cash_accepted"
    /// A try to pay was refused. Aggregate: the purchase.
    PaymentRefused = "payment.refused"
    /// Money arrived that cannot be kept. Aggregate: the purchase.
    PaymentOwedBack = "payment.owed_back"
    /// Money went back to whoever paid. Aggregate: the purchase.
    PaymentRefunded = "payment.refunded"
    /// What was owed became store credit. Aggregate: the purchase.
    PaymentCredited = "payment.credited"
    /// A shop gave cash back by hand. Aggregate: the purchase.
    CashGivenBack = "order.cash_given_back"
    /// A shop's payout arrived. Aggregate: the shop.
    PayoutPaid = "payout.paid"
    /// A shop's payout did not arrive. Aggregate: the shop.
    PayoutFailed = "payout.failed"
    /// A shop's payout came back after it had arrived. Aggregate: the shop.
    PayoutReturned = "payout.returned"
    /// A shop's money goes elsewhere from now on. Aggregate: the shop.
    PaidToChanged = "shop.paid_to_changed"
    /// A shop that was asked to wait may pack its order. Aggregate: the purchase.
    OrderMayBePacked = "order.may_be_packed"
    /// A shop packed its order. Aggregate: the purchase.
    OrderPacked = "order.packed"
    /// A shop handed its order to the rider. Aggregate: the purchase.
    OrderHandedOver = "order.handed_over"
    /// An order reached the buyer. Aggregate: the purchase.
    OrderDelivered = "order.delivered"
    /// An order was cancelled. Aggregate: the purchase.
    OrderCancelled = "order.cancelled"
    /// Fewer than a handful are left. Aggregate: the variant.
    InventoryLowStock = "inventory.low_stock"
    /// A cart was left behind. Aggregate: the cart.
    CartAbandoned = "cart.abandoned"
    /// A person signed up. Aggregate: the person.
    UserRegistered = "user.registered"
    /// A shop asked to open. Aggregate: the shop.
    ShopApplied = "shop.applied"
    /// A shop was approved or refused. Aggregate: the shop.
    ShopDecided = "shop.decided"
    /// A product or the shop itself was taken down. Aggregate: the shop.
    TakenDown = "shop.taken_down"
    /// A picture was approved or refused. Aggregate: the picture.
    PictureDecided = "picture.decided"
}

/// An event that waits to be delivered.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: i64,
    pub topic: Topic,
    pub aggregate: Uuid,
    pub payload: Value,
    pub at: Timestamp,
}

pub async fn publish(
    conn: &mut PgConnection,
    topic: Topic,
    aggregate: Uuid,
    payload: Value,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into outbox_events (topic, aggregate_id, payload, at) values ($1, $2, $3, $4)",
        topic.as_str(),
        aggregate,
        payload,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The oldest events nobody has delivered, at most `count_max`, locked until the transaction ends. One deliverer at a time: a
/// second finds none, so that order holds.
pub async fn waiting_events(conn: &mut PgConnection, count_max: i64) -> Result<Vec<Event>, Error> {
    let alone = sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtext('soko.outbox')) as "alone!""#
    )
    .fetch_one(&mut *conn)
    .await?;
    if !alone {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "select id, topic, aggregate_id, payload, at from outbox_events where delivered_at is null order by id limit $1",
        count_max,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let topic = row
                .topic
                .parse()
                .map_err(|()| Error::corrupt("outbox_events", "topic", row.id))?;
            Ok(Event {
                id: row.id,
                topic,
                aggregate: row.aggregate_id,
                payload: row.payload,
                at: row.at,
            })
        })
        .collect()
}

pub async fn mark_delivered(
    conn: &mut PgConnection,
    ids: &[i64],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "update outbox_events set delivered_at = $2 where id = any($1)",
        ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An event as it was written, delivered or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastEvent {
    pub id: i64,
    pub topic: String,
    pub at: Timestamp,
    pub delivered_at: Option<Timestamp>,
}

/// What was announced about something, oldest first.
pub async fn events_about(
    conn: impl sqlx::PgExecutor<'_>,
    aggregate: Uuid,
    count_max: i64,
) -> Result<Vec<PastEvent>, Error> {
    Ok(sqlx::query_as!(
        PastEvent,
        "select id, topic, at, delivered_at from outbox_events where aggregate_id = $1 order by id limit $2",
        aggregate,
        count_max,
    )
    .fetch_all(conn)
    .await?)
}
