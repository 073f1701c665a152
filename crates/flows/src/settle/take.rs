//! Money that is there: kept if it can be, owed back if not.

use kernel::{JournalId, Money, Timestamp};
use ledger::{Account, Journal, Kind, Recorded};
use orders::{EventKind, Order, OrderVerb, Purchase, PurchaseState, PurchaseVerb, order, timeline};
use payments::provider::{Accepted, Mismatch, Moved, StatedAmount};
use payments::{Attempt, attempt, callbacks};
use serde_json::json;
use store::{Platform, Topic, Tx};
use words::CaseWords;

use super::aside::{put_right, set_aside};
use super::rule::{Fate, fate, second_look};
use super::{event, twice};
use crate::{Error, Market, abroad, credit, documents, refund, risk, stock};

/// Money is there. It must be exactly ours; then it is kept if it can be, and owed back if not.
pub(super) async fn take(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &mut Attempt,
    collected: &Moved,
    cause: &str,
    now: Timestamp,
) -> Result<(), Error> {
    // What only a callback told counts beside the provider's answer, and against it.
    let told = callbacks::told(&mut **tx, attempt.reference).await?;
    let mut collected = collected.clone();
    if collected.amount == StatedAmount::AsAsked
        && let Some(amount) = told.amount
    {
        collected.amount = StatedAmount::Money(amount);
    }
    collected.provider_transaction = collected.provider_transaction.or(told.transaction);
    let collected = &collected;
    if let Err(mismatch) = collected.check(attempt.reference, attempt.amount) {
        return set_aside(market, tx, attempt, collected, &mismatch, now).await;
    }
    if let Some(transaction) = &collected.provider_transaction
        && attempt::find_other_by_transaction(&mut **tx, attempt, transaction)
            .await?
            .is_some()
    {
        let transaction = transaction.clone();
        let mismatch = Mismatch::Receipt { transaction };
        return set_aside(market, tx, attempt, collected, &mismatch, now).await;
    }
    put_right(market, tx, attempt, None, now).await?;
    // What a refund will be asked for by: the provider's own answer, whatever a callback said before.
    attempt.handle = collected.handle.clone().or(attempt.handle.take());
    let told = Accepted {
        handle: collected.handle.clone(),
        ..Accepted::default()
    };
    attempt.learn(tx, &told).await?;
    let to = attempt
        .state
        .collect(now, collected.provider_transaction.clone())?;
    attempt.apply(tx, to, cause, None, now).await?;
    if twice::can_be(market, attempt) {
        let again = second_look(now, now);
        attempt.note_check(tx, again).await?;
    }
    // Credit before goods: whoever spends waits for each other in this order.
    let (from, price) = (
        abroad::received(market, tx, attempt, now).await?,
        attempt.price(),
    );
    let rest = purchase.total.minus(price)?;
    let is_open = purchase.state.is_payable();
    let has_credit = is_open && credit::secure(market, tx, purchase, rest, now).await?;
    let has_stock = has_credit && have_stock(tx, purchase, now).await?;
    match fate(purchase.state, has_credit, has_stock) {
        Fate::Keep => {
            let paid = Payment {
                cause: format!("collected:{}", attempt.id),
                from,
                asked: price,
                came: price,
            };
            keep(market, tx, purchase, paid, now).await
        }
        Fate::OweBack(why) => owe_back(market, tx, purchase, attempt, from, why, now).await,
    }
}

/// The hold is still ours, or can be taken again.
pub(crate) async fn have_stock(
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    now: Timestamp,
) -> Result<bool, Error> {
    if purchase.held_until.is_some() {
        return Ok(true);
    }
    Ok(stock::hold(tx, purchase.id, now).await?.is_ok())
}

/// What pays for a purchase, together with the store credit that is set aside for the rest of it.
pub(crate) struct Payment {
    /// `collected:<attempt>`; of a purchase that store credit pays alone, its own id.
    pub cause: String,
    /// Where it lies: with the provider, in suspense, or changed from another currency.
    pub from: Account,
    /// What was asked for. What is missing of the price is store credit.
    pub asked: Money,
    /// What there is. A person may have accepted too little, which the marketplace bears, or too much, which is the buyer's.
    pub came: Money,
}

/// The purchase is paid by what came. Its credit must be secured, and its goods held.
pub(crate) async fn keep(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    payment: Payment,
    now: Timestamp,
) -> Result<(), Error> {
    let rest = purchase.total.minus(payment.asked)?;
    credit::spend(market, tx, purchase, rest, now).await?;
    stock::sell(tx, purchase.id, now).await?;
    purchase.hold_until(tx, None).await?;
    purchase.apply(tx, PurchaseVerb::Pay, now).await?;
    let mut orders = order::lock_of_purchase(tx, purchase.id).await?;
    for order in &mut orders {
        order.apply(tx, OrderVerb::Confirm, "", now).await?;
    }
    post_collected(market, tx, purchase, &orders, payment, now).await?;
    documents::invoices(market, tx, purchase, &orders, now).await?;
    let event = event(purchase.id, EventKind::Paid, "", now);
    timeline::write(tx, &event).await?;
    store::publish(
        tx,
        Topic::PaymentCompleted,
        kernel::Id::uuid(purchase.id),
        json!({"number": purchase.number.to_string(), "total": purchase.total}),
        now,
    )
    .await?;
    risk::look(market, tx, purchase, now).await?;
    tracing::info!(purchase.id = %purchase.id, "purchase paid");
    Ok(())
}

