//! The rows of one transaction, column by column, and the statements that write them.

use catalog::pictures::Rendered;
use kernel::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Error;

/// Between the parts of a list that travels as one text; no option holds it.
pub(super) const BETWEEN: &str = "|";

pub(super) struct NewListing {
    pub(super) id: Uuid,
    pub(super) shop: Uuid,
    pub(super) category: Uuid,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) description: String,
    /// With [`BETWEEN`] between them.
    pub(super) option_names: String,
}

pub(super) struct NewVariant {
    pub(super) id: Uuid,
    pub(super) shop: Uuid,
    pub(super) listing: Uuid,
    pub(super) sku: String,
    /// With [`BETWEEN`] between them.
    pub(super) option_values: String,
    /// Minor units.
    pub(super) price: i64,
    pub(super) was: Option<i64>,
    pub(super) currency: String,
    pub(super) position: i16,
}

pub(super) struct NewPicture {
    pub(super) id: Uuid,
    pub(super) shop: Uuid,
    pub(super) listing: Uuid,
    pub(super) alt: String,
    pub(super) photo: Rendered,
}

/// Listings with all that hangs on them.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_field_names,
    reason = "the columns are named as in the tables they go to"
)]
pub(super) struct Listings {
    listings: ListingColumns,
    variants: VariantColumns,
    stock: StockColumns,
    pictures: PictureColumns,
}

#[derive(Debug, Default)]
struct ListingColumns {
    ids: Vec<Uuid>,
    shops: Vec<Uuid>,
    categories: Vec<Uuid>,
    slugs: Vec<String>,
    titles: Vec<String>,
    descriptions: Vec<String>,
    option_names: Vec<String>,
}

#[derive(Debug, Default)]
struct VariantColumns {
    ids: Vec<Uuid>,
    shops: Vec<Uuid>,
    listings: Vec<Uuid>,
    skus: Vec<String>,
    option_values: Vec<String>,
    prices: Vec<i64>,
    were: Vec<Option<i64>>,
    currencies: Vec<String>,
    positions: Vec<i16>,
}

#[derive(Debug, Default)]
struct StockColumns {
    shops: Vec<Uuid>,
    variants: Vec<Uuid>,
    counts: Vec<i32>,
}

#[derive(Debug, Default)]
struct PictureColumns {
    ids: Vec<Uuid>,
    shops: Vec<Uuid>,
    listings: Vec<Uuid>,
    alts: Vec<String>,
    keys: Vec<String>,
    widths: Vec<i32>,
    heights: Vec<i32>,
    colours: Vec<String>,
}

impl Listings {
    pub(super) fn listings(&self) -> impl Iterator<Item = Uuid> {
        self.listings.ids.iter().copied()
    }

    #[cfg(test)]
    pub(super) fn variant_skus(&self) -> impl Iterator<Item = (Uuid, &str)> {
        self.variants
            .shops
            .iter()
            .copied()
            .zip(self.variants.skus.iter().map(String::as_str))
    }

    pub(super) fn push_listing(&mut self, new: NewListing) {
        let NewListing {
            id,
            shop,
            category,
            slug,
            title,
            description,
            option_names,
        } = new;
        let columns = &mut self.listings;
        columns.ids.push(id);
        columns.shops.push(shop);
        columns.categories.push(category);
        columns.slugs.push(slug);
        columns.titles.push(title);
        columns.descriptions.push(description);
        columns.option_names.push(option_names);
    }

    pub(super) fn push_variant(&mut self, new: NewVariant) {
        let NewVariant {
            id,
            shop,
            listing,
            sku,
            option_values,
            price,
            was,
            currency,
            position,
        } = new;
        let columns = &mut self.variants;
        columns.ids.push(id);
        columns.shops.push(shop);
        columns.listings.push(listing);
        columns.skus.push(sku);
        columns.option_values.push(option_values);
        columns.prices.push(price);
        columns.were.push(was);
        columns.currencies.push(currency);
        columns.positions.push(position);
    }

