//! Jobs that come back by the clock: put into the queue every so often, one at a time however many workers tick.

use std::time::Duration;

use serde_json::Value;
use sqlx::PgPool;
use tokio::time::MissedTickBehavior;

/// A job that comes back.
#[derive(Clone)]
pub(crate) struct Tick {
    pub(crate) task: &'static str,
    pub(crate) key: String,
    pub(crate) payload: Value,
    pub(crate) every: Duration,
}

/// Ticks for ever; drop it to stop. A tick that fails is logged and made up for by the next.
pub(crate) async fn tick(pool: PgPool, tick: Tick) {
    let mut clock = tokio::time::interval(tick.every);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        if let Err(error) = add(&pool, &tick).await {
            tracing::warn!(task = tick.task, error = %error, "a periodic job was not queued");
        }
    }
}

/// A waiting job with the key stays where it is, its pause after a failure included, and is never given up.
async fn add(pool: &PgPool, tick: &Tick) -> Result<(), sqlx::Error> {
    sqlx::query(
        "select graphile_worker.add_job($1, $2::jsonb::json, job_key => $3, job_key_mode => 'preserve_run_at')",
    )
    .bind(tick.task)
    .bind(&tick.payload)
    .bind(&tick.key)
    .execute(pool)
    .await?;
    Ok(())
}
