//! The one row that is asked while a buyer waits: who may know, and whether there is anything new.

use kernel::{AccessKey, PersonId, PurchaseId, PurchaseNumber};
use sqlx::PgExecutor;

use crate::{Error, purchase};

/// A purchase as whoever waits for it is told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub purchase: PurchaseId,
    pub buyer: Option<PersonId>,
    key_hash: Vec<u8>,
    /// Another number than before: something was written about the purchase or its payments.
    pub version: i64,
}

impl Watched {
    /// Whether this key opens it; compares hashes.
    pub fn is_opened_by(&self, key: &AccessKey) -> bool {
        self.key_hash == purchase::hash_key(key)
    }
}

struct Row {
    purchase_id: uuid::Uuid,
    buyer_id: Option<uuid::Uuid>,
    access_key_hash: Vec<u8>,
    version: i64,
}

impl From<Row> for Watched {
    fn from(row: Row) -> Self {
        Self {
            purchase: row.purchase_id.into(),
            buyer: row.buyer_id.map(Into::into),
            key_hash: row.access_key_hash,
            version: row.version,
        }
    }
}

/// Looks a purchase up by its id. No other table is read.
pub async fn find(conn: impl PgExecutor<'_>, id: PurchaseId) -> Result<Option<Watched>, Error> {
    let row = sqlx::query_as!(
        Row,
        "select purchase_id, buyer_id, access_key_hash, version from purchase_watch where purchase_id = $1",
        kernel::Id::uuid(id),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Into::into))
}

/// Looks a purchase up by its number. No other table is read.
pub async fn find_by_number(
    conn: impl PgExecutor<'_>,
    number: PurchaseNumber,
) -> Result<Option<Watched>, Error> {
    let row = sqlx::query_as!(
        Row,
        "select purchase_id, buyer_id, access_key_hash, version from purchase_watch where number = $1",
        number.to_string(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Into::into))
}
