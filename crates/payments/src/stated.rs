//! What a provider collected where a person found that it is not what was asked.

use kernel::{Id, Money};
use sqlx::PgConnection;

use crate::{Attempt, Error};

impl Attempt {
    /// What can be given back out of it: what came, and that is what was asked unless a person found otherwise.
    pub fn collected(&self) -> Money {
        self.stated.unwrap_or(self.amount)
    }

    /// The same, as it counts for the purchase: in its currency, where money of another was asked for and came.
    pub fn worth(&self) -> Money {
        self.stated.unwrap_or_else(|| self.price())
    }

    /// A person found that the provider collected this, and not the amount: so much may go back.
    pub async fn note_stated(
        &mut self,
        conn: &mut PgConnection,
        stated: Money,
    ) -> Result<(), Error> {
        sqlx::query!(
            "update payment_attempts set stated_minor = $2, stated_currency = $3 where id = $1",
            self.id.uuid(),
            stated.minor(),
            stated.currency().code(),
        )
        .execute(conn)
        .await?;
        self.stated = Some(stated);
        Ok(())
    }
}

/// Both columns as one amount. `Err`: the currency is none.
pub(crate) fn read(minor: Option<i64>, currency: Option<String>) -> Result<Option<Money>, ()> {
    let Some((minor, currency)) = minor.zip(currency) else {
        return Ok(None);
    };
    let currency = currency.parse().map_err(|_| ())?;
    Ok(Some(Money::new(minor, currency)))
}
