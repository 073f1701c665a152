//! The record of what we asked providers: its own short transaction, so that it survives whatever comes after.

use std::time::Duration;

use payments::callbacks::{self, Exchange, ExchangeKind, Talk};
use payments::provider::{ProviderError, ProviderName, ProviderStatus};
use store::{Platform, PlatformFlow, Tx};

use crate::Market;

pub(crate) async fn record(
    market: &Market,
    provider: ProviderName,
    about: Talk,
    kind: ExchangeKind,
    outcome: &str,
    detail: &str,
    took: Duration,
) -> Result<(), crate::Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Reconcile)).await?;
    let exchange = Exchange {
        about,
        provider,
        kind,
        outcome,
        detail,
        took_ms: i32::try_from(took.as_millis()).unwrap_or(i32::MAX),
        at: market.source.now(),
    };
    callbacks::record_exchange(&mut tx, &exchange).await?;
    tx.commit().await?;
    Ok(())
}

/// An answer about a status, in a word and a detail.
pub(crate) fn told(answer: &Result<ProviderStatus, ProviderError>) -> (&'static str, String) {
    match answer {
        Ok(ProviderStatus::NotFound) => ("not_found", String::new()),
        Ok(ProviderStatus::Pending) => ("pending", String::new()),
        Ok(ProviderStatus::Moved(_)) => ("moved", String::new()),
        Ok(ProviderStatus::Failed(declined)) => ("failed", declined.to_string()),
        Err(error) => (error.as_str(), error.to_string()),
    }
}
