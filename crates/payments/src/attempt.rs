//! Attempts as they are kept.

mod by_phone;
mod conversion;
mod learned;
mod left;
mod second;

use kernel::{
    AttemptId, Id, IntentId, Method, Money, PhoneNumber, ProviderReference, PurchaseId, Refusal,
    Timestamp,
};
use sqlx::{PgConnection, PgExecutor};

use crate::provider::{Operation, Original, ProviderName, Reports, Subject};
use crate::rates::Quote;
use crate::{AttemptState, Error, stated};

pub use self::by_phone::{last_paid, list_open_on_phone};
pub use self::conversion::{Conversion, frozen_rates};
pub use self::second::{NewSecond, insert_second};

/// One try at collecting a purchase's total, at one provider.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub id: AttemptId,
    pub purchase: PurchaseId,
    pub idempotency_key: String,
    pub provider: ProviderName,
    pub reference: ProviderReference,
    /// Of a second payment on a page: the reference of the attempt whose page it was, by which the provider knows this one too.
    pub paid_under: Option<ProviderReference>,
    /// What the provider calls it, once it said so.
    pub handle: Option<String>,
    pub method: Method,
    pub phone: PhoneNumber,
    /// What is asked for, in the currency of whoever pays.
    pub amount: Money,
    /// What that pays of the purchase, where the purchase has another currency.
    pub conversion: Option<Conversion>,
    /// What the provider collected, where a person found that it is not the amount.
    pub stated: Option<Money>,
    pub state: AttemptState,
    /// The provider's page where the buyer approves, if it is not the phone.
    pub redirect_url: Option<String>,
    /// When its buyer left that page for another way, if they did: the provider is asked to end it.
    pub cancel_asked_at: Option<Timestamp>,
    pub prepared_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// Whether the provider ever said that it has the request.
    pub was_accepted: bool,
    /// How often the provider was asked.
    pub checks: u32,
    /// When to ask again; `None` when there is nothing to ask.
    pub check_after: Option<Timestamp>,
}

/// An attempt to be prepared.
#[derive(Debug, Clone)]
pub struct NewAttempt<'a> {
    pub id: AttemptId,
    pub intent: IntentId,
    pub purchase: PurchaseId,
    pub idempotency_key: &'a str,
    pub provider: ProviderName,
    pub reference: ProviderReference,
    pub method: Method,
    pub phone: &'a PhoneNumber,
    pub amount: Money,
    pub conversion: Option<Conversion>,
    pub at: Timestamp,
}

/// Writes an attempt as prepared, due at once: whoever finds it first pushes it.
pub async fn insert(conn: &mut PgConnection, new: &NewAttempt<'_>) -> Result<(), Error> {
    let conversion = new.conversion.as_ref();
    sqlx::query!(
        "insert into payment_attempts (id, intent_id, purchase_id, idempotency_key, provider, provider_reference, method, phone,
           amount_minor, currency, state, prepared_at, check_after, price_minor, price_currency, rate_units, rate_decimals, rate_as_of)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'prepared', $11, $11, $12, $13, $14, $15, $16)",
        new.id.uuid(),
        new.intent.uuid(),
        new.purchase.uuid(),
        new.idempotency_key,
        new.provider.as_str(),
        new.reference.uuid(),
        new.method.as_str(),
        new.phone.e164(),
        new.amount.minor(),
        new.amount.currency().code(),
        new.at,
        conversion.map(|it| it.price.minor()),
        conversion.map(|it| it.price.currency().code()),
        conversion.map(|it| it.quote.rate.units()),
        conversion.map(|it| i16::from(it.quote.rate.decimals())),
        conversion.map(|it| it.quote.as_of),
    )
    .execute(&mut *conn)
    .await?;
    write_event(conn, new.id, None, "prepared", "buyer", "", new.at).await
}

