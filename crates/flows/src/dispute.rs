//! A buyer's bank asks a card's money back: kept, told, and what the shop earned by it waits until it is decided. What to answer
//! the bank is a person's to say, at the provider's dashboard.

use kernel::{CallbackId, CaseId, Id as _, Timestamp};
use moderation::{Case, CaseKind, NewCase, Reason};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, order};
use payments::provider::{
    Callback, CallbackError, CallbackRequest, Dispute, Disputed, Operation, Proof, ProviderName,
    StatedAmount,
};
use payments::{Attempt, attempt, callbacks};
use serde_json::json;
use store::{Platform, PlatformFlow, Tx};
use words::CaseWords;

use crate::callback::{ReceiveError, Received, kept_headers};
use crate::settle::lock_both;
use crate::{Error, Market};

/// The longest of a provider's words that are kept as a reason.
const WORDS_MAX: usize = 300;

/// Stores the news and all that follows, once.
pub(crate) async fn hear(
    market: &Market,
    provider: ProviderName,
    dispute: &Dispute,
    request: &CallbackRequest<'_>,
) -> Result<Received, ReceiveError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Callback)).await?;
    let found = match &dispute.about {
        Disputed::Reference(reference) => attempt::find_by_reference(&mut *tx, *reference).await?,
        Disputed::Transaction(name) => {
            attempt::find_by_transaction(&mut *tx, provider, name).await?
        }
    };
    let found = match found.filter(|found| found.provider == provider) {
        Some(found) => lock_both(&mut tx, found.id).await?,
        None => None,
    };
    let Some((_, attempt)) = found else {
        tracing::error!(%provider, event = dispute.event, "a payment is disputed that is not one of ours: look at the provider's dashboard");
        return Err(CallbackError::NotForUs.into());
    };
    let callback = Callback {
        proof: Proof::Signed,
        operation: Operation::Collect,
        reference: attempt.reference,
        handle: None,
        transaction: None,
        stated: None,
        asked_at: None,
        event_id: dispute.event_id.clone(),
        status: dispute.event.clone(),
    };
    // News come in any order: what was told of before may be over, or closed by an admin, and does not begin again.
    let was_told = callbacks::was_disputed(&mut *tx, attempt.reference).await?;
    let id: CallbackId = market.source.id();
    let headers = kept_headers(request.headers);
    if !callbacks::store_event(&mut tx, id, provider, &callback, headers, request.body, now).await?
    {
        return Ok(Received::Known);
    }
    tracing::error!(%provider, attempt.id = %attempt.id, purchase.id = %attempt.purchase, event = dispute.event, words = dispute.words, "a payment is disputed: answer at the provider's dashboard");
    if dispute.is_over {
        end(&mut tx, &attempt, dispute, now).await?;
    } else if !was_told {
        begin(market, &mut tx, &attempt, dispute, now).await?;
    }
    let note = format!("{}: {}", dispute.event, dispute.words);
    let event = NewEvent {
        purchase: attempt.purchase,
        order: None,
        kind: EventKind::Disputed,
        actor: Actor::Provider,
        note: &note,
        is_public: false,
        at: now,
    };
    timeline::write(&mut tx, &event)
        .await
        .map_err(Error::from)?;
    // Nobody is to be asked about it.
    callbacks::mark_processed(&mut tx, attempt.reference, now).await?;
    tx.commit().await?;
    Ok(Received::Stored)
}

async fn begin(
    market: &Market,
    tx: &mut Tx<Platform>,
    attempt: &Attempt,
    dispute: &Dispute,
    now: Timestamp,
) -> Result<(), Error> {
    let stated = match dispute.stated {
        StatedAmount::Money(money) => json!(money),
        StatedAmount::AsAsked | StatedAmount::Unreadable { .. } => serde_json::Value::Null,
    };
    let case = NewCase {
        kind: CaseKind::Payment,
        subject: attempt.id.uuid(),
        shop: None,
        purchase: Some(attempt.purchase),
        title: CaseWords::Disputed.as_str().to_owned(),
        evidence: json!({"expected": attempt.amount, "stated": stated, "problem": dispute.words}),
    };
    moderation::open(tx, &case, market.source.id::<CaseId>(), now).await?;
    Ok(order::note_dispute(tx, attempt.purchase, Some(now)).await?)
}

/// The bank has decided: nobody needs to, and what waited goes on.
async fn end(
    tx: &mut Tx<Platform>,
    attempt: &Attempt,
    dispute: &Dispute,
    now: Timestamp,
) -> Result<(), Error> {
    let words: String = dispute.words.chars().take(WORDS_MAX).collect();
    let why = Reason::parse(&words).or_else(|_| Reason::parse(&dispute.event));
    if let Ok(why) = why {
        let title = CaseWords::Disputed.as_str();
        let subject = attempt.id.uuid();
        moderation::settle_about(tx, CaseKind::Payment, subject, title, &why, now).await?;
    }
    Ok(order::note_dispute(tx, attempt.purchase, None).await?)
}

/// A case was closed by an admin; its purchase is locked. If it was about a dispute, what waited for it goes on.
pub(crate) async fn closed(tx: &mut Tx<Platform>, case: &Case) -> Result<(), Error> {
    match case.purchase {
        Some(purchase) if case.title == CaseWords::Disputed.as_str() => {
            Ok(order::note_dispute(tx, purchase, None).await?)
        }
        _ => Ok(()),
    }
}
