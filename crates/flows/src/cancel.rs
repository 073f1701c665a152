//! Cancelling: stock and money are undone once, whoever cancels and whatever races.

use kernel::{Id, Money, OrderNumber, PurchaseId, Timestamp};
use orders::refunds::{self, ReckonError, Reckoned, Refund, Way, Wish};
use orders::timeline::{self, NewEvent};
use orders::{
    Actor, EventKind, Order, OrderState, OrderVerb, Purchase, PurchaseState, PurchaseVerb, order,
    purchase,
};
use serde_json::json;
use store::{Buyer, Platform, PlatformFlow, Shop, Topic, Tx};
use words::CaseWords;

use crate::give_back::{self, Deed};
use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::pay::{self, leave};
use crate::{Error, Market, cash, credit, risk, stock};

/// Why nothing was cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error("no such order for this person")]
    NotFound,
    /// Packed or on its way for a buyer; handed over for a shop; or over already.
    #[error("too late: it is {}", .0.as_str())]
    TooLate(OrderState),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(CancelError: store::Error, orders::Error, payments::Error, kernel::MoneyError);

/// What a cancellation left to be given back.
#[derive(Debug, Clone, Copy)]
pub struct Cancelled {
    /// Zero when nothing had been collected.
    pub owed: Money,
}

impl Cancelled {
    fn of(held: &Purchase, refunds: &[Refund]) -> Result<Self, CancelError> {
        let owed = refunds.iter().map(|refund| refund.total);
        let owed = Money::sum(held.total.currency(), owed)?;
        Ok(Self { owed })
    }
}

/// The buyer cancels all that stands of a purchase, while no shop has packed. If a prompt is still open and is approved later,
/// that money is owed back.
pub async fn by_buyer(
    market: &Market,
    buyer: Buyer,
    id: PurchaseId,
) -> Result<Cancelled, CancelError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Cancel)).await?;
    let mut held = purchase::lock(&mut tx, id)
        .await?
        .filter(|found| pay::belongs(found, buyer))
        .ok_or(CancelError::NotFound)?;
    let orders = standing(&mut tx, id).await?;
    if orders.is_empty() {
        return Err(CancelError::TooLate(OrderState::Cancelled));
    }
    let actor = Actor::Buyer(buyer.person);
    let undoing = Undoing::all(actor, "");
    let undone = undo(market, &mut tx, &mut held, orders, &undoing, now).await?;
    leave::after_the_end(market, &mut tx, &held, now).await?;
    finish(tx, now).await?;
    Cancelled::of(&held, &undone)
}

/// A shop cancels its own order before handing it over, with a reason the buyer reads.
pub async fn by_shop(
    market: &Market,
    shop: Shop,
    number: OrderNumber,
    reason: &str,
) -> Result<Cancelled, CancelError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Cancel)).await?;
    let mut held = purchase::find_by_number(&mut *tx, number.purchase)
        .await?
        .ok_or(CancelError::NotFound)?;
    held = purchase::lock(&mut tx, held.id)
        .await?
        .ok_or(CancelError::NotFound)?;
    let order = order::lock_by_number(&mut tx, number)
        .await?
        .filter(|order| order.shop == shop.shop)
        .ok_or(CancelError::NotFound)?;
    // What nobody paid for is not the shop's business yet.
    if !matches!(order.state, OrderState::Confirmed | OrderState::Packed) {
        return Err(CancelError::TooLate(order.state));
    }
    let undoing = Undoing::all(Actor::Merchant(shop.actor), reason);
    let undone = undo(market, &mut tx, &mut held, vec![order], &undoing, now).await?;
    finish(tx, now).await?;
    Cancelled::of(&held, &undone)
}

/// The marketplace cancels all that stands of a purchase nobody has packed, with a reason the buyer reads. It is locked.
pub(crate) async fn by_platform(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &mut Purchase,
    reason: &str,
    now: Timestamp,
) -> Result<(), CancelError> {
    let orders = standing(tx, held.id).await?;
    let undoing = Undoing::all(Actor::Platform, reason);
    undo(market, tx, held, orders, &undoing, now).await?;
    Ok(())
}

/// The orders of a purchase that stand, locked, if nobody has packed any of them. What a shop cancelled before is undone already, and
/// keeps nobody from cancelling the rest.
async fn standing(tx: &mut Tx<Platform>, id: PurchaseId) -> Result<Vec<Order>, CancelError> {
    let mut orders = order::lock_of_purchase(tx, id).await?;
    orders.retain(|order| order.state != OrderState::Cancelled);
    match orders.iter().find(|order| !order.state.buyer_may_cancel()) {
        Some(late) => Err(CancelError::TooLate(late.state)),
        None => Ok(orders),
    }
}

async fn finish(mut tx: Tx<Platform>, now: Timestamp) -> Result<(), CancelError> {
    store::enqueue(&mut tx, &DeliverEvents::default(), now).await?;
    failpoint!("cancel.before_commit");
    tx.commit().await?;
    Ok(())
}

