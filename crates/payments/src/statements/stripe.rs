//! Stripe's balance, movement by movement: its report "balance change from activity, itemized", or the balance transactions that the
//! dashboard exports.

use kernel::{Currency, Id as _, Money, ProviderReference};
use time::UtcOffset;
use uuid::Uuid;

use super::sheet::{Columns, Row};
use super::{Line, LineKind, Unreadable, moments};

const AT: &[&str] = &["createdutc", "created"];
const KIND: &[&str] = &["reportingcategory", "type"];
const AMOUNT: &[&str] = &["gross", "amount"];
const FEE: &[&str] = &["fee"];
const CURRENCY: &[&str] = &["currency"];
/// The charge or the refund.
const SOURCE: &[&str] = &["sourceid", "source"];
const INTENT: &[&str] = &["paymentintentid"];
/// What we put beside the payment, where the report was asked to show it.
const REFERENCE: &[&str] = &["paymentmetadatasokoreference", "sokoreferencemetadata"];
pub(super) const NEEDED: &[&[&str]] = &[AT, KIND, AMOUNT, FEE, CURRENCY, SOURCE];

pub(super) fn line(columns: &Columns, row: Row<'_>) -> Result<Line, Unreadable> {
    let word = row.must(columns.find(KIND))?;
    let kind = kind_of(&word);
    let currency: Currency = row
        .must(columns.find(CURRENCY))?
        .to_ascii_uppercase()
        .parse()
        .map_err(|_| Unreadable::Currency)?;
    let zero = Money::zero(currency);
    let stated = row
        .money(columns.find(AMOUNT), currency)?
        .ok_or(Unreadable::Amount)?;
    let fee = row.money(columns.find(FEE), currency);
    let fee = fee.map_err(|_| Unreadable::Fee)?.unwrap_or(zero);
    let (amount, fee) = match kind {
        LineKind::Collection if stated.minor() <= 0 => return Err(Unreadable::Sign),
        LineKind::Refund if stated.minor() >= 0 => return Err(Unreadable::Sign),
        LineKind::Collection
        | LineKind::Refund
        | LineKind::Payout
        | LineKind::Settlement
        | LineKind::Other => (stated, fee),
        // What is kept on a line of its own is written as money that leaves.
        LineKind::Fee => (zero, Money::new(fee.minor() - stated.minor(), currency)),
    };
    let source = row.text(columns.find(SOURCE));
    if source.is_none() && matches!(kind, LineKind::Collection | LineKind::Refund) {
        return Err(Unreadable::Name);
    }
    let at = moments::read(&row.must(columns.find(AT))?, UtcOffset::UTC);
    // A refund is written with its payment's names beside its own.
    let of_payment = |names: &[&str]| match kind {
        LineKind::Collection => row.text(columns.find(names)),
        LineKind::Refund
        | LineKind::Payout
        | LineKind::Fee
        | LineKind::Settlement
        | LineKind::Other => None,
    };
    Ok(Line {
        kind,
        word,
        reference: of_payment(REFERENCE)
            .and_then(|text| Uuid::parse_str(&text).ok())
            .map(ProviderReference::from_uuid),
        own_name: source.clone(),
        handle: source,
        receipt: of_payment(INTENT),
        account: None,
        amount,
        fee,
        at: at.ok_or(Unreadable::Moment)?,
        balance: None,
        has_moved: true,
    })
}

/// What Stripe calls a payout is money to our bank. What corrects another line is for a person.
fn kind_of(word: &str) -> LineKind {
    match word.to_ascii_lowercase().as_str() {
        "charge" | "payment" => LineKind::Collection,
        "refund" | "payment_refund" => LineKind::Refund,
        "fee" | "stripe_fee" | "network_cost" | "tax" => LineKind::Fee,
        "payout" | "payout_reversal" | "payout_cancel" | "payout_failure" | "topup"
        | "topup_reversal" => LineKind::Settlement,
        _ => LineKind::Other,
    }
}
