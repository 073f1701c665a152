//! Lines beside postings: each line is one posting's or a difference. Everything is done in sets, whatever the number of lines.

use kernel::{
    AttemptId, CaseId, DisbursementId, Id, JournalId, Money, PurchaseId, StatementLineId, Timestamp,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Class;
use crate::Error;
use crate::provider::ProviderName;

/// What a run of the matcher changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched {
    /// Lines that found their posting now.
    pub matched: u64,
    pub explained: Explained,
}

/// What is no difference any more, though somebody was asked about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explained {
    /// About it, open or not.
    pub cases: Vec<CaseId>,
    /// The journals with which it was booked by a decision.
    pub decisions: Vec<JournalId>,
}

impl Explained {
    pub fn extend(&mut self, more: Self) {
        self.cases.extend(more.cases);
        self.decisions.extend(more.decisions);
    }

    pub(super) fn of(rows: Vec<Before>) -> Self {
        let (mut cases, mut decisions) = (Vec::new(), Vec::new());
        for row in rows {
            cases.extend(row.case_id.map(CaseId::from_uuid));
            decisions.extend(row.decision_id.map(JournalId::from_uuid));
        }
        Self { cases, decisions }
    }
}

/// What was asked and decided about a line or a gap.
pub(super) struct Before {
    pub case_id: Option<Uuid>,
    pub decision_id: Option<Uuid>,
}

/// Finds for each line that waits the posting it is about, and says what the others are. Lock the provider's statements first.
pub async fn match_lines(
    conn: &mut PgConnection,
    provider: ProviderName,
) -> Result<Matched, Error> {
    name_subjects(conn, provider).await?;
    let mut matched = Matched::default();
    release(conn, provider, &mut matched).await?;
    // Money that was set aside has a journal of its own, and another amount than was asked for.
    pair_set_aside(conn, provider, true, &mut matched).await?;
    pair(conn, provider, &mut matched).await?;
    pair_set_aside(conn, provider, false, &mut matched).await?;
    class_the_rest(conn, provider).await?;
    Ok(matched)
}

/// Takes from lines the postings of money that was set aside and is not there any more, because its provider says something else now.
async fn release(
    conn: &mut PgConnection,
    provider: ProviderName,
    matched: &mut Matched,
) -> Result<(), Error> {
    let rows = sqlx::query_as!(
        Before,
        "update statement_lines l set posting_id = null, class = 'new', case_id = null, decided_at = null, decision_id = null
         from ledger_journals j join ledger_postings p on p.journal_id = j.id join statement_lines w on w.posting_id = p.id
         where j.kind = 'set_aside' and exists (select from ledger_journals r where r.cause = 'put_right:' || j.cause)
           and w.provider = $1 and l.id = w.id returning w.case_id, w.decision_id",
        provider.as_str(),
    )
    .fetch_all(conn)
    .await?;
    matched.explained.extend(Explained::of(rows));
    Ok(())
}