/// Who cancels, why, and the key it is done under once.
pub(crate) struct Undoing<'a> {
    pub actor: Actor,
    pub reason: &'a str,
    pub key: &'a str,
    /// Everything, on the shelf again or not.
    pub wish: &'a Wish,
}

impl<'a> Undoing<'a> {
    /// All goes back on the shelf. An order is cancelled once, so its key is always the same.
    const fn all(actor: Actor, reason: &'a str) -> Self {
        Self {
            actor,
            reason,
            key: "cancelled",
            wish: &Wish::Everything { to_shelf: true },
        }
    }
}

/// Undoes what stands of these orders: goods first, then books, so that stock is locked before accounts whoever does it.
pub(crate) async fn undo(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &mut Purchase,
    orders: Vec<Order>,
    undoing: &Undoing<'_>,
    now: Timestamp,
) -> Result<Vec<Refund>, CancelError> {
    let paid = held.state == PurchaseState::Paid;
    // Its goods left the shelf when cash was accepted, though nobody has paid.
    let sold = paid || held.state == PurchaseState::CashDue;
    let is_whole = order::list_of_purchase(&mut **tx, held.id)
        .await?
        .iter()
        .all(|other| {
            other.state == OrderState::Cancelled || orders.iter().any(|order| order.id == other.id)
        });
    if !sold {
        stock::release(tx, held.id, now).await?;
        credit::release(market, tx, held.id, now).await?;
        held.hold_until(tx, None).await?;
    }
    if !sold && is_whole {
        held.apply(tx, PurchaseVerb::Cancel, now).await?;
    }
    if is_whole {
        risk::end_with(tx, held.id, now).await?;
    }
    let lines = order::lines_of_purchase(&mut **tx, held.id).await?;
    let mut undone = Vec::with_capacity(orders.len());
    for mut order in orders {
        order
            .apply(tx, OrderVerb::Cancel, undoing.reason, now)
            .await?;
        let mut owed = None;
        if paid {
            // What was given back before stays given back.
            let before = refunds::list_of_order(tx, order.id).await?;
            let reckoned = refunds::reckon(&order, &lines, &before, undoing.wish)
                .map_err(|error| unexpected(&order, error))?;
            stock::put_back_some(tx, held.id, &lines, &reckoned, now).await?;
            owed = Some(reckoned);
        } else if sold {
            stock::put_back(tx, held.id, order.shop, now).await?;
        }
        undone.push((order, owed));
    }
    // What waited for the rider's cash may have been waiting for this parcel alone.
    if held.state == PurchaseState::CashDue {
        cash::close(tx, held, now).await?;
    }
    let mut given = Vec::with_capacity(undone.len());
    for (order, owed) in undone {
        let event = NewEvent {
            purchase: held.id,
            order: Some((order.id, order.shop)),
            kind: EventKind::Cancelled,
            actor: undoing.actor,
            note: undoing.reason,
            is_public: true,
            at: now,
        };
        timeline::write(tx, &event).await?;
        let refund = match owed {
            Some(reckoned) => owe(market, tx, held, &order, &reckoned, undoing, now).await?,
            None => None,
        };
        let owed = refund.as_ref().map(|refund| refund.total);
        let payload = json!({"number": order.number.to_string(), "owed": owed, "was_paid": paid});
        store::publish(tx, Topic::OrderCancelled, held.id.uuid(), payload, now).await?;
        given.extend(refund);
    }
    Ok(given)
}

/// Everything that was frozen can be reckoned: if not, the rows are broken.
fn unexpected(order: &Order, error: ReckonError) -> CancelError {
    match error {
        ReckonError::Money(error) => error.into(),
        ReckonError::No(_) => store::Error::corrupt("refunds", "order_id", order.id).into(),
    }
}

/// What is left of every frozen share goes back to the buyer's side, and the money sets out to whoever paid.
async fn owe(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &Purchase,
    order: &Order,
    reckoned: &Reckoned,
    undoing: &Undoing<'_>,
    now: Timestamp,
) -> Result<Option<Refund>, CancelError> {
    if reckoned.shares.total()?.is_zero() {
        return Ok(None);
    }
    let deed = Deed {
        id: market.source.id(),
        cause: &format!("cancelled:{}", order.id),
        key: undoing.key,
        content_hash: refunds::hash_of(undoing.wish, undoing.reason),
        reason: undoing.reason,
        way: Way::ToSource,
    };
    let refund = give_back::book(market, tx, held, order, reckoned, &deed, now).await?;
    let event = NewEvent {
        purchase: held.id,
        order: Some((order.id, order.shop)),
        kind: EventKind::OwedBack,
        actor: Actor::Platform,
        note: CaseWords::RefundDue.as_str(),
        is_public: true,
        at: now,
    };
    timeline::write(tx, &event).await?;
    Ok(Some(refund))
}