struct Row {
    id: uuid::Uuid,
    purchase_id: uuid::Uuid,
    idempotency_key: String,
    provider: String,
    provider_reference: uuid::Uuid,
    paid_under: Option<uuid::Uuid>,
    provider_handle: Option<String>,
    method: String,
    redirect_url: Option<String>,
    cancel_asked_at: Option<Timestamp>,
    phone: String,
    amount_minor: i64,
    currency: String,
    stated_minor: Option<i64>,
    stated_currency: Option<String>,
    price_minor: Option<i64>,
    price_currency: Option<String>,
    rate_units: Option<i64>,
    rate_decimals: Option<i16>,
    rate_as_of: Option<time::Date>,
    state: String,
    refusal: Option<String>,
    refusal_raw: Option<String>,
    provider_transaction: Option<String>,
    prepared_at: Timestamp,
    sent_at: Option<Timestamp>,
    awaiting_since: Option<Timestamp>,
    unclear_since: Option<Timestamp>,
    collected_at: Option<Timestamp>,
    refused_at: Option<Timestamp>,
    checks: i32,
    check_after: Option<Timestamp>,
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, purchase_id, idempotency_key, provider, provider_reference, paid_under, provider_handle, method, redirect_url,
               cancel_asked_at, phone, amount_minor, currency, stated_minor, stated_currency, price_minor, price_currency, rate_units,
               rate_decimals, rate_as_of, state, refusal, refusal_raw, provider_transaction, prepared_at,
               sent_at, awaiting_since, unclear_since, collected_at, refused_at, checks, check_after from payment_attempts " + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}
use read;

impl TryFrom<Row> for Attempt {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let broken = |column| store::Error::corrupt("payment_attempts", column, row.id);
        let currency = row.currency.parse().map_err(|_| broken("currency"))?;
        let stated = stated::read(row.stated_minor, row.stated_currency)
            .map_err(|()| broken("stated_currency"))?;
        let price = stated::read(row.price_minor, row.price_currency)
            .map_err(|()| broken("price_currency"))?;
        let conversion = price
            .zip(row.rate_units.zip(row.rate_decimals).zip(row.rate_as_of))
            .map(|(price, ((units, decimals), as_of))| {
                Quote::read(price.currency(), currency, units, decimals, as_of)
                    .map(|quote| Conversion { price, quote })
            });
        let state = match row.state.as_str() {
            "prepared" => AttemptState::Prepared,
            "sent" => AttemptState::Sent {
                at: row.sent_at.ok_or_else(|| broken("sent_at"))?,
            },
            "awaiting_pin" => AttemptState::AwaitingPin {
                since: row.awaiting_since.ok_or_else(|| broken("awaiting_since"))?,
            },
            "redirected" => AttemptState::Redirected {
                since: row.awaiting_since.ok_or_else(|| broken("awaiting_since"))?,
            },
            "unclear" => AttemptState::Unclear {
                since: row.unclear_since.ok_or_else(|| broken("unclear_since"))?,
            },
            "collected" => AttemptState::Collected {
                at: row.collected_at.ok_or_else(|| broken("collected_at"))?,
                transaction: row.provider_transaction,
            },
            "refused" => AttemptState::Refused {
                at: row.refused_at.ok_or_else(|| broken("refused_at"))?,
                why: row
                    .refusal
                    .as_deref()
                    .and_then(|text| text.parse().ok())
                    .ok_or_else(|| broken("refusal"))?,
                code: row.refusal_raw.unwrap_or_default(),
            },
            _ => return Err(broken("state").into()),
        };
        Ok(Self {
            id: row.id.into(),
            purchase: row.purchase_id.into(),
            idempotency_key: row.idempotency_key,
            provider: row.provider.parse().map_err(|_| broken("provider"))?,
            reference: row.provider_reference.into(),
            paid_under: row.paid_under.map(Into::into),
            handle: row.provider_handle,
            method: row.method.parse().map_err(|_| broken("method"))?,
            redirect_url: row.redirect_url,
            cancel_asked_at: row.cancel_asked_at,
            phone: PhoneNumber::from_e164(&row.phone).map_err(|_| broken("phone"))?,
            amount: Money::new(row.amount_minor, currency),
            conversion: conversion.transpose().map_err(|_| broken("rate_units"))?,
            stated,
            state,
            prepared_at: row.prepared_at,
            sent_at: row.sent_at,
            was_accepted: row.awaiting_since.is_some(),
            checks: u32::try_from(row.checks).map_err(|_| broken("checks"))?,
            check_after: row.check_after,
        })
    }
}

fn one(row: Option<Row>) -> Result<Option<Attempt>, Error> {
    row.map(TryInto::try_into).transpose()
}

