//! The books as an admin walks through them: totals, accounts, postings, journals, and the proof that they add up.

use kernel::{Currency, Id, JournalId, Money, PurchaseNumber, Timestamp};
use sqlx::PgExecutor;

use crate::Error;

/// The most postings of one journal that are shown; ours have a few per shop.
const LEGS_MAX: i64 = 500;

/// Every account of one name and currency together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    pub name: String,
    pub accounts: i64,
    pub balance: Money,
}

/// The balance of every kind of account, per currency.
pub async fn totals(conn: impl PgExecutor<'_>) -> Result<Vec<Total>, Error> {
    let rows = sqlx::query!(
        r#"select a.name, a.currency, count(distinct a.id) as "accounts!", coalesce(sum(p.amount_minor), 0)::bigint as "minor!"
           from ledger_accounts a left join ledger_postings p on p.account_id = a.id
           group by a.name, a.currency order by a.currency, a.name"#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let balance = money(row.minor, &row.currency, &row.name)?;
            Ok(Total {
                name: row.name,
                accounts: row.accounts,
                balance,
            })
        })
        .collect()
}

/// That the books add up, as the database reckons it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The sum of all accounts, per currency. Zero, or the books are wrong.
    pub sums: Vec<Money>,
    pub journals: i64,
    pub postings: i64,
    /// Journals whose debits and credits differ. None, or the books are wrong.
    pub unbalanced: i64,
}

impl Proof {
    pub fn holds(&self) -> bool {
        self.unbalanced == 0 && self.sums.iter().all(|sum| sum.is_zero())
    }
}

/// Adds up every posting there is. Reads all of them: for a person who asks, not for every page.
pub async fn prove(conn: &mut sqlx::PgConnection) -> Result<Proof, Error> {
    let sums = sqlx::query!(
        r#"select currency, sum(amount_minor)::bigint as "minor!", count(*) as "postings!" from ledger_postings
           group by currency order by currency"#
    )
    .fetch_all(&mut *conn)
    .await?;
    let counted = sqlx::query!(
        r#"select (select count(*) from ledger_journals) as "journals!",
             (select count(*) from (
               select from ledger_postings group by journal_id, currency having sum(amount_minor) <> 0
             ) as off) as "unbalanced!""#
    )
    .fetch_one(conn)
    .await?;
    Ok(Proof {
        postings: sums.iter().map(|row| row.postings).sum(),
        sums: sums
            .into_iter()
            .map(|row| money(row.minor, &row.currency, "sum"))
            .collect::<Result<_, _>>()?,
        journals: counted.journals,
        unbalanced: counted.unbalanced,
    })
}

/// One account with what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub id: i64,
    pub name: String,
    /// The provider, shop, purchase or wallet it is kept for; empty for the marketplace's own.
    pub party: String,
    /// What people call the party, where they call it something: a shop's slug, a purchase's number.
    pub called: Option<String>,
    pub balance: Money,
    pub postings: i64,
}

struct HeldRow {
    id: i64,
    name: String,
    party: String,
    called: Option<String>,
    currency: String,
    minor: i64,
    postings: i64,
}

impl TryFrom<HeldRow> for Held {
    type Error = Error;
    fn try_from(row: HeldRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            balance: money(row.minor, &row.currency, &row.name)?,
            name: row.name,
            party: row.party,
            called: row.called,
            postings: row.postings,
        })
    }
}

/// Accounts of a name and currency after an account's id, at most `count_max`.
pub async fn accounts(
    conn: impl PgExecutor<'_>,
    name: &str,
    currency: Currency,
    after: Option<i64>,
    count_max: i64,
) -> Result<Vec<Held>, Error> {
    sqlx::query_as!(
        HeldRow,
        r#"select a.id, a.name, a.party, coalesce(s.slug, u.number) as called, a.currency,
             coalesce(p.minor, 0)::bigint as "minor!", coalesce(p.postings, 0) as "postings!"
           from ledger_accounts a
           left join shops s on s.id = a.shop_id
           left join purchases u on a.name in ('refund_due', 'wallet_held') and u.id::text = a.party
           cross join lateral (
             select sum(amount_minor) as minor, count(*) as postings from ledger_postings where account_id = a.id
           ) p
           where a.name = $1 and a.currency = $2 and a.id > $3 order by a.id limit $4"#,
        name,
        currency.code(),
        after.unwrap_or(0),
        count_max,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Held::try_from)
    .collect()
}

