//! Which network a number seems to be on: to choose it before a person does, who may choose another. Never a reason to refuse, and
//! nobody waits long for it.

use std::time::Duration;

use kernel::{Network, PhoneNumber};

use crate::Market;

/// So long a page waits for a suggestion at most, in milliseconds, whoever is asked.
const WAIT_MS_MAX: u64 = 1_500;

/// The network by the number's first digits, where they are known; else as a provider guesses. `None`: the person chooses, as
/// they always may.
pub async fn network(market: &Market, phone: &PhoneNumber) -> Option<Network> {
    if let Some(known) = countries::guess_network(phone) {
        return Some(known);
    }
    let asking = ask(market, phone);
    let wait = Duration::from_millis(WAIT_MS_MAX);
    tokio::time::timeout(wait, asking).await.ok().flatten()
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
