//! The refunds of one collection beside each other.

use kernel::{AttemptId, DisbursementId, Id as _};
use sqlx::PgExecutor;

use crate::Error;

/// Whether a refund of the same collection may be moving at the provider, which takes one at a time.
pub async fn is_refunding(conn: impl PgExecutor<'_>, attempt: AttemptId) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from disbursements where attempt_id = $1 and state in ('sent', 'unclear')) as "found!""#,
        attempt.uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// The provider's names of the refunds of a collection other than one, as far as they are known.
pub async fn other_handles(
    conn: impl PgExecutor<'_>,
    attempt: AttemptId,
    than: DisbursementId,
) -> Result<Vec<String>, Error> {
    let handles = sqlx::query_scalar!(
        r#"select provider_handle as "handle!" from disbursements
           where attempt_id = $1 and id <> $2 and provider_handle is not null"#,
        attempt.uuid(),
        than.uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(handles)
}

/// Whether another refund of a collection was sent and never got a name.
pub async fn has_other_nameless(
    conn: impl PgExecutor<'_>,
    attempt: AttemptId,
    than: DisbursementId,
) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from disbursements
             where attempt_id = $1 and id <> $2 and sent_at is not null and provider_handle is null) as "found!""#,
        attempt.uuid(),
        than.uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// What of a collection was given back, or is on its way, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenBack {
    /// In the currency of whoever paid.
    pub amount_minor: i64,
    /// As it counts for the purchase. The same, unless that has another currency.
    pub worth_minor: i64,
}

pub async fn given_back(conn: impl PgExecutor<'_>, attempt: AttemptId) -> Result<GivenBack, Error> {
    let given = sqlx::query_as!(
        GivenBack,
        r#"select coalesce(sum(amount_minor), 0)::bigint as "amount_minor!",
             coalesce(sum(coalesce(price_minor, amount_minor)), 0)::bigint as "worth_minor!"
           from disbursements where attempt_id = $1 and state <> 'failed'"#,
        attempt.uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(given)
}
