//! Writing journals, and reading what they add up to.

use std::collections::HashSet;

use kernel::{Currency, Id, JournalId, Money, PurchaseId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::{Account, Error, Journal, Kind, Recorded};

/// Records a journal once per cause. The database checks at commit that it balances.
pub async fn record(conn: &mut PgConnection, journal: &Journal) -> Result<Recorded, Error> {
    let recorded = record_all(conn, std::slice::from_ref(journal)).await?;
    Ok(if recorded == 0 {
        Recorded::Before
    } else {
        Recorded::Now
    })
}

/// The legs of many journals, column by column.
#[derive(Default)]
struct Legs {
    journals: Vec<Uuid>,
    names: Vec<String>,
    parties: Vec<String>,
    currencies: Vec<String>,
    shops: Vec<Option<Uuid>>,
    amounts: Vec<i64>,
}

impl Legs {
    fn add(&mut self, journal: &Journal) {
        for leg in &journal.legs {
            self.journals.push(journal.id.uuid());
            self.names.push(leg.account.name().to_owned());
            self.parties.push(leg.account.party());
            self.currencies.push(journal.currency.code().to_owned());
            self.shops.push(leg.account.shop().map(Id::uuid));
            self.amounts.push(leg.minor);
        }
    }
}

/// Records many journals, each once per cause, and says how many were not recorded before.
pub async fn record_all(conn: &mut PgConnection, journals: &[Journal]) -> Result<usize, Error> {
    for journal in journals {
        journal.check()?;
    }
    let ids: Vec<Uuid> = journals.iter().map(|journal| journal.id.uuid()).collect();
    let causes: Vec<String> = journals.iter().map(|j| j.cause.clone()).collect();
    let kinds: Vec<String> = journals
        .iter()
        .map(|j| j.kind.as_str().to_owned())
        .collect();
    let purchases: Vec<Option<Uuid>> = journals.iter().map(|j| j.purchase.map(Id::uuid)).collect();
    let moments: Vec<Timestamp> = journals.iter().map(|journal| journal.at).collect();
    let inserted: HashSet<Uuid> = sqlx::query_scalar!(
        "insert into ledger_journals (id, cause, kind, purchase_id, at)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
         on conflict on constraint ledger_journals_cause_unique do nothing returning id",
        &ids,
        &causes,
        &kinds,
        &purchases as &[Option<Uuid>],
        &moments as &[Timestamp],
    )
    .fetch_all(&mut *conn)
    .await?
    .into_iter()
    .collect();
    if inserted.is_empty() {
        return Ok(0);
    }
    let mut legs = Legs::default();
    for journal in journals {
        if inserted.contains(&journal.id.uuid()) {
            legs.add(journal);
        }
    }
    // Sorted, so that two journals opening the same accounts wait for each other instead of locking each other out.
    sqlx::query!(
        "insert into ledger_accounts (name, party, currency, shop_id)
         select distinct name, party, currency, shop
         from unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) as leg (name, party, currency, shop)
         where not exists (
           select from ledger_accounts a where a.name = leg.name and a.party = leg.party and a.currency = leg.currency)
         order by 1, 2, 3
         on conflict on constraint ledger_accounts_unique do nothing",
        &legs.names,
        &legs.parties,
        &legs.currencies,
        &legs.shops as &[Option<Uuid>],
    )
    .execute(&mut *conn)
    .await?;
    let written = sqlx::query!(
        "insert into ledger_postings (journal_id, account_id, shop_id, amount_minor, currency)
         select leg.journal, a.id, a.shop_id, leg.amount, a.currency
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[]) as leg (journal, name, party, currency, amount)
         join ledger_accounts a on a.name = leg.name and a.party = leg.party and a.currency = leg.currency",
        &legs.journals,
        &legs.names,
        &legs.parties,
        &legs.currencies,
        &legs.amounts,
    )
    .execute(conn)
    .await?
    .rows_affected();
    if usize::try_from(written).ok() != Some(legs.amounts.len()) {
        let first = legs.journals.first().copied().unwrap_or_default();
        return Err(store::Error::corrupt("ledger_accounts", "name", first).into());
    }
    Ok(inserted.len())
}

