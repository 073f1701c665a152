//! Days on which money moved at a provider and of which no statement was ever imported.

use kernel::{Money, Timestamp};
use sqlx::PgExecutor;
use time::Date;

use super::Period;
use crate::Error;
use crate::provider::ProviderName;

/// What was booked at a provider on one day and no statement can have told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    pub provider: ProviderName,
    /// In UTC.
    pub day: Date,
    /// Postings of that day.
    pub count: i64,
    /// What they add up to; positive when more came than left.
    pub sum: Money,
}

/// Every provider, day and currency of a period that has postings outside every imported statement, the oldest first. A statement
/// that says nothing in a currency tells nothing of it.
pub async fn uncovered(conn: impl PgExecutor<'_>, period: Period) -> Result<Vec<Uncovered>, Error> {
    let rows = sqlx::query!(
        r#"select a.party as "provider!", (j.at at time zone 'UTC')::date as "day!: Date", p.currency as "currency!",
             count(*) as "count!", sum(p.amount_minor)::bigint as "sum!"
           from ledger_journals j join ledger_postings p on p.journal_id = j.id join ledger_accounts a on a.id = p.account_id
           where a.name = 'provider_clearing' and j.at >= $1 and j.at < $2
             and j.kind in ('collected', 'collected_and_owed_back', 'set_aside', 'converted', 'refund_paid', 'payout_paid', 'paid_late')
             and not exists (select from statements s where s.provider = a.party and j.at >= s.covers_from and j.at < s.covers_until
               and p.currency = any (s.currencies))
             and not exists (select from statement_lines l where l.posting_id = p.id)
           group by 1, 2, 3 order by 2, 1, 3"#,
        period.from,
        period.until,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |column| store::Error::corrupt("ledger_postings", column, row.day);
            Ok(Uncovered {
                provider: row.provider.parse().map_err(|_| broken("party"))?,
                day: row.day,
                count: row.count,
                sum: Money::new(
                    row.sum,
                    row.currency.parse().map_err(|_| broken("currency"))?,
                ),
            })
        })
        .collect()
}

/// When the days end of which a statement is due by now.
pub fn due_before(now: Timestamp, grace: time::Duration) -> Timestamp {
    (now - grace).replace_time(time::Time::MIDNIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_day_is_due_when_all_of_it_is_old_enough() {
        let due = due_before(datetime!(2026-11-25 09:00 UTC), time::Duration::days(2));
        assert_eq!(due, datetime!(2026-11-23 00:00 UTC));
    }
}
