#![doc = include_str!("../README.md")]

mod payments;

pub use payments::{PayNext, PayState, PayStatus};
