//! The statement of the marketplace's own bank account. Every bank exports another one, so columns are known by many names, amounts by
//! many spellings, and days with or without an hour. What a line is about is read from what the bank wrote beside it.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use kernel::{Currency, Money, PurchaseNumber, Timestamp};
use time::macros::format_description;
use time::{Date, Time, UtcOffset};

use super::sheet::{Columns, Row, amount};
use super::{Home, Line, LineKind, Read, Unreadable, moments};

/// The day it was booked before the day it counts from.
const AT: &[&str] = &[
    "transactiondate",
    "trandate",
    "transdate",
    "txndate",
    "postingdate",
    "posteddate",
    "postdate",
    "bookingdate",
    "entrydate",
    "date",
    "dateandtime",
    "datetime",
    "valuedate",
];
const WRITTEN: &[&str] = &[
    "narrative",
    "narration",
    "transactionnarration",
    "description",
    "transactiondescription",
    "transactiondetails",
    "details",
    "particulars",
    "transactionparticulars",
    "remarks",
];
const REFERENCE: &[&str] = &[
    "reference",
    "referenceno",
    "referencenumber",
    "transactionreference",
    "transactionref",
    "bankreference",
    "transactionid",
    "tranid",
    "refno",
    "ref",
    "chequeno",
    "chequenumber",
    "instrumentno",
];
const LEFT: &[&str] = &[
    "debit",
    "debits",
    "debitamount",
    "withdrawal",
    "withdrawals",
    "withdrawn",
    "moneyout",
    "paidout",
    "dr",
    "dramount",
];
const CAME: &[&str] = &[
    "credit",
    "credits",
    "creditamount",
    "deposit",
    "deposits",
    "moneyin",
    "paidin",
    "cr",
    "cramount",
];
/// One column for both ways, with a sign or with a column that says which.
const AMOUNT: &[&str] = &["amount", "transactionamount"];
/// Either: one of them every export has.
const CAME_OR_AMOUNT: [&str; CAME.len() + AMOUNT.len()] = {
    let mut names = [""; CAME.len() + AMOUNT.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = if at < CAME.len() {
            CAME[at]
        } else {
            AMOUNT[at - CAME.len()]
        };
        at += 1;
    }
    names
};
const SIDE: &[&str] = &[
    "drcr",
    "crdr",
    "debitcredit",
    "dc",
    "type",
    "transactiontype",
];
const BALANCE: &[&str] = &[
    "balance",
    "runningbalance",
    "closingbalance",
    "bookbalance",
    "accountbalance",
    "availablebalance",
];
const CURRENCY: &[&str] = &["currency", "currencycode", "ccy", "accountcurrency"];
pub(super) const NEEDED: &[&[&str]] = &[AT, WRITTEN, &CAME_OR_AMOUNT];

/// What a bank charges for itself, by single words.
const CHARGES: [&str; 14] = [
    "charge",
    "charges",
    "chg",
    "chgs",
    "fee",
    "fees",
    "commission",
    "comm",
    "levy",
    "excise",
    "duty",
    "maintenance",
    "sms",
    "vat",
];
/// What makes of a charge one that comes back.
const BACK: [&str; 5] = ["reversal", "reversed", "rev", "refund", "refunded"];
/// Who pays out to us, or is filled from our account, as banks write it.
const PROVIDERS: [&str; 10] = [
    "pawapay",
    "flutterwave",
    "stripe",
    "paystack",
    "safaricom",
    "mpesa settlement",
    "m pesa settlement",
    "mtn mobile money",
    "mtn momo",
    "settlement",
];
/// What stands on lines between the movements.
const BETWEEN: [&str; 9] = [
    "opening balance",
    "closing balance",
    "balance b f",
    "balance c f",
    "balance brought forward",
    "balance carried forward",
    "brought forward",
    "carried forward",
    "total",
];
/// As much as is kept of what a bank wrote, in characters.
const WRITTEN_CHARS_MAX: usize = 200;

/// What came and what left.
struct Sides {
    came: Option<Money>,
    left: Option<Money>,
}

