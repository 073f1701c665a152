#![doc = include_str!("../README.md")]

mod cursor;
mod error;
mod jobs;
mod marks;
mod outbox;
mod pools;
mod tx;

pub use cursor::{Cursor, CursorError, Page};
pub use error::{Error, constraint_of, one_row};
pub use jobs::{Job, WaitingJob, enqueue, key_of, waiting_jobs, wake_workers};
pub use marks::{is_marked, mark};
pub use outbox::{Event, PastEvent, Topic, events_about, mark_delivered, publish, waiting_events};
pub use pools::{MIGRATOR, PoolLimits, Pools, StrongRole, connect, refuse_strong_role};
pub use tx::{Buyer, Platform, PlatformFlow, Scope, Shop, Tx};
