//! The port through which messages leave.

use async_trait::async_trait;

use crate::Message;

/// A message did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Worth another try: no answer, or "later".
    #[error("the channel is not available: {0}")]
    Unavailable(String),
    /// Never worth another try: the number does not exist, or the receiver refuses us.
    #[error("the channel refuses the message: {0}")]
    Refused(String),
}

/// Takes messages to people's phones.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Hands a message over. The message's id is the same in every try, for channels that know a message twice. Dropped
    /// after [`crate::Sending::try_seconds_max`], which counts as no answer.
    async fn send(&self, message: &Message) -> Result<(), SendError>;
}

/// Stands in while no provider is configured: takes every message, and leaves it to be read on the development page.
#[derive(Debug, Clone, Copy, Default)]
pub struct DevelopmentChannel;

#[async_trait]
impl Channel for DevelopmentChannel {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        tracing::info!(message = %message.id, to = ?message.to, "message left on the development page");
        Ok(())
    }
}
