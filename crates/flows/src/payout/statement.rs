//! What a shop's members read about its money: balances, payouts, and every line that makes them.

use catalog::cash::CashTerms;
use catalog::delivery;
use catalog::shops::PayoutDestinations;
use kernel::{Currency, Money, OrderNumber, Timestamp};
use ledger::Account;
use ledger::shop::{self as books, Sought};
use orders::order;
use orders::refunds::Refund;
use payments::{Disbursement, disbursement};
use store::{Shop, Tx};

use super::lines::{self, Line};
use super::{Earnings, balances, pending_accounts};
use crate::{Error, Market};

const PAYOUTS_MAX: i64 = 20;
const LINES_MAX: i64 = 50;
const REFUNDS_MAX: i64 = 50;

#[derive(Debug, Clone)]
pub struct Statement {
    pub earnings: Earnings,
    /// When the next delivered order's money is the shop's.
    pub next_available_at: Option<Timestamp>,
    /// Newest first.
    pub payouts: Vec<Disbursement>,
    /// Postings to what the shop may spend, newest first.
    pub lines: Vec<Line>,
    /// What was given back, newest first, with the number of its order: also what never became the shop's to spend.
    pub refunds: Vec<(OrderNumber, Refund)>,
    /// Where its money goes.
    pub paid_to: PayoutDestinations,
    pub cash: Option<CashTerms>,
    /// The areas it delivers to, of which it may choose those where it takes cash.
    pub delivers_to: Vec<String>,
}

/// Reads a shop's money in its own scope.
pub async fn statement(
    market: &Market,
    scope: Shop,
    currency: Currency,
) -> Result<Statement, Error> {
    let mut tx = Tx::begin(&market.pools.app, scope).await?;
    let shop = scope.shop;
    let sought = Sought::new(shop, currency, &[Account::ShopAvailable(shop)]);
    let posted = books::lines(&mut *tx, &sought, LINES_MAX).await?;
    let fees = delivery::list_fees(&mut *tx, shop).await?;
    Ok(Statement {
        earnings: balances(&mut tx, shop, currency).await?,
        next_available_at: order::next_available(&mut *tx, shop).await?,
        payouts: disbursement::list_of_shop(&mut *tx, shop, PAYOUTS_MAX).await?,
        lines: lines::read(&mut tx, shop, posted, -1).await?,
        refunds: lines::given_back(&mut tx, shop, REFUNDS_MAX).await?,
        paid_to: catalog::shops::payout_destinations(&mut *tx, shop).await?,
        cash: catalog::cash::terms(&mut *tx, shop).await?,
        delivers_to: fees.into_iter().map(|fee| fee.area).collect(),
    })
}

/// An order whose money is not the shop's to spend yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub number: OrderNumber,
    /// What it will bring.
    pub amount: Money,
    pub when: When,
}

/// When money that waits becomes the shop's, and why then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// When the dispute about its payment is decided.
    Decided { disputed_since: Timestamp },
    /// So long after its delivery, which has not been yet.
    AfterDelivery,
    /// Said at the delivery, and never changed.
    On {
        at: Timestamp,
        delivered_at: Timestamp,
    },
}

impl When {
    /// `None`: it is the shop's already, or the order came to nothing.
    pub fn of(order: &orders::Order) -> Option<Self> {
        let by_itself = match (order.state, order.available_at, order.delivered_at) {
            (orders::OrderState::Delivered, Some(at), Some(delivered_at)) => {
                Some(Self::On { at, delivered_at })
            }
            (
                orders::OrderState::Confirmed
                | orders::OrderState::Packed
                | orders::OrderState::HandedOver,
                _,
                _,
            ) => Some(Self::AfterDelivery),
            _ => None,
        };
        let decided = |disputed_since| Self::Decided { disputed_since };
        by_itself.map(|when| order.disputed_since.map_or(when, decided))
    }
}

/// What is pending, by order, oldest first: the amounts are what is pending, exactly.
pub async fn waiting(
    market: &Market,
    scope: Shop,
    currency: Currency,
) -> Result<Vec<Waiting>, Error> {
    let mut tx = Tx::begin(&market.pools.app, scope).await?;
    let shop = scope.shop;
    let accounts = pending_accounts(shop);
    let sought = Sought::new(shop, currency, &accounts);
    let open = books::open_purchases(&mut *tx, &sought).await?;
    let purchases: Vec<_> = open.iter().map(|(purchase, _)| *purchase).collect();
    let orders = order::list_of_shop_in(&mut *tx, shop, &purchases).await?;
    open.into_iter()
        .map(|(purchase, posted)| {
            let found = orders.iter().find(|order| order.purchase == purchase);
            let order = found
                .ok_or_else(|| store::Error::corrupt("ledger_journals", "purchase_id", purchase))?;
            Ok(Waiting {
                number: order.number,
                amount: Money::zero(currency).minus(posted)?,
                when: When::of(order).unwrap_or(When::AfterDelivery),
            })
        })
        .collect()
}
