//! Which lines an amount is the sum of: what a shop reads about its money leads here, and here to postings and nothing else.

use std::collections::BTreeMap;

use kernel::{Currency, DisbursementId, Money, OrderId, OrderNumber, ShopId, Timestamp};
use ledger::shop::{self as books, Sought};
use ledger::{Account, Kind};
use orders::Order;
use orders::commission::{Charged, rules};
use orders::order;
use orders::refunds::{self, Refund, Way};
use payments::{Disbursement, Purpose, disbursement};
use store::{Shop, Tx};

use super::earned;
use crate::{Error, Market};

kernel::text_enum! {
    /// A balance of a shop that it may ask about. Its text stands in addresses.
    pub enum Figure {
        /// May be paid out, refunds and all.
        Available = "available",
        /// On its way to the shop.
        InTransit = "in-transit",
        /// Owed to the marketplace on cash the shop's riders took.
        Debt = "debt",
        /// What a payout would carry: available less debt. Less than nothing is nothing.
        Payable = "payable",
    }
}

impl Figure {
    fn accounts(self, shop: ShopId) -> Vec<Account> {
        match self {
            Self::Available => vec![Account::ShopAvailable(shop)],
            Self::InTransit => vec![Account::PayoutInTransit(shop)],
            Self::Debt => vec![Account::CodDebt(shop)],
            Self::Payable => vec![Account::ShopAvailable(shop), Account::CodDebt(shop)],
        }
    }
}

/// A posting as its shop reads it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The posting's own.
    pub id: i64,
    pub at: Timestamp,
    /// The journal's kind, for `words::LedgerWords`.
    pub kind: String,
    /// The account's name, for `words::PartWords`.
    pub account: String,
    /// The order it comes from, if it comes from one.
    pub order: Option<OrderNumber>,
    /// What it adds to what it is a line of; negative when it takes.
    pub amount: Money,
    /// What the line of a completed order is made of.
    pub made: Option<Made>,
}

/// What an order's money is made of: the sale less commission and less what was given back of the shop's side until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// What the buyer paid: goods and delivery.
    pub sale: Money,
    pub commission: Money,
    /// What may be said of the commission.
    pub charged: Charged,
    pub given_back: Money,
}

impl Made {
    /// `own` is what is left of the order for its shop.
    pub fn of(order: &Order, own: Money, charged: Charged) -> Result<Self, Error> {
        Ok(Self {
            sale: order.total,
            commission: order.commission,
            charged,
            given_back: order.total.minus(order.commission)?.minus(own)?,
        })
    }
}

/// An amount, and the lines it is the sum of.
#[derive(Debug, Clone)]
pub struct Explained {
    pub total: Money,
    /// Newest first.
    pub lines: Vec<Line>,
    pub earlier: Option<Earlier>,
}

/// Lines that are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// They were posted before this posting.
    pub before: i64,
    /// What they come to.
    pub amount: Money,
}

/// A balance of the shop, now or as it was before a posting, with its newest lines.
pub async fn figure(
    market: &Market,
    scope: Shop,
    currency: Currency,
    figure: Figure,
    before: Option<i64>,
    count_max: i64,
) -> Result<Explained, Error> {
    let mut tx = Tx::begin(&market.pools.app, scope).await?;
    let accounts = figure.accounts(scope.shop);
    let sought = Sought {
        before,
        ..Sought::new(scope.shop, currency, &accounts)
    };
    // What a shop owes is shown as it is; everything else is owed to it.
    let sign = if figure == Figure::Debt { 1 } else { -1 };
    explained(&mut tx, scope.shop, &sought, sign, count_max).await
}

/// What was earned between two moments: every share of the shop in what was paid then, by phone, card or at the door.
pub async fn earned_between(
    market: &Market,
    scope: Shop,
    currency: Currency,
    (from, until): (Timestamp, Timestamp),
    before: Option<i64>,
    count_max: i64,
) -> Result<Explained, Error> {
    let mut tx = Tx::begin(&market.pools.app, scope).await?;
    let sought = Sought {
        before,
        until: Some(until),
        ..earned(scope.shop, currency, from)
    };
    explained(&mut tx, scope.shop, &sought, -1, count_max).await
}

