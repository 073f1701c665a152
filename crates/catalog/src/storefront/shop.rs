//! A shop's own page. Its products are a list with the shop as filter.

use kernel::{PhoneNumber, ShopId, Slug, Timestamp};
use sqlx::PgPool;

use crate::error::Error;
use crate::row;

/// A shop as the public sees it.
#[derive(Debug, Clone)]
pub struct ShopFront {
    pub id: ShopId,
    pub slug: Slug,
    pub name: String,
    pub country: String,
    pub area: String,
    /// Where buyers ask the seller.
    pub phone: PhoneNumber,
    pub about: String,
    pub returns_policy: String,
    pub since: Timestamp,
}

/// What a shop's address leads to.
#[derive(Debug, Clone)]
pub enum ShopLookup {
    Found(Box<ShopFront>),
    /// It was here once.
    Gone,
    /// Refused, waiting, or never there.
    Unknown,
}

/// Finds a shop by what follows `/s/`.
pub async fn shop(pool: &PgPool, slug: &Slug) -> Result<ShopLookup, Error> {
    let row = sqlx::query!(
        r#"select shop_id as "id: ShopId", slug, name, country, area, phone, about, returns_policy, since
           from published_shops where slug = $1"#,
        slug.as_str(),
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else {
        return gone_or_unknown(pool, slug).await;
    };
    Ok(ShopLookup::Found(Box::new(ShopFront {
        slug: row::slug("published_shops", &row.slug, row.id)?,
        phone: PhoneNumber::from_e164(&row.phone)
            .map_err(|_| store::Error::corrupt("published_shops", "phone", row.id))?,
        id: row.id,
        name: row.name,
        country: row.country,
        area: row.area,
        about: row.about,
        returns_policy: row.returns_policy,
        since: row.since,
    })))
}

async fn gone_or_unknown(pool: &PgPool, slug: &Slug) -> Result<ShopLookup, Error> {
    let retired = sqlx::query_scalar!(
        r#"select exists (select from retired_shops where slug = $1) as "retired!""#,
        slug.as_str(),
    )
    .fetch_one(pool)
    .await?;
    Ok(if retired {
        ShopLookup::Gone
    } else {
        ShopLookup::Unknown
    })
}