pub async fn find(conn: impl PgExecutor<'_>, id: AttemptId) -> Result<Option<Attempt>, Error> {
    one(read!(conn, fetch_optional, "where id = $1", id.uuid()))
}

/// The attempt, locked until the transaction ends. Lock its purchase first.
pub async fn lock(conn: &mut PgConnection, id: AttemptId) -> Result<Option<Attempt>, Error> {
    one(read!(
        conn,
        fetch_optional,
        "where id = $1 for update",
        id.uuid()
    ))
}

pub async fn find_by_reference(
    conn: impl PgExecutor<'_>,
    reference: ProviderReference,
) -> Result<Option<Attempt>, Error> {
    one(read!(
        conn,
        fetch_optional,
        "where provider_reference = $1",
        reference.uuid()
    ))
}

/// The attempt that a receipt of a provider paid for.
pub async fn find_by_transaction(
    conn: impl PgExecutor<'_>,
    provider: ProviderName,
    transaction: &str,
) -> Result<Option<Attempt>, Error> {
    one(read!(
        conn,
        fetch_optional,
        "where provider = $1 and provider_transaction = $2",
        provider.as_str(),
        transaction
    ))
}

/// Another attempt that the same receipt of a provider paid for already.
pub async fn find_other_by_transaction(
    conn: impl PgExecutor<'_>,
    attempt: &Attempt,
    transaction: &str,
) -> Result<Option<Attempt>, Error> {
    one(read!(
        conn,
        fetch_optional,
        "where provider = $1 and provider_transaction = $2 and id <> $3",
        attempt.provider.as_str(),
        transaction,
        attempt.id.uuid()
    ))
}

pub async fn find_by_key(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
    key: &str,
) -> Result<Option<Attempt>, Error> {
    one(read!(
        conn,
        fetch_optional,
        "where purchase_id = $1 and idempotency_key = $2",
        purchase.uuid(),
        key
    ))
}

/// Every attempt of a purchase, newest first.
pub async fn list_of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Attempt>, Error> {
    read!(
        conn,
        fetch_all,
        "where purchase_id = $1 order by prepared_at desc, id desc",
        purchase.uuid()
    )
    .into_iter()
    .map(TryInto::try_into)
    .collect()
}

