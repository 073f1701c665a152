//! Everything that was written down about the payments of one purchase, or about one payout, for whoever has to explain them. Read-only.

use kernel::{
    AttemptId, CallbackId, DisbursementId, Id, Method, Money, ProviderReference, PurchaseId,
    Timestamp,
};
use serde_json::Value;
use sqlx::PgExecutor;
use sqlx::types::Json;
use time::Duration;
use uuid::Uuid;

use crate::provider::ProviderName;
use crate::{Error, Said};

/// The most rows of one kind.
pub const ROWS_MAX: i64 = 500;
/// A stranger's callback is looked for so long after the purchase was placed.
const REFUSED_WITHIN: Duration = Duration::hours(48);

/// What moved: money that comes, or money that leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    Attempt(AttemptId),
    Disbursement(DisbursementId),
}

/// One change of state.
#[derive(Debug, Clone)]
pub struct Change {
    pub what: Moved,
    pub at: Timestamp,
    /// `None`: it was written in this state.
    pub from: Option<String>,
    pub to: String,
    pub cause: String,
    pub note: String,
    pub provider: String,
    pub method: Method,
    pub reference: ProviderReference,
    pub amount: Money,
}

struct ChangeRow {
    at: Timestamp,
    from_state: Option<String>,
    to_state: String,
    cause: String,
    note: String,
    id: Uuid,
    provider: String,
    method: String,
    provider_reference: Uuid,
    amount_minor: i64,
    currency: String,
}

impl ChangeRow {
    fn read(self, table: &'static str, what: Moved) -> Result<Change, Error> {
        let broken = |column| store::Error::corrupt(table, column, self.id);
        let currency = self.currency.parse().map_err(|_| broken("currency"))?;
        Ok(Change {
            what,
            at: self.at,
            method: self.method.parse().map_err(|_| broken("method"))?,
            from: self.from_state,
            to: self.to_state,
            cause: self.cause,
            note: self.note,
            provider: self.provider,
            reference: self.provider_reference.into(),
            amount: Money::new(self.amount_minor, currency),
        })
    }
}

/// Every change of state of a purchase's attempts, oldest first.
pub async fn of_attempts(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Change>, Error> {
    let rows = sqlx::query_as!(
        ChangeRow,
        "select e.at, e.from_state, e.to_state, e.cause, e.note, a.id, a.provider, a.method, a.provider_reference, a.amount_minor,
           a.currency
         from payment_attempt_events e join payment_attempts a on a.id = e.attempt_id
         where a.purchase_id = $1 order by e.id limit $2",
        purchase.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let what = Moved::Attempt(row.id.into());
            row.read("payment_attempts", what)
        })
        .collect()
}

