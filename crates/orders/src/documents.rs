//! Invoices and credit notes: numbered without gaps by shop and kind, and never changed. What they say is frozen with them.

use kernel::{DocumentId, Id, Money, OrderId, PurchaseId, RefundId, ShopId, Timestamp, text_enum};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgExecutor};

use crate::{Error, Order, rows};

text_enum! {
    /// What a document is.
    pub enum DocumentKind {
        /// What a shop sold, issued when it was paid.
        Invoice = "invoice",
        /// What of it was given back.
        CreditNote = "credit_note",
    }
}

/// Who sells, as it was when the document was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerNamed {
    pub name: String,
    /// As it may be called; in E.164.
    pub phone: String,
    /// An area's id.
    pub area: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// As the tax office gave it. Documents of sellers who said none, and those from before it was asked, have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<String>,
}

/// A line as it was sold, or given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    pub title: String,
    pub options: String,
    /// None when money was given back and no goods.
    pub pieces: u32,
    pub unit_price: Money,
    /// With tax.
    pub total: Money,
    pub tax_rate_bps: u32,
    pub tax: Money,
}

/// What a document says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub seller: SellerNamed,
    pub buyer: String,
    pub order: String,
    pub lines: Vec<DocumentLine>,
    pub delivery: Money,
    /// Why it was given back; empty on an invoice.
    pub reason: String,
    /// The invoice that a credit note corrects.
    pub corrects: Option<i32>,
}

/// A document as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub id: DocumentId,
    pub kind: DocumentKind,
    pub shop: ShopId,
    pub purchase: PurchaseId,
    pub order: OrderId,
    pub refund: Option<RefundId>,
    /// Its place among the shop's documents of this kind, from 1.
    pub serial: i32,
    pub body: Body,
    pub tax: Money,
    pub total: Money,
    pub at: Timestamp,
}

impl Document {
    /// As people write it: `INV-00012`, `CN-00003`.
    pub fn number(&self) -> String {
        number(self.kind, self.serial)
    }
}

/// A document's number, of its kind and serial.
pub fn number(kind: DocumentKind, serial: i32) -> String {
    let prefix = match kind {
        DocumentKind::Invoice => "INV",
        DocumentKind::CreditNote => "CN",
    };
    format!("{prefix}-{serial:05}")
}

/// A document to be issued. It gets its number by being written.
#[derive(Debug, Clone)]
pub struct NewDocument<'a> {
    pub id: DocumentId,
    pub order: &'a Order,
    /// A credit note's refund; none for an invoice.
    pub refund: Option<RefundId>,
    pub body: &'a Body,
    pub at: Timestamp,
}

/// Issues a document. Waits for whoever else issues one of this kind for the shop, so it is written last.
pub async fn insert(conn: &mut PgConnection, new: &NewDocument<'_>) -> Result<Document, Error> {
    let order = new.order;
    let kind = match new.refund {
        Some(_) => DocumentKind::CreditNote,
        None => DocumentKind::Invoice,
    };
    let currency = order.total.currency();
    let body = serde_json::to_value(new.body)
        .map_err(|_| store::Error::corrupt("documents", "body", new.id))?;
    let tax = Money::sum(currency, new.body.lines.iter().map(|line| line.tax))?;
    let items = Money::sum(currency, new.body.lines.iter().map(|line| line.total))?;
    let total = items.plus(new.body.delivery)?;
    let serial = sqlx::query_scalar!(
        "insert into documents (id, kind, shop_id, purchase_id, order_id, refund_id, serial, body, tax_minor, total_minor, currency, at)
         values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11) returning serial",
        new.id.uuid(),
        kind.as_str(),
        order.shop.uuid(),
        order.purchase.uuid(),
        order.id.uuid(),
        new.refund.map(Id::uuid),
        body,
        tax.minor(),
        total.minor(),
        currency.code(),
        new.at,
    )
    .fetch_one(conn)
    .await?;
    Ok(Document {
        id: new.id,
        kind,
        shop: order.shop,
        purchase: order.purchase,
        order: order.id,
        refund: new.refund,
        serial,
        body: new.body.clone(),
        tax,
        total,
        at: new.at,
    })
}

struct Row {
    id: uuid::Uuid,
    kind: String,
    shop_id: uuid::Uuid,
    purchase_id: uuid::Uuid,
    order_id: uuid::Uuid,
    refund_id: Option<uuid::Uuid>,
    serial: i32,
    body: serde_json::Value,
    tax_minor: i64,
    total_minor: i64,
    currency: String,
    at: Timestamp,
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, kind, shop_id, purchase_id, order_id, refund_id, serial, body, tax_minor, total_minor, currency, at
             from documents " + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}

impl TryFrom<Row> for Document {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let money = |minor| rows::money("documents", row.id, minor, &row.currency);
        Ok(Self {
            id: row.id.into(),
            kind: rows::parse("documents", "kind", row.id, &row.kind)?,
            shop: row.shop_id.into(),
            purchase: row.purchase_id.into(),
            order: row.order_id.into(),
            refund: row.refund_id.map(Into::into),
            serial: row.serial,
            tax: money(row.tax_minor)?,
            total: money(row.total_minor)?,
            body: serde_json::from_value(row.body)
                .map_err(|_| store::Error::corrupt("documents", "body", row.id))?,
            at: row.at,
        })
    }
}

/// The document, for whoever the transaction's scope lets see it.
pub async fn find(conn: impl PgExecutor<'_>, id: DocumentId) -> Result<Option<Document>, Error> {
    read!(conn, fetch_optional, "where id = $1", id.uuid())
        .map(TryInto::try_into)
        .transpose()
}

/// The invoice of an order.
pub async fn find_invoice(
    conn: impl PgExecutor<'_>,
    order: OrderId,
) -> Result<Option<Document>, Error> {
    read!(
        conn,
        fetch_optional,
        "where order_id = $1 and kind = 'invoice'",
        order.uuid()
    )
    .map(TryInto::try_into)
    .transpose()
}

/// Every document of a purchase that may be seen, oldest first.
pub async fn list_of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Document>, Error> {
    let rows = read!(
        conn,
        fetch_all,
        "where purchase_id = $1 order by at, kind desc, serial, id",
        purchase.uuid()
    );
    rows.into_iter().map(TryInto::try_into).collect()
}