/// A payout, and what it carried: `earlier` and `lines` less what `stayed`.
#[derive(Debug, Clone)]
pub struct PayoutMade {
    pub payout: Disbursement,
    /// What was left when the payout before it had set out.
    pub earlier: Option<Earlier>,
    /// What came since, newest first.
    pub lines: Vec<Line>,
    /// What one transfer could not carry.
    pub stayed: Option<Earlier>,
}

/// `None`: not this shop's.
pub async fn of_payout(
    market: &Market,
    scope: Shop,
    id: DisbursementId,
    count_max: i64,
) -> Result<Option<PayoutMade>, Error> {
    let mut tx = Tx::begin(&market.pools.app, scope).await?;
    let shop = scope.shop;
    let found = disbursement::find(&mut *tx, id).await?;
    let is_its = |found: &Disbursement| matches!(found.purpose, Purpose::Payout { shop: of, .. } if of == shop);
    let Some(payout) = found.filter(is_its) else {
        return Ok(None);
    };
    let currency = payout.amount.currency();
    let all = Sought::new(shop, currency, &[Account::ShopAvailable(shop)]);
    let cause = super::cause_of(id);
    let own = Sought {
        cause: Some(&cause),
        ..all.clone()
    };
    let Some(own) = books::lines(&mut *tx, &own, 1).await?.pop() else {
        return Err(store::Error::corrupt("ledger_journals", "cause", cause).into());
    };
    let payouts = Sought {
        before: Some(own.id),
        kinds: &[Kind::PayoutRequested],
        ..all.clone()
    };
    let last = books::lines(&mut *tx, &payouts, 1).await?.pop();
    let since = Sought {
        before: Some(own.id),
        after: last.map(|last| last.id),
        ..all.clone()
    };
    let posted = books::lines(&mut *tx, &since, count_max).await?;
    let before = posted.last().map_or(own.id, |oldest| oldest.id);
    let earlier = balance_before(&mut tx, &all, before).await?;
    let stayed = balance_before(&mut tx, &all, own.id + 1).await?;
    Ok(Some(PayoutMade {
        lines: read(&mut tx, shop, posted, -1).await?,
        payout,
        earlier,
        stayed,
    }))
}

/// What was available before a posting; nothing if it was nothing.
async fn balance_before(
    conn: &mut sqlx::PgConnection,
    all: &Sought<'_>,
    before: i64,
) -> Result<Option<Earlier>, Error> {
    let sought = Sought {
        before: Some(before),
        ..all.clone()
    };
    let (posted, _) = books::sum(&mut *conn, &sought).await?;
    let amount = signed(posted, -1);
    Ok((!amount.is_zero()).then_some(Earlier { before, amount }))
}

/// What an order brought its shop, line by line.
#[derive(Debug, Clone)]
pub struct OrderMoney {
    /// Oldest first. Nothing was paid yet, or nothing was left to pay, where there are none.
    pub lines: Vec<Line>,
    /// What the shop gave back by its own hand when the cash was its own: the books hold no cash of a shop's.
    pub by_hand: Vec<(Timestamp, Money)>,
    /// What is left of the order for the shop: the sum of both.
    pub own: Money,
    pub made: Made,
}

