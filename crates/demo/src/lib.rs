#![doc = include_str!("../README.md")]

mod bulk;
mod commission;
pub mod data;
mod goods;
mod people;
mod rates;
mod trade;

pub use bulk::{Bulk, bulk};
pub use goods::{Stocked, is_empty, stock};
pub use people::{DemoPerson, people};
pub use rates::rates;
pub use trade::{ODD_PHONE, Traded, trade, trade_oddly};

/// Why the demo could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Flow(#[from] flows::Error),
    /// The demo's own data broke a rule of the catalogue.
    #[error("the demo's data is wrong: {0}")]
    Data(String),
    #[error(transparent)]
    Picture(#[from] media::DarkroomError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<catalog::Error> for Error {
    fn from(error: catalog::Error) -> Self {
        Self::Flow(error.into())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<media::StoreError> for Error {
    fn from(error: media::StoreError) -> Self {
        Self::Flow(error.into())
    }
}

/// The demo's texts keep the catalogue's rules; if one does not, say which.
pub(crate) fn fits<T, E: std::fmt::Display>(what: &str, parsed: Result<T, E>) -> Result<T, Error> {
    parsed.map_err(|error| Error::Data(format!("{what}: {error}")))
}
