//! What a phone is paying with, and paid with before.

use kernel::{Id, Method, PersonId, PhoneNumber, PurchaseId, Timestamp};
use sqlx::PgExecutor;

use super::{Attempt, Row, read};
use crate::Error;

/// The newest attempts that may have put a prompt on this phone since then and are not over, newest first. One that waits on a
/// provider's page is among them where that page rings the phone.
pub async fn list_open_on_phone(
    conn: impl PgExecutor<'_>,
    phone: &PhoneNumber,
    since: Timestamp,
    count_max: i64,
) -> Result<Vec<Attempt>, Error> {
    read!(
        conn,
        fetch_all,
        "where reverse(phone) = reverse($1::text) and prepared_at > $2 and method <> 'card'
           and state in ('prepared', 'sent', 'awaiting_pin', 'redirected', 'unclear')
         order by prepared_at desc, id desc limit $3",
        phone.e164(),
        since,
        count_max
    )
    .into_iter()
    .map(TryInto::try_into)
    .collect()
}

/// How this phone last paid for one of these purchases, or for one of this person's; a card is no phone's.
pub async fn last_paid(
    conn: impl PgExecutor<'_>,
    phone: &PhoneNumber,
    person: Option<PersonId>,
    purchases: &[PurchaseId],
) -> Result<Option<Method>, Error> {
    let purchases: Vec<uuid::Uuid> = purchases.iter().map(|id| id.uuid()).collect();
    let row = sqlx::query!(
        // Their purchases first: row security keeps Postgres from looking a phone up.
        "with own as materialized (select id from purchases where id = any($2) or buyer_id = $3)
         select a.id, a.method from own join payment_attempts a on a.purchase_id = own.id
         where a.phone = $1 and a.state = 'collected' and a.method <> 'card'
         order by a.prepared_at desc limit 1",
        phone.e164(),
        &purchases,
        person.map(Id::uuid),
    )
    .fetch_optional(conn)
    .await?;
    let broken = |id| store::Error::corrupt("payment_attempts", "method", id);
    row.map(|row| row.method.parse().map_err(|_| broken(row.id).into()))
        .transpose()
}
