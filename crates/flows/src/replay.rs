//! A stored callback delivered once more, as its provider would repeat it: in a rehearsal alone, and with no effect that it had not
//! had already.

use kernel::CallbackId;
use moderation::{Entry, Subject};
use payments::history;
use payments::provider::{Callback, Operation, Proof, StatedAmount};
use payments::{attempt, callbacks, disbursement};
use serde_json::json;
use store::{Platform, PlatformFlow, Tx};

use crate::cases::Admin;
use crate::{Error, Market, callback};

/// Why nothing was replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("only in a rehearsal")]
    NotHere,
    #[error("there is no such callback")]
    NotFound,
    /// What was refused is never acted on, however often it comes.
    #[error("it was refused")]
    Refused,
    /// It fits nothing of ours.
    #[error("it is about nothing of ours")]
    NotOurs,
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(ReplayError: store::Error, payments::Error);

/// Goes the way of a repeated delivery: stored once already, and its subject is asked about again.
pub async fn replay(market: &Market, by: Admin, id: CallbackId) -> Result<(), ReplayError> {
    if !market.settings.is_rehearsal {
        return Err(ReplayError::NotHere);
    }
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Callback)).await?;
    let stored = history::callback(&mut *tx, id).await?;
    let stored = stored.ok_or(ReplayError::NotFound)?;
    let (Some(event_id), Some(reference)) = (stored.event, stored.reference) else {
        return Err(ReplayError::Refused);
    };
    let operation = if attempt::find_by_reference(&mut *tx, reference)
        .await?
        .is_some()
    {
        Operation::Collect
    } else {
        let found = disbursement::find_by_reference(&mut *tx, reference).await?;
        found.ok_or(ReplayError::NotOurs)?.purpose.operation()
    };
    let repeated = Callback {
        proof: match stored.verification.as_str() {
            "verified" => Proof::Signed,
            _ => Proof::Unsigned,
        },
        operation,
        reference,
        handle: None,
        transaction: stored.transaction,
        stated: stored.stated.map(StatedAmount::Money),
        asked_at: None,
        event_id,
        status: stored.status,
    };
    let again: CallbackId = market.source.id();
    let body = stored.body.as_bytes();
    let is_new = callbacks::store_event(
        &mut tx,
        again,
        stored.provider,
        &repeated,
        stored.headers,
        body,
        now,
    )
    .await?;
    if is_new {
        return Err(store::Error::corrupt("payment_callbacks", "event_id", id).into());
    }
    callback::follow(&mut tx, stored.provider, &repeated, now).await?;
    let entry = Entry {
        actor: moderation::Actor::Admin(by.person()),
        action: "callback.replay",
        subject: Subject::new("callback", id),
        shop: None,
        detail: json!({ "provider": stored.provider.as_str(), "event": repeated.event_id }),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    tx.commit().await?;
    store::wake_workers(&market.pools.app).await.ok();
    Ok(())
}
