//! What somebody's tries to pay tell: how many phones, for how many buyers, and what was refused. Every question is one look into an
//! index, with a window of time.

use kernel::{Id, PersonId, PhoneNumber, PurchaseId, Timestamp};
use sqlx::PgExecutor;
use time::Duration;

use crate::Error;

/// The tries to pay for one buyer within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// Different phones.
    pub payers: i64,
    /// Prompts that were refused, or ran out without the PIN.
    pub refused_prompts: i64,
    pub refused_cards: i64,
}

/// What was tried for a buyer, who is a phone and may be a person, on the purchases of a day.
pub async fn of_buyer(
    conn: impl PgExecutor<'_>,
    phone: &PhoneNumber,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<Tries, Error> {
    let row = sqlx::query!(
        r#"select count(distinct a.phone) as "payers!",
             count(*) filter (where a.state = 'refused' and a.method <> 'card' and a.refusal = 'not_approved') as "prompts!",
             count(*) filter (where a.state = 'refused' and a.method = 'card') as "cards!"
           from purchases p join payment_attempts a on a.purchase_id = p.id
           where (p.buyer_phone = $1 or p.buyer_id = $2) and p.placed_at > $3"#,
        phone.e164(),
        person.map(Id::uuid),
        now - Duration::DAY,
    )
    .fetch_one(conn)
    .await?;
    Ok(Tries {
        payers: row.payers,
        refused_prompts: row.prompts,
        refused_cards: row.cards,
    })
}

/// A phone that paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payer {
    /// Different phones that something was bought for within a day, and this one tried to pay.
    pub recipients: i64,
    /// Something else was collected from it before.
    pub has_paid_before: bool,
    pub is_the_buyers: bool,
}

/// The phone that a purchase was paid from. `None`: no provider collected for it.
pub async fn payer(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
    now: Timestamp,
) -> Result<Option<Payer>, Error> {
    let row = sqlx::query!(
        r#"select p.buyer_phone = paid.phone as "is_the_buyers!", other.recipients as "recipients!", other.before as "before!"
           from purchases p
           join payment_attempts paid on paid.purchase_id = p.id and paid.state = 'collected'
           cross join lateral (
             select count(distinct b.buyer_phone) filter (where a.prepared_at > $2) as recipients,
               coalesce(bool_or(a.state = 'collected' and a.purchase_id <> p.id), false) as before
             from payment_attempts a join purchases b on b.id = a.purchase_id
             where a.phone = paid.phone and a.prepared_at > $3
           ) other
           where p.id = $1 order by paid.collected_at desc limit 1"#,
        purchase.uuid(),
        now - Duration::DAY,
        now - Duration::days(180),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Payer {
        recipients: row.recipients,
        has_paid_before: row.before,
        is_the_buyers: row.is_the_buyers,
    }))
}
