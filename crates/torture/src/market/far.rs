//! Money that comes a long way, and purchases that an admin looks at first.

use anyhow::{Context, Result};
use countries::Country;
use flows::risk::{Decision, ReviewError};
use flows::route::Weather;
use flows::till::{BeginError, Hand};
use flows::{Market, abroad, cases, risk, till};
use kernel::{Money, PurchaseId};
use rehearsal::holder;
use store::{Platform, PlatformFlow, Tx};

use super::refused;
use crate::deed::Told;

/// What the page says a purchase costs from a Kenyan phone. None: it is not offered.
pub(super) async fn price_abroad(market: &Market, id: PurchaseId) -> Result<Option<Money>> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let bought = orders::purchase::find(&mut *tx, id).await?;
    tx.commit().await?;
    let price = bought.context("a purchase")?.total;
    let weather = Weather::read(market).await?;
    let offers = abroad::offers(market, &weather, price, Some(id)).await?;
    let kenya = offers.iter().find(|offer| offer.country == Country::Kenya);
    Ok(kenya.map(|offer| offer.amount))
}

pub(super) async fn begin_transfer(market: &Market, id: PurchaseId) -> Result<Told> {
    match till::begin(market, holder(id), id, Hand::Bank).await {
        Ok(()) => Ok(Told::default()),
        Err(BeginError::Failed(error)) => Err(error.into()),
        Err(why) => Ok(refused(why)),
    }
}

/// An admin decides about the purchase that waits longest.
pub(super) async fn look(market: &Market, by: cases::Admin, clears: bool) -> Result<Told> {
    let queue = risk::queue(market, by, None, 1).await?;
    let Some(looked) = queue.rows.first() else {
        return Ok(refused("nobody waits"));
    };
    let decision = if clears {
        Decision::Clear
    } else {
        Decision::Reject(moderation::Reason::parse("Nobody answers there")?)
    };
    match risk::decide(market, by, looked.purchase.number, &decision).await {
        Ok(()) => Ok(Told::default()),
        Err(ReviewError::Failed(error)) => Err(error.into()),
        Err(why) => Ok(refused(why)),
    }
}
