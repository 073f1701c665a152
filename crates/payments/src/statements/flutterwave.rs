//! Charges, refunds and transfers, in one export or in one each.

use kernel::{Currency, Id as _, Money, ProviderReference};
use time::UtcOffset;
use uuid::Uuid;

use super::sheet::{Columns, Row};
use super::{Line, LineKind, Unreadable, moments};

const AT: &[&str] = &["createdat", "transactiondate", "date", "datecreated"];
const NUMBER: &[&str] = &["id", "transactionid"];
const KIND: &[&str] = &["type", "transactiontype"];
const REFERENCE: &[&str] = &["txref", "transactionreference", "reference"];
const AMOUNT: &[&str] = &["amount", "amountrefunded"];
const FEE: &[&str] = &["appfee", "fee"];
const CURRENCY: &[&str] = &["currency"];
const STATUS: &[&str] = &["status"];
pub(super) const NEEDED: &[&[&str]] = &[AT, NUMBER, AMOUNT, CURRENCY, STATUS];

pub(super) fn line(columns: &Columns, row: Row<'_>) -> Result<Line, Unreadable> {
    let word = row
        .text(columns.find(KIND))
        .unwrap_or_else(|| word_without_type(columns).to_owned());
    let kind = match word.to_ascii_lowercase().as_str() {
        "charge" | "payment" | "collection" => LineKind::Collection,
        "refund" => LineKind::Refund,
        "transfer" | "payout" => LineKind::Payout,
        "settlement" => LineKind::Settlement,
        _ => LineKind::Other,
    };
    let currency: Currency = row
        .must(columns.find(CURRENCY))?
        .parse()
        .map_err(|_| Unreadable::Currency)?;
    let stated = row
        .money(columns.find(AMOUNT), currency)?
        .ok_or(Unreadable::Amount)?;
    let amount = match kind {
        LineKind::Collection if stated.minor() <= 0 => return Err(Unreadable::Sign),
        LineKind::Refund | LineKind::Payout | LineKind::Settlement => {
            Money::new(-stated.minor().abs(), currency)
        }
        LineKind::Collection | LineKind::Fee | LineKind::Other => stated,
    };
    let fee = row.money(columns.find(FEE), currency);
    let number = row.text(columns.find(NUMBER)).ok_or(Unreadable::Name)?;
    let at = moments::read(&row.must(columns.find(AT))?, UtcOffset::UTC);
    let status = row.must(columns.find(STATUS))?.to_ascii_lowercase();
    // A refund is written with its payment's reference, which is not its own.
    let reference = match kind {
        LineKind::Refund => None,
        LineKind::Collection
        | LineKind::Payout
        | LineKind::Fee
        | LineKind::Settlement
        | LineKind::Other => row.text(columns.find(REFERENCE)),
    };
    Ok(Line {
        kind,
        word,
        reference: reference.as_deref().and_then(ours),
        own_name: Some(number.clone()),
        handle: Some(number),
        receipt: None,
        account: None,
        amount,
        fee: fee
            .map_err(|_| Unreadable::Fee)?
            .unwrap_or_else(|| Money::zero(currency)),
        at: at.ok_or(Unreadable::Moment)?,
        balance: None,
        has_moved: status.starts_with("success") || status.starts_with("completed"),
    })
}

/// Exports of one kind do not say which: their columns do.
fn word_without_type(columns: &Columns) -> &'static str {
    if columns.find(&["amountrefunded"]).is_some() {
        "refund"
    } else if columns.find(&["txref", "transactionreference"]).is_none() {
        "transfer"
    } else {
        "charge"
    }
}

/// Our reference, with whatever was put behind it by us in test mode, or by the provider when it tried again.
fn ours(text: &str) -> Option<ProviderReference> {
    let own = text.split_once('_').map_or(text, |(own, _)| own);
    Uuid::parse_str(own).ok().map(ProviderReference::from_uuid)
}
