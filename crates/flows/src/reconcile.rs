//! The sweep that makes every callback optional: whatever is not final is asked about, whatever is over is ended.

use kernel::{AttemptId, PurchaseId, Timestamp};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, OrderVerb, PurchaseVerb, order, purchase};
use payments::{attempt, callbacks};
use store::{Platform, PlatformFlow, Tx};
use time::Duration;

use crate::market::failpoint;
use crate::{Error, Market, settle, stock};

/// How many rows one sweep takes on; the next sweep takes the rest.
const BATCH_MAX: i64 = 100;
/// A guest's cart is kept this long after it was last touched.
const CART_KEPT: Duration = orders::carts::KEPT;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub asked: usize,
    pub expired: usize,
    pub failed: usize,
}

/// Asks about every attempt that is due, and expires purchases whose hold is over. Safe beside itself and beside callbacks.
pub async fn sweep(market: &Market) -> Result<Swept, Error> {
    let mut swept = Swept::default();
    for id in due(market).await? {
        swept.asked += 1;
        if let Err(error) = settle::settle(market, id, "sweep").await {
            swept.failed += 1;
            tracing::error!(attempt.id = %id, %error, "could not settle; the next sweep tries again");
        }
    }
    for id in over(market).await? {
        match expire(market, id).await {
            Ok(done) => swept.expired += usize::from(done),
            Err(error) => {
                swept.failed += 1;
                tracing::error!(purchase.id = %id, %error, "could not expire; the next sweep tries again");
            }
        }
    }
    Ok(swept)
}

/// Attempts whose time has come, and those a stored callback spoke of whose job was lost.
async fn due(market: &Market) -> Result<Vec<AttemptId>, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Reconcile)).await?;
    let mut ids = attempt::list_due(&mut *tx, now, BATCH_MAX).await?;
    for reference in callbacks::list_unprocessed(&mut *tx, BATCH_MAX).await? {
        match attempt::find_by_reference(&mut *tx, reference).await? {
            Some(attempt) if !ids.contains(&attempt.id) => ids.push(attempt.id),
            Some(_) => {}
            // Not ours: remembered, and never looked at again.
            None => callbacks::mark_processed(&mut tx, reference, now).await?,
        }
    }
    tx.commit().await?;
    Ok(ids)
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
    if open || !held.state.is_payable() || !is_over(held.held_until, held.placed_at, now) {
        return Ok(false);
    }
    stock::release(&mut tx, id, now).await?;
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

/// A held purchase is over with its hold; one that gave its hold up after a refusal stays payable for a day.
fn is_over(held_until: Option<Timestamp>, placed_at: Timestamp, now: Timestamp) -> bool {
    held_until.unwrap_or(placed_at + purchase::UNHELD_KEPT) < now
}
