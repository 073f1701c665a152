//! Rates between currencies, as the operator says them.

use kernel::{Currency, Rate, RateError, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use time::Date;

use crate::Error;

/// A rate and the day it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    pub rate: Rate,
    pub as_of: Date,
}

impl Quote {
    /// As it is stored. What no rate can be is refused.
    pub(crate) fn read(
        from: Currency,
        to: Currency,
        units: i64,
        decimals: i16,
        as_of: Date,
    ) -> Result<Self, RateError> {
        let decimals = u8::try_from(decimals).unwrap_or(u8::MAX);
        let rate = Rate::new(from, to, units, decimals)?;
        Ok(Self { rate, as_of })
    }
}

/// Keeps a rate that is said. False: the newest says the same of the same day.
pub async fn say(
    conn: &mut PgConnection,
    quote: Quote,
    source: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let Quote { rate, as_of } = quote;
    let done = sqlx::query!(
        "insert into exchange_rates (from_currency, to_currency, units, decimals, as_of, source, said_at)
         select $1, $2, $3, $4, $5, $6, $7 where not exists (
           select from (
             select units, decimals, source from exchange_rates
             where from_currency = $1 and to_currency = $2 and as_of = $5 order by id desc limit 1
           ) l where l.units = $3 and l.decimals = $4 and l.source = $6)",
        rate.from().code(),
        rate.to().code(),
        rate.units(),
        i16::from(rate.decimals()),
        as_of,
        source,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The newest rate from a currency into each other one.
pub async fn newest(conn: impl PgExecutor<'_>, from: Currency) -> Result<Vec<Quote>, Error> {
    let rows = sqlx::query!(
        "select distinct on (to_currency) id, to_currency, units, decimals, as_of from exchange_rates
         where from_currency = $1 order by to_currency, as_of desc, id desc",
        from.code(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |column| store::Error::corrupt("exchange_rates", column, row.id);
            let to = row.to_currency.parse();
            let to = to.map_err(|_| broken("to_currency"))?;
            let quote = Quote::read(from, to, row.units, row.decimals, row.as_of);
            Ok(quote.map_err(|_| broken("units"))?)
        })
        .collect()
}
