//! Counting how often somebody tries, in a transaction of its own so that refused tries count too.

use accounts::{HitError, Limit, TooOften};
use kernel::Timestamp;

use crate::Market;

/// Why a try may not go on.
#[derive(Debug, thiserror::Error)]
pub enum Limited {
    #[error(transparent)]
    TooOften(#[from] TooOften),
    #[error(transparent)]
    Failed(#[from] crate::Error),
}

pub(crate) async fn hit(
    market: &Market,
    limit: Limit,
    key: &str,
    now: Timestamp,
) -> Result<(), Limited> {
    let mut tx = market.pools.app.begin().await.map_err(crate::Error::from)?;
    match accounts::hit(&mut tx, limit, key, now).await {
        Ok(()) => tx
            .commit()
            .await
            .map_err(|error| crate::Error::from(error).into()),
        Err(HitError::TooOften(too_often)) => Err(too_often.into()),
        Err(HitError::Store(error)) => Err(crate::Error::from(error).into()),
    }
}
