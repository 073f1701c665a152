//! What was begun or done once in this database.

use kernel::Timestamp;
use sqlx::PgExecutor;

use crate::Error;

/// Whether it is marked.
pub async fn is_marked(conn: impl PgExecutor<'_>, name: &str) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from marks where name = $1) as "found!""#,
        name
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// Marks it; a second time changes nothing.
pub async fn mark(conn: impl PgExecutor<'_>, name: &str, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "insert into marks (name, at) values ($1, $2) on conflict do nothing",
        name,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
