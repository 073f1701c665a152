//! Money that comes a long way, purchases that an admin looks at first, and shops that say where their money goes.

use anyhow::{Context, Result};
use countries::Country;
use flows::payout::{banks, destination};
use flows::risk::{Decision, ReviewError};
use flows::route::Weather;
use flows::till::{BeginError, Hand};
use flows::{Market, abroad, cases, risk, till};
use kernel::{Money, Network, PhoneNumber, PurchaseId};
use rehearsal::{account_in_kenya, account_in_zambia, holder, wallet};
use store::{Platform, PlatformFlow, Shop, Tx};

use super::refused;
use crate::deed::{PaidTo, Told};

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

/// An owner says where the money goes, and chooses from the banks that are listed.
pub(super) async fn say_paid_to(market: &Market, shop: Shop, to: PaidTo) -> Result<Told> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    let found = catalog::shops::find(&mut *tx, shop.shop).await?;
    tx.commit().await?;
    let country: Country = found.context("a shop")?.country.parse()?;
    let own = |number| PhoneNumber::from_e164(number);
    let to = match (to, country) {
        (PaidTo::Before, _) => {
            return Ok(if destination::take_back(market, shop).await? {
                Told::default()
            } else {
                refused("nothing waits")
            });
        }
        (PaidTo::Wallet, Country::Kenya) => wallet(&own("+254712600600")?, Network::MpesaKenya),
        (PaidTo::Wallet, _) => wallet(&own("+260966600600")?, Network::MtnZambia),
        (PaidTo::Bank, country) => {
            if banks::refresh(market).await.is_err() {
                return Ok(refused("nobody says which banks there are"));
            }
            match country {
                Country::Kenya => account_in_kenya(),
                _ => account_in_zambia(),
            }
        }
    };
    destination::change(market, shop, &to).await?;
    Ok(Told::default())
}
