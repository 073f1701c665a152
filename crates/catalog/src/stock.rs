//! Stock: movements in, levels out. The application cannot write a level; it inserts movements and a trigger adds them up.

mod purchase;

pub use purchase::{hold, put_back, release, sell};

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

/// From so many pieces on, a variant is not low on stock.
pub const LOW_BELOW: u32 = 5;

/// What is left of a variant after some of it was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    pub variant: VariantId,
    pub shop: ShopId,
    /// Pieces that could be sold before.
    pub before: u32,
    /// Pieces that can still be sold.
    pub after: u32,
}

impl Left {
    /// This took it below [`LOW_BELOW`]; it was not there already.
    pub const fn has_become_low(&self) -> bool {
        self.before >= LOW_BELOW && self.after < LOW_BELOW
    }
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
    Ok(rows
        .into_iter()
        .map(|row| level(row.variant, row.on_hand, row.held, row.available))
        .collect())
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
    change_on_hand(
        conn,
        (shop, variant),
        "received",
        pieces(quantity),
        actor,
        now,
    )
    .await
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
    let level = sqlx::query!(
        "select on_hand, held from stock_levels where variant_id = $1",
        variant.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let (on_hand, held) = level.map_or((0, 0), |level| (level.on_hand, level.held));
    let counted = pieces(counted);
    if counted < held {
        return Err(StockError::BelowHeld {
            variant,
            held: row::count(held),
        });
    }
    if counted == on_hand {
        return Ok(());
    }
    change_on_hand(
        conn,
        (shop, variant),
        "corrected",
        counted - on_hand,
        actor,
        now,
    )
    .await
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
pub async fn history(
    db: impl PgExecutor<'_>,
    variant: VariantId,
    count_max: u8,
) -> Result<Vec<Movement>, Error> {
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

/// A movement for a purchase, with what the shop calls the variant.
#[derive(Debug, Clone)]
pub struct PurchaseMovement {
    pub kind: String,
    pub sku: String,
    pub on_hand_change: i32,
    pub held_change: i32,
    pub at: Timestamp,
}

/// What moved for a purchase, oldest first.
pub async fn of_purchase(
    db: impl PgExecutor<'_>,
    purchase: PurchaseId,
    count_max: i64,
) -> Result<Vec<PurchaseMovement>, Error> {
    Ok(sqlx::query_as!(
        PurchaseMovement,
        "select m.kind, v.sku, m.on_hand_change, m.held_change, m.at from stock_movements m
         join variants v on v.id = m.variant_id where m.purchase_id = $1 order by m.id limit $2",
        purchase.uuid(),
        count_max,
    )
    .fetch_all(db)
    .await?)
}

/// How many of a shop's products on sale need stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scarce {
    /// Nothing of any variant can be sold.
    pub sold_out: u32,
    /// Something can, but no more than the given count of pieces.
    pub low: u32,
}

/// Counts a shop's live products that are sold out, or down to `low_max` pieces over all their variants.
pub async fn scarce(db: impl PgExecutor<'_>, shop: ShopId, low_max: u32) -> Result<Scarce, Error> {
    let row = sqlx::query!(
        r#"select count(*) filter (where available = 0) as "sold_out!",
             count(*) filter (where available between 1 and $2) as "low!"
           from (
             select coalesce(sum(s.available), 0)::bigint as available
             from listings l join variants v on v.listing_id = l.id and v.is_active
             left join stock_levels s on s.variant_id = v.id
             where l.shop_id = $1 and l.state = 'live'
             group by l.id
           ) counted"#,
        shop.uuid(),
        i64::from(low_max),
    )
    .fetch_one(db)
    .await?;
    Ok(Scarce {
        sold_out: row::count(row.sold_out),
        low: row::count(row.low),
    })
}

/// Locks levels in the order of their variants' ids; answers what is available of each.
async fn lock(
    conn: &mut PgConnection,
    variants: Vec<Uuid>,
) -> Result<BTreeMap<VariantId, u32>, StockError> {
    let rows = sqlx::query!(
        r#"select variant_id as "variant!: VariantId", available as "available!" from lock_stock($1)"#,
        &variants,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.variant, row::count(row.available)))
        .collect())
}

fn pieces(quantity: u32) -> i32 {
    i32::try_from(quantity).unwrap_or(i32::MAX)
}
