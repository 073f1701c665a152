//! A second payment on the page of an attempt that collected its money already.

use kernel::{AttemptId, Id, IntentId, Money, ProviderReference, Timestamp};
use sqlx::PgConnection;

use super::{Attempt, Conversion, find, write_event};
use crate::{AttemptState, Error};

/// A payment that nobody was asked for.
#[derive(Debug, Clone)]
pub struct NewSecond<'a> {
    pub id: AttemptId,
    pub intent: IntentId,
    /// The attempt whose page it was made on.
    pub first: &'a Attempt,
    /// Nothing is ever sent under it. The provider knows the payment by the first one's.
    pub reference: ProviderReference,
    /// What the provider calls it, by which it is given back, and known here.
    pub handle: &'a str,
    pub transaction: Option<&'a str>,
    pub amount: Money,
    pub conversion: Option<Conversion>,
    pub at: Timestamp,
}

/// Writes it as collected, unless that payment is known: as the first one, or as a second that was written before. Lock the purchase
/// first.
pub async fn insert_second(
    conn: &mut PgConnection,
    new: &NewSecond<'_>,
) -> Result<Option<Attempt>, Error> {
    let (first, conversion) = (new.first, new.conversion.as_ref());
    let inserted = sqlx::query!(
        "insert into payment_attempts (id, intent_id, purchase_id, idempotency_key, provider, provider_reference, paid_under,
           provider_handle, provider_transaction, method, phone, amount_minor, currency, state, prepared_at, collected_at,
           price_minor, price_currency, rate_units, rate_decimals, rate_as_of)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'collected', $14, $14, $15, $16, $17, $18, $19
         where not exists (select from payment_attempts
           where provider = $5 and (provider_handle = $8 or provider_transaction = $9))",
        new.id.uuid(),
        new.intent.uuid(),
        first.purchase.uuid(),
        format!("second:{}", new.id),
        first.provider.as_str(),
        new.reference.uuid(),
        first.reference.uuid(),
        new.handle,
        new.transaction,
        first.method.as_str(),
        first.phone.e164(),
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
    if inserted.rows_affected() == 0 {
        return Ok(None);
    }
    let to = AttemptState::Collected {
        at: new.at,
        transaction: None,
    };
    write_event(conn, new.id, None, to.as_str(), "query", "", new.at).await?;
    find(conn, new.id).await
}
