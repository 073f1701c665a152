//! What was noticed about a purchase, and the review it may be under: one row, written when it is paid or accepted for cash.

use kernel::{Id, PersonId, PurchaseId, Timestamp, text_enum};
use sqlx::{PgConnection, PgExecutor};
use store::{Cursor, Page};

use super::rules::{Reason, Score};
use crate::purchase::{cursor_at, rows_after};
use crate::{Error, rows};

text_enum! {
    /// How far a look at a purchase got.
    pub enum ReviewState {
        /// Not enough for a person's time.
        Noted = "noted",
        /// A person may decide; the shops wait.
        Open = "open",
        /// An admin found nothing wrong.
        Cleared = "cleared",
        /// An admin cancelled the purchase.
        Rejected = "rejected",
        /// Nobody decided in time, so the buyer does not wait any longer.
        Lapsed = "lapsed",
        /// Nothing is left to decide about: all of it was cancelled.
        Ended = "ended",
    }
}

/// A purchase's score, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub purchase: PurchaseId,
    pub score: Score,
    pub state: ReviewState,
    pub scored_at: Timestamp,
    /// Until when the shops wait, if they do.
    pub until: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<PersonId>,
    /// What the admin wrote; of a rejected purchase the buyer reads it.
    pub reason: String,
}

struct Row {
    purchase_id: uuid::Uuid,
    points: i32,
    reasons: Vec<String>,
    state: String,
    scored_at: Timestamp,
    until: Option<Timestamp>,
    decided_at: Option<Timestamp>,
    decided_by: Option<uuid::Uuid>,
    reason: String,
}

impl TryFrom<Row> for Review {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        const TABLE: &str = "risk_reviews";
        let id = row.purchase_id;
        let reasons = row.reasons.iter().map(|text| {
            let reason: Result<Reason, ()> = text.parse();
            reason.map_err(|()| store::Error::corrupt(TABLE, "reasons", id))
        });
        Ok(Self {
            purchase: id.into(),
            score: Score {
                points: row.points,
                reasons: reasons.collect::<Result<_, _>>()?,
            },
            state: rows::parse(TABLE, "state", id, &row.state)?,
            scored_at: row.scored_at,
            until: row.until,
            decided_at: row.decided_at,
            decided_by: row.decided_by.map(Into::into),
            reason: row.reason,
        })
    }
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            "select purchase_id, points, reasons, state, scored_at, until, decided_at, decided_by, reason from risk_reviews "
              + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}

/// Writes what was noticed, once for each purchase. `until`: somebody may look until then, and the shops that are to pack wait. The
/// purchase must be locked.
pub async fn write(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    score: &Score,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Error> {
    let reasons: Vec<String> = score.reasons.iter().map(ToString::to_string).collect();
    let state = until.map_or(ReviewState::Noted, |_| ReviewState::Open);
    sqlx::query!(
        "insert into risk_reviews (purchase_id, points, reasons, state, scored_at, until) values ($1, $2, $3, $4, $5, $6)",
        purchase.uuid(),
        score.points,
        &reasons,
        state.as_str(),
        now,
        until,
    )
    .execute(&mut *conn)
    .await?;
    if until.is_some() {
        wait(conn, purchase, until).await?;
    }
    Ok(())
}

/// Until when the shops wait that have not packed.
async fn wait(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    until: Option<Timestamp>,
) -> Result<(), Error> {
    sqlx::query!(
        "update orders set review_until = $2 where purchase_id = $1 and packed_at is null",
        purchase.uuid(),
        until
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends an open review, and nobody waits any more. False: there is none, or somebody was faster. The purchase must be locked.
pub async fn end(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    to: ReviewState,
    by: Option<PersonId>,
    reason: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let ended = sqlx::query!(
        "update risk_reviews set state = $2, decided_at = $3, decided_by = $4, reason = $5
         where purchase_id = $1 and state = 'open'",
        purchase.uuid(),
        to.as_str(),
        now,
        by.map(Id::uuid),
        reason,
    )
    .execute(&mut *conn)
    .await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    wait(conn, purchase, None).await?;
    Ok(true)
}

/// What was noticed about a purchase; `None`: nothing, or it was not looked at.
pub async fn find(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Option<Review>, Error> {
    read!(
        conn,
        fetch_optional,
        "where purchase_id = $1",
        purchase.uuid()
    )
    .map(TryInto::try_into)
    .transpose()
}

/// Open reviews, those first that end by themselves first: the longest waiting.
pub async fn queue(
    conn: impl PgExecutor<'_>,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Review>, Error> {
    let (at, id) = rows_after(after)?;
    let rows = read!(
        conn,
        fetch_all,
        "where state = 'open' and ($1::timestamptz is null or (until, purchase_id) > ($1, $2)) order by until, purchase_id limit $3",
        at,
        id,
        i64::from(size) + 1
    );
    let reviews = rows.into_iter().map(TryInto::try_into);
    let reviews = reviews.collect::<Result<Vec<Review>, Error>>()?;
    Ok(Page::cut(reviews, usize::from(size), |review| {
        cursor_at(
            review.until.unwrap_or(review.scored_at),
            review.purchase.uuid(),
        )
    }))
}

/// How many are open.
pub async fn open_count(conn: impl PgExecutor<'_>) -> Result<i64, Error> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from risk_reviews where state = 'open'"#
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Open reviews that nobody decided in time, longest ago first.
pub async fn list_over(
    conn: impl PgExecutor<'_>,
    now: Timestamp,
    count_max: i64,
) -> Result<Vec<PurchaseId>, Error> {
    let ids = sqlx::query_scalar!(
        "select purchase_id from risk_reviews where state = 'open' and until <= $1 order by until limit $2",
        now,
        count_max
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}
