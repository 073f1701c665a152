//! A marketplace of any size, for measuring: rows like the demo's, written in bulk.
//!
//! Postgres refuses `COPY … FROM` where row security applies, and this runs as the application's role in the scope of a listed
//! flow like everything else. So rows go in as arrays, some hundred products a transaction, and the published projections
//! are made by the catalogue's own statements in the same transaction.

mod goods;
mod rows;
mod shops;

use accounts::PlatformRole;
use catalog::publish;
use flows::Market;
use kernel::{Id, ListingId, ShopId, Timestamp};
use store::{Platform, PlatformFlow, Tx};
use time::Duration;
use uuid::{Builder, Uuid};

use crate::data::DemoShop;
use crate::goods::{draw, write_categories};
use crate::{Error, Stocked, people};

/// Shops of one transaction.
const SHOPS_A_BATCH: u32 = 500;
/// Products of one transaction.
const PRODUCTS_A_BATCH: u32 = 500;
/// Of every demo shop, so many products lend their picture to all that are made after them.
pub(super) const DRAWN_A_SHOP: usize = 4;

/// How much to write, and from which seed. The same seed at the same moment in an empty marketplace writes the same rows.
#[derive(Debug, Clone, Copy)]
pub struct Bulk {
    pub shops: u32,
    pub products: u32,
    pub seed: u64,
    /// The newest row is of this moment; the others go back from it, a minute a product.
    pub until: Timestamp,
}

/// Writes shops and products beside what is there. `progress` hears how many products are written, after every batch.
pub async fn bulk(
    market: &Market,
    size: Bulk,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Stocked, Error> {
    let mut invention = Invention {
        at: size.until,
        dice: Dice::new(size.seed),
    };
    let categories = write_categories(market).await?;
    for person in people::people()?
        .iter()
        .filter(|person| person.role != PlatformRole::None)
    {
        people::arrive(market, person).await?;
    }
    let photos = photos(market, &mut invention).await?;
    let shops = write_shops(market, size, &mut invention).await?;
    if shops.is_empty() {
        return Ok(Stocked::default());
    }
    let templates = goods::Templates::new(&categories, photos)?;
    let mut written = 0;
    while written < size.products {
        let count = PRODUCTS_A_BATCH.min(size.products - written);
        // One moment a batch: what is published together was approved together.
        invention.at = size.until - Duration::minutes(i64::from(size.products - written - count));
        let batch = goods::batch(&shops, &templates, written..written + count, &mut invention);
        let ids: Vec<ListingId> = batch.listings().map(ListingId::from_uuid).collect();
        let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
        batch.write(&mut tx, invention.at).await?;
        publish::show_new_listings(&mut tx, &ids, invention.at).await?;
        tx.commit().await?;
        written += count;
        progress(written);
    }
    let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    Ok(Stocked {
        shops: shops.len(),
        products: count(written),
    })
}

async fn write_shops(
    market: &Market,
    size: Bulk,
    invention: &mut Invention,
) -> Result<Vec<shops::BulkShop>, Error> {
    // Long before the first product.
    invention.at = size.until - Duration::minutes(i64::from(size.products)) - Duration::days(30);
    let mut written = Vec::new();
    let first = 1 + shops::count(market).await?;
    let mut from = 0;
    while from < size.shops {
        let count = SHOPS_A_BATCH.min(size.shops - from);
        let batch = shops::batch(first + from..first + from + count, invention)?;
        let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
        batch.write(&mut tx, invention.at).await?;
        let ids: Vec<ShopId> = batch
            .shops
            .iter()
            .map(|shop| ShopId::from_uuid(shop.id))
            .collect();
        publish::show_new_shops(&mut tx, &ids).await?;
        tx.commit().await?;
        written.extend(batch.shops);
        from += count;
    }
    Ok(written)
}

/// The first pictures of every demo shop, by the shop's slug.
type Photos = Vec<(&'static DemoShop, Vec<catalog::pictures::Rendered>)>;

async fn photos(market: &Market, invention: &mut Invention) -> Result<Photos, Error> {
    let mut photos = Vec::new();
    for shop in crate::data::shops() {
        let mut drawn = Vec::new();
        for product in shop.products().iter().take(DRAWN_A_SHOP) {
            let Some(picture) = product.pictures.first() else {
                continue;
            };
            let (_, rendered, _) = draw(market, picture, invention.id()).await?;
            drawn.push(rendered);
        }
        photos.push((shop, drawn));
    }
    Ok(photos)
}

/// Chance that repeats, and the moment that new ids are of.
struct Invention {
    at: Timestamp,
    dice: Dice,
}

impl Invention {
    fn uuid(&mut self) -> Uuid {
        let millis = u64::try_from(self.at.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
        let (high, low) = (
            self.dice.throw().to_be_bytes(),
            self.dice.throw().to_be_bytes(),
        );
        let mut random = [0; 10];
        random
            .iter_mut()
            .zip(high.into_iter().chain(low))
            .for_each(|(place, byte)| *place = byte);
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    fn id<I: Id>(&mut self) -> I {
        I::from_uuid(self.uuid())
    }
}

/// `SplitMix64`: the same numbers on every machine and with every version of every library.
struct Dice(u64);

impl Dice {
    const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 up to but without `count`.
    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.throw() % count).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invention() -> Invention {
        Invention {
            at: Timestamp::UNIX_EPOCH + Duration::days(20_000),
            dice: Dice::new(7),
        }
    }

    fn batch(invention: &mut Invention) -> rows::Listings {
        let shops = shops::batch(1..13, invention).unwrap().shops;
        let templates = goods::Templates::for_tests();
        goods::batch(&shops, &templates, 0..600, invention)
    }

    #[test]
    fn the_same_seed_makes_the_same_rows() {
        assert_eq!(
            format!("{:?}", batch(&mut invention())),
            format!("{:?}", batch(&mut invention()))
        );
    }

    #[test]
    fn what_must_be_unique_is() {
        let rows = batch(&mut invention());
        let mut short: Vec<String> = rows
            .listings()
            .map(|id| id.to_string().split_off(24))
            .collect();
        short.sort();
        short.dedup();
        assert_eq!(
            short.len(),
            600,
            "the readable part of an address names one product"
        );
        let mut skus: Vec<_> = rows.variant_skus().collect();
        let all = skus.len();
        skus.sort_unstable();
        skus.dedup();
        assert_eq!(skus.len(), all);
    }
}
