//! What MTN's partner portal exports of a wallet: payments, transfers and refunds, tried and done. Its clock is Zambia's.

use kernel::{Currency, Id as _, Money, ProviderReference};
use time::UtcOffset;
use time::macros::offset;
use uuid::Uuid;

use super::sheet::{Columns, Row};
use super::{Line, LineKind, Unreadable, moments};

/// Zambia is two hours ahead, all year.
pub(super) const ZONE: UtcOffset = offset!(+2);
/// The financial transaction.
const NUMBER: &[&str] = &["id", "transactionid", "financialtransactionid"];
/// What we called it.
const REFERENCE: &[&str] = &["externalid", "externaltransactionid"];
const AT: &[&str] = &["date", "datetime", "transactiondate"];
const STATUS: &[&str] = &["status"];
const KIND: &[&str] = &["type", "transactiontype"];
const AMOUNT: &[&str] = &["amount"];
/// The first column of that name stands behind the amount; others stand behind fees and balances.
const CURRENCY: &[&str] = &["currency"];
const FEE: &[&str] = &["fee"];
pub(super) const NEEDED: &[&[&str]] = &[NUMBER, REFERENCE, AT, STATUS, KIND, AMOUNT, CURRENCY];

pub(super) fn line(columns: &Columns, row: Row<'_>) -> Result<Line, Unreadable> {
    let word = row.must(columns.find(KIND))?;
    let kind = kind_of(&word);
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
        // Written with a sign or without: it left either way.
        LineKind::Refund | LineKind::Payout => Money::new(-stated.minor().abs(), currency),
        LineKind::Collection | LineKind::Fee | LineKind::Settlement | LineKind::Other => stated,
    };
    let fee = row.money(columns.find(FEE), currency);
    let fee = fee.map_err(|_| Unreadable::Fee)?;
    let number = row.text(columns.find(NUMBER));
    let ours = row.text(columns.find(REFERENCE));
    let own_name = number.clone().or_else(|| ours.clone());
    let status = row.must(columns.find(STATUS))?;
    let at = moments::read(&row.must(columns.find(AT))?, ZONE);
    Ok(Line {
        kind,
        word,
        reference: ours
            .and_then(|text| Uuid::parse_str(&text).ok())
            .map(ProviderReference::from_uuid),
        own_name: Some(own_name.ok_or(Unreadable::Name)?),
        handle: None,
        receipt: number,
        account: None,
        amount,
        fee: fee.unwrap_or_else(|| Money::zero(currency)),
        at: at.ok_or(Unreadable::Moment)?,
        balance: None,
        has_moved: status.to_ascii_lowercase().starts_with("success"),
    })
}

fn kind_of(word: &str) -> LineKind {
    match word.to_ascii_lowercase().as_str() {
        "payment" | "debit" => LineKind::Collection,
        "transfer" | "deposit" => LineKind::Payout,
        "refund" => LineKind::Refund,
        _ => LineKind::Other,
    }
}
