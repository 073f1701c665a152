//! How many people are paying for the last pieces, for whoever looks at them. Nothing about who.

use kernel::VariantId;
use orders::purchase;
use store::{Platform, PlatformFlow, Tx};

use crate::{Error, Market};

/// With more left than this nobody needs to hurry, and nobody is counted.
const SCARCE: u32 = 3;

/// Counts who is paying for a variant now, of which so many are free. Zero where plenty is left, and where it cannot be found out.
pub async fn now(market: &Market, variant: VariantId, free: u32) -> u32 {
    if free > SCARCE {
        return 0;
    }
    match count(market, variant).await {
        Ok(count) => u32::try_from(count).unwrap_or_default(),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "nobody knows who is paying for it"
            );
            0
        }
    }
}

async fn count(market: &Market, variant: VariantId) -> Result<i64, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    Ok(purchase::count_paying(&mut *tx, variant).await?)
}