macro_rules! of_disbursements {
    ($conn:expr, $condition:literal, $id:expr) => {
        sqlx::query_as!(
            ChangeRow,
            "select e.at, e.from_state, e.to_state, e.cause, e.note, d.id, d.provider, d.method, d.provider_reference, d.amount_minor,
           d.currency
         from disbursement_events e join disbursements d on d.id = e.disbursement_id
         where " + $condition + " order by e.id limit $2",
            $id.uuid(),
            ROWS_MAX,
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(|row| {
            let what = Moved::Disbursement(row.id.into());
            row.read("disbursements", what)
        })
        .collect()
    };
}

/// Every change of state of a purchase's refunds, oldest first.
pub async fn of_refunds(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Change>, Error> {
    of_disbursements!(conn, "d.purchase_id = $1", purchase)
}

/// Every change of state of one disbursement, oldest first.
pub async fn of_disbursement(
    conn: impl PgExecutor<'_>,
    id: DisbursementId,
) -> Result<Vec<Change>, Error> {
    of_disbursements!(conn, "d.id = $1", id)
}

/// What its provider was asked about one disbursement, oldest first.
pub async fn asked_about(
    conn: impl PgExecutor<'_>,
    id: DisbursementId,
) -> Result<Vec<Asked>, Error> {
    let rows = sqlx::query_as!(
        Asked,
        "select at, provider, kind, outcome, detail, took_ms, said as \"said: Json<Vec<Said>>\" from payment_exchanges
         where disbursement_id = $1 order by id limit $2",
        id.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// What its provider sent about one reference, oldest first.
pub async fn heard_about(
    conn: impl PgExecutor<'_>,
    reference: ProviderReference,
) -> Result<Vec<Heard>, Error> {
    sqlx::query_as!(
        HeardRow,
        "select id, received_at, processed_at, provider, status, verification, refusal, headers, body, event_id, provider_reference,
           provider_transaction, stated_minor, stated_currency
         from payment_callbacks where provider_reference = $1 order by received_at, id limit $2",
        reference.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Heard::try_from)
    .collect()
}

/// One question to a provider, with its answer in a word.
#[derive(Debug, Clone)]
pub struct Asked {
    pub at: Timestamp,
    pub provider: String,
    pub kind: String,
    pub outcome: String,
    pub detail: String,
    pub took_ms: i32,
    pub said: Json<Vec<Said>>,
}

/// What providers were asked about a purchase, oldest first.
pub async fn asked(conn: impl PgExecutor<'_>, purchase: PurchaseId) -> Result<Vec<Asked>, Error> {
    let rows = sqlx::query_as!(
        Asked,
        "select x.at, x.provider, x.kind, x.outcome, x.detail, x.took_ms, x.said as \"said: Json<Vec<Said>>\" from payment_exchanges x
         where x.attempt_id in (select id from payment_attempts where purchase_id = $1)
            or x.disbursement_id in (select id from disbursements where purchase_id = $1)
         order by x.id limit $2",
        purchase.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// What a provider, or somebody who claimed to be one, sent us.
#[derive(Debug, Clone)]
pub struct Heard {
    pub id: CallbackId,
    pub received_at: Timestamp,
    /// When its effect was looked into; `None`: not yet, or never because it was refused.
    pub processed_at: Option<Timestamp>,
    pub provider: ProviderName,
    /// The provider's own word.
    pub status: String,
    /// `verified`, `unsigned` or `refused`.
    pub verification: String,
    /// Why it was refused.
    pub refusal: String,
    /// The kept headers by name. None of them is a credential.
    pub headers: Value,
    /// As received, perhaps cut. Mask it before anybody sees it: [`crate::masked`].
    pub body: String,
    /// Unique at the provider; `None` for what was refused.
    pub event: Option<String>,
    pub reference: Option<ProviderReference>,
    pub transaction: Option<String>,
    pub stated: Option<Money>,
}

struct HeardRow {
    id: Uuid,
    received_at: Timestamp,
    processed_at: Option<Timestamp>,
    provider: String,
    status: String,
    verification: String,
    refusal: String,
    headers: Value,
    body: String,
    event_id: Option<String>,
    provider_reference: Option<Uuid>,
    provider_transaction: Option<String>,
    stated_minor: Option<i64>,
    stated_currency: Option<String>,
}

impl TryFrom<HeardRow> for Heard {
    type Error = Error;
    fn try_from(row: HeardRow) -> Result<Self, Error> {
        let broken = |column| store::Error::corrupt("payment_callbacks", column, row.id);
        let stated = match row.stated_minor.zip(row.stated_currency) {
            Some((minor, currency)) => Some(Money::new(
                minor,
                currency.parse().map_err(|_| broken("stated_currency"))?,
            )),
            None => None,
        };
        Ok(Self {
            id: row.id.into(),
            received_at: row.received_at,
            processed_at: row.processed_at,
            provider: row.provider.parse().map_err(|_| broken("provider"))?,
            status: row.status,
            verification: row.verification,
            refusal: row.refusal,
            headers: row.headers,
            body: row.body,
            event: row.event_id,
            reference: row.provider_reference.map(Into::into),
            transaction: row.provider_transaction,
            stated,
        })
    }
}

/// What was sent about a purchase, oldest first: what providers said, and what was refused while it named one of the purchase's
/// references.
pub async fn heard(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
    placed_at: Timestamp,
) -> Result<Vec<Heard>, Error> {
    sqlx::query_as!(
        HeardRow,
        r#"with named as (
             select provider_reference as reference from payment_attempts where purchase_id = $1
             union all
             select provider_reference from disbursements where purchase_id = $1
             union all
             select id from till_payments where purchase_id = $1
           )
           select c.id as "id!", c.received_at as "received_at!", c.processed_at, c.provider as "provider!", c.status as "status!",
             c.verification as "verification!", c.refusal as "refusal!", c.headers as "headers!", c.body as "body!", c.event_id,
             c.provider_reference, c.provider_transaction, c.stated_minor, c.stated_currency
           from (
             select k.* from named join payment_callbacks k on k.provider_reference = named.reference
             union all
             select k.* from payment_callbacks k
             where k.verification = 'refused' and k.received_at between $3 and $4
               and exists (select from named where strpos(k.body, named.reference::text) > 0)
           ) c
           order by c.received_at, c.id limit $2"#,
        purchase.uuid(),
        ROWS_MAX,
        placed_at,
        placed_at + REFUSED_WITHIN,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Heard::try_from)
    .collect()
}

/// One stored callback.
pub async fn callback(conn: impl PgExecutor<'_>, id: CallbackId) -> Result<Option<Heard>, Error> {
    sqlx::query_as!(
        HeardRow,
        "select id, received_at, processed_at, provider, status, verification, refusal, headers, body, event_id, provider_reference,
           provider_transaction, stated_minor, stated_currency
         from payment_callbacks where id = $1",
        id.uuid(),
    )
    .fetch_optional(conn)
    .await?
    .map(Heard::try_from)
    .transpose()
}
