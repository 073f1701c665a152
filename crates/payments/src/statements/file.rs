//! A whole file: which provider's columns stand where, and then line by line.

use std::collections::BTreeSet;

use kernel::{Money, Timestamp};
use sha2::{Digest as _, Sha256};
use time::{Duration, Time, UtcOffset};

use super::records::{Record, Records};
use super::sheet::{Columns, Row};
use super::{
    Book, Home, Line, Period, Unreadable, bank, flutterwave, mpesa, mtn_momo, pawapay, paystack,
    stripe,
};
use crate::provider::ProviderName;

/// A file is read up to this size, in bytes.
pub const FILE_BYTES_MAX: usize = 128 * 1024 * 1024;
/// And up to so many lines.
pub const LINES_MAX: usize = 1_000_000;
/// Names of columns are looked for in so many first lines.
const PREAMBLE_LINES_MAX: usize = 60;
/// Of a line so many characters are kept.
const RAW_CHARS_MAX: usize = 4_000;
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Why a file is not taken at all. Nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAStatement {
    #[error("the columns of {0}'s statements are not in it")]
    Columns(ProviderName),
    #[error("it is larger than {} MB", FILE_BYTES_MAX / (1024 * 1024))]
    TooLarge,
    #[error("it has more than {LINES_MAX} lines; name a shorter period")]
    TooLong,
}

/// What a whole file tells of, found before any line of it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    pub line_count: usize,
    /// The whole days, on the provider's clock, from its first line to its last. Nothing where no line could be read.
    pub period: Option<Period>,
    pub currencies: BTreeSet<&'static str>,
}

/// One line of a statement, read or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Where it begins in the file, from one.
    pub line_number: u32,
    /// As it stands there, cut.
    pub raw: String,
    pub line: Result<Line, Unreadable>,
}

/// Reads what one record says, by its provider's rules or by our bank's.
#[derive(Debug, Clone, Copy)]
enum Rule {
    Provider(fn(&Columns, Row<'_>) -> Result<Line, Unreadable>),
    Bank(Home),
}

/// A file whose columns are known.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    records: Records<'a>,
    columns: Columns,
    rule: Rule,
    zone: UtcOffset,
}

/// Finds the columns of a statement.
pub fn read(book: Book, content: &[u8]) -> Result<Sheet<'_>, NotAStatement> {
    if content.len() > FILE_BYTES_MAX {
        return Err(NotAStatement::TooLarge);
    }
    let (needed, rule, zone): (&[&[&str]], Rule, UtcOffset) = match book {
        Book::Bank(home) => (bank::NEEDED, Rule::Bank(home), home.offset),
        // Nobody said in which country.
        Book::Provider(ProviderName::Bank) => {
            return Err(NotAStatement::Columns(ProviderName::Bank));
        }
        Book::Provider(ProviderName::PawaPay) => (
            pawapay::NEEDED,
            Rule::Provider(pawapay::line),
            UtcOffset::UTC,
        ),
        Book::Provider(ProviderName::Flutterwave) => (
            flutterwave::NEEDED,
            Rule::Provider(flutterwave::line),
            UtcOffset::UTC,
        ),
        Book::Provider(ProviderName::Mpesa) => {
            (mpesa::NEEDED, Rule::Provider(mpesa::line), mpesa::ZONE)
        }
        Book::Provider(ProviderName::Stripe) => {
            (stripe::NEEDED, Rule::Provider(stripe::line), UtcOffset::UTC)
        }
        Book::Provider(ProviderName::MtnMomo) => (
            mtn_momo::NEEDED,
            Rule::Provider(mtn_momo::line),
            mtn_momo::ZONE,
        ),
        Book::Provider(ProviderName::Paystack) => (
            paystack::NEEDED,
            Rule::Provider(paystack::line),
            UtcOffset::UTC,
        ),
    };
    for separator in SEPARATORS {
        let mut records = Records::of(content, separator);
        for _ in 0..PREAMBLE_LINES_MAX {
            let Some(record) = records.next() else { break };
            let Ok(fields) = record.fields else { continue };
            let columns = Columns::of(&fields);
            if needed.iter().all(|names| columns.find(names).is_some()) {
                return Ok(Sheet {
                    records,
                    columns,
                    rule,
                    zone,
                });
            }
        }
    }
    Err(NotAStatement::Columns(book.name()))
}

impl Sheet<'_> {
    /// Reads the file once, from where it is to its end.
    pub fn survey(self) -> Result<Survey, NotAStatement> {
        let zone = self.zone;
        let (mut line_count, mut span) = (0, None);
        let mut currencies = BTreeSet::new();
        for read in self {
            line_count += 1;
            if line_count > LINES_MAX {
                return Err(NotAStatement::TooLong);
            }
            if let Ok(line) = read.line {
                currencies.insert(line.amount.currency().code());
                let (first, last) = span.unwrap_or((line.at, line.at));
                span = Some((first.min(line.at), last.max(line.at)));
            }
        }
        Ok(Survey {
            line_count,
            period: span.map(|(first, last)| Period {
                from: day_of(first, zone),
                until: day_of(last, zone) + Duration::DAY,
            }),
            currencies,
        })
    }

    fn line(&self, record: Record<'_>) -> Read {
        let line = record.fields.and_then(|fields| match self.rule {
            Rule::Provider(read) => read(&self.columns, Row(&fields)),
            Rule::Bank(home) => bank::line(home, &self.columns, Row(&fields)),
        });
        Read {
            line_number: record.line_number,
            raw: cut(&record.raw),
            line,
        }
    }
}

impl Iterator for Sheet<'_> {
    type Item = Read;

    fn next(&mut self) -> Option<Read> {
        loop {
            let record = self.records.next()?;
            // A bank writes its heads again, and what there was before and after.
            let is_between = match (self.rule, &record.fields) {
                (Rule::Bank(home), Ok(fields)) => {
                    bank::is_between(home, &self.columns, Row(fields))
                }
                (Rule::Bank(_) | Rule::Provider(_), _) => false,
            };
            if !is_between {
                return Some(self.line(record));
            }
        }
    }
}

/// When the day began on a clock so far from UTC.
fn day_of(at: Timestamp, zone: UtcOffset) -> Timestamp {
    let midnight = at.to_offset(zone).replace_time(Time::MIDNIGHT);
    midnight.to_offset(UtcOffset::UTC)
}

/// As much as is kept, as text Postgres accepts.
fn cut(raw: &str) -> String {
    let kept = raw.chars().take(RAW_CHARS_MAX);
    kept.map(|c| if c == '\0' { '\u{fffd}' } else { c })
        .collect()
}

impl Read {
    /// What the line says, digested: the same for the same money however its columns stand, and without what changes from one
    /// export to the next, such as a running balance.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut add = |field: &str| {
            hash.update(field.as_bytes());
            hash.update([0]);
        };
        match &self.line {
            Err(_) => add(&self.raw),
            Ok(line) => {
                let money = |money: Money| money.to_string();
                let reference = line.reference.map(|reference| reference.to_string());
                add(line.kind.as_str());
                add(&line.word);
                for name in [
                    &line.own_name,
                    &reference,
                    &line.handle,
                    &line.receipt,
                    &line.account,
                ] {
                    add(name.as_deref().unwrap_or_default());
                }
                add(&money(line.amount));
                add(&money(line.fee));
                add(&line.at.unix_timestamp().to_string());
                add(if line.has_moved { "moved" } else { "tried" });
            }
        }
        hash.finalize().into()
    }
}
