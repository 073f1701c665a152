//! Refunds and payouts as they are kept.

mod named;
mod of_attempt;

use kernel::{
    AttemptId, Destination, DestinationParts, DisbursementId, Id, Method, Money, PhoneNumber,
    ProviderReference, PurchaseId, Refusal, ShopId, Timestamp,
};
use sqlx::{PgConnection, PgExecutor};

use crate::provider::{Accepted, Operation, ProviderName, Reports, Subject};
use crate::{Error, OutgoingState, stated};

pub use self::named::find_named;
pub use self::of_attempt::{
    GivenBack, given_back, has_other_nameless, is_refunding, other_handles,
};

/// Whom the money is for, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Back to whoever paid, out of one collection, the way it came.
    Refund {
        purchase: PurchaseId,
        attempt: AttemptId,
        method: Method,
        phone: PhoneNumber,
    },
    /// A shop's earnings.
    Payout { shop: ShopId, to: Destination },
}

impl Disbursement {
    /// What of the debt it settles: in the purchase's currency, where money of another is sent.
    pub fn worth(&self) -> Money {
        self.price.unwrap_or(self.amount)
    }

    pub const fn method(&self) -> Method {
        self.purpose.method()
    }
}

impl Purpose {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Refund { .. } => "refund",
            Self::Payout { .. } => "payout",
        }
    }

    /// Whose earnings it is, if it is a shop's.
    pub const fn shop(&self) -> Option<ShopId> {
        match self {
            Self::Refund { .. } => None,
            Self::Payout { shop, .. } => Some(*shop),
        }
    }

    pub const fn operation(&self) -> Operation {
        match self {
            Self::Refund { .. } => Operation::Refund,
            Self::Payout { .. } => Operation::PayOut,
        }
    }

    pub const fn method(&self) -> Method {
        match self {
            Self::Refund { method, .. } => *method,
            Self::Payout { to, .. } => to.method(),
        }
    }

    /// Whoever gets it is reached there.
    pub fn phone(&self) -> &PhoneNumber {
        match self {
            Self::Refund { phone, .. } => phone,
            Self::Payout { to, .. } => to.phone(),
        }
    }

    /// Where it goes, as it may be shown.
    pub fn masked(&self) -> String {
        match self {
            Self::Refund { phone, .. } => phone.masked(),
            Self::Payout { to, .. } => to.masked(),
        }
    }

    /// Purchase, attempt, shop: as they are stored.
    fn ids(&self) -> [Option<uuid::Uuid>; 3] {
        match self {
            Self::Refund {
                purchase, attempt, ..
            } => [Some(purchase.uuid()), Some(attempt.uuid()), None],
            Self::Payout { shop, .. } => [None, None, Some(shop.uuid())],
        }
    }

    /// Where it goes, as it is stored: a refund has no more than a way and a phone.
    fn parts(&self) -> DestinationParts<'_> {
        match self {
            Self::Refund { method, phone, .. } => DestinationParts {
                method: method.as_str(),
                phone: phone.e164(),
                bank_code: None,
                bank_name: None,
                branch_code: None,
                branch_name: None,
                account_number: None,
                account_holder: None,
            },
            Self::Payout { to, .. } => to.parts(),
        }
    }
}

/// Money that leaves us, at one provider.
#[derive(Debug, Clone)]
pub struct Disbursement {
    pub id: DisbursementId,
    pub purpose: Purpose,
    /// Why it is sent, once.
    pub cause: String,
    pub provider: ProviderName,
    pub reference: ProviderReference,
    pub handle: Option<String>,
    /// What is sent.
    pub amount: Money,
    /// What of the debt to the buyer it settles, where the purchase has another currency.
    pub price: Option<Money>,
    pub state: OutgoingState,
    pub requested_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub checks: u32,
    pub check_after: Option<Timestamp>,
}

/// A disbursement to be requested.
#[derive(Debug, Clone)]
pub struct NewDisbursement<'a> {
    pub id: DisbursementId,
    pub purpose: Purpose,
    pub cause: &'a str,
    pub provider: ProviderName,
    pub reference: ProviderReference,
    pub amount: Money,
    pub price: Option<Money>,
    /// Nobody sends it before this.
    pub due_at: Timestamp,
    pub at: Timestamp,
}

