//! Asking again and again how a payment stands, while one waits: answered by one narrow row and what was read before, until
//! something changes. No table of orders or payments is read in between.

use std::sync::Arc;
use std::time::Duration;

use kernel::{AccessKey, PersonId, PurchaseId, PurchaseNumber};
use moka::future::Cache;
use orders::watch::{self, Watched};
use store::{Buyer, Platform, PlatformFlow, Tx};

use super::{Progress, of};
use crate::{Error, Market};

/// So many purchases are remembered; each is about a kilobyte.
const REMEMBERED_MAX: u64 = 10_000;
/// What nobody asked about for so long is forgotten.
const IDLE_SECONDS: u64 = 600;

/// What was read of purchases that somebody waits for, each with the version it was read at. Clones share it.
#[derive(Clone)]
pub struct Remembered(Cache<PurchaseId, (i64, Arc<Progress>)>);

impl Default for Remembered {
    fn default() -> Self {
        let idle = Duration::from_secs(IDLE_SECONDS);
        Self(
            Cache::builder()
                .max_capacity(REMEMBERED_MAX)
                .time_to_idle(idle)
                .build(),
        )
    }
}

/// Which purchase is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Id(PurchaseId),
    Number(PurchaseNumber),
}

/// Who asks. A number or an id alone opens nothing.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    pub person: Option<PersonId>,
    /// Purchases whose link this browser has opened.
    pub opened: &'a [PurchaseId],
    /// A key that was sent along. One that does not fit opens nothing, whoever sends it.
    pub key: Option<&'a AccessKey>,
}

impl Asker<'_> {
    fn may_see(&self, watched: &Watched) -> bool {
        match self.key {
            Some(key) => watched.is_opened_by(key),
            None => {
                self.opened.contains(&watched.purchase)
                    || (self.person.is_some() && self.person == watched.buyer)
            }
        }
    }
}

/// Where a purchase stands, now. `None`: not theirs.
pub async fn poll(
    market: &Market,
    asker: Asker<'_>,
    named: Named,
) -> Result<Option<Arc<Progress>>, Error> {
    let Some(watched) = look(market, named).await? else {
        return Ok(None);
    };
    if !asker.may_see(&watched) {
        return Ok(None);
    }
    let id = watched.purchase;
    let before = market.remembered.0.get(&id).await;
    if let Some((version, progress)) = before
        && version == watched.version
    {
        return Ok(Some(progress));
    }
    // Read after its version, so that it is never older than that.
    let buyer = Buyer {
        person: asker.person,
        purchase: Some(id),
    };
    let Some(progress) = of(market, buyer, id).await? else {
        return Ok(None);
    };
    let progress = Arc::new(progress);
    let kept = (watched.version, progress.clone());
    market.remembered.0.insert(id, kept).await;
    Ok(Some(progress))
}

async fn look(market: &Market, named: Named) -> Result<Option<Watched>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Track)).await?;
    let found = match named {
        Named::Id(id) => watch::find(&mut *tx, id).await?,
        Named::Number(number) => watch::find_by_number(&mut *tx, number).await?,
    };
    tx.commit().await?;
    Ok(found)
}
