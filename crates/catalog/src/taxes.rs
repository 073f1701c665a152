//! Which tax is inside a product's price.

use kernel::{Id as _, ListingId, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::error::{Error, Thing};
use crate::{locks, publish};

kernel::text_enum! {
    /// What the tax office says of goods.
    pub enum TaxClass {
        /// The country's usual rate.
        Standard = "standard",
        /// Taxed at nothing: some food, by the country's law.
        Zero = "zero",
    }
}

/// How a product is taxed. `None`: there is no such product.
pub async fn tax_class(
    conn: impl PgExecutor<'_>,
    listing: ListingId,
) -> Result<Option<TaxClass>, store::Error> {
    let class = sqlx::query_scalar!(
        "select tax_class from listings where id = $1",
        listing.uuid()
    )
    .fetch_optional(conn)
    .await?;
    let broken = || store::Error::corrupt("listings", "tax_class", listing);
    let read = |text: String| text.parse().map_err(|_| broken());
    class.map(read).transpose()
}

/// Says how a product is taxed from now on. Orders that are placed keep theirs.
pub async fn set_tax_class(
    conn: &mut PgConnection,
    listing: ListingId,
    class: TaxClass,
    now: Timestamp,
) -> Result<(), Error> {
    locks::listing(conn, listing).await?;
    let done = sqlx::query!(
        "update listings set tax_class = $2, updated_at = $3 where id = $1",
        listing.uuid(),
        class.as_str(),
        now,
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound(Thing::Listing));
    }
    publish::refresh(conn, listing, now).await?;
    Ok(())
}
