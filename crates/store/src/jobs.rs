//! The door to the job queue: a job is written in the transaction that causes it, and runs only if that commits.

use kernel::Timestamp;
use serde::Serialize;
use sqlx::PgConnection;

use crate::Error;

/// A kind of follow-up work. The payload says which row it is about, never what to believe about it.
pub trait Job: Serialize {
    /// The task's name in the queue.
    const TASK: &'static str;

    /// Two waiting jobs with the same key are one.
    fn key(&self) -> String;
}

/// Writes a job. `run_at` in the future delays it.
pub async fn enqueue<J: Job>(
    conn: &mut PgConnection,
    job: &J,
    run_at: Timestamp,
) -> Result<(), Error> {
    let payload = serde_json::to_value(job)?;
    let key = format!("{}:{}", J::TASK, job.key());
    sqlx::query_scalar!(
        "select enqueue_job($1, $2::jsonb::json, $3, $4)::text",
        J::TASK,
        payload,
        key,
        run_at
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// Wakes the workers, for who cannot wait the second until they look by themselves. Call it after the commit: a
/// transaction that notifies makes all others that do wait while it commits, so this is one of its own, and a small one.
pub async fn wake_workers(pool: &sqlx::PgPool) -> Result<(), Error> {
    sqlx::query!(
        "select set_config('synchronous_commit', 'off', true) as setting, pg_notify('jobs:insert', '')::text as woken"
    )
    .fetch_one(pool)
    .await?;
    Ok(())
}
