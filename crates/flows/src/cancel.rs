//! Cancelling: stock and money are undone once, whoever cancels and whatever races.

use kernel::{Id, JournalId, Money, OrderNumber, PurchaseId, Timestamp};
use ledger::{Account, Journal, Kind};
use orders::timeline::{self, NewEvent};
use orders::{
    Actor, EventKind, Order, OrderState, OrderVerb, Purchase, PurchaseState, PurchaseVerb, order,
    purchase,
};
use serde_json::json;
use store::{Buyer, Platform, PlatformFlow, Shop, Topic, Tx};
use words::CaseWords;

use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::{Error, Market, cash, refund, stock};

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

crate::error::into_failed!(CancelError: store::Error, orders::Error, ledger::Error, kernel::MoneyError);

/// What a cancellation left to be given back.
#[derive(Debug, Clone, Copy)]
pub struct Cancelled {
    /// Zero when nothing had been collected.
    pub owed: Money,
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
        .filter(|found| {
            buyer.purchase == Some(found.id)
                || (buyer.person.is_some() && buyer.person == found.buyer)
        })
        .ok_or(CancelError::NotFound)?;
    let mut orders = order::lock_of_purchase(&mut tx, id).await?;
    // What a shop cancelled before is undone already, and keeps nobody from cancelling the rest.
    orders.retain(|order| order.state != OrderState::Cancelled);
    if orders.is_empty() {
        return Err(CancelError::TooLate(OrderState::Cancelled));
    }
    if let Some(late) = orders.iter().find(|order| !order.state.buyer_may_cancel()) {
        return Err(CancelError::TooLate(late.state));
    }
    let actor = Actor::Buyer(buyer.person);
    let owed = undo(market, &mut tx, &mut held, orders, actor, "", now).await?;
    finish(tx, now).await?;
    Ok(Cancelled { owed })
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
    let owed = undo(
        market,
        &mut tx,
        &mut held,
        vec![order],
        Actor::Merchant(shop.actor),
        reason,
        now,
    )
    .await?;
    finish(tx, now).await?;
    Ok(Cancelled { owed })
}

async fn finish(mut tx: Tx<Platform>, now: Timestamp) -> Result<(), CancelError> {
    store::enqueue(&mut tx, &DeliverEvents::default(), now).await?;
    failpoint!("cancel.before_commit");
    tx.commit().await?;
    Ok(())
}

async fn undo(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &mut Purchase,
    orders: Vec<Order>,
    actor: Actor,
    reason: &str,
    now: Timestamp,
) -> Result<Money, CancelError> {
    let paid = held.state == PurchaseState::Paid;
    // Its goods left the shelf when cash was accepted, though nobody has paid.
    let sold = paid || held.state == PurchaseState::CashDue;
    let mut owed = Money::zero(held.total.currency());
    let is_whole = order::list_of_purchase(&mut **tx, held.id)
        .await?
        .iter()
        .all(|other| {
            other.state == OrderState::Cancelled || orders.iter().any(|order| order.id == other.id)
        });
    if !sold {
        stock::release(tx, held.id, now).await?;
        held.hold_until(tx, None).await?;
    }
    let is_cash = held.state == PurchaseState::CashDue;
    if !sold && is_whole {
        held.apply(tx, PurchaseVerb::Cancel, now).await?;
    }
    for mut order in orders {
        order.apply(tx, OrderVerb::Cancel, reason, now).await?;
        if sold {
            stock::put_back(tx, held.id, order.shop, now).await?;
        }
        if paid {
            owe(market, tx, held, &order, now).await?;
            owed = owed.plus(order.total)?;
        }
        let event = NewEvent {
            purchase: held.id,
            order: Some((order.id, order.shop)),
            kind: EventKind::Cancelled,
            actor,
            note: reason,
            is_public: true,
            at: now,
        };
        timeline::write(tx, &event).await?;
        let payload = json!({"number": order.number.to_string(), "owed": if paid { Some(order.total) } else { None }});
        store::publish(tx, Topic::OrderCancelled, held.id.uuid(), payload, now).await?;
    }
    if is_cash {
        // It may have been the last parcel that others waited for.
        cash::close(tx, held, now).await?;
    }
    Ok(owed)
}

/// Every frozen share of the order goes back to the buyer's side, and the money sets out to whoever paid.
async fn owe(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &Purchase,
    order: &Order,
    now: Timestamp,
) -> Result<(), CancelError> {
    let goods = order.items.minus(order.tax)?.minus(order.commission)?;
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        format!("cancelled:{}", order.id),
        Kind::RefundDecided,
        order.total.currency(),
        now,
    )
    .of_purchase(held.id)
    .debit(Account::ShopPending(order.shop), goods)
    .and_then(|journal| journal.debit(Account::TaxHeld(order.shop), order.tax))
    .and_then(|journal| journal.debit(Account::Delivery(order.shop), order.delivery))
    .and_then(|journal| journal.debit(Account::Commission, order.commission))
    .and_then(|journal| journal.credit(Account::RefundDue(held.id), order.total))
    .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    if let Some(attempt) = refund::collection_with(tx, held.id, order.total).await? {
        let owed = refund::Owed {
            purchase: held,
            attempt: &attempt,
            amount: order.total,
            cause: format!("cancelled:{}", order.id),
        };
        refund::request(market, tx, owed, now).await?;
    }
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
    Ok(())
}
