//! The clock of the door at which callbacks arrive.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use kernel::{Clock, Timestamp};
use time::Duration;

/// The system's clock, so many seconds ahead. Callbacks are signed in real time, so who verifies them lives in it too,
/// whatever the market's own clock shows.
#[derive(Debug, Default)]
pub struct ShiftedClock {
    ahead_seconds: AtomicI64,
}

impl ShiftedClock {
    /// From now on this many seconds ahead of the system's clock.
    pub fn shift(&self, ahead_seconds: i64) {
        self.ahead_seconds.store(ahead_seconds, Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from(SystemTime::now())
            + Duration::seconds(self.ahead_seconds.load(Ordering::SeqCst))
    }
}
