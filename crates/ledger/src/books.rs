//! Writing journals, and reading what they add up to.

use kernel::{Currency, Id, Money, PurchaseId, ShopId, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::{Account, Error, Journal, Recorded};

/// Records a journal once per cause. The database checks at commit that it balances.
pub async fn record(conn: &mut PgConnection, journal: &Journal) -> Result<Recorded, Error> {
    journal.check()?;
    let inserted = sqlx::query!(
        "insert into ledger_journals (id, cause, kind, purchase_id, at) values ($1, $2, $3, $4, $5)
         on conflict on constraint ledger_journals_cause_unique do nothing",
        journal.id.uuid(),
        journal.cause,
        journal.kind.as_str(),
        journal.purchase.map(Id::uuid),
        journal.at,
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if inserted == 0 {
        return Ok(Recorded::Before);
    }
    let names: Vec<String> = journal
        .legs
        .iter()
        .map(|leg| leg.account.name().to_owned())
        .collect();
    let parties: Vec<String> = journal.legs.iter().map(|leg| leg.account.party()).collect();
    let shops: Vec<Option<uuid::Uuid>> = journal
        .legs
        .iter()
        .map(|leg| leg.account.shop().map(Id::uuid))
        .collect();
    let amounts: Vec<i64> = journal.legs.iter().map(|leg| leg.minor).collect();
    let currency = journal.currency.code();
    // Sorted, so that two journals opening the same accounts wait for each other instead of locking each other out.
    sqlx::query!(
        "insert into ledger_accounts (name, party, currency, shop_id)
         select distinct name, party, $4::text, shop from unnest($1::text[], $2::text[], $3::uuid[]) as leg (name, party, shop)
         where not exists (select 1 from ledger_accounts a where a.name = leg.name and a.party = leg.party and a.currency = $4::text)
         order by 1, 2
         on conflict on constraint ledger_accounts_unique do nothing",
        &names,
        &parties,
        &shops as &[Option<uuid::Uuid>],
        currency,
    )
    .execute(&mut *conn)
    .await?;
    let written = sqlx::query!(
        "insert into ledger_postings (journal_id, account_id, shop_id, amount_minor, currency)
         select $1, a.id, a.shop_id, leg.amount, a.currency
         from unnest($2::text[], $3::text[], $4::bigint[]) as leg (name, party, amount)
         join ledger_accounts a on a.name = leg.name and a.party = leg.party and a.currency = $5",
        journal.id.uuid(),
        &names,
        &parties,
        &amounts,
        currency,
    )
    .execute(conn)
    .await?
    .rows_affected();
    if usize::try_from(written).ok() != Some(journal.legs.len()) {
        return Err(store::Error::corrupt("ledger_accounts", "name", journal.id).into());
    }
    Ok(Recorded::Now)
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

/// What journals whose cause begins like this put into suspense and no `put_right` took out again, each with its cause.
pub async fn in_suspense(
    conn: impl PgExecutor<'_>,
    cause: &str,
) -> Result<Vec<(String, Money)>, Error> {
    let rows = sqlx::query!(
        "select j.cause, l.amount_minor, l.currency from ledger_journals j
         join ledger_postings l on l.journal_id = j.id join ledger_accounts a on a.id = l.account_id
         where a.name = 'suspense' and starts_with(j.cause, $1)
           and not exists (select from ledger_journals r where r.cause = 'put_right:' || j.cause)",
        cause
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = row.currency.parse();
            let currency = currency
                .map_err(|_| store::Error::corrupt("ledger_postings", "currency", &row.cause))?;
            Ok((row.cause, Money::new(-row.amount_minor, currency)))
        })
        .collect()
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

/// A posting as a person reads it.
#[derive(Debug, Clone)]
pub struct Posted {
    pub account: String,
    pub party: String,
    /// Debit positive, credit negative.
    pub amount: Money,
    pub kind: String,
    pub cause: String,
    pub at: Timestamp,
}

/// Every posting of a purchase, oldest first.
pub async fn postings_of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Posted>, Error> {
    let rows = sqlx::query!(
        "select a.name, a.party, p.amount_minor, p.currency, j.kind, j.cause, j.at, p.id from ledger_journals j
         join ledger_postings p on p.journal_id = j.id join ledger_accounts a on a.id = p.account_id
         where j.purchase_id = $1 order by p.id",
        purchase.uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = row
                .currency
                .parse()
                .map_err(|_| store::Error::corrupt("ledger_postings", "currency", row.id))?;
            Ok(Posted {
                account: row.name,
                party: row.party,
                amount: Money::new(row.amount_minor, currency),
                kind: row.kind,
                cause: row.cause,
                at: row.at,
            })
        })
        .collect()
}

/// The newest postings to what a shop may spend.
pub async fn available_lines(
    conn: impl PgExecutor<'_>,
    shop: ShopId,
    currency: Currency,
    count_max: i64,
) -> Result<Vec<Posted>, Error> {
    let rows = sqlx::query!(
        "select a.name, a.party, p.amount_minor, j.kind, j.cause, j.at from ledger_postings p
         join ledger_accounts a on a.id = p.account_id join ledger_journals j on j.id = p.journal_id
         where p.shop_id = $1 and a.name = 'shop_available' and p.currency = $2 order by p.id desc limit $3",
        shop.uuid(),
        currency.code(),
        count_max,
    )
    .fetch_all(conn)
    .await?;
    let read = rows.into_iter().map(|row| Posted {
        account: row.name,
        party: row.party,
        amount: Money::new(row.amount_minor, currency),
        kind: row.kind,
        cause: row.cause,
        at: row.at,
    });
    Ok(read.collect())
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
