//! The product page: two queries, the second for what goes with it.

use kernel::{Id, ListingId, Money, PhoneNumber, PictureId, ShopId, Timestamp, VariantId};
use serde::Deserialize;
use sqlx::types::Json;
use sqlx::{PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::cards::{self, Card, CardRow, CategoryName, CategoryNameRow};
use super::shop::ShopFront;
use crate::delivery::AreaFee;
use crate::error::Error;
use crate::{ProductAddress, ShortId, row};

/// The most products that go with one.
const RELATED_MAX: i64 = 6;
/// How many of each category are looked at for them.
const RELATED_LOOKED_AT: i64 = 24;

/// What an address leads to.
#[derive(Debug, Clone)]
pub enum ProductLookup {
    Found(Box<Product>),
    /// Right product, other spelling: go there for good.
    Moved(ProductAddress),
    /// It was here once.
    Gone,
    Unknown,
}

/// A product as the public sees it.
#[derive(Debug, Clone)]
pub struct Product {
    pub listing: ListingId,
    pub address: ProductAddress,
    pub title: String,
    pub description: String,
    pub country: String,
    /// No tax is inside its price.
    pub is_zero_rated: bool,
    pub option_names: Vec<String>,
    /// From the topmost category to the product's own.
    pub path: Vec<CategoryName>,
    pub price_from: Money,
    pub price_to: Money,
    pub variants: Vec<ProductVariant>,
    pub pictures: Vec<ProductPicture>,
    pub shop: ShopFront,
    pub delivery: DeliveryTo,
    /// Up to six others of its categories that are in stock.
    pub related: Vec<Card>,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One combination of options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductVariant {
    pub id: VariantId,
    pub sku: String,
    /// In the order of the product's option names.
    pub option_values: Vec<String>,
    pub price: Money,
    pub was: Option<Money>,
    /// Pieces, at this moment.
    pub available: u32,
}

/// A picture that was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPicture {
    pub id: PictureId,
    pub key: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    pub colour: String,
    pub alt: String,
}

/// Whether and how the product gets to the visitor's area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryTo {
    /// The visitor has chosen no area.
    NotAsked,
    NotThere,
    There(AreaFee),
}

#[derive(Debug, Deserialize)]
struct VariantRow {
    id: Uuid,
    sku: String,
    option_values: Vec<String>,
    price_minor: i64,
    was_minor: Option<i64>,
    available: i32,
}

#[derive(Debug, Deserialize)]
struct PictureRow {
    id: Uuid,
    key: String,
    width: i32,
    height: i32,
    colour: String,
    alt: String,
}

