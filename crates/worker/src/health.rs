//! How the queue is doing.

use sqlx::PgPool;
use store::Error;

/// How the queue is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueHealth {
    /// Jobs whose time has come and that nobody has taken.
    pub due: i64,
    /// How long the oldest of them waits.
    pub oldest_due_seconds: i64,
    /// Jobs that were given up after their last try. A person should look.
    pub given_up: i64,
}

/// Reads the queue, as the worker's role.
pub async fn health(pool: &PgPool) -> Result<QueueHealth, Error> {
    let (due, oldest_due_seconds, given_up) = sqlx::query_as::<_, (i64, i64, i64)>(
        "select count(*) filter (where is_available and run_at <= now()),
                coalesce(extract(epoch from now() - min(run_at) filter (where is_available and run_at <= now())), 0)::bigint,
                count(*) filter (where attempts >= max_attempts and locked_at is null and key is not null)
         from graphile_worker._private_jobs",
    )
    .fetch_one(pool)
    .await?;
    Ok(QueueHealth {
        due,
        oldest_due_seconds,
        given_up,
    })
}