/// Writes it as requested. False: this cause was requested before.
pub async fn insert(conn: &mut PgConnection, new: &NewDisbursement<'_>) -> Result<bool, Error> {
    let [purchase, attempt, shop] = new.purpose.ids();
    let to = new.purpose.parts();
    let inserted = sqlx::query!(
        "insert into disbursements (id, kind, cause, purchase_id, attempt_id, shop_id, provider, provider_reference, method, phone,
           amount_minor, currency, state, requested_at, check_after, price_minor, price_currency, bank_code, bank_name, branch_code,
           branch_name, account_number, account_holder)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'requested', $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
         on conflict on constraint disbursements_cause_unique do nothing",
        new.id.uuid(),
        new.purpose.kind(),
        new.cause,
        purchase,
        attempt,
        shop,
        new.provider.as_str(),
        new.reference.uuid(),
        to.method,
        to.phone,
        new.amount.minor(),
        new.amount.currency().code(),
        new.at,
        new.due_at,
        new.price.map(Money::minor),
        new.price.map(|price| price.currency().code()),
        to.bank_code,
        to.bank_name,
        to.branch_code,
        to.branch_name,
        to.account_number,
        to.account_holder,
    )
    .execute(&mut *conn)
    .await?
    .rows_affected()
        == 1;
    if inserted {
        write_event(conn, new.id, shop, None, "requested", "flow", "", new.at).await?;
    }
    Ok(inserted)
}

struct Row {
    id: uuid::Uuid,
    kind: String,
    cause: String,
    purchase_id: Option<uuid::Uuid>,
    attempt_id: Option<uuid::Uuid>,
    shop_id: Option<uuid::Uuid>,
    provider: String,
    provider_reference: uuid::Uuid,
    provider_handle: Option<String>,
    method: String,
    phone: String,
    bank_code: Option<String>,
    bank_name: Option<String>,
    branch_code: Option<String>,
    branch_name: Option<String>,
    account_number: Option<String>,
    account_holder: Option<String>,
    amount_minor: i64,
    currency: String,
    price_minor: Option<i64>,
    price_currency: Option<String>,
    state: String,
    refusal: Option<String>,
    refusal_raw: Option<String>,
    provider_transaction: Option<String>,
    requested_at: Timestamp,
    sent_at: Option<Timestamp>,
    accepted_at: Option<Timestamp>,
    unclear_since: Option<Timestamp>,
    paid_at: Option<Timestamp>,
    failed_at: Option<Timestamp>,
    returned_at: Option<Timestamp>,
    checks: i32,
    check_after: Option<Timestamp>,
}

impl Row {
    fn parts(&self) -> DestinationParts<'_> {
        DestinationParts {
            method: &self.method,
            phone: &self.phone,
            bank_code: self.bank_code.as_deref(),
            bank_name: self.bank_name.as_deref(),
            branch_code: self.branch_code.as_deref(),
            branch_name: self.branch_name.as_deref(),
            account_number: self.account_number.as_deref(),
            account_holder: self.account_holder.as_deref(),
        }
    }
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, kind, cause, purchase_id, attempt_id, shop_id, provider, provider_reference, provider_handle, method, phone,
               bank_code, bank_name, branch_code, branch_name, account_number, account_holder, amount_minor, currency, price_minor,
               price_currency, state, refusal, refusal_raw, provider_transaction, requested_at, sent_at, accepted_at, unclear_since,
               paid_at, failed_at, returned_at, checks, check_after from disbursements " + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}

