//! What we ask providers, with its record: a short transaction of its own, so that it survives whatever comes after.

use std::future::Future;
use std::time::Instant;

use payments::callbacks::{self, Exchange, ExchangeKind, Talk};
use payments::provider::{Accepted, Moved, ProviderError, ProviderName, ProviderStatus};
use store::{Platform, PlatformFlow, Tx};

use crate::Market;

/// An answer, in a word and a detail.
pub(crate) trait Told {
    fn told(&self) -> (&'static str, String);
}

impl Told for () {
    fn told(&self) -> (&'static str, String) {
        ("accepted", String::new())
    }
}

impl Told for Accepted {
    fn told(&self) -> (&'static str, String) {
        ("accepted", String::new())
    }
}

/// Every payment under one reference.
impl Told for Vec<Moved> {
    fn told(&self) -> (&'static str, String) {
        ("moved", format!("{} paid", self.len()))
    }
}

impl Told for ProviderStatus {
    fn told(&self) -> (&'static str, String) {
        match self {
            Self::NotFound => ("not_found", String::new()),
            Self::Pending => ("pending", String::new()),
            Self::Moved(_) => ("moved", String::new()),
            Self::Failed(declined) => ("failed", declined.to_string()),
        }
    }
}

/// Asks, and writes down what was said, how it was answered and how long that took.
pub(crate) async fn with<T: Told>(
    market: &Market,
    provider: ProviderName,
    about: Talk,
    kind: ExchangeKind,
    asking: impl Future<Output = Result<T, ProviderError>>,
) -> Result<Result<T, ProviderError>, crate::Error> {
    let started = Instant::now();
    let (answer, said) = payments::overhear(asking).await;
    let (outcome, detail) = match &answer {
        Ok(answer) => answer.told(),
        Err(error) => (error.as_str(), error.to_string()),
    };
    let exchange = Exchange {
        about,
        provider,
        kind,
        outcome,
        detail: &detail,
        took_ms: i32::try_from(started.elapsed().as_millis()).unwrap_or(i32::MAX),
        said: &said,
        at: market.source.now(),
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Reconcile)).await?;
    callbacks::record_exchange(&mut tx, &exchange).await?;
    tx.commit().await?;
    tracing::info!(?about, %provider, ?kind, outcome, "asked a provider");
    Ok(answer)
}
