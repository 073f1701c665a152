//! Who did what, when. Entries are added and never changed.

use kernel::{Id, PersonId, ShopId, Timestamp};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use store::Error;
use uuid::Uuid;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// None: a buyer without an account.
    Buyer(Option<PersonId>),
    Merchant(PersonId),
    Moderator(PersonId),
    Admin(PersonId),
    /// A job, a timer, a provider's answer.
    Platform,
}

impl Actor {
    fn columns(self) -> (&'static str, Option<Uuid>) {
        match self {
            Self::Buyer(person) => ("buyer", person.map(Id::uuid)),
            Self::Merchant(person) => ("merchant", Some(person.uuid())),
            Self::Moderator(person) => ("moderator", Some(person.uuid())),
            Self::Admin(person) => ("admin", Some(person.uuid())),
            Self::Platform => ("platform", None),
        }
    }

    fn from_columns(kind: &str, id: Option<Uuid>) -> Option<Self> {
        let person = id.map(PersonId::from);
        match kind {
            "buyer" => Some(Self::Buyer(person)),
            "merchant" => person.map(Self::Merchant),
            "moderator" => person.map(Self::Moderator),
            "admin" => person.map(Self::Admin),
            "platform" => Some(Self::Platform),
            _ => None,
        }
    }
}

/// What it was done to: a kind such as `purchase`, and its id or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub kind: &'static str,
    pub id: String,
}

impl Subject {
    pub fn new(kind: &'static str, id: impl ToString) -> Self {
        Self {
            kind,
            id: id.to_string(),
        }
    }
}

/// Something to remember.
#[derive(Debug, Clone)]
pub struct Entry {
    pub actor: Actor,
    /// What was done, as `noun.verb`: `shop.approved`.
    pub action: &'static str,
    pub subject: Subject,
    /// The shop that may read the entry.
    pub shop: Option<ShopId>,
    /// What changed. No secrets, and no full phone numbers.
    pub detail: Value,
}

/// An entry as stored.
#[derive(Debug, Clone)]
pub struct AuditRow {
    pub id: i64,
    pub at: Timestamp,
    pub actor: Actor,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub shop: Option<ShopId>,
    pub detail: Value,
}

struct Row {
    id: i64,
    at: Timestamp,
    actor_kind: String,
    actor_id: Option<Uuid>,
    action: String,
    subject_kind: String,
    subject_id: String,
    shop_id: Option<Uuid>,
    detail: Value,
}

impl TryFrom<Row> for AuditRow {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let actor = Actor::from_columns(&row.actor_kind, row.actor_id)
            .ok_or_else(|| Error::corrupt("audit_log", "actor_kind", row.id))?;
        Ok(Self {
            id: row.id,
            at: row.at,
            actor,
            action: row.action,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            shop: row.shop_id.map(Into::into),
            detail: row.detail,
        })
    }
}

/// Writes an entry, in the transaction of what it tells about.
pub async fn audit(conn: &mut PgConnection, entry: &Entry, now: Timestamp) -> Result<(), Error> {
    let (actor_kind, actor_id) = entry.actor.columns();
    sqlx::query!(
        "insert into audit_log (at, actor_kind, actor_id, action, subject_kind, subject_id, shop_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        now,
        actor_kind,
        actor_id,
        entry.action,
        entry.subject.kind,
        entry.subject.id,
        entry.shop.map(Id::uuid),
        entry.detail,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What happened to one thing, oldest first.
pub async fn trail(
    db: impl PgExecutor<'_>,
    subject: &Subject,
    count_max: i64,
) -> Result<Vec<AuditRow>, Error> {
    sqlx::query_as!(
        Row,
        "select id, at, actor_kind, actor_id, action, subject_kind, subject_id, shop_id, detail from audit_log
         where subject_kind = $1 and subject_id = $2 order by id limit $3",
        subject.kind,
        subject.id,
        count_max,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(AuditRow::try_from)
    .collect()
}

/// What happened in one shop, newest first, before an entry's id.
pub async fn trail_of_shop(
    db: impl PgExecutor<'_>,
    shop: ShopId,
    before: Option<i64>,
    count_max: i64,
) -> Result<Vec<AuditRow>, Error> {
    sqlx::query_as!(
        Row,
        "select id, at, actor_kind, actor_id, action, subject_kind, subject_id, shop_id, detail from audit_log
         where shop_id = $1 and id < $2 order by id desc limit $3",
        shop.uuid(),
        before.unwrap_or(i64::MAX),
        count_max,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(AuditRow::try_from)
    .collect()
}

/// What happened anywhere, newest first, before an entry's id.
pub async fn newest(
    db: impl PgExecutor<'_>,
    before: Option<i64>,
    count_max: i64,
) -> Result<Vec<AuditRow>, Error> {
    sqlx::query_as!(
        Row,
        "select id, at, actor_kind, actor_id, action, subject_kind, subject_id, shop_id, detail from audit_log
         where id < $1 order by id desc limit $2",
        before.unwrap_or(i64::MAX),
        count_max,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(AuditRow::try_from)
    .collect()
}
