//! Two clocks: the real one, which signatures use, and a virtual one that runs with it but can be moved ahead.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;

/// A moment on the virtual clock, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// A moment of the calendar, to the millisecond.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Self(i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap_or_default())
    }

    #[must_use]
    pub fn plus(self, wait: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// How long from `earlier` until here; zero when it is not later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }

    /// To the second, as providers write it: `2020-10-19T11:17:01Z`.
    pub fn rfc3339(self) -> String {
        Timestamp::from_unix_timestamp(self.0.div_euclid(1_000))
            .ok()
            .and_then(|at| at.format(&Rfc3339).ok())
            .unwrap_or_default()
    }
}

/// The system's time. Signatures are always made over this one.
pub(crate) fn real_now() -> Timestamp {
    SystemTime::now().into()
}

pub(crate) fn real_rfc3339() -> String {
    real_now().format(&Rfc3339).unwrap_or_default()
}

/// The clock that prompts, settlements and retries live by.
#[derive(Debug, Default)]
pub(crate) struct VirtualClock {
    ahead_ms: AtomicI64,
}

impl VirtualClock {
    pub fn ahead_by(ahead_ms: i64) -> Self {
        Self {
            ahead_ms: AtomicI64::new(ahead_ms),
        }
    }

    pub fn now(&self) -> Moment {
        let real_ms = real_now().unix_timestamp_nanos() / 1_000_000;
        Moment(
            i64::try_from(real_ms)
                .unwrap_or_default()
                .saturating_add(self.ahead_ms()),
        )
    }

    pub fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::SeqCst)
    }

    /// Runs with the real clock again.
    pub fn reset(&self) {
        self.ahead_ms.store(0, Ordering::SeqCst);
    }

    /// Moves ahead until at least `moment`; never back.
    pub fn reach(&self, moment: Moment) {
        let short = moment.0.saturating_sub(self.now().0);
        if short > 0 {
            self.ahead_ms.fetch_add(short, Ordering::SeqCst);
        }
    }
}
