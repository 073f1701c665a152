//! Who sells: the public face of the shops a purchase is split over. Read with the storefront's role.

use kernel::{Id, PhoneNumber, ShopId};
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
}

/// Those of the shops that are open to the public.
pub async fn list(conn: impl PgExecutor<'_>, shops: &[ShopId]) -> Result<Vec<Seller>, Error> {
    let ids: Vec<uuid::Uuid> = shops.iter().map(|shop| shop.uuid()).collect();
    let rows = sqlx::query!(
        "select shop_id, name, slug, area, phone, returns_policy from published_shops where shop_id = any($1) order by shop_id",
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
            })
        })
        .collect()
}