/// The postings of every share of an order. What only moves from one account of the shop's to the next is no line.
pub(crate) async fn of_order(
    conn: &mut sqlx::PgConnection,
    order: &Order,
    refunds: &[Refund],
) -> Result<OrderMoney, Error> {
    let (shop, currency) = (order.shop, order.total.currency());
    let mut accounts = super::waiting_accounts(shop).to_vec();
    accounts.push(Account::ShopAvailable(shop));
    let sought = Sought {
        purchase: Some(order.purchase),
        kinds: &[
            Kind::Collected,
            Kind::CashCollected,
            Kind::RefundDecided,
            Kind::CashGivenBack,
        ],
        ..Sought::new(shop, currency, &accounts)
    };
    let mut posted = books::lines(&mut *conn, &sought, i64::MAX).await?;
    posted.reverse();
    let mut by_hand = Vec::new();
    for refund in refunds.iter().filter(|refund| refund.way == Way::InHand) {
        let own = posted.iter().filter(|line| line.cause == refund.cause);
        let booked = signed(Money::sum(currency, own.map(|line| line.amount))?, -1);
        // Until the order is complete the books take all of the shop's side; later, only the commission comes back to it.
        let hand = refund.shares.of_shop()?.plus(booked)?;
        if !hand.is_zero() {
            by_hand.push((refund.at, signed(hand, -1)));
        }
    }
    let lines = read(conn, shop, posted, -1).await?;
    let all = lines.iter().map(|line| line.amount);
    let own = Money::sum(
        currency,
        all.chain(by_hand.iter().map(|(_, amount)| *amount)),
    )?;
    let charged = rules::charged(&mut *conn, &[order.id]).await?;
    // Of what nobody paid for nothing is left, and nothing was given back.
    let made_of = if lines.is_empty() && by_hand.is_empty() {
        order.total.minus(order.commission)?
    } else {
        own
    };
    Ok(OrderMoney {
        made: Made::of(order, made_of, of_lines(&charged, order.id))?,
        lines,
        by_hand,
        own,
    })
}

async fn explained(
    conn: &mut sqlx::PgConnection,
    shop: ShopId,
    sought: &Sought<'_>,
    sign: i64,
    count_max: i64,
) -> Result<Explained, Error> {
    let (total, _) = books::sum(&mut *conn, sought).await?;
    let posted = books::lines(&mut *conn, sought, count_max).await?;
    let mut earlier = None;
    if let Some(oldest) = posted.last() {
        let before = oldest.id;
        let rest = Sought {
            before: Some(before),
            ..sought.clone()
        };
        let (amount, journals) = books::sum(&mut *conn, &rest).await?;
        earlier = (journals > 0).then(|| Earlier {
            before,
            amount: signed(amount, sign),
        });
    }
    Ok(Explained {
        total: signed(total, sign),
        lines: read(conn, shop, posted, sign).await?,
        earlier,
    })
}

/// Postings as a shop reads them, each with its order and, where that was completed, what it was made of.
pub(super) async fn read(
    conn: &mut sqlx::PgConnection,
    shop: ShopId,
    posted: Vec<books::Line>,
    sign: i64,
) -> Result<Vec<Line>, Error> {
    let purchases: Vec<_> = posted.iter().filter_map(|line| line.purchase).collect();
    let orders = order::list_of_shop_in(&mut *conn, shop, &purchases).await?;
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    let charged = rules::charged(&mut *conn, &ids).await?;
    posted
        .into_iter()
        .map(|line| {
            let found = orders
                .iter()
                .find(|order| Some(order.purchase) == line.purchase);
            let amount = signed(line.amount, sign);
            let made = match found {
                Some(order) if line.cause == crate::complete::cause(order) => {
                    Some(Made::of(order, amount, of_lines(&charged, order.id))?)
                }
                Some(_) | None => None,
            };
            Ok(Line {
                id: line.id,
                at: line.at,
                kind: line.kind,
                account: line.account,
                order: found.map(|order| order.number),
                amount,
                made,
            })
        })
        .collect()
}

/// No order is without lines.
fn of_lines(charged: &BTreeMap<OrderId, Charged>, order: OrderId) -> Charged {
    charged.get(&order).copied().unwrap_or(Charged::ByLine)
}

fn signed(amount: Money, sign: i64) -> Money {
    Money::new(amount.minor() * sign, amount.currency())
}

/// The refunds of a shop, newest first, each with the number of its order.
pub(super) async fn given_back(
    conn: &mut sqlx::PgConnection,
    shop: ShopId,
    count_max: i64,
) -> Result<Vec<(OrderNumber, Refund)>, Error> {
    let given = refunds::list_of_shop(&mut *conn, shop, count_max).await?;
    let ids: Vec<OrderId> = given.iter().map(|refund| refund.order).collect();
    let orders = order::list(&mut *conn, &ids).await?;
    let with_number = given.into_iter().filter_map(|refund| {
        let found = orders.iter().find(|order| order.id == refund.order)?;
        Some((found.number, refund))
    });
    Ok(with_number.collect())
}