impl TryFrom<Row> for Disbursement {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let broken = |column| store::Error::corrupt("disbursements", column, row.id);
        let purpose = match (
            row.kind.as_str(),
            row.purchase_id,
            row.attempt_id,
            row.shop_id,
        ) {
            ("refund", Some(purchase), Some(attempt), None) => Purpose::Refund {
                purchase: purchase.into(),
                attempt: attempt.into(),
                method: row.method.parse().map_err(|_| broken("method"))?,
                phone: PhoneNumber::from_e164(&row.phone).map_err(|_| broken("phone"))?,
            },
            ("payout", None, None, Some(shop)) => Purpose::Payout {
                shop: shop.into(),
                to: row.parts().read().map_err(broken)?,
            },
            _ => return Err(broken("kind").into()),
        };
        let state = match row.state.as_str() {
            "requested" => OutgoingState::Requested,
            "sent" => OutgoingState::Sent {
                at: row.sent_at.ok_or_else(|| broken("sent_at"))?,
            },
            "unclear" => OutgoingState::Unclear {
                since: row.unclear_since.ok_or_else(|| broken("unclear_since"))?,
            },
            "paid" => OutgoingState::Paid {
                at: row.paid_at.ok_or_else(|| broken("paid_at"))?,
                transaction: row.provider_transaction,
            },
            "failed" => OutgoingState::Failed {
                at: row.failed_at.ok_or_else(|| broken("failed_at"))?,
                why: row
                    .refusal
                    .as_deref()
                    .and_then(|text| text.parse().ok())
                    .ok_or_else(|| broken("refusal"))?,
                code: row.refusal_raw.unwrap_or_default(),
            },
            "returned" => OutgoingState::Returned {
                at: row.returned_at.ok_or_else(|| broken("returned_at"))?,
            },
            _ => return Err(broken("state").into()),
        };
        let currency = row.currency.parse().map_err(|_| broken("currency"))?;
        Ok(Self {
            id: row.id.into(),
            purpose,
            cause: row.cause,
            provider: row.provider.parse().map_err(|_| broken("provider"))?,
            reference: row.provider_reference.into(),
            handle: row.provider_handle,
            amount: Money::new(row.amount_minor, currency),
            price: stated::read(row.price_minor, row.price_currency)
                .map_err(|()| broken("price_currency"))?,
            state,
            requested_at: row.requested_at,
            sent_at: row.sent_at,
            accepted_at: row.accepted_at,
            checks: u32::try_from(row.checks).map_err(|_| broken("checks"))?,
            check_after: row.check_after,
        })
    }
}

fn one(row: Option<Row>) -> Result<Option<Disbursement>, Error> {
    row.map(TryInto::try_into).transpose()
}

fn all(rows: Vec<Row>) -> Result<Vec<Disbursement>, Error> {
    rows.into_iter().map(TryInto::try_into).collect()
}

pub async fn find(
    conn: impl PgExecutor<'_>,
    id: DisbursementId,
) -> Result<Option<Disbursement>, Error> {
    one(read!(conn, fetch_optional, "where id = $1", id.uuid()))
}

/// Locked until the transaction ends. Lock its purchase or its shop's books first.
pub async fn lock(
    conn: &mut PgConnection,
    id: DisbursementId,
) -> Result<Option<Disbursement>, Error> {
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
) -> Result<Option<Disbursement>, Error> {
    one(read!(
        conn,
        fetch_optional,
        "where provider_reference = $1",
        reference.uuid()
    ))
}

pub async fn find_by_cause(
    conn: impl PgExecutor<'_>,
    cause: &str,
) -> Result<Option<Disbursement>, Error> {
    one(read!(conn, fetch_optional, "where cause = $1", cause))
}

/// Every refund of a purchase, oldest first.
pub async fn list_of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Disbursement>, Error> {
    all(read!(
        conn,
        fetch_all,
        "where purchase_id = $1 order by requested_at, id",
        purchase.uuid()
    ))
}

/// The payouts of a shop, newest first.
pub async fn list_of_shop(
    conn: impl PgExecutor<'_>,
    shop: ShopId,
    count_max: i64,
) -> Result<Vec<Disbursement>, Error> {
    all(read!(
        conn,
        fetch_all,
        "where shop_id = $1 order by requested_at desc, id desc limit $2",
        shop.uuid(),
        count_max
    ))
}

