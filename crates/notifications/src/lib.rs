#![doc = include_str!("../README.md")]

mod channel;
mod message;
mod outbox;
mod sms;

pub use channel::{Channel, DevelopmentChannel, SendError};
pub use message::{Message, MessageState, NewMessage};
pub use outbox::{Sending, Told, list_newest, list_of_keys, queue, send_waiting, waiting_count};
pub use sms::{SmsBody, TooLong};
