//! The truth about an attempt, and everything that follows from it, in one transaction.

use kernel::{AttemptId, CaseId, JournalId, Money, PurchaseId, Timestamp};
use ledger::{Account, Journal, Kind, Recorded};
use moderation::{CaseKind, NewCase};
use orders::timeline::{self, NewEvent};
use orders::{
    Actor, EventKind, Order, OrderVerb, Purchase, PurchaseState, PurchaseVerb, order, purchase,
};
use payments::callbacks::{ExchangeKind, Talk};
use payments::provider::{Accepted, Mismatch, Moved, ProviderStatus, StatedAmount};
use payments::{Attempt, AttemptState, attempt, callbacks};
use serde_json::json;
use store::{Platform, PlatformFlow, Topic, Tx};
use time::Duration;
use words::CaseWords;

use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::{Error, Market, exchange, pay, refund, stock};

/// Absent this long after sending, an attempt never arrived.
pub(crate) const NEVER_ARRIVED_AFTER: Duration = Duration::minutes(15);
/// Absent and younger than this, it is sent again with the same reference.
pub(crate) const SEND_AGAIN_WITHIN: Duration = Duration::minutes(2);

/// When to ask about an attempt again: 5 s at first, then longer, never more than an hour apart.
pub fn next_check(checks: u32, now: Timestamp) -> Timestamp {
    let seconds = match checks {
        0..=5 => 5,
        6..=11 => 10,
        12..=17 => 30,
        18..=40 => 60,
        41..=100 => 300,
        _ => 3_600,
    };
    now + Duration::seconds(seconds)
}

/// The purchase and the attempt, locked in this order by everything that moves money.
pub(crate) async fn lock_both(
    tx: &mut Tx<Platform>,
    id: AttemptId,
) -> Result<Option<(Purchase, Attempt)>, Error> {
    let Some(glance) = attempt::find(&mut **tx, id).await? else {
        return Ok(None);
    };
    let Some(purchase) = purchase::lock(tx, glance.purchase).await? else {
        return Ok(None);
    };
    Ok(attempt::lock(tx, id)
        .await?
        .map(|attempt| (purchase, attempt)))
}

/// Asks the provider what became of an attempt, and acts on the answer. Safe to repeat, in any order, at any time.
pub async fn settle(market: &Market, id: AttemptId, cause: &str) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some(attempt) = attempt::find(&mut *tx, id).await? else {
        return Ok(());
    };
    tx.commit().await?;
    match attempt.state {
        AttemptState::Prepared => return pay::push(market, id).await,
        AttemptState::Collected { .. } => return finish_callbacks(market, &attempt).await,
        // A refusal can turn into money later, so a callback about one is worth a question.
        AttemptState::Refused { .. }
        | AttemptState::Sent { .. }
        | AttemptState::AwaitingPin { .. }
        | AttemptState::Redirected { .. }
        | AttemptState::Unclear { .. } => {}
    }
    let answer = ask(market, &attempt).await?;
    failpoint!("settle.answered");
    let send_again = act(market, id, cause, answer).await?;
    if send_again {
        resend(market, id).await?;
    }
    Ok(())
}

async fn ask(market: &Market, attempt: &Attempt) -> Result<Option<ProviderStatus>, Error> {
    let Some(provider) = market.providers.get(attempt.provider) else {
        return Ok(None);
    };
    let started = std::time::Instant::now();
    let answer = provider
        .status(&attempt.subject(), market.source.now())
        .await;
    let (outcome, detail) = exchange::told(&answer);
    exchange::record(
        market,
        attempt.provider,
        Talk::Attempt(attempt.id),
        ExchangeKind::Status,
        outcome,
        &detail,
        started.elapsed(),
    )
    .await?;
    tracing::info!(attempt.id = %attempt.id, provider = %attempt.provider, outcome, "asked the provider for the truth");
    Ok(answer.ok())
}

