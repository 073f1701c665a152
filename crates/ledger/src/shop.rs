//! A shop's own lines: the postings behind every amount it reads, and what they come to.

use kernel::{Currency, Id, Money, PurchaseId, ShopId, Timestamp};
use sqlx::PgExecutor;

use crate::{Account, Error, Kind};

/// A posting to one of a shop's accounts.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: i64,
    pub account: String,
    /// Debit positive, credit negative.
    pub amount: Money,
    /// The journal's kind.
    pub kind: String,
    /// What it was booked for, once.
    pub cause: String,
    pub purchase: Option<PurchaseId>,
    pub at: Timestamp,
}

/// Which of a shop's postings are sought: those that meet all that is said.
#[derive(Debug, Clone)]
pub struct Sought<'a> {
    pub shop: ShopId,
    pub currency: Currency,
    pub accounts: Vec<Account>,
    /// Posted after this posting, and before that one.
    pub after: Option<i64>,
    pub before: Option<i64>,
    pub purchase: Option<PurchaseId>,
    pub cause: Option<&'a str>,
    /// Booked from this moment on, and before that one.
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Of these kinds only; none are all.
    pub kinds: &'a [Kind],
}

impl Sought<'_> {
    /// Every posting to these accounts of a shop.
    pub fn new(shop: ShopId, currency: Currency, accounts: &[Account]) -> Self {
        Self {
            shop,
            currency,
            accounts: accounts.to_vec(),
            after: None,
            before: None,
            purchase: None,
            cause: None,
            from: None,
            until: None,
            kinds: &[],
        }
    }

    fn accounts(&self) -> Vec<String> {
        let names = self
            .accounts
            .iter()
            .map(|account| account.name().to_owned());
        names.collect()
    }

    fn kinds(&self) -> Option<Vec<String>> {
        let names = self.kinds.iter().map(|kind| kind.as_str().to_owned());
        (!self.kinds.is_empty()).then(|| names.collect())
    }
}

/// Reads of the postings that were sought.
macro_rules! sought {
    ($what:literal, $sought:expr, $accounts:expr, $kinds:expr, $then:literal $(, $more:expr)?) => {
        sqlx::query!(
            "select " + $what + " from ledger_postings p
             join ledger_accounts a on a.id = p.account_id join ledger_journals j on j.id = p.journal_id
             where p.shop_id = $1 and p.currency = $2 and a.name = any($3)
               and ($4::bigint is null or p.id > $4) and ($5::bigint is null or p.id < $5)
               and ($6::uuid is null or j.purchase_id = $6) and ($7::text is null or j.cause = $7)
               and ($8::timestamptz is null or j.at >= $8) and ($9::timestamptz is null or j.at < $9)
               and ($10::text[] is null or j.kind = any($10))" + $then,
            $sought.shop.uuid(),
            $sought.currency.code(),
            &$accounts,
            $sought.after,
            $sought.before,
            $sought.purchase.map(Id::uuid),
            $sought.cause,
            $sought.from,
            $sought.until,
            $kinds.as_deref(),
            $($more)?
        )
    };
}

/// What was sought, newest first.
pub async fn lines(
    conn: impl PgExecutor<'_>,
    sought: &Sought<'_>,
    count_max: i64,
) -> Result<Vec<Line>, Error> {
    let (accounts, kinds) = (sought.accounts(), sought.kinds());
    let rows = sought!(
        "p.id, a.name, p.amount_minor, j.kind, j.cause, j.purchase_id, j.at",
        sought,
        accounts,
        kinds,
        " order by p.id desc limit $11",
        count_max
    )
    .fetch_all(conn)
    .await?;
    let read = rows.into_iter().map(|row| Line {
        id: row.id,
        account: row.name,
        amount: Money::new(row.amount_minor, sought.currency),
        kind: row.kind,
        cause: row.cause,
        purchase: row.purchase_id.map(Into::into),
        at: row.at,
    });
    Ok(read.collect())
}

/// What all that was sought comes to, debits positive, and of how many journals it is.
pub async fn sum(conn: impl PgExecutor<'_>, sought: &Sought<'_>) -> Result<(Money, i64), Error> {
    let (accounts, kinds) = (sought.accounts(), sought.kinds());
    let row = sought!(
        r#"coalesce(sum(p.amount_minor), 0)::bigint as "minor!", count(distinct p.journal_id) as "journals!""#,
        sought,
        accounts,
        kinds,
        ""
    )
    .fetch_one(conn)
    .await?;
    Ok((Money::new(row.minor, sought.currency), row.journals))
}

/// The purchases of which something waits on these accounts of a shop, with what it is, debits positive, oldest first.
pub async fn open_purchases(
    conn: impl PgExecutor<'_>,
    sought: &Sought<'_>,
) -> Result<Vec<(PurchaseId, Money)>, Error> {
    let accounts = sought.accounts();
    let rows = sqlx::query!(
        r#"select j.purchase_id as "purchase!", sum(p.amount_minor)::bigint as "minor!" from ledger_postings p
           join ledger_accounts a on a.id = p.account_id join ledger_journals j on j.id = p.journal_id
           where p.shop_id = $1 and p.currency = $2 and a.name = any($3) and j.purchase_id is not null
           group by j.purchase_id having sum(p.amount_minor) <> 0 order by min(p.id)"#,
        sought.shop.uuid(),
        sought.currency.code(),
        &accounts,
    )
    .fetch_all(conn)
    .await?;
    let read = rows
        .into_iter()
        .map(|row| (row.purchase.into(), Money::new(row.minor, sought.currency)));
    Ok(read.collect())
}
