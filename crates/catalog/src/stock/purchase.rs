//! Stock that moves for a purchase: held, then released or sold, and perhaps put back. Each at most once.

use std::collections::BTreeMap;

use kernel::{Id, PurchaseId, ShopId, Timestamp, VariantId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Left, Moved, Shortage, StockError, Want, lock, pieces};
use crate::row;

/// Keeps stock for a purchase: all lines or none. Names every line that is short. Holding twice holds twice: the caller knows
/// whether the purchase holds already. Tells what is left of each variant, by its id.
pub async fn hold(
    conn: &mut PgConnection,
    wants: &[Want],
    purchase: PurchaseId,
    actor: &str,
    now: Timestamp,
) -> Result<Vec<Left>, StockError> {
    if wants.iter().any(|want| want.quantity == 0) {
        return Err(StockError::NotPositive);
    }
    let mut sums: BTreeMap<VariantId, (ShopId, u32)> = BTreeMap::new();
    for want in wants {
        let sum = sums.entry(want.variant).or_insert((want.shop, 0));
        sum.1 = sum.1.saturating_add(want.quantity);
    }
    let available = lock(conn, sums.keys().map(|variant| variant.uuid()).collect()).await?;
    let short: Vec<Shortage> = sums
        .iter()
        .map(|(variant, (_, wanted))| Shortage {
            variant: *variant,
            wanted: *wanted,
            available: available.get(variant).copied().unwrap_or_default(),
        })
        .filter(|line| line.wanted > line.available)
        .collect();
    if !short.is_empty() {
        return Err(StockError::OutOfStock(short));
    }
    let variants: Vec<Uuid> = sums.keys().map(|variant| variant.uuid()).collect();
    let shops: Vec<Uuid> = sums.values().map(|(shop, _)| shop.uuid()).collect();
    let quantities: Vec<i32> = sums
        .values()
        .map(|(_, quantity)| pieces(*quantity))
        .collect();
    sqlx::query!(
        "insert into stock_movements (shop_id, variant_id, kind, on_hand_change, held_change, purchase_id, actor, at)
         select shop_id, variant_id, 'held', 0, quantity, $4, $5, $6
         from unnest($1::uuid[], $2::uuid[], $3::integer[]) with ordinality as line (variant_id, shop_id, quantity, place)
         order by place",
        &variants,
        &shops,
        &quantities,
        purchase.uuid(),
        actor,
        now,
    )
    .execute(conn)
    .await?;
    let left = |(variant, (shop, wanted)): (&VariantId, &(ShopId, u32))| {
        let before = available.get(variant).copied().unwrap_or_default();
        Left {
            variant: *variant,
            shop: *shop,
            before,
            after: before.saturating_sub(*wanted),
        }
    };
    Ok(sums.iter().map(left).collect())
}

/// Gives back what is still held for a purchase, of one shop or of all. A second call finds nothing to give back.
pub async fn release(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    shop: Option<ShopId>,
    actor: &str,
    now: Timestamp,
) -> Result<Vec<Moved>, StockError> {
    settle_held(conn, purchase, shop, "released", actor, now).await
}

/// Sells what is still held for a purchase. A second call finds nothing to sell.
pub async fn sell(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    actor: &str,
    now: Timestamp,
) -> Result<Vec<Moved>, StockError> {
    settle_held(conn, purchase, None, "sold", actor, now).await
}

async fn settle_held(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    shop: Option<ShopId>,
    kind: &'static str,
    actor: &str,
    now: Timestamp,
) -> Result<Vec<Moved>, StockError> {
    lock_purchase(conn, purchase).await?;
    // Only now, behind the lock, is it known what is still held.
    let rows = sqlx::query!(
        r#"insert into stock_movements (shop_id, variant_id, kind, on_hand_change, held_change, purchase_id, actor, at)
           select shop_id, variant_id, $3, case $3 when 'sold' then -sum(held_change)::integer else 0 end,
             -sum(held_change)::integer, $1, $4, $5
           from stock_movements
           where purchase_id = $1 and ($2::uuid is null or shop_id = $2)
           group by shop_id, variant_id
           having sum(held_change) > 0
           order by variant_id
           returning variant_id as "variant: VariantId", shop_id as "shop: ShopId", -held_change as "quantity!""#,
        purchase.uuid(),
        shop.map(Id::uuid),
        kind,
        actor,
        now,
    )
    .fetch_all(conn)
    .await?;
    let moved = |variant, shop, quantity: i32| Moved {
        variant,
        shop,
        quantity: row::count(quantity),
    };
    Ok(rows
        .into_iter()
        .map(|row| moved(row.variant, row.shop, row.quantity))
        .collect())
}

/// Puts back on the shelf what was sold to a purchase and has not come back, of one shop or of all. A second call finds nothing.
pub async fn put_back(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    shop: Option<ShopId>,
    actor: &str,
    now: Timestamp,
) -> Result<Vec<Moved>, StockError> {
    lock_purchase(conn, purchase).await?;
    let rows = sqlx::query!(
        r#"insert into stock_movements (shop_id, variant_id, kind, on_hand_change, held_change, purchase_id, actor, at)
           select shop_id, variant_id, 'returned', -sum(on_hand_change)::integer, 0, $1, $3, $4
           from stock_movements
           where purchase_id = $1 and ($2::uuid is null or shop_id = $2)
           group by shop_id, variant_id
           having sum(on_hand_change) < 0
           order by variant_id
           returning variant_id as "variant: VariantId", shop_id as "shop: ShopId", on_hand_change as quantity"#,
        purchase.uuid(),
        shop.map(Id::uuid),
        actor,
        now,
    )
    .fetch_all(conn)
    .await?;
    let moved = |variant, shop, quantity: i32| Moved {
        variant,
        shop,
        quantity: row::count(quantity),
    };
    Ok(rows
        .into_iter()
        .map(|row| moved(row.variant, row.shop, row.quantity))
        .collect())
}

/// Puts some of what was sold to a purchase back on the shelf. How many may come back, the caller knows.
pub async fn put_back_some(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    some: &[Want],
    actor: &str,
    now: Timestamp,
) -> Result<(), StockError> {
    if some.iter().any(|want| want.quantity == 0) {
        return Err(StockError::NotPositive);
    }
    lock_purchase(conn, purchase).await?;
    for want in some {
        sqlx::query!(
            "insert into stock_movements (shop_id, variant_id, kind, on_hand_change, held_change, purchase_id, actor, at)
             values ($1, $2, 'returned', $3, 0, $4, $5, $6)",
            want.shop.uuid(),
            want.variant.uuid(),
            pieces(want.quantity),
            purchase.uuid(),
            actor,
            now,
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Locks all levels that a purchase ever touched.
async fn lock_purchase(conn: &mut PgConnection, purchase: PurchaseId) -> Result<(), StockError> {
    let variants = sqlx::query_scalar!(
        "select distinct variant_id from stock_movements where purchase_id = $1",
        purchase.uuid()
    )
    .fetch_all(&mut *conn)
    .await?;
    lock(conn, variants).await?;
    Ok(())
}
