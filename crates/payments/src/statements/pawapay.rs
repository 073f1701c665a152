//! The statement of a wallet, exported from the dashboard or made over its interface.

use kernel::{Currency, Id as _, Money, ProviderReference};
use time::UtcOffset;
use uuid::Uuid;

use super::sheet::{Columns, Row};
use super::{Line, LineKind, Unreadable, moments};

const AT: &[&str] = &["creationdate", "created", "date"];
const NAME: &[&str] = &["transactionid"];
const AMOUNT: &[&str] = &["amount"];
const CURRENCY: &[&str] = &["currency"];
const KIND: &[&str] = &["type", "transactiontype"];
pub(super) const NEEDED: &[&[&str]] = &[AT, NAME, AMOUNT, CURRENCY, KIND];

pub(super) fn line(columns: &Columns, row: Row<'_>) -> Result<Line, Unreadable> {
    let word = row.must(columns.find(KIND))?;
    let kind = kind_of(&word);
    let currency: Currency = row
        .must(columns.find(CURRENCY))?
        .parse()
        .map_err(|_| Unreadable::Currency)?;
    let zero = Money::zero(currency);
    let stated = row
        .money(columns.find(AMOUNT), currency)?
        .ok_or(Unreadable::Amount)?;
    let (amount, fee) = match kind {
        LineKind::Collection if stated.minor() <= 0 => return Err(Unreadable::Sign),
        LineKind::Collection | LineKind::Other => (stated, zero),
        LineKind::Settlement if is_top_up(&word) => {
            (Money::new(stated.minor().abs(), currency), zero)
        }
        // Written with a sign or without: it left either way.
        LineKind::Refund | LineKind::Payout | LineKind::Settlement => {
            (Money::new(-stated.minor().abs(), currency), zero)
        }
        // What leaves the wallet as a fee is written as money that leaves.
        LineKind::Fee => (zero, Money::new(-stated.minor(), currency)),
    };
    let own_name = row.text(columns.find(NAME));
    if own_name.is_none()
        && matches!(
            kind,
            LineKind::Collection | LineKind::Refund | LineKind::Payout
        )
    {
        return Err(Unreadable::Name);
    }
    let at = moments::read(&row.must(columns.find(AT))?, UtcOffset::UTC);
    Ok(Line {
        reference: own_name
            .as_deref()
            .and_then(|name| Uuid::parse_str(name).ok())
            .map(ProviderReference::from_uuid),
        kind,
        word,
        own_name,
        handle: None,
        receipt: None,
        account: None,
        amount,
        fee,
        at: at.ok_or(Unreadable::Moment)?,
        balance: None,
        has_moved: true,
    })
}

/// Whether the wallet was filled from the bank.
fn is_top_up(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    word.contains("TOP_UP") || word.contains("TOPUP")
}

/// The documentation names the kinds of movement, and not how the file spells them: what is told apart is a fee, and money that
/// came, left or went back. What takes one of these back is for a person.
fn kind_of(word: &str) -> LineKind {
    let word = word.to_ascii_uppercase();
    let speaks_of = |words: &[&str]| words.iter().any(|known| word.contains(known));
    if speaks_of(&["FEE", "TAX", "COMMISSION", "CHARGE"]) {
        LineKind::Fee
    } else if speaks_of(&["REVERSAL", "RETURN", "ADJUST"]) {
        LineKind::Other
    } else if speaks_of(&["REFUND"]) {
        LineKind::Refund
    } else if speaks_of(&["SETTLEMENT", "WITHDRAWAL", "TOP_UP", "TOPUP"]) {
        LineKind::Settlement
    } else if speaks_of(&["PAYOUT"]) {
        LineKind::Payout
    } else if speaks_of(&["DEPOSIT"]) {
        LineKind::Collection
    } else {
        LineKind::Other
    }
}
