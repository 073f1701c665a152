//! Cash on delivery: accepted by the rules of each shop, taken by its rider, owed on by the shop. No provider sees it.

use catalog::cash::CashTerms;
use kernel::{JournalId, Money, OrderNumber, PurchaseId, ShopId, Timestamp};
use ledger::shop::Sought;
use ledger::{Account, Journal, Kind};
use moderation::{Entry, Subject};
use orders::refunds::Shares;
use orders::timeline::{self, NewEvent};
use orders::{
    Actor, EventKind, Order, OrderState, OrderVerb, Purchase, PurchaseState, PurchaseVerb, order,
    purchase,
};
use payments::attempt;
use serde_json::json;
use store::{Buyer, Platform, PlatformFlow, Shop, Topic, Tx};

use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::{Error, Market, complete, documents, pay, risk, stock};

/// So many refused deliveries within the last ninety days, and a phone pays first.
const REFUSALS_MAX: i64 = 2;
const REFUSALS_DAYS: i64 = 90;

/// Why a purchase cannot be paid in cash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCash {
    #[error("a shop does not take cash")]
    Shop(ShopId),
    #[error("a shop takes no cash there")]
    Area(ShopId),
    #[error("a shop takes at most {maximum} in cash")]
    Amount { shop: ShopId, maximum: Money },
    /// This phone refused deliveries before.
    #[error("earlier deliveries were refused")]
    Buyer,
}

#[derive(Debug, thiserror::Error)]
pub enum CashError {
    #[error("no such purchase or order here")]
    NotFound,
    #[error("the purchase is {}", .0.as_str())]
    NotPayable(PurchaseState),
    /// A prompt may still collect.
    #[error("an earlier attempt may still collect")]
    StillOpen,
    #[error(transparent)]
    NotTaken(#[from] NoCash),
    #[error("some lines are sold out")]
    SoldOut(Vec<catalog::Shortage>),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(CashError: store::Error, orders::Error, payments::Error, catalog::Error, ledger::Error, kernel::MoneyError);

/// Whether these parcels can be paid in cash: every shop's own rules, and what this phone did before. Who has not said where they
/// go yet is not told that it is the wrong place.
pub async fn offered(
    market: &Market,
    parcels: &[(ShopId, Money)],
    area: Option<&str>,
    phone: Option<&kernel::PhoneNumber>,
) -> Result<Result<(), NoCash>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Cash)).await?;
    let checked = check(&mut tx, parcels, area, phone, market.source.now()).await?;
    tx.commit().await?;
    Ok(checked)
}

async fn check(
    tx: &mut Tx<Platform>,
    parcels: &[(ShopId, Money)],
    area: Option<&str>,
    phone: Option<&kernel::PhoneNumber>,
    now: Timestamp,
) -> Result<Result<(), NoCash>, Error> {
    for (shop, amount) in parcels {
        let Some(CashTerms { maximum, areas }) = catalog::cash::terms(&mut **tx, *shop).await?
        else {
            return Ok(Err(NoCash::Shop(*shop)));
        };
        if let Some(maximum) = maximum.filter(|maximum| amount.minor() > maximum.minor()) {
            return Ok(Err(NoCash::Amount {
                shop: *shop,
                maximum,
            }));
        }
        if let Some(area) = area.filter(|_| !areas.is_empty())
            && !areas.iter().any(|taken| taken == area)
        {
            return Ok(Err(NoCash::Area(*shop)));
        }
    }
    if let Some(phone) = phone {
        let since = now - time::Duration::days(REFUSALS_DAYS);
        if purchase::deliveries_refused(&mut **tx, phone, since).await? >= REFUSALS_MAX {
            return Ok(Err(NoCash::Buyer));
        }
    }
    Ok(Ok(()))
}

