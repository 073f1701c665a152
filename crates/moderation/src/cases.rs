//! Cases: opened once, queued oldest first, decided once.

use kernel::{CaseId, Id, PersonId, PurchaseId, Timestamp};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use store::{Cursor, Error, Page};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Case, CaseKind, CaseState, NewCase, Reason, Verdict};

/// More about one purchase than people ever read.
const CASES_MAX: i64 = 200;

struct Row {
    id: Uuid,
    kind: String,
    subject_id: Uuid,
    shop_id: Option<Uuid>,
    purchase_id: Option<Uuid>,
    title: String,
    evidence: Value,
    state: String,
    opened_at: Timestamp,
    decided_at: Option<Timestamp>,
    decided_by: Option<Uuid>,
    reason: String,
}

impl TryFrom<Row> for Case {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |column| Error::corrupt("cases", column, row.id);
        Ok(Self {
            id: row.id.into(),
            kind: row.kind.parse().map_err(|_| corrupt("kind"))?,
            subject: row.subject_id,
            shop: row.shop_id.map(Into::into),
            purchase: row.purchase_id.map(Into::into),
            title: row.title,
            evidence: row.evidence,
            state: row.state.parse().map_err(|_| corrupt("state"))?,
            opened_at: row.opened_at,
            decided_at: row.decided_at,
            decided_by: row.decided_by.map(Into::into),
            reason: row.reason,
        })
    }
}

/// A case that is now open, and whether it was opened just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    pub id: CaseId,
    pub is_new: bool,
}

/// Why a case was not decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    #[error("there is no such case")]
    NotFound,
    /// Someone was faster: the case as they left it.
    #[error("the case is already decided")]
    AlreadyDecided(Box<Case>),
    #[error(transparent)]
    Store(#[from] Error),
}

/// Opens a case, unless one with the same kind, subject and title is open: then that one is left as it is.
pub async fn open(
    conn: &mut PgConnection,
    case: &NewCase,
    id: CaseId,
    now: Timestamp,
) -> Result<Opened, Error> {
    // Between losing the race and looking for the winner the winner may be decided; then there is room again.
    for _ in 0..3 {
        let made = sqlx::query!(
            "insert into cases (id, kind, subject_id, shop_id, purchase_id, title, evidence, state, opened_at)
             values ($1, $2, $3, $4, $5, $6, $7, 'open', $8)
             on conflict (kind, subject_id, title) where state = 'open' do nothing",
            id.uuid(),
            case.kind.as_str(),
            case.subject,
            case.shop.map(Id::uuid),
            case.purchase.map(Id::uuid),
            case.title,
            case.evidence,
            now,
        )
        .execute(&mut *conn)
        .await?;
        if made.rows_affected() == 1 {
            return Ok(Opened { id, is_new: true });
        }
        let open = sqlx::query_scalar!(
            "select id from cases where kind = $1 and subject_id = $2 and title = $3 and state = 'open'",
            case.kind.as_str(),
            case.subject,
            case.title,
        )
        .fetch_optional(&mut *conn)
        .await?;
        if let Some(open) = open {
            return Ok(Opened {
                id: open.into(),
                is_new: false,
            });
        }
    }
    Err(Error::LostUpdate { table: "cases" })
}

/// Opens many cases about as many subjects at once, and says which is about which. One that is open already is left as it is.
pub async fn open_all(
    conn: &mut PgConnection,
    cases: &[(CaseId, NewCase)],
    now: Timestamp,
) -> Result<Vec<(Uuid, CaseId)>, Error> {
    let ids: Vec<Uuid> = cases.iter().map(|(id, _)| id.uuid()).collect();
    let kinds: Vec<String> = cases
        .iter()
        .map(|(_, c)| c.kind.as_str().to_owned())
        .collect();
    let subjects: Vec<Uuid> = cases.iter().map(|(_, case)| case.subject).collect();
    let shops: Vec<Option<Uuid>> = cases.iter().map(|(_, c)| c.shop.map(Id::uuid)).collect();
    let purchases: Vec<Option<Uuid>> = cases
        .iter()
        .map(|(_, c)| c.purchase.map(Id::uuid))
        .collect();
    let titles: Vec<String> = cases.iter().map(|(_, case)| case.title.clone()).collect();
    let evidence: Vec<Value> = cases
        .iter()
        .map(|(_, case)| case.evidence.clone())
        .collect();
    let rows = sqlx::query!(
        "insert into cases (id, kind, subject_id, shop_id, purchase_id, title, evidence, state, opened_at)
         select c.*, 'open', $8 from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::jsonb[]) as c
         on conflict (kind, subject_id, title) where state = 'open' do update set title = excluded.title
         returning id, subject_id",
        &ids,
        &kinds,
        &subjects,
        &shops as &[Option<Uuid>],
        &purchases as &[Option<Uuid>],
        &titles,
        &evidence,
        now,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.subject_id, row.id.into()))
        .collect())
}

/// Ends those of many cases that are open still, by themselves: what they were about is explained.
pub async fn settle_all(
    conn: &mut PgConnection,
    ids: &[CaseId],
    why: &Reason,
    now: Timestamp,
) -> Result<u64, Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let settled = sqlx::query!(
        "update cases set state = 'settled', decided_at = $2, reason = $3 where id = any($1) and state = 'open'",
        &ids,
        now,
        why.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(settled.rows_affected())
}

