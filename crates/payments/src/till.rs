//! Money that somebody sent by hand, to our paybill or to our bank account, as it is kept: once per receipt, whatever it turns out to
//! be for.

mod transfer;

use kernel::{
    AttemptId, Id, IntentId, Method, Money, PhoneNumber, ProviderReference, PurchaseId,
    TillPaymentId, Timestamp,
};
use sqlx::{PgConnection, PgExecutor};

use crate::Error;
use crate::attempt::write_event;
use crate::provider::{Confirmation, ProviderName};

pub use self::transfer::{NewTransfer, insert_transfer};

kernel::text_enum! {
    /// Where such a payment stands.
    pub enum TillState {
        /// The provider, or somebody who knows the address, told of it. It is asked about.
        Told = "told",
        /// The provider knows no such payment to us.
        Refuted = "refuted",
        /// It is what a prompt of ours collected: the provider tells of those too.
        Prompted = "prompted",
        /// The provider confirmed it when it was asked, or the bank's statement has it. Nothing was done about it yet.
        Verified = "verified",
        /// It is here, and nobody knows what for. A person decides.
        Unmatched = "unmatched",
        /// It is part of what a purchase costs, and waits for the rest.
        Waiting = "waiting",
        /// It paid for its purchase.
        Kept = "kept",
        /// It could not be kept, and is the buyer's.
        OwedBack = "owed_back",
        /// A person decided about it.
        Decided = "decided",
    }
}

kernel::text_enum! {
    /// How its purchase was found.
    pub enum MatchedBy {
        /// The account that was typed is its number, or what was written beside a transfer names it.
        Reference = "reference",
        /// Of the open purchases of this phone exactly one lacks exactly this amount.
        Phone = "phone",
        /// A person said so.
        Decision = "decision",
    }
}

/// One payment by hand.
#[derive(Debug, Clone)]
pub struct TillPayment {
    pub id: TillPaymentId,
    pub provider: ProviderName,
    /// The network's receipt. Banks give nothing that is unique: of a transfer it is the line of the statement, by our id.
    pub receipt: String,
    /// The account as it was typed; of a transfer, all that the bank wrote beside it.
    pub account: String,
    /// Whose phone, where that was told.
    pub phone: Option<PhoneNumber>,
    /// What was told; a hint.
    pub told: Money,
    pub told_at: Timestamp,
    pub state: TillState,
    /// What came, once the provider confirmed it.
    pub amount: Option<Money>,
    pub purchase: Option<PurchaseId>,
    pub matched_by: Option<MatchedBy>,
    /// What it was made part of.
    pub attempt: Option<AttemptId>,
    pub checks: u32,
}

struct Row {
    id: uuid::Uuid,
    provider: String,
    receipt: String,
    account: String,
    phone: Option<String>,
    told_minor: i64,
    currency: String,
    told_at: Timestamp,
    state: String,
    amount_minor: Option<i64>,
    purchase_id: Option<uuid::Uuid>,
    matched_by: Option<String>,
    attempt_id: Option<uuid::Uuid>,
    checks: i32,
}

impl TryFrom<Row> for TillPayment {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let broken = |column| store::Error::corrupt("till_payments", column, row.id);
        let currency = row.currency.parse().map_err(|_| broken("currency"))?;
        let phone = row.phone.as_deref().map(PhoneNumber::from_e164);
        let by = row.matched_by.as_deref().map(str::parse);
        Ok(Self {
            id: row.id.into(),
            provider: row.provider.parse().map_err(|_| broken("provider"))?,
            phone: phone.transpose().map_err(|_| broken("phone"))?,
            told: Money::new(row.told_minor, currency),
            told_at: row.told_at,
            state: row.state.parse().map_err(|_| broken("state"))?,
            amount: row.amount_minor.map(|minor| Money::new(minor, currency)),
            purchase: row.purchase_id.map(Into::into),
            matched_by: by.transpose().map_err(|_| broken("matched_by"))?,
            attempt: row.attempt_id.map(Into::into),
            checks: u32::try_from(row.checks).map_err(|_| broken("checks"))?,
            receipt: row.receipt,
            account: row.account,
        })
    }
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, provider, receipt, account, phone, told_minor, currency, told_at, state, amount_minor, purchase_id, matched_by,
               attempt_id, checks from till_payments " + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}

