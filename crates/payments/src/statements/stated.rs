//! One line, for a person who decides about it.

use kernel::{CaseId, DisbursementId, Id as _, JournalId, Money, StatementLineId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Class;
use super::matching::{held, money};
use crate::Error;
use crate::provider::ProviderName;

/// Shorter words of a line are no names of anything.
const NAME_CHARS_MIN: usize = 6;

/// A line of a statement, and what we have booked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub id: StatementLineId,
    pub provider: ProviderName,
    pub class: Class,
    /// As it stands in the file.
    pub raw: String,
    /// What came to us by it, negative when it left. Nothing where it cannot be read.
    pub amount: Option<Money>,
    /// What the provider kept.
    pub fee: Option<Money>,
    /// What its posting is of.
    pub booked: Option<Money>,
    /// The payment by hand, attempt or disbursement it speaks of.
    pub subject: Option<Uuid>,
    /// What a person says it brought back.
    pub returned: Option<DisbursementId>,
    /// What the network calls it.
    pub receipt: Option<String>,
    /// The journal with which a person booked what it says.
    pub decision: Option<JournalId>,
}

impl Stated {
    /// By how much the provider's books and ours differ because of it, for each currency.
    pub fn differs_by(&self) -> Vec<Money> {
        let Some(amount) = self.amount else {
            return Vec::new();
        };
        match self.booked {
            Some(booked) => amount
                .minus(booked)
                .map_or_else(|_| vec![amount, booked], |difference| vec![difference]),
            None => [Some(amount), self.fee].into_iter().flatten().collect(),
        }
    }

    /// Whatever in it may be a name of something.
    pub fn names(&self) -> Vec<String> {
        let words = self
            .raw
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let long = words.filter(|word| word.len() >= NAME_CHARS_MIN);
        long.map(str::to_owned).collect()
    }
}

pub async fn find_line(
    conn: impl PgExecutor<'_>,
    id: StatementLineId,
) -> Result<Option<Stated>, Error> {
    let row = sqlx::query!(
        r#"select l.provider, l.class, l.raw, l.amount_minor, l.fee_minor, l.currency, l.subject_id, l.returned_id, l.receipt, l.decision_id,
             p.amount_minor as "booked_minor?", p.currency as "booked_currency?"
           from statement_lines l left join ledger_postings p on p.id = l.posting_id where l.id = $1"#,
        id.uuid(),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let broken = |column| store::Error::corrupt("statement_lines", column, id);
    let stated = |minor: Option<i64>| {
        let stored = minor.zip(row.currency.clone());
        money(stored, || broken("currency"))
    };
    let booked = row.booked_minor.zip(row.booked_currency);
    Ok(Some(Stated {
        id,
        provider: row.provider.parse().map_err(|_| broken("provider"))?,
        class: row.class.parse().map_err(|_| broken("class"))?,
        amount: stated(row.amount_minor)?,
        fee: stated(row.fee_minor)?,
        booked: money(booked, || broken("posting_id"))?,
        raw: row.raw,
        subject: row.subject_id,
        returned: row.returned_id.map(Into::into),
        receipt: row.receipt,
        decision: row.decision_id.map(Into::into),
    }))
}

/// Keeps what a person says that a line brought back.
pub async fn name_returned(
    conn: &mut PgConnection,
    line: StatementLineId,
    returned: DisbursementId,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update statement_lines set returned_id = $2 where id = $1",
        line.uuid(),
        returned.uuid(),
    )
    .execute(conn)
    .await?;
    Ok(store::one_row("statement_lines", done.rows_affected())?)
}

/// Keeps what a person made of a line: nothing that is to be booked.
pub async fn explain_line(
    conn: &mut PgConnection,
    line: StatementLineId,
    now: Timestamp,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update statement_lines set decided_at = $2 where id = $1",
        line.uuid(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(store::one_row("statement_lines", done.rows_affected())?)
}

/// The same, with the journal of that, and which case asks on.
pub async fn decide_line(
    conn: &mut PgConnection,
    line: StatementLineId,
    decision: JournalId,
    asks_on: CaseId,
    now: Timestamp,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update statement_lines set decided_at = $2, decision_id = $3, case_id = $4 where id = $1",
        line.uuid(),
        now,
        decision.uuid(),
        asks_on.uuid(),
    )
    .execute(conn)
    .await?;
    Ok(store::one_row("statement_lines", done.rows_affected())?)
}

/// A person says that it moved, though an earlier line says the same: it is looked at anew, like any other.
pub async fn keep_apart(conn: &mut PgConnection, line: StatementLineId) -> Result<(), Error> {
    let done = sqlx::query!(
        "update statement_lines set is_own = true, class = 'new', case_id = null where id = $1",
        line.uuid(),
    )
    .execute(conn)
    .await?;
    Ok(store::one_row("statement_lines", done.rows_affected())?)
}

/// Gives a line the posting that a person's decision about it was booked with, under this cause.
pub async fn match_to(conn: &mut PgConnection, line: &Stated, cause: &str) -> Result<(), Error> {
    let (account, party) = held(line.provider);
    let done = sqlx::query!(
        "update statement_lines l set class = 'matched', posting_id = p.id, decided_at = null, decision_id = null
         from ledger_journals j join ledger_postings p on p.journal_id = j.id join ledger_accounts a on a.id = p.account_id
         where l.id = $1 and j.cause = $2 and a.name = $3 and a.party = $4",
        line.id.uuid(),
        cause,
        account,
        party,
    )
    .execute(conn)
    .await?;
    Ok(store::one_row("statement_lines", done.rows_affected())?)
}
