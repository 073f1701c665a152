//! Which disbursement a line of a statement, or a person, speaks of.

use kernel::{DisbursementId, Money};
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::Error;
use crate::provider::ProviderName;

/// The one that is called like this: by our reference, its provider's name for it, or the network's receipt. Where an amount is said,
/// one that arrived and is of that amount. None where several are.
pub async fn find_named(
    conn: impl PgExecutor<'_>,
    providers: &[ProviderName],
    names: &[String],
    amount: Option<Money>,
) -> Result<Option<DisbursementId>, Error> {
    let providers: Vec<String> = providers.iter().map(ToString::to_string).collect();
    let references: Vec<Uuid> = names
        .iter()
        .filter_map(|name| Uuid::parse_str(name).ok())
        .collect();
    let found = sqlx::query_scalar!(
        "select id from disbursements where provider = any($1)
           and (provider_reference = any($2) or provider_handle = any($3) or provider_transaction = any($3))
           and ($4::bigint is null or (amount_minor = $4 and currency = $5 and state = 'paid')) limit 2",
        &providers,
        &references,
        names,
        amount.map(Money::minor),
        amount.map(|amount| amount.currency().code()),
    )
    .fetch_all(conn)
    .await?;
    Ok(match found[..] {
        [one] => Some(one.into()),
        _ => None,
    })
}
