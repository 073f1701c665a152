//! The banks that can be paid out to: asked of the providers by the clock, so that nobody who chooses one waits for them.

use countries::Country;
use kernel::{BankCode, BankEntry};
use payments::banks;

use crate::{Error, Market};

/// Asks every provider for the banks of every country that is traded in. What a provider does not answer is left as it was, and the
/// error says that it is worth asking again soon.
pub async fn refresh(market: &Market) -> Result<(), Error> {
    let now = market.source.now();
    let mut is_whole = true;
    for provider in market.providers.all() {
        let name = provider.name();
        for country in &market.settings.countries {
            let currency = country.pack().currency;
            match provider.banks(currency).await {
                Ok(listed) => {
                    let mut tx = market.pools.app.begin().await?;
                    banks::replace(&mut tx, name, currency, &listed, now).await?;
                    tx.commit().await?;
                    tracing::info!(provider = %name, %country, banks = listed.len(), "asked which banks are reached");
                }
                Err(error) => {
                    is_whole = false;
                    tracing::warn!(provider = %name, %country, %error, "the provider does not say which banks it reaches");
                }
            }
        }
    }
    if is_whole { Ok(()) } else { Err(Error::Later) }
}

/// The banks of a country that somebody pays out to, by name.
pub async fn list(market: &Market, country: Country) -> Result<Vec<BankEntry>, Error> {
    Ok(banks::list(&market.pools.app, country.pack().currency).await?)
}

/// The branches of a bank, one of which has to be named. Empty: none is asked for.
pub async fn branches(
    market: &Market,
    country: Country,
    bank: &BankCode,
) -> Result<Vec<BankEntry>, Error> {
    let currency = country.pack().currency;
    Ok(banks::branches(&market.pools.app, currency, bank).await?)
}
