//! What giving something back comes to, to the minor unit, before anything is written. Pure: preview and deed ask the same.

use kernel::{Money, MoneyError, OrderLineId};

use super::{Refund, RefundLine};
use crate::{Order, OrderLine};

/// What somebody wants to give back of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// So many pieces at their price, or what is left of the line if that is less.
    Pieces {
        count: u32,
        /// Whether they are on the shelf again.
        to_shelf: bool,
    },
    /// Money alone: the buyer keeps the goods.
    Amount(Money),
}

/// What somebody wants to give back of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// All that is left, delivery included.
    Everything { to_shelf: bool },
    Parts {
        lines: Vec<(OrderLineId, Part)>,
        delivery: Option<Money>,
    },
}

/// Why nothing can be given back like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRefund {
    #[error("nothing is asked for")]
    Nothing,
    #[error("there is no line {0} in this order, or it is named twice")]
    Line(OrderLineId),
    #[error("only {left} pieces of line {line} are left")]
    Pieces { line: OrderLineId, left: u32 },
    #[error("only {left} of line {line} is left")]
    Amount { line: OrderLineId, left: Money },
    #[error("only {left} of the delivery is left")]
    Delivery { left: Money },
}

/// Why it could not be reckoned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReckonError {
    #[error(transparent)]
    No(#[from] NoRefund),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// A refund to the minor unit: what goes to the buyer, and out of which frozen share each part of it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoned {
    pub lines: Vec<RefundLine>,
    pub shares: Shares,
}

/// Frozen shares: of an order, of a refund, or of what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// Goods without tax and commission.
    pub goods: Money,
    pub tax: Money,
    pub commission: Money,
    pub delivery: Money,
}

impl Shares {
    /// The shares of an order as they were frozen at placing.
    pub fn of(order: &Order) -> Result<Self, MoneyError> {
        Self::new(order.items, order.tax, order.commission, order.delivery)
    }

    pub(super) fn new(
        items: Money,
        tax: Money,
        commission: Money,
        delivery: Money,
    ) -> Result<Self, MoneyError> {
        Ok(Self {
            goods: items.minus(tax)?.minus(commission)?,
            tax,
            commission,
            delivery,
        })
    }

    /// What is left after these refunds.
    pub fn after(self, refunds: &[Refund]) -> Result<Self, MoneyError> {
        refunds.iter().try_fold(self, |left, refund| {
            Ok(Self {
                goods: left.goods.minus(refund.shares.goods)?,
                tax: left.tax.minus(refund.shares.tax)?,
                commission: left.commission.minus(refund.shares.commission)?,
                delivery: left.delivery.minus(refund.shares.delivery)?,
            })
        })
    }

    /// The goods with their tax and commission: what their buyer paid.
    pub fn items(&self) -> Result<Money, MoneyError> {
        self.goods.plus(self.tax)?.plus(self.commission)
    }

    /// Everything but the commission: the shop's side.
    pub fn of_shop(&self) -> Result<Money, MoneyError> {
        self.goods.plus(self.tax)?.plus(self.delivery)
    }

    pub fn total(&self) -> Result<Money, MoneyError> {
        self.of_shop()?.plus(self.commission)
    }
}

/// What is left of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineLeft {
    pub line: OrderLineId,
    pub pieces: u32,
    pub amount: Money,
}

/// What is left of an order's lines, in their order.
pub fn left(
    order: &Order,
    lines: &[OrderLine],
    before: &[Refund],
) -> Result<Vec<LineLeft>, MoneyError> {
    let own = lines.iter().filter(|line| line.order == order.id);
    own.map(|line| {
        let given = Given::of(line, before)?;
        Ok(LineLeft {
            line: line.id,
            pieces: line.quantity.saturating_sub(given.pieces),
            amount: line.total.minus(given.amount)?,
        })
    })
    .collect()
}

/// What was given back of a line before.
struct Given {
    pieces: u32,
    amount: Money,
    tax: Money,
    commission: Money,
}

impl Given {
    fn of(line: &OrderLine, before: &[Refund]) -> Result<Self, MoneyError> {
        let zero = Money::zero(line.total.currency());
        let nothing = Self {
            pieces: 0,
            amount: zero,
            tax: zero,
            commission: zero,
        };
        let parts = before.iter().flat_map(|refund| &refund.lines);
        parts
            .filter(|part| part.line == line.id)
            .try_fold(nothing, |sum, part| {
                Ok(Self {
                    pieces: sum.pieces.saturating_add(part.pieces),
                    amount: sum.amount.plus(part.amount)?,
                    tax: sum.tax.plus(part.tax)?,
                    commission: sum.commission.plus(part.commission)?,
                })
            })
    }
}

