//! Our bank's lines beside the account `bank`: what is a buyer's transfer, what is a settlement that a provider's statement told of, and
//! what is neither.

use kernel::{Id as _, Money, StatementLineId, TillPaymentId, Timestamp};
use sqlx::PgConnection;
use time::Duration;
use uuid::Uuid;

use super::matching::{Before, Matched, pair_set_aside};
use crate::Error;
use crate::provider::ProviderName;

/// A line on which money came, that nothing explains yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    pub line: StatementLineId,
    /// All that the bank wrote: its words and its reference.
    pub written: String,
    pub amount: Money,
    pub at: Timestamp,
    /// It speaks of a provider or of a settlement, so it waits for what the provider's own statement says.
    pub is_settlement: bool,
}

/// Lines that say what an earlier one said: a bank counts what moved twice in its balance, so two with other balances are two movements,
/// and two with the same, or without, are one that was written twice.
pub async fn class_doubled(conn: &mut PgConnection) -> Result<u64, Error> {
    let done = sqlx::query!(
        "update statement_lines l set class = 'doubled'
         where l.provider = $1 and l.class = 'new' and not l.is_own and exists (
           select from statement_lines t where t.provider = $1 and t.fingerprint = l.fingerprint and t.position < l.position
             and coalesce(t.balance_minor = l.balance_minor, true))",
        ProviderName::Bank.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// The first credits that are nobody's yet, after a place among all lines. Says the place of the last, too.
pub async fn credits(
    conn: &mut PgConnection,
    after: i64,
    count_max: i64,
) -> Result<Option<(Vec<Credit>, i64)>, Error> {
    let rows = sqlx::query!(
        r#"select id, position, word, own_name, kind, amount_minor as "amount_minor!", currency as "currency!", at as "at!"
           from statement_lines
           where provider = $1 and class = 'new' and kind in ('collection', 'settlement') and amount_minor > 0 and subject_id is null
             and position > $2
           order by position limit $3"#,
        ProviderName::Bank.as_str(),
        after,
        count_max,
    )
    .fetch_all(conn)
    .await?;
    let Some(last) = rows.last().map(|row| row.position) else {
        return Ok(None);
    };
    let credits = rows
        .into_iter()
        .map(|row| {
            let currency = row
                .currency
                .parse()
                .map_err(|_| store::Error::corrupt("statement_lines", "currency", row.id))?;
            let reference = row.own_name.unwrap_or_default();
            Ok(Credit {
                line: row.id.into(),
                written: format!("{} {reference}", row.word).trim().to_owned(),
                amount: Money::new(row.amount_minor, currency),
                at: row.at,
                is_settlement: row.kind == "settlement",
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Some((credits, last)))
}

/// Notes which payment a line became.
pub async fn keep_transfers(
    conn: &mut PgConnection,
    transfers: &[(StatementLineId, TillPaymentId)],
) -> Result<(), Error> {
    let lines: Vec<Uuid> = transfers.iter().map(|(line, _)| line.uuid()).collect();
    let payments: Vec<Uuid> = transfers
        .iter()
        .map(|(_, payment)| payment.uuid())
        .collect();
    sqlx::query!(
        "update statement_lines l set subject_id = c.payment
         from unnest($1::uuid[], $2::uuid[]) as c (line, payment) where l.id = c.line",
        &lines,
        &payments,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives the lines of transfers the postings that were made of them. Says how many.
pub async fn pair_transfers(conn: &mut PgConnection) -> Result<u64, Error> {
    let mut matched = Matched::default();
    pair_set_aside(conn, ProviderName::Bank, true, &mut matched).await?;
    Ok(matched.matched)
}

/// How surely a line and a settlement are the same money, beside the exact amount and near days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The bank wrote the provider's name for it.
    Name,
    /// The bank wrote who the provider is.
    Provider,
    Days,
}

/// Gives lines the postings of the settlements they show, the surest first. A line may come three days before the provider's own, and so
/// long after.
pub async fn pair_settlements(conn: &mut PgConnection, within: Duration) -> Result<Matched, Error> {
    let mut matched = Matched::default();
    for by in [By::Name, By::Provider, By::Days] {
        // Whoever lost a posting to a nearer line may have another.
        while pair_by(conn, by, within, &mut matched).await? > 0 {}
    }
    Ok(matched)
}

async fn pair_by(
    conn: &mut PgConnection,
    by: By,
    within: Duration,
    matched: &mut Matched,
) -> Result<usize, Error> {
    let rows = sqlx::query_as!(
        Before,
        r#"update statement_lines l set posting_id = c.posting, case_id = null, decided_at = null, decision_id = null,
             class = case when c.is_late then 'late' else 'matched' end
           from (
             select distinct on (posting) line, case_id, decision_id, posting, is_late from (
               select distinct on (w.id) w.id as line, w.case_id, w.decision_id, w.position, p.id as posting,
                 w.at >= s.at + interval '1 day' as is_late, abs(extract(epoch from w.at - s.at)) as apart
               from statement_lines w
               join ledger_postings p on p.amount_minor = w.amount_minor and p.currency = w.currency
               join ledger_accounts a on a.id = p.account_id and a.name = 'bank'
               join ledger_journals j on j.id = p.journal_id and j.kind = 'settled'
               join statement_lines s on s.id = case when j.kind = 'settled' then split_part(j.cause, ':', 2)::uuid end
               where w.provider = $1 and w.class in ('new', 'missing_here') and w.subject_id is null
                 and w.kind in ('collection', 'settlement', 'other')
                 and w.at >= s.at - interval '3 days' and w.at < s.at + $2::bigint * interval '1 second'
                 and not exists (select from statement_lines t where t.posting_id = p.id)
                 and case $3 when 'name' then
                     length(s.own_name) >= 4 and strpos(lower(w.word || ' ' || coalesce(w.own_name, '')), lower(s.own_name)) > 0
                   when 'provider' then w.kind = 'settlement' and strpos(lower(w.word), split_part(s.provider, '_', 1)) > 0
                   else true end
               order by w.id, apart, p.id
             ) best order by posting, apart, position
           ) c
           where l.id = c.line returning c.case_id, c.decision_id"#,
        ProviderName::Bank.as_str(),
        within.whole_seconds(),
        match by {
            By::Name => "name",
            By::Provider => "provider",
            By::Days => "days",
        },
    )
    .fetch_all(conn)
    .await?;
    let count = rows.len();
    matched.add(rows);
    Ok(count)
}

/// Says what is left: a charge, or what the bank shows and we have not. A buyer's transfer stays new until it is booked.
pub async fn class_bank_lines(conn: &mut PgConnection) -> Result<(), Error> {
    sqlx::query!(
        "update statement_lines set class = case kind when 'fee' then 'fee' else 'missing_here' end
         where provider = $1 and class = 'new' and subject_id is null",
        ProviderName::Bank.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
