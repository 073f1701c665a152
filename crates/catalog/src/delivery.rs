//! Where a shop delivers, for how much and how fast.

use kernel::{Id, Money, ShopId};
use sqlx::{PgConnection, PgExecutor};

use crate::error::{Error, Thing};
use crate::row;

/// The most areas a shop may deliver to.
pub const AREAS_MAX: usize = 500;

/// What delivery to one area costs, tax included, and how long it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaFee {
    pub area: String,
    pub fee: Money,
    pub days_min: u8,
    pub days_max: u8,
}

impl AreaFee {
    pub(crate) fn of_row(
        shop: ShopId,
        area: String,
        minor: i64,
        currency: &str,
        days: (i16, i16),
    ) -> Result<Self, store::Error> {
        let corrupt = |_| store::Error::corrupt("delivery_fees", "days", shop);
        Ok(Self {
            fee: row::money("delivery_fees", minor, currency, shop)?,
            days_min: days.0.try_into().map_err(corrupt)?,
            days_max: days.1.try_into().map_err(corrupt)?,
            area,
        })
    }
}

/// Replaces the shop's table: areas that are not named are no longer served.
pub async fn set_fees(
    conn: &mut PgConnection,
    shop: ShopId,
    fees: &[AreaFee],
) -> Result<(), Error> {
    if fees.len() > AREAS_MAX {
        return Err(Error::TooMany {
            what: Thing::Shop,
            max: AREAS_MAX,
        });
    }
    let areas: Vec<String> = fees.iter().map(|fee| fee.area.clone()).collect();
    sqlx::query!(
        "delete from delivery_fees where shop_id = $1 and area <> all($2)",
        shop.uuid(),
        &areas
    )
    .execute(&mut *conn)
    .await?;
    for fee in fees {
        set_fee(conn, shop, fee).await?;
    }
    Ok(())
}

/// Sets one area's fee.
pub async fn set_fee(conn: &mut PgConnection, shop: ShopId, fee: &AreaFee) -> Result<(), Error> {
    sqlx::query!(
        "insert into delivery_fees (shop_id, area, fee_minor, currency, days_min, days_max) values ($1, $2, $3, $4, $5, $6)
         on conflict (shop_id, area) do update
           set fee_minor = excluded.fee_minor, currency = excluded.currency,
               days_min = excluded.days_min, days_max = excluded.days_max",
        shop.uuid(),
        fee.area,
        fee.fee.minor(),
        fee.fee.currency().code(),
        i16::from(fee.days_min),
        i16::from(fee.days_max.max(fee.days_min)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// All areas a shop delivers to, by name.
pub async fn list_fees(db: impl PgExecutor<'_>, shop: ShopId) -> Result<Vec<AreaFee>, Error> {
    let rows = sqlx::query!(
        "select area, fee_minor, currency, days_min, days_max from delivery_fees where shop_id = $1 order by area limit $2",
        shop.uuid(),
        i64::try_from(AREAS_MAX).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    let fees = rows.into_iter().map(|row| {
        AreaFee::of_row(
            shop,
            row.area,
            row.fee_minor,
            &row.currency,
            (row.days_min, row.days_max),
        )
    });
    Ok(fees.collect::<Result<_, _>>()?)
}

/// What delivery to an area costs, or that the shop does not deliver there.
pub async fn fee_for(
    db: impl PgExecutor<'_>,
    shop: ShopId,
    area: &str,
) -> Result<Option<AreaFee>, Error> {
    Ok(fees_for(db, &[shop], area).await?.pop().map(|(_, fee)| fee))
}

/// What delivery to one area costs from each of these shops; shops that do not deliver there are absent.
pub async fn fees_for(
    db: impl PgExecutor<'_>,
    shops: &[ShopId],
    area: &str,
) -> Result<Vec<(ShopId, AreaFee)>, Error> {
    let ids: Vec<_> = shops.iter().map(|shop| shop.uuid()).collect();
    let rows = sqlx::query!(
        r#"select shop_id as "shop: ShopId", area, fee_minor, currency, days_min, days_max
           from delivery_fees where shop_id = any($1) and area = $2 order by shop_id"#,
        &ids,
        area,
    )
    .fetch_all(db)
    .await?;
    let fees = rows.into_iter().map(|row| {
        let fee = AreaFee::of_row(
            row.shop,
            row.area,
            row.fee_minor,
            &row.currency,
            (row.days_min, row.days_max),
        )?;
        Ok((row.shop, fee))
    });
    Ok(fees.collect::<Result<_, store::Error>>()?)
}
