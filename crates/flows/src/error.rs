//! What can fail in a flow besides what its own error names.

/// An infrastructure failure, or a state that moved under us. Nothing was committed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Order(#[from] orders::WrongState),
    #[error(transparent)]
    Attempt(#[from] payments::WrongState),
    #[error(transparent)]
    Ledger(ledger::Error),
    #[error(transparent)]
    Money(#[from] kernel::MoneyError),
    #[error(transparent)]
    Picture(#[from] media::StoreError),
    /// The place where pictures are worked on is full, or a provider did not answer what nobody waits for.
    #[error("busy: try again later")]
    Later,
    /// A refusal of the catalogue's that the flow did not expect.
    #[error(transparent)]
    Catalog(catalog::Error),
}

impl Error {
    /// Whether trying again later may help: the database is away, or someone was faster.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) | Self::Ledger(ledger::Error::Store(error)) => {
                error.is_unavailable() || matches!(error, store::Error::LostUpdate { .. })
            }
            Self::Later => true,
            Self::Order(_)
            | Self::Attempt(_)
            | Self::Ledger(ledger::Error::Journal(_))
            | Self::Money(_)
            | Self::Picture(_)
            | Self::Catalog(_) => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<orders::Error> for Error {
    fn from(error: orders::Error) -> Self {
        match error {
            orders::Error::State(error) => Self::Order(error),
            orders::Error::Store(error) => Self::Store(error),
            orders::Error::Money(error) => Self::Money(error),
        }
    }
}

impl From<catalog::Error> for Error {
    fn from(error: catalog::Error) -> Self {
        match error {
            catalog::Error::Store(error) => Self::Store(error),
            other => Self::Catalog(other),
        }
    }
}

impl From<payments::Error> for Error {
    fn from(error: payments::Error) -> Self {
        match error {
            payments::Error::State(error) => Self::Attempt(error),
            payments::Error::Store(error) => Self::Store(error),
        }
    }
}

impl From<ledger::Error> for Error {
    fn from(error: ledger::Error) -> Self {
        match error {
            ledger::Error::Store(error) => Self::Store(error),
            journal @ ledger::Error::Journal(_) => Self::Ledger(journal),
        }
    }
}

/// Lets `?` turn a sibling's error into a flow's own `Failed`.
macro_rules! into_failed {
    ($flow:ty: $($source:ty),+ $(,)?) => {$(
        impl From<$source> for $flow {
            fn from(error: $source) -> Self {
                Self::Failed(error.into())
            }
        }
    )+};
}
pub(crate) use into_failed;
