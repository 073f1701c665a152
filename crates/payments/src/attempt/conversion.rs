//! What an attempt in another currency pays of its purchase.

use kernel::{Currency, Id, Money, PurchaseId, Rate, RateError};
use sqlx::PgExecutor;
use time::Date;

use crate::{Error, rates::Quote};

/// A price that is asked for in another currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// What it pays of the purchase, in the purchase's currency.
    pub price: Money,
    /// From the purchase's currency to that of whoever pays.
    pub rate: Rate,
    /// The day the rate is of.
    pub as_of: Date,
}

impl Conversion {
    pub(super) fn decimals(&self) -> i16 {
        // At most nine, as the type keeps it.
        i16::try_from(self.rate.decimals()).unwrap_or_default()
    }

    pub(super) fn read(
        price: Money,
        to: Currency,
        units: i64,
        decimals: i16,
        as_of: Date,
    ) -> Result<Self, RateError> {
        let decimals = u32::try_from(decimals).unwrap_or(u32::MAX);
        let rate = Rate::new(price.currency(), to, units, decimals)?;
        Ok(Self { price, rate, as_of })
    }
}

/// The rate at which a purchase was first asked for in a currency: it holds for every later try.
pub async fn frozen_rate(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
    to: Currency,
) -> Result<Option<Quote>, Error> {
    let found = sqlx::query!(
        r#"select price_currency as "price_currency!", rate_units as "units!", rate_decimals as "decimals!", rate_as_of as "as_of!"
           from payment_attempts where purchase_id = $1 and currency = $2 and rate_units is not null order by prepared_at limit 1"#,
        purchase.uuid(),
        to.code(),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = found else {
        return Ok(None);
    };
    let broken = |column| store::Error::corrupt("payment_attempts", column, purchase.uuid());
    let from = row.price_currency.parse();
    let from = from.map_err(|_| broken("price_currency"))?;
    let decimals = u32::try_from(row.decimals).map_err(|_| broken("rate_decimals"))?;
    let rate = Rate::new(from, to, row.units, decimals);
    Ok(Some(Quote {
        rate: rate.map_err(|_| broken("rate_units"))?,
        as_of: row.as_of,
    }))
}
