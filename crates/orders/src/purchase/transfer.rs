//! Purchases that wait for a bank transfer, which takes days.

use kernel::{Currency, Id, PhoneNumber, PurchaseId, PurchaseNumber, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use super::Purchase;
use crate::{Error, rows};

/// Choosing to pay by bank transfer keeps the goods for so long, and so does each part that comes.
pub const TRANSFER_KEPT: time::Duration = time::Duration::days(3);

/// However often parts come: a purchase that waits for a transfer is never payable longer after placing.
pub const TRANSFER_PAYABLE: time::Duration = time::Duration::days(7);

impl Purchase {
    /// Says until when a bank transfer is waited for. Its stock must be held, and is held as long.
    pub async fn await_transfer(
        &mut self,
        conn: &mut PgConnection,
        until: Timestamp,
    ) -> Result<(), Error> {
        sqlx::query!(
            "update purchases set transfer_until = $2, held_until = $2 where id = $1",
            self.id.uuid(),
            until
        )
        .execute(conn)
        .await?;
        self.transfer_until = Some(until);
        self.held_until = Some(until);
        Ok(())
    }

    /// Until when a bank transfer is still waited for; `None` where none is, or not any more.
    pub fn awaits_transfer(&self, now: Timestamp) -> Option<Timestamp> {
        self.transfer_until.filter(|until| *until > now)
    }
}

/// Waits until nobody else counts the transfers of a phone, until the transaction ends. Lock the purchase first.
pub async fn lock_transfers(conn: &mut PgConnection, phone: &PhoneNumber) -> Result<(), Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("transfers:{}", phone.e164()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many open purchases of a phone wait for a bank transfer, but for one.
pub async fn count_awaiting_transfer(
    conn: impl PgExecutor<'_>,
    phone: &PhoneNumber,
    but: Option<PurchaseId>,
    now: Timestamp,
) -> Result<i64, Error> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from purchases
           where buyer_phone = $1 and state = 'open' and id is distinct from $2 and transfer_until > $3"#,
        phone.e164(),
        but.map(Id::uuid),
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// The purchases that numbers name, in whatever state, whose price is in a currency.
pub async fn list_by_numbers(
    conn: impl PgExecutor<'_>,
    numbers: &[PurchaseNumber],
    currency: Currency,
) -> Result<Vec<(PurchaseNumber, PurchaseId)>, Error> {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let rows = sqlx::query!(
        "select id, number from purchases where number = any($1) and currency = $2 order by number",
        &numbers,
        currency.code(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok((rows::number(row.id, &row.number)?, row.id.into())))
        .collect()
}
