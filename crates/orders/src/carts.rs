//! A visitor's cart. Prices in it are what the visitor last saw; what is charged is decided when placing.

use kernel::{CartId, Id, Money, Timestamp, VariantId};
use serde_json::json;
use sqlx::{PgConnection, PgExecutor};
use store::Topic;
use time::Duration;

use crate::{Error, rows};

/// The most of one variant a cart holds.
pub const QUANTITY_MAX: u32 = 99;
/// The most different variants a cart holds.
pub const LINES_MAX: i64 = 60;
/// A cart that nobody touched for so long counts as left behind.
pub const KEPT: Duration = Duration::days(7);

#[derive(Debug, Clone)]
pub struct Cart {
    pub id: CartId,
    /// ISO country code; a cart holds one country's goods.
    pub country: String,
    pub area: Option<String>,
    pub lines: Vec<CartLine>,
}

impl Cart {
    pub fn quantity(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }
}

#[derive(Debug, Clone, Copy)]
pub struct CartLine {
    pub variant: VariantId,
    pub quantity: u32,
    pub price_seen: Money,
}

pub async fn create(
    conn: &mut PgConnection,
    id: CartId,
    country: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into carts (id, country, created_at, touched_at) values ($1, $2, $3, $3) on conflict (id) do nothing",
        id.uuid(),
        country,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The cart with its lines, oldest first; `None` when it was cleaned up or never was.
pub async fn find(conn: impl PgExecutor<'_>, id: CartId) -> Result<Option<Cart>, Error> {
    let rows = sqlx::query!(
        r#"select c.country, c.area, l.variant_id as "variant?", l.quantity as "quantity?", l.price_seen_minor as "price?",
             l.currency as "currency?"
           from carts c left join cart_lines l on l.cart_id = c.id where c.id = $1 order by l.added_at, l.variant_id"#,
        id.uuid()
    )
    .fetch_all(conn)
    .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut cart = Cart {
        id,
        country: first.country.clone(),
        area: first.area.clone(),
        lines: Vec::new(),
    };
    for row in rows {
        if let (Some(variant), Some(quantity), Some(price), Some(currency)) =
            (row.variant, row.quantity, row.price, row.currency)
        {
            cart.lines.push(CartLine {
                variant: variant.into(),
                quantity: rows::count("cart_lines", "quantity", id, quantity)?,
                price_seen: rows::money("cart_lines", id, price, &currency)?,
            });
        }
    }
    Ok(Some(cart))
}

/// Locks a cart, so that two placings of it wait for each other.
pub async fn lock(conn: &mut PgConnection, id: CartId) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        "select 1 as one from carts where id = $1 for update",
        id.uuid()
    )
    .fetch_optional(conn)
    .await?
    .is_some())
}

/// Sets how many of a variant the cart holds, at the price shown now; none removes the line. False: the cart is full.
pub async fn put_line(
    conn: &mut PgConnection,
    cart: CartId,
    variant: VariantId,
    quantity: u32,
    price: Money,
    now: Timestamp,
) -> Result<bool, Error> {
    if quantity == 0 {
        sqlx::query!(
            "delete from cart_lines where cart_id = $1 and variant_id = $2",
            cart.uuid(),
            variant.uuid()
        )
        .execute(&mut *conn)
        .await?;
        return touch(conn, cart, now).await.map(|()| true);
    }
    let quantity = i32::try_from(quantity.min(QUANTITY_MAX)).unwrap_or(1);
    let written = sqlx::query!(
        "insert into cart_lines (cart_id, variant_id, quantity, price_seen_minor, currency, added_at)
         select $1, $2, $3, $4, $5, $6
         where (select count(*) from cart_lines where cart_id = $1 and variant_id <> $2) < $7
         on conflict (cart_id, variant_id) do update set quantity = excluded.quantity,
           price_seen_minor = excluded.price_seen_minor, currency = excluded.currency",
        cart.uuid(),
        variant.uuid(),
        quantity,
        price.minor(),
        price.currency().code(),
        now,
        LINES_MAX,
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    touch(conn, cart, now).await?;
    Ok(written == 1)
}

pub async fn clear(conn: &mut PgConnection, cart: CartId, now: Timestamp) -> Result<(), Error> {
    sqlx::query!("delete from cart_lines where cart_id = $1", cart.uuid())
        .execute(&mut *conn)
        .await?;
    touch(conn, cart, now).await
}

/// Remembers where the buyer wants it brought.
pub async fn set_area(
    conn: &mut PgConnection,
    cart: CartId,
    area: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "update carts set area = $2, touched_at = $3 where id = $1",
        cart.uuid(),
        area,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes carts nobody touched since `before`, at most `count_max` of them, and announces those that were left behind with
/// something in them. Purchases keep their own snapshot.
pub async fn delete_idle(
    conn: &mut PgConnection,
    before: Timestamp,
    count_max: i64,
) -> Result<u64, Error> {
    // The counts are of the moment before the deletion. A cart that is being changed right now is not idle.
    let deleted = sqlx::query!(
        r#"with idle as (
             select c.id, c.country, c.touched_at,
               (select count(*) from cart_lines l where l.cart_id = c.id) as lines
             from carts c where c.touched_at < $1 order by c.touched_at limit $2 for update of c skip locked
           ), gone as (
             delete from carts where id in (select id from idle)
           )
           select id, country, touched_at, lines as "lines!" from idle order by touched_at, id"#,
        before,
        count_max
    )
    .fetch_all(&mut *conn)
    .await?;
    for cart in deleted.iter().filter(|cart| cart.lines > 0) {
        let payload = json!({"country": cart.country, "lines": cart.lines});
        let at = cart.touched_at + KEPT;
        store::publish(conn, Topic::CartAbandoned, cart.id, payload, at).await?;
    }
    Ok(u64::try_from(deleted.len()).unwrap_or(u64::MAX))
}

async fn touch(conn: &mut PgConnection, cart: CartId, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "update carts set touched_at = $2 where id = $1",
        cart.uuid(),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
