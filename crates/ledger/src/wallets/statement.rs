//! What went into a wallet and out of it.

use kernel::{Currency, Id, Money, PurchaseNumber, Timestamp, WalletId, text_enum};
use sqlx::PgExecutor;

use crate::Error;

text_enum! {
    /// Why store credit moved.
    pub enum Why {
        /// A refund that could not be sent back, or was wanted like this.
        Given = "credit_given",
        /// Set aside for a purchase, and spent on it unless it comes back.
        Used = "wallet_held",
        /// Back, because the purchase was not paid with it.
        Back = "wallet_released",
        /// Money that nobody could match to a purchase.
        Found = "set_aside_decided",
    }
}

/// One line of a wallet.
#[derive(Debug, Clone)]
pub struct Line {
    /// The posting: lines before it are the next page.
    pub id: i64,
    pub why: Why,
    /// Nothing for money that was for no purchase.
    pub purchase: Option<PurchaseNumber>,
    /// What it added to the wallet; below zero when it took.
    pub amount: Money,
    pub at: Timestamp,
}

/// What a wallet holds, per currency; what is empty is left out.
pub async fn balances(conn: impl PgExecutor<'_>, wallet: WalletId) -> Result<Vec<Money>, Error> {
    let rows = sqlx::query!(
        r#"select p.currency, -sum(p.amount_minor)::bigint as "minor!" from ledger_postings p
           join ledger_accounts a on a.id = p.account_id where a.name = 'buyer_wallet' and a.party = $1
           group by p.currency having sum(p.amount_minor) <> 0 order by p.currency"#,
        wallet.uuid().to_string()
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok(Money::new(row.minor, currency(&row.currency, wallet)?)))
        .collect()
}

/// The lines of a wallet before one of them, the newest first.
pub async fn lines(
    conn: impl PgExecutor<'_>,
    wallet: WalletId,
    before: Option<i64>,
    count_max: i64,
) -> Result<Vec<Line>, Error> {
    let rows = sqlx::query!(
        r#"select p.id, p.amount_minor, p.currency, j.kind, j.at, u.number as "number?" from ledger_postings p
         join ledger_accounts a on a.id = p.account_id join ledger_journals j on j.id = p.journal_id
         left join purchases u on u.id = j.purchase_id
         where a.name = 'buyer_wallet' and a.party = $1 and p.id < $2 order by p.id desc limit $3"#,
        wallet.uuid().to_string(),
        before.unwrap_or(i64::MAX),
        count_max,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |column| store::Error::corrupt("ledger_journals", column, row.id);
            Ok(Line {
                id: row.id,
                why: row.kind.parse().map_err(|_| broken("kind"))?,
                purchase: row
                    .number
                    .map(|number| number.parse())
                    .transpose()
                    .map_err(|_| broken("purchase_id"))?,
                amount: Money::new(-row.amount_minor, currency(&row.currency, wallet)?),
                at: row.at,
            })
        })
        .collect()
}

fn currency(code: &str, wallet: WalletId) -> Result<Currency, Error> {
    let currency = code
        .parse()
        .map_err(|_| store::Error::corrupt("ledger_postings", "currency", wallet))?;
    Ok(currency)
}
