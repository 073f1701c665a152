//! Where a shop's money goes.

use kernel::{Id, PhoneNumber, ShopId};
use sqlx::{PgConnection, PgExecutor};

use crate::error::Error;

/// The phone a shop's money goes to, where it is not the one buyers call.
pub async fn payout_phone(
    conn: impl PgExecutor<'_>,
    shop: ShopId,
) -> Result<Option<PhoneNumber>, Error> {
    let phone = sqlx::query_scalar!("select payout_phone from shops where id = $1", shop.uuid())
        .fetch_optional(conn)
        .await?
        .flatten();
    let phone = phone
        .map(|phone| PhoneNumber::from_e164(&phone))
        .transpose()
        .map_err(|_| store::Error::corrupt("shops", "payout_phone", shop))?;
    Ok(phone)
}

/// Names the phone a shop's money goes to.
pub async fn set_payout_phone(
    conn: &mut PgConnection,
    shop: ShopId,
    phone: &PhoneNumber,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update shops set payout_phone = $2 where id = $1",
        shop.uuid(),
        phone.e164()
    )
    .execute(conn)
    .await?;
    store::one_row("shops", done.rows_affected())?;
    Ok(())
}
