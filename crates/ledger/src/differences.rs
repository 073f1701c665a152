//! What was set aside because a statement differs from the books, and what became of it.

use kernel::{Id as _, JournalId, Money, PurchaseId};
use sqlx::PgExecutor;

use crate::{Account, Error};

/// A difference as a decision booked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    pub journal: JournalId,
    pub cause: String,
    /// By how much more is held for us because of it; negative when it is less.
    pub amount: Money,
    pub is_written_off: bool,
    pub purchase: Option<PurchaseId>,
}

impl Aside {
    /// What it is written off under, once.
    pub fn written_off_as(&self) -> String {
        format!("written_off:{}", self.journal)
    }

    /// Where it is by now.
    pub const fn lies_in(&self) -> Account {
        if self.is_written_off {
            Account::Differences
        } else {
            Account::Suspense
        }
    }
}

/// What these journals set aside.
pub async fn list(conn: impl PgExecutor<'_>, journals: &[JournalId]) -> Result<Vec<Aside>, Error> {
    let journals: Vec<_> = journals.iter().map(|journal| journal.uuid()).collect();
    let rows = sqlx::query!(
        r#"select j.id, j.cause, j.purchase_id, p.amount_minor, p.currency,
             exists (select from ledger_journals w where w.cause = 'written_off:' || j.id) as "is_written_off!"
           from ledger_journals j join ledger_postings p on p.journal_id = j.id join ledger_accounts a on a.id = p.account_id
           where j.id = any($1) and a.name = 'suspense' order by p.id"#,
        &journals,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = row
                .currency
                .parse()
                .map_err(|_| store::Error::corrupt("ledger_postings", "currency", row.id))?;
            Ok(Aside {
                journal: row.id.into(),
                cause: row.cause,
                amount: Money::new(-row.amount_minor, currency),
                is_written_off: row.is_written_off,
                purchase: row.purchase_id.map(Into::into),
            })
        })
        .collect()
}
