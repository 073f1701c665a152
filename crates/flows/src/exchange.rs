//! The record of what we asked providers: its own short transaction, so that it survives whatever comes after.

use std::time::Duration;

use payments::Attempt;
use payments::callbacks::{self, Exchange, ExchangeKind};
use store::{Platform, PlatformFlow, Tx};

use crate::Market;

pub(crate) async fn record(
    market: &Market,
    attempt: &Attempt,
    kind: ExchangeKind,
    outcome: &str,
    detail: &str,
    took: Duration,
) -> Result<(), crate::Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Reconcile)).await?;
    let exchange = Exchange {
        attempt: attempt.id,
        provider: attempt.provider,
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
