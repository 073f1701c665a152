//! The report "balance change from activity, itemized", with the columns that matter here and our metadata beside them.

use super::records::particulars;
use crate::statement::{Form, Shown, signed};
use crate::transaction::{Kind, Transaction};

const COLUMNS: [&str; 13] = [
    "balance_transaction_id",
    "created_utc",
    "available_on_utc",
    "currency",
    "gross",
    "fee",
    "net",
    "reporting_category",
    "source_id",
    "description",
    "charge_id",
    "payment_intent_id",
    "payment_metadata[soko_reference]",
];

pub(crate) fn form() -> Form {
    Form {
        preamble: Vec::new(),
        columns: &COLUMNS,
        newest_first: false,
        name,
        line,
        fee_line: |_| None,
        lists_failures: false,
    }
}

/// The charge or the refund.
fn name(movement: &Transaction) -> String {
    let charge = || movement.provider_transaction_id.clone().unwrap_or_default();
    match movement.kind {
        Kind::Deposit => charge(),
        Kind::Refund | Kind::Payout => particulars(movement).refund,
    }
}

fn line(shown: &Shown<'_>) -> Vec<String> {
    let movement = shown.movement;
    let own = particulars(movement);
    let (word, charge) = match movement.kind {
        Kind::Deposit => ("charge", name(movement)),
        Kind::Refund | Kind::Payout => ("refund", own.charge.clone()),
    };
    let gross = signed(movement.kind, shown.amount);
    let at = shown.at.rfc3339().replace('T', " ").replace('Z', "");
    let reference = own.metadata.get("soko_reference").cloned();
    vec![
        format!("txn_{}", movement.id.simple()),
        at.clone(),
        at,
        movement.currency.to_ascii_lowercase(),
        gross.plain(),
        movement.fee.plain(),
        gross.minus(movement.fee).plain(),
        word.to_owned(),
        name(movement),
        own.description.unwrap_or_default(),
        charge,
        own.intent,
        reference
            .filter(|_| movement.kind == Kind::Deposit)
            .unwrap_or_default(),
    ]
}
