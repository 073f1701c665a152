//! Money that comes a long way: by bank transfer, and from a phone in another country.

use super::apart::{by_parts, prompt_beside};
use super::buyers::STEPS;
use super::{Hand, Line, Move, Payment, pay_well, place};
use crate::cell::Cell;
use crate::deed::{Back, Way};
use rehearsal::Dice;

/// Paid by bank: at once, in halves, too much, with a reference that nobody knows, beside a prompt, and after it was cancelled. The
/// statement is imported now and then, always from its first line.
pub(super) fn by_bank(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let sent = |hand| Move::Transfer { buy, hand };
    let mut line = vec![place(dice, buy, false)];
    if dice.chance(70) {
        line.push(Move::BeginTransfer { buy });
    }
    if dice.chance(35) {
        let way = dice.one_of(&[Way::Mtn, Way::Card, Way::FromKenya]);
        line.extend(prompt_beside(dice, cell, buy, way));
    }
    line.extend(by_parts(dice, sent, &Move::ImportBank));
    line.push(Move::ImportBank);
    line.push(Move::Jobs);
    match dice.below(4) {
        0 => line.extend([Move::CancelByBuyer { buy }, Move::Jobs]),
        1 => {
            line.push(Move::GiveBack {
                buy,
                parcel: 0,
                nth: 0,
                back: Back::Amount(1_700),
            });
            line.push(Move::Jobs);
        }
        _ => {}
    }
    if dice.chance(40) {
        line.extend([sent(Hand::Whole), Move::ImportBank]);
    }
    line
}

/// Zambian goods, paid from a Kenyan phone: now and then after a try at home, given back in parts, cancelled, or delivered.
pub(super) fn from_abroad(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let abroad = Way::FromKenya;
    let mut line = vec![place(dice, buy, false)];
    if dice.chance(50) {
        let way = dice.one_of(&[abroad, abroad, Way::Mtn, Way::Card]);
        let payment = Box::new(Payment::any(dice, cell.order, way));
        line.push(Move::Pay {
            buy,
            nth: 0,
            payment,
        });
        line.push(Move::Answer {
            buy,
            approves: dice.chance(50),
        });
        line.push(Move::Jobs);
    }
    line.push(pay_well(cell, buy, 1, abroad));
    line.push(Move::Answer {
        buy,
        approves: true,
    });
    line.push(Move::Jobs);
    for nth in 0..dice.below(3) {
        line.push(Move::GiveBack {
            buy,
            parcel: dice.below(2),
            nth,
            back: dice.one_of(&[
                Back::Amount(1_700),
                Back::Piece { to_shelf: true },
                Back::Delivery(500),
            ]),
        });
    }
    if dice.chance(40) {
        line.extend([Move::CancelByBuyer { buy }, Move::Jobs]);
        return line;
    }
    for parcel in 0..2 {
        line.extend(STEPS.map(|step| Move::Step { buy, parcel, step }));
    }
    line
}
