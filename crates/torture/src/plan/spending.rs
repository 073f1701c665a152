//! Store credit: made by a purchase that is cancelled where no provider sends back, then spent.

use super::{Line, Move, Payment, pay_well};
use crate::cell::Cell;
use crate::deed::Way;
use rehearsal::Dice;

/// A Kenyan product and its count.
const fn goods(count: u32) -> (usize, u32) {
    (3, count)
}

/// Cancelled and credited; then part of it beside a prompt that may fail, and what is left alone; and somebody else's purchase reaches
/// for the same wallet meanwhile. Takes four buys.
pub(super) fn lines(dice: &mut Dice, cell: Cell, buy: usize) -> [Line; 2] {
    let (beside, alone, other) = (buy + 1, buy + 2, buy + 3);
    let place = |buy, count| Move::Place {
        buy,
        lines: vec![goods(count)],
    };
    let answer = |buy, approves| Move::Answer { buy, approves };
    let with = |buy, nth, payment| Move::PayBeside {
        buy,
        nth,
        payment: Box::new(payment),
        of: beside - 1,
    };
    let mut first = vec![
        place(buy, 4),
        pay_well(cell, buy, 0, Way::Mpesa),
        answer(buy, true),
        Move::Jobs,
        Move::Tick,
        Move::CancelByBuyer { buy },
        Move::Jobs,
        place(alone, 1),
        Move::PayWithCredit {
            buy: alone,
            of: buy,
        },
        place(beside, 1),
        with(beside, 0, Payment::any(dice, cell.order, Way::Mpesa)),
        answer(beside, dice.chance(50)),
    ];
    if dice.chance(30) {
        first.push(Move::CancelByBuyer { buy: beside });
    }
    first.push(with(beside, 1, Payment::good(cell.order, Way::Mpesa)));
    first.push(answer(beside, true));
    first.push(Move::Jobs);
    if dice.chance(50) {
        first.push(Move::CancelByBuyer { buy: alone });
    }
    let mut second = vec![
        place(other, 1 + u32::from(dice.chance(50))),
        with(other, 0, Payment::any(dice, cell.order, Way::Mpesa)),
        answer(other, dice.chance(60)),
        Move::PayWithCredit {
            buy: other,
            of: buy,
        },
    ];
    if dice.chance(30) {
        second.push(Move::CancelByBuyer { buy: other });
    }
    [first, second]
}