/// One account.
pub async fn account(conn: impl PgExecutor<'_>, id: i64) -> Result<Option<Held>, Error> {
    sqlx::query_as!(
        HeldRow,
        r#"select a.id, a.name, a.party, coalesce(s.slug, u.number) as called, a.currency,
             coalesce(p.minor, 0)::bigint as "minor!", coalesce(p.postings, 0) as "postings!"
           from ledger_accounts a
           left join shops s on s.id = a.shop_id
           left join purchases u on a.name in ('refund_due', 'wallet_held') and u.id::text = a.party
           cross join lateral (
             select sum(amount_minor) as minor, count(*) as postings from ledger_postings where account_id = a.id
           ) p
           where a.id = $1"#,
        id,
    )
    .fetch_optional(conn)
    .await?
    .map(Held::try_from)
    .transpose()
}

/// A posting, as one account sees it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: i64,
    pub journal: JournalId,
    pub kind: String,
    pub cause: String,
    pub at: Timestamp,
    /// Debit positive, credit negative.
    pub amount: Money,
}

/// An account's postings before a posting's id, the newest first.
pub async fn entries(
    conn: impl PgExecutor<'_>,
    account: i64,
    before: Option<i64>,
    count_max: i64,
) -> Result<Vec<Entry>, Error> {
    let rows = sqlx::query!(
        "select p.id, j.id as journal, j.kind, j.cause, j.at, p.amount_minor, p.currency
         from ledger_postings p join ledger_journals j on j.id = p.journal_id
         where p.account_id = $1 and p.id < $2 order by p.id desc limit $3",
        account,
        before.unwrap_or(i64::MAX),
        count_max,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                id: row.id,
                journal: row.journal.into(),
                kind: row.kind,
                cause: row.cause,
                at: row.at,
                amount: money(row.amount_minor, &row.currency, "posting")?,
            })
        })
        .collect()
}

/// A journal with every posting of it.
#[derive(Debug, Clone)]
pub struct Written {
    pub id: JournalId,
    pub kind: String,
    pub cause: String,
    pub at: Timestamp,
    pub purchase: Option<PurchaseNumber>,
    pub legs: Vec<WrittenLeg>,
}

/// One posting of a journal.
#[derive(Debug, Clone)]
pub struct WrittenLeg {
    pub account: i64,
    pub name: String,
    pub party: String,
    pub called: Option<String>,
    /// Debit positive, credit negative.
    pub amount: Money,
}

/// One journal.
pub async fn journal(
    conn: &mut sqlx::PgConnection,
    id: JournalId,
) -> Result<Option<Written>, Error> {
    let head = sqlx::query!(
        r#"select j.kind, j.cause, j.at, p.number as "number?" from ledger_journals j
           left join purchases p on p.id = j.purchase_id where j.id = $1"#,
        id.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(head) = head else {
        return Ok(None);
    };
    let legs = sqlx::query!(
        r#"select a.id, a.name, a.party, coalesce(s.slug, u.number) as called, p.amount_minor, p.currency
           from ledger_postings p join ledger_accounts a on a.id = p.account_id
           left join shops s on s.id = a.shop_id
           left join purchases u on a.name in ('refund_due', 'wallet_held') and u.id::text = a.party
           where p.journal_id = $1 order by p.id limit $2"#,
        id.uuid(),
        LEGS_MAX,
    )
    .fetch_all(conn)
    .await?;
    let legs = legs
        .into_iter()
        .map(|row| {
            Ok(WrittenLeg {
                account: row.id,
                name: row.name,
                party: row.party,
                called: row.called,
                amount: money(row.amount_minor, &row.currency, "posting")?,
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Some(Written {
        id,
        kind: head.kind,
        cause: head.cause,
        at: head.at,
        purchase: head.number.and_then(|number| number.parse().ok()),
        legs,
    }))
}

/// What of a purchase lies in suspense under causes that end in, or go on after, this subject: `set_aside:<attempt>:…` less what was
/// decided about it since. One amount per currency, none of them zero; what we hold is positive.
pub async fn in_suspense(
    conn: impl PgExecutor<'_>,
    purchase: kernel::PurchaseId,
    subject: uuid::Uuid,
) -> Result<Vec<Money>, Error> {
    let rows = sqlx::query!(
        r#"select p.currency, -sum(p.amount_minor)::bigint as "minor!" from ledger_journals j
           join ledger_postings p on p.journal_id = j.id join ledger_accounts a on a.id = p.account_id
           where j.purchase_id = $1 and a.name = 'suspense' and strpos(j.cause, $2) > 0
           group by p.currency having sum(p.amount_minor) <> 0 order by p.currency"#,
        purchase.uuid(),
        subject.to_string(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| money(row.minor, &row.currency, "suspense"))
        .collect()
}

fn money(minor: i64, currency: &str, what: &str) -> Result<Money, Error> {
    let currency = currency
        .parse()
        .map_err(|_| store::Error::corrupt("ledger_postings", "currency", what))?;
    Ok(Money::new(minor, currency))
}
