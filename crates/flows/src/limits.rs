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

impl From<HitError> for Limited {
    fn from(error: HitError) -> Self {
        match error {
            HitError::TooOften(too_often) => too_often.into(),
            HitError::Store(error) => Self::Failed(error.into()),
        }
    }
}

pub(crate) async fn hit(
    market: &Market,
    limit: Limit,
    key: &str,
    now: Timestamp,
) -> Result<(), Limited> {
    let mut tx = market.pools.app.begin().await.map_err(crate::Error::from)?;
    accounts::hit(&mut tx, limit, key, now).await?;
    tx.commit()
        .await
        .map_err(|error| crate::Error::from(error).into())
}
