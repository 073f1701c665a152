//! Writing what was planned: a purchase, its orders and their lines.

use kernel::{
    AccessKey, CartId, Id, Money, OrderId, OrderLineId, OrderNumber, PersonId, PurchaseId,
    PurchaseNumber, Source, Timestamp,
};
use sqlx::PgConnection;

use super::{Recipient, hash_key};
use crate::commission::rules::stored;
use crate::{Error, Plan, PlannedOrder};

/// Everything placing writes.
#[derive(Debug, Clone)]
pub struct NewPurchase<'a> {
    pub id: PurchaseId,
    pub number: PurchaseNumber,
    pub key: &'a AccessKey,
    pub cart: CartId,
    pub idempotency_key: &'a str,
    /// What was asked for, hashed: the same key with other content is an error, not a replay.
    pub content_hash: [u8; 32],
    pub buyer: Option<PersonId>,
    pub recipient: &'a Recipient,
    pub country: &'a str,
    pub language: &'a str,
    pub plan: &'a Plan,
    pub held_until: Timestamp,
    pub at: Timestamp,
}

/// Writes a purchase with its orders and lines: one statement a table, whatever the number of shops.
pub async fn insert(
    conn: &mut PgConnection,
    new: &NewPurchase<'_>,
    source: &Source,
) -> Result<Vec<OrderId>, Error> {
    let recipient = new.recipient;
    sqlx::query!(
        "insert into purchases (id, number, access_key_hash, cart_id, idempotency_key, content_hash, buyer_id, buyer_phone,
           buyer_name, country, language, area, landmark, directions, currency, total_minor, state, placed_at, held_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'open', $17, $18)",
        new.id.uuid(),
        new.number.to_string(),
        hash_key(new.key),
        new.cart.uuid(),
        new.idempotency_key,
        &new.content_hash,
        new.buyer.map(Id::uuid),
        recipient.phone.e164(),
        recipient.name,
        new.country,
        new.language,
        recipient.area,
        recipient.landmark,
        recipient.directions,
        new.plan.total.currency().code(),
        new.plan.total.minor(),
        new.at,
        new.held_until,
    )
    .execute(&mut *conn)
    .await?;
    let mut ids = Vec::with_capacity(new.plan.orders.len());
    for (position, order) in (0_u8..).zip(&new.plan.orders) {
        let id: OrderId = source.id();
        let number = OrderNumber::new(new.number, position)
            .map_err(|_| store::Error::corrupt("orders", "position", id))?;
        sqlx::query!(
            "insert into orders (id, purchase_id, shop_id, number, position, state, recipient_name, recipient_phone, area,
               landmark, directions, currency, items_minor, delivery_minor, tax_minor, commission_minor, total_minor, days_min,
               days_max, placed_at)
             values ($1, $2, $3, $4, $5, 'placed', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            id.uuid(),
            new.id.uuid(),
            order.shop.uuid(),
            number.to_string(),
            i16::from(position),
            recipient.name,
            recipient.phone.e164(),
            recipient.area,
            recipient.landmark,
            recipient.directions,
            order.total.currency().code(),
            order.items.minor(),
            order.delivery.fee.minor(),
            order.tax.minor(),
            order.commission.minor(),
            order.total.minor(),
            i16::try_from(order.delivery.days_min).unwrap_or(i16::MAX),
            i16::try_from(order.delivery.days_max).unwrap_or(i16::MAX),
            new.at,
        )
        .execute(&mut *conn)
        .await?;
        insert_lines(conn, new, id, order, source).await?;
        ids.push(id);
    }
    Ok(ids)
}

async fn insert_lines(
    conn: &mut PgConnection,
    new: &NewPurchase<'_>,
    order_id: OrderId,
    order: &PlannedOrder,
    source: &Source,
) -> Result<(), Error> {
    for (position, line) in (0_i16..).zip(&order.lines) {
        let id: OrderLineId = source.id();
        let wanted = &line.wanted;
        let terms = wanted.commission.terms;
        sqlx::query!(
            "insert into order_lines (id, order_id, purchase_id, shop_id, listing_id, variant_id, position, title, options, sku,
               picture_key, quantity, unit_price_minor, total_minor, tax_rate_bps, tax_minor, commission_bps,
               commission_minor, commission_rule, commission_minimum_minor, commission_maximum_minor, currency)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
            id.uuid(),
            order_id.uuid(),
            new.id.uuid(),
            wanted.shop.uuid(),
            wanted.listing.uuid(),
            wanted.variant.uuid(),
            position,
            wanted.title,
            wanted.options,
            wanted.sku,
            wanted.picture_key,
            i32::try_from(wanted.quantity).unwrap_or(i32::MAX),
            wanted.unit_price.minor(),
            line.total.minor(),
            i32::try_from(wanted.tax_rate_bps).unwrap_or(i32::MAX),
            line.tax.minor(),
            stored(terms.rate_bps()),
            line.commission.minor(),
            wanted.commission.name.to_string(),
            terms.minimum().map(Money::minor),
            terms.maximum().map(Money::minor),
            line.total.currency().code(),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
