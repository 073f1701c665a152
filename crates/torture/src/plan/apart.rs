//! What comes and goes in parts: a shop gives back some of an order, and somebody pays by hand.

use super::buyers::STEPS;
use super::{Hand, Line, Move, Payment, pay_well, place, way};
use crate::cell::Cell;
use crate::deed::{Back, Way};
use rehearsal::Dice;

/// Paid, and given back in parts, before it is delivered, after it, and twice at once.
pub(super) fn given_back(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let way = way(dice);
    let back = |dice: &mut Dice, nth| Move::GiveBack {
        buy,
        parcel: dice.below(2),
        nth,
        back: match dice.below(10) {
            0..=3 => Back::Amount(dice.one_of(&[100, 1_700, 4_000])),
            4..=6 => Back::Piece {
                to_shelf: dice.chance(50),
            },
            7 | 8 => Back::Delivery(dice.one_of(&[500, 2_500])),
            _ => Back::Everything,
        },
    };
    let mut line = vec![
        place(dice, buy, way == Way::Mpesa),
        pay_well(cell, buy, 0, way),
        Move::Answer {
            buy,
            approves: true,
        },
        Move::Jobs,
        back(dice, 0),
    ];
    if dice.chance(50) {
        line.extend([Move::Jobs, back(dice, 1)]);
    }
    for parcel in 0..2 {
        line.extend(STEPS.map(|step| Move::Step { buy, parcel, step }));
    }
    line.extend([back(dice, 2), back(dice, 3)]);
    if dice.chance(30) {
        line.push(Move::CancelByBuyer { buy });
    }
    line
}

/// Paid by hand: at once, in halves, too much, to a wrong number, beside a prompt, and after it was cancelled.
pub(super) fn by_hand(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let hand = |hand| Move::ByHand { buy, hand };
    let mut line = vec![place(dice, buy, true)];
    if dice.chance(40) {
        let payment = Box::new(Payment::any(dice, cell.order, Way::Mpesa));
        line.push(Move::Pay {
            buy,
            nth: 0,
            payment,
        });
        line.push(Move::Answer {
            buy,
            approves: dice.chance(40),
        });
    }
    if dice.chance(25) {
        line.push(hand(Hand::WrongNumber));
    }
    match dice.below(4) {
        0 => line.push(hand(Hand::TooMuch)),
        1 => line.push(hand(Hand::Whole)),
        _ => {
            line.push(hand(Hand::Half));
            line.push(Move::Tick);
            if dice.chance(80) {
                line.push(hand(Hand::Half));
            }
        }
    }
    line.push(Move::Jobs);
    if dice.chance(40) {
        line.extend([Move::CancelByBuyer { buy }, Move::Jobs]);
    }
    if dice.chance(40) {
        line.push(hand(Hand::Whole));
    }
    line
}