pub(super) fn line(home: Home, columns: &Columns, row: Row<'_>) -> Result<Line, Unreadable> {
    let written = written(&row.must(columns.find(WRITTEN))?);
    let reference = row.text(columns.find(REFERENCE));
    if let Some(code) = row.text(columns.find(CURRENCY))
        && code.parse::<Currency>() != Ok(home.currency)
    {
        return Err(Unreadable::Currency);
    }
    let at = moment(&row.must(columns.find(AT))?, home.offset).ok_or(Unreadable::Moment)?;
    let zero = Money::zero(home.currency);
    let moved = match sides(home, columns, row)? {
        Sides {
            came: Some(came),
            left: None,
        } => came.minor(),
        Sides {
            came: None,
            left: Some(left),
        } => -left.minor(),
        Sides {
            came: None,
            left: None,
        } => 0,
        Sides {
            came: Some(_),
            left: Some(_),
        } => return Err(Unreadable::Amount),
    };
    let balance = row.text(columns.find(BALANCE));
    let kind = kind_of(&written, reference.as_deref(), moved > 0);
    let (amount, fee) = match kind {
        LineKind::Fee => (zero, Money::new(-moved, home.currency)),
        LineKind::Collection
        | LineKind::Refund
        | LineKind::Payout
        | LineKind::Settlement
        | LineKind::Other => (Money::new(moved, home.currency), zero),
    };
    Ok(Line {
        kind,
        word: written,
        own_name: reference,
        reference: None,
        handle: None,
        receipt: None,
        account: None,
        amount,
        fee,
        at,
        // Only tells lines apart, so one that cannot be read is as good as none.
        balance: balance.and_then(|text| spelled(&text, home.currency)),
        has_moved: moved != 0,
    })
}

/// Whether a record is none of the movements: the heads once more, what was there before or after, or words alone.
pub(super) fn is_between(home: Home, columns: &Columns, row: Row<'_>) -> bool {
    if columns.are_said(row) {
        return true;
    }
    let day = row.text(columns.find(AT));
    let has_day = day.is_some_and(|day| moment(&day, home.offset).is_some());
    let amounts = [CAME, LEFT, AMOUNT].map(|names| row.text(columns.find(names)));
    let is_empty = |text: &Option<String>| {
        let Some(text) = text else { return true };
        spelled(text, home.currency).is_some_and(Money::is_zero)
    };
    let has_amount = !amounts.iter().all(is_empty);
    if !has_day && !has_amount {
        return true;
    }
    let said = plain(&row.text(columns.find(WRITTEN)).unwrap_or_default());
    let says = BETWEEN.iter().any(|words| said.trim().starts_with(words));
    says && !(has_day && has_amount)
}

fn sides(home: Home, columns: &Columns, row: Row<'_>) -> Result<Sides, Unreadable> {
    let read = |names: &[&str]| {
        let text = row.text(columns.find(names));
        let money = text.map(|text| spelled(&text, home.currency).ok_or(Unreadable::Amount));
        Ok(money.transpose()?.filter(|money| !money.is_zero()))
    };
    if columns.find(CAME).is_some() {
        let needed = [CAME, LEFT].map(|names| columns.find(names));
        // A line that ends before its amounts was cut.
        if needed.iter().flatten().all(|column| *column >= row.0.len()) {
            return Err(Unreadable::Short);
        }
        let (came, left) = (read(CAME)?, read(LEFT)?);
        if came.is_some_and(|came| !came.is_positive()) {
            return Err(Unreadable::Sign);
        }
        // Some write what left with a minus, in its own column.
        let left = left.map(|left| Money::new(left.minor().saturating_abs(), home.currency));
        return Ok(Sides { came, left });
    }
    row.must(columns.find(AMOUNT))?;
    let Some(moved) = read(AMOUNT)? else {
        return Ok(Sides {
            came: None,
            left: None,
        });
    };
    let side = row.text(columns.find(SIDE)).unwrap_or_default();
    let has_left = match side.to_ascii_lowercase().as_str() {
        "d" | "dr" | "debit" => true,
        "c" | "cr" | "credit" if moved.is_positive() => false,
        "c" | "cr" | "credit" => return Err(Unreadable::Sign),
        _ => !moved.is_positive(),
    };
    let size = Money::new(moved.minor().saturating_abs(), home.currency);
    Ok(if has_left {
        Sides {
            came: None,
            left: Some(size),
        }
    } else {
        Sides {
            came: Some(size),
            left: None,
        }
    })
}