/// Records an answer and all its effects. True: the provider never saw the request and it should be sent again.
async fn act(
    market: &Market,
    id: AttemptId,
    cause: &str,
    answer: Option<ProviderStatus>,
) -> Result<bool, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some((mut purchase, mut attempt)) = lock_both(&mut tx, id).await? else {
        return Ok(false);
    };
    let age = now - attempt.sent_at.unwrap_or(attempt.prepared_at);
    let mut send_again = false;
    if attempt.state.is_open() {
        let later = next_check(attempt.checks, now);
        attempt.note_check(&mut tx, Some(later)).await?;
    }
    match answer {
        None => {
            if matches!(attempt.state, AttemptState::Sent { .. }) {
                let to = attempt.state.lose_sight(now)?;
                let again = attempt.check_after;
                attempt.apply(&mut tx, to, cause, again, now).await?;
            }
            callbacks::look_later(&mut tx, attempt.reference, now).await?;
            tx.commit().await?;
            return Ok(false);
        }
        Some(ProviderStatus::Pending) => {
            if attempt.state.is_open() {
                let to = if attempt.redirect_url.is_some() {
                    attempt.state.redirect(now)?
                } else {
                    attempt.state.await_pin(now)?
                };
                let again = attempt.check_after;
                attempt.apply(&mut tx, to, cause, again, now).await?;
            }
        }
        Some(ProviderStatus::NotFound) => {
            if attempt.state.is_open() && age >= NEVER_ARRIVED_AFTER {
                let to = attempt
                    .state
                    .refuse(now, kernel::Refusal::NeverArrived, String::new())?;
                attempt.apply(&mut tx, to, cause, None, now).await?;
                after_refusal(&mut tx, &mut purchase, &attempt, now).await?;
            } else {
                send_again = attempt.state.is_open() && age < SEND_AGAIN_WITHIN;
            }
        }
        Some(ProviderStatus::Failed(declined)) => {
            if attempt.state.is_open() {
                let to = attempt.state.refuse(now, declined.why, declined.code)?;
                attempt.apply(&mut tx, to, cause, None, now).await?;
                after_refusal(&mut tx, &mut purchase, &attempt, now).await?;
            }
        }
        Some(ProviderStatus::Moved(collected)) => {
            if !matches!(attempt.state, AttemptState::Collected { .. }) {
                take(
                    market,
                    &mut tx,
                    &mut purchase,
                    &mut attempt,
                    &collected,
                    cause,
                    now,
                )
                .await?;
            }
        }
    }
    callbacks::mark_processed(&mut tx, attempt.reference, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(attempt.purchase), now).await?;
    failpoint!("settle.before_commit");
    tx.commit().await?;
    failpoint!("settle.committed");
    Ok(send_again)
}

/// Money is there. It must be exactly ours; then it is kept if it can be, and owed back if not.
async fn take(
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
    // What a refund will be asked for by.
    let told = Accepted {
        handle: collected.handle.clone(),
        ..Accepted::default()
    };
    attempt.learn(tx, &told).await?;
    let to = attempt
        .state
        .collect(now, collected.provider_transaction.clone())?;
    attempt.apply(tx, to, cause, None, now).await?;
    let keepable = purchase.state.is_payable() && have_stock(tx, purchase, now).await?;
    if keepable {
        keep(market, tx, purchase, attempt, now).await
    } else {
        owe_back(market, tx, purchase, attempt, now).await
    }
}

/// The hold is still ours, or can be taken again.
async fn have_stock(
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    now: Timestamp,
) -> Result<bool, Error> {
    if purchase.held_until.is_some() {
        return Ok(true);
    }
    Ok(stock::hold(tx, purchase.id, now).await?.is_ok())
}

