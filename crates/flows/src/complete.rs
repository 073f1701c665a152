//! An order is complete when it was delivered and its hold is over: from then on its money is the shop's to spend. When that is, is
//! said at the delivery and does not change.

use kernel::{JournalId, OrderId, Timestamp};
use ledger::{Account, Journal, Kind};
use orders::refunds::{self, Shares};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Order, OrderState, OrderVerb, order, purchase};
use store::{Platform, PlatformFlow, Tx};
use time::Duration;

use crate::market::failpoint;
use crate::{Error, Market, cash};

/// When the money of what is delivered now becomes its shop's: when the hold that is set now is over, at the next full hour. The
/// sweep that completes the order comes after that and still on the same day, as long as it comes within the hour. Without a
/// hold, at once.
pub(crate) fn available_at(market: &Market, delivered_at: Timestamp) -> Timestamp {
    let hold = Duration::hours(market.settings.hold_earnings_hours);
    let over = delivered_at + hold;
    let whole = over.truncate_to_hour();
    if hold.is_zero() || whole == over {
        over
    } else {
        whole + Duration::HOUR
    }
}

/// Orders whose money was promised for now or earlier, longest ago first.
pub(crate) async fn due(market: &Market, count_max: i64) -> Result<Vec<OrderId>, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Complete)).await?;
    Ok(order::list_available(&mut *tx, now, count_max).await?)
}

/// Completes one order, once: its frozen shares move to what the shop may spend.
pub(crate) async fn complete(market: &Market, id: OrderId) -> Result<bool, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Complete)).await?;
    let Some(glance) = order::find(&mut *tx, id).await? else {
        return Ok(false);
    };
    let Some(held) = purchase::lock(&mut tx, glance.purchase).await? else {
        return Ok(false);
    };
    let Some(mut order) = order::lock(&mut tx, id).await? else {
        return Ok(false);
    };
    // Disputed meanwhile: it is due when that is decided.
    if order.state != OrderState::Delivered || order.disputed_since.is_some() {
        return Ok(false);
    }
    order.apply(&mut tx, OrderVerb::Complete, "", now).await?;
    let refunds = refunds::list_of_order(&mut tx, order.id).await?;
    let left = Shares::of(&order)?.after(&refunds)?;
    release(market, &mut tx, &order, left, now).await?;
    let event = NewEvent {
        purchase: held.id,
        order: Some((order.id, order.shop)),
        kind: EventKind::Completed,
        actor: Actor::Platform,
        note: "",
        is_public: true,
        at: now,
    };
    timeline::write(&mut tx, &event).await?;
    failpoint!("complete.before_commit");
    tx.commit().await?;
    tracing::info!(order.id = %id, "order completed");
    Ok(true)
}

/// What the journal that completes an order is written under.
pub(crate) fn cause(order: &Order) -> String {
    format!("completed:{}", order.id)
}

/// Goods, delivery and tax, as frozen at placing, less what was given back since. What a shop has of it in hand, as cash, is only not
/// waited for any more.
async fn release(
    market: &Market,
    tx: &mut Tx<Platform>,
    order: &Order,
    left: Shares,
    now: Timestamp,
) -> Result<(), Error> {
    let all = left.of_shop()?;
    if all.is_zero() {
        return Ok(());
    }
    let shop = order.shop;
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        cause(order),
        Kind::OrderCompleted,
        order.total.currency(),
        now,
    )
    .of_purchase(order.purchase)
    .debit(Account::ShopPending(shop), left.goods)
    .and_then(|journal| journal.debit(Account::Delivery(shop), left.delivery))
    .and_then(|journal| journal.debit(Account::TaxHeld(shop), left.tax))
    .map_err(ledger::Error::from)?;
    let journal = if cash::is_taken(tx, order).await? {
        cash::out_of_hand(tx, journal, order, all).await?
    } else {
        journal
            .credit(Account::ShopAvailable(shop), all)
            .map_err(ledger::Error::from)?
    };
    ledger::record(tx, &journal).await?;
    Ok(())
}
