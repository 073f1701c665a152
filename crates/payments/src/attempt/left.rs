//! A page that its buyer left for another way.

use kernel::{Id, Timestamp};
use sqlx::PgConnection;

use super::Attempt;
use crate::Error;

impl Attempt {
    /// Keeps that its buyer wants another way, since when first, and when the provider is to be asked next. Moves nothing.
    pub async fn ask_to_cancel(
        &mut self,
        conn: &mut PgConnection,
        check_after: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
        let since = self.cancel_asked_at.unwrap_or(now);
        let done = sqlx::query!(
            "update payment_attempts set cancel_asked_at = $2, check_after = $3 where id = $1",
            self.id.uuid(),
            since,
            check_after
        )
        .execute(conn)
        .await?;
        store::one_row("payment_attempts", done.rows_affected())?;
        self.cancel_asked_at = Some(since);
        self.check_after = Some(check_after);
        Ok(())
    }
}
