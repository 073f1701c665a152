//! Payments found by what people have in their hands: a number, a phone or the end of it, a reference, a receipt.

use kernel::{
    AttemptId, Id, Method, Money, PhoneNumber, ProviderReference, PurchaseNumber, Refusal,
    Timestamp, text_enum,
};
use sqlx::PgExecutor;
use store::{Cursor, Page};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Error;

/// The fewest digits of a phone's end that are worth a search.
pub const ENDING_DIGITS_MIN: usize = 3;
/// The longest receipt or ending that is looked for, in characters.
pub const SOUGHT_CHARS_MAX: usize = 100;

text_enum! {
    /// Where an attempt stands, to choose by.
    pub enum StateName {
        Prepared = "prepared",
        Sent = "sent",
        AwaitingPin = "awaiting_pin",
        Redirected = "redirected",
        Unclear = "unclear",
        Collected = "collected",
        Refused = "refused",
    }
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    Everything,
    /// What was paid, or tried, for one purchase.
    Number(PurchaseNumber),
    /// Whoever paid from this phone, or ordered for it.
    Phone(PhoneNumber),
    /// Our reference at the provider, of a collection or of a refund; or a receipt that looks like one.
    Reference(ProviderReference),
    /// The end of the phone that paid, or a receipt made of digits.
    Digits(String),
    /// A receipt of the network's, or the provider's own name for it.
    Receipt(String),
}

/// An attempt in a list.
#[derive(Debug, Clone)]
pub struct Found {
    pub id: AttemptId,
    pub number: PurchaseNumber,
    pub provider: String,
    pub method: Method,
    pub phone: PhoneNumber,
    pub amount: Money,
    pub state: StateName,
    pub refusal: Option<Refusal>,
    pub prepared_at: Timestamp,
}

struct Row {
    id: Uuid,
    number: String,
    provider: String,
    method: String,
    phone: String,
    amount_minor: i64,
    currency: String,
    state: String,
    refusal: Option<String>,
    prepared_at: Timestamp,
}

impl TryFrom<Row> for Found {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let broken = |column| store::Error::corrupt("payment_attempts", column, row.id);
        let currency = row.currency.parse().map_err(|_| broken("currency"))?;
        Ok(Self {
            id: row.id.into(),
            number: row.number.parse().map_err(|_| broken("purchase_id"))?,
            provider: row.provider,
            method: row.method.parse().map_err(|_| broken("method"))?,
            phone: PhoneNumber::from_e164(&row.phone).map_err(|_| broken("phone"))?,
            amount: Money::new(row.amount_minor, currency),
            state: row.state.parse().map_err(|_| broken("state"))?,
            refusal: row
                .refusal
                .map(|text| text.parse().map_err(|_| broken("refusal")))
                .transpose()?,
            prepared_at: row.prepared_at,
        })
    }
}

/// One shape of query per thing sought, so that each is read by its own index.
macro_rules! read {
    ($executor:expr, $page:expr, $condition:literal $(, $sought:expr)?) => {
        sqlx::query_as!(
            Row,
            "select a.id, p.number, a.provider, a.method, a.phone, a.amount_minor, a.currency, a.state, a.refusal, a.prepared_at
             from payment_attempts a join purchases p on p.id = a.purchase_id
             where ($1::text is null or a.state = $1) and ($2::timestamptz is null or (a.prepared_at, a.id) < ($2, $3)) "
                + $condition + " order by a.prepared_at desc, a.id desc limit $4",
            $page.state,
            $page.before,
            $page.id,
            $page.limit,
            $($sought,)?
        )
        .fetch_all($executor)
        .await?
    };
}

struct Wanted {
    state: Option<&'static str>,
    before: Option<Timestamp>,
    id: Uuid,
    limit: i64,
}

/// A page of attempts, the newest first.
pub async fn search(
    conn: impl PgExecutor<'_>,
    sought: &Sought,
    state: Option<StateName>,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Found>, Error> {
    let wanted = Wanted {
        state: state.map(StateName::as_str),
        before: after.and_then(|cursor| moment(cursor.value)),
        id: after.map(|cursor| cursor.id).unwrap_or_default(),
        limit: i64::from(size) + 1,
    };
    let rows: Vec<Row> = match sought {
        Sought::Everything => read!(conn, wanted, ""),
        Sought::Number(number) => {
            read!(conn, wanted, "and p.number = $5", number.to_string())
        }
        Sought::Phone(phone) => read!(
            conn,
            wanted,
            "and a.id in (select id from payment_attempts where reverse(phone) = reverse($5::text)
               union select t.id from payment_attempts t join purchases b on b.id = t.purchase_id where b.buyer_phone = $5)",
            phone.e164()
        ),
        // Some providers' receipts look like our references.
        Sought::Reference(reference) => read!(
            conn,
            wanted,
            "and a.id in (select id from payment_attempts where provider_reference = $5
               union select attempt_id from disbursements where provider_reference = $5
               union select id from payment_attempts where provider_transaction = $5::uuid::text
               union select attempt_id from disbursements where provider_transaction = $5::uuid::text
               union select t.id from payment_callbacks c join payment_attempts t on t.provider_reference = c.provider_reference
                 where c.provider_transaction = $5::uuid::text and c.verification <> 'refused')",
            reference.uuid()
        ),
        Sought::Digits(digits) => read!(
            conn,
            wanted,
            "and a.id in (select id from payment_attempts where reverse(phone) like reverse($5::text) || '%'
               union select id from payment_attempts where provider_transaction = $5
               union select attempt_id from disbursements where provider_transaction = $5
               union select t.id from payment_callbacks c join payment_attempts t on t.provider_reference = c.provider_reference
                 where c.provider_transaction = $5 and c.verification <> 'refused')",
            digits
        ),
        Sought::Receipt(receipt) => read!(
            conn,
            wanted,
            "and a.id in (select id from payment_attempts where provider_transaction = $5
               union select attempt_id from till_payments where receipt = $5 and attempt_id is not null
               union select attempt_id from disbursements where provider_transaction = $5
               union select t.id from payment_callbacks c join payment_attempts t on t.provider_reference = c.provider_reference
                 where c.provider_transaction = $5 and c.verification <> 'refused')",
            receipt
        ),
    };
    let found: Vec<Found> = rows
        .into_iter()
        .map(Found::try_from)
        .collect::<Result<_, _>>()?;
    Ok(Page::cut(found, usize::from(size), |attempt| Cursor {
        value: micros(attempt.prepared_at),
        id: attempt.id.uuid(),
    }))
}

/// Microseconds since 1970, as a cursor carries them and Postgres keeps them.
fn micros(at: Timestamp) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

fn moment(micros: i64) -> Option<Timestamp> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok()
}
