//! What search engines may know of, and how much there is.

use kernel::{Id, ListingId, ShopId, Timestamp};
use sqlx::PgPool;

use super::filter::{COUNT_MAX, Count};
use crate::error::Error;
use crate::{ProductAddress, row};

/// The most addresses of one sitemap, by its protocol.
pub const ENTRIES_MAX: i64 = 50_000;

/// One address of a sitemap.
#[derive(Debug, Clone)]
pub struct SitemapEntry<I> {
    pub id: I,
    /// The last part of the address: what follows `/p/`, `/s/` or `/c/`.
    pub path: String,
    pub updated_at: Timestamp,
}

/// Products by id, those after `after`: one sitemap's worth.
pub async fn sitemap_products(
    pool: &PgPool,
    after: Option<ListingId>,
) -> Result<Vec<SitemapEntry<ListingId>>, Error> {
    let rows = sqlx::query!(
        r#"select listing_id as "id: ListingId", slug, updated_at from published_listings
           where $1::uuid is null or listing_id > $1
           order by listing_id limit $2"#,
        after.map(Id::uuid),
        ENTRIES_MAX,
    )
    .fetch_all(pool)
    .await?;
    let entries = rows.into_iter().map(|row| {
        let slug = row::slug("published_listings", &row.slug, row.id)?;
        Ok(SitemapEntry {
            id: row.id,
            path: ProductAddress::new(slug, row.id).to_string(),
            updated_at: row.updated_at,
        })
    });
    Ok(entries.collect::<Result<_, store::Error>>()?)
}

/// Shops by id, those after `after`: one sitemap's worth.
pub async fn sitemap_shops(
    pool: &PgPool,
    after: Option<ShopId>,
) -> Result<Vec<SitemapEntry<ShopId>>, Error> {
    let rows = sqlx::query!(
        r#"select shop_id as "id: ShopId", slug, since from published_shops
           where $1::uuid is null or shop_id > $1
           order by shop_id limit $2"#,
        after.map(Id::uuid),
        ENTRIES_MAX,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SitemapEntry {
            id: row.id,
            path: row.slug,
            updated_at: row.since,
        })
        .collect())
}

/// Where each of the products' sitemaps but the first begins, with so many products in each: the last id of the one before.
pub async fn sitemap_product_parts(pool: &PgPool, size: i64) -> Result<Vec<ListingId>, Error> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id!: ListingId" from (
             select listing_id as id, row_number() over (order by listing_id) as place, count(*) over () as count
             from published_listings
           ) numbered
           where place % $1 = 0 and place < count
           order by id limit $2"#,
        size,
        ENTRIES_MAX,
    )
    .fetch_all(pool)
    .await?)
}

/// The same for shops.
pub async fn sitemap_shop_parts(pool: &PgPool, size: i64) -> Result<Vec<ShopId>, Error> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id!: ShopId" from (
             select shop_id as id, row_number() over (order by shop_id) as place, count(*) over () as count
             from published_shops
           ) numbered
           where place % $1 = 0 and place < count
           order by id limit $2"#,
        size,
        ENTRIES_MAX,
    )
    .fetch_all(pool)
    .await?)
}

/// The slugs of categories that hold something in any country.
pub async fn sitemap_categories(pool: &PgPool) -> Result<Vec<String>, Error> {
    Ok(sqlx::query_scalar!(
        "select c.slug from categories c
         where exists (select from published_in_categories i where i.category_id = c.id)
         order by c.slug limit $1",
        ENTRIES_MAX,
    )
    .fetch_all(pool)
    .await?)
}

/// How much there is to see in a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub listings: Count,
    pub shops: Count,
}

/// Counts what is public in a country, up to a thousand of each.
pub async fn counts(pool: &PgPool, country: &str) -> Result<Counts, Error> {
    let row = sqlx::query!(
        r#"select (select count(*) from (select from published_listings where country = $1 limit $2) l) as "listings!",
             (select count(*) from (select from published_shops where country = $1 limit $2) s) as "shops!""#,
        country,
        COUNT_MAX + 1,
    )
    .fetch_one(pool)
    .await?;
    Ok(Counts {
        listings: Count::of(row.listings),
        shops: Count::of(row.shops),
    })
}
