#![doc = include_str!("../README.md")]

mod database;
mod source;

pub use database::{Database, make_tables};
pub use source::{SetClock, SystemRandom, source_at};
