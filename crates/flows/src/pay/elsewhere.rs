//! Another provider after one that certainly did not charge: nobody types anything again, and nobody can pay twice.

use kernel::{AttemptId, ProviderReference, Refusal, Timestamp};
use orders::Purchase;
use payments::provider::{ProviderError, ProviderName};
use payments::{Attempt, NewAttempt, attempt, intent};
use store::{Platform, Tx};
use time::Duration;

use crate::jobs::PushAttempt;
use crate::route::Weather;
use crate::{Error, Market};

/// The provider that is asked instead.
pub(super) struct Elsewhere(ProviderName);

/// Why nothing began, in the provider's words, where `error` says so for certain of the call it answered.
pub(super) fn nothing_began(error: &ProviderError) -> Option<(Refusal, String)> {
    match error {
        ProviderError::Rejected(declined) => Some((declined.why, declined.code.clone())),
        ProviderError::Configuration(fault) => Some((Refusal::Configuration, fault.code.clone())),
        ProviderError::NotSent => Some((Refusal::NetworkUnavailable, error.as_str().to_owned())),
        ProviderError::Duplicate | ProviderError::Unclear(_) => None,
    }
}

/// The provider to ask after one where nothing began: for a reason another may not have.
pub(super) async fn after(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    attempt: &Attempt,
    why: Refusal,
    now: Timestamp,
) -> Result<Option<Elsewhere>, Error> {
    if !why.is_of_the_way() || !purchase.state.is_payable() {
        return Ok(None);
    }
    let all = attempt::list_of_purchase(&mut **tx, purchase.id).await?;
    let weather = Weather::within(&mut **tx, now).await?;
    let not = tried(&all, attempt);
    let found = weather.route(market, attempt.amount, attempt.method, &not);
    Ok(found.ok().map(|provider| Elsewhere(provider.name())))
}

impl Elsewhere {
    /// The same wish at the other provider, under a reference of its own. The goods stay held; the first attempt must be
    /// refused by now.
    pub(super) async fn prepare(
        &self,
        market: &Market,
        tx: &mut Tx<Platform>,
        refused: &Attempt,
        now: Timestamp,
    ) -> Result<AttemptId, Error> {
        let id: AttemptId = market.source.id();
        let intent = intent::of_attempt(&mut **tx, refused.id).await?;
        let new = NewAttempt {
            id,
            intent,
            purchase: refused.purchase,
            idempotency_key: &key_after(refused.id),
            provider: self.0,
            reference: market.source.opaque_id::<ProviderReference>(),
            method: refused.method,
            phone: &refused.phone,
            amount: refused.amount,
            conversion: refused.conversion,
            // Later than the one it follows, whatever the clock says: the newest attempt is the one that counts.
            at: now.max(refused.prepared_at + Duration::MICROSECOND),
        };
        attempt::insert(tx, &new).await?;
        store::enqueue(tx, &PushAttempt { attempt: id }, now).await?;
        tracing::info!(attempt.id = %id, instead_of = %refused.id, provider = %self.0, "asking another provider");
        Ok(id)
    }
}

/// An attempt that follows another by itself has this key, so that it follows only once.
fn key_after(refused: AttemptId) -> String {
    format!("after-{refused}")
}

/// The providers that were asked for the same wish.
fn tried(all: &[Attempt], last: &Attempt) -> Vec<ProviderName> {
    let mut tried = vec![last.provider];
    let mut key = last.idempotency_key.as_str();
    while let Some(earlier) = all.iter().find(|attempt| key == key_after(attempt.id)) {
        tried.push(earlier.provider);
        key = &earlier.idempotency_key;
    }
    tried
}
