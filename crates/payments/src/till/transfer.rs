//! Transfers to our bank account, which its statement alone tells of.

use kernel::{Id, Money, StatementLineId, TillPaymentId, Timestamp};
use sqlx::PgConnection;

use crate::Error;
use crate::provider::ProviderName;

/// A transfer, as our bank's statement tells of it.
#[derive(Debug, Clone)]
pub struct NewTransfer<'a> {
    pub id: TillPaymentId,
    pub line: StatementLineId,
    /// All that the bank wrote beside it.
    pub written: &'a str,
    pub amount: Money,
    /// The day on the statement.
    pub at: Timestamp,
}

/// Keeps a transfer. The statement is all the proof there is, so it is to be acted on at once. False: that line's money is kept already.
pub async fn insert_transfer(
    conn: &mut PgConnection,
    new: &NewTransfer<'_>,
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "insert into till_payments (id, provider, receipt, account, told_minor, amount_minor, currency, told_at, state, verified_at,
           check_after)
         values ($1, $2, $3, $4, $5, $5, $6, $7, 'verified', $8, $8)
         on conflict on constraint till_payments_receipt_unique do nothing",
        new.id.uuid(),
        ProviderName::Bank.as_str(),
        new.line.to_string(),
        new.written,
        new.amount.minor(),
        new.amount.currency().code(),
        new.at,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
