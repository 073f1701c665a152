//! What a person is asked about who can look into the provider's books.

use anyhow::Result;
use simulator::{Kind, Transaction};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

use super::{is_called, is_nameless_from};

/// Money of which nobody said whether it moved, and how its provider may know it.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Asked {
    /// The attempt, refund or payout.
    pub subject: Uuid,
    kind: String,
    provider: String,
    provider_reference: Uuid,
    provider_handle: Option<String>,
    phone: String,
}

/// Every open question, oldest first.
pub(crate) async fn asked(pool: &PgPool) -> Result<Vec<Asked>> {
    Ok(sqlx::query_as(
        "select c.subject_id as subject, m.kind, m.provider, m.provider_reference, m.provider_handle, m.phone from cases c
         join (
           select id, 'deposit' as kind, provider, provider_reference, provider_handle, phone from payment_attempts
           union all select id, kind, provider, provider_reference, provider_handle, phone from disbursements
         ) m on m.id = c.subject_id
         where c.title = 'stuck_unclear' and c.state = 'open' order by c.opened_at, c.id",
    )
    .fetch_all(pool)
    .await?)
}

impl Asked {
    /// What the provider has of it.
    pub(crate) fn movement<'a>(&self, movements: &'a [Transaction]) -> Option<&'a Transaction> {
        let kind = match self.kind.as_str() {
            "deposit" => Kind::Deposit,
            "refund" => Kind::Refund,
            _ => Kind::Payout,
        };
        let handle = self.provider_handle.as_deref();
        movements
            .iter()
            .filter(|movement| movement.kind == kind)
            .find(|movement| {
                is_called(movement, self.provider_reference, handle)
                    || is_nameless_from(movement, &self.provider, handle, &self.phone)
            })
    }
}
