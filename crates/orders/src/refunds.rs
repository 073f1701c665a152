//! What was given back of an order: reckoned from its frozen shares, kept by line, never more than there was.

mod reckon;
#[cfg(test)]
mod tests;

pub use reckon::{LineLeft, NoRefund, Part, ReckonError, Reckoned, Shares, Wish, left, reckon};

use kernel::{Id, Money, OrderId, OrderLineId, PurchaseId, RefundId, ShopId, Timestamp, text_enum};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgExecutor};

use crate::{Error, Order, rows};

text_enum! {
    /// How money goes back.
    pub enum Way {
        /// To whoever paid; as store credit where the provider cannot.
        ToSource = "to_source",
        /// As store credit of the phone that ordered.
        Credit = "credit",
        /// By the shop's own hand: it holds the cash.
        InHand = "in_hand",
    }
}

/// What went back of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundLine {
    pub line: OrderLineId,
    /// Pieces that came back or were never sent; none when only money goes back.
    pub pieces: u32,
    /// Of these, the ones that are on the shelf again.
    pub restocked: u32,
    /// With tax and commission.
    pub amount: Money,
    pub tax: Money,
    pub commission: Money,
}

/// A refund as it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: RefundId,
    pub purchase: PurchaseId,
    pub order: OrderId,
    pub shop: ShopId,
    /// What its journal and disbursement are written under.
    pub cause: String,
    pub content_hash: Vec<u8>,
    pub reason: String,
    pub way: Way,
    pub lines: Vec<RefundLine>,
    pub shares: Shares,
    /// What the buyer gets.
    pub total: Money,
    pub at: Timestamp,
}

/// A refund to be written.
#[derive(Debug, Clone)]
pub struct NewRefund<'a> {
    pub id: RefundId,
    pub order: &'a Order,
    pub cause: &'a str,
    /// The same key is the same refund.
    pub key: &'a str,
    pub content_hash: [u8; 32],
    pub reason: &'a str,
    pub way: Way,
    pub reckoned: &'a Reckoned,
    pub at: Timestamp,
}

/// What was asked for, in 32 bytes.
pub fn hash_of(wish: &Wish, reason: &str) -> [u8; 32] {
    let mut content = Sha256::new();
    content.update(reason.len().to_be_bytes());
    content.update(reason);
    match wish {
        Wish::Everything { to_shelf } => content.update([b'e', u8::from(*to_shelf)]),
        Wish::Parts { lines, delivery } => {
            for (line, part) in lines {
                content.update(line.uuid());
                match part {
                    Part::Pieces { count, to_shelf } => {
                        content.update([b'p', u8::from(*to_shelf)]);
                        content.update(count.to_be_bytes());
                    }
                    Part::Amount(amount) => {
                        content.update(b"a");
                        content.update(amount.minor().to_be_bytes());
                    }
                }
            }
            if let Some(delivery) = delivery {
                content.update(b"d");
                content.update(delivery.minor().to_be_bytes());
            }
        }
    }
    content.finalize().into()
}