/// Waits until nobody else who takes from this account is at it, until the transaction ends. For whoever reads a balance and
/// then spends it.
pub async fn lock(conn: &mut PgConnection, account: &Account) -> Result<(), Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("{}:{}", account.name(), account.party()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether something was booked for this cause.
pub async fn is_recorded(conn: impl PgExecutor<'_>, cause: &str) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from ledger_journals where cause = $1) as "found!""#,
        cause
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// What an account holds: positive when its debits outweigh its credits.
pub async fn balance(
    conn: impl PgExecutor<'_>,
    account: &Account,
    currency: Currency,
) -> Result<Money, Error> {
    let minor = sqlx::query_scalar!(
        r#"select coalesce(sum(p.amount_minor), 0)::bigint as "minor!" from ledger_postings p
           join ledger_accounts a on a.id = p.account_id where a.name = $1 and a.party = $2 and a.currency = $3"#,
        account.name(),
        account.party(),
        currency.code(),
    )
    .fetch_one(conn)
    .await?;
    Ok(Money::new(minor, currency))
}

/// What of a purchase has reached its buyer again: sent back and arrived, or given as store credit.
pub async fn returned(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
    currency: Currency,
) -> Result<Money, Error> {
    let minor = sqlx::query_scalar!(
        r#"select coalesce(sum(p.amount_minor) filter (where p.amount_minor > 0), 0)::bigint as "minor!" from ledger_postings p
           join ledger_accounts a on a.id = p.account_id where a.name = 'refund_due' and a.party = $1 and a.currency = $2"#,
        purchase.uuid().to_string(),
        currency.code(),
    )
    .fetch_one(conn)
    .await?;
    Ok(Money::new(minor, currency))
}

/// Whether what an attempt collected could not be kept, and was owed back whole.
pub async fn was_owed_back(conn: impl PgExecutor<'_>, attempt: Uuid) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from ledger_journals where cause = 'collected:' || $1::text and kind = $2) as "found!""#,
        attempt.to_string(),
        Kind::CollectedAndOwedBack.as_str(),
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// A posting as a person reads it.
#[derive(Debug, Clone)]
pub struct Posted {
    pub journal: JournalId,
    pub account: String,
    pub party: String,
    /// Debit positive, credit negative.
    pub amount: Money,
    pub kind: String,
    pub cause: String,
    pub at: Timestamp,
}

struct PostedRow {
    journal: uuid::Uuid,
    name: String,
    party: String,
    amount_minor: i64,
    currency: String,
    kind: String,
    cause: String,
    at: Timestamp,
    id: i64,
}

impl TryFrom<PostedRow> for Posted {
    type Error = Error;
    fn try_from(row: PostedRow) -> Result<Self, Error> {
        let currency = row
            .currency
            .parse()
            .map_err(|_| store::Error::corrupt("ledger_postings", "currency", row.id))?;
        Ok(Self {
            journal: row.journal.into(),
            account: row.name,
            party: row.party,
            amount: Money::new(row.amount_minor, currency),
            kind: row.kind,
            cause: row.cause,
            at: row.at,
        })
    }
}

/// Every posting of a purchase, oldest first.
pub async fn postings_of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Posted>, Error> {
    let rows = sqlx::query_as!(
        PostedRow,
        "select a.name, a.party, p.amount_minor, p.currency, j.id as journal, j.kind, j.cause, j.at, p.id from ledger_journals j
         join ledger_postings p on p.journal_id = j.id join ledger_accounts a on a.id = p.account_id
         where j.purchase_id = $1 order by p.id",
        purchase.uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Posted::try_from).collect()
}

/// Every posting that was written for one of these causes, oldest first.
pub async fn postings_of_causes(
    conn: impl PgExecutor<'_>,
    causes: &[String],
) -> Result<Vec<Posted>, Error> {
    let rows = sqlx::query_as!(
        PostedRow,
        "select a.name, a.party, p.amount_minor, p.currency, j.id as journal, j.kind, j.cause, j.at, p.id from ledger_journals j
         join ledger_postings p on p.journal_id = j.id join ledger_accounts a on a.id = p.account_id
         where j.cause = any($1) order by p.id",
        causes,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Posted::try_from).collect()
}

/// The balance of every kind of account, per currency. The sums of each currency are zero, always.
pub async fn trial_balance(conn: impl PgExecutor<'_>) -> Result<Vec<(String, Money)>, Error> {
    let rows = sqlx::query!(
        r#"select a.name, p.currency, sum(p.amount_minor)::bigint as "minor!" from ledger_postings p
           join ledger_accounts a on a.id = p.account_id group by a.name, p.currency order by p.currency, a.name"#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = row
                .currency
                .parse()
                .map_err(|_| store::Error::corrupt("ledger_postings", "currency", &row.name))?;
            Ok((row.name, Money::new(row.minor, currency)))
        })
        .collect()
}
