//! A shop packs, hands over and delivers its order. Each step is one transaction in the shop's own scope.

use kernel::{Id, OrderNumber, Timestamp};
use moderation::{Entry, Subject};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Order, OrderVerb, WrongState, order};
use serde_json::json;
use store::{Shop, Topic, Tx};

use crate::jobs::DeliverEvents;
use crate::{Error, Market, complete};

/// A step on the way to the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Pack,
    HandOver,
    Deliver,
}

impl Step {
    const fn parts(self) -> (OrderVerb, EventKind, Topic, &'static str) {
        match self {
            Self::Pack => (
                OrderVerb::Pack,
                EventKind::Packed,
                Topic::OrderPacked,
                "order.pack",
            ),
            Self::HandOver => (
                OrderVerb::HandOver,
                EventKind::HandedOver,
                Topic::OrderHandedOver,
                "order.hand_over",
            ),
            Self::Deliver => (
                OrderVerb::Deliver,
                EventKind::Delivered,
                Topic::OrderDelivered,
                "order.deliver",
            ),
        }
    }
}

/// Why the order did not move.
#[derive(Debug, thiserror::Error)]
pub enum FulfilError {
    /// Not this shop's, or nobody's.
    #[error("no such order in this shop")]
    NotFound,
    #[error(transparent)]
    NotNow(WrongState),
    /// A person may look at it until then; see [`crate::risk`].
    #[error("it is being checked until {until}")]
    BeingChecked { until: Timestamp },
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for FulfilError {
    fn from(error: Error) -> Self {
        match error {
            Error::Order(wrong) => Self::NotNow(wrong),
            other => Self::Failed(other),
        }
    }
}

impl From<store::Error> for FulfilError {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<orders::Error> for FulfilError {
    fn from(error: orders::Error) -> Self {
        Error::from(error).into()
    }
}

/// Moves one order one step.
pub async fn advance(
    market: &Market,
    shop: Shop,
    number: OrderNumber,
    step: Step,
) -> Result<Order, FulfilError> {
    let now = market.source.now();
    let (verb, kind, topic, action) = step.parts();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    let mut order = order::lock_by_number(&mut tx, number)
        .await?
        .ok_or(FulfilError::NotFound)?;
    // Cash makes it delivered, and books it: `cash::collected`.
    if step == Step::Deliver && order.is_cash {
        return Err(FulfilError::NotNow(WrongState {
            state: order.state.as_str(),
            verb: verb.as_str(),
        }));
    }
    if let Some(until) = order.waits_until(now) {
        return Err(FulfilError::BeingChecked { until });
    }
    match step {
        Step::Pack | Step::HandOver => order.apply(&mut tx, verb, "", now).await?,
        Step::Deliver => {
            let available_at = complete::available_at(market, now);
            order.deliver(&mut tx, available_at, now).await?;
        }
    }
    let event = NewEvent {
        purchase: order.purchase,
        order: Some((order.id, order.shop)),
        kind,
        actor: Actor::Merchant(shop.actor),
        note: "",
        is_public: true,
        at: now,
    };
    timeline::write(&mut tx, &event).await?;
    write_audit(&mut tx, shop, &order, action, now).await?;
    let payload = json!({"number": number.to_string(), "shop": order.shop});
    store::publish(&mut tx, topic, order.purchase.uuid(), payload, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(order.purchase), now).await?;
    tx.commit().await?;
    Ok(order)
}

async fn write_audit(
    tx: &mut Tx<Shop>,
    shop: Shop,
    order: &Order,
    action: &'static str,
    now: Timestamp,
) -> Result<(), Error> {
    let entry = Entry {
        actor: moderation::Actor::Merchant(shop.actor),
        action,
        subject: Subject::new("order", order.number),
        shop: Some(shop.shop),
        detail: json!({}),
    };
    Ok(moderation::audit(tx, &entry, now).await?)
}
