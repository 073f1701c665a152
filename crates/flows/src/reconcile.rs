//! The sweep that makes every callback optional: whatever is not final is asked about, whatever is over is ended.

use kernel::{AttemptId, DisbursementId, PurchaseId, TillPaymentId};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, OrderVerb, PurchaseVerb, order, purchase};
use payments::{attempt, callbacks, disbursement, till as hand};
use store::{Platform, PlatformFlow, Tx};
use time::Duration;
use tokio::task::JoinSet;

use crate::market::failpoint;
use crate::{Error, Market, complete, credit, disburse, risk, settle, stock, till};

/// How many rows one sweep takes on; the next sweep takes the rest.
const BATCH_MAX: i64 = 100;
/// A guest's cart is kept this long after it was last touched.
const CART_KEPT: Duration = orders::carts::KEPT;

/// So many providers are asked at a time: one that hangs keeps nobody else waiting.
const ASKED_AT_ONCE: usize = 8;
/// Whoever takes something on has so long for it before the next sweep does; longer than any call may take.
const TAKEN_ON_FOR: Duration = Duration::seconds(60);

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub asked: usize,
    pub expired: usize,
    pub completed: usize,
    /// Reviews that nobody decided in time.
    pub lapsed: usize,
    pub failed: usize,
}

/// Expires purchases whose hold is over, completes orders whose money is the shop's, and asks about everything that is due.
/// Safe beside itself and beside callbacks. What needs no provider comes first, so that a slow one delays none of it.
pub async fn sweep(market: &Market) -> Result<Swept, Error> {
    let mut swept = Swept::default();
    for id in over(market).await? {
        match expire(market, id).await {
            Ok(done) => swept.expired += usize::from(done),
            Err(error) => {
                swept.failed += 1;
                tracing::error!(purchase.id = %id, %error, "could not expire; the next sweep tries again");
            }
        }
    }
    for id in complete::due(market, BATCH_MAX).await? {
        match complete::complete(market, id).await {
            Ok(done) => swept.completed += usize::from(done),
            Err(error) => {
                swept.failed += 1;
                tracing::error!(order.id = %id, %error, "could not complete; the next sweep tries again");
            }
        }
    }
    for id in risk::due(market, BATCH_MAX).await? {
        match risk::lapse(market, id).await {
            Ok(done) => swept.lapsed += usize::from(done),
            Err(error) => {
                swept.failed += 1;
                tracing::error!(purchase.id = %id, %error, "a review could not end; the next sweep tries again");
            }
        }
    }
    let mut waiting = due(market).await?.into_iter();
    let mut asking = JoinSet::new();
    loop {
        while asking.len() < ASKED_AT_ONCE
            && let Some(subject) = waiting.next()
        {
            let market = market.clone();
            asking.spawn(async move { settle_one(&market, subject).await });
        }
        let Some(done) = asking.join_next().await else {
            return Ok(swept);
        };
        swept.asked += 1;
        swept.failed += usize::from(!matches!(done, Ok(true)));
    }
}

/// What a sweep asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Attempt(AttemptId),
    Disbursement(DisbursementId),
    ByHand(TillPaymentId),
}

async fn settle_one(market: &Market, subject: Asked) -> bool {
    let done = match subject {
        Asked::Attempt(id) => settle::settle(market, id, "sweep").await,
        Asked::Disbursement(id) => disburse::settle(market, id, "sweep").await,
        Asked::ByHand(id) => Box::pin(till::settle(market, id)).await,
    };
    if let Err(error) = &done {
        tracing::error!(?subject, %error, "could not settle; the next sweep tries again");
    }
    done.is_ok()
}

/// What is due, taken on so that no other sweep asks at the same time, and what a stored callback spoke of whose job was lost.
async fn due(market: &Market) -> Result<Vec<Asked>, Error> {
    let now = market.source.now();
    let again = now + TAKEN_ON_FOR;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Reconcile)).await?;
    let attempts = attempt::take_due(&mut tx, now, again, BATCH_MAX).await?;
    let outgoing = disbursement::take_due(&mut tx, now, again, BATCH_MAX).await?;
    let mut asked: Vec<Asked> = attempts.into_iter().map(Asked::Attempt).collect();
    asked.extend(outgoing.into_iter().map(Asked::Disbursement));
    let by_hand = hand::take_due(&mut tx, now, again, BATCH_MAX).await?;
    asked.extend(by_hand.into_iter().map(Asked::ByHand));
    for reference in callbacks::list_unprocessed(&mut *tx, now, BATCH_MAX).await? {
        let subject = match attempt::find_by_reference(&mut *tx, reference).await? {
            Some(attempt) => Some(Asked::Attempt(attempt.id)),
            None => disbursement::find_by_reference(&mut *tx, reference)
                .await?
                .map(|outgoing| Asked::Disbursement(outgoing.id)),
        };
        match subject {
            Some(subject) if !asked.contains(&subject) => asked.push(subject),
            Some(_) => {}
            // Not ours: remembered, and never looked at again.
            None => {
                callbacks::mark_processed(&mut tx, reference, now).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(asked)
}

async fn over(market: &Market) -> Result<Vec<PurchaseId>, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Expire)).await?;
    let ids = purchase::list_over(&mut tx, now, BATCH_MAX).await?;
    orders::carts::delete_idle(&mut tx, now - CART_KEPT, BATCH_MAX).await?;
    tx.commit().await?;
    Ok(ids)
}

/// Ends a purchase nobody paid: its stock goes back once. A paid one is never touched, nor one whose money may be moving.
async fn expire(market: &Market, id: PurchaseId) -> Result<bool, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Expire)).await?;
    let Some(mut held) = purchase::lock(&mut tx, id).await? else {
        return Ok(false);
    };
    let open = attempt::list_of_purchase(&mut *tx, id)
        .await?
        .iter()
        .any(|attempt| attempt.state.is_open());
    if open || !held.state.is_payable() || !held.is_over(now) {
        return Ok(false);
    }
    stock::release(&mut tx, id, now).await?;
    credit::release(market, &mut tx, id, now).await?;
    held.hold_until(&mut tx, None).await?;
    held.apply(&mut tx, PurchaseVerb::Expire, now).await?;
    for mut order in order::lock_of_purchase(&mut tx, id).await? {
        order
            .apply(&mut tx, OrderVerb::Cancel, "expired", now)
            .await?;
    }
    let event = NewEvent {
        purchase: id,
        order: None,
        kind: EventKind::Expired,
        actor: Actor::Platform,
        note: "",
        is_public: true,
        at: now,
    };
    timeline::write(&mut tx, &event).await?;
    failpoint!("expire.before_commit");
    tx.commit().await?;
    tracing::info!(purchase.id = %id, "purchase expired unpaid");
    Ok(true)
}
