//! payments

pub mod provider;
pub mod providers;
