//! Another way, while a provider's page is open: the wish is committed, the provider is asked to end its page, and only what its
//! status says afterwards frees the purchase. Somebody may have paid there meanwhile.

use kernel::{PurchaseId, Timestamp};
use orders::{Purchase, PurchaseState, purchase};
use payments::callbacks::{ExchangeKind, Talk};
use payments::{Attempt, AttemptState, attempt};
use store::{Buyer, Platform, PlatformFlow, Tx};

use super::belongs;
use crate::jobs::SettleAttempt;
use crate::{Market, exchange, settle};

/// What a buyer who asked for another way may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Nothing is open: another way may begin, if the purchase still waits for money.
    Free,
    /// The first may still collect, or has: no answer yet, paid there meanwhile, or nothing that can be ended.
    AsBefore,
}

/// Why nobody was asked.
#[derive(Debug, thiserror::Error)]
pub enum LeaveError {
    #[error("no such purchase for this buyer")]
    NotFound,
    #[error(transparent)]
    TooOften(#[from] accounts::TooOften),
    #[error(transparent)]
    Failed(#[from] crate::Error),
}

impl From<crate::limits::Limited> for LeaveError {
    fn from(limited: crate::limits::Limited) -> Self {
        match limited {
            crate::limits::Limited::TooOften(too_often) => Self::TooOften(too_often),
            crate::limits::Limited::Failed(error) => Self::Failed(error),
        }
    }
}

crate::error::into_failed!(LeaveError: store::Error, orders::Error, payments::Error);

/// Whether the page this attempt waits at can be ended before its time.
pub fn can_leave(market: &Market, attempt: &Attempt) -> bool {
    let at_a_page = match attempt.state {
        AttemptState::Redirected { .. } => attempt.handle.is_some(),
        AttemptState::Prepared
        | AttemptState::Sent { .. }
        | AttemptState::AwaitingPin { .. }
        | AttemptState::Unclear { .. }
        | AttemptState::Collected { .. }
        | AttemptState::Refused { .. } => false,
    };
    let provider = market.providers.get(attempt.provider);
    at_a_page && provider.is_some_and(|provider| provider.can_cancel(attempt.method))
}

/// Asks for the end of the page that keeps a purchase from being paid another way. Safe to repeat. If this process dies after the
/// commit, or the provider does not answer, the sweep goes on asking.
pub async fn leave(market: &Market, buyer: Buyer, id: PurchaseId) -> Result<Left, LeaveError> {
    let now = market.source.now();
    crate::limits::hit(
        market,
        market.settings.limits.payments,
        &id.to_string(),
        now,
    )
    .await?;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let held = purchase::lock(&mut tx, id)
        .await?
        .filter(|found| belongs(found, buyer))
        .ok_or(LeaveError::NotFound)?;
    let all = attempt::list_of_purchase(&mut *tx, held.id).await?;
    let Some(open) = all.into_iter().find(|attempt| attempt.state.is_open()) else {
        return Ok(Left::Free);
    };
    let Some(mut open) = attempt::lock(&mut tx, open.id).await? else {
        return Ok(Left::AsBefore);
    };
    if !can_leave(market, &open) {
        return Ok(Left::AsBefore);
    }
    open.ask_to_cancel(&mut tx, settle::next_check(0, now), now)
        .await?;
    tx.commit().await?;
    tracing::info!(attempt.id = %open.id, provider = %open.provider, "the buyer goes another way");
    settle::settle(market, open.id, "buyer").await?;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let after = attempt::find(&mut *tx, open.id).await?;
    tx.commit().await?;
    Ok(match after.map(|attempt| attempt.state) {
        Some(AttemptState::Refused { .. }) => Left::Free,
        Some(
            AttemptState::Prepared
            | AttemptState::Sent { .. }
            | AttemptState::AwaitingPin { .. }
            | AttemptState::Redirected { .. }
            | AttemptState::Unclear { .. }
            | AttemptState::Collected { .. },
        )
        | None => Left::AsBefore,
    })
}

/// Nobody is to pay for a purchase that is over: the page that is open for it is ended by the job that asks about its attempt.
pub(crate) async fn after_the_end(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    now: Timestamp,
) -> Result<(), crate::Error> {
    if purchase.state != PurchaseState::Cancelled {
        return Ok(());
    }
    for open in attempt::list_of_purchase(&mut **tx, purchase.id).await? {
        if !can_leave(market, &open) {
            continue;
        }
        let Some(mut open) = attempt::lock(tx, open.id).await? else {
            continue;
        };
        open.ask_to_cancel(tx, settle::next_check(0, now), now)
            .await?;
        store::enqueue(tx, &SettleAttempt { attempt: open.id }, now).await?;
    }
    Ok(())
}

/// Its buyer asked for another way, and its provider can end it.
pub(crate) fn is_to_be_ended(market: &Market, attempt: &Attempt) -> bool {
    attempt.cancel_asked_at.is_some() && can_leave(market, attempt)
}

/// One request for a page's end, with its record. Whatever the answer is, the next status tells what became of it.
pub(crate) async fn end(market: &Market, attempt: &Attempt) -> Result<(), crate::Error> {
    let Some(provider) = market.providers.get(attempt.provider) else {
        return Ok(());
    };
    let (about, subject) = (Talk::Attempt(attempt.id), attempt.subject());
    let asking = provider.cancel(&subject);
    let answer = exchange::with(
        market,
        attempt.provider,
        about,
        ExchangeKind::Cancel,
        asking,
    );
    // Its next status says what became of the page, whatever the answer is.
    let _ = answer.await?;
    Ok(())
}
