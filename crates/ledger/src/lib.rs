#![doc = include_str!("../README.md")]

pub mod browse;
pub mod differences;
pub mod shop;
pub mod wallets;

mod account;
mod books;
mod journal;

pub use account::Account;
pub use books::{
    Posted, balance, is_recorded, lock, postings_of_causes, postings_of_purchase, record,
    record_all, returned, trial_balance, was_owed_back,
};
pub use journal::{Journal, JournalError, Kind};

/// Why a journal was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Whether recording changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    Now,
    /// The same cause was recorded before; nothing was written.
    Before,
}
