//! One line, for a person who decides about it.

use kernel::{Money, StatementLineId};
use sqlx::PgExecutor;

use super::Class;
use super::matching::money;
use crate::Error;
use crate::provider::ProviderName;

/// A line of a statement, and what we have booked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub id: StatementLineId,
    pub provider: ProviderName,
    pub class: Class,
    /// As it stands in the file.
    pub raw: String,
    /// What came to us by it, negative when it left. Nothing where it cannot be read.
    pub amount: Option<Money>,
    /// What the provider kept.
    pub fee: Option<Money>,
    /// What its posting is of.
    pub booked: Option<Money>,
}

impl Stated {
    /// By how much the provider's books and ours differ because of it, for each currency.
    pub fn differs_by(&self) -> Vec<Money> {
        let Some(amount) = self.amount else {
            return Vec::new();
        };
        match self.booked {
            Some(booked) => amount
                .minus(booked)
                .map_or_else(|_| vec![amount, booked], |difference| vec![difference]),
            None => [Some(amount), self.fee].into_iter().flatten().collect(),
        }
    }
}

pub async fn find_line(
    conn: impl PgExecutor<'_>,
    id: StatementLineId,
) -> Result<Option<Stated>, Error> {
    let row = sqlx::query!(
        r#"select l.provider, l.class, l.raw, l.amount_minor, l.fee_minor, l.currency,
             p.amount_minor as "booked_minor?", p.currency as "booked_currency?"
           from statement_lines l left join ledger_postings p on p.id = l.posting_id where l.id = $1"#,
        kernel::Id::uuid(id),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let broken = |column| store::Error::corrupt("statement_lines", column, id);
    let stated = |minor: Option<i64>| {
        let stored = minor.zip(row.currency.clone());
        money(stored, || broken("currency"))
    };
    let booked = row.booked_minor.zip(row.booked_currency);
    Ok(Some(Stated {
        id,
        provider: row.provider.parse().map_err(|_| broken("provider"))?,
        class: row.class.parse().map_err(|_| broken("class"))?,
        amount: stated(row.amount_minor)?,
        fee: stated(row.fee_minor)?,
        booked: money(booked, || broken("posting_id"))?,
        raw: row.raw,
    }))
}
