//! What an admin looks at and nobody changes: payments by whatever a caller has in the hand, and the ledger down to its postings.

use countries::{Country, parse_phone};
use kernel::{Currency, JournalId, PhoneNumber, PurchaseNumber};
use ledger::browse::{self, Entry, Held, Proof, Total, Written};
use payments::search::{self, Found, Sought, StateName};
use store::{Cursor, Page, Platform, PlatformFlow, Tx};

use crate::cases::Admin;
use crate::{Error, Market};

/// Lines of one page of the ledger.
pub const LINES: u8 = 50;

/// What somebody typed into the one search field, read as what it most likely is.
pub fn read_sought(typed: &str) -> Sought {
    let typed = typed.trim();
    if typed.is_empty() {
        return Sought::Everything;
    }
    if let Ok(number) = typed.parse::<PurchaseNumber>() {
        return Sought::Number(number);
    }
    if let Ok(reference) = typed.parse() {
        return Sought::Reference(reference);
    }
    let whole = PhoneNumber::from_e164(typed).ok();
    if let Some(phone) = whole.or_else(|| local_phone(typed)) {
        return Sought::Phone(phone);
    }
    let kept: String = typed.chars().take(search::SOUGHT_CHARS_MAX).collect();
    if kept.len() >= search::ENDING_DIGITS_MIN && kept.bytes().all(|byte| byte.is_ascii_digit()) {
        return Sought::Digits(kept);
    }
    Sought::Receipt(kept)
}

fn local_phone(typed: &str) -> Option<PhoneNumber> {
    Country::ALL
        .iter()
        .find_map(|country| parse_phone(typed, *country).ok())
}

/// Everything of the phone that a purchase was for, so that no page needs to spell it. `None`: there is no such purchase.
pub async fn same_phone(
    market: &Market,
    _by: Admin,
    number: PurchaseNumber,
) -> Result<Option<Sought>, Error> {
    let mut tx = reading(market).await?;
    let found = orders::purchase::find_by_number(&mut *tx, number).await?;
    Ok(found.map(|found| Sought::Phone(found.recipient.phone)))
}

/// Attempts to pay, the newest first.
pub async fn payments(
    market: &Market,
    _by: Admin,
    sought: &Sought,
    state: Option<StateName>,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Found>, Error> {
    let mut tx = reading(market).await?;
    Ok(search::search(&mut *tx, sought, state, after, size).await?)
}

/// The whole ledger on one page.
#[derive(Debug, Clone)]
pub struct Overview {
    pub totals: Vec<Total>,
    pub proof: Proof,
}

/// Every kind of account with its balance, and the proof that all of them add up, reckoned by the database now.
pub async fn overview(market: &Market, _by: Admin) -> Result<Overview, Error> {
    let mut tx = reading(market).await?;
    Ok(Overview {
        totals: browse::totals(&mut *tx).await?,
        proof: browse::prove(&mut tx).await?,
    })
}

/// Some lines, and after which of them the next begin.
#[derive(Debug, Clone)]
pub struct Lines<T> {
    pub rows: Vec<T>,
    pub next: Option<i64>,
}

impl<T> Lines<T> {
    /// Cuts a page out of rows fetched with a limit of one more.
    fn cut(mut rows: Vec<T>, id: impl Fn(&T) -> i64) -> Self {
        let more = rows.len() > usize::from(LINES);
        rows.truncate(usize::from(LINES));
        let next = if more { rows.last().map(id) } else { None };
        Self { rows, next }
    }
}

/// The accounts of one name and currency, in the order they were opened.
pub async fn accounts(
    market: &Market,
    _by: Admin,
    name: &str,
    currency: Currency,
    after: Option<i64>,
) -> Result<Lines<Held>, Error> {
    let mut tx = reading(market).await?;
    let limit = i64::from(LINES) + 1;
    let rows = browse::accounts(&mut *tx, name, currency, after, limit).await?;
    Ok(Lines::cut(rows, |account| account.id))
}

/// One account and what was posted to it, the newest first. `None`: there is no such account.
pub async fn account(
    market: &Market,
    _by: Admin,
    id: i64,
    before: Option<i64>,
) -> Result<Option<(Held, Lines<Entry>)>, Error> {
    let mut tx = reading(market).await?;
    let Some(held) = browse::account(&mut *tx, id).await? else {
        return Ok(None);
    };
    let rows = browse::entries(&mut *tx, id, before, i64::from(LINES) + 1).await?;
    Ok(Some((held, Lines::cut(rows, |entry| entry.id))))
}

/// One journal with its postings.
pub async fn journal(market: &Market, _by: Admin, id: JournalId) -> Result<Option<Written>, Error> {
    let mut tx = reading(market).await?;
    Ok(browse::journal(&mut tx, id).await?)
}

async fn reading(market: &Market) -> Result<Tx<Platform>, Error> {
    Ok(Tx::begin(&market.pools.app, Platform(PlatformFlow::Explain)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_as_what_it_most_likely_is() {
        let phone = |text| Sought::Phone(PhoneNumber::from_e164(text).unwrap());
        let number = PurchaseNumber::from_random([7; 8]);
        let reference = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";
        assert_eq!(read_sought("  "), Sought::Everything);
        assert_eq!(read_sought(&number.to_string()), Sought::Number(number));
        assert_eq!(
            read_sought(reference),
            Sought::Reference(reference.parse().unwrap())
        );
        assert_eq!(read_sought("+260763456789"), phone("+260763456789"));
        assert_eq!(read_sought("0763 456 789"), phone("+260763456789"));
        assert_eq!(read_sought("0703456789"), phone("+254703456789"));
        assert_eq!(read_sought("789"), Sought::Digits("789".to_owned()));
        assert_eq!(
            read_sought("12356789"),
            Sought::Digits("12356789".to_owned())
        );
        assert_eq!(
            read_sought("NLJ7RT61SV"),
            Sought::Receipt("NLJ7RT61SV".to_owned())
        );
    }
}
