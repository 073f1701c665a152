//! From a job's type to the handler that was given for it. The queue knows handlers as types, we know them as functions.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::Job;

/// Why a try failed, with its causes. Kept with the job.
pub(crate) struct Failure(String);

impl Failure {
    fn of(error: &(dyn Error + 'static)) -> Self {
        let mut chain = vec![error.to_string()];
        let mut cause = error.source();
        // Eight causes are more than any of ours has.
        while let (Some(error), 0..8) = (cause, chain.len()) {
            chain.push(error.to_string());
            cause = error.source();
        }
        Self(chain.join(": "))
    }
}

/// The queue stores what `Debug` says.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

type Run<J> = Arc<dyn Fn(J) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// The handler of one kind of job.
pub(crate) struct Handler<J> {
    run: Run<J>,
    patience: Duration,
}

impl<J> Clone for Handler<J> {
    fn clone(&self) -> Self {
        Self {
            run: self.run.clone(),
            patience: self.patience,
        }
    }
}

impl<J> fmt::Debug for Handler<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

impl<J: 'static> Handler<J> {
    pub(crate) fn new<F, Fut, E>(run: F, patience: Duration) -> Self
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let run = move |job: J| {
            run(job)
                .map(|done| done.map_err(|error| Failure::of(&*error.into())))
                .boxed()
        };
        Self {
            run: Arc::new(run),
            patience,
        }
    }
}

/// A job on its way out of the queue.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Task<J>(J);

impl<J: Job + DeserializeOwned + Send + Sync + 'static> TaskHandler for Task<J> {
    const IDENTIFIER: &'static str = J::TASK;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(handler) = context.get_ext::<Handler<J>>() else {
            return Err(Failure(format!("no handler for {}", J::TASK)));
        };
        tokio::time::timeout(handler.patience, (handler.run)(self.0))
            .await
            .unwrap_or_else(|_| {
                Err(Failure(format!(
                    "took longer than {} seconds",
                    handler.patience.as_secs()
                )))
            })
    }
}
