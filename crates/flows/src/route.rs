//! Which provider is asked, and what can be chosen: those that can carry the amount, the healthiest first. Taking money and sending it
//! are looked at apart.

use std::sync::Arc;

use countries::Country;
use kernel::{Method, Money, Timestamp};
use payments::health::{self, Health, Standing};
use payments::provider::{Operation, Provider, ProviderName, Unsupported};
use sqlx::PgExecutor;
use store::{Platform, PlatformFlow, Tx};

use crate::{Error, Market};

/// Of two that do equally well, one that takes so much longer is worse.
const TELLS_APART_MS: u64 = 30_000;

/// How a provider does, and how long it takes lately, if anybody knows.
type Rank = (Standing, Option<u64>);

/// Whether a later choice is to be asked before an earlier one. What nobody measured lately is neither quick nor slow.
fn beats(later: Rank, earlier: Rank) -> bool {
    if later.0 != earlier.0 {
        return later.0 < earlier.0;
    }
    let both = later.1.zip(earlier.1);
    both.is_some_and(|(later, earlier)| later + TELLS_APART_MS <= earlier)
}

/// Why nobody can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRoute {
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    /// Whoever could carry it does not get through at the moment.
    #[error("not reached at the moment")]
    Down,
}

/// How the providers did lately, read once.
#[derive(Debug, Clone)]
pub struct Weather {
    known: Vec<Health>,
    now: Timestamp,
}

/// What can be chosen, and what to expect of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    pub method: Method,
    pub offered: Result<Pace, NoRoute>,
}

/// What to expect of a way that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    /// Not all get through: of the newest tries, so many arrived.
    pub slow: Option<(u32, u32)>,
    /// How long it took lately, in the middle.
    pub usual_seconds: Option<u64>,
}

impl Weather {
    pub async fn read(market: &Market) -> Result<Self, Error> {
        Self::within(&market.pools.app, market.source.now()).await
    }

    pub(crate) async fn within(conn: impl PgExecutor<'_>, now: Timestamp) -> Result<Self, Error> {
        let known = health::list(conn).await?;
        Ok(Self { known, now })
    }

    /// The same of paying shops out, which may go well where taking money does not.
    pub async fn of_payouts(conn: impl PgExecutor<'_>, now: Timestamp) -> Result<Self, Error> {
        let known = health::payouts::list(conn).await?;
        Ok(Self { known, now })
    }

    /// Everything that is known.
    pub fn known(&self) -> &[Health] {
        &self.known
    }

    fn of(&self, provider: ProviderName, method: Method) -> Option<&Health> {
        self.known
            .iter()
            .find(|health| health.provider == provider && health.method == method)
    }

    /// What nothing is known of works.
    pub fn standing(&self, provider: ProviderName, method: Method) -> Standing {
        self.of(provider, method)
            .map_or(Standing::Up, |health| health.standing(self.now))
    }

    fn rank(&self, provider: ProviderName, method: Method) -> Rank {
        let usual_ms = self.of(provider, method).and_then(|it| it.usual_ms);
        (self.standing(provider, method), usual_ms)
    }

    /// The provider to ask for this amount by this method: of those that can carry it the first that is well and quick, else the first
    /// that is slow. `not`: those that were asked in vain.
    pub fn route<'a>(
        &self,
        market: &'a Market,
        amount: Money,
        method: Method,
        not: &[ProviderName],
    ) -> Result<&'a Arc<dyn Provider>, NoRoute> {
        let able = market
            .providers
            .able(Operation::Collect, amount, method)?
            .into_iter()
            .filter(|provider| !not.contains(&provider.name()))
            .map(|provider| (self.rank(provider.name(), method), provider))
            .filter(|((standing, _), _)| *standing != Standing::Down);
        // The first of equals, so that the order of preference holds.
        able.reduce(|best, next| if beats(next.0, best.0) { next } else { best })
            .map(|(_, provider)| provider)
            .ok_or(NoRoute::Down)
    }

    /// Every way to pay by a provider in this country, open or not. One that nobody here does at all is left out.
    pub fn ways(&self, market: &Market, country: Country, amount: Money) -> Vec<Way> {
        let networks = country.pack().networks.iter().copied();
        networks
            .map(Method::from)
            .chain([Method::Card])
            .map(|method| Way {
                method,
                offered: self
                    .route(market, amount, method, &[])
                    .map(|provider| self.pace(provider.name(), method)),
            })
            .filter(|way| {
                let nobody = matches!(
                    way.offered,
                    Err(NoRoute::Unsupported(
                        Unsupported::Method(_) | Unsupported::Currency(_) | Unsupported::Operation
                    ))
                );
                way.method != Method::Card || !nobody
            })
            .collect()
    }

    fn pace(&self, provider: ProviderName, method: Method) -> Pace {
        let Some(health) = self.of(provider, method) else {
            return Pace::default();
        };
        let is_slow = health.standing(self.now) == Standing::Slow;
        Pace {
            slow: is_slow.then_some((health.arrived, health.tried())),
            usual_seconds: health.usual_ms.map(|ms| ms.div_ceil(1_000)),
        }
    }
}

