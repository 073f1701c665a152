//! Statements and their lines, as they are kept: each once.

use kernel::{Id, Money, StatementId, StatementLineId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Class, Read, Survey};
use crate::Error;
use crate::provider::ProviderName;

/// From a moment to another, which is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Timestamp,
    pub until: Timestamp,
}

/// A statement to be kept.
#[derive(Debug, Clone)]
pub struct NewStatement<'a> {
    pub id: StatementId,
    pub provider: ProviderName,
    /// What the file is called.
    pub name: &'a str,
    pub digest: [u8; 32],
    pub survey: &'a Survey,
    pub at: Timestamp,
}

/// Whether the content was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    New,
    Before(StatementId),
}

/// A line to be kept.
#[derive(Debug, Clone)]
pub struct NewLine {
    pub id: StatementLineId,
    pub read: Read,
    pub fingerprint: [u8; 32],
    /// How many lines of its file said the same before it.
    pub occurrence: i32,
}

/// Waits until nobody else is at this provider's statements, until the transaction ends.
pub async fn lock(conn: &mut PgConnection, provider: ProviderName) -> Result<(), Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("statements:{provider}"),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps a statement, unless its content is kept already.
pub async fn insert(conn: &mut PgConnection, new: &NewStatement<'_>) -> Result<Known, Error> {
    let currencies: Vec<String> = new
        .survey
        .currencies
        .iter()
        .map(ToString::to_string)
        .collect();
    let inserted = sqlx::query!(
        "insert into statements (id, provider, name, digest, line_count, covers_from, covers_until, currencies, imported_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict on constraint statements_content_unique do nothing",
        new.id.uuid(),
        new.provider.as_str(),
        new.name,
        new.digest.as_slice(),
        i32::try_from(new.survey.line_count).unwrap_or(i32::MAX),
        new.survey.period.map(|period| period.from),
        new.survey.period.map(|period| period.until),
        &currencies,
        new.at,
    )
    .execute(&mut *conn)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(Known::New);
    }
    let id = sqlx::query_scalar!(
        "select id from statements where provider = $1 and digest = $2",
        new.provider.as_str(),
        new.digest.as_slice(),
    )
    .fetch_one(conn)
    .await?;
    Ok(Known::Before(id.into()))
}

/// The columns of many lines.
#[derive(Default)]
struct Arrays {
    ids: Vec<Uuid>,
    numbers: Vec<i32>,
    raws: Vec<String>,
    fingerprints: Vec<Vec<u8>>,
    occurrences: Vec<i32>,
    kinds: Vec<String>,
    words: Vec<String>,
    own_names: Vec<Option<String>>,
    references: Vec<Option<Uuid>>,
    handles: Vec<Option<String>>,
    receipts: Vec<Option<String>>,
    accounts: Vec<Option<String>>,
    amounts: Vec<Option<i64>>,
    fees: Vec<Option<i64>>,
    currencies: Vec<Option<String>>,
    moments: Vec<Option<Timestamp>>,
    balances: Vec<Option<i64>>,
    classes: Vec<String>,
}

impl Arrays {
    fn push(&mut self, new: &NewLine) {
        self.ids.push(new.id.uuid());
        self.numbers
            .push(i32::try_from(new.read.line_number).unwrap_or(i32::MAX));
        self.raws.push(new.read.raw.clone());
        self.fingerprints.push(new.fingerprint.to_vec());
        self.occurrences.push(new.occurrence);
        let line = new.read.line.as_ref();
        let (kind, word, class) = match line {
            Ok(line) => (line.kind.as_str(), line.word.clone(), first_class(line)),
            Err(why) => ("unreadable", why.to_string(), Class::Unreadable),
        };
        self.kinds.push(kind.to_owned());
        self.words.push(word);
        self.classes.push(class.as_str().to_owned());
        let line = line.ok();
        let name = |name: fn(&super::Line) -> &Option<String>| line.and_then(|l| name(l).clone());
        self.own_names.push(name(|line| &line.own_name));
        self.handles.push(name(|line| &line.handle));
        self.receipts.push(name(|line| &line.receipt));
        self.accounts.push(name(|line| &line.account));
        self.references
            .push(line.and_then(|line| line.reference).map(Id::uuid));
        self.amounts.push(line.map(|line| line.amount.minor()));
        self.fees.push(line.map(|line| line.fee.minor()));
        let code = |money: Money| money.currency().code().to_owned();
        self.currencies.push(line.map(|line| code(line.amount)));
        self.moments.push(line.map(|line| line.at));
        self.balances
            .push(line.and_then(|line| line.balance).map(Money::minor));
    }
}

/// What is known of a line without looking at any other.
const fn first_class(line: &super::Line) -> Class {
    if line.has_moved {
        Class::New
    } else {
        Class::NoMoney
    }
}

/// Keeps lines in their order, and says how many. What an earlier statement said already is not kept again.
pub async fn insert_lines(
    conn: &mut PgConnection,
    statement: StatementId,
    provider: ProviderName,
    lines: &[NewLine],
) -> Result<u64, Error> {
    let mut all = Arrays::default();
    for line in lines {
        all.push(line);
    }
    let inserted = sqlx::query!(
        "insert into statement_lines (id, statement_id, provider, line_number, raw, fingerprint, occurrence, kind, word, own_name,
           reference, handle, receipt, account, amount_minor, fee_minor, currency, at, class, balance_minor)
         select l.id, $1, $2, l.line_number, l.raw, l.fingerprint, l.occurrence, l.kind, l.word, l.own_name, l.reference, l.handle,
           l.receipt, l.account, l.amount_minor, l.fee_minor, l.currency, l.at, l.class, l.balance_minor
         from unnest($3::uuid[], $4::int[], $5::text[], $6::bytea[], $7::int[], $8::text[], $9::text[], $10::text[], $11::uuid[],
           $12::text[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::text[], $18::timestamptz[], $19::text[],
           $20::bigint[])
           with ordinality as l (id, line_number, raw, fingerprint, occurrence, kind, word, own_name, reference, handle, receipt,
             account, amount_minor, fee_minor, currency, at, class, balance_minor, nth)
         order by l.nth
         on conflict on constraint statement_lines_once do nothing",
        statement.uuid(),
        provider.as_str(),
        &all.ids,
        &all.numbers,
        &all.raws,
        &all.fingerprints,
        &all.occurrences,
        &all.kinds,
        &all.words,
        &all.own_names as &[Option<String>],
        &all.references as &[Option<Uuid>],
        &all.handles as &[Option<String>],
        &all.receipts as &[Option<String>],
        &all.accounts as &[Option<String>],
        &all.amounts as &[Option<i64>],
        &all.fees as &[Option<i64>],
        &all.currencies as &[Option<String>],
        &all.moments as &[Option<Timestamp>],
        &all.classes,
        &all.balances as &[Option<i64>],
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected())
}
