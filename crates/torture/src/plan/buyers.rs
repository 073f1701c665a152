//! What buyers do, each in their order.

use super::{Line, Move, Payment, other_way, pay, pay_well, place, way};
use crate::cell::Cell;
use crate::deed::{ShopStep, Way};
use rehearsal::Dice;

pub(super) const STEPS: [ShopStep; 3] = [ShopStep::Pack, ShopStep::HandOver, ShopStep::Deliver];

/// Bought, paid, delivered.
pub(super) fn sale(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let way = way(dice);
    let mut line = vec![place(dice, buy, way == Way::Mpesa)];
    if dice.chance(40) {
        line.push(pay(dice, cell, buy, 0, way));
        line.push(Move::Answer {
            buy,
            approves: dice.chance(70),
        });
    }
    line.push(pay_well(cell, buy, 1, way));
    line.push(Move::Answer {
        buy,
        approves: true,
    });
    line.push(Move::Jobs);
    for parcel in 0..2 {
        line.extend(STEPS.map(|step| Move::Step { buy, parcel, step }));
    }
    line
}

/// Tries again and again, and gives up in between.
pub(super) fn impatient(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let first = way(dice);
    let mut line = vec![place(dice, buy, first == Way::Mpesa)];
    let mut way = first;
    for nth in 0..3 {
        line.push(pay(dice, cell, buy, nth, way));
        if dice.chance(40) {
            line.push(Move::CancelByBuyer { buy });
        }
        if dice.chance(60) {
            line.push(Move::Answer {
                buy,
                approves: dice.chance(60),
            });
        }
        way = other_way(dice, first);
    }
    line
}

/// Paid, and cancelled by one side, the other or both.
pub(super) fn regretted(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let way = way(dice);
    let mut line = vec![
        place(dice, buy, way == Way::Mpesa),
        pay_well(cell, buy, 0, way),
        Move::Answer {
            buy,
            approves: true,
        },
        Move::Jobs,
    ];
    if dice.chance(60) {
        line.push(Move::CancelByShop { buy, parcel: 0 });
    }
    if dice.chance(30) {
        line.push(Move::CancelByShop { buy, parcel: 1 });
    }
    line.push(Move::CancelByBuyer { buy });
    line.push(Move::Jobs);
    line
}

/// Bought, and paid at the door or not.
pub(super) fn in_cash(dice: &mut Dice, buy: usize) -> Line {
    let mut line = vec![place(dice, buy, false), Move::AcceptCash { buy }];
    if dice.chance(15) {
        line.push(Move::CancelByBuyer { buy });
    }
    for parcel in 0..2 {
        if dice.chance(15) {
            line.push(Move::CancelByShop { buy, parcel });
            continue;
        }
        line.extend([ShopStep::Pack, ShopStep::HandOver].map(|step| Move::Step {
            buy,
            parcel,
            step,
        }));
        line.push(if parcel == 0 && dice.chance(60) {
            Move::TakeCash { buy, parcel }
        } else {
            Move::RefuseCash { buy, parcel }
        });
    }
    line
}

/// Wants the last two pieces.
pub(super) fn scarce(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let lines = vec![(1, 1 + u32::from(dice.chance(50)))];
    vec![
        Move::Place { buy, lines },
        pay(dice, cell, buy, 0, Way::Mtn),
        Move::Answer {
            buy,
            approves: dice.chance(50),
        },
        pay(dice, cell, buy, 1, Way::Mtn),
    ]
}

/// A first try that fails and takes the money later, and a second that works.
pub(super) fn doubled(dice: &mut Dice, cell: Cell, buy: usize) -> Line {
    let first = dice.one_of(&[Way::Mtn, Way::Mpesa]);
    let payment = Box::new(Payment::late(dice, cell.order, first));
    vec![
        place(dice, buy, first == Way::Mpesa),
        Move::Pay {
            buy,
            nth: 0,
            payment,
        },
        Move::Jobs,
        Move::Tick,
        pay_well(cell, buy, 1, first),
        Move::Jobs,
    ]
}
