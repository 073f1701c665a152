//! Bank transfers: every line of the bank's own books is in ours, once, and its money has come to rest.

use anyhow::Result;
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

use super::Found;
use crate::play::Sent;

const KNOWN: &str = "every transfer is known, once";
const AT_REST: &str = "what came by bank pays, is owed back, or was decided about";
const TOTAL: &str = "the bank's books are ours, in sum";

/// A transfer as we know it.
#[derive(Debug, FromRow)]
struct Row {
    account: String,
    amount_minor: i64,
    state: String,
    purchase_id: Option<Uuid>,
}

#[derive(Debug)]
pub(super) struct ByBank {
    rows: Vec<Row>,
}

impl ByBank {
    pub(super) async fn load(pool: &PgPool) -> Result<Self> {
        let rows = sqlx::query_as(
            "select account, amount_minor, state, purchase_id from till_payments where provider = 'bank'",
        );
        Ok(Self {
            rows: rows.fetch_all(pool).await?,
        })
    }

    /// What was counted for a purchase, in minor units.
    pub(super) fn counted_for(&self, purchase: Uuid) -> i64 {
        let own = self.rows.iter();
        let own = own.filter(|row| row.purchase_id == Some(purchase));
        own.map(|row| row.amount_minor).sum()
    }

    pub(super) async fn agree(
        &self,
        pool: &PgPool,
        sent: &[Sent],
        found: &mut Found,
    ) -> Result<()> {
        let said = sent.iter().enumerate();
        let mut theirs: Vec<_> = said.map(|(index, one)| one.as_said(index)).collect();
        let rows = self.rows.iter();
        let mut ours: Vec<_> = rows
            .map(|row| (row.account.clone(), row.amount_minor))
            .collect();
        theirs.sort_unstable();
        ours.sort_unstable();
        if theirs != ours {
            found.push((KNOWN, format!("ours {ours:?}, theirs {theirs:?}")));
        }
        let is_restless =
            |row: &&Row| !matches!(row.state.as_str(), "kept" | "owed_back" | "decided");
        for row in self.rows.iter().filter(is_restless) {
            found.push((AT_REST, format!("{row:?}")));
        }
        let booked: i64 = sqlx::query_scalar(
            "select coalesce(sum(l.amount_minor), 0)::bigint from ledger_postings l
             join ledger_accounts a on a.id = l.account_id where a.name = 'bank' and a.currency = 'ZMW'",
        )
        .fetch_one(pool)
        .await?;
        let total: i64 = sent.iter().map(|one| one.minor).sum();
        if booked != total {
            found.push((TOTAL, format!("ours {booked}, theirs {total}")));
        }
        Ok(())
    }
}
