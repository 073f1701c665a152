//! What providers send us, as received, and the record of what was said in return.

mod reports;

pub use reports::reports;

use kernel::{AttemptId, CallbackId, DisbursementId, Id, Money, ProviderReference, Timestamp};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};

use crate::provider::{Callback, Proof, ProviderName, StatedAmount};
use crate::{Error, Said};

/// Bodies are kept up to this many bytes; a provider's own are far smaller.
pub const BODY_BYTES_MAX: usize = 16 * 1024;
/// Of what cannot be verified, this much is kept for whoever looks into it…
const REFUSED_BODY_BYTES_MAX: usize = 512;
/// …and so many a minute, so that a stranger cannot fill the disk.
const REFUSED_PER_MINUTE_MAX: i64 = 60;

/// Stores an event once. False: it is stored already.
pub async fn store_event(
    conn: &mut PgConnection,
    id: CallbackId,
    provider: ProviderName,
    callback: &Callback,
    headers: Value,
    body: &[u8],
    now: Timestamp,
) -> Result<bool, Error> {
    let verification = match callback.proof {
        Proof::Signed => "verified",
        Proof::Unsigned => "unsigned",
    };
    let stated = match callback.stated {
        Some(StatedAmount::Money(money)) => Some(money),
        Some(StatedAmount::AsAsked | StatedAmount::Unreadable { .. }) | None => None,
    };
    let inserted = sqlx::query!(
        "insert into payment_callbacks (id, provider, event_id, provider_reference, status, verification, headers, body, received_at,
           provider_transaction, stated_minor, stated_currency, asked_at)
         values ($1, $2, $3, $4, $5, $9, $6, $7, $8, $10, $11, $12, $13)
         on conflict on constraint payment_callbacks_event_unique do nothing",
        id.uuid(),
        provider.as_str(),
        callback.event_id,
        callback.reference.uuid(),
        callback.status,
        headers,
        cut(body, BODY_BYTES_MAX),
        now,
        verification,
        callback.transaction,
        stated.map(Money::minor),
        stated.map(|money| money.currency().code()),
        callback.asked_at,
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Keeps a little of what could not be verified, up to a number a minute.
pub async fn store_refused(
    conn: &mut PgConnection,
    id: CallbackId,
    provider: ProviderName,
    why: &str,
    headers: Value,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into payment_callbacks (id, provider, status, verification, refusal, headers, body, received_at)
         select $1, $2, '', 'refused', $3, $4, $5, $6
         where (select count(*) from payment_callbacks where verification = 'refused' and received_at > $6::timestamptz - interval '1 minute') < $7",
        id.uuid(),
        provider.as_str(),
        why,
        headers,
        cut(body, REFUSED_BODY_BYTES_MAX),
        now,
        REFUSED_PER_MINUTE_MAX,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What callbacks about a reference told that its status may not repeat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The network's receipt number.
    pub transaction: Option<String>,
    /// What was collected.
    pub amount: Option<Money>,
}

/// The newest that callbacks told about a reference. Hints: worth something only beside an answer of the provider.
pub async fn told(conn: impl PgExecutor<'_>, reference: ProviderReference) -> Result<Told, Error> {
    let row = sqlx::query!(
        "select id, provider_transaction, stated_minor, stated_currency from payment_callbacks
         where provider_reference = $1 and verification <> 'refused' and provider_transaction is not null
         order by received_at desc limit 1",
        reference.uuid(),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else {
        return Ok(Told::default());
    };
    let amount = match row.stated_minor.zip(row.stated_currency) {
        Some((minor, currency)) => Some(Money::new(
            minor,
            currency.parse().map_err(|_| {
                store::Error::corrupt("payment_callbacks", "stated_currency", row.id)
            })?,
        )),
        None => None,
    };
    Ok(Told {
        transaction: row.provider_transaction,
        amount,
    })
}

/// Whether a dispute about a reference was told of. Both providers that tell call such events so.
pub async fn was_disputed(
    conn: impl PgExecutor<'_>,
    reference: ProviderReference,
) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from payment_callbacks
             where provider_reference = $1 and verification <> 'refused' and status like 'charge.dispute.%') as "found!""#,
        reference.uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// References that callbacks spoke of and nobody has looked into yet.
pub async fn list_unprocessed(
    conn: impl PgExecutor<'_>,
    now: Timestamp,
    count_max: i64,
) -> Result<Vec<ProviderReference>, Error> {
    let rows = sqlx::query_scalar!(
        r#"select provider_reference as "reference!" from payment_callbacks
           where verification <> 'refused' and processed_at is null and (look_after is null or look_after <= $2)
           order by received_at limit $1"#,
        count_max,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The provider did not answer about a reference: look again later, the longer the callback waits the more rarely.
pub async fn look_later(
    conn: &mut PgConnection,
    reference: ProviderReference,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "update payment_callbacks
         set look_after = $2::timestamptz + least(greatest($2 - received_at, interval '15 seconds'), interval '1 hour')
         where provider_reference = $1 and processed_at is null and verification <> 'refused'",
        reference.uuid(),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Every callback about a reference has had its effect. How many had not.
pub async fn mark_processed(
    conn: &mut PgConnection,
    reference: ProviderReference,
    now: Timestamp,
) -> Result<u64, Error> {
    let done = sqlx::query!(
        "update payment_callbacks set processed_at = $2 where provider_reference = $1 and processed_at is null",
        reference.uuid(),
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// What we asked a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExchangeKind {
    Collect,
    PayOut,
    Refund,
    Status,
    Cancel,
    NewsAgain,
}

/// What an exchange was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    Attempt(AttemptId),
    Disbursement(DisbursementId),
}

impl Talk {
    /// Attempt, disbursement: as they are stored.
    fn ids(self) -> (Option<uuid::Uuid>, Option<uuid::Uuid>) {
        match self {
            Self::Attempt(id) => (Some(id.uuid()), None),
            Self::Disbursement(id) => (None, Some(id.uuid())),
        }
    }
}

/// One question to a provider and its answer in a word, nothing personal in it; and what was said, masked.
#[derive(Debug, Clone)]
pub struct Exchange<'a> {
    pub about: Talk,
    pub provider: ProviderName,
    pub kind: ExchangeKind,
    pub outcome: &'a str,
    pub detail: &'a str,
    pub took_ms: i32,
    pub said: &'a [Said],
    pub at: Timestamp,
}

pub async fn record_exchange(
    conn: &mut PgConnection,
    exchange: &Exchange<'_>,
) -> Result<(), Error> {
    let kind = match exchange.kind {
        ExchangeKind::Collect => "collect",
        ExchangeKind::PayOut => "pay_out",
        ExchangeKind::Refund => "refund",
        ExchangeKind::Status => "status",
        ExchangeKind::Cancel => "cancel",
        ExchangeKind::NewsAgain => "news_again",
    };
    let (attempt, disbursement) = exchange.about.ids();
    sqlx::query!(
        "insert into payment_exchanges (attempt_id, disbursement_id, provider, kind, outcome, detail, took_ms, said, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        attempt,
        disbursement,
        exchange.provider.as_str(),
        kind,
        exchange.outcome,
        exchange.detail,
        exchange.took_ms,
        serde_json::json!(exchange.said),
        exchange.at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When a provider last answered what became of something, in a way that could be read.
pub async fn last_answered(
    conn: impl PgExecutor<'_>,
    about: Talk,
) -> Result<Option<Timestamp>, Error> {
    let (attempt, disbursement) = about.ids();
    let at = sqlx::query_scalar!(
        "select max(at) from payment_exchanges where (attempt_id = $1 or disbursement_id = $2) and kind = 'status'
           and outcome in ('not_found', 'pending', 'moved', 'failed')",
        attempt,
        disbursement,
    )
    .fetch_one(conn)
    .await?;
    Ok(at)
}

/// As much of a body as may be kept, as text Postgres accepts.
fn cut(body: &[u8], bytes_max: usize) -> String {
    String::from_utf8_lossy(&body[..body.len().min(bytes_max)]).replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_bounded_readable_part() {
        assert_eq!(cut(b"a\0b", 10), "a\u{fffd}b");
        assert_eq!(cut(&[b'x'; 100], 3), "xxx");
    }
}