/// Ends the open case about a subject with that title, if there is one, by itself: there is nothing to decide any more.
pub async fn settle_about(
    conn: &mut PgConnection,
    kind: CaseKind,
    subject: Uuid,
    title: &str,
    why: &Reason,
    now: Timestamp,
) -> Result<bool, Error> {
    let settled = sqlx::query!(
        "update cases set state = 'settled', decided_at = $4, reason = $5
         where kind = $1 and subject_id = $2 and title = $3 and state = 'open'",
        kind.as_str(),
        subject,
        title,
        now,
        why.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(settled.rows_affected() > 0)
}

/// A page of open cases of one kind, oldest first.
pub async fn queue(
    db: impl PgExecutor<'_>,
    kind: CaseKind,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Case>, Error> {
    let after_at = after.and_then(|cursor| at(cursor.value));
    let rows = sqlx::query_as!(
        Row,
        "select id, kind, subject_id, shop_id, purchase_id, title, evidence, state, opened_at, decided_at, decided_by, reason
         from cases
         where kind = $1 and state = 'open' and ($2::timestamptz is null or (opened_at, id) > ($2, $3))
         order by opened_at, id limit $4",
        kind.as_str(),
        after_at,
        after.map(|cursor| cursor.id).unwrap_or_default(),
        i64::from(size) + 1,
    )
    .fetch_all(db)
    .await?;
    let cases: Vec<Case> = rows
        .into_iter()
        .map(Case::try_from)
        .collect::<Result<_, _>>()?;
    Ok(Page::cut(cases, usize::from(size), |case| Cursor {
        value: micros(case.opened_at),
        id: case.id.uuid(),
    }))
}

/// How many cases of each kind wait, at most 1,000 counted of each.
pub async fn open_count(db: impl PgExecutor<'_>, kind: CaseKind) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from
           (select from cases where kind = $1 and state = 'open' limit 1000) as open"#,
        kind.as_str(),
    )
    .fetch_one(db)
    .await?)
}

/// A case, in whatever state.
pub async fn find(db: impl PgExecutor<'_>, id: CaseId) -> Result<Option<Case>, Error> {
    sqlx::query_as!(
        Row,
        "select id, kind, subject_id, shop_id, purchase_id, title, evidence, state, opened_at, decided_at, decided_by, reason
         from cases where id = $1",
        id.uuid(),
    )
    .fetch_optional(db)
    .await?
    .map(Case::try_from)
    .transpose()
}

/// Every case about a purchase, oldest first.
pub async fn of_purchase(
    db: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Case>, Error> {
    sqlx::query_as!(
        Row,
        "select id, kind, subject_id, shop_id, purchase_id, title, evidence, state, opened_at, decided_at, decided_by, reason
         from cases where purchase_id = $1 order by opened_at, id limit $2",
        purchase.uuid(),
        CASES_MAX,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Case::try_from)
    .collect()
}

/// The open case about a subject, if there is one; the oldest, if several titles are open.
pub async fn open_of(
    db: impl PgExecutor<'_>,
    kind: CaseKind,
    subject: Uuid,
) -> Result<Option<Case>, Error> {
    sqlx::query_as!(
        Row,
        "select id, kind, subject_id, shop_id, purchase_id, title, evidence, state, opened_at, decided_at, decided_by, reason
         from cases where kind = $1 and subject_id = $2 and state = 'open' order by opened_at, id limit 1",
        kind.as_str(),
        subject,
    )
    .fetch_optional(db)
    .await?
    .map(Case::try_from)
    .transpose()
}

/// An open case, locked until the transaction ends, so that two people do not decide it at once.
pub async fn lock_open(conn: &mut PgConnection, id: CaseId) -> Result<Case, DecideError> {
    let case = sqlx::query_as!(
        Row,
        "select id, kind, subject_id, shop_id, purchase_id, title, evidence, state, opened_at, decided_at, decided_by, reason
         from cases where id = $1 for update",
        id.uuid(),
    )
    .fetch_optional(conn)
    .await
    .map_err(Error::from)?
    .map(Case::try_from)
    .transpose()?
    .ok_or(DecideError::NotFound)?;
    match case.state {
        CaseState::Open => Ok(case),
        CaseState::Approved | CaseState::Refused | CaseState::Settled => {
            Err(DecideError::AlreadyDecided(Box::new(case)))
        }
    }
}

/// Ends a case. None as `by` is the platform itself, for a case that settled by itself. Returns the case as it now is.
pub async fn decide(
    conn: &mut PgConnection,
    id: CaseId,
    verdict: &Verdict,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<Case, DecideError> {
    let case = lock_open(&mut *conn, id).await?;
    sqlx::query!(
        "update cases set state = $2, decided_at = $3, decided_by = $4, reason = $5
         where id = $1 and state = 'open'",
        id.uuid(),
        verdict.state().as_str(),
        now,
        by.map(Id::uuid),
        verdict.reason(),
    )
    .execute(conn)
    .await
    .map_err(Error::from)?;
    Ok(Case {
        state: verdict.state(),
        decided_at: Some(now),
        decided_by: by,
        reason: verdict.reason().to_owned(),
        ..case
    })
}

/// Microseconds since 1970, as a cursor carries them and Postgres keeps them.
fn micros(at: Timestamp) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

fn at(micros: i64) -> Option<Timestamp> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok()
}
