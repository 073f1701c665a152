//! What a provider sends: verified, stored once, answered; the work is a job.

use http::HeaderMap;
use kernel::CallbackId;
use payments::attempt;
use payments::callbacks;
use payments::provider::{CallbackError, CallbackRequest, ProviderName};
use serde_json::{Map, Value};
use store::{Platform, PlatformFlow, Tx};

use crate::Market;
use crate::jobs::SettleAttempt;
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
        callbacks::store_verified(&mut tx, id, name, &callback, headers, request.body, now).await?;
    if is_new {
        if let Some(attempt) = attempt::find_by_reference(&mut *tx, callback.reference).await? {
            store::enqueue(
                &mut tx,
                &SettleAttempt {
                    attempt: attempt.id,
                },
                now,
            )
            .await?;
        } else {
            tracing::warn!(provider = %name, "callback about a reference that is not ours");
        }
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

/// The headers that prove something; never a credential.
fn kept_headers(headers: &HeaderMap) -> Value {
    const KEPT: [&str; 6] = [
        "content-type",
        "content-digest",
        "signature",
        "signature-input",
        "signature-date",
        "user-agent",
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