/// Reckons a wish against what was given back before.
pub fn reckon(
    order: &Order,
    lines: &[OrderLine],
    before: &[Refund],
    wish: &Wish,
) -> Result<Reckoned, ReckonError> {
    let own: Vec<&OrderLine> = lines.iter().filter(|line| line.order == order.id).collect();
    let left_of_delivery = Shares::of(order)?.after(before)?.delivery;
    let (parts, delivery) = match wish {
        Wish::Everything { to_shelf } => {
            let parts = own
                .iter()
                .map(|line| all_of(line, before, *to_shelf))
                .collect::<Result<Vec<_>, ReckonError>>()?;
            (parts.into_iter().flatten().collect(), left_of_delivery)
        }
        Wish::Parts { lines, delivery } => {
            let mut parts: Vec<RefundLine> = Vec::with_capacity(lines.len());
            for (id, part) in lines {
                let found = own.iter().find(|line| line.id == *id);
                let line = found
                    .filter(|line| parts.iter().all(|named| named.line != line.id))
                    .ok_or(NoRefund::Line(*id))?;
                parts.push(part_of(line, before, *part)?);
            }
            let delivery = delivery.unwrap_or(Money::zero(order.total.currency()));
            if delivery.minor() < 0 || delivery.minus(left_of_delivery)?.is_positive() {
                let left = left_of_delivery;
                return Err(NoRefund::Delivery { left }.into());
            }
            (parts, delivery)
        }
    };
    let currency = order.total.currency();
    let sum = |part: fn(&RefundLine) -> Money| Money::sum(currency, parts.iter().map(part));
    let shares = Shares::new(
        sum(|line| line.amount)?,
        sum(|line| line.tax)?,
        sum(|line| line.commission)?,
        delivery,
    )?;
    Ok(Reckoned {
        lines: parts,
        shares,
    })
}

/// All that is left of a line; nothing when nothing is.
fn all_of(
    line: &OrderLine,
    before: &[Refund],
    to_shelf: bool,
) -> Result<Option<RefundLine>, ReckonError> {
    let given = Given::of(line, before)?;
    let pieces = line.quantity.saturating_sub(given.pieces);
    let amount = line.total.minus(given.amount)?;
    if pieces == 0 && amount.is_zero() {
        return Ok(None);
    }
    let restocked = if to_shelf { pieces } else { 0 };
    Ok(Some(share(line, &given, (pieces, restocked), amount)?))
}

fn part_of(line: &OrderLine, before: &[Refund], part: Part) -> Result<RefundLine, ReckonError> {
    let given = Given::of(line, before)?;
    let left = line.total.minus(given.amount)?;
    let (pieces, restocked, amount) = match part {
        Part::Pieces { count, to_shelf } => {
            let pieces_left = line.quantity.saturating_sub(given.pieces);
            if count == 0 {
                return Err(NoRefund::Nothing.into());
            }
            if count > pieces_left {
                return Err(NoRefund::Pieces {
                    line: line.id,
                    left: pieces_left,
                }
                .into());
            }
            let full = line.unit_price.times(count)?;
            let amount = if full.minus(left)?.is_positive() {
                left
            } else {
                full
            };
            (count, if to_shelf { count } else { 0 }, amount)
        }
        Part::Amount(amount) => {
            if !amount.is_positive() {
                return Err(NoRefund::Nothing.into());
            }
            (0, 0, amount)
        }
    };
    if amount.minus(left)?.is_positive() {
        let line = line.id;
        return Err(NoRefund::Amount { line, left }.into());
    }
    Ok(share(line, &given, (pieces, restocked), amount)?)
}

/// The frozen shares in an amount of a line. Reckoned on all that has gone back so far and less what went before, so that no
/// rounding is ever left over: tax as its part of the line, commission as its part of what is not tax. Like this no share of any
/// refund is negative, however small.
fn share(
    line: &OrderLine,
    given: &Given,
    (pieces, restocked): (u32, u32),
    amount: Money,
) -> Result<RefundLine, MoneyError> {
    let so_far = given.amount.plus(amount)?;
    let tax = line.tax.pro_rata(so_far, line.total)?;
    let commission = line
        .commission
        .pro_rata(so_far.minus(tax)?, line.total.minus(line.tax)?)?;
    Ok(RefundLine {
        line: line.id,
        pieces,
        restocked,
        amount,
        tax: tax.minus(given.tax)?,
        commission: commission.minus(given.commission)?,
    })
}
