//! What can go wrong between us and the database.

/// A failure of the store. Business failures have their own types; this one means "try again" or "look at the logs".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database did not answer as expected")]
    Database(#[from] sqlx::Error),
    #[error("row {id} of {table} holds a {column} that nothing writes")]
    Corrupt {
        table: &'static str,
        column: &'static str,
        id: String,
    },
    /// Someone was faster: the row is no longer in the state it was read in.
    #[error("a row of {table} changed meanwhile")]
    LostUpdate { table: &'static str },
    #[error("a value could not be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// Names the broken row; the id is kept for whoever mends it.
    pub fn corrupt(table: &'static str, column: &'static str, id: impl ToString) -> Self {
        Self::Corrupt {
            table,
            column,
            id: id.to_string(),
        }
    }

    /// The constraint a statement broke, by name.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Database(error) => constraint_of(error),
            Self::Corrupt { .. } | Self::LostUpdate { .. } | Self::Json(_) => None,
        }
    }

    /// Whether the database was away, as opposed to unwilling.
    pub fn is_unavailable(&self) -> bool {
        if let Self::Database(sqlx::Error::Database(said)) = self {
            // Shutting down, recovering from a crash, or not yet ready for anybody.
            return said
                .code()
                .is_some_and(|code| ["57P01", "57P02", "57P03"].contains(&&*code));
        }
        matches!(
            self,
            Self::Database(
                sqlx::Error::Io(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::Tls(_)
            )
        )
    }
}

/// The constraint a statement broke, by name.
pub fn constraint_of(error: &sqlx::Error) -> Option<&str> {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::constraint)
}

/// A compare-and-set must hit exactly one row; none means someone was faster.
pub fn one_row(table: &'static str, affected: u64) -> Result<(), Error> {
    if affected == 1 {
        Ok(())
    } else {
        Err(Error::LostUpdate { table })
    }
}
