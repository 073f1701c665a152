//! The database of one run: the one that was named, or a private cluster; migrated, and reached as the right roles.

use std::path::Path;

use anyhow::{Context, Result, bail};
use cluster::{Cluster, ClusterError, ClusterUrls, Options};
use sqlx::PgPool;
use store::{PoolLimits, Pools};

use crate::config::{Config, Urls};

/// The private cluster's database.
const NAME: &str = "soko";
/// Migrations wait so long for a lock of somebody who serves.
const MIGRATION_ACQUIRE_MS: u64 = 30_000;

/// The database of one run. A cluster that this run started stops with [`Database::stop`].
pub struct Database {
    pub urls: Urls,
    cluster: Option<Cluster>,
}

impl Database {
    /// Finds the database, or starts the private one. A private one that another `soko` runs is shared, unless this run
    /// wants to own it.
    pub async fn open(config: &Config, must_own: bool) -> Result<Self> {
        if let Some(urls) = &config.database.urls {
            return Ok(Self {
                urls: urls.clone(),
                cluster: None,
            });
        }
        let home = config.home.clone();
        let started = tokio::task::spawn_blocking(move || start(&home))
            .await
            .context("the private Postgres")?;
        match started {
            Ok((cluster, urls)) => Ok(Self {
                urls: of_cluster(&urls),
                cluster: Some(cluster),
            }),
            Err(error @ ClusterError::AlreadyRunning { .. }) if !must_own => {
                let urls = of_running(&config.home).with_context(|| error.to_string())?;
                Ok(Self {
                    urls,
                    cluster: None,
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Brings the tables up to date, as their owner and as the queue's. Without the owner's address it only looks.
    pub async fn migrate(&self) -> Result<()> {
        if let Some(owner) = &self.urls.owner {
            let pool = connect(owner, 2, "as the owner").await?;
            store::MIGRATOR.run(&pool).await.context("the migrations")?;
            // The program that serves compares this list with what it was built with.
            sqlx::query("grant select on _sqlx_migrations to soko_app")
                .execute(&pool)
                .await
                .context("the migrations")?;
            pool.close().await;
        }
        let pool = connect(&self.urls.worker, 2, "as the job queue's role").await?;
        worker::migrate(&pool).await?;
        pool.close().await;
        Ok(())
    }

    /// The pools that serve. Refuses roles that row security does not bind.
    pub async fn pools(&self, config: &Config) -> Result<Pools> {
        let app = connect_with(&self.urls.app, config.database.app, "DATABASE_URL").await?;
        let storefront = connect_with(
            &self.urls.storefront,
            config.database.storefront,
            "STOREFRONT_DATABASE_URL",
        )
        .await?;
        store::refuse_strong_role(&app).await?;
        store::refuse_strong_role(&storefront).await?;
        Ok(Pools { app, storefront })
    }

    /// The pool of the job queue.
    pub async fn worker_pool(&self, config: &Config) -> Result<PgPool> {
        connect_with(
            &self.urls.worker,
            config.database.worker,
            "WORKER_DATABASE_URL",
        )
        .await
    }

    /// Whether this run started the cluster.
    pub fn is_ours(&self) -> bool {
        self.cluster.is_some()
    }

    /// Stops the cluster if this run started it.
    pub async fn stop(self) -> Result<()> {
        let Some(cluster) = self.cluster else {
            return Ok(());
        };
        tokio::task::spawn_blocking(move || cluster.stop())
            .await
            .context("the private Postgres")??;
        Ok(())
    }
}

fn start(home: &Path) -> Result<(Cluster, ClusterUrls), ClusterError> {
    let cluster = Cluster::start(&Options {
        home: home.to_owned(),
        durable: true,
    })?;
    let urls = cluster.create_database(NAME)?;
    Ok((cluster, urls))
}

fn of_cluster(urls: &ClusterUrls) -> Urls {
    let ClusterUrls {
        owner,
        app,
        storefront,
        worker,
        superuser: _,
    } = urls.clone();
    Urls {
        owner: Some(owner),
        app,
        storefront,
        worker,
    }
}

/// The private cluster that another `soko` runs: its server's own note says where it listens.
pub fn of_running(home: &Path) -> Result<Urls> {
    let note = home.join(".soko/cluster/data/postmaster.pid");
    let text = std::fs::read_to_string(&note)
        .with_context(|| format!("cannot read {}", note.display()))?;
    // Lines: process, data folder, start, port, socket folder, …
    let lines: Vec<&str> = text.lines().collect();
    let (Some(port), Some(socket)) = (lines.get(3), lines.get(4).filter(|line| !line.is_empty()))
    else {
        bail!("{} does not say where Postgres listens", note.display());
    };
    let url = |role: &str| {
        let host = app::problem::encode(socket);
        format!("postgres://{role}@localhost/{NAME}?host={host}&port={port}&sslmode=disable")
    };
    Ok(Urls {
        owner: Some(url(cluster::OWNER)),
        app: url(cluster::APP),
        storefront: url(cluster::STOREFRONT),
        worker: url(cluster::WORKER),
    })
}

async fn connect(url: &str, connections_max: u32, who: &str) -> Result<PgPool> {
    connect_with(
        url,
        PoolLimits {
            connections_max,
            acquire_timeout_ms: MIGRATION_ACQUIRE_MS,
        },
        who,
    )
    .await
}

async fn connect_with(url: &str, limits: PoolLimits, who: &str) -> Result<PgPool> {
    store::connect(url, limits)
        .await
        .with_context(|| format!("the database cannot be reached ({who})"))
}

/// Whether the tables are the ones this program was built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    Current,
    /// So many migrations are still to run.
    Behind(usize),
    /// The database was migrated by a newer program.
    Ahead,
}

/// Compares the database's migrations with this program's.
pub async fn tables(app: &PgPool) -> Result<Tables, sqlx::Error> {
    let known =
        sqlx::query_scalar::<_, bool>("select to_regclass('public._sqlx_migrations') is not null")
            .fetch_one(app)
            .await?;
    let mut applied: Vec<i64> = Vec::new();
    if known {
        applied = sqlx::query_scalar("select version from _sqlx_migrations where success")
            .fetch_all(app)
            .await?;
    }
    let missing = store::MIGRATOR
        .iter()
        .filter(|migration| !applied.contains(&migration.version))
        .count();
    let ours = |version: &i64| {
        store::MIGRATOR
            .iter()
            .any(|migration| migration.version == *version)
    };
    Ok(match missing {
        0 if applied.iter().all(ours) => Tables::Current,
        0 => Tables::Ahead,
        missing => Tables::Behind(missing),
    })
}