/// The buyer will pay the rider. The goods are sold and the shops may pack; safe to repeat.
pub async fn accept(market: &Market, buyer: Buyer, id: PurchaseId) -> Result<(), CashError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Cash)).await?;
    let mut held = purchase::lock(&mut tx, id)
        .await?
        .filter(|found| pay::belongs(found, buyer))
        .ok_or(CashError::NotFound)?;
    match held.state {
        PurchaseState::CashDue => return Ok(()),
        PurchaseState::Open => {}
        other @ (PurchaseState::Paid | PurchaseState::Expired | PurchaseState::Cancelled) => {
            return Err(CashError::NotPayable(other));
        }
    }
    let attempts = attempt::list_of_purchase(&mut *tx, id).await?;
    if attempts.iter().any(|attempt| attempt.state.is_open()) {
        return Err(CashError::StillOpen);
    }
    let mut orders = order::lock_of_purchase(&mut tx, id).await?;
    let parcels: Vec<_> = orders
        .iter()
        .map(|order| (order.shop, order.total))
        .collect();
    let area = held.recipient.area.clone();
    let phone = Some(&held.recipient.phone);
    check(&mut tx, &parcels, Some(&area), phone, now).await??;
    if held.held_until.is_none()
        && let Err(short) = stock::hold(&mut tx, id, now).await?
    {
        return Err(CashError::SoldOut(short));
    }
    stock::sell(&mut tx, id, now).await?;
    held.hold_until(&mut tx, None).await?;
    held.apply(&mut tx, PurchaseVerb::AcceptCash, now).await?;
    for order in &mut orders {
        order.apply(&mut tx, OrderVerb::Confirm, "", now).await?;
    }
    order::will_pay_cash(&mut tx, id).await?;
    risk::look(market, &mut tx, &held, now).await?;
    let payload = json!({"number": held.number.to_string(), "total": held.total});
    store::publish(
        &mut tx,
        Topic::CashAccepted,
        kernel::Id::uuid(id),
        payload,
        now,
    )
    .await?;
    store::enqueue(&mut tx, &DeliverEvents::about(id), now).await?;
    failpoint!("cash.before_accepted");
    tx.commit().await?;
    tracing::info!(purchase.id = %id, "cash accepted");
    Ok(())
}

/// The rider has the cash and the buyer has the goods: delivered, and booked as the shop's debt.
pub async fn collected(market: &Market, scope: Shop, number: OrderNumber) -> Result<(), CashError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Cash)).await?;
    let (mut held, mut order) = lock(&mut tx, scope, number).await?;
    let available_at = complete::available_at(market, now);
    order.deliver(&mut tx, available_at, now).await?;
    book(market, &mut tx, &order, now).await?;
    let sold = std::slice::from_ref(&order);
    documents::invoices(market, &mut tx, &held, sold, now).await?;
    record(
        &mut tx,
        scope,
        &order,
        EventKind::CashTaken,
        "order.take_cash",
        "",
        now,
    )
    .await?;
    let payload = json!({"number": number.to_string(), "shop": order.shop});
    store::publish(
        &mut tx,
        Topic::OrderDelivered,
        kernel::Id::uuid(held.id),
        payload,
        now,
    )
    .await?;
    close(&mut tx, &mut held, now).await?;
    failpoint!("cash.before_collected");
    tx.commit().await?;
    Ok(())
}

/// The buyer did not take it: the goods are on the shelf again, and nobody owes anything.
pub async fn refused(
    market: &Market,
    scope: Shop,
    number: OrderNumber,
    reason: &str,
) -> Result<(), CashError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Cash)).await?;
    let (mut held, mut order) = lock(&mut tx, scope, number).await?;
    order.apply(&mut tx, OrderVerb::Return, reason, now).await?;
    stock::put_back(&mut tx, held.id, order.shop, now).await?;
    record(
        &mut tx,
        scope,
        &order,
        EventKind::DeliveryRefused,
        "order.refused",
        reason,
        now,
    )
    .await?;
    let payload = json!({"number": number.to_string(), "owed": null});
    store::publish(
        &mut tx,
        Topic::OrderCancelled,
        kernel::Id::uuid(held.id),
        payload,
        now,
    )
    .await?;
    close(&mut tx, &mut held, now).await?;
    failpoint!("cash.before_refused");
    tx.commit().await?;
    Ok(())
}

async fn lock(
    tx: &mut Tx<Platform>,
    scope: Shop,
    number: OrderNumber,
) -> Result<(Purchase, Order), CashError> {
    let glance = purchase::find_by_number(&mut **tx, number.purchase)
        .await?
        .ok_or(CashError::NotFound)?;
    let held = purchase::lock(tx, glance.id)
        .await?
        .ok_or(CashError::NotFound)?;
    let order = order::lock_by_number(tx, number)
        .await?
        .filter(|order| order.shop == scope.shop)
        .ok_or(CashError::NotFound)?;
    if held.state != PurchaseState::CashDue {
        return Err(CashError::NotPayable(held.state));
    }
    // Only what is on its way can be paid at the door.
    if order.state != OrderState::HandedOver {
        let verb = OrderVerb::Deliver;
        let wrong = orders::WrongState {
            state: order.state.as_str(),
            verb: verb.as_str(),
        };
        return Err(Error::Order(wrong).into());
    }
    Ok((held, order))
}

