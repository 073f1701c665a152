//! Who carries a payout, and how much of it: of the providers that reach the destination the healthiest, then whoever carries most.

use std::cmp::Reverse;
use std::sync::Arc;

use kernel::{Destination, Method, Money, Timestamp};
use payments::banks;
use payments::health::Standing;
use payments::provider::{Operation, Provider, ProviderName, Unsupported};
use sqlx::PgConnection;

use super::PayoutError;
use crate::Market;
use crate::route::Weather;

/// What a payout would do.
pub(super) struct Plan<'a> {
    pub provider: &'a Arc<dyn Provider>,
    /// What one transfer carries; the rest stays available.
    pub amount: Money,
}

/// Who carries `amount`, or the most of it, or why nobody does.
pub(super) async fn plan<'a>(
    market: &'a Market,
    conn: &mut PgConnection,
    to: &Destination,
    amount: Money,
    now: Timestamp,
) -> Result<Plan<'a>, PayoutError> {
    let method = to.method();
    let able = market
        .providers
        .able_by(method, |provider| portion(provider, amount, method))
        .map_err(|why| match why {
            // Less than the smallest unit that can be sent.
            Unsupported::Decimals { .. } => PayoutError::Nothing,
            why => why.into(),
        })?;
    let reaching = match to {
        Destination::Wallet(_) => None,
        Destination::Bank(account) => {
            Some(banks::reaching(&mut *conn, amount.currency(), account).await?)
        }
    };
    let reaches = |name: ProviderName| match &reaching {
        None => true,
        Some(names) => names.contains(&name),
    };
    if !able.iter().any(|(provider, _)| reaches(provider.name())) {
        return Err(PayoutError::BankNotReached);
    }
    let weather = Weather::of_payouts(conn, now).await?;
    able.into_iter()
        .filter(|(provider, _)| reaches(provider.name()))
        .map(|(provider, amount)| {
            let standing = weather.standing(provider.name(), method);
            (standing, Plan { provider, amount })
        })
        .filter(|(standing, _)| *standing != Standing::Down)
        // The first of equals, so that the order of preference holds.
        .min_by_key(|(standing, plan)| (*standing, Reverse(plan.amount.minor())))
        .map(|(_, plan)| plan)
        .ok_or(PayoutError::Down)
}

/// As much of an amount as a provider carries in one transfer: more stays where it is, and so do parts of a unit that it does not know.
fn portion(
    provider: &Arc<dyn Provider>,
    amount: Money,
    method: Method,
) -> Result<Money, Unsupported> {
    let mut portion = amount;
    loop {
        portion = match provider.supports(Operation::PayOut, portion, method) {
            Ok(()) => return Ok(portion),
            Err(Unsupported::TooLarge { maximum }) if maximum.minor() < portion.minor() => maximum,
            Err(why @ Unsupported::Decimals { decimals }) => {
                let whole = whole(portion, decimals);
                if !whole.is_positive() || whole == portion {
                    return Err(why);
                }
                whole
            }
            Err(why) => return Err(why),
        };
    }
}

/// As much of an amount as can be written with so many decimals.
fn whole(amount: Money, decimals: u32) -> Money {
    let too_fine = amount.currency().exponent().saturating_sub(decimals);
    let step = 10_i64.pow(too_fine);
    Money::new(amount.minor() - amount.minor() % step, amount.currency())
}