/// Keeps what was told of a payment, due to be asked about at once. False: its receipt is known.
pub async fn insert(
    conn: &mut PgConnection,
    id: TillPaymentId,
    provider: ProviderName,
    told: &Confirmation,
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "insert into till_payments (id, provider, receipt, account, phone, told_minor, currency, told_at, state, check_after)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'told', $8) on conflict on constraint till_payments_receipt_unique do nothing",
        id.uuid(),
        provider.as_str(),
        told.receipt,
        told.account,
        told.phone.as_ref().map(PhoneNumber::e164),
        told.amount.minor(),
        told.amount.currency().code(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(
    conn: impl PgExecutor<'_>,
    id: TillPaymentId,
) -> Result<Option<TillPayment>, Error> {
    let row = read!(conn, fetch_optional, "where id = $1", id.uuid());
    row.map(TryInto::try_into).transpose()
}

/// The payment, locked until the transaction ends. Lock its purchase first.
pub async fn lock(
    conn: &mut PgConnection,
    id: TillPaymentId,
) -> Result<Option<TillPayment>, Error> {
    let row = read!(conn, fetch_optional, "where id = $1 for update", id.uuid());
    row.map(TryInto::try_into).transpose()
}

pub async fn find_by_receipt(
    conn: impl PgExecutor<'_>,
    provider: ProviderName,
    receipt: &str,
) -> Result<Option<TillPayment>, Error> {
    let row = read!(
        conn,
        fetch_optional,
        "where provider = $1 and receipt = $2",
        provider.as_str(),
        receipt
    );
    row.map(TryInto::try_into).transpose()
}

/// What came by hand for a purchase, oldest first. Row security decides whose.
pub async fn list_of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<TillPayment>, Error> {
    read!(
        conn,
        fetch_all,
        "where purchase_id = $1 order by told_at, id",
        purchase.uuid()
    )
    .into_iter()
    .map(TryInto::try_into)
    .collect()
}

/// What waits for the rest of a purchase, locked, oldest first. Lock the purchase first.
pub async fn lock_waiting(
    conn: &mut PgConnection,
    purchase: PurchaseId,
) -> Result<Vec<TillPayment>, Error> {
    read!(
        conn,
        fetch_all,
        "where purchase_id = $1 and state = 'waiting' order by told_at, id for update",
        purchase.uuid()
    )
    .into_iter()
    .map(TryInto::try_into)
    .collect()
}

/// Takes on those whose time has come, so that nobody else does before `again`, and finds those that wait for the rest of a purchase
/// that is over.
pub async fn take_due(
    conn: &mut PgConnection,
    now: Timestamp,
    again: Timestamp,
    count_max: i64,
) -> Result<Vec<TillPaymentId>, Error> {
    let ids = sqlx::query_scalar!(
        r#"with due as (
             update till_payments set check_after = $2 where id in (
               select id from till_payments where check_after <= $1 order by check_after limit $3 for update skip locked)
             returning id
           )
           select id as "id!" from due
           union all
           (select t.id from till_payments t join purchases p on p.id = t.purchase_id
             where t.state = 'waiting' and p.state <> 'open' limit $3)"#,
        now,
        again,
        count_max
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// The open purchases this phone may have meant, by the exact amount they still lack. Two are as good as many.
pub async fn guess(
    conn: impl PgExecutor<'_>,
    phone: &PhoneNumber,
    amount: Money,
) -> Result<Vec<PurchaseId>, Error> {
    let ids = sqlx::query_scalar!(
        "select p.id from purchases p
         where p.state = 'open' and p.currency = $3
           and (p.buyer_phone = $1 or exists (select from payment_attempts a where a.purchase_id = p.id and a.phone = $1))
           and p.total_minor - (select coalesce(sum(t.amount_minor), 0)::bigint from till_payments t
             where t.purchase_id = p.id and t.state = 'waiting') = $2
         limit 2",
        phone.e164(),
        amount.minor(),
        amount.currency().code(),
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// Whether a receipt is one of a prompt of ours, as its attempt or a callback about it says.
pub async fn is_of_prompt(
    conn: impl PgExecutor<'_>,
    provider: ProviderName,
    receipt: &str,
) -> Result<bool, Error> {
    let is_one = sqlx::query_scalar!(
        r#"select (exists (
             select from payment_attempts a where a.provider = $1 and a.provider_transaction = $2
               and not exists (select from till_payments t where t.attempt_id = a.id))
           or exists (
             select from payment_callbacks c where c.provider = $1 and c.provider_transaction = $2 and c.verification <> 'refused'))
           as "is_one!""#,
        provider.as_str(),
        receipt,
    )
    .fetch_one(conn)
    .await?;
    Ok(is_one)
}

/// Whether an attempt was made by money that came by hand.
pub async fn made(conn: impl PgExecutor<'_>, attempt: AttemptId) -> Result<bool, Error> {
    let is_made = sqlx::query_scalar!(
        r#"select exists (select from till_payments where attempt_id = $1) as "is_made!""#,
        attempt.uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(is_made)
}

impl TillPayment {
    /// The provider confirmed it: so much came. It is to be acted on at once.
    pub async fn verify(
        &mut self,
        conn: &mut PgConnection,
        amount: Money,
        now: Timestamp,
    ) -> Result<(), Error> {
        let done = sqlx::query!(
            "update till_payments set state = 'verified', amount_minor = $3, verified_at = $4, check_after = $4
             where id = $1 and state = $2 and currency = $5",
            self.id.uuid(),
            self.state.as_str(),
            amount.minor(),
            now,
            amount.currency().code(),
        )
        .execute(conn)
        .await?;
        store::one_row("till_payments", done.rows_affected())?;
        self.state = TillState::Verified;
        self.amount = Some(amount);
        Ok(())
    }

    /// Somebody told of it again although the provider knew nothing: it is asked once more.
    pub async fn doubt(&mut self, conn: &mut PgConnection, now: Timestamp) -> Result<(), Error> {
        self.move_to(conn, TillState::Told).await?;
        self.look_at(conn, now).await
    }

    /// Looked into, and to be looked into again at `at`.
    pub async fn look_at(&mut self, conn: &mut PgConnection, at: Timestamp) -> Result<(), Error> {
        sqlx::query!(
            "update till_payments set checks = checks + 1, check_after = $2 where id = $1",
            self.id.uuid(),
            at,
        )
        .execute(conn)
        .await?;
        self.checks += 1;
        Ok(())
    }

    /// Moves a payment that belongs to nothing, or goes nowhere else. It must be locked.
    pub async fn move_to(&mut self, conn: &mut PgConnection, to: TillState) -> Result<(), Error> {
        let done = sqlx::query!(
            "update till_payments set state = $3, check_after = null where id = $1 and state = $2",
            self.id.uuid(),
            self.state.as_str(),
            to.as_str(),
        )
        .execute(conn)
        .await?;
        store::one_row("till_payments", done.rows_affected())?;
        self.state = to;
        Ok(())
    }

    /// It is for this purchase, and waits for what becomes of that. It must be locked.
    pub async fn match_to(
        &mut self,
        conn: &mut PgConnection,
        purchase: PurchaseId,
        by: MatchedBy,
    ) -> Result<(), Error> {
        let done = sqlx::query!(
            "update till_payments set state = 'waiting', purchase_id = $3, matched_by = $4, check_after = null
             where id = $1 and state = $2",
            self.id.uuid(),
            self.state.as_str(),
            purchase.uuid(),
            by.as_str(),
        )
        .execute(conn)
        .await?;
        store::one_row("till_payments", done.rows_affected())?;
        self.state = TillState::Waiting;
        self.purchase = Some(purchase);
        self.matched_by = Some(by);
        Ok(())
    }

    /// A person says which purchase it is for. Nothing is done about it yet. It must be locked.
    pub async fn name_purchase(
        &mut self,
        conn: &mut PgConnection,
        purchase: PurchaseId,
    ) -> Result<(), Error> {
        let done = sqlx::query!(
            "update till_payments set purchase_id = $2, matched_by = 'decision' where id = $1 and state = 'unmatched'",
            self.id.uuid(),
            purchase.uuid(),
        )
        .execute(conn)
        .await?;
        store::one_row("till_payments", done.rows_affected())?;
        self.purchase = Some(purchase);
        self.matched_by = Some(MatchedBy::Decision);
        Ok(())
    }

    /// It was made part of an attempt: kept, or owed back. It must be locked.
    pub async fn end_as(
        &mut self,
        conn: &mut PgConnection,
        to: TillState,
        attempt: AttemptId,
    ) -> Result<(), Error> {
        let done = sqlx::query!(
            "update till_payments set state = $2, attempt_id = $3 where id = $1 and state = 'waiting'",
            self.id.uuid(),
            to.as_str(),
            attempt.uuid(),
        )
        .execute(conn)
        .await?;
        store::one_row("till_payments", done.rows_affected())?;
        self.state = to;
        self.attempt = Some(attempt);
        Ok(())
    }
}

/// What was collected without being asked for.
#[derive(Debug, Clone)]
pub struct NewCollected<'a> {
    pub id: AttemptId,
    pub intent: IntentId,
    pub purchase: PurchaseId,
    /// The payment that made it: there is one attempt for each at most.
    pub by: &'a TillPayment,
    pub reference: ProviderReference,
    pub method: Method,
    pub phone: &'a PhoneNumber,
    pub amount: Money,
    /// The receipt, where there is exactly one.
    pub receipt: Option<&'a str>,
    pub at: Timestamp,
}

/// Writes an attempt that is collected from its beginning: from there on it is one like every other.
pub async fn insert_collected(
    conn: &mut PgConnection,
    new: &NewCollected<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into payment_attempts (id, intent_id, purchase_id, idempotency_key, provider, provider_reference, method, phone,
           amount_minor, currency, state, prepared_at, collected_at, provider_transaction)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'collected', $11, $11, $12)",
        new.id.uuid(),
        new.intent.uuid(),
        new.purchase.uuid(),
        format!("by-hand:{}", new.by.id),
        new.by.provider.as_str(),
        new.reference.uuid(),
        new.method.as_str(),
        new.phone.e164(),
        new.amount.minor(),
        new.amount.currency().code(),
        new.at,
        new.receipt,
    )
    .execute(&mut *conn)
    .await?;
    write_event(conn, new.id, None, "collected", "by_hand", "", new.at).await
}
