//! Intents as they are kept: the wish to collect a purchase's total, which every attempt serves.

use kernel::{AttemptId, Id, IntentId, Money, PurchaseId, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::Error;

/// The intent of a purchase: made once, with the purchase's total.
pub async fn ensure(
    conn: &mut PgConnection,
    id: IntentId,
    purchase: PurchaseId,
    amount: Money,
    now: Timestamp,
) -> Result<IntentId, Error> {
    sqlx::query!(
        "insert into payment_intents (id, purchase_id, amount_minor, currency, created_at) values ($1, $2, $3, $4, $5)
         on conflict on constraint payment_intents_purchase_unique do nothing",
        id.uuid(),
        purchase.uuid(),
        amount.minor(),
        amount.currency().code(),
        now,
    )
    .execute(&mut *conn)
    .await?;
    let id = sqlx::query_scalar!(
        "select id from payment_intents where purchase_id = $1",
        purchase.uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(id.into())
}

/// The intent an attempt serves.
pub async fn of_attempt(conn: impl PgExecutor<'_>, id: AttemptId) -> Result<IntentId, Error> {
    let intent = sqlx::query_scalar!(
        "select intent_id from payment_attempts where id = $1",
        id.uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(intent.into())
}
