//! How a worker behaves, every limit with its unit.

/// How a worker behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Jobs that run at the same time.
    pub concurrency: usize,
    /// How often the queue is looked at when nobody wakes the worker.
    pub poll_ms: u64,
    /// A job that takes longer is stopped and has failed.
    pub job_seconds_max: u64,
    /// The longest pause between two tries of a failing job. Pauses grow from three seconds; after 25 tries it is given up.
    pub pause_seconds_max: u32,
    /// How often a worker says that it is alive.
    pub heartbeat_seconds: u64,
    /// A worker silent for so long is taken for dead, and others do its jobs.
    pub silence_seconds_max: u64,
    /// How often workers look for dead ones.
    pub sweep_seconds: u64,
    /// How long running jobs may go on after shutdown began; then they are given back.
    pub shutdown_seconds_max: u64,
}

impl Settings {
    /// A killed worker's jobs run again 10 to 15 seconds later.
    pub const STANDARD: Self = Self {
        concurrency: 4,
        poll_ms: 1_000,
        job_seconds_max: 120,
        pause_seconds_max: 300,
        heartbeat_seconds: 2,
        silence_seconds_max: 10,
        sweep_seconds: 5,
        shutdown_seconds_max: 8,
    };
}

impl Default for Settings {
    fn default() -> Self {
        Self::STANDARD
    }
}
