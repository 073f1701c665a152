//! By which rules a shop takes cash on delivery.

use kernel::{Id, Money, ShopId};
use sqlx::{PgConnection, PgExecutor};

use crate::error::Error;
use crate::row;

/// A shop that takes cash, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashTerms {
    /// The most one parcel may cost; `None`: any amount.
    pub maximum: Option<Money>,
    /// The areas it takes cash in; empty: wherever it delivers.
    pub areas: Vec<String>,
}

/// A shop's rules; `None`: it takes no cash.
pub async fn terms(conn: impl PgExecutor<'_>, shop: ShopId) -> Result<Option<CashTerms>, Error> {
    let found = sqlx::query!(
        "select maximum_minor, currency, areas from cash_terms where shop_id = $1",
        shop.uuid()
    )
    .fetch_optional(conn)
    .await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let maximum = found
        .maximum_minor
        .map(|minor| row::money("cash_terms", minor, &found.currency, shop))
        .transpose()?;
    Ok(Some(CashTerms {
        maximum,
        areas: found.areas,
    }))
}

/// Sets a shop's rules, or ends its taking cash.
pub async fn set_terms(
    conn: &mut PgConnection,
    shop: ShopId,
    currency: kernel::Currency,
    terms: Option<&CashTerms>,
) -> Result<(), Error> {
    match terms {
        Some(terms) => {
            sqlx::query!(
                "insert into cash_terms (shop_id, maximum_minor, currency, areas) values ($1, $2, $3, $4)
                 on conflict (shop_id) do update
                   set maximum_minor = excluded.maximum_minor, currency = excluded.currency, areas = excluded.areas",
                shop.uuid(),
                terms.maximum.map(Money::minor),
                currency.code(),
                &terms.areas,
            )
            .execute(conn)
            .await?;
        }
        None => {
            sqlx::query!("delete from cash_terms where shop_id = $1", shop.uuid())
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}
