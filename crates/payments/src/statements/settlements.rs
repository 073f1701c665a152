//! Money between a provider and the marketplace's own bank account.

use kernel::{Id as _, Money, StatementLineId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Error;
use crate::provider::ProviderName;

/// A settlement that is not booked yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettlementDue {
    pub line: StatementLineId,
    /// What came to the provider's account, negative when it left for the bank.
    pub amount: Money,
}

/// The first settlements that are not booked yet.
pub async fn settlements_due(
    conn: &mut PgConnection,
    provider: ProviderName,
    count_max: i64,
) -> Result<Vec<SettlementDue>, Error> {
    let rows = sqlx::query!(
        r#"select id, amount_minor as "amount_minor!", currency as "currency!" from statement_lines
           where provider = $1 and class = 'settlement' and settled_at is null and amount_minor <> 0
           order by position limit $2"#,
        provider.as_str(),
        count_max,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = row
                .currency
                .parse()
                .map_err(|_| store::Error::corrupt("statement_lines", "currency", row.id))?;
            Ok(SettlementDue {
                line: row.id.into(),
                amount: Money::new(row.amount_minor, currency),
            })
        })
        .collect()
}

/// Notes that settlements are booked.
pub async fn keep_settlements(
    conn: &mut PgConnection,
    lines: &[StatementLineId],
    now: Timestamp,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.uuid()).collect();
    sqlx::query!(
        "update statement_lines set settled_at = $2 where id = any($1)",
        &ids,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
