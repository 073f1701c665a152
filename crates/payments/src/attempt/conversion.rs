//! What an attempt in another currency pays of its purchase.

use kernel::{Id, Money, PurchaseId};
use sqlx::PgExecutor;

use crate::Error;
use crate::rates::Quote;

/// A price that is asked for in another currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversion {
    /// What it pays of the purchase, in the purchase's currency.
    pub price: Money,
    /// From the purchase's currency to that of whoever pays.
    pub quote: Quote,
}

/// The rates at which a purchase was first asked for, one for each currency: they hold for every later try.
pub async fn frozen_rates(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Quote>, Error> {
    let rows = sqlx::query!(
        r#"select distinct on (currency) price_currency as "from!", currency as "to!", rate_units as "units!",
             rate_decimals as "decimals!", rate_as_of as "as_of!"
           from payment_attempts where purchase_id = $1 and rate_units is not null order by currency, prepared_at"#,
        purchase.uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken =
                |column| store::Error::corrupt("payment_attempts", column, purchase.uuid());
            let from = row.from.parse().map_err(|_| broken("price_currency"))?;
            let to = row.to.parse().map_err(|_| broken("currency"))?;
            let quote = Quote::read(from, to, row.units, row.decimals, row.as_of);
            Ok(quote.map_err(|_| broken("rate_units"))?)
        })
        .collect()
}
