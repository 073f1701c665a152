#![doc = include_str!("../README.md")]

pub mod attempt;
pub mod banks;
pub mod callbacks;
pub mod disbursement;
pub mod health;
pub mod history;
pub mod intent;
pub mod provider;
pub mod providers;
pub mod rates;
pub mod search;
pub mod statements;
pub mod till;
pub mod tries;

mod masked;
mod outgoing;
mod state;
mod stated;
mod transcript;

pub use attempt::{Attempt, NewAttempt};
pub use disbursement::{Disbursement, NewDisbursement, Purpose};
pub use masked::{masked, masked_headers};
pub use outgoing::OutgoingState;
pub use state::{AttemptState, WrongState};
pub use till::{MatchedBy, TillPayment, TillState};
pub use transcript::{Said, overhear};

/// Why an attempt could not be read or moved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    State(#[from] WrongState),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