/// Whether a provider does this by this method at all, whatever the amount.
fn reaches(provider: &Arc<dyn Provider>, operation: Operation, method: Method) -> bool {
    Country::ALL.iter().any(|country| {
        let amount = Money::new(10_000, country.pack().currency);
        !matches!(
            provider.supports(operation, amount, method),
            Err(Unsupported::Operation | Unsupported::Method(_) | Unsupported::Currency(_))
        )
    })
}

/// Every way of every provider to do this.
fn routes(market: &Market, operation: Operation) -> Vec<(ProviderName, Method)> {
    let of_one = |provider: &Arc<dyn Provider>| {
        let (name, provider) = (provider.name(), provider.clone());
        let reached = Method::ALL
            .into_iter()
            .filter(move |method| reaches(&provider, operation, *method));
        reached.map(move |method| (name, method))
    };
    market.providers.all().flat_map(of_one).collect()
}

/// Counts what came of the newest attempts and payouts, and asks every provider how it does. What a provider does not answer is
/// left as it was, and soon not believed any more.
pub async fn watch(market: &Market) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Reconcile)).await?;
    let collecting = routes(market, Operation::Collect);
    health::measure(&mut tx, &collecting, now).await?;
    let paying_out = routes(market, Operation::PayOut);
    health::payouts::measure(&mut tx, &paying_out, now).await?;
    tx.commit().await?;
    for provider in market.providers.all() {
        let name = provider.name();
        let told = match provider.availability().await {
            Ok(told) => told,
            Err(error) => {
                tracing::warn!(provider = %name, %error, "the provider does not say how it does");
                continue;
            }
        };
        let about = |wanted| -> Vec<_> {
            let of_it = told.iter().filter(|(_, operation, _)| *operation == wanted);
            of_it
                .map(|(method, _, stated)| (*method, *stated))
                .collect()
        };
        let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Reconcile)).await?;
        health::note_stated(&mut tx, name, &about(Operation::Collect), now).await?;
        health::payouts::note_stated(&mut tx, name, &about(Operation::PayOut), now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Asks every provider what is switched on for us. What one does not answer stays as it was. Each process that routes does so for
/// itself, every few minutes.
pub async fn learn_terms(market: &Market) {
    for provider in market.providers.all() {
        if let Err(error) = provider.learn_terms().await {
            tracing::warn!(provider = %provider.name(), %error, "the provider does not say what is switched on for us");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_better_is_asked_first_and_among_equals_who_is_clearly_quicker() {
        let (up, slow) = (Standing::Up, Standing::Slow);
        for (later, earlier, expected) in [
            ((up, None), (slow, None), true),
            ((slow, Some(1)), (up, Some(90_000)), false),
            ((up, Some(20_000)), (up, Some(50_000)), true),
            ((up, Some(20_001)), (up, Some(50_000)), false),
            ((up, Some(50_000)), (up, Some(20_000)), false),
            ((up, None), (up, Some(50_000)), false),
            ((up, Some(1)), (up, None), false),
        ] {
            assert_eq!(beats(later, earlier), expected, "{later:?} {earlier:?}");
        }
    }
}
