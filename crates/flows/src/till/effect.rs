//! What follows from money that came by hand, each in one transaction: booked to suspense once, and from there to the purchase it
//! pays, back to its buyer, or to a person who decides.

use kernel::{
    AttemptId, CaseId, Id as _, IntentId, JournalId, Method, Money, Network, PhoneNumber,
    ProviderReference, TillPaymentId, Timestamp, WalletId,
};
use ledger::{Account, Journal, Kind, wallets};
use moderation::{CaseKind, NewCase};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Purchase, PurchaseState, order, purchase};
use payments::till::{self, MatchedBy, NewCollected, TillPayment};
use payments::{Attempt, TillState, attempt, intent};
use serde_json::json;
use store::{Platform, PlatformFlow, Topic, Tx};
use time::Duration;
use words::CaseWords;

use super::found::{self, Found};
use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::settle::Payment;
use crate::settle::rule::{Fate, fate};
use crate::{Error, Market, refund, settle};

/// A part by phone keeps the goods for so long, for the rest to come; and never past the day a purchase may be paid in.
const PART_HOLDS: Duration = Duration::hours(2);

/// A prompt collected it, so that attempt's settlement is all there is.
pub(super) async fn leave_to_prompt(market: &Market, id: TillPaymentId) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    if let Some(mut payment) = till::lock(&mut tx, id).await?
        && payment.state == TillState::Verified
    {
        payment.move_to(&mut tx, TillState::Prompted).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// A prompt whose receipt nobody told collected it: this is its receipt. Where it turned out to have another meanwhile, this money is
/// looked at anew.
pub(super) async fn name_prompt(
    market: &Market,
    id: TillPaymentId,
    attempt: AttemptId,
) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some((_, mut attempt)) = settle::lock_both(&mut tx, attempt).await? else {
        return Ok(());
    };
    let Some(mut payment) = till::lock(&mut tx, id).await? else {
        return Ok(());
    };
    if payment.state != TillState::Verified {
        return Ok(());
    }
    if attempt.name_receipt(&mut tx, &payment.receipt).await? {
        payment.move_to(&mut tx, TillState::Prompted).await?;
    } else {
        payment.look_at(&mut tx, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Books what came, and hands it on.
pub(super) async fn book(
    market: &Market,
    id: TillPaymentId,
    found: Option<Found>,
) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let mut bought = match found {
        Some(found) => purchase::lock(&mut tx, found.purchase).await?,
        None => None,
    };
    let Some(mut payment) = till::lock(&mut tx, id).await? else {
        return Ok(());
    };
    let Some(amount) = payment.amount else {
        return Ok(());
    };
    if payment.state != TillState::Verified {
        return Ok(());
    }
    // What fitted before it was locked may not now.
    if found::find(&mut tx, &payment, amount).await? != found {
        payment.look_at(&mut tx, now).await?;
        tx.commit().await?;
        return Ok(());
    }
    let cause = format!("set_aside:{id}:{amount}");
    let mut journal = journal(market, cause, Kind::SetAside, amount, now);
    if let Some(bought) = &bought {
        journal = journal.of_purchase(bought.id);
    }
    let journal = journal
        .debit(settle::held_by(payment.provider), amount)
        .and_then(|journal| journal.credit(Account::Suspense, amount))
        .map_err(ledger::Error::from)?;
    ledger::record(&mut tx, &journal).await?;
    match (found, bought.as_mut()) {
        (Some(found), Some(bought)) => {
            payment.match_to(&mut tx, found.purchase, found.by).await?;
            resolve(market, &mut tx, bought, now).await?;
        }
        _ => set_aside(market, &mut tx, &mut payment, amount, now).await?,
    }
    store::enqueue(&mut tx, &DeliverEvents::about(id), now).await?;
    failpoint!("by_hand.before_settled");
    tx.commit().await?;
    failpoint!("by_hand.settled");
    Ok(())
}

/// Nobody knows what it is for: a person decides.
async fn set_aside(
    market: &Market,
    tx: &mut Tx<Platform>,
    payment: &mut TillPayment,
    amount: Money,
    now: Timestamp,
) -> Result<(), Error> {
    payment.move_to(tx, TillState::Unmatched).await?;
    let ending = payment
        .phone
        .as_ref()
        .map(|phone| phone.ending().to_owned());
    let evidence = if payment.provider.can_be_asked() {
        json!({
            "stated": amount, "receipt": payment.receipt, "account": payment.account, "ending": ending,
            "problem": "no purchase has this number, and not exactly one fits phone and amount",
        })
    } else {
        json!({
            "provider": payment.provider.as_str(), "stated": amount, "account": payment.account,
            "problem": "what was written beside the transfer names no purchase, or more than one",
        })
    };
    let case = NewCase {
        kind: CaseKind::Payment,
        subject: payment.id.uuid(),
        shop: None,
        purchase: None,
        title: CaseWords::Unmatched.as_str().to_owned(),
        evidence,
    };
    moderation::open(tx, &case, market.source.id::<CaseId>(), now).await?;
    tracing::warn!(till_payment.id = %payment.id, "money by hand that nobody can match");
    Ok(())
}

/// An admin says that it is for this purchase, which is locked: it goes on as if its number had been typed.
pub(crate) async fn hand_on(
    market: &Market,
    tx: &mut Tx<Platform>,
    payment: &mut TillPayment,
    bought: &mut Purchase,
    now: Timestamp,
) -> Result<(), Error> {
    let by = MatchedBy::Decision;
    payment.match_to(tx, bought.id, by).await?;
    resolve(market, tx, bought, now).await
}

/// An admin says that it is whoever paid it's to spend here: store credit of the phone, for no purchase.
pub(crate) async fn credit(
    market: &Market,
    tx: &mut Tx<Platform>,
    payment: &mut TillPayment,
    phone: &PhoneNumber,
    amount: Money,
    now: Timestamp,
) -> Result<(), Error> {
    let wallet = wallets::ensure(tx, market.source.id::<WalletId>(), phone, now).await?;
    let cause = format!("decided:{}", payment.id);
    let journal = journal(market, cause, Kind::SetAsideDecided, amount, now)
        .debit(Account::Suspense, amount)
        .and_then(|journal| journal.credit(Account::BuyerWallet(wallet), amount))
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(payment.move_to(tx, TillState::Decided).await?)
}

/// What waits for a purchase that went on without it.
pub(super) async fn resolve_of(market: &Market, payment: &TillPayment) -> Result<(), Error> {
    let Some(id) = payment.purchase else {
        return Ok(());
    };
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some(mut bought) = purchase::lock(&mut tx, id).await? else {
        return Ok(());
    };
    if bought.state == PurchaseState::Open {
        return Ok(());
    }
    resolve(market, &mut tx, &mut bought, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(id), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Everything that waits for a purchase, which is locked: it pays when it reaches the price, waits while it does not, and is the
/// buyer's when the purchase can no longer be paid.
pub(super) async fn resolve(
    market: &Market,
    tx: &mut Tx<Platform>,
    bought: &mut Purchase,
    now: Timestamp,
) -> Result<(), Error> {
    let parts = till::lock_waiting(tx, bought.id).await?;
    let came = sum(&parts, bought.total)?;
    let (missing, over) = settle::gap(bought.total, came)?;
    if bought.state == PurchaseState::Open && missing.is_positive() {
        return wait_for_rest(tx, bought, &parts, missing, now).await;
    }
    let has_stock =
        bought.state == PurchaseState::Open && settle::have_stock(tx, bought, now).await?;
    // No credit pays beside it.
    match fate(bought.state, true, has_stock) {
        Fate::Keep => pay(market, tx, bought, parts, (came, over), now).await,
        Fate::OweBack(why) => {
            if bought.state == PurchaseState::Open {
                crate::credit::release(market, tx, bought.id, now).await?;
                settle::cancel_sold_out(tx, bought, now).await?;
            }
            for part in parts {
                owe_back(market, tx, bought, part, why, now).await?;
            }
            Ok(())
        }
    }
}

/// What so many payments are together.
pub(super) fn sum(parts: &[TillPayment], of: Money) -> Result<Money, Error> {
    let amounts = parts.iter().filter_map(|part| part.amount);
    Ok(Money::sum(of.currency(), amounts)?)
}

/// The goods stay where they are for a while, and the buyer reads what is missing.
async fn wait_for_rest(
    tx: &mut Tx<Platform>,
    bought: &mut Purchase,
    parts: &[TillPayment],
    missing: Money,
    now: Timestamp,
) -> Result<(), Error> {
    let Some((newest, last)) = parts.last().and_then(|part| Some((part.amount?, part))) else {
        return Ok(());
    };
    let is_transfer = !last.provider.can_be_asked();
    let until = if is_transfer {
        (now + purchase::TRANSFER_KEPT).min(bought.placed_at + purchase::TRANSFER_PAYABLE)
    } else {
        (now + PART_HOLDS).min(bought.payable_until())
    };
    if bought.held_until.is_none_or(|held| held < until)
        && until > now
        && settle::have_stock(tx, bought, now).await?
    {
        if is_transfer {
            bought.await_transfer(tx, until).await?;
        } else {
            bought.hold_until(tx, Some(until)).await?;
        }
    }
    let note = format!("{} {}", newest.minor(), missing.minor());
    write_event(tx, bought, EventKind::PartCame, &note, now).await?;
    tell_shops(tx, bought, EventKind::PartCame, &note, now).await
}

/// What a purchase's events say is its buyer's, so each shop has one of its own. How much it is, is a shop's business where the
/// purchase is its order alone.
async fn tell_shops(
    tx: &mut Tx<Platform>,
    bought: &Purchase,
    kind: EventKind,
    note: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let orders = order::list_of_purchase(&mut **tx, bought.id).await?;
    let note = if orders.len() == 1 { note } else { "" };
    for order in &orders {
        let event = NewEvent {
            purchase: bought.id,
            order: Some((order.id, order.shop)),
            kind,
            actor: Actor::Provider,
            note,
            is_public: false,
            at: now,
        };
        timeline::write(tx, &event).await?;
    }
    Ok(())
}

/// The price is reached: the same settlement as everything else, out of suspense.
async fn pay(
    market: &Market,
    tx: &mut Tx<Platform>,
    bought: &mut Purchase,
    parts: Vec<TillPayment>,
    (came, over): (Money, Money),
    now: Timestamp,
) -> Result<(), Error> {
    let Some(last) = parts.last() else {
        return Ok(());
    };
    let only = (parts.len() == 1).then_some(last.receipt.as_str());
    let mut attempt = collected(market, tx, bought, last, bought.total, only, now).await?;
    let paid = Payment {
        cause: format!("collected:{}", attempt.id),
        from: Account::Suspense,
        asked: bought.total,
        came,
    };
    settle::keep(market, tx, bought, paid, now).await?;
    if over.is_positive() {
        attempt.note_stated(tx, came).await?;
        let cause = format!("by_hand:{}", attempt.id);
        send_back(market, tx, bought, &attempt, over, cause, now).await?;
        let why = CaseWords::AmountMismatch;
        say_owed(tx, bought, over, why, now).await?;
        tell_shops(tx, bought, EventKind::OwedBack, why.as_str(), now).await?;
    }
    for mut part in parts {
        part.end_as(tx, TillState::Kept, attempt.id).await?;
    }
    Ok(())
}

/// Money for a purchase that is paid, over or sold out: it is the buyer's.
async fn owe_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    bought: &Purchase,
    mut part: TillPayment,
    why: CaseWords,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(amount) = part.amount else {
        return Ok(());
    };
    let receipt = Some(part.receipt.as_str());
    let attempt = collected(market, tx, bought, &part, amount, receipt, now).await?;
    let cause = format!("collected:{}", attempt.id);
    let kind = Kind::CollectedAndOwedBack;
    let journal = journal(market, cause.clone(), kind, amount, now)
        .of_purchase(bought.id)
        .debit(Account::Suspense, amount)
        .and_then(|journal| journal.credit(Account::RefundDue(bought.id), amount))
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    send_back(market, tx, bought, &attempt, amount, cause, now).await?;
    part.end_as(tx, TillState::OwedBack, attempt.id).await?;
    tracing::warn!(purchase.id = %bought.id, till_payment.id = %part.id, why = why.as_str(), "money by hand is owed back");
    say_owed(tx, bought, amount, why, now).await
}

/// An attempt that was never asked for: from here on the money is like all other.
async fn collected(
    market: &Market,
    tx: &mut Tx<Platform>,
    bought: &Purchase,
    by: &TillPayment,
    amount: Money,
    receipt: Option<&str>,
    now: Timestamp,
) -> Result<Attempt, Error> {
    let intent = market.source.id::<IntentId>();
    let intent = intent::ensure(tx, intent, bought.id, bought.total, now).await?;
    let id: AttemptId = market.source.id();
    let new = NewCollected {
        id,
        intent,
        purchase: bought.id,
        by,
        reference: market.source.opaque_id::<ProviderReference>(),
        method: if by.provider.can_be_asked() {
            Network::MpesaKenya.into()
        } else {
            Method::BankTransfer
        },
        phone: by.phone.as_ref().unwrap_or(&bought.recipient.phone),
        amount,
        receipt,
        at: now,
    };
    till::insert_collected(tx, &new).await?;
    let written = attempt::find(&mut **tx, id).await?;
    Ok(written.ok_or_else(|| store::Error::corrupt("payment_attempts", "id", id))?)
}

async fn send_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    attempt: &Attempt,
    amount: Money,
    cause: String,
    now: Timestamp,
) -> Result<(), Error> {
    let owed = refund::Owed {
        purchase,
        attempt,
        amount,
        cause,
    };
    refund::request(market, tx, owed, now).await
}

async fn say_owed(
    tx: &mut Tx<Platform>,
    bought: &Purchase,
    amount: Money,
    why: CaseWords,
    now: Timestamp,
) -> Result<(), Error> {
    write_event(tx, bought, EventKind::OwedBack, why.as_str(), now).await?;
    let payload = json!({"number": bought.number.to_string(), "owed": amount});
    store::publish(tx, Topic::PaymentOwedBack, bought.id.uuid(), payload, now).await?;
    Ok(())
}

async fn write_event(
    tx: &mut Tx<Platform>,
    bought: &Purchase,
    kind: EventKind,
    note: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let event = NewEvent {
        purchase: bought.id,
        order: None,
        kind,
        actor: Actor::Provider,
        note,
        is_public: true,
        at: now,
    };
    Ok(timeline::write(tx, &event).await?)
}

fn journal(market: &Market, cause: String, kind: Kind, amount: Money, now: Timestamp) -> Journal {
    let id = market.source.id::<JournalId>();
    Journal::new(id, cause, kind, amount.currency(), now)
}
