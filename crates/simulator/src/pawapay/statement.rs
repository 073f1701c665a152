//! The statement of a wallet, as the dashboard exports it. The columns and their names are documented; the words for the types
//! and that a fee is a line of its own are the simulator's.

use crate::amount::Amount;
use crate::statement::{Form, Shown, signed};
use crate::transaction::{Kind, Transaction};

const COLUMNS: [&str; 8] = [
    "Creation Date",
    "MSISDN",
    "Transaction ID",
    "Amount",
    "Currency",
    "Country",
    "MNO",
    "Type",
];

pub(crate) fn form() -> Form {
    Form {
        preamble: Vec::new(),
        columns: &COLUMNS,
        newest_first: false,
        name,
        line,
        fee_line,
        lists_failures: false,
    }
}

fn name(movement: &Transaction) -> String {
    movement.id.to_string()
}

fn line(shown: &Shown<'_>) -> Vec<String> {
    let word = match shown.movement.kind {
        Kind::Deposit => "DEPOSIT",
        Kind::Payout => "PAYOUT",
        Kind::Refund => "REFUND",
    };
    written(shown, signed(shown.movement.kind, shown.amount), word)
}

fn fee_line(shown: &Shown<'_>) -> Option<Vec<String>> {
    let fee = shown.movement.fee;
    fee.is_positive()
        .then(|| written(shown, Amount::ZERO.minus(fee), "FEE"))
}

fn written(shown: &Shown<'_>, amount: Amount, word: &str) -> Vec<String> {
    let movement = shown.movement;
    vec![
        shown.at.rfc3339(),
        movement.msisdn.clone(),
        name(movement),
        amount.plain(),
        movement.currency.clone(),
        movement.country.clone(),
        movement.provider.clone(),
        word.to_owned(),
    ]
}
