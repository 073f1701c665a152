//! What the lines of a cart may be bought for, right now. Read while placing, in the placing transaction.

use kernel::{CategoryId, Id, ListingId, Money, ShopId, VariantId};
use sqlx::PgConnection;

use crate::{Error, rows};

/// A variant that is on sale.
#[derive(Debug, Clone)]
pub struct Offer {
    pub variant: VariantId,
    pub listing: ListingId,
    pub shop: ShopId,
    pub category: CategoryId,
    pub country: String,
    pub title: String,
    /// The chosen options as people read them.
    pub options: String,
    pub sku: String,
    pub picture_key: Option<String>,
    pub price: Money,
    /// No tax is inside it.
    pub is_zero_rated: bool,
}

/// The offers among these variants that may be bought. What was hidden or archived meanwhile is absent. Rows are locked
/// against being taken down until the transaction ends, so nothing is sold that a moderator has just hidden; listings before
/// their variants, as hiding takes them.
pub async fn lock(conn: &mut PgConnection, variants: &[VariantId]) -> Result<Vec<Offer>, Error> {
    let ids: Vec<uuid::Uuid> = variants.iter().map(|variant| variant.uuid()).collect();
    let rows = sqlx::query!(
        "select v.variant_id, v.listing_id, v.shop_id, l.category_id, l.country, l.title, v.option_values, own.sku, l.picture_key, v.price_minor,
           v.currency, l.is_zero_rated
         from published_variants v
         join published_listings l on l.listing_id = v.listing_id
         join variants own on own.id = v.variant_id
         where v.variant_id = any($1) order by v.listing_id, v.variant_id for key share of l, v",
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Offer {
                variant: row.variant_id.into(),
                listing: row.listing_id.into(),
                shop: row.shop_id.into(),
                category: row.category_id.into(),
                country: row.country,
                title: row.title,
                options: row.option_values.join(", "),
                sku: row.sku,
                picture_key: row.picture_key,
                is_zero_rated: row.is_zero_rated,
                price: rows::money(
                    "published_variants",
                    row.variant_id,
                    row.price_minor,
                    &row.currency,
                )?,
            })
        })
        .collect()
}