async fn keep(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), Error> {
    stock::sell(tx, purchase.id, now).await?;
    purchase.hold_until(tx, None).await?;
    purchase.apply(tx, PurchaseVerb::Pay, now).await?;
    let mut orders = order::lock_of_purchase(tx, purchase.id).await?;
    for order in &mut orders {
        order.apply(tx, OrderVerb::Confirm, "", now).await?;
    }
    post_collected(market, tx, purchase, attempt, &orders, now).await?;
    let event = event(purchase.id, EventKind::Paid, "", now);
    timeline::write(tx, &event).await?;
    store::publish(
        tx,
        Topic::PaymentCompleted,
        kernel::Id::uuid(purchase.id),
        json!({"number": purchase.number.to_string(), "total": attempt.amount}),
        now,
    )
    .await?;
    tracing::info!(purchase.id = %purchase.id, attempt.id = %attempt.id, "purchase paid");
    Ok(())
}

/// Debit what the provider holds for us; credit each shop its goods, delivery and tax, and the marketplace its commission.
async fn post_collected(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    attempt: &Attempt,
    orders: &[Order],
    now: Timestamp,
) -> Result<(), Error> {
    let currency = attempt.amount.currency();
    let mut journal = new_journal(
        market,
        format!("collected:{}", attempt.id),
        Kind::Collected,
        attempt.amount,
        now,
    )
    .of_purchase(purchase.id)
    .debit(
        Account::ProviderClearing(attempt.provider.as_str().to_owned()),
        attempt.amount,
    )
    .map_err(ledger::Error::from)?;
    let mut commission = Money::zero(currency);
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
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(())
}

/// Money for a purchase that is paid, over or sold out: it is the buyer's, and sets out back to whoever paid.
async fn owe_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), Error> {
    let why = match purchase.state {
        PurchaseState::Paid | PurchaseState::CashDue => CaseWords::DoublePayment,
        PurchaseState::Expired => CaseWords::LatePayment,
        PurchaseState::Cancelled => CaseWords::CancelledPaid,
        PurchaseState::Open => CaseWords::SoldOut,
    };
    let journal = new_journal(
        market,
        format!("collected:{}", attempt.id),
        Kind::CollectedAndOwedBack,
        attempt.amount,
        now,
    )
    .of_purchase(purchase.id)
    .debit(
        Account::ProviderClearing(attempt.provider.as_str().to_owned()),
        attempt.amount,
    )
    .and_then(|journal| journal.credit(Account::RefundDue(purchase.id), attempt.amount))
    .map_err(ledger::Error::from)?;
    if ledger::record(tx, &journal).await? == Recorded::Before {
        return Ok(());
    }
    if purchase.state == PurchaseState::Open {
        cancel_sold_out(tx, purchase, now).await?;
    }
    let owed = refund::Owed {
        purchase,
        attempt,
        amount: attempt.amount,
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
        json!({"number": purchase.number.to_string(), "owed": attempt.amount}),
        now,
    )
    .await?;
    tracing::warn!(purchase.id = %purchase.id, attempt.id = %attempt.id, why = why.as_str(), "money is owed back");
    Ok(())
}

