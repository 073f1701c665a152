//! Which files were imported, for whoever wonders whether one was.

use kernel::{StatementId, Timestamp};
use sqlx::PgExecutor;

use super::Period;
use crate::Error;
use crate::provider::ProviderName;

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: StatementId,
    pub provider: ProviderName,
    pub name: String,
    pub line_count: i64,
    /// Lines that no earlier file had.
    pub new_lines: i64,
    /// What it tells of, if any of it could be read.
    pub covers: Option<Period>,
    pub imported_at: Timestamp,
}

/// The files imported last, the newest first.
pub async fn newest(conn: impl PgExecutor<'_>, count_max: i64) -> Result<Vec<Kept>, Error> {
    let rows = sqlx::query!(
        r#"select s.id, s.provider, s.name, s.line_count, s.covers_from, s.covers_until, s.imported_at,
             (select count(*) from statement_lines l where l.statement_id = s.id) as "new_lines!"
           from (select * from statements order by imported_at desc, id limit $1) s order by s.imported_at desc, s.id"#,
        count_max,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |column| store::Error::corrupt("statements", column, row.id);
            Ok(Kept {
                id: row.id.into(),
                provider: row.provider.parse().map_err(|_| broken("provider"))?,
                line_count: row.line_count.into(),
                new_lines: row.new_lines,
                covers: row
                    .covers_from
                    .zip(row.covers_until)
                    .map(|(from, until)| Period { from, until }),
                imported_at: row.imported_at,
                name: row.name,
            })
        })
        .collect()
}
