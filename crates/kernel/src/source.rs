//! Where time and randomness come from: handed in, so that tests choose both.

use std::sync::Arc;

use uuid::{Builder, Uuid};

use crate::{Id, Timestamp};

/// Tells the time. The program's clock is the system's; a test's stands still until moved.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Gives random bytes fit for secrets.
pub trait Random: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The clock and the randomness of one running program.
#[derive(Clone)]
pub struct Source {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Source {
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A new id (UUID v7): sorts by when it was made, to the millisecond.
    pub fn id<I: Id>(&self) -> I {
        let millis =
            u64::try_from(self.now().unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
        I::from_uuid(Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid())
    }

    /// A new id that says nothing about when it was made (UUID v4): for what strangers see.
    pub fn opaque_id<I: Id>(&self) -> I {
        I::from_uuid(self.uuid_v4())
    }

    pub fn uuid_v4(&self) -> Uuid {
        Builder::from_random_bytes(self.bytes()).into_uuid()
    }
}
