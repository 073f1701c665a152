//! Store credit: one wallet per phone. What is in it is the balance of its account.

mod holds;
mod statement;

pub use holds::{Hold, HoldState, insert as insert_hold, of_purchase as holds_of_purchase};
pub use statement::{Line, Why, balances, lines};

use kernel::{Id, PhoneNumber, Timestamp, WalletId};
use sqlx::{PgConnection, PgExecutor};

use crate::Error;

/// The wallet of a phone, made when there is none. `id` is used only then.
pub async fn ensure(
    conn: &mut PgConnection,
    id: WalletId,
    phone: &PhoneNumber,
    now: Timestamp,
) -> Result<WalletId, Error> {
    sqlx::query!(
        "insert into wallets (id, phone, created_at) values ($1, $2, $3) on conflict on constraint wallets_phone_unique do nothing",
        id.uuid(),
        phone.e164(),
        now,
    )
    .execute(&mut *conn)
    .await?;
    let id = sqlx::query_scalar!("select id from wallets where phone = $1", phone.e164())
        .fetch_one(conn)
        .await?;
    Ok(id.into())
}

/// The wallet of a phone, if it ever had one.
pub async fn find(
    conn: impl PgExecutor<'_>,
    phone: &PhoneNumber,
) -> Result<Option<WalletId>, Error> {
    let id = sqlx::query_scalar!("select id from wallets where phone = $1", phone.e164())
        .fetch_optional(conn)
        .await?;
    Ok(id.map(Into::into))
}

/// The phone a wallet is kept for.
pub async fn phone_of(conn: impl PgExecutor<'_>, id: WalletId) -> Result<PhoneNumber, Error> {
    let phone = sqlx::query_scalar!("select phone from wallets where id = $1", id.uuid())
        .fetch_one(conn)
        .await?;
    let phone = PhoneNumber::from_e164(&phone)
        .map_err(|_| store::Error::corrupt("wallets", "phone", id))?;
    Ok(phone)
}