/// Debit what came, usually what the provider holds for us, and the store credit beside it; credit each shop its goods, delivery and
/// tax, and the marketplace its commission.
async fn post_collected(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    orders: &[Order],
    payment: Payment,
    now: Timestamp,
) -> Result<(), Error> {
    let Payment {
        cause,
        from,
        asked,
        came,
    } = payment;
    let (missing, over) = gap(asked, came)?;
    let credit = purchase.total.minus(asked)?;
    let mut journal = new_journal(market, cause, Kind::Collected, asked, now)
        .of_purchase(purchase.id)
        .debit(from, came)
        .and_then(|journal| journal.debit(Account::WalletHeld(purchase.id), credit))
        .and_then(|journal| journal.debit(Account::Commission, missing))
        .map_err(ledger::Error::from)?;
    let mut commission = Money::zero(asked.currency());
    for order in orders {
        let goods = order.items.minus(order.tax)?.minus(order.commission)?;
        journal = journal
            .credit(Account::ShopPending(order.shop), goods)
            .and_then(|journal| journal.credit(Account::TaxHeld(order.shop), order.tax))
            .and_then(|journal| journal.credit(Account::Delivery(order.shop), order.delivery))
            .map_err(ledger::Error::from)?;
        commission = commission.plus(order.commission)?;
    }
    let journal = journal
        .credit(Account::Commission, commission)
        .and_then(|journal| journal.credit(Account::RefundDue(purchase.id), over))
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(())
}

/// What is missing of an amount, and what came above it. One of them is nothing, usually both.
pub(crate) fn gap(asked: Money, came: Money) -> Result<(Money, Money), kernel::MoneyError> {
    let nothing = Money::zero(asked.currency());
    let over = came.minus(asked)?;
    if over.is_positive() {
        Ok((nothing, over))
    } else {
        Ok((asked.minus(came)?, nothing))
    }
}

/// Money for a purchase that is paid, over or sold out: it is the buyer's, and sets out back to whoever paid.
pub(super) async fn owe_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &Attempt,
    from: Account,
    why: CaseWords,
    now: Timestamp,
) -> Result<(), Error> {
    let price = attempt.price();
    let journal = new_journal(
        market,
        format!("collected:{}", attempt.id),
        Kind::CollectedAndOwedBack,
        price,
        now,
    )
    .of_purchase(purchase.id)
    .debit(from, price)
    .and_then(|journal| journal.credit(Account::RefundDue(purchase.id), price))
    .map_err(ledger::Error::from)?;
    if ledger::record(tx, &journal).await? == Recorded::Before {
        return Ok(());
    }
    // Where only the credit is gone, the purchase can still be paid.
    if purchase.state == PurchaseState::Open && why == CaseWords::SoldOut {
        credit::release(market, tx, purchase.id, now).await?;
        cancel_sold_out(tx, purchase, now).await?;
    }
    let owed = refund::Owed {
        purchase,
        attempt,
        amount: price,
        cause: format!("collected:{}", attempt.id),
    };
    refund::request(market, tx, owed, now).await?;
    timeline::write(
        tx,
        &event(purchase.id, EventKind::OwedBack, why.as_str(), now),
    )
    .await?;
    store::publish(
        tx,
        Topic::PaymentOwedBack,
        kernel::Id::uuid(purchase.id),
        json!({"number": purchase.number.to_string(), "owed": price}),
        now,
    )
    .await?;
    tracing::warn!(purchase.id = %purchase.id, attempt.id = %attempt.id, why = why.as_str(), "money is owed back");
    Ok(())
}

/// The goods went to someone else while the money was late: nothing will be delivered.
pub(crate) async fn cancel_sold_out(
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    now: Timestamp,
) -> Result<(), Error> {
    purchase.apply(tx, PurchaseVerb::Cancel, now).await?;
    for mut order in order::lock_of_purchase(tx, purchase.id).await? {
        if order.state == orders::OrderState::Placed {
            order.apply(tx, OrderVerb::Cancel, "sold out", now).await?;
        }
    }
    Ok(())
}

pub(super) fn new_journal(
    market: &Market,
    cause: String,
    kind: Kind,
    amount: Money,
    now: Timestamp,
) -> Journal {
    Journal::new(
        market.source.id::<JournalId>(),
        cause,
        kind,
        amount.currency(),
        now,
    )
}
