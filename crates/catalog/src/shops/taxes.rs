//! What a shop is known by at the tax office.

use kernel::{Id, ShopId};
use sqlx::{PgConnection, PgExecutor};

use crate::error::Error;

/// A shop's tax number, in its country's form; none where it never said one.
pub async fn tax_number(conn: impl PgExecutor<'_>, shop: ShopId) -> Result<Option<String>, Error> {
    let number = sqlx::query_scalar!("select tax_number from shops where id = $1", shop.uuid())
        .fetch_optional(conn)
        .await?;
    Ok(number.flatten())
}

/// Notes a shop's tax number, or that it has none. The caller knows the country's form.
pub async fn set_tax_number(
    conn: &mut PgConnection,
    shop: ShopId,
    number: Option<&str>,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update shops set tax_number = $2 where id = $1",
        shop.uuid(),
        number
    )
    .execute(conn)
    .await?;
    store::one_row("shops", done.rows_affected())?;
    Ok(())
}
