#![doc = include_str!("../README.md")]

pub mod callback;
pub mod cancel;
pub mod fulfil;
pub mod jobs;
pub mod limits;
pub mod pay;
pub mod place;
pub mod progress;
pub mod reconcile;
pub mod settle;
pub mod view;

mod error;
mod exchange;
mod market;
mod stock;

pub use error::Error;
pub use market::{Market, Providers, Settings};
