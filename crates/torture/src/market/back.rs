//! What goes back in parts, and the statement that tells of what nobody else told.

use anyhow::{Context, Result};
use flows::Market;
use flows::give_back::{self, Ask, By, GiveBackError};
use flows::provider_statement::{self, Import, ImportError};
use kernel::{Money, OrderNumber, PurchaseId};
use orders::refunds::{Part, Wish};
use payments::statements::Book;
use store::{Platform, PlatformFlow, Tx};

use super::refused;
use crate::deed::{Back, Told};

/// The owner looks at what would go back, and presses the button.
pub(super) async fn give(
    market: &Market,
    (purchase, shop, number): (PurchaseId, store::Shop, OrderNumber),
    back: Back,
    key: String,
) -> Result<Told> {
    let wish = wish(market, purchase, shop, back).await?;
    let by = By::Shop(shop);
    // Whoever presses again, after it was done, sees nothing left: the key says that it is the same refund.
    let seen = match give_back::preview(market, by, number, &wish).await {
        Ok(preview) => Some(preview.total),
        Err(GiveBackError::Failed(error)) => return Err(error.into()),
        Err(_) => None,
    };
    let ask = Ask {
        number,
        key,
        wish,
        reason: "The seam was torn".to_owned(),
        total_seen: seen.unwrap_or(Money::zero(currency_of(market, purchase).await?)),
    };
    match give_back::decide(market, by, &ask).await {
        Ok(_) => Ok(Told::default()),
        Err(GiveBackError::Failed(error)) => Err(error.into()),
        Err(why) => Ok(refused(why)),
    }
}

async fn currency_of(market: &Market, purchase: PurchaseId) -> Result<kernel::Currency> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::GiveBack)).await?;
    let bought = orders::purchase::find(&mut *tx, purchase).await?;
    Ok(bought.context("a purchase")?.total.currency())
}

async fn wish(
    market: &Market,
    purchase: PurchaseId,
    shop: store::Shop,
    back: Back,
) -> Result<Wish> {
    let currency = currency_of(market, purchase).await?;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::GiveBack)).await?;
    let orders = orders::order::list_of_purchase(&mut *tx, purchase).await?;
    let lines = orders::order::lines_of_purchase(&mut *tx, purchase).await?;
    tx.commit().await?;
    let own = orders.iter().find(|order| order.shop == shop.shop);
    let own = own.context("an order")?.id;
    let line = lines.iter().find(|line| line.order == own);
    let line = line.context("a line")?.id;
    let parts = |lines, delivery| Wish::Parts { lines, delivery };
    Ok(match back {
        Back::Amount(minor) => parts(
            vec![(line, Part::Amount(Money::new(minor, currency)))],
            None,
        ),
        Back::Piece { to_shelf } => parts(vec![(line, Part::Pieces { count: 1, to_shelf })], None),
        Back::Delivery(minor) => parts(Vec::new(), Some(Money::new(minor, currency))),
        Back::Everything => Wish::Everything { to_shelf: true },
    })
}

/// The same statement again is no harm: what is not explained is looked at again.
pub(super) async fn import(market: &Market, book: Book, csv: &str) -> Result<Told> {
    let file = Import {
        book,
        name: "statement.csv",
        content: csv.as_bytes(),
        period: None,
    };
    match provider_statement::import(market, &file).await {
        Ok(_) => Ok(Told::default()),
        Err(ImportError::Failed(error)) => Err(error.into()),
        Err(why @ ImportError::NotAStatement(_)) => Ok(refused(why)),
    }
}