/// Which payment by hand, attempt or disbursement a line speaks of: by handle, reference, receipt, or by our number and the exact
/// amount where nothing else was told. What came by hand was booked when it came, whatever became of it; what came in another currency
/// than its purchase's was booked where it was counted over.
async fn name_subjects(conn: &mut PgConnection, provider: ProviderName) -> Result<(), Error> {
    sqlx::query!(
        // A lookup for each line, whatever Postgres believes about tables that have just grown.
        "update statement_lines l set subject_id = f.subject, found_by = f.found_by,
           cause = case
             when exists (select from payment_attempts a where a.id = f.subject and a.price_minor is not null)
               or exists (select from disbursements d where d.id = f.subject and d.price_minor is not null) then 'converted:'
             when l.kind = 'collection' then 'collected:' when l.kind = 'refund' then 'refund_paid:' else 'payout_paid:' end || f.subject
         from (
           select w.id as line, n.subject, n.found_by from statement_lines w cross join lateral (
             (select t.id as subject, 0::smallint as found_by from till_payments t
               where w.kind = 'collection' and t.provider = w.provider and t.receipt = w.receipt
                 and t.state not in ('told', 'refuted', 'prompted'))
             union all
             (select a.id as subject, 1::smallint as found_by from payment_attempts a
               where w.kind = 'collection' and a.provider = w.provider and a.provider_handle = w.handle limit 1)
             union all
             (select a.id, 2 from payment_attempts a
               where w.kind = 'collection' and a.provider_reference = w.reference and a.provider = w.provider)
             union all
             (select a.id, 3 from payment_attempts a
               where w.kind = 'collection' and a.provider = w.provider and a.provider_transaction = w.receipt)
             union all
             (select a.id, 4 from purchases p join payment_attempts a on a.purchase_id = p.id
               where w.kind = 'collection' and p.number = w.account and a.provider = w.provider and a.provider_transaction is null
                 and a.amount_minor = w.amount_minor and a.currency = w.currency order by a.state <> 'collected', a.id limit 1)
             union all
             (select d.id, 1 from disbursements d where d.kind = w.kind and d.provider = w.provider and d.provider_handle = w.handle limit 1)
             union all
             (select d.id, 2 from disbursements d where d.kind = w.kind and d.provider_reference = w.reference and d.provider = w.provider)
             union all
             (select d.id, 3 from disbursements d
               where d.kind = w.kind and d.provider = w.provider and d.provider_transaction = w.receipt limit 1)
             order by found_by limit 1
           ) n
           where w.provider = $1 and w.class in ('new', 'missing_here') and w.kind in ('collection', 'refund', 'payout')
         ) f
         where l.id = f.line and l.subject_id is distinct from f.subject",
        provider.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives lines the postings of what they speak of. A posting that several lines want goes to the one with its amount, then to
/// the one that names it best, then to the first.
async fn pair(
    conn: &mut PgConnection,
    provider: ProviderName,
    matched: &mut Matched,
) -> Result<(), Error> {
    let rows = sqlx::query_as!(
        Before,
        r#"update statement_lines l set posting_id = c.posting, case_id = null, decided_at = null, decision_id = null,
             class = case when not c.is_same then 'different_amount' when c.is_late then 'late' else 'matched' end
           from (
             select distinct on (p.id) w.id as line, w.case_id, w.decision_id, p.id as posting,
               (p.amount_minor = w.amount_minor and p.currency = w.currency) as is_same,
               w.at >= j.at + interval '1 day' as is_late
             from statement_lines w join ledger_journals j on j.cause = w.cause
             join ledger_postings p on p.journal_id = j.id
             join ledger_accounts a on a.id = p.account_id and a.name = 'provider_clearing' and a.party = $1
             where w.provider = $1 and w.class in ('new', 'missing_here') and w.cause is not null
               and not exists (select from statement_lines t where t.posting_id = p.id)
             order by p.id, 5 desc, w.found_by, w.position
           ) c
           where l.id = c.line returning c.case_id, c.decision_id"#,
        provider.as_str(),
    )
    .fetch_all(conn)
    .await?;
    matched.add(rows);
    Ok(())
}

/// As [`pair`], for money that was set aside: several journals may be about one attempt, and each line takes the newest.
pub(super) async fn pair_set_aside(
    conn: &mut PgConnection,
    provider: ProviderName,
    is_exact: bool,
    matched: &mut Matched,
) -> Result<(), Error> {
    let (account, party) = held(provider);
    let rows = sqlx::query_as!(
        Before,
        r#"update statement_lines l set posting_id = c.posting, case_id = null, decided_at = null, decision_id = null,
             class = case when not c.is_same then 'different_amount' when c.is_late then 'late' else 'matched' end
           from (
             select distinct on (posting) * from (
               select distinct on (w.id) w.id as line, w.case_id, w.decision_id, w.position, p.id as posting,
                 (p.amount_minor = w.amount_minor and p.currency = w.currency) as is_same,
                 w.at >= j.at + interval '1 day' as is_late
               from ledger_journals j join statement_lines w on w.subject_id::text = split_part(j.cause, ':', 2)
               join ledger_postings p on p.journal_id = j.id
               join ledger_accounts a on a.id = p.account_id and a.name = $3 and a.party = $4
               where j.kind = 'set_aside' and w.provider = $1 and w.class in ('new', 'missing_here')
                 and w.kind in ('collection', 'settlement')
                 and not exists (select from statement_lines t where t.posting_id = p.id)
                 and not exists (select from ledger_journals r where r.cause = 'put_right:' || j.cause)
                 and ((p.amount_minor = w.amount_minor and p.currency = w.currency) or not $2)
               order by w.id, p.id desc
             ) best order by posting, is_same desc, position
           ) c
           where l.id = c.line returning c.case_id, c.decision_id"#,
        provider.as_str(),
        is_exact,
        account,
        party,
    )
    .fetch_all(conn)
    .await?;
    matched.add(rows);
    Ok(())
}

/// The account, and for whom, of what a provider or our bank holds for us.
pub(super) const fn held(provider: ProviderName) -> (&'static str, &'static str) {
    match provider {
        ProviderName::Bank => ("bank", ""),
        provider => ("provider_clearing", provider.as_str()),
    }
}

impl Matched {
    pub(super) fn add(&mut self, rows: Vec<Before>) {
        self.matched += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        self.explained.extend(Explained::of(rows));
    }
}

/// What found no posting was said before, or is missing here. A fee and a settlement have no posting to find.
async fn class_the_rest(conn: &mut PgConnection, provider: ProviderName) -> Result<(), Error> {
    sqlx::query!(
        "update statement_lines l set class = case
           when l.own_name is not null and not l.is_own and exists (
             select from statement_lines t
             where t.provider = l.provider and t.own_name = l.own_name and t.kind = l.kind and t.id <> l.id
               and t.class not in ('no_money', 'doubled') and (t.posting_id is not null or t.position < l.position)
               and (l.kind <> 'fee' or t.word = l.word)
               -- What comes back from the bank has the name of what went there.
               and (l.kind <> 'settlement' or t.amount_minor = l.amount_minor)) then 'doubled'
           when l.kind in ('fee', 'settlement') then l.kind else 'missing_here' end
         where l.provider = $1 and l.class = 'new'",
        provider.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody to be asked about a line that is missing here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Attempt(AttemptId),
    Disbursement(DisbursementId),
}

/// What lines say has moved and we do not know of yet, though it is ours: worth a question to the provider, once.
pub async fn ask(
    conn: &mut PgConnection,
    provider: ProviderName,
    now: Timestamp,
    count_max: i64,
) -> Result<Vec<Asked>, Error> {
    let rows = sqlx::query!(
        r#"update statement_lines l set asked_at = $2 from (
             select w.id, w.subject_id, w.kind = 'collection' as is_collection from statement_lines w
             where w.provider = $1 and w.class = 'missing_here' and w.subject_id is not null and w.asked_at is null
               and (exists (select from payment_attempts a where a.id = w.subject_id and a.state <> 'collected')
                 or exists (select from disbursements d where d.id = w.subject_id and d.state not in ('paid', 'returned')))
             order by w.position limit $3
           ) q
           where l.id = q.id returning q.subject_id as "subject!", q.is_collection as "is_collection!""#,
        provider.as_str(),
        now,
        count_max,
    )
    .fetch_all(conn)
    .await?;
    let asked = rows.into_iter().map(|row| {
        if row.is_collection {
            Asked::Attempt(row.subject.into())
        } else {
            Asked::Disbursement(row.subject.into())
        }
    });
    Ok(asked.collect())
}

/// A difference that a person has to look at.
#[derive(Debug, Clone)]
pub struct LineDue {
    pub id: StatementLineId,
    pub class: Class,
    /// The file, and the line in it.
    pub statement: String,
    pub line_number: i32,
    /// The provider's word for it, or why it cannot be read.
    pub word: String,
    pub own_name: Option<String>,
    pub stated: Option<Money>,
    /// What we have booked for the same movement.
    pub booked: Option<Money>,
    pub at: Option<Timestamp>,
    pub purchase: Option<PurchaseId>,
}

/// The first differences without a case. Not what was just asked about: an answer may explain it; nor what our bank says of a settlement
/// after `settled_before`, which the provider's own statement may tell of yet.
pub async fn lines_without_case(
    conn: &mut PgConnection,
    provider: ProviderName,
    (now, settled_before): (Timestamp, Timestamp),
    count_max: i64,
) -> Result<Vec<LineDue>, Error> {
    let rows = sqlx::query!(
        r#"select l.id, l.class, s.name, l.line_number, l.word, l.own_name, l.amount_minor, l.currency, l.at,
             p.amount_minor as "booked_minor?", p.currency as "booked_currency?",
             coalesce(a.purchase_id, d.purchase_id) as purchase_id
           from statement_lines l join statements s on s.id = l.statement_id
           left join ledger_postings p on p.id = l.posting_id
           left join payment_attempts a on a.id = l.subject_id left join disbursements d on d.id = l.subject_id
           where l.provider = $1 and l.case_id is null and l.class in ('different_amount', 'doubled', 'missing_here', 'unreadable')
             and (l.asked_at is null or l.asked_at < $2)
             and not (l.class = 'missing_here' and l.kind = 'settlement' and l.at >= $4)
           order by l.position limit $3"#,
        provider.as_str(),
        now,
        count_max,
        settled_before,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |column| store::Error::corrupt("statement_lines", column, row.id);
            let booked = row.booked_minor.zip(row.booked_currency);
            Ok(LineDue {
                id: row.id.into(),
                class: row.class.parse().map_err(|_| broken("class"))?,
                statement: row.name,
                line_number: row.line_number,
                word: row.word,
                own_name: row.own_name,
                stated: money(row.amount_minor.zip(row.currency), || broken("currency"))?,
                booked: money(booked, || broken("posting_id"))?,
                at: row.at,
                purchase: row.purchase_id.map(Into::into),
            })
        })
        .collect()
}

/// An amount as it is stored, if there is one.
pub(super) fn money(
    stored: Option<(i64, String)>,
    broken: impl FnOnce() -> store::Error,
) -> Result<Option<Money>, Error> {
    let Some((minor, code)) = stored else {
        return Ok(None);
    };
    let currency = code.parse().map_err(|_| broken())?;
    Ok(Some(Money::new(minor, currency)))
}

/// Notes which case is about which line.
pub async fn keep_cases(
    conn: &mut PgConnection,
    cases: &[(StatementLineId, CaseId)],
) -> Result<(), Error> {
    let lines: Vec<Uuid> = cases.iter().map(|(line, _)| line.uuid()).collect();
    let ids: Vec<Uuid> = cases.iter().map(|(_, case)| case.uuid()).collect();
    sqlx::query!(
        "update statement_lines l set case_id = c.case_id
         from unnest($1::uuid[], $2::uuid[]) as c (line, case_id) where l.id = c.line",
        &lines,
        &ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}
