//! What a provider, or our own bank, says it did, beside what we have booked: its statement is imported, and each line is one posting's
//! or a difference with a case.
//!
//! Not [`crate::reconcile`], which asks about single payments until they are final; nor [`crate::payout`]'s statement, which is what
//! a shop reads about its own money.

pub mod bank;
mod cases;
mod dues;
mod report;
mod undo;

use std::collections::HashMap;

use kernel::{StatementId, StatementLineId, Timestamp};
use payments::provider::ProviderName;
use payments::statements::{
    self, Asked, Book, Difference, Known, LINES_MAX, NewLine, NewStatement, NotAStatement, Period,
    Read, SummaryRow,
};
use sha2::{Digest as _, Sha256};
use store::{Platform, PlatformFlow, Tx};
use time::Duration;

use self::dues::What;
pub use self::report::{DIFFERENCES, Days, Report, import_by, report};
use crate::jobs::{SettleAttempt, SettleDisbursement};
use crate::{Error, Market};

/// So long a provider may take until a movement is on its statement.
pub const GRACE: Duration = Duration::days(2);
/// So long a settlement may take between a provider's statement and our bank's.
pub const SETTLES_WITHIN: Duration = Duration::days(5);
/// Lines, cases and fees are written so many at a time.
const BATCH_MAX: usize = 1_000;
/// So many movements are asked about after one import; the next import asks about more.
const ASKED_MAX: i64 = 1_000;
/// The name of a file is kept up to so many characters.
const NAME_CHARS_MAX: usize = 200;

/// A file to be imported.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    pub book: Book,
    /// What the file is called, for whoever looks a line up.
    pub name: &'a str,
    pub content: &'a [u8],
    /// Which moments it tells of. Left out, the whole days from its first line to its last: to be named where the export was made
    /// in the middle of a day.
    pub period: Option<Period>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub statement: StatementId,
    /// False when the same content was imported before.
    pub is_new: bool,
    pub lines: usize,
    /// Those that no earlier statement had.
    pub new_lines: u64,
    /// What it tells of.
    pub period: Option<Period>,
    pub examined: Examined,
}

/// What comparing changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Examined {
    /// Lines that found their posting.
    pub matched: u64,
    /// Postings that turned out to be on no line.
    pub missing_there: u64,
    pub fees_booked: usize,
    /// Money to our bank account, or from it.
    pub settlements_booked: usize,
    /// Buyers' transfers that the bank's statement told of first, whatever became of them.
    pub transfers: usize,
    /// Movements that the provider is asked about, because it says that they are over and we do not know it.
    pub asked: usize,
    pub cases_opened: usize,
    pub cases_closed: u64,
    /// Decisions that were taken back, because what they were about is explained.
    pub undone: usize,
}

/// Why a file was not imported. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    NotAStatement(#[from] NotAStatement),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(ImportError: store::Error, payments::Error);

/// Imports a file once, and compares. The same file again changes nothing; lines that another file had are not counted twice.
pub async fn import(market: &Market, import: &Import<'_>) -> Result<Imported, ImportError> {
    let mut survey = statements::read(import.book, import.content)?.survey()?;
    survey.period = import.period.or(survey.period);
    let provider = import.book.name();
    let id: StatementId = market.source.id();
    let new = NewStatement {
        id,
        provider,
        name: &name_of(import.name),
        digest: Sha256::digest(import.content).into(),
        survey: &survey,
        at: market.source.now(),
    };
    let mut tx = begin(market, provider).await?;
    let (statement, new_lines) = match statements::insert(&mut tx, &new).await? {
        Known::Before(before) => (before, 0),
        Known::New => (id, keep_lines(market, &mut tx, id, import).await?),
    };
    tx.commit().await?;
    let examined = examine(market, provider).await?;
    tracing::info!(%provider, lines = survey.line_count, new_lines, ?examined, "statement imported");
    Ok(Imported {
        statement,
        is_new: statement == id,
        lines: survey.line_count,
        new_lines,
        period: survey.period,
        examined,
    })
}

async fn begin(market: &Market, provider: ProviderName) -> Result<Tx<Platform>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Statement)).await?;
    statements::lock(&mut tx, provider).await?;
    Ok(tx)
}

/// The last part of a path, never empty.
fn name_of(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let kept: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME_CHARS_MAX)
        .collect();
    if kept.is_empty() {
        "statement".to_owned()
    } else {
        kept
    }
}

