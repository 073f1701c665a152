//! Stock: movements in, levels out. The application cannot write a level; it inserts movements and a trigger adds them up.

use std::collections::BTreeMap;

use kernel::{Id, PurchaseId, ShopId, Timestamp, VariantId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::error::Error;
pub use crate::error::{Shortage, StockError};
use crate::row;

/// How much of a variant there is, in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    pub variant: VariantId,
    pub on_hand: u32,
    /// Kept for buyers who have not paid yet.
    pub held: u32,
    pub available: u32,
}

/// A line that wants stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Want {
    pub variant: VariantId,
    pub shop: ShopId,
    /// Pieces.
    pub quantity: u32,
}

/// What moved for a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub variant: VariantId,
    pub shop: ShopId,
    /// Pieces.
    pub quantity: u32,
}

/// A line of a variant's history.
#[derive(Debug, Clone)]
pub struct Movement {
    pub id: i64,
    /// As stored: `received`, `corrected`, `held`, `released`, `sold`, `returned`.
    pub kind: String,
    pub on_hand_change: i32,
    pub held_change: i32,
    pub purchase: Option<PurchaseId>,
    pub actor: String,
    pub at: Timestamp,
}

/// The levels of these variants; one that never moved has none.
pub async fn levels(db: impl PgExecutor<'_>, variants: &[VariantId]) -> Result<Vec<Level>, Error> {
    let ids: Vec<Uuid> = variants.iter().map(|variant| variant.uuid()).collect();
    let rows = sqlx::query!(
        r#"select variant_id as "variant: VariantId", on_hand, held, available as "available!"
           from stock_levels where variant_id = any($1) order by variant_id"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    let level = |variant, on_hand: i32, held: i32, available: i32| Level {
        variant,
        on_hand: row::count(on_hand),
        held: row::count(held),
        available: row::count(available),
    };
    Ok(rows.into_iter().map(|row| level(row.variant, row.on_hand, row.held, row.available)).collect())
}

/// Keeps stock for a purchase: all lines or none. Names every line that is short. Holding twice holds twice: the caller knows
/// whether the purchase holds already.
pub async fn hold(conn: &mut PgConnection, wants: &[Want], purchase: PurchaseId, actor: &str, now: Timestamp) -> Result<(), StockError> {
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
    let quantities: Vec<i32> = sums.values().map(|(_, quantity)| pieces(*quantity)).collect();
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
    Ok(())
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
pub async fn sell(conn: &mut PgConnection, purchase: PurchaseId, actor: &str, now: Timestamp) -> Result<Vec<Moved>, StockError> {
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
    let moved = |variant, shop, quantity: i32| Moved { variant, shop, quantity: row::count(quantity) };
    Ok(rows.into_iter().map(|row| moved(row.variant, row.shop, row.quantity)).collect())
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
    let moved = |variant, shop, quantity: i32| Moved { variant, shop, quantity: row::count(quantity) };
    Ok(rows.into_iter().map(|row| moved(row.variant, row.shop, row.quantity)).collect())
}

/// New pieces came in.
pub async fn receive(
    conn: &mut PgConnection,
    shop: ShopId,
    variant: VariantId,
    quantity: u32,
    actor: &str,
    now: Timestamp,
) -> Result<(), StockError> {
    if quantity == 0 {
        return Err(StockError::NotPositive);
    }
    change_on_hand(conn, (shop, variant), "received", pieces(quantity), actor, now).await
}

/// Somebody counted: this many are on hand, those held for buyers included. Writes nothing when that was known.
pub async fn correct(
    conn: &mut PgConnection,
    shop: ShopId,
    variant: VariantId,
    counted: u32,
    actor: &str,
    now: Timestamp,
) -> Result<(), StockError> {
    lock(conn, vec![variant.uuid()]).await?;
    let level = sqlx::query!("select on_hand, held from stock_levels where variant_id = $1", variant.uuid())
        .fetch_optional(&mut *conn)
        .await?;
    let (on_hand, held) = level.map_or((0, 0), |level| (level.on_hand, level.held));
    let counted = pieces(counted);
    if counted < held {
        return Err(StockError::BelowHeld { variant, held: row::count(held) });
    }
    if counted == on_hand {
        return Ok(());
    }
    change_on_hand(conn, (shop, variant), "corrected", counted - on_hand, actor, now).await
}

async fn change_on_hand(
    conn: &mut PgConnection,
    (shop, variant): (ShopId, VariantId),
    kind: &'static str,
    change: i32,
    actor: &str,
    now: Timestamp,
) -> Result<(), StockError> {
    sqlx::query!(
        "insert into stock_movements (shop_id, variant_id, kind, on_hand_change, held_change, actor, at)
         values ($1, $2, $3, $4, 0, $5, $6)",
        shop.uuid(),
        variant.uuid(),
        kind,
        change,
        actor,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A variant's last movements, the newest first.
pub async fn history(db: impl PgExecutor<'_>, variant: VariantId, count_max: u8) -> Result<Vec<Movement>, Error> {
    let rows = sqlx::query_as!(
        Movement,
        r#"select id, kind, on_hand_change, held_change, purchase_id as "purchase: PurchaseId", actor, at
           from stock_movements where variant_id = $1 order by id desc limit $2"#,
        variant.uuid(),
        i64::from(count_max),
    )
    .fetch_all(db)
    .await?;
    Ok(rows)
}

/// Locks levels in the order of their variants' ids; answers what is available of each.
async fn lock(conn: &mut PgConnection, variants: Vec<Uuid>) -> Result<BTreeMap<VariantId, u32>, StockError> {
    let rows = sqlx::query!(
        r#"select variant_id as "variant!: VariantId", available as "available!" from lock_stock($1)"#,
        &variants,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.variant, row::count(row.available))).collect())
}

/// Locks all levels that a purchase ever touched.
async fn lock_purchase(conn: &mut PgConnection, purchase: PurchaseId) -> Result<(), StockError> {
    let variants = sqlx::query_scalar!("select distinct variant_id from stock_movements where purchase_id = $1", purchase.uuid())
        .fetch_all(&mut *conn)
        .await?;
    lock(conn, variants).await?;
    Ok(())
}

fn pieces(quantity: u32) -> i32 {
    i32::try_from(quantity).unwrap_or(i32::MAX)
}
