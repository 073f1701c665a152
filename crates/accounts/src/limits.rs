//! How often somebody may try something, counted in Postgres so that all instances count together.
//!
//! Time is cut into slots of a tenth of the window, and the slots that reach into the last window are added up. So a limit
//! holds over any stretch of its window, not only from one full quarter of an hour to the next.

use kernel::Timestamp;
use sqlx::PgConnection;
use store::Error;
use time::Duration;

/// How many slots a window is cut into.
const SLOTS: i64 = 10;

/// At most `max` hits in any `window_seconds`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Part of the stored key. Never changes.
    pub name: &'static str,
    pub max: i64,
    pub window_seconds: i64,
}

/// The limits that are counted in Postgres. Tests and load tools set their own; nobody is exempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Tries to sign in, per account.
    pub sign_in: Limit,
    /// Tries to pay, per buyer.
    pub payments: Limit,
    /// Prompts that are sent to one phone, whoever sends them.
    pub prompts: Limit,
    /// Codes asked for, per phone.
    pub codes: Limit,
    /// Questions whether a phone has a prompt already, per phone.
    pub open_prompts: Limit,
}

impl Limits {
    pub const STANDARD: Self = Self {
        sign_in: Limit {
            name: "sign_in",
            max: 5,
            window_seconds: 15 * 60,
        },
        payments: Limit {
            name: "payments",
            max: 10,
            window_seconds: 60,
        },
        prompts: Limit {
            name: "prompts",
            max: 10,
            window_seconds: 10 * 60,
        },
        codes: Limit {
            name: "codes",
            max: 3,
            window_seconds: 10 * 60,
        },
        open_prompts: Limit {
            name: "open_prompts",
            max: 10,
            window_seconds: 10 * 60,
        },
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// The limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too often: possible again in {retry_after_seconds} seconds")]
pub struct TooOften {
    /// At least one.
    pub retry_after_seconds: i64,
}

/// Why a hit was not counted.
#[derive(Debug, thiserror::Error)]
pub enum HitError {
    #[error(transparent)]
    TooOften(#[from] TooOften),
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for HitError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Limit {
    fn slot_seconds(self) -> i64 {
        (self.window_seconds / SLOTS).max(1)
    }

    /// The start of the slot that `now` falls into.
    fn slot(self, now: Timestamp) -> Timestamp {
        let into = now.unix_timestamp().rem_euclid(self.slot_seconds());
        now.replace_nanosecond(0).unwrap_or(now) - Duration::seconds(into)
    }

    /// A slot that began at or before this no longer counts.
    fn horizon(self, now: Timestamp) -> Timestamp {
        now - Duration::seconds(self.window_seconds + self.slot_seconds())
    }
}

/// Counts one hit of `key`, in the caller's transaction: it counts only if that commits, so a caller who refuses for
/// another reason commits all the same. A refused hit is not counted. Hits of one key wait for each other until commit.
pub async fn hit(
    conn: &mut PgConnection,
    limit: Limit,
    key: &str,
    now: Timestamp,
) -> Result<(), HitError> {
    let bucket = format!("{}:{key}", limit.name);
    // One at a time, or two could both see room for the last.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))::text as locked",
        format!("soko.limit:{bucket}"),
    )
    .fetch_one(&mut *conn)
    .await?;
    let used = sqlx::query!(
        r#"select coalesce(sum(count), 0)::bigint as "count!", min(window_start) as oldest
           from rate_counts where bucket = $1 and window_start > $2"#,
        bucket,
        limit.horizon(now),
    )
    .fetch_one(&mut *conn)
    .await?;
    if used.count >= limit.max {
        let free_at = used.oldest.unwrap_or(now)
            + Duration::seconds(limit.window_seconds + limit.slot_seconds());
        let wait = (free_at - now).whole_seconds() + 1;
        return Err(TooOften {
            retry_after_seconds: wait.max(1),
        }
        .into());
    }
    sqlx::query!(
        "insert into rate_counts (bucket, window_start, count) values ($1, $2, 1)
         on conflict (bucket, window_start) do update set count = rate_counts.count + 1",
        bucket,
        limit.slot(now),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes counts older than a day, longer than any window. Says how many.
pub async fn forget_old_hits(conn: &mut PgConnection, now: Timestamp) -> Result<u64, Error> {
    let done = sqlx::query!(
        "delete from rate_counts where window_start < $1",
        now - Duration::days(1)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_hit_counts_for_the_whole_window_and_at_most_a_slot_more(
            hit_at in 0i64..10_000, later in 0i64..2_000, window in 10i64..1_000,
        ) {
            let limit = Limit { name: "x", max: 1, window_seconds: window };
            let at = |seconds| Timestamp::UNIX_EPOCH + Duration::seconds(seconds);
            let counts = limit.slot(at(hit_at)) > limit.horizon(at(hit_at + later));
            prop_assert!(counts || later > window, "forgot a hit after {later} of {window} seconds");
            prop_assert!(!counts || later < window + limit.slot_seconds() , "remembers after {later} of {window}");
        }
    }
}
