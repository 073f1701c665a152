//! Invoices when an order is paid, credit notes when some of it is given back: in the same transaction, so that there is never one
//! without the other.

use kernel::{DocumentId, OrderNumber, PurchaseId, Timestamp};
use orders::documents::{self, Body, Document, DocumentLine, NewDocument, SellerNamed};
use orders::refunds::Refund;
use orders::{Order, OrderLine, Purchase, order};
use store::{Buyer, Platform, Shop, Tx};

use crate::market::failpoint;
use crate::{Error, Market};

/// Issues the invoice of every order of a purchase that was paid at once, in the order of their shops, so that two purchases
/// never wait for each other in a circle.
pub(crate) async fn invoices(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    orders: &[Order],
    now: Timestamp,
) -> Result<(), Error> {
    let lines = order::lines_of_purchase(&mut **tx, purchase.id).await?;
    for order in orders {
        invoice(market, tx, purchase, order, &lines, now).await?;
    }
    Ok(())
}

/// The invoice of an order: the one there is, or a new one. The purchase is locked.
pub(crate) async fn invoice(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    order: &Order,
    lines: &[OrderLine],
    now: Timestamp,
) -> Result<Document, Error> {
    if let Some(issued) = documents::find_invoice(&mut **tx, order.id).await? {
        return Ok(issued);
    }
    let own = lines.iter().filter(|line| line.order == order.id);
    let body = Body {
        seller: seller(tx, order).await?,
        buyer: purchase.recipient.name.clone(),
        order: order.number.to_string(),
        lines: own
            .map(|line| DocumentLine {
                title: line.title.clone(),
                options: line.options.clone(),
                pieces: line.quantity,
                unit_price: line.unit_price,
                total: line.total,
                tax_rate_bps: line.tax_rate_bps,
                tax: line.tax,
            })
            .collect(),
        delivery: order.delivery,
        reason: String::new(),
        corrects: None,
    };
    let new = NewDocument {
        id: market.source.id::<DocumentId>(),
        order,
        refund: None,
        body: &body,
        at: now,
    };
    let issued = documents::insert(tx, &new).await?;
    failpoint!("documents.issued");
    Ok(issued)
}

/// The credit note of a refund, with the same tax to the minor unit. Corrects the invoice, which is issued now for an order that
/// was paid before there were invoices.
pub(crate) async fn credit_note(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    order: &Order,
    refund: &Refund,
    now: Timestamp,
) -> Result<Document, Error> {
    let lines = order::lines_of_purchase(&mut **tx, purchase.id).await?;
    let corrected = invoice(market, tx, purchase, order, &lines, now).await?;
    let parts = refund.lines.iter().filter_map(|part| {
        let line = lines.iter().find(|line| line.id == part.line)?;
        Some((line, part))
    });
    let body = Body {
        seller: seller(tx, order).await?,
        buyer: purchase.recipient.name.clone(),
        order: order.number.to_string(),
        lines: parts
            .map(|(line, part)| DocumentLine {
                title: line.title.clone(),
                options: line.options.clone(),
                pieces: part.pieces,
                unit_price: line.unit_price,
                total: part.amount,
                tax_rate_bps: line.tax_rate_bps,
                tax: part.tax,
            })
            .collect(),
        delivery: refund.shares.delivery,
        reason: refund.reason.clone(),
        corrects: Some(corrected.serial),
    };
    let new = NewDocument {
        id: market.source.id::<DocumentId>(),
        order,
        refund: Some(refund.id),
        body: &body,
        at: now,
    };
    let issued = documents::insert(tx, &new).await?;
    failpoint!("documents.issued");
    Ok(issued)
}

async fn seller(tx: &mut Tx<Platform>, order: &Order) -> Result<SellerNamed, Error> {
    let shop = catalog::shops::find(&mut **tx, order.shop)
        .await?
        .ok_or_else(|| store::Error::corrupt("orders", "shop_id", order.id))?;
    Ok(SellerNamed {
        tax_number: catalog::shops::tax_number(&mut **tx, order.shop).await?,
        name: shop.name,
        phone: shop.phone.e164().to_owned(),
        area: shop.area,
        country: shop.country,
    })
}

/// A document of a purchase, for whoever may see the purchase.
pub async fn of_buyer(
    market: &Market,
    buyer: Buyer,
    purchase: PurchaseId,
    id: DocumentId,
) -> Result<Option<Document>, Error> {
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    let found = documents::find(&mut *tx, id).await?;
    Ok(found.filter(|document| document.purchase == purchase))
}

/// A document of a shop's own order.
pub async fn of_shop(
    market: &Market,
    shop: Shop,
    number: OrderNumber,
    id: DocumentId,
) -> Result<Option<Document>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    let found = documents::find(&mut *tx, id).await?;
    Ok(found.filter(|document| document.body.order == number.to_string()))
}
