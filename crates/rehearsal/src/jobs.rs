//! The queued work, done at once and in order instead of by a worker.

use flows::jobs::{
    DeliverEvents, PushAttempt, PushDisbursement, RenderPicture, SettleAttempt, SettleDisbursement,
    SettleTillPayment,
};
use flows::reconcile::Swept;
use flows::{Market, announce, disburse, pay, pictures, reconcile, settle, till};
use futures::{StreamExt as _, stream};
use serde_json::Value;
use store::Job;

use crate::TestMarket;

/// Work that makes work for longer than this never ends.
const ROUNDS_MAX: usize = 50;

impl TestMarket {
    /// Does all queued work, and the work that makes, until none is left. Says how many jobs were done.
    ///
    /// # Panics
    /// When a job fails, or work never ends.
    pub async fn run_jobs(&self) -> usize {
        let mut done = 0;
        for _ in 0..ROUNDS_MAX {
            let jobs = self.take_jobs().await;
            if jobs.is_empty() {
                return done;
            }
            for (task, payload) in jobs {
                self.run(&task, payload)
                    .await
                    .unwrap_or_else(|error| panic_about(&task, &error));
                done += 1;
            }
        }
        unreachable!("jobs make jobs without end");
    }

    /// The same, so many at a time and in any order, as workers do.
    pub async fn run_jobs_at_once(&self, at_once: usize) {
        for _ in 0..ROUNDS_MAX {
            let jobs = self.take_jobs().await;
            if jobs.is_empty() {
                return;
            }
            stream::iter(jobs)
                .for_each_concurrent(at_once, |(task, payload)| async move {
                    let done = self.run(&task, payload).await;
                    done.unwrap_or_else(|error| panic_about(&task, &error));
                })
                .await;
        }
        unreachable!("jobs make jobs without end");
    }

    /// Forgets all queued work, as a queue that lost it would.
    pub async fn lose_jobs(&self) -> usize {
        self.take_jobs().await.len()
    }

    /// Whether anything waits to be done.
    pub async fn has_jobs(&self) -> bool {
        sqlx::query_scalar("select exists (select from graphile_worker._private_jobs)")
            .fetch_one(&self.db.worker)
            .await
            .unwrap()
    }

    /// Asks about what is due and ends what is over.
    pub async fn sweep(&self) -> Swept {
        reconcile::sweep(&self.market).await.unwrap()
    }

    async fn take_jobs(&self) -> Vec<(String, Value)> {
        sqlx::query_as(
            "with gone as (delete from graphile_worker._private_jobs returning id, task_id, payload)
             select t.identifier, gone.payload from gone
             join graphile_worker._private_tasks t on t.id = gone.task_id order by gone.id",
        )
        .fetch_all(&self.db.worker)
        .await
        .unwrap()
    }

    async fn run(&self, task: &str, payload: Value) -> Result<(), flows::Error> {
        do_job(&self.market, task, payload).await
    }
}

/// Does one job of the queue, as a worker would.
///
/// # Panics
/// When the payload is not the task's, or nobody does the task.
pub async fn do_job(market: &Market, task: &str, payload: Value) -> Result<(), flows::Error> {
    match task {
        PushAttempt::TASK => {
            let job: PushAttempt = serde_json::from_value(payload).unwrap();
            pay::push(market, job.attempt).await
        }
        SettleAttempt::TASK => {
            let job: SettleAttempt = serde_json::from_value(payload).unwrap();
            settle::settle(market, job.attempt, "job").await
        }
        PushDisbursement::TASK => {
            let job: PushDisbursement = serde_json::from_value(payload).unwrap();
            disburse::push(market, job.disbursement).await
        }
        SettleDisbursement::TASK => {
            let job: SettleDisbursement = serde_json::from_value(payload).unwrap();
            disburse::settle(market, job.disbursement, "job").await
        }
        SettleTillPayment::TASK => {
            let job: SettleTillPayment = serde_json::from_value(payload).unwrap();
            Box::pin(till::settle(market, job.payment)).await
        }
        RenderPicture::TASK => {
            let job: RenderPicture = serde_json::from_value(payload).unwrap();
            pictures::render(market, job.picture).await
        }
        DeliverEvents::TASK => announce::deliver(market).await.map(drop),
        other => unreachable!("nobody does {other}"),
    }
}

fn panic_about(task: &str, error: &flows::Error) {
    unreachable!("{task} failed: {error:?}");
}
