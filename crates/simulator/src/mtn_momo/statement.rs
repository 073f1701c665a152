//! What the partner portal exports. The columns are as its users publish them, cut to those that matter; the words for types, and
//! that times are Zambia's, are the simulator's.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::clock::Moment;
use crate::statement::{Form, Shown};
use crate::transaction::{Kind, State, Transaction};

const COLUMNS: [&str; 14] = [
    "Id",
    "External id",
    "Date",
    "Status",
    "Type",
    "From",
    "To",
    "Amount",
    "Currency",
    "Fee",
    "Currency",
    "Balance",
    "Currency",
    "Information",
];
/// Zambia is two hours ahead of UTC, all year.
const ZAMBIA_SECONDS: i64 = 2 * 3_600;
const STAMP: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

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

/// What the merchant called it: what failed has no number of its own.
fn name(movement: &Transaction) -> String {
    movement.client_reference_id.clone().unwrap_or_default()
}

fn line(shown: &Shown<'_>) -> Vec<String> {
    let movement = shown.movement;
    let (word, from, to) = match movement.kind {
        Kind::Deposit => ("Payment", movement.msisdn.clone(), String::new()),
        Kind::Payout => ("Transfer", String::new(), movement.msisdn.clone()),
        Kind::Refund => ("Refund", String::new(), movement.msisdn.clone()),
    };
    let status = if movement.state == State::Completed {
        "Successful"
    } else {
        "Failed"
    };
    vec![
        movement.provider_transaction_id.clone().unwrap_or_default(),
        name(movement),
        in_zambia(shown.at),
        status.to_owned(),
        word.to_owned(),
        from,
        to,
        shown.amount.shortest(),
        movement.currency.clone(),
        movement.fee.shortest(),
        movement.currency.clone(),
        String::new(),
        movement.currency.clone(),
        String::new(),
    ]
}

fn in_zambia(at: Moment) -> String {
    let seconds = at.0.div_euclid(1_000).saturating_add(ZAMBIA_SECONDS);
    let there = time::OffsetDateTime::from_unix_timestamp(seconds);
    there
        .ok()
        .and_then(|there| there.format(STAMP).ok())
        .unwrap_or_default()
}