/// Takes on those whose time has come, longest due first, so that nobody else does before `again`.
pub async fn take_due(
    conn: &mut PgConnection,
    now: Timestamp,
    again: Timestamp,
    count_max: i64,
) -> Result<Vec<DisbursementId>, Error> {
    let ids = sqlx::query_scalar!(
        "update disbursements set check_after = $2 where id in (
           select id from disbursements where check_after <= $1 order by check_after limit $3 for update skip locked)
         returning id",
        now,
        again,
        count_max
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

impl Disbursement {
    /// Moves it, which must be locked. `check_after` is dropped by final states.
    pub async fn apply(
        &mut self,
        conn: &mut PgConnection,
        to: OutgoingState,
        cause: &str,
        check_after: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let check_after = if to.is_open() { check_after } else { None };
        let mut stamps = [None; 5];
        let (mut refusal, mut code, mut transaction) = (None, None, None);
        match &to {
            OutgoingState::Requested => {}
            OutgoingState::Sent { at } => stamps[0] = Some(*at),
            OutgoingState::Unclear { since } => stamps[1] = Some(*since),
            OutgoingState::Paid {
                at,
                transaction: told,
            } => {
                stamps[2] = Some(*at);
                transaction = told.as_deref();
            }
            OutgoingState::Failed { at, why, code: raw } => {
                stamps[3] = Some(*at);
                (refusal, code) = (Some(why.as_str()), Some(raw.as_str()));
            }
            OutgoingState::Returned { at } => stamps[4] = Some(*at),
        }
        let [sent, unclear, paid, failed, returned] = stamps;
        let done = sqlx::query!(
            "update disbursements set state = $3, check_after = $4,
               sent_at = coalesce($5, sent_at), unclear_since = coalesce($6, unclear_since),
               paid_at = coalesce($7, paid_at), failed_at = coalesce($8, failed_at), refusal = coalesce($9, refusal),
               refusal_raw = coalesce($10, refusal_raw), provider_transaction = coalesce($11, provider_transaction),
               returned_at = coalesce($12, returned_at)
             where id = $1 and state = $2",
            self.id.uuid(),
            self.state.as_str(),
            to.as_str(),
            check_after,
            sent,
            unclear,
            paid,
            failed,
            refusal,
            code,
            transaction,
            returned,
        )
        .execute(&mut *conn)
        .await?;
        store::one_row("disbursements", done.rows_affected())?;
        if self.state.as_str() != to.as_str() {
            let [_, _, shop] = self.purpose.ids();
            let from = Some(self.state.as_str());
            let note = refusal.unwrap_or_default();
            write_event(conn, self.id, shop, from, to.as_str(), cause, note, now).await?;
        }
        self.sent_at = sent.or(self.sent_at);
        self.state = to;
        self.check_after = check_after;
        Ok(())
    }

    /// Keeps that the provider took it, and what it calls it.
    pub async fn learn(
        &mut self,
        conn: &mut PgConnection,
        told: &Accepted,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.accepted_at = self.accepted_at.or(Some(now));
        if self.handle.is_none() {
            self.handle.clone_from(&told.handle);
        }
        sqlx::query!(
            "update disbursements set provider_handle = $2, accepted_at = $3 where id = $1",
            self.id.uuid(),
            self.handle,
            self.accepted_at,
        )
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Counts a question to the provider and says when to ask next.
    pub async fn note_check(
        &mut self,
        conn: &mut PgConnection,
        check_after: Option<Timestamp>,
    ) -> Result<(), Error> {
        sqlx::query!(
            "update disbursements set checks = checks + 1, check_after = $2 where id = $1",
            self.id.uuid(),
            check_after
        )
        .execute(conn)
        .await?;
        self.checks += 1;
        self.check_after = check_after;
        Ok(())
    }

    /// What its provider is asked about.
    pub fn subject(&self) -> Subject {
        Subject {
            operation: self.purpose.operation(),
            reference: self.reference,
            handle: self.handle.clone(),
            amount: self.amount,
            method: self.method(),
            sent_at: self.sent_at.unwrap_or(self.requested_at),
            was_accepted: self.accepted_at.is_some(),
            reports: Reports::default(),
            refund_of: None,
        }
    }

    pub fn refusal(&self) -> Option<Refusal> {
        match &self.state {
            OutgoingState::Failed { why, .. } => Some(*why),
            OutgoingState::Requested
            | OutgoingState::Sent { .. }
            | OutgoingState::Unclear { .. }
            | OutgoingState::Paid { .. }
            | OutgoingState::Returned { .. } => None,
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one for each column")]
async fn write_event(
    conn: &mut PgConnection,
    id: DisbursementId,
    shop: Option<uuid::Uuid>,
    from: Option<&str>,
    to: &str,
    cause: &str,
    note: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into disbursement_events (disbursement_id, shop_id, from_state, to_state, cause, note, at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        shop,
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
