//! One shop's part of a purchase.

use kernel::{
    Id, ListingId, Money, OrderId, OrderLineId, OrderNumber, PurchaseId, ShopId, Timestamp,
    VariantId,
};
use sqlx::{PgConnection, PgExecutor};
use store::{Cursor, Page};

use crate::purchase::{cursor_at, rows_after};
use crate::{CommissionRule, Error, OrderState, OrderVerb, Recipient, commission, rows};

#[derive(Debug, Clone)]
pub struct Order {
    pub id: OrderId,
    pub purchase: PurchaseId,
    pub shop: ShopId,
    pub number: OrderNumber,
    pub state: OrderState,
    pub recipient: Recipient,
    pub items: Money,
    pub delivery: Money,
    pub tax: Money,
    pub commission: Money,
    pub total: Money,
    pub days_min: u16,
    pub days_max: u16,
    pub placed_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    /// When its money becomes the shop's, as promised at its delivery.
    pub available_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub cancel_reason: String,
    /// The rider is paid at the door.
    pub is_cash: bool,
    /// A person may look at it until then, and nothing is packed before.
    pub review_until: Option<Timestamp>,
    /// Since when its payment is disputed. While it is, its money does not become the shop's to spend.
    pub disputed_since: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct OrderLine {
    pub id: OrderLineId,
    pub order: OrderId,
    pub shop: ShopId,
    pub listing: ListingId,
    pub variant: VariantId,
    pub title: String,
    pub options: String,
    pub sku: String,
    pub picture_key: Option<String>,
    pub quantity: u32,
    pub unit_price: Money,
    pub total: Money,
    pub tax: Money,
    pub tax_rate_bps: u32,
    pub commission: Money,
    /// By which that was reckoned.
    pub rule: CommissionRule,
}

struct OrderRow {
    id: uuid::Uuid,
    purchase_id: uuid::Uuid,
    shop_id: uuid::Uuid,
    number: String,
    state: String,
    recipient_name: String,
    recipient_phone: String,
    area: String,
    landmark: String,
    directions: String,
    currency: String,
    items_minor: i64,
    delivery_minor: i64,
    tax_minor: i64,
    commission_minor: i64,
    total_minor: i64,
    days_min: i16,
    days_max: i16,
    placed_at: Timestamp,
    confirmed_at: Option<Timestamp>,
    delivered_at: Option<Timestamp>,
    available_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    cancel_reason: String,
    is_cash: bool,
    review_until: Option<Timestamp>,
    disputed_since: Option<Timestamp>,
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            OrderRow,
            "select id, purchase_id, shop_id, number, state, recipient_name, recipient_phone, area, landmark, directions,
               currency, items_minor, delivery_minor, tax_minor, commission_minor, total_minor, days_min, days_max, placed_at,
               confirmed_at, delivered_at, available_at, completed_at, cancel_reason, is_cash, review_until, disputed_since from orders " + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}

impl TryFrom<OrderRow> for Order {
    type Error = Error;
    fn try_from(row: OrderRow) -> Result<Self, Error> {
        let money = |minor| rows::money("orders", row.id, minor, &row.currency);
        Ok(Self {
            id: row.id.into(),
            purchase: row.purchase_id.into(),
            shop: row.shop_id.into(),
            number: rows::parse("orders", "number", row.id, &row.number)?,
            state: rows::parse("orders", "state", row.id, &row.state)?,
            items: money(row.items_minor)?,
            delivery: money(row.delivery_minor)?,
            tax: money(row.tax_minor)?,
            commission: money(row.commission_minor)?,
            total: money(row.total_minor)?,
            recipient: Recipient {
                name: row.recipient_name,
                phone: rows::phone("orders", row.id, &row.recipient_phone)?,
                area: row.area,
                landmark: row.landmark,
                directions: row.directions,
            },
            days_min: rows::days("orders", row.id, row.days_min)?,
            days_max: rows::days("orders", row.id, row.days_max)?,
            placed_at: row.placed_at,
            confirmed_at: row.confirmed_at,
            delivered_at: row.delivered_at,
            available_at: row.available_at,
            completed_at: row.completed_at,
            cancel_reason: row.cancel_reason,
            is_cash: row.is_cash,
            review_until: row.review_until,
            disputed_since: row.disputed_since,
        })
    }
}

fn all(rows: Vec<OrderRow>) -> Result<Vec<Order>, Error> {
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The orders of a purchase, in the order of their letters.
pub async fn list_of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Order>, Error> {
    all(read!(
        conn,
        fetch_all,
        "where purchase_id = $1 order by position",
        purchase.uuid()
    ))
}

/// The orders of a purchase, locked. Lock the purchase first.
pub async fn lock_of_purchase(
    conn: &mut PgConnection,
    purchase: PurchaseId,
) -> Result<Vec<Order>, Error> {
    all(read!(
        conn,
        fetch_all,
        "where purchase_id = $1 order by position for update",
        purchase.uuid()
    ))
}

pub async fn find(conn: impl PgExecutor<'_>, id: OrderId) -> Result<Option<Order>, Error> {
    read!(conn, fetch_optional, "where id = $1", id.uuid())
        .map(TryInto::try_into)
        .transpose()
}

/// Those of these that may be seen, in no order.
pub async fn list(conn: impl PgExecutor<'_>, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    all(read!(conn, fetch_all, "where id = any($1)", &ids))
}

/// The order, locked. Lock its purchase first.
pub async fn lock(conn: &mut PgConnection, id: OrderId) -> Result<Option<Order>, Error> {
    read!(conn, fetch_optional, "where id = $1 for update", id.uuid())
        .map(TryInto::try_into)
        .transpose()
}

/// The orders of a purchase are paid at the door.
pub async fn will_pay_cash(conn: &mut PgConnection, purchase: PurchaseId) -> Result<(), Error> {
    sqlx::query!(
        "update orders set is_cash = true where purchase_id = $1",
        purchase.uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the money of the order becomes its shop's that comes next.
pub async fn next_available(
    conn: impl PgExecutor<'_>,
    shop: ShopId,
) -> Result<Option<Timestamp>, Error> {
    Ok(sqlx::query_scalar!(
        "select min(available_at) from orders where shop_id = $1 and state = 'delivered'",
        shop.uuid()
    )
    .fetch_one(conn)
    .await?)
}

/// Delivered, with money that is the shop's by `now`, longest ago first.
pub async fn list_available(
    conn: impl PgExecutor<'_>,
    now: Timestamp,
    count_max: i64,
) -> Result<Vec<OrderId>, Error> {
    let ids = sqlx::query_scalar!(
        "select id from orders where state = 'delivered' and available_at <= $1 and disputed_since is null
         order by available_at limit $2",
        now,
        count_max
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// The payment of a purchase is disputed since then, or not any more. Lock the purchase first.
pub async fn note_dispute(
    conn: &mut PgConnection,
    purchase: PurchaseId,
    since: Option<Timestamp>,
) -> Result<(), Error> {
    sqlx::query!(
        "update orders set disputed_since = $2 where purchase_id = $1 and (disputed_since is null) <> ($2::timestamptz is null)",
        purchase.uuid(),
        since
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A shop's orders of these purchases, newest first.
pub async fn list_of_shop_in(
    conn: impl PgExecutor<'_>,
    shop: ShopId,
    purchases: &[PurchaseId],
) -> Result<Vec<Order>, Error> {
    let ids: Vec<uuid::Uuid> = purchases.iter().map(|id| id.uuid()).collect();
    all(read!(
        conn,
        fetch_all,
        "where shop_id = $1 and purchase_id = any($2) order by placed_at desc, id desc",
        shop.uuid(),
        &ids
    ))
}

pub async fn find_by_number(
    conn: impl PgExecutor<'_>,
    number: OrderNumber,
) -> Result<Option<Order>, Error> {
    read!(
        conn,
        fetch_optional,
        "where number = $1",
        number.to_string()
    )
    .map(TryInto::try_into)
    .transpose()
}

pub async fn lock_by_number(
    conn: &mut PgConnection,
    number: OrderNumber,
) -> Result<Option<Order>, Error> {
    read!(
        conn,
        fetch_optional,
        "where number = $1 for update",
        number.to_string()
    )
    .map(TryInto::try_into)
    .transpose()
}

/// A shop's orders, newest first. Orders nobody has paid yet are not the shop's business and stay out unless asked for.
pub async fn list_of_shop(
    conn: impl PgExecutor<'_>,
    shop: ShopId,
    state: Option<OrderState>,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Order>, Error> {
    let (at, id) = rows_after(after)?;
    let rows = read!(
        conn,
        fetch_all,
        "where shop_id = $1 and (case when $2::text is null then confirmed_at is not null else state = $2 end)
           and ($3::timestamptz is null or (placed_at, id) < ($3, $4)) order by placed_at desc, id desc limit $5",
        shop.uuid(),
        state.map(OrderState::as_str),
        at,
        id,
        i64::from(size) + 1
    );
    Ok(Page::cut(all(rows)?, usize::from(size), |o| {
        cursor_at(o.placed_at, o.id.uuid())
    }))
}

/// The lines of every order of a purchase.
pub async fn lines_of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<OrderLine>, Error> {
    let rows = sqlx::query!(
        "select l.id, order_id, l.shop_id, listing_id, variant_id, title, options, sku, picture_key, quantity, unit_price_minor,
           l.total_minor, l.tax_rate_bps, l.tax_minor, l.commission_minor, l.commission_bps, l.commission_rule,
           l.commission_minimum_minor, l.commission_maximum_minor, l.currency
         from order_lines l join orders o on o.id = l.order_id where l.purchase_id = $1 order by o.position, l.position",
        purchase.uuid()
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let money = |minor| rows::money("order_lines", row.id, minor, &row.currency);
            let bounds = (row.commission_minimum_minor, row.commission_maximum_minor);
            let of = ("order_lines", row.id);
            let terms = commission::rules::read(of, row.commission_bps, bounds, &row.currency)?;
            let name = &row.commission_rule;
            Ok(OrderLine {
                id: row.id.into(),
                order: row.order_id.into(),
                shop: row.shop_id.into(),
                listing: row.listing_id.into(),
                variant: row.variant_id.into(),
                unit_price: money(row.unit_price_minor)?,
                total: money(row.total_minor)?,
                tax: money(row.tax_minor)?,
                tax_rate_bps: rows::count("order_lines", "tax_rate_bps", row.id, row.tax_rate_bps)?,
                commission: money(row.commission_minor)?,
                rule: CommissionRule {
                    name: rows::parse("order_lines", "commission_rule", row.id, name)?,
                    terms,
                },
                title: row.title,
                options: row.options,
                sku: row.sku,
                picture_key: row.picture_key,
                quantity: rows::count("order_lines", "quantity", row.id, row.quantity)?,
            })
        })
        .collect()
}

impl Order {
    /// Until when nothing of it is packed, while somebody may look at it.
    pub fn waits_until(&self, now: Timestamp) -> Option<Timestamp> {
        let is_to_pack = self.state == OrderState::Confirmed;
        self.review_until.filter(|until| is_to_pack && now < *until)
    }

    /// Moves the order, which must be locked, and says so in the database.
    pub async fn apply(
        &mut self,
        conn: &mut PgConnection,
        verb: OrderVerb,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let from = self.state;
        let to = from.after(verb)?;
        let done = sqlx::query!(
            "update orders set state = $3,
               confirmed_at = case when $3 = 'confirmed' then $4 else confirmed_at end,
               packed_at = case when $3 = 'packed' then $4 else packed_at end,
               handed_over_at = case when $3 = 'handed_over' then $4 else handed_over_at end,
               delivered_at = case when $3 = 'delivered' then $4 else delivered_at end,
               completed_at = case when $3 = 'completed' then $4 else completed_at end,
               cancelled_at = case when $3 = 'cancelled' then $4 else cancelled_at end,
               returned_at = case when $3 = 'returned' then $4 else returned_at end,
               cancel_reason = case when $3 in ('cancelled', 'returned') then $5 else cancel_reason end
             where id = $1 and state = $2",
            self.id.uuid(),
            from.as_str(),
            to.as_str(),
            now,
            reason,
        )
        .execute(conn)
        .await?;
        store::one_row("orders", done.rows_affected())?;
        self.state = to;
        if to == OrderState::Confirmed {
            self.confirmed_at = Some(now);
        }
        if to == OrderState::Completed {
            self.completed_at = Some(now);
        }
        Ok(())
    }

    /// The order, which must be locked, arrived; its money is promised to its shop for `available_at`.
    pub async fn deliver(
        &mut self,
        conn: &mut PgConnection,
        available_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
        sqlx::query!(
            "update orders set available_at = $2 where id = $1 and state = 'handed_over'",
            self.id.uuid(),
            available_at
        )
        .execute(&mut *conn)
        .await?;
        self.apply(conn, OrderVerb::Deliver, "", now).await?;
        (self.delivered_at, self.available_at) = (Some(now), Some(available_at));
        Ok(())
    }
}

/// A shop's work at a glance.
#[derive(Debug, Clone)]
pub struct ShopToday {
    pub to_pack: i64,
    pub oldest_to_pack: Option<Timestamp>,
    pub to_hand_over: i64,
    pub on_the_way: i64,
}

pub async fn shop_today(
    conn: impl PgExecutor<'_>,
    shop: ShopId,
    now: Timestamp,
) -> Result<ShopToday, Error> {
    let row = sqlx::query!(
        r#"select count(*) filter (where state = 'confirmed' and (review_until is null or review_until <= $2)) as "to_pack!",
             min(confirmed_at) filter (where state = 'confirmed' and (review_until is null or review_until <= $2)) as oldest,
             count(*) filter (where state = 'packed') as "to_hand_over!",
             count(*) filter (where state = 'handed_over') as "on_the_way!"
           from orders where shop_id = $1"#,
        shop.uuid(),
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(ShopToday {
        to_pack: row.to_pack,
        oldest_to_pack: row.oldest,
        to_hand_over: row.to_hand_over,
        on_the_way: row.on_the_way,
    })
}
