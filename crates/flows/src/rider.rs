//! A rider's link: one parcel, for whoever carries it and has no account. Who sent the link answers for what is done with it.

use catalog::shops;
use kernel::{AccessKey, OrderNumber, PersonId, PhoneNumber};
use orders::{Order, order};
use store::{Platform, PlatformFlow, Shop, Tx};
use subtle::ConstantTimeEq;

use crate::{Error, Market};

/// What a link opens.
#[derive(Debug, Clone)]
pub struct Opened {
    /// In the name of the member who made the link.
    pub scope: Shop,
    pub order: Order,
    pub shop_name: String,
    pub shop_phone: PhoneNumber,
}

/// The link to a parcel, made by a member of its shop. The same member gets the same one.
pub fn link(market: &Market, by: PersonId, order: &Order) -> String {
    format!(
        "{}/rider/{}?k={}",
        market.settings.public_url,
        order.number,
        key(market, by, order).to_hex()
    )
}

/// `None`: nobody who works in the shop made this link. Whoever leaves the shop takes theirs with them.
pub async fn open(
    market: &Market,
    number: OrderNumber,
    shown: &AccessKey,
) -> Result<Option<Opened>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Cash)).await?;
    let Some(order) = order::find_by_number(&mut *tx, number).await? else {
        return Ok(None);
    };
    let members = shops::members(&mut *tx, order.shop).await?;
    let maker = members.into_iter().map(|(person, _)| person).find(|by| {
        let own = key(market, *by, &order);
        own.bytes().ct_eq(shown.bytes()).into()
    });
    let shop = shops::find(&mut *tx, order.shop).await?;
    tx.commit().await?;
    Ok(maker.zip(shop).map(|(actor, shop)| Opened {
        scope: Shop {
            shop: order.shop,
            actor,
        },
        order,
        shop_name: shop.name,
        shop_phone: shop.phone,
    }))
}

fn key(market: &Market, by: PersonId, order: &Order) -> AccessKey {
    let content = format!("{}:{by}", order.id);
    let digest = market.settings.sign("rider-link", content.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    AccessKey::from_random(bytes)
}
