//! What a buyer pays once.

mod paying;
mod placing;
mod transfer;

use kernel::{
    AccessKey, CartId, Id, Money, PersonId, PhoneNumber, PurchaseId, PurchaseNumber, Timestamp,
};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgExecutor};
use store::{Cursor, Page};

use crate::{Error, PurchaseState, PurchaseVerb, rows};

pub use self::paying::count_paying;
pub use self::placing::{NewPurchase, insert};
pub use self::transfer::{
    TRANSFER_KEPT, TRANSFER_PAYABLE, count_awaiting_transfer, list_by_numbers, lock_transfers,
};

/// Who receives the goods, and where. No postcode: an area, a landmark and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub name: String,
    pub phone: PhoneNumber,
    pub area: String,
    pub landmark: String,
    pub directions: String,
}

#[derive(Debug, Clone)]
pub struct Purchase {
    pub id: PurchaseId,
    pub number: PurchaseNumber,
    pub cart: CartId,
    pub content_hash: Vec<u8>,
    pub buyer: Option<PersonId>,
    pub recipient: Recipient,
    pub country: String,
    pub language: String,
    pub total: Money,
    pub state: PurchaseState,
    pub placed_at: Timestamp,
    /// Until when stock is kept while nobody pays; `None` once released or sold.
    pub held_until: Option<Timestamp>,
    /// Until when a bank transfer is waited for, where somebody chose that.
    pub transfer_until: Option<Timestamp>,
    pub paid_at: Option<Timestamp>,
}

/// How many parcels for a phone came back from the door since a moment.
pub async fn deliveries_refused(
    conn: impl PgExecutor<'_>,
    phone: &PhoneNumber,
    since: Timestamp,
) -> Result<i64, Error> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from purchases p join orders o on o.purchase_id = p.id
           where p.buyer_phone = $1 and o.state = 'returned' and o.returned_at > $2"#,
        phone.e164(),
        since
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Only the hash of a key is stored.
pub fn hash_key(key: &AccessKey) -> Vec<u8> {
    Sha256::digest(key.bytes()).to_vec()
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            PurchaseRow,
            "select id, number, cart_id, content_hash, buyer_id, buyer_phone, buyer_name, country, language, area, landmark,
               directions, currency, total_minor, state, placed_at, held_until, transfer_until, paid_at from purchases " + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}

struct PurchaseRow {
    id: uuid::Uuid,
    number: String,
    cart_id: uuid::Uuid,
    content_hash: Vec<u8>,
    buyer_id: Option<uuid::Uuid>,
    buyer_phone: String,
    buyer_name: String,
    country: String,
    language: String,
    area: String,
    landmark: String,
    directions: String,
    currency: String,
    total_minor: i64,
    state: String,
    placed_at: Timestamp,
    held_until: Option<Timestamp>,
    transfer_until: Option<Timestamp>,
    paid_at: Option<Timestamp>,
}

impl TryFrom<PurchaseRow> for Purchase {
    type Error = Error;
    fn try_from(row: PurchaseRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.id.into(),
            number: rows::number(row.id, &row.number)?,
            cart: row.cart_id.into(),
            content_hash: row.content_hash,
            buyer: row.buyer_id.map(Into::into),
            recipient: Recipient {
                name: row.buyer_name,
                phone: rows::phone("purchases", row.id, &row.buyer_phone)?,
                area: row.area,
                landmark: row.landmark,
                directions: row.directions,
            },
            country: row.country,
            language: row.language,
            total: rows::money("purchases", row.id, row.total_minor, &row.currency)?,
            state: rows::parse("purchases", "state", row.id, &row.state)?,
            placed_at: row.placed_at,
            held_until: row.held_until,
            transfer_until: row.transfer_until,
            paid_at: row.paid_at,
        })
    }
}

pub async fn find(conn: impl PgExecutor<'_>, id: PurchaseId) -> Result<Option<Purchase>, Error> {
    read!(conn, fetch_optional, "where id = $1", id.uuid())
        .map(TryInto::try_into)
        .transpose()
}

pub async fn find_by_number(
    conn: impl PgExecutor<'_>,
    number: PurchaseNumber,
) -> Result<Option<Purchase>, Error> {
    read!(
        conn,
        fetch_optional,
        "where number = $1",
        number.to_string()
    )
    .map(TryInto::try_into)
    .transpose()
}

/// The purchase an idempotency key of a cart already made.
pub async fn find_by_idempotency_key(
    conn: impl PgExecutor<'_>,
    cart: CartId,
    key: &str,
) -> Result<Option<Purchase>, Error> {
    read!(
        conn,
        fetch_optional,
        "where cart_id = $1 and idempotency_key = $2",
        cart.uuid(),
        key
    )
    .map(TryInto::try_into)
    .transpose()
}

/// The cart and the idempotency key that made a purchase: what its access key is derived from.
pub async fn made_by(
    conn: impl PgExecutor<'_>,
    id: PurchaseId,
) -> Result<Option<(CartId, String)>, Error> {
    let row = sqlx::query!(
        "select cart_id, idempotency_key from purchases where id = $1",
        id.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.cart_id.into(), row.idempotency_key)))
}

/// Makes a person the buyer of what was bought with their phone by nobody who was signed in. They must just have shown that
/// the phone is theirs. Says how many purchases they got.
pub async fn claim(
    conn: &mut PgConnection,
    phone: &PhoneNumber,
    person: PersonId,
) -> Result<u64, Error> {
    let claimed = sqlx::query!(
        "update purchases set buyer_id = $2 where buyer_phone = $1 and buyer_id is null",
        phone.e164(),
        person.uuid()
    )
    .execute(conn)
    .await?;
    Ok(claimed.rows_affected())
}