    pub(super) fn push_stock(&mut self, shop: Uuid, variant: Uuid, count: i32) {
        self.stock.shops.push(shop);
        self.stock.variants.push(variant);
        self.stock.counts.push(count);
    }

    pub(super) fn push_picture(&mut self, new: NewPicture) {
        let NewPicture {
            id,
            shop,
            listing,
            alt,
            photo,
        } = new;
        let columns = &mut self.pictures;
        columns.ids.push(id);
        columns.shops.push(shop);
        columns.listings.push(listing);
        columns.alts.push(alt);
        columns.keys.push(photo.media_key);
        columns
            .widths
            .push(i32::try_from(photo.width).unwrap_or(i32::MAX));
        columns
            .heights
            .push(i32::try_from(photo.height).unwrap_or(i32::MAX));
        columns.colours.push(photo.colour);
    }

    /// Writes everything as live and approved. The projections are the caller's to make, in the same transaction.
    pub(super) async fn write(&self, conn: &mut PgConnection, at: Timestamp) -> Result<(), Error> {
        self.write_listings(conn, at).await?;
        self.write_variants(conn).await?;
        self.write_stock(conn, at).await?;
        self.write_pictures(conn, at).await
    }

    async fn write_listings(&self, conn: &mut PgConnection, at: Timestamp) -> Result<(), Error> {
        let columns = &self.listings;
        sqlx::query!(
            "insert into listings (id, shop_id, category_id, slug, title, description, option_names, state, created_at, updated_at)
             select id, shop, category, slug, title, description, string_to_array(options, $9), 'live', $8, $8
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
               as new (id, shop, category, slug, title, description, options)",
            &columns.ids,
            &columns.shops,
            &columns.categories,
            &columns.slugs,
            &columns.titles,
            &columns.descriptions,
            &columns.option_names,
            at,
            BETWEEN,
        )
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn write_variants(&self, conn: &mut PgConnection) -> Result<(), Error> {
        let columns = &self.variants;
        sqlx::query!(
            "insert into variants (id, shop_id, listing_id, sku, option_values, price_minor, was_minor, currency, position)
             select id, shop, listing, sku, string_to_array(options, $10), price, was, currency, position
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::smallint[])
               as new (id, shop, listing, sku, options, price, was, currency, position)",
            &columns.ids,
            &columns.shops,
            &columns.listings,
            &columns.skus,
            &columns.option_values,
            &columns.prices,
            &columns.were as &[Option<i64>],
            &columns.currencies,
            &columns.positions,
            BETWEEN,
        )
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn write_stock(&self, conn: &mut PgConnection, at: Timestamp) -> Result<(), Error> {
        let columns = &self.stock;
        sqlx::query!(
            "insert into stock_movements (shop_id, variant_id, kind, on_hand_change, held_change, actor, at)
             select shop, variant, 'received', count, 0, 'opening stock', $4
             from unnest($1::uuid[], $2::uuid[], $3::integer[]) as new (shop, variant, count)",
            &columns.shops,
            &columns.variants,
            &columns.counts,
            at,
        )
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn write_pictures(&self, conn: &mut PgConnection, at: Timestamp) -> Result<(), Error> {
        let columns = &self.pictures;
        sqlx::query!(
            "insert into pictures (id, shop_id, listing_id, position, alt, state, original_key, media_key, width, height, colour,
               uploaded_at, decided_at)
             select id, shop, listing, 0, alt, 'approved', key, key, width, height, colour, $9, $9
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::text[])
               as new (id, shop, listing, alt, key, width, height, colour)",
            &columns.ids,
            &columns.shops,
            &columns.listings,
            &columns.alts,
            &columns.keys,
            &columns.widths,
            &columns.heights,
            &columns.colours,
            at,
        )
        .execute(conn)
        .await?;
        Ok(())
    }
}
