//! What an admin reads every morning: days beside their statements, what is different, and what no statement tells of yet.

use kernel::Timestamp;
use moderation::{Actor, Entry, Subject};
use payments::provider::ProviderName;
use payments::statements::{self, Difference, Kept, Period, SummaryRow, Uncovered};
use serde_json::json;
use store::{Platform, PlatformFlow, Tx};
use time::{Date, Duration, Time, UtcOffset};

use super::{GRACE, Import, ImportError, Imported, bank, import};
use crate::cases::Admin;
use crate::{Error, Market};

/// So many of the oldest differences of each provider are shown; the cases have all of them.
pub const DIFFERENCES: u8 = 20;

/// So many of the files imported last are shown.
const FILES_MAX: i64 = 10;

/// Whole days in UTC, the last one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub first: Date,
    pub last: Date,
}

impl Days {
    /// Days of one page of the report.
    pub const PAGE: i64 = 14;
    /// So many days back are looked at for days without a statement.
    pub const WATCHED: i64 = 92;

    /// The page that ends with a day.
    pub fn until(last: Date) -> Self {
        let back = Duration::days(Self::PAGE - 1);
        let first = last.checked_sub(back).unwrap_or(Date::MIN);
        Self { first, last }
    }

    /// The page with today.
    pub fn newest(now: Timestamp) -> Self {
        Self::until(now.to_offset(UtcOffset::UTC).date())
    }

    /// The last day of the page before.
    pub fn before(self) -> Option<Date> {
        self.first.previous_day()
    }

    fn period(self) -> Period {
        let start = |day: Date| day.with_time(Time::MIDNIGHT).assume_utc();
        Period {
            from: start(self.first),
            until: start(self.last).saturating_add(Duration::DAY),
        }
    }
}

/// All of it.
#[derive(Debug, Clone)]
pub struct Report {
    /// Every provider, day, currency and class of the days asked for.
    pub summary: Vec<SummaryRow>,
    /// Of each provider that has some, the oldest.
    pub differences: Vec<(ProviderName, Vec<Difference>)>,
    /// Of the last [`Days::WATCHED`] days, those that are over for [`GRACE`].
    pub uncovered: Vec<Uncovered>,
    /// The files imported last.
    pub files: Vec<Kept>,
}

/// Reads the report.
pub async fn report(market: &Market, _by: Admin, days: Days) -> Result<Report, Error> {
    let now = market.source.now();
    let due = statements::due_before(now, GRACE);
    let watched = Period {
        from: due - Duration::days(Days::WATCHED),
        until: due,
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Statement)).await?;
    let mut differences = Vec::new();
    for provider in ProviderName::ALL {
        let found =
            statements::differences(&mut *tx, provider, now, i64::from(DIFFERENCES)).await?;
        if !found.is_empty() {
            differences.push((provider, found));
        }
    }
    Ok(Report {
        summary: statements::summary(&mut *tx, days.period(), &bank::homes()).await?,
        uncovered: statements::uncovered(&mut *tx, watched).await?,
        files: statements::newest(&mut *tx, FILES_MAX).await?,
        differences,
    })
}

/// [`import`], and who did it is remembered.
pub async fn import_by(
    market: &Market,
    by: Admin,
    file: &Import<'_>,
) -> Result<Imported, ImportError> {
    let imported = import(market, file).await?;
    let entry = Entry {
        actor: Actor::Admin(by.person()),
        action: "statement.import",
        subject: Subject::new("statement", imported.statement),
        shop: None,
        detail: json!({
            "provider": file.book.name().as_str(),
            "lines": imported.lines,
            "new_lines": imported.new_lines,
        }),
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Statement)).await?;
    moderation::audit(&mut tx, &entry, market.source.now())
        .await
        .map_err(Error::from)?;
    tx.commit().await?;
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn pages_of_days_follow_each_other_without_a_gap() {
        let newest = Days::newest(datetime!(2026-11-26 23:30 UTC));
        assert_eq!(
            (newest.first, newest.last),
            (date!(2026 - 11 - 13), date!(2026 - 11 - 26))
        );
        let before = Days::until(newest.before().unwrap());
        assert_eq!(before.last, date!(2026 - 11 - 12));
        assert_eq!(before.period().until, newest.period().from);
        assert_eq!(Days::until(Date::MIN).before(), None);
        let _ = Days::until(Date::MAX).period();
    }
}
