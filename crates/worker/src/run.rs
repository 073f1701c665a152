//! The worker: tasks with their handlers, and the loop that outlives the database.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use graphile_worker::{
    JobFail, JobFailContext, WorkerBuildError, WorkerOptions, WorkerRecoveryConfig,
    WorkerShutdownConfig,
};
use serde::de::DeserializeOwned;
use sqlx::PgPool;
use store::Job;
use tokio::task::JoinSet;

use crate::settings::Settings;
use crate::task::{Handler, Task};
use crate::tick::{Tick, tick};

/// The longest pause before a worker whose database went away tries again.
const RESTART_SECONDS_MAX: u64 = 10;

/// Why a worker did not start.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    #[error(
        "the job queue could not be set up: is this the role soko_worker (see scripts/roles.sql)?"
    )]
    Build(#[source] Box<WorkerBuildError>),
    #[error("a periodic job could not be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl From<WorkerBuildError> for WorkerError {
    fn from(error: WorkerBuildError) -> Self {
        Self::Build(Box::new(error))
    }
}

/// Makes or updates the queue's own tables, as the worker's role. Safe to run again, and at the same time.
pub async fn migrate(pool: &PgPool) -> Result<(), WorkerError> {
    WorkerOptions::default()
        .pg_pool(pool.clone())
        .listen_os_shutdown_signals(false)
        .init()
        .await?;
    Ok(())
}

type Define = Box<dyn Fn(WorkerOptions) -> WorkerOptions + Send + Sync>;
type Until = Shared<BoxFuture<'static, ()>>;

/// A worker in the making.
#[must_use = "a worker does nothing until it is run"]
pub struct Worker {
    pool: PgPool,
    settings: Settings,
    tasks: Vec<Define>,
    ticks: Vec<Tick>,
    broken: Option<serde_json::Error>,
}

impl Worker {
    /// The pool signs in as the worker's role. It needs one connection to listen, one to live, and one for every two jobs
    /// that run at a time.
    pub fn new(pool: PgPool, settings: Settings) -> Self {
        Self {
            pool,
            settings,
            tasks: Vec::new(),
            ticks: Vec::new(),
            broken: None,
        }
    }

    /// Names the handler of one kind of job. A handler that fails is called again with the same job after a pause.
    pub fn task<J, F, Fut, E>(mut self, handler: F) -> Self
    where
        J: Job + DeserializeOwned + Send + Sync + 'static,
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let patience = Duration::from_secs(self.settings.job_seconds_max);
        let handler = Handler::new(handler, patience);
        self.tasks.push(Box::new(move |options| {
            options
                .define_job::<Task<J>>()
                .add_extension(handler.clone())
        }));
        self
    }

    /// Puts a job into the queue now and every so many seconds, unless one with its key waits already.
    pub fn every<J: Job>(mut self, seconds: u64, job: &J) -> Self {
        match serde_json::to_value(job) {
            Ok(payload) => self.ticks.push(Tick {
                task: J::TASK,
                key: format!("{}:{}", J::TASK, job.key()),
                payload,
                every: Duration::from_secs(seconds.max(1)),
            }),
            Err(error) => self.broken = Some(error),
        }
        self
    }

    /// Runs jobs until `until` is over, then lets running ones end or gives them back. When the database goes away the
    /// worker waits and starts again; only a first start that fails is an error.
    pub async fn run(
        self,
        until: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), WorkerError> {
        if let Some(error) = self.broken {
            return Err(error.into());
        }
        let until: Until = until.boxed().shared();
        let mut ticking = JoinSet::new();
        let mut worker = self.options(&until).init().await?;
        for one in &self.ticks {
            ticking.spawn(tick(self.pool.clone(), one.clone()));
        }
        let mut pause_seconds = 1;
        loop {
            match worker.run().await {
                Ok(()) => return Ok(()),
                Err(error) => {
                    tracing::error!(error = %error, "the worker stopped; it starts again");
                }
            }
            worker = loop {
                let pause = tokio::time::sleep(Duration::from_secs(pause_seconds));
                tokio::select! {
                    () = until.clone() => return Ok(()),
                    () = pause => {}
                }
                match self.options(&until).init().await {
                    Ok(worker) => break worker,
                    Err(error) => {
                        tracing::warn!(error = %error, pause_seconds, "the queue is not there yet");
                    }
                }
                pause_seconds = (pause_seconds * 2).min(RESTART_SECONDS_MAX);
            };
            pause_seconds = 1;
        }
    }

    fn options(&self, until: &Until) -> WorkerOptions {
        let Settings {
            concurrency,
            poll_ms,
            job_seconds_max: _,
            pause_seconds_max,
            heartbeat_seconds,
            silence_seconds_max,
            sweep_seconds,
            shutdown_seconds_max,
        } = self.settings;
        let pool = self.pool.clone();
        let options = WorkerOptions::default()
            .pg_pool(self.pool.clone())
            .concurrency(concurrency.max(1))
            .poll_interval(Duration::from_millis(poll_ms))
            .worker_recovery(
                WorkerRecoveryConfig::default()
                    .heartbeat_interval(Duration::from_secs(heartbeat_seconds))
                    .sweep_threshold(Duration::from_secs(silence_seconds_max))
                    .sweep_interval(Duration::from_secs(sweep_seconds))
                    .recovery_delay(Duration::ZERO),
            )
            .worker_shutdown(
                WorkerShutdownConfig::default()
                    .listen_os_shutdown_signals(false)
                    .grace_period(Duration::from_secs(shutdown_seconds_max))
                    .interrupted_job_retry_delay(Duration::ZERO)
                    .shutdown_signal(until.clone()),
            )
            .on(JobFail, move |failed: JobFailContext| {
                shorten_pause(pool.clone(), *failed.job.id(), pause_seconds_max)
            });
        self.tasks
            .iter()
            .fold(options, |options, define| define(options))
    }
}

/// The library's pauses grow to six hours. A provider that was down is asked again sooner.
async fn shorten_pause(pool: PgPool, job: i64, pause_seconds_max: u32) {
    let done = sqlx::query(
        "update graphile_worker._private_jobs
         set run_at = least(run_at, now() + $2 * interval '1 second') where id = $1 and locked_at is null",
    )
    .bind(job)
    .bind(f64::from(pause_seconds_max))
    .execute(&pool)
    .await;
    if let Err(error) = done {
        tracing::warn!(job, error = %error, "a failed job keeps its long pause");
    }
}