/// The purchase, locked until the transaction ends: everything that changes a purchase takes this lock first. Rows that only point to
/// it can be written beside that: a shop that holds its order writes an event, and would otherwise wait for whoever waits for the order.
pub async fn lock(conn: &mut PgConnection, id: PurchaseId) -> Result<Option<Purchase>, Error> {
    read!(
        conn,
        fetch_optional,
        "where id = $1 for no key update",
        id.uuid()
    )
    .map(TryInto::try_into)
    .transpose()
}

/// Whether a key opens a purchase; compares hashes, so it takes the same time for every wrong key.
pub async fn opens(
    conn: impl PgExecutor<'_>,
    number: PurchaseNumber,
    key: &AccessKey,
) -> Result<Option<PurchaseId>, Error> {
    let id = sqlx::query_scalar!(
        "select id from purchases where number = $1 and access_key_hash = $2",
        number.to_string(),
        hash_key(key)
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(Into::into))
}

/// A buyer's purchases, newest first.
pub async fn list_of_buyer(
    conn: impl PgExecutor<'_>,
    buyer: PersonId,
    state: Option<PurchaseState>,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Purchase>, Error> {
    let (at, id) = rows_after(after)?;
    let rows = read!(
        conn,
        fetch_all,
        "where buyer_id = $1 and ($2::text is null or state = $2)
           and ($3::timestamptz is null or (placed_at, id) < ($3, $4)) order by placed_at desc, id desc limit $5",
        buyer.uuid(),
        state.map(PurchaseState::as_str),
        at,
        id,
        i64::from(size) + 1
    );
    let purchases = rows
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<Vec<Purchase>, Error>>()?;
    Ok(Page::cut(purchases, usize::from(size), Purchase::cursor))
}

/// A cursor on a moment: microseconds since 1970, as Postgres keeps them.
pub fn cursor_at(at: Timestamp, id: uuid::Uuid) -> Cursor {
    Cursor {
        value: i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or_default(),
        id,
    }
}

pub(crate) fn rows_after(
    after: Option<Cursor>,
) -> Result<(Option<Timestamp>, Option<uuid::Uuid>), Error> {
    let Some(after) = after else {
        return Ok((None, None));
    };
    let at = Timestamp::from_unix_timestamp_nanos(i128::from(after.value) * 1_000)
        .map_err(|_| store::Error::corrupt("purchases", "placed_at", after.value))?;
    Ok((Some(at), Some(after.id)))
}

impl Purchase {
    /// Its place in a list by time.
    pub fn cursor(&self) -> Cursor {
        cursor_at(self.placed_at, self.id.uuid())
    }

    /// Moves the purchase, which must be locked, and says so in the database.
    pub async fn apply(
        &mut self,
        conn: &mut PgConnection,
        verb: PurchaseVerb,
        now: Timestamp,
    ) -> Result<(), Error> {
        let from = self.state;
        let to = from.after(verb)?;
        let paid_at = (to == PurchaseState::Paid).then_some(now);
        let ended_at =
            matches!(to, PurchaseState::Expired | PurchaseState::Cancelled).then_some(now);
        let done = sqlx::query!(
            "update purchases set state = $3, paid_at = $4, ended_at = $5 where id = $1 and state = $2",
            self.id.uuid(),
            from.as_str(),
            to.as_str(),
            paid_at,
            ended_at,
        )
        .execute(conn)
        .await?;
        store::one_row("purchases", done.rows_affected())?;
        self.state = to;
        self.paid_at = paid_at;
        Ok(())
    }

    /// Says until when stock is held; `None` after it was released or sold.
    pub async fn hold_until(
        &mut self,
        conn: &mut PgConnection,
        until: Option<Timestamp>,
    ) -> Result<(), Error> {
        sqlx::query!(
            "update purchases set held_until = $2 where id = $1",
            self.id.uuid(),
            until
        )
        .execute(conn)
        .await?;
        self.held_until = until;
        Ok(())
    }

    /// Nothing keeps it payable longer than this.
    pub fn payable_until(&self) -> Timestamp {
        let kept = match self.transfer_until {
            Some(_) => TRANSFER_PAYABLE,
            None => UNHELD_KEPT,
        };
        self.placed_at + kept
    }

    /// A held purchase is over with its hold; one that gave its hold up after a refusal stays payable for a day, and as long as a
    /// transfer is waited for.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let unheld =
            (self.placed_at + UNHELD_KEPT).max(self.transfer_until.unwrap_or(self.placed_at));
        self.held_until.unwrap_or(unheld) < now
    }
}

/// A purchase that gave up its hold after a refusal stays payable this long after placing.
pub const UNHELD_KEPT: time::Duration = time::Duration::hours(24);

/// Open purchases that are over, at most `count_max`. An open attempt keeps them out: stock follows the money.
pub async fn list_over(
    conn: &mut PgConnection,
    now: Timestamp,
    count_max: i64,
) -> Result<Vec<PurchaseId>, Error> {
    let ids = sqlx::query_scalar!(
        "select id from purchases p
         where state = 'open' and (held_until < $1 or (held_until is null and placed_at < $2
             and (transfer_until is null or transfer_until < $1)))
           and not exists (select 1 from payment_attempts a where a.purchase_id = p.id
             and a.state in ('prepared', 'sent', 'awaiting_pin', 'redirected', 'unclear'))
         order by placed_at limit $3",
        now,
        now - UNHELD_KEPT,
        count_max
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}
