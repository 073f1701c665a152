//! Money that somebody paid by hand: it is known to us, or the statement told a person of it.

use anyhow::Result;
use simulator::{Kind, State, Transaction};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

use super::Found;

const KNOWN: &str = "what was paid by hand is known, or a person is told by the statement";
const AT_REST: &str = "what was paid by hand pays, goes back, or waits for a person";

/// A payment by hand as we know it.
#[derive(Debug, FromRow)]
struct Row {
    receipt: String,
    state: String,
    purchase_id: Option<Uuid>,
}

/// Payments by hand, in the provider's books and ours.
#[derive(Debug, Default)]
pub(super) struct ByHand {
    receipts: Vec<String>,
    rows: Vec<Row>,
    /// Receipts that a person was told of by the statement.
    shown: Vec<String>,
}

impl ByHand {
    pub(super) async fn load(pool: &PgPool, receipts: &[String]) -> Result<Self> {
        Ok(Self {
            receipts: receipts.to_vec(),
            rows: sqlx::query_as("select receipt, state, purchase_id from till_payments")
                .fetch_all(pool)
                .await?,
            // Of two payments of one price for one purchase either may stand for the other.
            shown: sqlx::query_scalar(
                "select t.receipt from statement_lines t join statement_lines l
                   on l.account is not distinct from t.account and l.amount_minor = t.amount_minor
                 where l.class = 'missing_here' and l.case_id is not null and t.receipt is not null",
            )
            .fetch_all(pool)
            .await?,
        })
    }

    /// Whether a movement was made by hand, and not by a prompt.
    pub(super) fn made(&self, movement: &Transaction) -> bool {
        let receipt = movement.provider_transaction_id.as_ref();
        movement.kind == Kind::Deposit && receipt.is_some_and(|one| self.receipts.contains(one))
    }

    fn row(&self, movement: &Transaction) -> Option<&Row> {
        let receipt = movement.provider_transaction_id.as_deref()?;
        self.rows.iter().find(|row| row.receipt == receipt)
    }

    /// Whether a movement is in our books under its receipt.
    pub(super) fn is_booked(&self, movement: &Transaction) -> bool {
        let states = ["waiting", "kept", "owed_back", "unmatched", "decided"];
        self.made(movement)
            && self
                .row(movement)
                .is_some_and(|row| states.contains(&row.state.as_str()))
    }

    /// The movements that were counted for a purchase.
    pub(super) fn counted_for<'a>(
        &'a self,
        purchase: Uuid,
        movements: &'a [Transaction],
    ) -> impl Iterator<Item = &'a Transaction> {
        movements.iter().filter(move |movement| {
            let row = self.row(movement);
            self.is_booked(movement) && row.is_some_and(|row| row.purchase_id == Some(purchase))
        })
    }

    pub(super) fn agree(&self, movements: &[Transaction], found: &mut Found) {
        let came =
            |movement: &&Transaction| self.made(movement) && movement.state == State::Completed;
        for movement in movements.iter().filter(came) {
            let receipt = movement.provider_transaction_id.clone().unwrap_or_default();
            match self.row(movement).map(|row| row.state.as_str()) {
                Some("kept" | "owed_back" | "unmatched" | "decided") => {}
                // Taken for what a prompt collected, whose own receipt nobody told: that one is on the statement.
                Some("prompted") if !self.shown.is_empty() => {}
                None if self.shown.contains(&receipt) => {}
                None => found.push((KNOWN, receipt)),
                Some(state) => found.push((AT_REST, format!("{receipt} is {state}"))),
            }
        }
    }
}
