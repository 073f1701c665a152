//! Who is paying for the last pieces of a variant, counted.

use kernel::{Id, VariantId};
use sqlx::PgExecutor;

use crate::Error;

/// How many open purchases hold pieces of a variant while money for them may be moving. Looks at the newest five hundred movements
/// of its stock and no further, so that it costs the same for goods that sold for years.
pub async fn count_paying(conn: impl PgExecutor<'_>, variant: VariantId) -> Result<i64, Error> {
    let count = sqlx::query_scalar!(
        r#"select count(distinct p.id) as "count!" from (
             select purchase_id from stock_movements where variant_id = $1 order by id desc limit 500
           ) m
           join purchases p on p.id = m.purchase_id and p.state = 'open' and p.held_until is not null
           where exists (select from payment_attempts a where a.purchase_id = p.id
             and a.state in ('prepared', 'sent', 'awaiting_pin', 'redirected', 'unclear'))"#,
        variant.uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}