async fn keep_lines(
    market: &Market,
    tx: &mut Tx<Platform>,
    statement: StatementId,
    import: &Import<'_>,
) -> Result<u64, ImportError> {
    let mut seen: HashMap<[u8; 32], i32> = HashMap::new();
    let mut batch = Vec::with_capacity(BATCH_MAX);
    let mut kept = 0;
    let provider = import.book.name();
    let lines = statements::read(import.book, import.content)?.take(LINES_MAX);
    // Our bank's are few. A provider's are read one after the other, however many there are.
    let lines: Box<dyn Iterator<Item = Read> + Send> = match import.book {
        Book::Bank(_) => {
            let mut all: Vec<Read> = lines.collect();
            statements::oldest_first(&mut all);
            Box::new(all.into_iter())
        }
        Book::Provider(_) => Box::new(lines),
    };
    for read in lines {
        let fingerprint = read.fingerprint();
        let before = seen.entry(fingerprint).or_default();
        batch.push(NewLine {
            id: market.source.id::<StatementLineId>(),
            fingerprint,
            occurrence: *before,
            read,
        });
        *before += 1;
        if batch.len() == BATCH_MAX {
            kept += statements::insert_lines(tx, statement, provider, &batch).await?;
            batch.clear();
        }
    }
    kept += statements::insert_lines(tx, statement, provider, &batch).await?;
    Ok(kept)
}

/// Compares what is imported with what is booked. Safe to repeat at any time; later statements and later postings explain what
/// was a difference.
pub async fn examine(market: &Market, provider: ProviderName) -> Result<Examined, Error> {
    if !provider.can_be_asked() {
        return bank::examine(market).await;
    }
    let now = market.source.now();
    let mut tx = begin(market, provider).await?;
    let matched = statements::match_lines(&mut tx, provider).await?;
    let mut explained = matched.explained;
    explained.extend(statements::explain_gaps(&mut tx, provider, now).await?);
    let missing_there = statements::find_gaps(&mut tx, provider, now - GRACE, now).await?;
    let asked = ask(&mut tx, provider, now).await?;
    let examined = Examined {
        matched: matched.matched,
        missing_there,
        asked,
        transfers: 0,
        fees_booked: dues::book(market, &mut tx, provider, What::Fees, now).await?,
        settlements_booked: dues::book(market, &mut tx, provider, What::Settlements, now).await?,
        cases_closed: cases::close(&mut tx, &explained.cases, now).await?,
        undone: undo::decisions(market, &mut tx, provider, &explained, now).await?,
        cases_opened: cases::open(market, &mut tx, provider, now).await?,
    };
    tx.commit().await?;
    if asked > 0 {
        store::wake_workers(&market.pools.app).await.ok();
    }
    Ok(examined)
}

/// A line about something of ours that is not over here yet: the provider's status decides, as always.
async fn ask(
    tx: &mut Tx<Platform>,
    provider: ProviderName,
    now: Timestamp,
) -> Result<usize, Error> {
    let asked = statements::ask(tx, provider, now, ASKED_MAX).await?;
    for subject in &asked {
        match *subject {
            Asked::Attempt(attempt) => {
                store::enqueue(tx, &SettleAttempt { attempt }, now).await?;
            }
            Asked::Disbursement(disbursement) => {
                store::enqueue(tx, &SettleDisbursement { disbursement }, now).await?;
            }
        }
    }
    Ok(asked.len())
}

/// Counts and sums of every provider, day, currency and class.
pub async fn summary(market: &Market, period: Period) -> Result<Vec<SummaryRow>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Statement)).await?;
    Ok(statements::summary(&mut *tx, period, &bank::homes()).await?)
}

/// The oldest differences that nothing has explained, with their age.
pub async fn differences(
    market: &Market,
    provider: ProviderName,
    count_max: i64,
) -> Result<Vec<Difference>, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Statement)).await?;
    Ok(statements::differences(&mut *tx, provider, now, count_max).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_name_alone() {
        assert_eq!(name_of("/home/chipo/March.csv"), "March.csv");
        assert_eq!(name_of("C:\\Downloads\\March.csv"), "March.csv");
        assert_eq!(name_of("/"), "statement");
        assert_eq!(name_of(&"x".repeat(300)).len(), NAME_CHARS_MAX);
    }
}
