//! Whether this instance should be given requests, part by part.

use std::path::Path;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use payments::provider::ProviderName;
use serde::Serialize;
use sqlx::PgPool;
use store::{Platform, PlatformFlow, Tx};

use super::Checks;
use crate::database::{Tables, tables};

/// A check that takes longer has failed.
const CHECK_MS_MAX: u64 = 2_000;
/// A job waits a second when all is well.
const QUEUE_SECONDS_MAX: i64 = 120;
/// Less room than this is no room for pictures and logs.
const DISK_MB_MIN: u64 = 200;
/// So many of the newest calls to a provider tell how it does.
const CALLS: i64 = 20;

/// One part of being ready.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    ok: bool,
    detail: String,
}

impl Part {
    fn fine(detail: impl Into<String>) -> Self {
        Self {
            ok: true,
            detail: detail.into(),
        }
    }

    fn broken(detail: impl Into<String>) -> Self {
        Self {
            ok: false,
            detail: detail.into(),
        }
    }
}

/// Every part. A provider that does not answer makes nobody unready: pages, carts and orders go on.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    status: &'static str,
    version: &'static str,
    database: Part,
    migrations: Part,
    queue: Part,
    disk: Part,
    providers: Vec<ProviderPart>,
}

#[derive(Debug, Clone, Serialize)]
struct ProviderPart {
    name: &'static str,
    #[serde(flatten)]
    part: Part,
}

/// `GET /api/health`: 200 when ready, 503 when not.
pub async fn ready(State(checks): State<Checks>) -> Response {
    let look = look(&checks);
    let ready = tokio::time::timeout(Duration::from_millis(CHECK_MS_MAX), look)
        .await
        .unwrap_or_else(|_| {
            let late = || Part::broken("no answer in time");
            let disk = disk(&checks.media_root);
            Ready {
                database: late(),
                migrations: late(),
                queue: late(),
                disk,
                providers: Vec::new(),
                ..Ready::blank()
            }
        });
    let status = if ready.status == "ready" {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))],
        Json(ready),
    )
        .into_response()
}

impl Ready {
    fn blank() -> Self {
        let unknown = || Part::broken("");
        Self {
            status: "not ready",
            version: env!("CARGO_PKG_VERSION"),
            database: unknown(),
            migrations: unknown(),
            queue: unknown(),
            disk: unknown(),
            providers: Vec::new(),
        }
    }
}

async fn look(checks: &Checks) -> Ready {
    let app = &checks.market.pools.app;
    let (database, migrations, queue, providers) = tokio::join!(
        database(app),
        migrations(app),
        queue(&checks.worker_pool),
        providers(checks)
    );
    let disk = disk(&checks.media_root);
    let is_ready = [&database, &migrations, &queue, &disk]
        .iter()
        .all(|part| part.ok);
    let status = if is_ready { "ready" } else { "not ready" };
    Ready {
        status,
        database,
        migrations,
        queue,
        disk,
        providers,
        ..Ready::blank()
    }
}

async fn database(app: &PgPool) -> Part {
    match sqlx::query_scalar::<_, i32>("select 1")
        .fetch_one(app)
        .await
    {
        Ok(_) => Part::fine("answers"),
        // The reason may hold an address; it is in the log.
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            Part::broken("does not answer")
        }
    }
}

async fn migrations(app: &PgPool) -> Part {
    match tables(app).await {
        Ok(Tables::Current) => Part::fine("all run"),
        Ok(Tables::Behind(count)) => Part::broken(format!("{count} still to run")),
        Ok(Tables::Ahead) => Part::fine("those of a newer version have run"),
        Err(_) => Part::broken("unknown"),
    }
}

async fn queue(pool: &PgPool) -> Part {
    match worker::health(pool).await {
        Ok(health) if health.oldest_due_seconds > QUEUE_SECONDS_MAX => Part::broken(format!(
            "{} jobs due, the oldest for {} s: is a worker running?",
            health.due, health.oldest_due_seconds
        )),
        Ok(health) => Part::fine(format!(
            "{} jobs due, the oldest for {} s, {} given up",
            health.due, health.oldest_due_seconds, health.given_up
        )),
        Err(_) => Part::broken("unknown"),
    }
}

/// How the newest calls to each provider went.
async fn providers(checks: &Checks) -> Vec<ProviderPart> {
    let mut parts = Vec::new();
    for name in ProviderName::ALL {
        if checks.market.providers.get(name).is_some() {
            let part = provider(checks, name)
                .await
                .unwrap_or_else(|_| Part::broken("unknown"));
            parts.push(ProviderPart {
                name: name.as_str(),
                part,
            });
        }
    }
    parts
}

async fn provider(checks: &Checks, name: ProviderName) -> Result<Part, store::Error> {
    let mut tx = Tx::begin(&checks.market.pools.app, Platform(PlatformFlow::Explain)).await?;
    // Whatever a provider answers is an answer; these are the words for none.
    let (calls, unanswered) = sqlx::query_as::<_, (i64, i64)>(
        "select count(*), count(*) filter (where outcome in ('unclear', 'not_sent')) from (
           select outcome from payment_exchanges where provider = $1 order by id desc limit $2) newest",
    )
    .bind(name.as_str())
    .bind(CALLS)
    .fetch_one(&mut *tx)
    .await?;
    let detail = format!("{unanswered} of the newest {calls} calls were not answered");
    Ok(if calls > 0 && unanswered == calls {
        Part::broken(detail)
    } else {
        Part::fine(detail)
    })
}

fn disk(root: &Path) -> Part {
    match nix::sys::statvfs::statvfs(root) {
        Ok(disk) => {
            let free_mb = disk.blocks_available() * disk.fragment_size() / (1024 * 1024);
            let detail = format!("{free_mb} MB free");
            if free_mb < DISK_MB_MIN {
                Part::broken(detail)
            } else {
                Part::fine(detail)
            }
        }
        Err(_) => Part::broken("cannot be read"),
    }
}
