//! Which network a number seems to be on: to choose it before a person does, who may choose another. Never a reason to refuse, and
//! nobody waits long for it.

use std::time::Duration;

use kernel::{Network, PhoneNumber};
use store::{Platform, PlatformFlow, Tx};

use crate::track::Mine;
use crate::{Error, Market};

/// So long a page waits for a suggestion at most, in milliseconds, whoever is asked.
const WAIT_MS_MAX: u64 = 1_500;

/// The network that this phone last paid with for whoever asks, since people keep their number when they change network; else
/// by the number's first digits, where they are known; else as a provider guesses. `None`: the person chooses, as they always
/// may.
pub async fn network(market: &Market, phone: &PhoneNumber, mine: Mine<'_>) -> Option<Network> {
    match last_paid(market, phone, mine).await {
        Ok(Some(network)) => return Some(network),
        Ok(None) => {}
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "nobody knows how this phone paid before"
            );
        }
    }
    if let Some(known) = countries::guess_network(phone) {
        return Some(known);
    }
    let asking = ask(market, phone);
    let wait = Duration::from_millis(WAIT_MS_MAX);
    tokio::time::timeout(wait, asking).await.ok().flatten()
}

/// Nothing of what strangers paid: a number that somebody types tells nobody who buys here.
async fn last_paid(
    market: &Market,
    phone: &PhoneNumber,
    mine: Mine<'_>,
) -> Result<Option<Network>, Error> {
    if mine.person.is_none() && mine.opened.is_empty() {
        return Ok(None);
    }
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let paid = payments::attempt::last_paid(&mut *tx, phone, mine.person, mine.opened);
    Ok(paid.await?.and_then(kernel::Method::network))
}

async fn ask(market: &Market, phone: &PhoneNumber) -> Option<Network> {
    for provider in market.providers.all() {
        match provider.guess_network(phone).await {
            Ok(Some(network)) => return Some(network),
            Ok(None) => {}
            Err(error) => {
                tracing::debug!(provider = %provider.name(), %error, "no suggestion of a network");
            }
        }
    }
    None
}
