#![doc = include_str!("../README.md")]

pub mod carts;
pub mod commission;
pub mod documents;
pub mod offers;
pub mod order;
pub mod plan;
pub mod purchase;
pub mod refunds;
pub mod risk;
pub mod sellers;
pub mod timeline;
pub mod watch;

mod rows;
mod state;

pub use commission::CommissionRule;
pub use order::{Order, OrderLine};
pub use plan::{Plan, PlanError, PlannedLine, PlannedOrder};
pub use purchase::{NewPurchase, Purchase, Recipient};
pub use state::{OrderState, OrderVerb, PurchaseState, PurchaseVerb, WrongState};
pub use timeline::{Actor, EventKind, TimelineEntry};

/// Why orders could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    State(#[from] WrongState),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Money(#[from] kernel::MoneyError),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
