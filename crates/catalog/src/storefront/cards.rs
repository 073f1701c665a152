//! The card: what a list shows of a product.

use kernel::{Id, ListingId, Money, ShopId, Slug, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use crate::{ProductAddress, row};

/// A product in a list.
#[derive(Debug, Clone)]
pub struct Card {
    pub listing: ListingId,
    /// What follows `/p/`.
    pub address: ProductAddress,
    pub title: String,
    pub shop: ShopRef,
    /// The lowest price of its variants.
    pub price_from: Money,
    /// The highest price of its variants.
    pub price_to: Money,
    /// What the cheapest variant cost before, when it is reduced.
    pub was: Option<Money>,
    pub picture: Option<Thumb>,
    /// Whether any variant can be bought at this moment.
    pub in_stock: bool,
    pub published_at: Timestamp,
}

/// A shop, as far as a link to it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopRef {
    pub id: ShopId,
    pub slug: Slug,
    pub name: String,
    pub area: String,
}

/// The first picture of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumb {
    pub key: String,
    /// Holds its place until it arrives: `#a8481b`.
    pub colour: String,
    pub alt: String,
}

impl Thumb {
    pub(crate) fn of_row(
        key: Option<String>,
        colour: Option<String>,
        alt: Option<String>,
    ) -> Option<Self> {
        Some(Self {
            key: key?,
            colour: colour?,
            alt: alt.unwrap_or_default(),
        })
    }
}

/// A category, as far as a link to it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryName {
    pub slug: Slug,
    pub name_en: String,
    pub name_sw: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CategoryNameRow {
    slug: String,
    name_en: String,
    name_sw: String,
}

impl TryFrom<CategoryNameRow> for CategoryName {
    type Error = store::Error;
    fn try_from(row: CategoryNameRow) -> Result<Self, store::Error> {
        Ok(Self {
            slug: row::slug("categories", &row.slug, &row.slug)?,
            name_en: row.name_en,
            name_sw: row.name_sw,
        })
    }
}

/// The columns of a card; `l` is the listing and `s` its shop.
pub(crate) const COLUMNS: &str = "l.listing_id, l.slug, l.title, l.currency, l.price_from_minor, l.price_to_minor, l.was_minor, \
    l.picture_key, l.picture_colour, l.picture_alt, l.published_at, \
    s.shop_id, s.slug as shop_slug, s.name as shop_name, s.area as shop_area, \
    exists (select from published_variants v join stock_levels k on k.variant_id = v.variant_id \
      where v.listing_id = l.listing_id and k.available > 0) as in_stock";

/// The tables of a card; `f` says which listings.
pub(crate) const JOINS: &str = " join published_listings l on l.listing_id = f.listing_id join published_shops s on s.shop_id = l.shop_id";

#[derive(sqlx::FromRow)]
pub(crate) struct CardRow {
    listing_id: Uuid,
    slug: String,
    title: String,
    currency: String,
    price_from_minor: i64,
    price_to_minor: i64,
    was_minor: Option<i64>,
    picture_key: Option<String>,
    picture_colour: Option<String>,
    picture_alt: Option<String>,
    published_at: Timestamp,
    shop_id: Uuid,
    shop_slug: String,
    shop_name: String,
    shop_area: String,
    in_stock: bool,
}

impl TryFrom<CardRow> for Card {
    type Error = store::Error;
    fn try_from(row: CardRow) -> Result<Self, store::Error> {
        let listing = ListingId::from_uuid(row.listing_id);
        let money = |minor| row::money("published_listings", minor, &row.currency, listing);
        Ok(Self {
            listing,
            address: ProductAddress::new(
                row::slug("published_listings", &row.slug, listing)?,
                listing,
            ),
            price_from: money(row.price_from_minor)?,
            price_to: money(row.price_to_minor)?,
            was: row.was_minor.map(money).transpose()?,
            title: row.title,
            shop: ShopRef {
                id: ShopId::from_uuid(row.shop_id),
                slug: row::slug("published_shops", &row.shop_slug, row.shop_id)?,
                name: row.shop_name,
                area: row.shop_area,
            },
            picture: Thumb::of_row(row.picture_key, row.picture_colour, row.picture_alt),
            in_stock: row.in_stock,
            published_at: row.published_at,
        })
    }
}
