//! The system's clock and randomness: the only place that asks for them.

use std::sync::Arc;

use kernel::{Clock, Random, Source, Timestamp};

/// Tells the system's time, to the microsecond: what is read back from Postgres equals what was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the clock that everybody else is handed"
        )]
        let now = Timestamp::now_utc();
        now.replace_nanosecond(now.microsecond() * 1_000)
            .unwrap_or(now)
    }
}

/// Randomness fit for secrets, seeded by the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        rand::RngCore::fill_bytes(&mut rand::rng(), bytes);
    }
}

/// The clock and the randomness of a running program.
pub fn source() -> Source {
    Source::new(Arc::new(SystemClock), Arc::new(SystemRandom))
}
