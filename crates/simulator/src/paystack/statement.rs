//! Transactions and refunds in one file. The columns are named as the dashboard names them; that there is one file for both, with
//! a `Type`, is the simulator's.

use super::records::{particulars, refund_word, stamp};
use crate::statement::{Form, Shown};
use crate::transaction::{Kind, State, Transaction};

const COLUMNS: [&str; 9] = [
    "Transaction ID",
    "Type",
    "Reference",
    "Amount",
    "Currency",
    "Status",
    "Channel",
    "Paystack Fees",
    "Transaction Date",
];

pub(crate) fn form() -> Form {
    Form {
        preamble: Vec::new(),
        columns: &COLUMNS,
        newest_first: true,
        name,
        line,
        fee_line: |_| None,
        lists_failures: true,
    }
}

fn name(movement: &Transaction) -> String {
    particulars(movement).number.to_string()
}

fn line(shown: &Shown<'_>) -> Vec<String> {
    let movement = shown.movement;
    let (word, status) = match (movement.kind, movement.state) {
        (Kind::Deposit, State::Completed) => ("Transaction", "success"),
        (Kind::Deposit, _) => ("Transaction", "failed"),
        (Kind::Refund | Kind::Payout, state) => ("Refund", refund_word(state)),
    };
    vec![
        name(movement),
        word.to_owned(),
        movement.client_reference_id.clone().unwrap_or_default(),
        shown.amount.plain(),
        movement.currency.clone(),
        status.to_owned(),
        particulars(movement).channel,
        movement.fee.plain(),
        stamp(shown.at),
    ]
}