/// Debit what the shop holds, its own part and the commission it owes; credit each share as if a provider had collected it.
async fn book(
    market: &Market,
    tx: &mut Tx<Platform>,
    order: &Order,
    now: Timestamp,
) -> Result<(), Error> {
    let shares = Shares::of(order)?;
    let shop = order.shop;
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        cause(order),
        Kind::CashCollected,
        order.total.currency(),
        now,
    )
    .of_purchase(order.purchase)
    .debit(Account::CashKept(shop), shares.of_shop()?)
    .and_then(|journal| journal.debit(Account::CodDebt(shop), shares.commission))
    .and_then(|journal| journal.credit(Account::ShopPending(shop), shares.goods))
    .and_then(|journal| journal.credit(Account::TaxHeld(shop), shares.tax))
    .and_then(|journal| journal.credit(Account::Delivery(shop), shares.delivery))
    .and_then(|journal| journal.credit(Account::Commission, shares.commission))
    .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(())
}

fn cause(order: &Order) -> String {
    format!("cash:{}", order.id)
}

/// Whether a rider took cash for it.
pub(crate) async fn is_taken(tx: &mut Tx<Platform>, order: &Order) -> Result<bool, Error> {
    Ok(ledger::is_recorded(&mut **tx, &cause(order)).await?)
}

/// Takes so much of an order's own part out of what the shop has in hand. What is not there stands in its debt: the release before
/// this one booked all of the cash as a debt.
pub(crate) async fn out_of_hand(
    tx: &mut Tx<Platform>,
    journal: Journal,
    order: &Order,
    own: Money,
) -> Result<Journal, Error> {
    let account = Account::CashKept(order.shop);
    let sought = Sought {
        purchase: Some(order.purchase),
        ..Sought::new(order.shop, own.currency(), std::slice::from_ref(&account))
    };
    let (there, _) = ledger::shop::sum(&mut **tx, &sought).await?;
    let kept = Money::new(there.minor().clamp(0, own.minor()), own.currency());
    let journal = journal
        .credit(account, kept)
        .map_err(ledger::Error::from)?
        .credit(Account::CodDebt(order.shop), own.minus(kept)?)
        .map_err(ledger::Error::from)?;
    Ok(journal)
}

/// When every parcel has ended, so has the purchase: paid if anything was, cancelled if nothing was.
pub(crate) async fn close(
    tx: &mut Tx<Platform>,
    held: &mut Purchase,
    now: Timestamp,
) -> Result<(), Error> {
    let orders = order::lock_of_purchase(tx, held.id).await?;
    let is_over = |order: &Order| {
        matches!(
            order.state,
            OrderState::Delivered
                | OrderState::Completed
                | OrderState::Cancelled
                | OrderState::Returned
        )
    };
    if orders.iter().all(is_over) {
        let any_paid = orders
            .iter()
            .any(|order| matches!(order.state, OrderState::Delivered | OrderState::Completed));
        let verb = if any_paid {
            PurchaseVerb::Pay
        } else {
            PurchaseVerb::Cancel
        };
        held.apply(tx, verb, now).await?;
    }
    store::enqueue(tx, &DeliverEvents::about(held.id), now).await?;
    Ok(())
}

async fn record(
    tx: &mut Tx<Platform>,
    scope: Shop,
    order: &Order,
    kind: EventKind,
    action: &'static str,
    note: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let event = NewEvent {
        purchase: order.purchase,
        order: Some((order.id, order.shop)),
        kind,
        actor: Actor::Merchant(scope.actor),
        note,
        is_public: true,
        at: now,
    };
    timeline::write(tx, &event).await?;
    let entry = Entry {
        actor: moderation::Actor::Merchant(scope.actor),
        action,
        subject: Subject::new("order", order.number),
        shop: Some(scope.shop),
        detail: json!({"total": order.total}),
    };
    Ok(moderation::audit(tx, &entry, now).await?)
}
