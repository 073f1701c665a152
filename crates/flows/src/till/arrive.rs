//! What is told about payments by hand: read, stored once, answered; the work is a job.

use kernel::{CallbackId, Id as _, ProviderReference, TillPaymentId, Timestamp};
use payments::provider::{
    Callback, CallbackError, CallbackRequest, Confirmation, Operation, Proof, ProviderName,
    StatedAmount, TillAnswer, TillNews, Told,
};
use payments::till::{self, TillPayment};
use payments::{TillState, callbacks};
use store::{Platform, PlatformFlow, Tx};

use crate::callback::{ReceiveError, Received, kept_headers};
use crate::jobs::SettleTillPayment;
use crate::market::failpoint;
use crate::settle::rule::NEVER_ARRIVED_AFTER;
use crate::{Error, Market};

/// Reads what came to an address of ours and stores it once; committed before the provider gets its 200. The address says whose it
/// is: the path does not name the provider, because it takes no address that does.
pub async fn receive(
    market: &Market,
    request: &CallbackRequest<'_>,
) -> Result<Received, ReceiveError> {
    let mut refused = None;
    for provider in market.providers.all() {
        let Some(at) = provider.till() else { continue };
        let name = provider.name();
        match at.read(request) {
            // Perhaps another's.
            Err(error @ CallbackError::Signature(_)) => refused = Some((name, error)),
            Err(error @ CallbackError::NotForUs) => return Err(error.into()),
            Err(error) => {
                refuse(market, name, error, request).await?;
                return Err(error.into());
            }
            Ok(news) => return take_in(market, name, news, request).await,
        }
    }
    let (name, error) = refused.ok_or(ReceiveError::NoProvider)?;
    refuse(market, name, error, request).await?;
    Err(error.into())
}

async fn refuse(
    market: &Market,
    name: ProviderName,
    error: CallbackError,
    request: &CallbackRequest<'_>,
) -> Result<(), Error> {
    tracing::warn!(provider = %name, %error, "news of a payment by hand refused");
    let (id, now) = (market.source.id::<CallbackId>(), market.source.now());
    let headers = kept_headers(request.headers);
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Callback)).await?;
    let why = error.to_string();
    callbacks::store_refused(&mut tx, id, name, &why, headers, request.body, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn take_in(
    market: &Market,
    name: ProviderName,
    news: TillNews,
    request: &CallbackRequest<'_>,
) -> Result<Received, ReceiveError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Callback)).await?;
    let (about, event, status, is_new) = match news {
        TillNews::Validation => return Ok(Received::Known),
        TillNews::Confirmation(told) => {
            let about = hear(market, &mut tx, name, &told, now).await?;
            let event = format!("by_hand:{}", told.receipt);
            (about, event, "confirmation", true)
        }
        TillNews::Answer {
            about,
            told,
            conversation,
        } => {
            let Some(mut payment) = till::lock(&mut tx, about).await? else {
                return Err(CallbackError::NotForUs.into());
            };
            let moved = learn(&mut tx, &mut payment, &told, now).await?;
            let event = format!("by_hand_answer:{about}:{conversation}");
            (about, event, "answer", moved)
        }
    };
    let raw = Callback {
        proof: Proof::Unsigned,
        operation: Operation::Collect,
        reference: ProviderReference::from_uuid(about.uuid()),
        handle: None,
        transaction: None,
        stated: None,
        asked_at: None,
        event_id: event,
        status: status.to_owned(),
    };
    let id: CallbackId = market.source.id();
    let headers = kept_headers(request.headers);
    let is_stored =
        callbacks::store_event(&mut tx, id, name, &raw, headers, request.body, now).await?;
    if is_new {
        let job = SettleTillPayment { payment: about };
        store::enqueue(&mut tx, &job, now).await?;
    }
    // The payment itself is the work list: nobody has to look into this again.
    callbacks::mark_processed(&mut tx, raw.reference, now).await?;
    failpoint!("by_hand.before_heard");
    tx.commit().await?;
    failpoint!("by_hand.heard");
    if is_new {
        store::wake_workers(&market.pools.app).await.ok();
    }
    Ok(if is_stored {
        Received::Stored
    } else {
        Received::Known
    })
}

/// A payment is told of: kept, whoever told it, and asked about. What the provider knew nothing of is asked about once more.
async fn hear(
    market: &Market,
    tx: &mut Tx<Platform>,
    name: ProviderName,
    told: &Confirmation,
    now: Timestamp,
) -> Result<TillPaymentId, Error> {
    let id: TillPaymentId = market.source.id();
    if till::insert(tx, id, name, told, now).await? {
        tracing::info!(till_payment.id = %id, provider = %name, "told of a payment by hand");
        return Ok(id);
    }
    let known = till::find_by_receipt(&mut **tx, name, &told.receipt).await?;
    let known = known
        .ok_or_else(|| store::Error::corrupt("till_payments", "receipt", told.receipt.as_str()))?;
    if known.state == TillState::Refuted
        && let Some(mut refuted) = till::lock(tx, known.id).await?
        && refuted.state == TillState::Refuted
    {
        refuted.doubt(tx, now).await?;
    }
    Ok(known.id)
}

/// The answer to our question. Whether there is something to do about it.
async fn learn(
    tx: &mut Tx<Platform>,
    payment: &mut TillPayment,
    told: &Told,
    now: Timestamp,
) -> Result<bool, Error> {
    let is_open = matches!(payment.state, TillState::Told | TillState::Refuted);
    if !is_open || told.receipt != payment.receipt {
        return Ok(false);
    }
    match &told.what {
        TillAnswer::Came(StatedAmount::Money(amount))
            if amount.is_positive() && amount.currency() == payment.told.currency() =>
        {
            if *amount != payment.told {
                tracing::warn!(till_payment.id = %payment.id, told = %payment.told, %amount, "another amount came than was told");
            }
            payment.verify(tx, *amount, now).await?;
            Ok(true)
        }
        // It may be slow to show.
        TillAnswer::No if payment.state == TillState::Told => {
            if now - payment.told_at >= NEVER_ARRIVED_AFTER {
                payment.move_to(tx, TillState::Refuted).await?;
                tracing::error!(till_payment.id = %payment.id, "the provider knows no such payment");
            }
            Ok(false)
        }
        TillAnswer::No | TillAnswer::Nothing | TillAnswer::Came(_) => Ok(false),
    }
}
