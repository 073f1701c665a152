//! Charges, refunds and transfers in one file. The columns are named like the fields of the documented answers; that there is
//! one file for all three, with a `type`, is the simulator's.

use super::records::{particulars, payment_word, stamp};
use crate::amount::Amount;
use crate::statement::{Form, Shown};
use crate::transaction::{Kind, Transaction};

const COLUMNS: [&str; 13] = [
    "id",
    "created_at",
    "type",
    "tx_ref",
    "flw_ref",
    "amount",
    "charged_amount",
    "app_fee",
    "merchant_fee",
    "amount_settled",
    "currency",
    "status",
    "payment_type",
];

pub(crate) fn form() -> Form {
    Form {
        preamble: Vec::new(),
        columns: &COLUMNS,
        newest_first: false,
        name,
        line,
        fee_line: |_| None,
        lists_failures: true,
    }
}

fn name(movement: &Transaction) -> String {
    movement.number().to_string()
}

fn line(shown: &Shown<'_>) -> Vec<String> {
    let movement = shown.movement;
    let own = particulars(movement);
    let word = match movement.kind {
        Kind::Deposit => "charge",
        Kind::Payout => "transfer",
        Kind::Refund => "refund",
    };
    vec![
        name(movement),
        stamp(shown.at),
        word.to_owned(),
        movement.client_reference_id.clone().unwrap_or_default(),
        own.flw_ref,
        shown.amount.shortest(),
        shown.amount.shortest(),
        movement.fee.shortest(),
        Amount::ZERO.shortest(),
        shown.amount.minus(movement.fee).shortest(),
        movement.currency.clone(),
        payment_word(movement.state).to_owned(),
        own.payment_type,
    ]
}
