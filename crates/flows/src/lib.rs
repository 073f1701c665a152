#![doc = include_str!("../README.md")]

pub mod account;
pub mod announce;
pub mod basket;
pub mod books;
pub mod callback;
pub mod cancel;
pub mod cases;
pub mod cash;
pub mod complete;
pub mod dashboard;
pub mod disburse;
pub mod documents;
pub mod explain;
pub mod fulfil;
pub mod give_back;
pub mod jobs;
pub mod keep_listing;
pub mod keep_shop;
pub mod limits;
pub mod moderate;
pub mod open_shop;
pub mod pay;
pub mod payout;
pub mod pictures;
pub mod place;
pub mod progress;
pub mod provider_statement;
pub mod reconcile;
pub mod refund;
pub mod replay;
pub mod route;
pub mod settle;
pub mod sign_in;
pub mod take_down;
pub mod till;
pub mod track;
pub mod view;

mod error;
mod exchange;
mod market;
mod stock;

pub use error::Error;
pub use market::{Market, Providers, Settings};
