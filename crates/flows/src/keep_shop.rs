//! An owner changes what the shop says of itself and where it delivers.

use catalog::cash::CashTerms;
use catalog::delivery::{self, AreaFee};
use catalog::publish;
use catalog::shops::{self, ShopSettings};
use countries::TaxNumber;
use kernel::{Currency, Timestamp};
use moderation::{Entry, Subject};
use serde_json::{Value, json};
use store::{Shop, Tx};

use crate::{Error, Market};

/// Changes what buyers read about the shop; they see it at once. The tax number stands on what is issued from now on.
pub async fn save(
    market: &Market,
    shop: Shop,
    settings: &ShopSettings,
    tax_number: Option<&TaxNumber>,
) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    shops::update(&mut tx, shop.shop, settings, now).await?;
    shops::set_tax_number(&mut tx, shop.shop, tax_number.map(TaxNumber::as_str)).await?;
    note(&mut tx, "shop.change", json!({}), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Replaces the table of areas, fees and days. Orders that are placed keep theirs.
pub async fn set_fees(market: &Market, shop: Shop, fees: &[AreaFee]) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    delivery::set_fees(&mut tx, shop.shop, fees).await?;
    publish::refresh_shop(&mut tx, shop.shop, now).await?;
    note(
        &mut tx,
        "shop.deliver_to",
        json!({ "areas": fees.len() }),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// By which rules the shop's riders take cash.
pub async fn set_cash(
    market: &Market,
    shop: Shop,
    currency: Currency,
    cash: Option<&CashTerms>,
) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    catalog::cash::set_terms(&mut tx, shop.shop, currency, cash).await?;
    let detail = json!({"cash": cash.is_some()});
    note(&mut tx, "shop.set_money", detail, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn note(
    tx: &mut Tx<Shop>,
    action: &'static str,
    detail: Value,
    now: Timestamp,
) -> Result<(), store::Error> {
    let shop = tx.scope();
    let entry = Entry {
        actor: moderation::Actor::Merchant(shop.actor),
        action,
        subject: Subject::new("shop", shop.shop),
        shop: Some(shop.shop),
        detail,
    };
    moderation::audit(tx, &entry, now).await
}

/// What a member reads and changes of the shop's tax number.
pub async fn tax_number(market: &Market, shop: Shop) -> Result<Option<String>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    Ok(shops::tax_number(&mut *tx, shop.shop).await?)
}