/// The goods went to someone else while the money was late: nothing will be delivered.
async fn cancel_sold_out(
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

/// Not exactly our money: nobody guesses. What can be read is booked to suspense, and a person decides.
async fn set_aside(
    market: &Market,
    tx: &mut Tx<Platform>,
    attempt: &mut Attempt,
    collected: &Moved,
    mismatch: &Mismatch,
    now: Timestamp,
) -> Result<(), Error> {
    if let StatedAmount::Money(stated) = collected.amount
        && stated.is_positive()
    {
        let journal = new_journal(
            market,
            format!("set_aside:{}:{stated}", attempt.id),
            Kind::SetAside,
            stated,
            now,
        )
        .of_purchase(attempt.purchase)
        .debit(
            Account::ProviderClearing(attempt.provider.as_str().to_owned()),
            stated,
        )
        .and_then(|journal| journal.credit(Account::Suspense, stated))
        .map_err(ledger::Error::from)?;
        ledger::record(tx, &journal).await?;
    }
    let why = match mismatch {
        Mismatch::Currency { .. } => CaseWords::CurrencyMismatch,
        Mismatch::Amount { .. } => CaseWords::AmountMismatch,
        Mismatch::Reference { .. } | Mismatch::Unreadable { .. } | Mismatch::Receipt { .. } => {
            CaseWords::Unmatched
        }
    };
    let evidence = json!({"expected": attempt.amount, "stated": format!("{:?}", collected.amount), "problem": mismatch.to_string()});
    open_case(market, tx, attempt, why, evidence, now).await?;
    if attempt.state.is_open() {
        let to = attempt.state.lose_sight(now)?;
        attempt.apply(tx, to, "mismatch", None, now).await?;
    }
    tracing::error!(attempt.id = %attempt.id, %mismatch, "collected money does not match");
    Ok(())
}

async fn open_case(
    market: &Market,
    tx: &mut Tx<Platform>,
    attempt: &Attempt,
    why: CaseWords,
    evidence: serde_json::Value,
    now: Timestamp,
) -> Result<(), Error> {
    let case = NewCase {
        kind: CaseKind::Payment,
        subject: kernel::Id::uuid(attempt.id),
        shop: None,
        purchase: Some(attempt.purchase),
        title: why.as_str().to_owned(),
        evidence,
    };
    moderation::open(tx, &case, market.source.id::<CaseId>(), now).await?;
    Ok(())
}

/// A final no frees the stock at once; the buyer may try again while it lasts.
pub(crate) async fn after_refusal(
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), Error> {
    if purchase.state.is_payable() && purchase.held_until.is_some() {
        stock::release(tx, purchase.id, now).await?;
        purchase.hold_until(tx, None).await?;
    }
    let why = attempt.refusal().map_or("", kernel::Refusal::as_str);
    timeline::write(tx, &event(purchase.id, EventKind::PaymentRefused, why, now)).await?;
    store::publish(
        tx,
        Topic::PaymentRefused,
        kernel::Id::uuid(purchase.id),
        json!({"number": purchase.number.to_string(), "why": why}),
        now,
    )
    .await?;
    Ok(())
}

/// A person decided about money that did not match: its attempt is over, the stock is free and the buyer may pay again. The money
/// itself stays in suspense until it is sent where it belongs.
pub(crate) async fn end_set_aside(
    tx: &mut Tx<Platform>,
    id: AttemptId,
    now: Timestamp,
) -> Result<(), Error> {
    let Some((mut purchase, mut attempt)) = lock_both(tx, id).await? else {
        return Ok(());
    };
    if !matches!(attempt.state, AttemptState::Unclear { .. }) || attempt.check_after.is_some() {
        return Ok(());
    }
    let to = attempt
        .state
        .refuse(now, kernel::Refusal::Unspecified, "set aside".to_owned())?;
    attempt.apply(tx, to, "decision", None, now).await?;
    after_refusal(tx, &mut purchase, &attempt, now).await
}

/// The provider never saw it: the same reference and content once more.
async fn resend(market: &Market, id: AttemptId) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some(attempt) = attempt::find(&mut *tx, id).await? else {
        return Ok(());
    };
    let Some(purchase) = purchase::find(&mut *tx, attempt.purchase).await? else {
        return Ok(());
    };
    tx.commit().await?;
    if attempt.state.is_open() && purchase.state.is_payable() {
        // Whatever else the answer is, the next question tells; where a page is, only this one does.
        if let Ok(accepted) = pay::send(market, &attempt, &purchase).await? {
            pay::learn(market, id, &accepted).await?;
        }
    }
    Ok(())
}

async fn finish_callbacks(market: &Market, attempt: &Attempt) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    callbacks::mark_processed(&mut tx, attempt.reference, market.source.now()).await?;
    tx.commit().await?;
    Ok(())
}

fn new_journal(
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

fn event(purchase: PurchaseId, kind: EventKind, note: &str, at: Timestamp) -> NewEvent<'_> {
    NewEvent {
        purchase,
        order: None,
        kind,
        actor: Actor::Provider,
        note,
        is_public: true,
        at,
    }
}
