//! What a message is, before and after it was queued.

use std::fmt;
use std::str::FromStr;

use kernel::{MessageId, PhoneNumber, Timestamp};

use crate::SmsBody;

/// A message to queue.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Event, kind and receiver, so that an event delivered twice sends once: `order.packed:SK-…-B:buyer`.
    pub dedupe_key: String,
    pub to: PhoneNumber,
    pub body: SmsBody,
}

/// How far a message got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Waits for its first or next try.
    Queued,
    /// The channel took it.
    Sent,
    /// Given up after the last try.
    Failed,
}

impl MessageState {
    /// As stored. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

/// A state was spelled in a way that nothing writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a message's state")]
pub struct UnknownState;

impl FromStr for MessageState {
    type Err = UnknownState;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Queued, Self::Sent, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(UnknownState)
    }
}

/// A message of the outbox.
#[derive(Clone)]
pub struct Message {
    pub id: MessageId,
    pub to: PhoneNumber,
    pub body: String,
    pub state: MessageState,
    /// Tries so far.
    pub tries: i16,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

/// Without the body, which may carry a code.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("to", &self.to)
            .field("state", &self.state)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}
