//! Who sells: the public face of the shops a purchase is split over. Read with the storefront's role.

use kernel::{Id, PhoneNumber, ShopId, Timestamp};
use sqlx::PgExecutor;

use crate::{Error, rows};

/// A shop as buyers know it.
#[derive(Debug, Clone)]
pub struct Seller {
    pub shop: ShopId,
    pub name: String,
    pub slug: String,
    pub area: String,
    pub phone: PhoneNumber,
    pub returns_policy: String,
    /// When the platform last looked at the shop and approved it.
    pub checked_at: Option<Timestamp>,
}

/// Those of the shops that are open to the public.
pub async fn list(conn: impl PgExecutor<'_>, shops: &[ShopId]) -> Result<Vec<Seller>, Error> {
    let ids: Vec<uuid::Uuid> = shops.iter().map(|shop| shop.uuid()).collect();
    let rows = sqlx::query!(
        "select shop_id, name, slug, area, phone, returns_policy, checked_at from published_shops
         where shop_id = any($1) order by shop_id",
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Seller {
                shop: row.shop_id.into(),
                phone: rows::phone("published_shops", row.shop_id, &row.phone)?,
                name: row.name,
                slug: row.slug,
                area: row.area,
                returns_policy: row.returns_policy,
                checked_at: row.checked_at,
            })
        })
        .collect()
}

/// What those of the shops were called that have closed since.
pub async fn closed(
    conn: impl PgExecutor<'_>,
    shops: &[ShopId],
) -> Result<Vec<(ShopId, String)>, Error> {
    let ids: Vec<uuid::Uuid> = shops.iter().map(|shop| shop.uuid()).collect();
    let rows = sqlx::query!(
        "select shop_id, name from retired_shops where shop_id = any($1) order by shop_id",
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.shop_id.into(), row.name))
        .collect())
}
