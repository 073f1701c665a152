//! The one place where pictures are worked on: bounded in memory and in processor time.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::{Limits, PictureError, Renditions, decode, render};

/// Uploads held in memory while they wait their turn; each is at most `Limits::bytes_max`.
const WAITING_MAX: usize = 8;

/// Works on one picture at a time, off the async threads, so that at most one decoded picture is ever in memory. Clones
/// share the place.
#[derive(Debug, Clone)]
pub struct Darkroom {
    door: Arc<Semaphore>,
    bench: Arc<Semaphore>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DarkroomError {
    #[error(transparent)]
    Refused(#[from] PictureError),
    /// Try again in a few seconds.
    #[error("too many pictures are waiting to be worked on")]
    Busy,
    /// The work panicked or the program is ending.
    #[error("work on the picture stopped")]
    Stopped,
}

impl Default for Darkroom {
    fn default() -> Self {
        Self {
            door: Arc::new(Semaphore::new(WAITING_MAX + 1)),
            bench: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Darkroom {
    /// Decodes an upload and makes all its sizes.
    ///
    /// # Errors
    /// `Refused` says what is wrong with the picture; `Busy` when too many wait.
    pub async fn develop(
        &self,
        file: Vec<u8>,
        limits: Limits,
    ) -> Result<Renditions, DarkroomError> {
        self.work(move || render(&decode(&file, &limits)?)).await
    }

    /// Does any other work on pictures in its turn.
    ///
    /// # Errors
    /// What the work answers, as `Refused`; `Busy` when too many wait.
    pub async fn work<T, W>(&self, work: W) -> Result<T, DarkroomError>
    where
        T: Send + 'static,
        W: FnOnce() -> Result<T, PictureError> + Send + 'static,
    {
        let entered = Arc::clone(&self.door)
            .try_acquire_owned()
            .map_err(|_| DarkroomError::Busy)?;
        let turn = Arc::clone(&self.bench)
            .acquire_owned()
            .await
            .map_err(|_| DarkroomError::Stopped)?;
        // The permits go with the work: a caller who leaves does not let a second job start beside it.
        let job = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((turn, entered));
            done
        });
        job.await
            .map_err(|_| DarkroomError::Stopped)?
            .map_err(DarkroomError::Refused)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn one_job_runs_at_a_time_and_a_long_queue_is_refused() {
        let darkroom = Darkroom::default();
        let running = Arc::new(AtomicUsize::new(0));
        let jobs: Vec<_> = (0..WAITING_MAX + 3)
            .map(|_| {
                let (darkroom, running) = (darkroom.clone(), Arc::clone(&running));
                tokio::spawn(async move {
                    let work = move || {
                        let before = running.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(30));
                        running.fetch_sub(1, Ordering::SeqCst);
                        Ok(before)
                    };
                    darkroom.work(work).await
                })
            })
            .collect();
        let mut refused = 0;
        for job in jobs {
            match job.await.unwrap() {
                Ok(before) => assert_eq!(before, 0),
                Err(error) => {
                    assert_eq!(error, DarkroomError::Busy);
                    refused += 1;
                }
            }
        }
        assert_eq!(refused, 2);
    }

    #[tokio::test]
    async fn a_panic_ends_its_own_job_only() {
        let darkroom = Darkroom::default();
        let broken = darkroom
            .work(|| -> Result<(), _> { panic!("a decoder's bug") })
            .await;
        assert_eq!(broken, Err(DarkroomError::Stopped));
        assert_eq!(darkroom.work(|| Ok(7)).await, Ok(7));
    }

    #[tokio::test]
    async fn an_upload_is_refused_in_its_own_words() {
        let darkroom = Darkroom::default();
        let refused = darkroom
            .develop(b"<svg/>".to_vec(), Limits::default())
            .await;
        assert_eq!(
            refused,
            Err(DarkroomError::Refused(PictureError::NotAPicture))
        );
    }
}
