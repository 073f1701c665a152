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
        line.extend(prompt_beside(dice, cell, buy, Way::Mpesa));
    }
    line.extend(by_parts(dice, hand, &Move::Tick));
    line.push(Move::Jobs);
    if dice.chance(40) {
        line.extend([Move::CancelByBuyer { buy }, Move::Jobs]);
    }
    if dice.chance(40) {
        line.push(hand(Hand::Whole));
    }
    line
}

/// A prompt beside what comes by hand, which its person mostly refuses.
pub(super) fn prompt_beside(dice: &mut Dice, cell: Cell, buy: usize, way: Way) -> [Move; 2] {
    let payment = Box::new(Payment::any(dice, cell.order, way));
    let approves = dice.chance(40);
    let pay = Move::Pay {
        buy,
        nth: 0,
        payment,
    };
    [pay, Move::Answer { buy, approves }]
}

/// What somebody sends who is not asked: now and then to nobody first; too much, all of it, or a half and mostly the other.
pub(super) fn by_parts(dice: &mut Dice, send: impl Fn(Hand) -> Move, between: &Move) -> Line {
    let mut line = Vec::new();
    if dice.chance(25) {
        line.push(send(Hand::WrongNumber));
    }
    match dice.below(4) {
        0 => line.push(send(Hand::TooMuch)),
        1 => line.push(send(Hand::Whole)),
        _ => {
            line.extend([send(Hand::Half), between.clone()]);
            if dice.chance(80) {
                line.push(send(Hand::Half));
            }
        }
    }
    line
}