/// Writes a refund. Its order must be locked.
pub async fn insert(conn: &mut PgConnection, new: &NewRefund<'_>) -> Result<Refund, Error> {
    let (order, shares) = (new.order, &new.reckoned.shares);
    let currency = order.total.currency().code();
    let total = shares.total()?;
    sqlx::query!(
        "insert into refunds (id, purchase_id, order_id, shop_id, cause, key, content_hash, reason, way, items_minor, tax_minor,
           commission_minor, delivery_minor, total_minor, currency, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        new.id.uuid(),
        order.purchase.uuid(),
        order.id.uuid(),
        order.shop.uuid(),
        new.cause,
        new.key,
        &new.content_hash,
        new.reason,
        new.way.as_str(),
        shares.items()?.minor(),
        shares.tax.minor(),
        shares.commission.minor(),
        shares.delivery.minor(),
        total.minor(),
        currency,
        new.at,
    )
    .execute(&mut *conn)
    .await?;
    for line in &new.reckoned.lines {
        sqlx::query!(
            "insert into refund_lines (refund_id, line_id, order_id, purchase_id, shop_id, pieces, restocked, amount_minor, tax_minor,
               commission_minor, currency)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            new.id.uuid(),
            line.line.uuid(),
            order.id.uuid(),
            order.purchase.uuid(),
            order.shop.uuid(),
            i32::try_from(line.pieces).unwrap_or(i32::MAX),
            i32::try_from(line.restocked).unwrap_or(i32::MAX),
            line.amount.minor(),
            line.tax.minor(),
            line.commission.minor(),
            currency,
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(Refund {
        id: new.id,
        purchase: order.purchase,
        order: order.id,
        shop: order.shop,
        cause: new.cause.to_owned(),
        content_hash: new.content_hash.to_vec(),
        reason: new.reason.to_owned(),
        way: new.way,
        lines: new.reckoned.lines.clone(),
        shares: *shares,
        total,
        at: new.at,
    })
}

struct Row {
    id: uuid::Uuid,
    purchase_id: uuid::Uuid,
    order_id: uuid::Uuid,
    shop_id: uuid::Uuid,
    cause: String,
    content_hash: Vec<u8>,
    reason: String,
    way: String,
    items_minor: i64,
    tax_minor: i64,
    commission_minor: i64,
    delivery_minor: i64,
    total_minor: i64,
    currency: String,
    at: Timestamp,
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, purchase_id, order_id, shop_id, cause, content_hash, reason, way, items_minor, tax_minor, commission_minor,
               delivery_minor, total_minor, currency, at from refunds " + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}

/// The refunds of an order, oldest first.
pub async fn list_of_order(conn: &mut PgConnection, order: OrderId) -> Result<Vec<Refund>, Error> {
    let rows = read!(
        &mut *conn,
        fetch_all,
        "where order_id = $1 order by at, id",
        order.uuid()
    );
    with_lines(conn, rows).await
}

/// The refunds of every order of a purchase, oldest first.
pub async fn list_of_purchase(
    conn: &mut PgConnection,
    purchase: PurchaseId,
) -> Result<Vec<Refund>, Error> {
    let rows = read!(
        &mut *conn,
        fetch_all,
        "where purchase_id = $1 order by at, id",
        purchase.uuid()
    );
    with_lines(conn, rows).await
}

/// The newest refunds of a shop.
pub async fn list_of_shop(
    conn: &mut PgConnection,
    shop: ShopId,
    count_max: i64,
) -> Result<Vec<Refund>, Error> {
    let rows = read!(
        &mut *conn,
        fetch_all,
        "where shop_id = $1 order by at desc, id desc limit $2",
        shop.uuid(),
        count_max
    );
    with_lines(conn, rows).await
}

/// The refund that a key of an order already made.
pub async fn find_by_key(
    conn: &mut PgConnection,
    order: OrderId,
    key: &str,
) -> Result<Option<Refund>, Error> {
    let rows = read!(
        &mut *conn,
        fetch_all,
        "where order_id = $1 and key = $2",
        order.uuid(),
        key
    );
    Ok(with_lines(conn, rows).await?.pop())
}

async fn with_lines(conn: impl PgExecutor<'_>, rows: Vec<Row>) -> Result<Vec<Refund>, Error> {
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let parts = sqlx::query!(
        "select l.refund_id, l.line_id, l.pieces, l.restocked, l.amount_minor, l.tax_minor, l.commission_minor, l.currency
         from refund_lines l join order_lines o on o.id = l.line_id where l.refund_id = any($1) order by o.position",
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut refunds = Vec::with_capacity(rows.len());
    for row in rows {
        let own = parts.iter().filter(|part| part.refund_id == row.id);
        let lines = own
            .map(|part| {
                let money = |minor| rows::money("refund_lines", row.id, minor, &part.currency);
                Ok(RefundLine {
                    line: part.line_id.into(),
                    pieces: rows::count("refund_lines", "pieces", row.id, part.pieces)?,
                    restocked: rows::count("refund_lines", "restocked", row.id, part.restocked)?,
                    amount: money(part.amount_minor)?,
                    tax: money(part.tax_minor)?,
                    commission: money(part.commission_minor)?,
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        refunds.push(row.with(lines)?);
    }
    Ok(refunds)
}

impl Row {
    fn with(self, lines: Vec<RefundLine>) -> Result<Refund, Error> {
        let money = |minor| rows::money("refunds", self.id, minor, &self.currency);
        Ok(Refund {
            id: self.id.into(),
            purchase: self.purchase_id.into(),
            order: self.order_id.into(),
            shop: self.shop_id.into(),
            shares: Shares::new(
                money(self.items_minor)?,
                money(self.tax_minor)?,
                money(self.commission_minor)?,
                money(self.delivery_minor)?,
            )?,
            total: money(self.total_minor)?,
            way: rows::parse("refunds", "way", self.id, &self.way)?,
            cause: self.cause,
            content_hash: self.content_hash,
            reason: self.reason,
            lines,
            at: self.at,
        })
    }
}
