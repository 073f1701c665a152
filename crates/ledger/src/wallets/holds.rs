//! Store credit set aside for a purchase, until the purchase is paid or its payment has failed.

use kernel::{CreditHoldId, Currency, Id, Money, PurchaseId, Timestamp, WalletId, text_enum};
use sqlx::{PgConnection, PgExecutor};

use crate::Error;

text_enum! {
    /// Where a hold stands. Both ends are final.
    pub enum HoldState {
        Held = "held",
        /// It paid for its purchase.
        Spent = "spent",
        /// It is in its wallet again.
        Released = "released",
    }
}

/// Store credit that is out of its wallet, for one purchase.
#[derive(Debug, Clone)]
pub struct Hold {
    pub id: CreditHoldId,
    pub purchase: PurchaseId,
    pub wallet: WalletId,
    pub amount: Money,
    pub state: HoldState,
    /// What of it paid for the purchase; nothing unless it is spent.
    pub spent: Money,
}

struct HoldRow {
    id: uuid::Uuid,
    purchase_id: uuid::Uuid,
    wallet_id: uuid::Uuid,
    amount_minor: i64,
    currency: String,
    state: String,
    spent_minor: Option<i64>,
}

impl TryFrom<HoldRow> for Hold {
    type Error = Error;
    fn try_from(row: HoldRow) -> Result<Self, Error> {
        let broken = |column| store::Error::corrupt("wallet_holds", column, row.id);
        let currency: Currency = row.currency.parse().map_err(|_| broken("currency"))?;
        Ok(Self {
            id: row.id.into(),
            purchase: row.purchase_id.into(),
            wallet: row.wallet_id.into(),
            amount: Money::new(row.amount_minor, currency),
            state: row.state.parse().map_err(|_| broken("state"))?,
            spent: Money::new(row.spent_minor.unwrap_or(0), currency),
        })
    }
}

/// Writes a new hold; its journal is the caller's to record.
pub async fn insert(conn: &mut PgConnection, new: &Hold, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "insert into wallet_holds (id, purchase_id, wallet_id, amount_minor, currency, state, held_at)
         values ($1, $2, $3, $4, $5, 'held', $6)",
        new.id.uuid(),
        new.purchase.uuid(),
        new.wallet.uuid(),
        new.amount.minor(),
        new.amount.currency().code(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Every hold of a purchase, newest first. Whoever acts on it has locked the purchase.
pub async fn of_purchase(
    conn: impl PgExecutor<'_>,
    purchase: PurchaseId,
) -> Result<Vec<Hold>, Error> {
    sqlx::query_as!(
        HoldRow,
        "select id, purchase_id, wallet_id, amount_minor, currency, state, spent_minor from wallet_holds
         where purchase_id = $1 order by held_at desc, id desc",
        purchase.uuid()
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(TryInto::try_into)
    .collect()
}

impl Hold {
    /// Ends the hold: `spent` of it paid for its purchase, or nothing. Once; an end is never changed.
    pub async fn end(
        &mut self,
        conn: &mut PgConnection,
        spent: Money,
        now: Timestamp,
    ) -> Result<(), Error> {
        let to = if spent.is_positive() {
            HoldState::Spent
        } else {
            HoldState::Released
        };
        let done = sqlx::query!(
            "update wallet_holds set state = $2, spent_minor = nullif($3, 0::bigint), ended_at = $4 where id = $1 and state = 'held'",
            self.id.uuid(),
            to.as_str(),
            spent.minor(),
            now,
        )
        .execute(conn)
        .await?;
        store::one_row("wallet_holds", done.rows_affected())?;
        self.state = to;
        self.spent = spent;
        Ok(())
    }
}
