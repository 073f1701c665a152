//! What people read: counts and sums by day, and the differences with their age.

use kernel::{CaseId, Currency, Id, Money, Timestamp};
use sqlx::PgExecutor;
use time::{Date, Duration};

use super::{Class, Home, Period};
use crate::Error;
use crate::provider::ProviderName;

/// Where a movement is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Told {
    /// In a line of the provider's.
    There(Class),
    /// In our books alone: missing there.
    HereAlone,
    /// In a line of the provider's, as which it was booked by a decision.
    Decided,
}

impl Told {
    /// As a summary calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::There(class) => class.as_str(),
            Self::HereAlone => "missing_there",
            Self::Decided => "decided",
        }
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "missing_there" => Some(Self::HereAlone),
            "decided" => Some(Self::Decided),
            class => class.parse().ok().map(Self::There),
        }
    }
}

/// All movements of one provider, day, currency and class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    pub provider: ProviderName,
    /// In UTC; where it is our bank's, as its own clock has it, which is how its lines are dated.
    pub day: Date,
    /// None for lines that could not be read.
    pub currency: Option<Currency>,
    pub told: Told,
    pub count: i64,
    /// What they add up to, in minor units; positive when more came than left.
    pub sum_minor: i64,
    /// Of what was booked as fees, in minor units.
    pub fees_minor: i64,
}

/// Every day of a period, all providers, in order. `homes` are where we have banks.
pub async fn summary(
    conn: impl PgExecutor<'_>,
    period: Period,
    homes: &[Home],
) -> Result<Vec<SummaryRow>, Error> {
    let currencies: Vec<String> = homes
        .iter()
        .map(|home| home.currency.code().to_owned())
        .collect();
    let offsets: Vec<i32> = homes
        .iter()
        .map(|home| home.offset.whole_seconds())
        .collect();
    let rows = sqlx::query!(
        r#"select provider as "provider!", day as "day!: Date", currency, class as "class!", count(*) as "count!",
             coalesce(sum(amount_minor), 0)::bigint as "sum!", coalesce(sum(fee), 0)::bigint as "fees!"
           from (
             select m.*, (m.at at time zone 'UTC' + coalesce(b.seconds, 0) * interval '1 second') as shown
             from (
               select l.provider, coalesce(l.at, s.imported_at) as at, l.currency,
                 case when l.decision_id is not null then 'decided' else l.class end as class, l.amount_minor,
                 case when l.fee_booked_at is not null then l.fee_minor else 0 end as fee
               from statement_lines l join statements s on s.id = l.statement_id
               union all
               select provider, moved_at, currency, 'missing_there', amount_minor, 0
               from statement_gaps where explained_at is null and decided_at is null
             ) m
             left join unnest($3::text[], $4::integer[]) as b (currency, seconds) on m.provider = 'bank' and b.currency = m.currency
             where m.at >= $1::timestamptz - interval '1 day' and m.at < $2::timestamptz + interval '1 day'
           ) told
           cross join lateral (select told.shown::date as day) d
           where told.shown >= $1::timestamptz at time zone 'UTC' and told.shown < $2::timestamptz at time zone 'UTC'
           group by 1, 2, 3, 4 order by 1, 2, 3 nulls last, 4"#,
        period.from,
        period.until,
        &currencies,
        &offsets,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |column| store::Error::corrupt("statement_lines", column, row.day);
            Ok(SummaryRow {
                provider: row.provider.parse().map_err(|_| broken("provider"))?,
                day: row.day,
                currency: row
                    .currency
                    .map(|code| code.parse())
                    .transpose()
                    .map_err(|_| broken("currency"))?,
                told: Told::read(&row.class).ok_or_else(|| broken("class"))?,
                count: row.count,
                sum_minor: row.sum,
                fees_minor: row.fees,
            })
        })
        .collect()
}

/// One difference between a provider's books and ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub provider: ProviderName,
    pub told: Told,
    /// What the provider calls the movement, or what caused our posting.
    pub name: String,
    /// What the line states, or what we have booked where there is no line.
    pub amount: Option<Money>,
    /// When the money moved, as far as it is known.
    pub at: Timestamp,
    /// Since then.
    pub age: Duration,
    pub case: Option<CaseId>,
}

/// The oldest differences of a provider that neither a later line or posting has explained, nor a decision. A case that was closed
/// without booking anything explains nothing.
pub async fn differences(
    conn: impl PgExecutor<'_>,
    provider: ProviderName,
    now: Timestamp,
    count_max: i64,
) -> Result<Vec<Difference>, Error> {
    let rows = sqlx::query!(
        r#"select class as "class!", name as "name!", amount_minor, currency, at as "at!", case_id from (
             select l.class, coalesce(l.own_name, s.name || ':' || l.line_number) as name, l.amount_minor, l.currency,
               coalesce(l.at, s.imported_at) as at, l.case_id
             from statement_lines l join statements s on s.id = l.statement_id
             where l.provider = $1 and l.class in ('different_amount', 'doubled', 'missing_here', 'unreadable')
               and l.decided_at is null
             union all
             select 'missing_there', cause, amount_minor, currency, moved_at, case_id from statement_gaps
             where provider = $1 and explained_at is null and decided_at is null
           ) d order by at, name limit $2"#,
        provider.as_str(),
        count_max,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |column| store::Error::corrupt("statement_lines", column, &row.name);
            let amount = row.amount_minor.zip(row.currency);
            Ok(Difference {
                provider,
                told: Told::read(&row.class).ok_or_else(|| broken("class"))?,
                amount: super::matching::money(amount, || broken("currency"))?,
                at: row.at,
                age: now - row.at,
                case: row.case_id.map(CaseId::from_uuid),
                name: row.name,
            })
        })
        .collect()
}
