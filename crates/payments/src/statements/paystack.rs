//! Paystack's transactions and refunds, in one export or in one each.

use kernel::{Currency, Id as _, Money, ProviderReference};
use time::UtcOffset;
use uuid::Uuid;

use super::sheet::{Columns, Row};
use super::{Line, LineKind, Unreadable, moments};

const NUMBER: &[&str] = &["transactionid", "refundid", "id"];
const REFERENCE: &[&str] = &["reference", "transactionreference"];
const KIND: &[&str] = &["type"];
const AMOUNT: &[&str] = &["amount", "amountpaid", "refundedamount", "refundamount"];
const CURRENCY: &[&str] = &["currency"];
const STATUS: &[&str] = &["status"];
const FEE: &[&str] = &["paystackfees", "fees", "paystackcharges"];
const AT: &[&str] = &[
    "transactiondate",
    "refunddate",
    "date",
    "paidat",
    "createdat",
];
pub(super) const NEEDED: &[&[&str]] = &[NUMBER, REFERENCE, AMOUNT, CURRENCY, STATUS, AT];

pub(super) fn line(columns: &Columns, row: Row<'_>) -> Result<Line, Unreadable> {
    let word = row
        .text(columns.find(KIND))
        .unwrap_or_else(|| word_without_type(columns).to_owned());
    let kind = match word.to_ascii_lowercase().as_str() {
        "transaction" | "payment" | "charge" => LineKind::Collection,
        "refund" => LineKind::Refund,
        "settlement" => LineKind::Settlement,
        _ => LineKind::Other,
    };
    let currency: Currency = row
        .must(columns.find(CURRENCY))?
        .to_ascii_uppercase()
        .parse()
        .map_err(|_| Unreadable::Currency)?;
    let stated = row
        .money(columns.find(AMOUNT), currency)?
        .ok_or(Unreadable::Amount)?;
    let amount = match kind {
        LineKind::Collection if stated.minor() <= 0 => return Err(Unreadable::Sign),
        LineKind::Refund | LineKind::Settlement => Money::new(-stated.minor().abs(), currency),
        LineKind::Collection | LineKind::Payout | LineKind::Fee | LineKind::Other => stated,
    };
    let fee = row.money(columns.find(FEE), currency);
    let fee = fee.map_err(|_| Unreadable::Fee)?;
    let number = row.text(columns.find(NUMBER)).ok_or(Unreadable::Name)?;
    // A refund is written with its payment's reference, which is not its own.
    let reference = match kind {
        LineKind::Collection => row.text(columns.find(REFERENCE)),
        LineKind::Refund
        | LineKind::Payout
        | LineKind::Fee
        | LineKind::Settlement
        | LineKind::Other => None,
    };
    let status = row.must(columns.find(STATUS))?.to_ascii_lowercase();
    let at = moments::read(&row.must(columns.find(AT))?, UtcOffset::UTC);
    Ok(Line {
        kind,
        word,
        reference: reference
            .and_then(|text| Uuid::parse_str(&text).ok())
            .map(ProviderReference::from_uuid),
        own_name: Some(number.clone()),
        handle: Some(number),
        receipt: None,
        account: None,
        amount,
        fee: fee.unwrap_or_else(|| Money::zero(currency)),
        at: at.ok_or(Unreadable::Moment)?,
        balance: None,
        // A payment that went back whole is called reversed, and was there before.
        has_moved: matches!(status.as_str(), "success" | "reversed" | "processed"),
    })
}

/// Exports of one kind do not say which: their columns do.
fn word_without_type(columns: &Columns) -> &'static str {
    if columns
        .find(&["refundid", "refundedamount", "refundamount"])
        .is_some()
    {
        "refund"
    } else {
        "transaction"
    }
}
