//! The projection: what the public may see, recomputed in the transaction that changes it. Every writer of this crate calls
//! it; so must whoever writes these tables in another way (the demo marketplace, by COPY).

use kernel::{Id, ListingId, ShopId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;
use crate::locks;

/// The channel on which listeners hear `listing:<id>` or `shop:<id>` when the public picture of it changed.
pub const CHANNEL: &str = "soko_published";

/// What changed, as said on [`CHANNEL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    Listing(ListingId),
    Shop(ShopId),
}

impl std::fmt::Display for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Listing(listing) => write!(f, "listing:{listing}"),
            Self::Shop(shop) => write!(f, "shop:{shop}"),
        }
    }
}

impl std::str::FromStr for Changed {
    type Err = uuid::Error;
    /// Anything that is not about a listing is read as a shop's id, and refused if it is none.
    fn from_str(payload: &str) -> Result<Self, uuid::Error> {
        match payload.strip_prefix("listing:") {
            Some(listing) => listing.parse().map(Self::Listing),
            None => payload.trim_start_matches("shop:").parse().map(Self::Shop),
        }
    }
}

/// Shows a listing as it is now, or hides it when it may not be seen.
pub async fn refresh(
    conn: &mut PgConnection,
    listing: ListingId,
    now: Timestamp,
) -> Result<(), Error> {
    let locked = locks::listing(conn, listing).await?;
    show_shop(conn, locked.shop).await?;
    let was_public = is_public(conn, listing).await?;
    project(conn, &[listing.uuid()], now).await?;
    if was_public || is_public(conn, listing).await? {
        tell(conn, Changed::Listing(listing)).await?;
    }
    Ok(())
}

/// Shows a shop and all it sells as they are now, or hides them when the shop may not be seen.
pub async fn refresh_shop(
    conn: &mut PgConnection,
    shop: ShopId,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query_scalar!(
        "select 1 as one from shops where id = $1 for no key update",
        shop.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let listings: Vec<Uuid> = sqlx::query_scalar!(
        "select id from listings where shop_id = $1 order by id for no key update",
        shop.uuid()
    )
    .fetch_all(&mut *conn)
    .await?;
    show_shop(conn, shop).await?;
    project(conn, &listings, now).await?;
    retire_shop(conn, shop, now).await?;
    tell(conn, Changed::Shop(shop)).await
}

/// Hides a shop that may not be seen, and remembers that it was; or forgets that, when it may be seen again.
async fn retire_shop(conn: &mut PgConnection, shop: ShopId, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "with gone as (
           delete from published_shops p
           where p.shop_id = $1 and not exists (select from shops s where s.id = p.shop_id and s.state = 'approved')
           returning shop_id, slug, name
         )
         insert into retired_shops (shop_id, slug, name, retired_at) select shop_id, slug, name, $2 from gone
         on conflict (shop_id) do update
           set slug = excluded.slug, name = excluded.name, retired_at = excluded.retired_at",
        shop.uuid(),
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from retired_shops r
         where r.shop_id = $1 and exists (select from published_shops p where p.shop_id = r.shop_id)",
        shop.uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Shows shops that this transaction wrote in bulk, past this crate's other functions.
pub async fn show_new_shops(conn: &mut PgConnection, shops: &[ShopId]) -> Result<(), Error> {
    for shop in shops {
        show_shop(conn, *shop).await?;
    }
    Ok(())
}

/// Shows listings that this transaction wrote in bulk, of shops that are shown already.
pub async fn show_new_listings(
    conn: &mut PgConnection,
    listings: &[ListingId],
    now: Timestamp,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = listings.iter().map(|listing| listing.uuid()).collect();
    project(conn, &ids, now).await?;
    // Whoever listens forgets everything at the first word, so one is enough.
    match listings.first() {
        Some(first) => tell(conn, Changed::Listing(*first)).await,
        None => Ok(()),
    }
}

async fn show_shop(conn: &mut PgConnection, shop: ShopId) -> Result<(), Error> {
    sqlx::query!(
        "insert into published_shops (shop_id, slug, name, country, area, phone, about, returns_policy, since, checked_at)
         select id, slug, name, country, area, phone, about, returns_policy, applied_at, decided_at
         from shops where id = $1 and state = 'approved'
         on conflict (shop_id) do update
           set slug = excluded.slug, name = excluded.name, country = excluded.country, area = excluded.area,
               phone = excluded.phone, about = excluded.about, returns_policy = excluded.returns_policy,
               checked_at = excluded.checked_at
           where (published_shops.slug, published_shops.name, published_shops.area, published_shops.phone,
                  published_shops.about, published_shops.returns_policy, published_shops.checked_at)
             is distinct from (excluded.slug, excluded.name, excluded.area, excluded.phone, excluded.about,
                  excluded.returns_policy, excluded.checked_at)",
        shop.uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Recomputes all projected rows of these listings, which the caller has locked.
async fn project(conn: &mut PgConnection, listings: &[Uuid], now: Timestamp) -> Result<(), Error> {
    sqlx::query_file!("queries/retire_listings.sql", listings, now)
        .execute(&mut *conn)
        .await?;
    sqlx::query_file!("queries/project_listings.sql", listings, now)
        .execute(&mut *conn)
        .await?;
    sqlx::query_file!("queries/project_categories.sql", listings)
        .execute(&mut *conn)
        .await?;
    sqlx::query_file!("queries/project_variants.sql", listings)
        .execute(&mut *conn)
        .await?;
    sqlx::query_file!("queries/project_pictures.sql", listings)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "delete from retired_listings r
         where r.listing_id = any($1) and exists (select from published_listings p where p.listing_id = r.listing_id)",
        listings,
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn is_public(conn: &mut PgConnection, listing: ListingId) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from published_listings where listing_id = $1) as "public!""#,
        listing.uuid(),
    )
    .fetch_one(conn)
    .await?)
}

async fn tell(conn: &mut PgConnection, changed: Changed) -> Result<(), Error> {
    sqlx::query!(
        "select pg_notify($1, $2)::text as told",
        CHANNEL,
        changed.to_string()
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_can_be_read() {
        let listing = Changed::Listing(ListingId::from_uuid(Uuid::from_u128(1)));
        let shop = Changed::Shop(ShopId::from_uuid(Uuid::from_u128(2)));
        assert_eq!(listing.to_string().parse(), Ok(listing));
        assert_eq!(shop.to_string().parse(), Ok(shop));
        assert!("order:1".parse::<Changed>().is_err());
    }
}