/// Finds a product by what follows `/p/`, with the fee to an area if one is chosen.
pub async fn product(
    pool: &PgPool,
    spelling: &str,
    area: Option<&str>,
) -> Result<ProductLookup, Error> {
    let Ok(short) = spelling.parse::<ShortId>() else {
        return Ok(ProductLookup::Unknown);
    };
    let found = sqlx::query_file!("queries/product.sql", short.as_str(), area)
        .fetch_optional(pool)
        .await?;
    let Some(found) = found else {
        return gone_or_unknown(pool, &short).await;
    };
    let listing = ListingId::from_uuid(found.listing_id);
    let address = ProductAddress::new(
        row::slug("published_listings", &found.slug, listing)?,
        listing,
    );
    if address.to_string() != spelling {
        return Ok(ProductLookup::Moved(address));
    }
    let money = |minor| row::money("published_listings", minor, &found.currency, listing);
    let variants = found.variants.0.into_iter().map(|variant| {
        Ok(ProductVariant {
            id: VariantId::from_uuid(variant.id),
            sku: variant.sku,
            option_values: variant.option_values,
            price: money(variant.price_minor)?,
            was: variant.was_minor.map(money).transpose()?,
            available: row::count(variant.available),
        })
    });
    let pictures = found.pictures.0.into_iter().map(|picture| ProductPicture {
        id: PictureId::from_uuid(picture.id),
        key: picture.key,
        width: row::count(picture.width),
        height: row::count(picture.height),
        colour: picture.colour,
        alt: picture.alt,
    });
    let shop = ShopId::from_uuid(found.shop_id);
    let delivery =
        match (
            area,
            found.fee_minor,
            found.fee_currency,
            found.days_min.zip(found.days_max),
        ) {
            (None, ..) => DeliveryTo::NotAsked,
            (Some(area), Some(fee), Some(currency), Some(days)) => DeliveryTo::There(
                AreaFee::of_row(shop, area.to_owned(), fee, &currency, days)?,
            ),
            (Some(_), ..) => DeliveryTo::NotThere,
        };
    Ok(ProductLookup::Found(Box::new(Product {
        price_from: money(found.price_from_minor)?,
        price_to: money(found.price_to_minor)?,
        variants: variants.collect::<Result<_, store::Error>>()?,
        pictures: pictures.collect(),
        path: found
            .path
            .0
            .into_iter()
            .map(CategoryName::try_from)
            .collect::<Result<_, _>>()?,
        shop: ShopFront {
            id: shop,
            slug: row::slug("published_shops", &found.shop_slug, shop)?,
            name: found.shop_name,
            country: found.country.clone(),
            area: found.shop_area,
            phone: PhoneNumber::from_e164(&found.shop_phone)
                .map_err(|_| store::Error::corrupt("published_shops", "phone", shop))?,
            about: found.shop_about,
            returns_policy: found.shop_returns_policy,
            since: found.shop_since,
        },
        related: related(pool, listing, &found.category_ids, &found.country).await?,
        listing,
        address,
        title: found.title,
        description: found.description,
        country: found.country,
        is_zero_rated: found.is_zero_rated,
        option_names: found.option_names,
        delivery,
        published_at: found.published_at,
        updated_at: found.updated_at,
    })))
}

async fn gone_or_unknown(pool: &PgPool, short: &ShortId) -> Result<ProductLookup, Error> {
    let retired = sqlx::query_scalar!(
        r#"select exists (select from retired_listings where right(listing_id::text, 12) = $1) as "retired!""#,
        short.as_str(),
    )
    .fetch_one(pool)
    .await?;
    Ok(if retired {
        ProductLookup::Gone
    } else {
        ProductLookup::Unknown
    })
}

/// The newest of the same category that are in stock, then of the categories above it.
async fn related(
    pool: &PgPool,
    listing: ListingId,
    categories: &[Uuid],
    country: &str,
) -> Result<Vec<Card>, Error> {
    let mut sql = QueryBuilder::<Postgres>::new(
        "with near as (select p.listing_id, min(c.height) as height from unnest(",
    );
    sql.push_bind(categories.to_vec());
    sql.push(
        ") with ordinality as c (id, height) cross join lateral (select i.listing_id from published_in_categories i \
         where i.category_id = c.id and i.country = ",
    );
    sql.push_bind(country.to_owned())
        .push(" and i.listing_id <> ")
        .push_bind(listing.uuid());
    sql.push(" order by i.published_at desc, i.listing_id desc limit ")
        .push_bind(RELATED_LOOKED_AT);
    sql.push(
        ") p where exists (select from published_variants v join stock_levels k on k.variant_id = v.variant_id \
         where v.listing_id = p.listing_id and k.available > 0) group by p.listing_id) select ",
    );
    sql.push(cards::COLUMNS)
        .push(" from near f")
        .push(cards::JOINS);
    sql.push(" order by f.height, l.published_at desc, l.listing_id desc limit ")
        .push_bind(RELATED_MAX);
    let rows: Vec<CardRow> = sql.build_query_as().fetch_all(pool).await?;
    Ok(rows
        .into_iter()
        .map(Card::try_from)
        .collect::<Result<_, _>>()?)
}