/// Takes on those whose time has come, longest due first, so that nobody else does before `again`.
pub async fn take_due(
    conn: &mut PgConnection,
    now: Timestamp,
    again: Timestamp,
    count_max: i64,
) -> Result<Vec<AttemptId>, Error> {
    let ids = sqlx::query_scalar!(
        "update payment_attempts set check_after = $2 where id in (
           select id from payment_attempts where check_after <= $1 order by check_after limit $3 for update skip locked)
         returning id",
        now,
        again,
        count_max
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

impl Attempt {
    /// Moves the attempt, which must be locked. `cause` says who moved it (buyer, push, callback, query); `check_after`
    /// is when to ask the provider next and is dropped by final states.
    pub async fn apply(
        &mut self,
        conn: &mut PgConnection,
        to: AttemptState,
        cause: &str,
        check_after: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let check_after = if to.is_open() { check_after } else { None };
        let [sent, awaiting, unclear, collected, refused] = stamps(&to);
        let (refusal, code) = match &to {
            AttemptState::Refused { why, code, .. } => (Some(why.as_str()), Some(code.as_str())),
            AttemptState::Prepared
            | AttemptState::Sent { .. }
            | AttemptState::AwaitingPin { .. }
            | AttemptState::Redirected { .. }
            | AttemptState::Unclear { .. }
            | AttemptState::Collected { .. } => (None, None),
        };
        let transaction = match &to {
            AttemptState::Collected { transaction, .. } => transaction.as_deref(),
            AttemptState::Prepared
            | AttemptState::Sent { .. }
            | AttemptState::AwaitingPin { .. }
            | AttemptState::Redirected { .. }
            | AttemptState::Unclear { .. }
            | AttemptState::Refused { .. } => None,
        };
        let done = sqlx::query!(
            "update payment_attempts set state = $3, check_after = $4,
               sent_at = coalesce($5, sent_at), awaiting_since = coalesce($6, awaiting_since),
               unclear_since = coalesce($7, unclear_since), collected_at = coalesce($8, collected_at),
               refused_at = coalesce($9, refused_at), refusal = coalesce($10, refusal), refusal_raw = coalesce($11, refusal_raw),
               provider_transaction = coalesce($12, provider_transaction)
             where id = $1 and state = $2",
            self.id.uuid(),
            self.state.as_str(),
            to.as_str(),
            check_after,
            sent,
            awaiting,
            unclear,
            collected,
            refused,
            refusal,
            code,
            transaction,
        )
        .execute(&mut *conn)
        .await?;
        store::one_row("payment_attempts", done.rows_affected())?;
        if self.state.as_str() != to.as_str() {
            let note = refusal.unwrap_or_default();
            write_event(
                conn,
                self.id,
                Some(self.state.as_str()),
                to.as_str(),
                cause,
                note,
                now,
            )
            .await?;
        }
        self.sent_at = sent.or(self.sent_at);
        self.was_accepted |= awaiting.is_some();
        self.state = to;
        self.check_after = check_after;
        Ok(())
    }

    /// What of the purchase's price it is to pay.
    pub fn price(&self) -> Money {
        let conversion = self.conversion.as_ref();
        conversion.map_or(self.amount, |conversion| conversion.price)
    }

    /// What its provider is asked about.
    pub fn subject(&self) -> Subject {
        Subject {
            operation: Operation::Collect,
            reference: self.reference,
            handle: self.handle.clone(),
            amount: self.amount,
            method: self.method,
            sent_at: self.sent_at.unwrap_or(self.prepared_at),
            was_accepted: self.was_accepted,
            reports: Reports::default(),
            refund_of: None,
        }
    }

    /// What a refund is taken from.
    pub fn original(&self) -> Original {
        let transaction = match &self.state {
            AttemptState::Collected { transaction, .. } => transaction.clone(),
            AttemptState::Prepared
            | AttemptState::Sent { .. }
            | AttemptState::AwaitingPin { .. }
            | AttemptState::Redirected { .. }
            | AttemptState::Unclear { .. }
            | AttemptState::Refused { .. } => None,
        };
        Original {
            reference: self.paid_under.unwrap_or(self.reference),
            handle: self.handle.clone(),
            transaction,
            amount: self.amount,
            phone: self.phone.clone(),
            method: self.method,
        }
    }

    /// Counts a question to the provider and says when to ask next.
    pub async fn note_check(
        &mut self,
        conn: &mut PgConnection,
        check_after: Option<Timestamp>,
    ) -> Result<(), Error> {
        sqlx::query!(
            "update payment_attempts set checks = checks + 1, check_after = $2 where id = $1",
            self.id.uuid(),
            check_after
        )
        .execute(conn)
        .await?;
        self.checks += 1;
        self.check_after = check_after;
        Ok(())
    }

    pub fn refusal(&self) -> Option<Refusal> {
        match &self.state {
            AttemptState::Refused { why, .. } => Some(*why),
            AttemptState::Prepared
            | AttemptState::Sent { .. }
            | AttemptState::AwaitingPin { .. }
            | AttemptState::Redirected { .. }
            | AttemptState::Unclear { .. }
            | AttemptState::Collected { .. } => None,
        }
    }
}

type Stamps = [Option<Timestamp>; 5];

/// The stamp a state carries, in its column: sent, awaiting, unclear, collected, refused.
const fn stamps(state: &AttemptState) -> Stamps {
    match state {
        AttemptState::Prepared => [None, None, None, None, None],
        AttemptState::Sent { at } => [Some(*at), None, None, None, None],
        AttemptState::AwaitingPin { since } | AttemptState::Redirected { since } => {
            [None, Some(*since), None, None, None]
        }
        AttemptState::Unclear { since } => [None, None, Some(*since), None, None],
        AttemptState::Collected { at, .. } => [None, None, None, Some(*at), None],
        AttemptState::Refused { at, .. } => [None, None, None, None, Some(*at)],
    }
}

pub(crate) async fn write_event(
    conn: &mut PgConnection,
    id: AttemptId,
    from: Option<&str>,
    to: &str,
    cause: &str,
    note: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into payment_attempt_events (attempt_id, from_state, to_state, cause, note, at) values ($1, $2, $3, $4, $5, $6)",
        id.uuid(),
        from,
        to,
        cause,
        note,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
