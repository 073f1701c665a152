//! What lines tell of that nobody else does, and that is booked by them alone: fees, and money between a provider and our bank.

use kernel::{Id as _, Money, PurchaseId, StatementLineId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Error;
use crate::provider::ProviderName;

/// What a line tells of that is not booked yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub line: StatementLineId,
    /// What left what the provider holds for us; negative when it came there.
    pub left: Money,
    pub purchase: Option<PurchaseId>,
}

impl Due {
    fn read(
        line: Uuid,
        left_minor: i64,
        currency: &str,
        purchase: Option<Uuid>,
    ) -> Result<Self, Error> {
        let currency = currency
            .parse()
            .map_err(|_| store::Error::corrupt("statement_lines", "currency", line))?;
        Ok(Self {
            line: line.into(),
            left: Money::new(left_minor, currency),
            purchase: purchase.map(Into::into),
        })
    }
}

/// The first fees that are not booked yet, of lines whose movement is in our books and of lines about a fee alone.
pub async fn fees_due(
    conn: &mut PgConnection,
    provider: ProviderName,
    count_max: i64,
) -> Result<Vec<Due>, Error> {
    let rows = sqlx::query!(
        r#"select l.id, l.fee_minor as "fee_minor!", l.currency as "currency!", a.purchase_id as "purchase_id?" from statement_lines l
           left join payment_attempts a on a.id = l.subject_id
           where l.provider = $1 and l.fee_booked_at is null and l.fee_minor <> 0
             and (l.class in ('matched', 'late', 'different_amount', 'fee', 'settlement') or l.decision_id is not null)
           order by l.position limit $2"#,
        provider.as_str(),
        count_max,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Due::read(row.id, row.fee_minor, &row.currency, row.purchase_id))
        .collect()
}

/// The first settlements that are not booked yet.
pub async fn settlements_due(
    conn: &mut PgConnection,
    provider: ProviderName,
    count_max: i64,
) -> Result<Vec<Due>, Error> {
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
        .map(|row| Due::read(row.id, -row.amount_minor, &row.currency, None))
        .collect()
}

/// Notes that fees are booked.
pub async fn keep_fees(
    conn: &mut PgConnection,
    lines: &[StatementLineId],
    now: Timestamp,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.uuid()).collect();
    sqlx::query!(
        "update statement_lines set fee_booked_at = $2 where id = any($1)",
        &ids,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
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
