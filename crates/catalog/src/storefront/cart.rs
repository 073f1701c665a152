//! What a cart's lines are worth now.

use kernel::{CategoryId, Id, ListingId, Money, ShopId, VariantId};
use sqlx::PgExecutor;

use super::cards::{ShopRef, Thumb};
use crate::error::Error;
use crate::{ProductAddress, row};

/// A line of a cart.
#[derive(Debug, Clone)]
pub enum CartLine {
    Here(Box<CartItem>),
    /// It can no longer be bought: taken away, hidden, or its shop closed.
    Gone(VariantId),
}

/// A variant as it can be bought now.
#[derive(Debug, Clone)]
pub struct CartItem {
    pub variant: VariantId,
    pub listing: ListingId,
    pub address: ProductAddress,
    pub title: String,
    pub sku: String,
    pub category: CategoryId,
    pub country: String,
    /// Name and value of each option: `("Size", "M")`.
    pub options: Vec<(String, String)>,
    /// Tax included.
    pub price: Money,
    /// Pieces, at this moment.
    pub available: u32,
    pub shop: ShopRef,
    pub picture: Option<Thumb>,
}

impl CartItem {
    /// The options as an order remembers them: `Size: M, Colour: Red`.
    pub fn options_text(&self) -> String {
        let parts: Vec<String> = self
            .options
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        parts.join(", ")
    }
}

/// These variants as they are now, in the order asked for. Works with the storefront's pool for pages, and inside a platform
/// transaction for placing.
pub async fn cart_lines(
    db: impl PgExecutor<'_>,
    variants: &[VariantId],
) -> Result<Vec<CartLine>, Error> {
    let ids: Vec<_> = variants.iter().map(|variant| variant.uuid()).collect();
    let rows = sqlx::query!(
        r#"select v.variant_id as "variant: VariantId", l.listing_id as "listing: ListingId", l.slug, l.title, v.sku,
             l.category_id as "category: CategoryId", l.country, l.option_names, v.option_values, v.price_minor, v.currency,
             coalesce(k.available, 0) as "available!", l.picture_key, l.picture_colour, l.picture_alt,
             s.shop_id as "shop: ShopId", s.slug as shop_slug, s.name as shop_name, s.area as shop_area
           from published_variants v
           join published_listings l on l.listing_id = v.listing_id
           join published_shops s on s.shop_id = l.shop_id
           left join stock_levels k on k.variant_id = v.variant_id
           where v.variant_id = any($1)
           order by array_position($1, v.variant_id)"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    let mut here = Vec::with_capacity(rows.len());
    for row in rows {
        here.push(CartItem {
            address: ProductAddress::new(
                row::slug("published_listings", &row.slug, row.listing)?,
                row.listing,
            ),
            price: row::money(
                "published_variants",
                row.price_minor,
                &row.currency,
                row.variant,
            )?,
            shop: ShopRef {
                id: row.shop,
                slug: row::slug("published_shops", &row.shop_slug, row.shop)?,
                name: row.shop_name,
                area: row.shop_area,
            },
            variant: row.variant,
            listing: row.listing,
            title: row.title,
            sku: row.sku,
            category: row.category,
            country: row.country,
            options: row
                .option_names
                .into_iter()
                .zip(row.option_values)
                .collect(),
            available: row::count(row.available),
            picture: Thumb::of_row(row.picture_key, row.picture_colour, row.picture_alt),
        });
    }
    let line = |variant: &VariantId| match here.iter().find(|item| item.variant == *variant) {
        Some(item) => CartLine::Here(Box::new(item.clone())),
        None => CartLine::Gone(*variant),
    };
    Ok(variants.iter().map(line).collect())
}
