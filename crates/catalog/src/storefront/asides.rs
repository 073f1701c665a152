//! What stands beside the goods: counts and categories. It costs many times what the goods themselves cost to ask, and is as
//! good a few seconds later, so it is remembered; what can be bought, and for how much, never is.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use sqlx::PgPool;

use super::filter::Filter;
use super::list::{self, Facets};
use crate::categories::{self, Category};
use crate::error::Error;

/// A count is at most so old.
const KEPT_SECONDS: u64 = 5;
/// Different questions remembered; each is some kilobytes.
const QUESTIONS_MAX: u64 = 1_000;

/// The remembered counts and categories of one marketplace. Clones share them.
#[derive(Clone)]
pub struct Asides(Arc<Inner>);

struct Inner {
    facets: Cache<String, Arc<Facets>>,
    categories: Cache<(), Arc<Vec<Category>>>,
}

impl Default for Asides {
    fn default() -> Self {
        Self::new()
    }
}

impl Asides {
    /// Nothing is remembered yet.
    pub fn new() -> Self {
        let kept = Duration::from_secs(KEPT_SECONDS);
        Self(Arc::new(Inner {
            facets: Cache::builder()
                .max_capacity(QUESTIONS_MAX)
                .time_to_live(kept)
                .build(),
            categories: Cache::builder().max_capacity(1).time_to_live(kept).build(),
        }))
    }

    /// The counts beside a list, some seconds old at most. Many who ask the same at once cost one query.
    pub async fn facets(&self, pool: &PgPool, filter: &Filter) -> Result<Arc<Facets>, Error> {
        let made = async { list::facets(pool, filter).await.map(Arc::new) };
        let kept = self.0.facets.try_get_with(filter.counts_key(), made).await;
        match kept {
            Ok(facets) => Ok(facets),
            // The failure belongs to all who waited; each finds out for itself.
            Err(_) => list::facets(pool, filter).await.map(Arc::new),
        }
    }

    /// All categories, some seconds old at most.
    pub async fn categories(&self, pool: &PgPool) -> Result<Arc<Vec<Category>>, Error> {
        let made = async { categories::list(pool).await.map(Arc::new) };
        match self.0.categories.try_get_with((), made).await {
            Ok(categories) => Ok(categories),
            Err(_) => categories::list(pool).await.map(Arc::new),
        }
    }

    /// Something published changed.
    pub fn forget(&self) {
        self.0.facets.invalidate_all();
        self.0.categories.invalidate_all();
    }
}
