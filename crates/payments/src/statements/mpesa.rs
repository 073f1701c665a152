//! The organisation's statement, as the M-Pesa portal exports it. All of it is in shillings, and its clock is Nairobi's.

use kernel::{Currency, Money};
use time::UtcOffset;
use time::macros::offset;

use super::sheet::{Columns, Row};
use super::{Line, LineKind, Unreadable, moments};

/// Nairobi is three hours ahead, all year.
pub(super) const ZONE: UtcOffset = offset!(+3);
const RECEIPT: &[&str] = &["receiptno", "receipt", "receiptnumber"];
const AT: &[&str] = &["completiontime"];
const STATUS: &[&str] = &["transactionstatus", "status"];
const PAID_IN: &[&str] = &["paidin"];
const WITHDRAWN: &[&str] = &["withdrawn", "withdrawal"];
const REASON: &[&str] = &["reasontype", "details"];
const LINKED: &[&str] = &["linkedtransactionid"];
const ACCOUNT: &[&str] = &["acno", "accountno"];
pub(super) const NEEDED: &[&[&str]] = &[RECEIPT, AT, STATUS, PAID_IN, WITHDRAWN, REASON];

pub(super) fn line(columns: &Columns, row: Row<'_>) -> Result<Line, Unreadable> {
    let receipt = row.must(columns.find(RECEIPT))?.to_ascii_uppercase();
    if receipt.is_empty() {
        return Err(Unreadable::Name);
    }
    let word = row.must(columns.find(REASON))?;
    let side = |names: &[&str]| {
        let money = row.money(columns.find(names), Currency::KES)?;
        Ok::<i64, Unreadable>(money.map_or(0, |money| money.minor().abs()))
    };
    let (came, left) = (side(PAID_IN)?, side(WITHDRAWN)?);
    if (came == 0) == (left == 0) {
        return Err(Unreadable::Amount);
    }
    let kind = kind_of(&word, came > 0);
    let shillings = |minor| Money::new(minor, Currency::KES);
    let (amount, fee) = match kind {
        LineKind::Fee => (0, left - came),
        LineKind::Collection
        | LineKind::Refund
        | LineKind::Payout
        | LineKind::Settlement
        | LineKind::Other => (came - left, 0),
    };
    let linked = row.text(columns.find(LINKED));
    let status = row.must(columns.find(STATUS))?;
    let at = moments::read(&row.must(columns.find(AT))?, ZONE);
    Ok(Line {
        kind,
        word,
        // A charge is about the payment it is linked to.
        own_name: match kind {
            LineKind::Fee => linked.or_else(|| Some(receipt.clone())),
            LineKind::Collection
            | LineKind::Refund
            | LineKind::Payout
            | LineKind::Settlement
            | LineKind::Other => Some(receipt.clone()),
        },
        reference: None,
        handle: None,
        receipt: Some(receipt),
        account: row.text(columns.find(ACCOUNT)),
        amount: shillings(amount),
        fee: shillings(fee),
        at: at.ok_or(Unreadable::Moment)?,
        balance: None,
        has_moved: status.eq_ignore_ascii_case("completed"),
    })
}

/// The portal's reasons, told apart by what they speak of and by which side the money is on.
fn kind_of(word: &str, has_come: bool) -> LineKind {
    let word = word.to_ascii_lowercase();
    let speaks_of = |words: &[&str]| words.iter().any(|known| word.contains(known));
    if speaks_of(&["charge", "fee", "tariff"]) {
        LineKind::Fee
    } else if speaks_of(&["reversal"]) {
        if has_come {
            LineKind::Other
        } else {
            LineKind::Refund
        }
    } else if speaks_of(&["account to bank", "bank to account"]) {
        LineKind::Settlement
    } else if has_come && speaks_of(&["pay bill", "paybill", "buy goods", "merchant"]) {
        LineKind::Collection
    } else if !has_come && speaks_of(&["business payment", "salary payment", "promotion payment"]) {
        LineKind::Payout
    } else {
        LineKind::Other
    }
}
