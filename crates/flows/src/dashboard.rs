//! What a shop's members see of it, each in one transaction of the shop's own scope.

use catalog::delivery::{self, AreaFee};
use catalog::listings::{self, Listing, ListingLine};
use catalog::pictures::{self, Picture, PictureCounts};
use catalog::stock::{self, Scarce};
use catalog::variants::{self, Variant};
use catalog::{ListingState, shops};
use kernel::{Currency, ListingId, Money, Timestamp};
use orders::order::{self, ShopToday};
use orders::{Order, OrderState};
use store::{Cursor, Page, Shop, Tx};

use crate::payout::{self, Earnings};
use crate::{Error, Market};

/// So many pieces or fewer are nearly nothing.
const LOW_STOCK_MAX: u32 = 3;

/// The shop itself. `None`: it is gone.
pub async fn shop(market: &Market, shop: Shop) -> Result<Option<shops::Shop>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    Ok(shops::find(&mut *tx, shop.shop).await?)
}

/// Work and money at a glance.
#[derive(Debug, Clone)]
pub struct Today {
    pub work: ShopToday,
    pub stock: Scarce,
    pub pictures: PictureCounts,
    pub earnings: Earnings,
    /// What was earned, and with how many orders.
    pub earned: (Money, i64),
    /// When the next delivered order's money is the shop's.
    pub next_available_at: Option<Timestamp>,
}

/// Reads today, which began at `since`.
pub async fn today(
    market: &Market,
    shop: Shop,
    currency: Currency,
    since: Timestamp,
) -> Result<Today, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    let id = shop.shop;
    let (earned, count) = ledger::shop::sum(&mut *tx, &payout::earned(id, currency, since)).await?;
    Ok(Today {
        work: order::shop_today(&mut *tx, id, market.source.now()).await?,
        earned: (Money::zero(currency).minus(earned)?, count),
        next_available_at: order::next_available(&mut *tx, id).await?,
        stock: stock::scarce(&mut *tx, id, LOW_STOCK_MAX).await?,
        pictures: pictures::counts(&mut *tx, id).await?,
        earnings: payout::balances(&mut tx, id, currency).await?,
    })
}

/// The shop's orders, newest first; without a state, all that are paid for.
pub async fn orders(
    market: &Market,
    shop: Shop,
    state: Option<OrderState>,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Order>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    Ok(order::list_of_shop(&mut *tx, shop.shop, state, after, size).await?)
}

/// The shop's products, the last changed first.
pub async fn products(
    market: &Market,
    shop: Shop,
    state: Option<ListingState>,
    after: Option<Cursor>,
    size: u8,
) -> Result<Page<ListingLine>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    Ok(listings::list(&mut *tx, shop.shop, state, after, size).await?)
}

/// A product with all that belongs to it.
#[derive(Debug, Clone)]
pub struct Product {
    pub listing: Listing,
    pub variants: Vec<Variant>,
    pub pictures: Vec<Picture>,
}

/// `None`: not this shop's.
pub async fn product(market: &Market, shop: Shop, id: ListingId) -> Result<Option<Product>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    let Some(listing) = listings::find(&mut *tx, id).await? else {
        return Ok(None);
    };
    let variants = variants::list(&mut *tx, id).await?;
    let pictures = pictures::list(&mut *tx, id).await?;
    Ok(Some(Product {
        listing,
        variants,
        pictures,
    }))
}

/// Where the shop delivers.
pub async fn fees(market: &Market, shop: Shop) -> Result<Vec<AreaFee>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    Ok(delivery::list_fees(&mut *tx, shop.shop).await?)
}
