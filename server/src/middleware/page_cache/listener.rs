//! Hears from Postgres that something published changed.

use std::time::Duration;

use catalog::publish::CHANNEL;
use sqlx::postgres::PgListener;
use store::PoolLimits;

use super::PageCache;

/// After the connection was lost, it is tried again this often.
const RETRY_MS: u64 = 1_000;
const ACQUIRE_TIMEOUT_MS: u64 = 5_000;

impl PageCache {
    /// Listens on a connection of its own, for ever. `url`: any role may listen.
    ///
    /// What is said while nobody listens is lost, so nothing is kept then. A connection that dies without a word is noticed
    /// late; until then a page is at most as stale as its few seconds.
    pub async fn listen(self, url: String) {
        loop {
            let heard = self.hear(&url).await;
            self.set_listening(false);
            match heard {
                Ok(()) => {
                    tracing::warn!(
                        "nobody hears of changes; pages are made anew until the connection is back"
                    );
                }
                Err(error) => {
                    tracing::warn!(%error, "nobody hears of changes; pages are made anew until the connection is back");
                }
            }
            tokio::time::sleep(Duration::from_millis(RETRY_MS)).await;
        }
    }

    /// Until the connection is lost.
    async fn hear(&self, url: &str) -> Result<(), store::Error> {
        let limits = PoolLimits {
            connections_max: 1,
            acquire_timeout_ms: ACQUIRE_TIMEOUT_MS,
        };
        let pool = store::connect(url, limits).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        self.set_listening(true);
        while listener.try_recv().await?.is_some() {
            self.forget();
        }
        Ok(())
    }
}
