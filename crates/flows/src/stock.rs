//! A purchase's stock: held while the money may come, sold when it did, given back when it will not.

use catalog::stock::{self, Want};
use catalog::{Shortage, StockError};
use kernel::{Id, PurchaseId, ShopId, Timestamp};
use orders::refunds::Reckoned;
use orders::{OrderLine, order};
use serde_json::json;
use store::{Platform, Topic, Tx};

use crate::Error;

const ACTOR: &str = "purchase";

/// Holds every line or none; the inner error names the lines that are short. A variant of which few are left from now on is
/// announced; selling what is held leaves as many as before.
pub(crate) async fn hold(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    now: Timestamp,
) -> Result<Result<(), Vec<Shortage>>, Error> {
    let lines = order::lines_of_purchase(&mut **tx, purchase).await?;
    let wants: Vec<Want> = lines
        .iter()
        .map(|line| Want {
            variant: line.variant,
            shop: line.shop,
            quantity: line.quantity,
        })
        .collect();
    match stock::hold(tx, &wants, purchase, ACTOR, now).await {
        Ok(left) => {
            for low in left.iter().filter(|left| left.has_become_low()) {
                let payload = json!({"shop": low.shop, "left": low.after});
                let about = low.variant.uuid();
                store::publish(tx, Topic::InventoryLowStock, about, payload, now).await?;
            }
            Ok(Ok(()))
        }
        Err(StockError::OutOfStock(short)) => Ok(Err(short)),
        Err(other) => Err(failed(other)),
    }
}

pub(crate) async fn sell(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    now: Timestamp,
) -> Result<(), Error> {
    stock::sell(tx, purchase, ACTOR, now)
        .await
        .map_err(failed)?;
    Ok(())
}

pub(crate) async fn release(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    now: Timestamp,
) -> Result<(), Error> {
    stock::release(tx, purchase, None, ACTOR, now)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Puts back what was sold to one shop's order.
pub(crate) async fn put_back(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    shop: ShopId,
    now: Timestamp,
) -> Result<(), Error> {
    stock::put_back(tx, purchase, Some(shop), ACTOR, now)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Puts back the pieces of a refund that are on the shelf again.
pub(crate) async fn put_back_some(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    lines: &[OrderLine],
    reckoned: &Reckoned,
    now: Timestamp,
) -> Result<(), Error> {
    let on_shelf = reckoned.lines.iter().filter(|part| part.restocked > 0);
    let wants: Vec<Want> = on_shelf
        .filter_map(|part| {
            let line = lines.iter().find(|line| line.id == part.line)?;
            Some(Want {
                variant: line.variant,
                shop: line.shop,
                quantity: part.restocked,
            })
        })
        .collect();
    if wants.is_empty() {
        return Ok(());
    }
    stock::put_back_some(tx, purchase, &wants, ACTOR, now)
        .await
        .map_err(failed)
}

fn failed(error: StockError) -> Error {
    match error {
        StockError::Store(error) => Error::Store(error),
        // Snapshot lines are positive and never repeat a correction: whatever else is said, the books are broken.
        StockError::OutOfStock(_) | StockError::NotPositive | StockError::BelowHeld { .. } => {
            Error::Store(store::Error::corrupt("stock_movements", "kind", "purchase"))
        }
    }
}
