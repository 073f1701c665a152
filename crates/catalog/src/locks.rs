//! The order in which this crate locks rows: the shop, then its listings by id. Every writer starts here, so none waits in a
//! circle, and what it reads afterwards is what the one before it committed. Never more than `no key update`: whoever places an
//! order points at these rows by their keys, and must not wait for whoever takes down what it holds.

use kernel::{Id, ListingId, ShopId};
use sqlx::PgConnection;

use crate::error::{Error, Thing};
use crate::row;
use crate::states::ListingState;

/// A listing that nobody else changes until the transaction ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LockedListing {
    pub shop: ShopId,
    pub state: ListingState,
}

/// Keeps a shop from being changed by others; several may hold it so.
pub(crate) async fn share_shop(conn: &mut PgConnection, shop: ShopId) -> Result<(), Error> {
    sqlx::query_scalar!(
        "select 1 as one from shops where id = $1 for share",
        shop.uuid()
    )
    .fetch_optional(conn)
    .await?
    .map(|_| ())
    .ok_or(Error::NotFound(Thing::Shop))
}

/// Locks a listing, its shop first.
pub(crate) async fn listing(
    conn: &mut PgConnection,
    listing: ListingId,
) -> Result<LockedListing, Error> {
    let shop = sqlx::query_scalar!(
        r#"select shop_id as "shop: ShopId" from listings where id = $1"#,
        listing.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::NotFound(Thing::Listing))?;
    share_shop(conn, shop).await?;
    let state = sqlx::query_scalar!(
        "select state from listings where id = $1 for no key update",
        listing.uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(LockedListing {
        shop,
        state: row::word("listings", "state", &state, listing)?,
    })
}
