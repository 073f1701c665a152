//! What a provider tells of an attempt beside how it ended: its own names for it.

use kernel::Id;
use sqlx::PgConnection;

use super::Attempt;
use crate::provider::Accepted;
use crate::{AttemptState, Error};

impl Attempt {
    /// Keeps the receipt of what it collected, which nobody told when it did. False: it has one.
    pub async fn name_receipt(
        &mut self,
        conn: &mut PgConnection,
        receipt: &str,
    ) -> Result<bool, Error> {
        let AttemptState::Collected {
            transaction: unnamed @ None,
            ..
        } = &mut self.state
        else {
            return Ok(false);
        };
        let done = sqlx::query!(
            "update payment_attempts set provider_transaction = $2
             where id = $1 and state = 'collected' and provider_transaction is null",
            self.id.uuid(),
            receipt,
        )
        .execute(conn)
        .await?;
        store::one_row("payment_attempts", done.rows_affected())?;
        *unnamed = Some(receipt.to_owned());
        Ok(true)
    }

    /// Keeps what the provider calls it and where its page is. What is known already stays.
    pub async fn learn(&mut self, conn: &mut PgConnection, told: &Accepted) -> Result<(), Error> {
        if self.handle.is_none() {
            self.handle.clone_from(&told.handle);
        }
        if self.redirect_url.is_none() {
            self.redirect_url.clone_from(&told.redirect);
        }
        sqlx::query!(
            "update payment_attempts set provider_handle = $2, redirect_url = $3 where id = $1",
            self.id.uuid(),
            self.handle,
            self.redirect_url,
        )
        .execute(conn)
        .await?;
        Ok(())
    }
}
