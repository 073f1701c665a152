//! A fresh, migrated database for one test, in the throw-away cluster that all tests of a run share.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use cluster::{Cluster, ClusterUrls};
use sqlx::PgPool;
use store::PoolLimits;

/// Connections of a test as the application's role: enough for tests that race.
const APP_CONNECTIONS_MAX: u32 = 12;
const OTHER_CONNECTIONS_MAX: u32 = 4;
const ACQUIRE_TIMEOUT_MS: u64 = 30_000;

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A database of one test's own. Gone when dropped.
pub struct Database {
    pub name: String,
    /// How programs under test reach it.
    pub urls: ClusterUrls,
    /// As the role that serves.
    pub app: PgPool,
    /// As the role that may only read what is published.
    pub storefront: PgPool,
    /// As the role that owns the tables, whom forced row security binds as well.
    pub owner: PgPool,
    /// As the role that owns the job queue, whose tables are there already.
    pub worker: PgPool,
}

impl Database {
    /// Copies the migrated template, which the first caller of a cluster makes. Takes some tens of milliseconds.
    ///
    /// # Panics
    /// When Postgres cannot be started or the migrations fail: no test can go on.
    #[expect(
        clippy::expect_used,
        reason = "only tests call this, and none can go on without a database"
    )]
    pub async fn new() -> Self {
        let runtime = tokio::runtime::Handle::current();
        let made = tokio::task::spawn_blocking(move || {
            let cluster =
                CLUSTER.get_or_init(|| Cluster::for_tests().expect("Postgres for tests starts"));
            let name = format!(
                "soko_test_{}_{}",
                std::process::id(),
                NEXT.fetch_add(1, Ordering::Relaxed)
            );
            // Copying needs a template without visitors, so making it and copying it take turns.
            let urls = cluster.alone(|| {
                let template = template_name();
                let urls = cluster
                    .create_database(&template)
                    .expect("a template is made");
                runtime.block_on(migrate(&urls));
                cluster
                    .clone_database(&name, &template)
                    .expect("the template is copied")
            });
            (urls.expect("tests take turns"), name)
        });
        let (urls, name) = made.await.expect("the template's maker lives");
        Self::join(name, urls).await
    }

    /// Connects to a database that somebody else made, migrated and removes.
    ///
    /// # Panics
    /// When it does not answer: no test can go on.
    #[expect(
        clippy::expect_used,
        reason = "only tests call this, and none can go on without a database"
    )]
    pub async fn join(name: String, urls: ClusterUrls) -> Self {
        let pool = async |url: &str, connections_max| {
            let limits = PoolLimits {
                connections_max,
                acquire_timeout_ms: ACQUIRE_TIMEOUT_MS,
            };
            store::connect(url, limits)
                .await
                .expect("the test's database answers")
        };
        Self {
            app: pool(&urls.app, APP_CONNECTIONS_MAX).await,
            storefront: pool(&urls.storefront, OTHER_CONNECTIONS_MAX).await,
            owner: pool(&urls.owner, OTHER_CONNECTIONS_MAX).await,
            worker: pool(&urls.worker, OTHER_CONNECTIONS_MAX).await,
            name,
            urls,
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(cluster) = CLUSTER.get() {
            // One that stays behind goes with the cluster.
            let _ = cluster.drop_database(&self.name);
        }
    }
}

/// Named by the migrations' checksums, so that a cluster that outlives a change of them gets a new template.
fn template_name() -> String {
    let mixed = store::MIGRATOR
        .iter()
        .flat_map(|migration| migration.checksum.iter())
        .fold(0_u64, |mixed, byte| {
            (mixed ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    format!("soko_template_{mixed:016x}")
}

async fn migrate(urls: &ClusterUrls) {
    static DONE: OnceLock<()> = OnceLock::new();
    if DONE.get().is_some() {
        return;
    }
    make_tables(urls).await;
    let _ = DONE.set(());
}

/// Runs all migrations, the queue's too.
///
/// # Panics
/// When one of them fails: no test can go on.
#[expect(
    clippy::expect_used,
    reason = "only tests call this, and none can go on without the tables"
)]
pub async fn make_tables(urls: &ClusterUrls) {
    let limits = PoolLimits {
        connections_max: 1,
        acquire_timeout_ms: ACQUIRE_TIMEOUT_MS,
    };
    let pool = store::connect(&urls.owner, limits)
        .await
        .expect("the template answers");
    store::MIGRATOR
        .run(&pool)
        .await
        .expect("the migrations run");
    pool.close().await;
    let pool = store::connect(&urls.worker, limits)
        .await
        .expect("the template answers");
    worker::migrate(&pool)
        .await
        .expect("the queue's tables are made");
    pool.close().await;
}
