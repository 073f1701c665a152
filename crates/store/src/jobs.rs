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
    let key = key_of(job);
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

/// A job that waits, or is being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingJob {
    pub task: String,
    pub run_at: Timestamp,
    /// How often it was tried.
    pub attempts: i32,
    pub attempts_max: i32,
    pub is_running: bool,
    /// What went wrong the last time; empty when nothing did.
    pub last_error: String,
}

/// The key under which a job waits in the queue.
pub fn key_of<J: Job>(job: &J) -> String {
    format!("{}:{}", J::TASK, job.key())
}

/// The jobs that wait under any of these keys, the next first. What is done leaves the queue.
pub async fn waiting_jobs(
    conn: impl sqlx::PgExecutor<'_>,
    keys: &[String],
) -> Result<Vec<WaitingJob>, Error> {
    Ok(sqlx::query_as!(
        WaitingJob,
        r#"select task as "task!", run_at as "run_at!", attempts as "attempts!", attempts_max as "attempts_max!",
             is_running as "is_running!", last_error as "last_error!" from waiting_jobs($1)"#,
        keys,
    )
    .fetch_all(conn)
    .await?)
}
