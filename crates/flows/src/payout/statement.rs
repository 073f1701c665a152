//! What a shop's members read about its money: balances, payouts, and every line that makes them.

use catalog::cash::CashTerms;
use kernel::{Currency, Money, OrderId, PhoneNumber, Timestamp};
use orders::order;
use orders::refunds::{self, Refund};
use payments::{Disbursement, disbursement};
use store::{Shop, Tx};

use super::{Earnings, balances};
use crate::{Error, Market};

const PAYOUTS_MAX: i64 = 20;
const LINES_MAX: i64 = 50;
const REFUNDS_MAX: i64 = 50;

/// A posting to what the shop may spend.
#[derive(Debug, Clone)]
pub struct Line {
    pub at: Timestamp,
    /// The journal's kind, for `words::LedgerWords`.
    pub kind: String,
    /// The order it comes from, if it comes from one.
    pub order: Option<String>,
    /// What it adds; negative when it takes.
    pub amount: Money,
}

#[derive(Debug, Clone)]
pub struct Statement {
    pub earnings: Earnings,
    /// When the next delivered order's money is the shop's.
    pub next_complete_at: Option<Timestamp>,
    /// Newest first.
    pub payouts: Vec<Disbursement>,
    /// Newest first.
    pub lines: Vec<Line>,
    /// What was given back, newest first, with the number of its order: also what never became the shop's to spend.
    pub refunds: Vec<(String, Refund)>,
    pub payout_phone: Option<PhoneNumber>,
    pub cash: Option<CashTerms>,
}

/// Reads a shop's money in its own scope.
pub async fn statement(
    market: &Market,
    scope: Shop,
    currency: Currency,
) -> Result<Statement, Error> {
    let mut tx = Tx::begin(&market.pools.app, scope).await?;
    let shop = scope.shop;
    let earnings = balances(&mut tx, shop, currency).await?;
    let hold = time::Duration::hours(market.settings.hold_earnings_hours);
    let delivered = order::oldest_delivered(&mut *tx, shop).await?;
    let posted = ledger::available_lines(&mut *tx, shop, currency, LINES_MAX).await?;
    let given = refunds::list_of_shop(&mut tx, shop, REFUNDS_MAX).await?;
    let ids: Vec<OrderId> = posted
        .iter()
        .filter_map(|line| order_of(&line.cause))
        .chain(given.iter().map(|refund| refund.order))
        .collect();
    let orders = order::list(&mut *tx, &ids).await?;
    let number = |id: OrderId| {
        let found = orders.iter().find(|order| order.id == id);
        found.map(|order| order.number.to_string())
    };
    let mut lines = Vec::with_capacity(posted.len());
    for line in posted {
        lines.push(Line {
            at: line.at,
            order: order_of(&line.cause).and_then(number),
            kind: line.kind,
            amount: Money::zero(currency).minus(line.amount)?,
        });
    }
    let given = given
        .into_iter()
        .map(|refund| (number(refund.order).unwrap_or_default(), refund));
    Ok(Statement {
        earnings,
        next_complete_at: delivered.map(|at| at + hold),
        payouts: disbursement::list_of_shop(&mut *tx, shop, PAYOUTS_MAX).await?,
        lines,
        refunds: given.collect(),
        payout_phone: catalog::shops::payout_phone(&mut *tx, shop).await?,
        cash: catalog::cash::terms(&mut *tx, shop).await?,
    })
}

/// `completed:<order>`, `own_share:<order>`, `refund:<order>:<refund>`. Other causes name what is no order, and none is found by it.
fn order_of(cause: &str) -> Option<OrderId> {
    cause.split(':').nth(1).and_then(|id| id.parse().ok())
}
