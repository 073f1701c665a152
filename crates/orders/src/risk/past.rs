//! What purchases and orders tell about a buyer. Every question is one look into an index, with a window of time.

use kernel::{Id, Timestamp};
use sqlx::PgExecutor;
use time::Duration;

use crate::{Error, Purchase};

/// How far back parcels that arrived or came back are counted.
const PARCELS: Duration = Duration::days(180);
/// How many of a shop's last orders are its usual, and how many it must have.
const USUAL_ORDERS: i64 = 50;
const USUAL_ORDERS_MIN: i64 = 10;

/// How fast a buyer buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub bought_hour: i64,
    pub bought_day: i64,
    pub shops_day: i64,
}

/// What this buyer bought within an hour and a day, this purchase included.
pub async fn pace(
    conn: impl PgExecutor<'_>,
    purchase: &Purchase,
    now: Timestamp,
) -> Result<Pace, Error> {
    let row = sqlx::query!(
        r#"select count(distinct p.id) filter (where p.placed_at > $4) as "hour!", count(distinct p.id) as "day!",
             count(distinct o.shop_id) as "shops!"
           from purchases p join orders o on o.purchase_id = p.id
           where (p.buyer_phone = $1 or p.buyer_id = $2) and p.placed_at > $3 and p.state in ('paid', 'cash_due')"#,
        purchase.recipient.phone.e164(),
        purchase.buyer.map(Id::uuid),
        now - Duration::DAY,
        now - Duration::HOUR,
    )
    .fetch_one(conn)
    .await?;
    Ok(Pace {
        bought_hour: row.hour,
        bought_day: row.day,
        shops_day: row.shops,
    })
}

/// What became of a buyer's parcels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parcels {
    pub arrived: i64,
    pub arrived_here: i64,
    pub refused_at_the_door: i64,
    /// The dearest that arrived, in minor units of the purchase's currency; nothing where none did.
    pub largest_minor: i64,
}

/// The parcels of this buyer within half a year.
pub async fn parcels(
    conn: impl PgExecutor<'_>,
    purchase: &Purchase,
    now: Timestamp,
) -> Result<Parcels, Error> {
    let row = sqlx::query!(
        r#"select count(*) filter (where o.state in ('delivered', 'completed')) as "arrived!",
             count(*) filter (where o.state in ('delivered', 'completed') and o.area = $4) as "here!",
             count(*) filter (where o.state = 'returned' and o.delivered_at is null) as "refused!",
             coalesce(max(o.total_minor) filter (where o.state in ('delivered', 'completed') and o.currency = $5), 0) as "largest!"
           from purchases p join orders o on o.purchase_id = p.id
           where (p.buyer_phone = $1 or p.buyer_id = $2) and p.placed_at > $3"#,
        purchase.recipient.phone.e164(),
        purchase.buyer.map(Id::uuid),
        now - PARCELS,
        purchase.recipient.area,
        purchase.total.currency().code(),
    )
    .fetch_one(conn)
    .await?;
    Ok(Parcels {
        arrived: row.arrived,
        arrived_here: row.here,
        refused_at_the_door: row.refused,
        largest_minor: row.largest,
    })
}

/// What a buyer did not go through with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    pub left_unpaid_week: i64,
    pub cancelled_paid_month: i64,
}

/// Purchases that ran out within a week, and those that this buyer paid and cancelled within thirty days.
pub async fn undone(
    conn: impl PgExecutor<'_>,
    purchase: &Purchase,
    now: Timestamp,
) -> Result<Undone, Error> {
    let row = sqlx::query!(
        r#"select count(*) filter (where p.state = 'expired' and p.placed_at > $4) as "unpaid!",
             count(*) filter (where p.state = 'paid' and exists (
               select 1 from order_events e where e.purchase_id = p.id and e.kind = 'cancelled' and e.actor_kind = 'buyer'
             )) as "cancelled!"
           from purchases p where (p.buyer_phone = $1 or p.buyer_id = $2) and p.placed_at > $3"#,
        purchase.recipient.phone.e164(),
        purchase.buyer.map(Id::uuid),
        now - Duration::days(30),
        now - Duration::WEEK,
    )
    .fetch_one(conn)
    .await?;
    Ok(Undone {
        left_unpaid_week: row.unpaid,
        cancelled_paid_month: row.cancelled,
    })
}

/// How many other phones had something sent to this landmark within a day.
pub async fn others_at_place(
    conn: impl PgExecutor<'_>,
    purchase: &Purchase,
    now: Timestamp,
) -> Result<i64, Error> {
    let others = sqlx::query_scalar!(
        r#"select count(distinct buyer_phone) as "others!" from purchases
           where area = $1 and lower(btrim(landmark)) = lower(btrim($2)) and placed_at > $3 and buyer_phone <> $4"#,
        purchase.recipient.area,
        purchase.recipient.landmark,
        now - Duration::DAY,
        purchase.recipient.phone.e164(),
    )
    .fetch_one(conn)
    .await?;
    Ok(others)
}

/// How many times its shop's usual the dearest order is, in whole times: by the mean of the goods of the last fifty that anybody paid
/// for. Nothing where every shop sold less than ten.
pub async fn times_usual(conn: impl PgExecutor<'_>, purchase: &Purchase) -> Result<i64, Error> {
    let times = sqlx::query_scalar!(
        r#"select coalesce(max(o.items_minor / greatest(u.usual, 1)), 0) as "times!" from orders o
           cross join lateral (
             select count(*) as orders, avg(items_minor)::bigint as usual from (
               select q.items_minor from orders q
               where q.shop_id = o.shop_id and q.currency = o.currency and q.confirmed_at is not null and q.purchase_id <> $1
               order by q.placed_at desc, q.id desc limit $2
             ) last
           ) u
           where o.purchase_id = $1 and u.orders >= $3"#,
        purchase.id.uuid(),
        USUAL_ORDERS,
        USUAL_ORDERS_MIN,
    )
    .fetch_one(conn)
    .await?;
    Ok(times)
}
