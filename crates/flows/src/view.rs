//! A purchase as its buyer sees it.

use kernel::{AccessKey, Money, OrderNumber, PhoneNumber, PurchaseId, PurchaseNumber, ShopId};
use ledger::Account;
use orders::documents::{self, Document};
use orders::refunds::{self, Refund};
use orders::sellers::{self, Seller};
use orders::{Order, OrderLine, Purchase, PurchaseState, TimelineEntry, order, purchase, timeline};
use payments::{Attempt, attempt};
use store::{Buyer, Cursor, Page, Platform, PlatformFlow, Shop, Tx};

use crate::payout::{self, OrderMoney};
use crate::{Error, Market, place};

/// Everything the order page shows.
#[derive(Debug, Clone)]
pub struct PurchaseView {
    pub purchase: Purchase,
    pub orders: Vec<Order>,
    pub lines: Vec<OrderLine>,
    pub timeline: Vec<TimelineEntry>,
    /// Newest first.
    pub attempts: Vec<Attempt>,
    pub sellers: Vec<Seller>,
    /// The names of shops that have closed since.
    pub closed: Vec<(ShopId, String)>,
    /// What the buyer must get back.
    pub owed: Money,
    /// What was given back of paid orders, oldest first.
    pub refunds: Vec<Refund>,
    /// Invoices and credit notes, oldest first.
    pub documents: Vec<Document>,
}

impl PurchaseView {
    pub fn seller(&self, shop: ShopId) -> Option<&Seller> {
        self.sellers.iter().find(|seller| seller.shop == shop)
    }

    /// What a shop is called, or was when it closed.
    pub fn shop_name(&self, shop: ShopId) -> Option<&str> {
        let open = self.seller(shop).map(|seller| seller.name.as_str());
        open.or_else(|| {
            let closed = self.closed.iter().find(|(closed, _)| *closed == shop);
            closed.map(|(_, name)| name.as_str())
        })
    }

    pub fn lines_of(&self, order: &Order) -> impl Iterator<Item = &OrderLine> {
        self.lines.iter().filter(|line| line.order == order.id)
    }
}

/// A key opens a purchase, or says nothing.
pub async fn open(
    market: &Market,
    number: PurchaseNumber,
    key: &AccessKey,
) -> Result<Option<PurchaseId>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Track)).await?;
    Ok(purchase::opens(&mut *tx, number, key).await?)
}

/// The purchase with this number and phone, for the look-up form: the caller sends a code to the phone and tells nobody whether
/// there is one.
pub async fn track(
    market: &Market,
    number: PurchaseNumber,
    phone: &PhoneNumber,
) -> Result<Option<PurchaseId>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Track)).await?;
    let found = purchase::find_by_number(&mut *tx, number).await?;
    Ok(found
        .filter(|purchase| purchase.recipient.phone == *phone)
        .map(|purchase| purchase.id))
}

/// Finds which purchase a number is, for someone who may see it.
pub async fn find(
    market: &Market,
    buyer: Buyer,
    number: PurchaseNumber,
) -> Result<Option<PurchaseId>, Error> {
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    Ok(purchase::find_by_number(&mut *tx, number)
        .await?
        .map(|purchase| purchase.id))
}

/// The whole purchase. `None`: not this buyer's.
pub async fn of(
    market: &Market,
    buyer: Buyer,
    id: PurchaseId,
) -> Result<Option<PurchaseView>, Error> {
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    let Some(purchase) = purchase::find(&mut *tx, id).await? else {
        return Ok(None);
    };
    let orders = order::list_of_purchase(&mut *tx, id).await?;
    let lines = order::lines_of_purchase(&mut *tx, id).await?;
    let timeline = timeline::of_purchase(&mut *tx, id).await?;
    let attempts = attempt::list_of_purchase(&mut *tx, id).await?;
    let refunds = refunds::list_of_purchase(&mut tx, id).await?;
    let documents = documents::list_of_purchase(&mut *tx, id).await?;
    let due = ledger::balance(&mut *tx, &Account::RefundDue(id), purchase.total.currency()).await?;
    tx.commit().await?;
    let shops: Vec<ShopId> = orders.iter().map(|order| order.shop).collect();
    let sellers = sellers::list(&market.pools.storefront, &shops).await?;
    let closed = if sellers.len() < shops.len() {
        sellers::closed(&market.pools.storefront, &shops).await?
    } else {
        Vec::new()
    };
    // What we owe is a credit.
    let owed = Money::zero(due.currency()).minus(due)?;
    Ok(Some(PurchaseView {
        purchase,
        orders,
        lines,
        timeline,
        attempts,
        sellers,
        closed,
        owed,
        refunds,
        documents,
    }))
}

/// A signed-in buyer's purchases, newest first.
pub async fn history(
    market: &Market,
    buyer: Buyer,
    state: Option<PurchaseState>,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Purchase>, Error> {
    let Some(person) = buyer.person else {
        return Ok(Page {
            rows: Vec::new(),
            next: None,
        });
    };
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    Ok(purchase::list_of_buyer(&mut *tx, person, state, after, size).await?)
}

/// One order as its shop sees it: its own lines and events only.
#[derive(Debug, Clone)]
pub struct ShopOrderView {
    pub order: Order,
    pub lines: Vec<OrderLine>,
    pub timeline: Vec<TimelineEntry>,
    /// Oldest first.
    pub refunds: Vec<Refund>,
    /// Invoices and credit notes, oldest first.
    pub documents: Vec<Document>,
    pub money: OrderMoney,
}

/// `None`: not this shop's.
pub async fn shop_order(
    market: &Market,
    shop: Shop,
    number: OrderNumber,
) -> Result<Option<ShopOrderView>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    let Some(order) = order::find_by_number(&mut *tx, number).await? else {
        return Ok(None);
    };
    let lines = order::lines_of_purchase(&mut *tx, order.purchase).await?;
    let timeline = timeline::of_purchase(&mut *tx, order.purchase).await?;
    let refunds = refunds::list_of_order(&mut tx, order.id).await?;
    let documents = documents::list_of_purchase(&mut *tx, order.purchase).await?;
    let money = payout::of_order(&mut tx, &order, &refunds).await?;
    Ok(Some(ShopOrderView {
        order,
        lines,
        timeline,
        refunds,
        documents,
        money,
    }))
}

/// The link that opens a purchase for whoever holds it.
pub fn link(market: &Market, number: PurchaseNumber, key: &AccessKey) -> String {
    format!(
        "{}/orders/{number}?k={}",
        market.settings.public_url,
        key.to_hex()
    )
}

/// The same link made once more, for a message. `None` when the secret was changed since the purchase was placed: the key that
/// follows from the new one opens nothing.
pub(crate) async fn link_again(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
) -> Result<Option<String>, Error> {
    let Some((cart, placed_with)) = purchase::made_by(&mut **tx, purchase.id).await? else {
        return Ok(None);
    };
    let key = place::access_key(market, cart, &placed_with);
    let opened = purchase::opens(&mut **tx, purchase.number, &key).await?;
    Ok(opened.map(|_| link(market, purchase.number, &key)))
}