/// `K 1,250.00`, `1250.00 CR`, `(150.00)`, `-150`, `1 250.00`: an exact amount however it is spelled.
fn spelled(text: &str, currency: Currency) -> Option<Money> {
    let upper = text.trim().to_ascii_uppercase();
    let (inner, in_brackets) = match upper.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (inner.to_owned(), true),
        None => (upper, false),
    };
    let (inner, is_debit) = match inner.strip_suffix("DR") {
        Some(inner) => (inner.to_owned(), true),
        None => (inner.strip_suffix("CR").unwrap_or(&inner).to_owned(), false),
    };
    let mut bare = inner.trim();
    let mut is_negative = in_brackets || is_debit;
    if let Some(rest) = bare.strip_prefix('-').or_else(|| bare.strip_suffix('-')) {
        is_negative = true;
        bare = rest.trim();
    }
    bare = bare.strip_prefix('+').unwrap_or(bare);
    for sign in [currency.code(), "KSHS", "KSH", "USH", "ZK", "K"] {
        if let Some(rest) = bare.strip_prefix(sign).or_else(|| bare.strip_suffix(sign)) {
            bare = rest.trim_start_matches('.').trim();
            break;
        }
    }
    if !is_negative && let Some(rest) = bare.strip_prefix('-') {
        is_negative = true;
        bare = rest.trim();
    }
    // Thousands parted by spaces, which are no signs between digits elsewhere.
    let digits: String = bare.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.starts_with('-') {
        return None;
    }
    let money = amount(&digits, currency)?;
    Some(if is_negative {
        Money::new(-money.minor(), currency)
    } else {
        money
    })
}

/// A day with its hour, or the beginning of a day alone; the day before the month, always.
fn moment(text: &str, offset: UtcOffset) -> Option<Timestamp> {
    if let Some(at) = moments::read(text, offset) {
        return Some(at);
    }
    let spaced = text.trim().replace(['/', '.', ' '], "-");
    let forms = [
        format_description!("[year]-[month]-[day]"),
        format_description!("[day padding:none]-[month padding:none]-[year]"),
        format_description!("[day padding:none]-[month repr:short case_sensitive:false]-[year]"),
        format_description!("[day padding:none]-[month repr:long case_sensitive:false]-[year]"),
    ];
    let day = forms
        .iter()
        .find_map(|form| Date::parse(&spaced, form).ok())?;
    let midnight = day.with_time(Time::MIDNIGHT).assume_offset(offset);
    midnight.checked_to_offset(UtcOffset::UTC)
}

/// A bank's lines in the order they happened, which some export the other way round: the balance beside them says which way, and
/// where it does not, the days do. Of two lines that say the same the one that was there before is then the first again.
pub fn oldest_first(lines: &mut [Read]) {
    let read: Vec<&Line> = lines
        .iter()
        .filter_map(|one| one.line.as_ref().ok())
        .collect();
    let follows = |before: &Line, after: &Line| {
        let moved = after.amount.minor() - after.fee.minor();
        let reached = before.balance.map(|balance| balance.minor() + moved);
        reached.is_some() && reached == after.balance.map(Money::minor)
    };
    let count = |fits: &dyn Fn(&[&Line]) -> bool| read.windows(2).filter(|two| fits(two)).count();
    let onwards = count(&|two| follows(two[0], two[1]));
    let backwards = count(&|two| follows(two[1], two[0]));
    let is_turned = match backwards.cmp(&onwards) {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => match &read[..] {
            [first, .., last] => first.at > last.at,
            _ => false,
        },
    };
    if is_turned {
        lines.reverse();
    }
}

/// With single spaces, and as much of it as is kept.
fn written(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(WRITTEN_CHARS_MAX).collect()
}

/// Small letters and digits, with single spaces around every word.
fn plain(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    format!(" {} ", words.join(" "))
}

/// What it is about, as far as words say. Whether a number of ours stands in it is looked up later, whoever else is named: a wallet's
/// transfer names its network.
fn kind_of(written: &str, reference: Option<&str>, has_come: bool) -> LineKind {
    let said = plain(&format!("{written} {}", reference.unwrap_or_default()));
    let speaks_of = |words: &[&str]| words.iter().any(|word| said.contains(&format!(" {word} ")));
    let is_charge = speaks_of(&CHARGES);
    // Whoever pays may be a Reverend, and may pay fees.
    let names_us = !PurchaseNumber::all_in(&said).is_empty();
    if is_charge && (!has_come || (speaks_of(&BACK) && !names_us)) {
        LineKind::Fee
    } else if speaks_of(&PROVIDERS) {
        LineKind::Settlement
    } else if has_come {
        LineKind::Collection
    } else {
        LineKind::Other
    }
}
