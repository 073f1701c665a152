//! The whole web, put together as the program puts it together, over a market of each test's own: who may do what, and what
//! nobody may.
#![expect(clippy::unwrap_used, reason = "a test says where it broke")]

mod browser;
mod cast;
mod limits;
mod policy;
mod privacy;
mod roster;
mod security;
mod sessions;
