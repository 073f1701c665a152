//! What we have booked and no line shows.

use kernel::{CaseId, Id, JournalId, Money, PurchaseId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use time::Duration;
use uuid::Uuid;

use super::matching::{Before, Explained};
use crate::Error;
use crate::provider::ProviderName;

/// A movement of ours that the provider's, or our bank's, statements lack.
#[derive(Debug, Clone)]
pub struct Gap {
    pub journal: JournalId,
    /// On whose statement it is missing.
    pub provider: ProviderName,
    /// What the journal says caused it.
    pub cause: String,
    pub amount: Money,
    pub moved_at: Timestamp,
    pub purchase: Option<PurchaseId>,
    /// The journal with which a person booked that it never came.
    pub decision: Option<JournalId>,
}

/// Finds what we booked before a moment, in days that statements tell of, and no line shows. Says how much is new.
pub async fn find_gaps(
    conn: &mut PgConnection,
    provider: ProviderName,
    booked_before: Timestamp,
    now: Timestamp,
) -> Result<u64, Error> {
    let found = sqlx::query!(
        "insert into statement_gaps (posting_id, journal_id, provider, amount_minor, currency, moved_at, cause, found_at)
         select p.id, j.id, $1, p.amount_minor, p.currency, j.at, j.cause, $3
         from ledger_postings p join ledger_accounts a on a.id = p.account_id join ledger_journals j on j.id = p.journal_id
         where a.name = 'provider_clearing' and a.party = $1 and j.at < $2
           and j.kind in ('collected', 'collected_and_owed_back', 'set_aside', 'converted', 'refund_paid', 'payout_paid', 'paid_late')
           and exists (select from statements s where s.provider = $1 and j.at >= s.covers_from and j.at < s.covers_until
             and p.currency = any (s.currencies))
           and not exists (select from statement_lines l where l.posting_id = p.id)
           and not (j.kind = 'set_aside' and (j.cause like 'put_right:%'
             or exists (select from ledger_journals r where r.cause = 'put_right:' || j.cause)))
         on conflict do nothing",
        provider.as_str(),
        booked_before,
        now,
    )
    .execute(conn)
    .await?;
    Ok(found.rows_affected())
}

/// The same for our bank: what providers' statements tell of as settled before a moment, where the bank's statements go on for so long
/// after it and do not show it.
pub async fn find_bank_gaps(
    conn: &mut PgConnection,
    within: Duration,
    now: Timestamp,
) -> Result<u64, Error> {
    let found = sqlx::query!(
        "insert into statement_gaps (posting_id, journal_id, provider, amount_minor, currency, moved_at, cause, found_at)
         select p.id, j.id, $1, p.amount_minor, p.currency, s.at, j.cause, $3
         from ledger_postings p join ledger_accounts a on a.id = p.account_id join ledger_journals j on j.id = p.journal_id
         join statement_lines s on s.id = case when j.kind = 'settled' then split_part(j.cause, ':', 2)::uuid end
         where a.name = 'bank' and j.kind = 'settled'
           and exists (select from statements b where b.provider = $1 and b.covers_from <= s.at and p.currency = any (b.currencies))
           and exists (select from statements b where b.provider = $1 and b.covers_until >= s.at + $2::bigint * interval '1 second'
             and p.currency = any (b.currencies))
           and not exists (select from statement_lines l where l.posting_id = p.id)
         on conflict do nothing",
        ProviderName::Bank.as_str(),
        within.whole_seconds(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(found.rows_affected())
}

/// Ends gaps that a line shows by now, and those whose money was set aside and is not there any more.
pub async fn explain_gaps(
    conn: &mut PgConnection,
    provider: ProviderName,
    now: Timestamp,
) -> Result<Explained, Error> {
    let shown = sqlx::query_as!(
        Before,
        "update statement_gaps g set explained_at = $2, explained_by = l.id, decided_at = null, decision_id = null
         from statement_gaps w join statement_lines l on l.posting_id = w.posting_id
         where w.provider = $1 and w.explained_at is null and g.posting_id = w.posting_id returning w.case_id, w.decision_id",
        provider.as_str(),
        now,
    )
    .fetch_all(&mut *conn)
    .await?;
    let gone = sqlx::query_as!(
        Before,
        "update statement_gaps g set decided_at = $2
         where g.provider = $1 and g.explained_at is null and g.decided_at is null
           and exists (select from ledger_journals r where r.cause = 'put_right:' || g.cause) returning g.case_id, g.decision_id",
        provider.as_str(),
        now,
    )
    .fetch_all(conn)
    .await?;
    let mut explained = Explained::of(shown);
    explained.extend(Explained::of(gone));
    Ok(explained)
}

/// Keeps what a person made of a gap, with the journal of that, and which case asks on.
pub async fn decide_gap(
    conn: &mut PgConnection,
    gap: &Gap,
    decision: JournalId,
    asks_on: CaseId,
    now: Timestamp,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update statement_gaps set decided_at = $2, decision_id = $3, case_id = $4 where journal_id = $1",
        gap.journal.uuid(),
        now,
        decision.uuid(),
        asks_on.uuid(),
    )
    .execute(conn)
    .await?;
    Ok(store::one_row("statement_gaps", done.rows_affected())?)
}

struct Row {
    journal_id: Uuid,
    provider: String,
    cause: String,
    amount_minor: i64,
    currency: String,
    moved_at: Timestamp,
    purchase_id: Option<Uuid>,
    decision_id: Option<Uuid>,
}

impl TryFrom<Row> for Gap {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let broken = |column| store::Error::corrupt("statement_gaps", column, row.journal_id);
        let currency = row.currency.parse().map_err(|_| broken("currency"))?;
        Ok(Self {
            journal: row.journal_id.into(),
            provider: row.provider.parse().map_err(|_| broken("provider"))?,
            cause: row.cause,
            amount: Money::new(row.amount_minor, currency),
            moved_at: row.moved_at,
            purchase: row.purchase_id.map(Into::into),
            decision: row.decision_id.map(Into::into),
        })
    }
}

/// The first open gaps without a case.
pub async fn gaps_without_case(
    conn: &mut PgConnection,
    provider: ProviderName,
    count_max: i64,
) -> Result<Vec<Gap>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select g.journal_id, g.provider, g.cause, g.amount_minor, g.currency, g.moved_at, g.decision_id, j.purchase_id as "purchase_id?"
           from statement_gaps g join ledger_journals j on j.id = g.journal_id
           where g.provider = $1 and g.explained_at is null and g.case_id is null order by g.moved_at, g.posting_id limit $2"#,
        provider.as_str(),
        count_max,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Gap::try_from).collect()
}

/// The gap in which a journal is, if it is in one.
pub async fn find_gap(conn: impl PgExecutor<'_>, journal: JournalId) -> Result<Option<Gap>, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"select g.journal_id, g.provider, g.cause, g.amount_minor, g.currency, g.moved_at, g.decision_id, j.purchase_id as "purchase_id?"
           from statement_gaps g join ledger_journals j on j.id = g.journal_id where g.journal_id = $1"#,
        journal.uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(Gap::try_from).transpose()
}

/// Notes which case is about which gap.
pub async fn keep_gap_cases(
    conn: &mut PgConnection,
    cases: &[(JournalId, CaseId)],
) -> Result<(), Error> {
    let journals: Vec<Uuid> = cases.iter().map(|(journal, _)| journal.uuid()).collect();
    let ids: Vec<Uuid> = cases.iter().map(|(_, case)| case.uuid()).collect();
    sqlx::query!(
        "update statement_gaps g set case_id = c.case_id
         from unnest($1::uuid[], $2::uuid[]) as c (journal, case_id) where g.journal_id = c.journal",
        &journals,
        &ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}
