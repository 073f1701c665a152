//! What a shop reads before it presses "Pay out": what would happen, or why nothing can; and which destinations can be chosen at all.

use catalog::shops::PayoutDestinations;
use countries::Country;
use kernel::{BankEntry, Currency, Destination, Method, Money, Network, Timestamp};
use payments::provider::{Operation, Unsupported};

use super::plan::plan;
use super::{Earnings, PayoutError, banks};
use crate::{Error, Market};

/// Whether a payout would set out now, and what it would carry of what is payable.
pub async fn outlook(
    market: &Market,
    destinations: &PayoutDestinations,
    earnings: &Earnings,
) -> Result<Money, PayoutError> {
    let now = market.source.now();
    let to = usable(destinations, now)?;
    let amount = earnings.payable();
    if !amount.is_positive() {
        return Err(PayoutError::Nothing);
    }
    let mut conn = market
        .pools
        .app
        .acquire()
        .await
        .map_err(crate::Error::from)?;
    Ok(plan(market, &mut conn, to, amount, now).await?.amount)
}

/// Where money may be paid at this moment.
pub(super) fn usable(
    destinations: &PayoutDestinations,
    now: Timestamp,
) -> Result<&Destination, PayoutError> {
    let current = destinations
        .current
        .as_ref()
        .ok_or(PayoutError::NoDestination)?;
    if now < current.usable_from {
        let until = current.usable_from;
        return Err(PayoutError::Waits { until });
    }
    Ok(&current.to)
}

/// What a shop of a country can choose.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Each network, and whether anybody pays out to its wallets.
    pub networks: Vec<(Network, bool)>,
    pub banks: Banks,
}

/// Whether accounts at banks can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Banks {
    /// By name; never empty.
    Reached(Vec<BankEntry>),
    /// Somebody pays out to accounts there, and has not said to which banks yet.
    NotListed,
    /// Nobody pays out to accounts there.
    Nobody,
}

/// What can be chosen in a country, and what cannot, whatever the amount.
pub async fn choices(market: &Market, country: Country) -> Result<Choices, Error> {
    let pack = country.pack();
    let banks = if is_done(market, pack.currency, Method::BankTransfer) {
        match banks::list(market, country).await? {
            listed if listed.is_empty() => Banks::NotListed,
            listed => Banks::Reached(listed),
        }
    } else {
        Banks::Nobody
    };
    let networks = pack.networks.iter().map(|network| {
        let method = Method::MobileMoney(*network);
        (*network, is_done(market, pack.currency, method))
    });
    Ok(Choices {
        networks: networks.collect(),
        banks,
    })
}

/// Whether anybody pays out by a method at all, whatever the amount.
fn is_done(market: &Market, currency: Currency, method: Method) -> bool {
    let unit = Money::new(currency.minor_per_major(), currency);
    !matches!(
        market.providers.able(Operation::PayOut, unit, method),
        Err(Unsupported::Operation | Unsupported::Method(_) | Unsupported::Currency(_))
    )
}
