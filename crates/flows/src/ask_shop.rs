//! A buyer whose payment keeps failing writes to the shop. Its order says so, so that the shop knows what they talk about.

use kernel::{Money, OrderNumber, PhoneNumber, PurchaseId};
use orders::sellers::{self, Seller};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Order, order, purchase};
use store::{Buyer, Platform, PlatformFlow, Tx};
use time::Duration;

use crate::pay::belongs;
use crate::{Error, Market};

/// However often the link is opened, the order says it once in this time.
const AGAIN_AFTER: Duration = Duration::minutes(10);

/// An unpaid order, and whom to write to about it.
#[derive(Debug, Clone)]
pub struct Askable {
    pub number: OrderNumber,
    pub shop: String,
}

/// Where to write, and about how much.
#[derive(Debug, Clone)]
pub struct Asked {
    pub phone: PhoneNumber,
    pub total: Money,
}

/// The shops of a purchase that nobody has paid yet. None where it is not this buyer's.
pub async fn whom(market: &Market, buyer: Buyer, id: PurchaseId) -> Result<Vec<Askable>, Error> {
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    let orders = order::list_of_purchase(&mut *tx, id).await?;
    tx.commit().await?;
    let sellers = of(market, &orders).await?;
    let named = orders.into_iter().filter_map(|order| {
        let seller = sellers.iter().find(|seller| seller.shop == order.shop)?;
        Some(Askable {
            number: order.number,
            shop: seller.name.clone(),
        })
    });
    Ok(named.collect())
}

/// Notes on the order that its buyer goes to write to the shop. `None`: there is no such unpaid order for this buyer, or its shop
/// has closed.
pub async fn ask(
    market: &Market,
    buyer: Buyer,
    number: OrderNumber,
) -> Result<Option<Asked>, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let Some(found) = purchase::find_by_number(&mut *tx, number.purchase).await? else {
        return Ok(None);
    };
    let Some(held) = purchase::lock(&mut tx, found.id).await? else {
        return Ok(None);
    };
    if !held.state.is_payable() || !belongs(&held, buyer) {
        return Ok(None);
    }
    let orders = order::list_of_purchase(&mut *tx, held.id).await?;
    let Some(order) = orders.into_iter().find(|order| order.number == number) else {
        return Ok(None);
    };
    let before = timeline::of_purchase(&mut *tx, held.id).await?;
    let is_known = before.iter().any(|entry| {
        entry.kind == EventKind::ShopAsked
            && entry.order == Some(order.id)
            && now - entry.at < AGAIN_AFTER
    });
    if !is_known {
        let event = NewEvent {
            purchase: held.id,
            order: Some((order.id, order.shop)),
            kind: EventKind::ShopAsked,
            actor: Actor::Buyer(buyer.person),
            note: "",
            is_public: true,
            at: now,
        };
        timeline::write(&mut tx, &event).await?;
    }
    tx.commit().await?;
    let seller = of(market, std::slice::from_ref(&order)).await?.pop();
    Ok(seller.map(|seller| Asked {
        phone: seller.phone,
        total: order.total,
    }))
}

async fn of(market: &Market, orders: &[Order]) -> Result<Vec<Seller>, Error> {
    let shops: Vec<_> = orders.iter().map(|order| order.shop).collect();
    Ok(sellers::list(&market.pools.storefront, &shops).await?)
}
