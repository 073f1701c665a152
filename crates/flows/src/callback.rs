//! What a provider sends: verified, stored once, answered; the work is a job.

use http::HeaderMap;
use kernel::{CallbackId, ProviderReference, Timestamp};
use payments::provider::{
    Accepted, Callback, CallbackError, CallbackRequest, Operation, ProviderName,
};
use payments::{Purpose, attempt, callbacks, disbursement};
use serde_json::{Map, Value};
use store::{Platform, PlatformFlow, Tx};

use crate::Market;
use crate::dispute;
use crate::jobs::{SettleAttempt, SettleDisbursement};
use crate::market::failpoint;

/// What became of a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Stored; its effect follows.
    Stored,
    /// Stored before: nothing to do.
    Known,
}

/// Why a callback was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error("no such provider here")]
    NoProvider,
    #[error(transparent)]
    Refused(#[from] CallbackError),
    #[error(transparent)]
    Failed(#[from] crate::Error),
}

crate::error::into_failed!(ReceiveError: store::Error, payments::Error);

/// Verifies over the raw bytes and stores the event once; committed before the provider gets its 200.
pub async fn receive(
    market: &Market,
    name: ProviderName,
    request: &CallbackRequest<'_>,
) -> Result<Received, ReceiveError> {
    let now = market.source.now();
    let provider = market.providers.get(name).ok_or(ReceiveError::NoProvider)?;
    let id: CallbackId = market.source.id();
    let headers = kept_headers(request.headers);
    let callback = match provider.read_callback(request, now).await {
        Ok(callback) => callback,
        Err(error @ CallbackError::NotForUs) => {
            return match provider.read_dispute(request, now).await? {
                Some(dispute) => dispute::hear(market, name, &dispute, request).await,
                None => Err(error.into()),
            };
        }
        Err(error) => {
            tracing::warn!(provider = %name, %error, "callback refused");
            let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Callback)).await?;
            callbacks::store_refused(
                &mut tx,
                id,
                name,
                &error.to_string(),
                headers,
                request.body,
                now,
            )
            .await?;
            tx.commit().await?;
            return Err(error.into());
        }
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Callback)).await?;
    let is_new =
        callbacks::store_event(&mut tx, id, name, &callback, headers, request.body, now).await?;
    if is_new {
        follow(&mut tx, name, &callback, now).await?;
    }
    failpoint!("callback.before_commit");
    tx.commit().await?;
    failpoint!("callback.committed");
    if is_new {
        store::wake_workers(&market.pools.app).await.ok();
    }
    Ok(if is_new {
        Received::Stored
    } else {
        Received::Known
    })
}

/// What the callback speaks of is asked about by a job of the same transaction.
pub(crate) async fn follow(
    tx: &mut Tx<Platform>,
    name: ProviderName,
    callback: &Callback,
    now: Timestamp,
) -> Result<(), crate::Error> {
    let told = Accepted {
        at: None,
        handle: callback.handle.clone(),
        redirect: None,
    };
    match callback.operation {
        Operation::Collect => {
            if let Some(mut attempt) =
                attempt::find_by_reference(&mut **tx, callback.reference).await?
            {
                if told.handle.is_some() {
                    attempt.learn(tx, &told).await?;
                }
                tracing::info!(provider = %name, attempt.id = %attempt.id, status = callback.status, "callback stored");
                let job = SettleAttempt {
                    attempt: attempt.id,
                };
                return Ok(store::enqueue(tx, &job, now).await?);
            }
        }
        Operation::PayOut | Operation::Refund => {
            let found = disbursement::find_by_reference(&mut **tx, callback.reference).await?;
            if let Some(mut outgoing) = found {
                if told.handle.is_some() {
                    outgoing.learn(tx, &told, now).await?;
                }
                tracing::info!(provider = %name, disbursement.id = %outgoing.id, status = callback.status, "callback stored");
                let job = SettleDisbursement {
                    disbursement: outgoing.id,
                };
                return Ok(store::enqueue(tx, &job, now).await?);
            }
            if follow_refunds(tx, callback.reference, now).await? {
                return Ok(());
            }
        }
    }
    tracing::warn!(provider = %name, "callback about a reference that is not ours");
    Ok(())
}

/// Some providers' news of a refund name the payment it is taken from: what is on its way back of it is asked about. False: no
/// payment has that name.
async fn follow_refunds(
    tx: &mut Tx<Platform>,
    reference: ProviderReference,
    now: Timestamp,
) -> Result<bool, crate::Error> {
    let Some(attempt) = attempt::find_by_reference(&mut **tx, reference).await? else {
        return Ok(false);
    };
    for outgoing in disbursement::list_of_purchase(&mut **tx, attempt.purchase).await? {
        let is_of_it = match outgoing.purpose {
            Purpose::Refund { attempt: of, .. } => of == attempt.id,
            Purpose::Payout { .. } => false,
        };
        if is_of_it && outgoing.state.is_open() {
            let job = SettleDisbursement {
                disbursement: outgoing.id,
            };
            store::enqueue(tx, &job, now).await?;
        }
    }
    Ok(true)
}

/// The headers that prove something; never a credential.
pub(crate) fn kept_headers(headers: &HeaderMap) -> Value {
    const KEPT: [&str; 8] = [
        "content-type",
        "content-digest",
        "signature",
        "signature-input",
        "signature-date",
        "stripe-signature",
        "user-agent",
        "x-paystack-signature",
    ];
    let mut kept = Map::new();
    for name in KEPT {
        if let Some(value) = headers.get(name).and_then(|value| value.to_str().ok()) {
            kept.insert(
                name.to_owned(),
                value.chars().take(1_024).collect::<String>().into(),
            );
        }
    }
    Value::Object(kept)
}
