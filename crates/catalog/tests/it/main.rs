//! The catalogue on a real Postgres, as the roles that serve.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by failing"
)]

mod lists;
mod merchant;
mod pages;
mod plans;
mod publishing;
mod stock;
mod support;
