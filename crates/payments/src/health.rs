//! How well each provider reaches each method lately, taking money and sending it: from what came of our own tries, and from what
//! it says of itself.

mod count;
pub mod payouts;

use std::collections::HashMap;

use kernel::{Method, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use time::Duration;

use crate::Error;
use crate::provider::{Availability, ProviderName};

use self::count::{Came, Counted, Seen, count};

/// So many of the newest attempts tell how a provider does.
const NEWEST: i64 = 20;
/// Older attempts tell nothing about now.
const LOOK_BACK: Duration = Duration::minutes(30);
/// Fewer than this are chance.
const KNOWN_MIN: u32 = 5;
/// Trouble newer than this keeps buyers away; after it, some may try again and so tell whether it is over.
const KEEP_AWAY_FOR: Duration = Duration::minutes(5);
/// What nobody confirmed for so long is not known any more.
const FRESH_FOR: Duration = Duration::minutes(5);

/// What may be expected of a method at a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Works, as far as anybody knows.
    Up,
    /// Some get through.
    Slow,
    /// Nobody gets through.
    Down,
}

/// What is known of one method at one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    pub provider: ProviderName,
    pub method: Method,
    /// Of the newest attempts, those that collected.
    pub arrived: u32,
    /// Of the newest attempts, those that failed for no reason of the buyer's, or of which nobody knows.
    pub troubled: u32,
    /// Of the newest attempts, phones that seem never to have rung; nothing while they are as few as usual.
    pub silent: u32,
    /// When the newest of the troubled ones was prepared.
    pub troubled_at: Option<Timestamp>,
    /// The middle of how long collecting took, in milliseconds.
    pub usual_ms: Option<u64>,
    pub measured_at: Timestamp,
    /// What the provider says, and when it said so.
    pub stated: Option<(Availability, Timestamp)>,
}

impl Health {
    /// Never measured: nothing speaks against it.
    pub fn standing(&self, now: Timestamp) -> Standing {
        let stated = self.stated.filter(|(_, at)| now - *at <= FRESH_FOR).map_or(
            Standing::Up,
            |(stated, _)| match stated {
                Availability::Up => Standing::Up,
                Availability::Delayed => Standing::Slow,
                Availability::Down => Standing::Down,
            },
        );
        stated.max(self.seen(now))
    }

    /// Of the newest attempts, those that say something about the provider.
    pub fn tried(&self) -> u32 {
        self.arrived + self.troubled + self.silent
    }

    /// What our own attempts say.
    fn seen(&self, now: Timestamp) -> Standing {
        let known = self.tried();
        if now - self.measured_at > FRESH_FOR || known < KNOWN_MIN {
            return Standing::Up;
        }
        let is_recent = self.troubled_at.is_some_and(|at| now - at <= KEEP_AWAY_FOR);
        // Four of five, and three of ten.
        if self.troubled * 5 >= known * 4 && is_recent {
            Standing::Down
        // Silence alone keeps nobody away: it is a guess, and anybody can leave phones alone.
        } else if (self.troubled + self.silent) * 10 >= known * 3 {
            Standing::Slow
        } else {
            Standing::Up
        }
    }
}

/// Providers and methods, each in a column of its own.
fn columns(routes: &[(ProviderName, Method)]) -> (Vec<String>, Vec<String>) {
    let text = |(provider, method): &(ProviderName, Method)| {
        (provider.as_str().to_owned(), method.as_str().to_owned())
    };
    routes.iter().map(text).unzip()
}

/// Counts the newest attempts of each of `routes` anew.
pub async fn measure(
    conn: &mut PgConnection,
    routes: &[(ProviderName, Method)],
    now: Timestamp,
) -> Result<(), Error> {
    let mut newest = newest(&mut *conn, routes, now).await?;
    let mut kept = Columns::default();
    for route in routes {
        kept.add(
            *route,
            count(&newest.remove(route).unwrap_or_default(), now),
        );
    }
    sqlx::query!(
        "insert into provider_health (provider, method, arrived, troubled, troubled_at, silent, usual_ms, measured_at)
         select *, $8 from unnest($1::text[], $2::text[], $3::integer[], $4::integer[], $5::timestamptz[], $6::integer[], $7::bigint[])
         on conflict (provider, method) do update set arrived = excluded.arrived, troubled = excluded.troubled,
           troubled_at = excluded.troubled_at, silent = excluded.silent, usual_ms = excluded.usual_ms,
           measured_at = excluded.measured_at",
        &kept.providers,
        &kept.methods,
        &kept.arrived,
        &kept.troubled,
        &kept.troubled_at as &[Option<Timestamp>],
        &kept.silent,
        &kept.usual_ms as &[Option<i64>],
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was counted, column by column.
#[derive(Default)]
struct Columns {
    providers: Vec<String>,
    methods: Vec<String>,
    arrived: Vec<i32>,
    troubled: Vec<i32>,
    troubled_at: Vec<Option<Timestamp>>,
    silent: Vec<i32>,
    usual_ms: Vec<Option<i64>>,
}

impl Columns {
    fn add(&mut self, (provider, method): (ProviderName, Method), counted: Counted) {
        let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        self.providers.push(provider.as_str().to_owned());
        self.methods.push(method.as_str().to_owned());
        self.arrived.push(number(counted.arrived));
        self.troubled.push(number(counted.troubled));
        self.troubled_at.push(counted.troubled_at);
        self.silent.push(number(counted.silent));
        let usual = counted.usual.map(Duration::whole_milliseconds);
        self.usual_ms
            .push(usual.and_then(|ms| i64::try_from(ms).ok()));
    }
}

/// The newest attempts of each of `routes` that left us.
async fn newest(
    conn: &mut PgConnection,
    routes: &[(ProviderName, Method)],
    now: Timestamp,
) -> Result<HashMap<(ProviderName, Method), Vec<Seen>>, Error> {
    let (providers, methods) = columns(routes);
    let rows = sqlx::query!(
        r#"select route.provider as "provider!", route.method as "method!", newest.id, newest.state, newest.refusal, newest.phone,
             newest.prepared_at, newest.sent_at as "sent_at!", newest.at as "at!"
           from unnest($1::text[], $2::text[]) route (provider, method)
           cross join lateral (
             select a.id, a.state, a.refusal, a.phone, a.prepared_at, coalesce(a.sent_at, a.prepared_at) as sent_at,
               case a.state when 'collected' then a.collected_at when 'refused' then a.refused_at
                 when 'unclear' then a.unclear_since else coalesce(a.awaiting_since, a.sent_at, a.prepared_at) end as at
             from payment_attempts a
             where a.provider = route.provider and a.method = route.method and a.prepared_at > $3 and a.state <> 'prepared'
               -- What came by hand was never sent, and says nothing about prompts.
               and not (a.state = 'collected' and a.sent_at is null)
             order by a.prepared_at desc limit $4) newest"#,
        &providers,
        &methods,
        now - LOOK_BACK,
        NEWEST,
    )
    .fetch_all(conn)
    .await?;
    let mut found: HashMap<_, Vec<Seen>> = HashMap::new();
    for row in rows {
        let broken = |column| store::Error::corrupt("payment_attempts", column, row.id);
        let provider: ProviderName = row.provider.parse().map_err(|_| broken("provider"))?;
        let method: Method = row.method.parse().map_err(|_| broken("method"))?;
        let came = match (row.state.as_str(), row.refusal.as_deref()) {
            ("collected", _) => Came::Arrived,
            ("refused", Some(why)) => Came::Refused(why.parse().map_err(|_| broken("refusal"))?),
            ("unclear", _) => Came::Unclear,
            ("sent" | "awaiting_pin" | "redirected", _) => Came::Waits,
            _ => return Err(broken("state").into()),
        };
        found.entry((provider, method)).or_default().push(Seen {
            phone: method.network().map(|_| row.phone),
            came,
            prepared_at: row.prepared_at,
            sent_at: row.sent_at,
            at: row.at,
        });
    }
    Ok(found)
}

const fn word(stated: Availability) -> &'static str {
    match stated {
        Availability::Up => "up",
        Availability::Delayed => "delayed",
        Availability::Down => "down",
    }
}

/// A row of a table of healths.
struct Row {
    provider: String,
    method: String,
    arrived: i32,
    troubled: i32,
    troubled_at: Option<Timestamp>,
    silent: i32,
    usual_ms: Option<i64>,
    measured_at: Timestamp,
    stated: Option<String>,
    stated_at: Option<Timestamp>,
}

impl Row {
    /// `None`: of a provider or a way that a later version will know, or an earlier one knew.
    fn read(self) -> Option<Health> {
        let stated = match self.stated.as_deref() {
            Some("up") => Some(Availability::Up),
            Some("delayed") => Some(Availability::Delayed),
            Some("down") => Some(Availability::Down),
            Some(_) | None => None,
        };
        Some(Health {
            provider: self.provider.parse().ok()?,
            method: self.method.parse().ok()?,
            arrived: self.arrived.unsigned_abs(),
            troubled: self.troubled.unsigned_abs(),
            troubled_at: self.troubled_at,
            silent: self.silent.unsigned_abs(),
            usual_ms: self.usual_ms.and_then(|ms| u64::try_from(ms).ok()),
            measured_at: self.measured_at,
            stated: stated.zip(self.stated_at),
        })
    }
}

/// What is the same for both tables: taking money and sending it are measured apart, because one may work without the other. A payout
/// rings no phone, so nothing of it is silent.
macro_rules! kept_in {
    ($table:literal, $silent:literal) => {
        /// Keeps what a provider says of itself.
        pub async fn note_stated(
            conn: &mut PgConnection,
            provider: ProviderName,
            stated: &[(Method, Availability)],
            now: Timestamp,
        ) -> Result<(), Error> {
            let (methods, words): (Vec<String>, Vec<String>) = stated
                .iter()
                .map(|(method, stated)| (method.as_str().to_owned(), word(*stated).to_owned()))
                .unzip();
            sqlx::query!(
                "insert into " + $table + " (provider, method, measured_at, stated, stated_at)
                 select $1, told.method, $4, told.stated, $4 from unnest($2::text[], $3::text[]) told (method, stated)
                 on conflict (provider, method) do update set stated = excluded.stated, stated_at = excluded.stated_at",
                provider.as_str(),
                &methods,
                &words,
                now,
            )
            .execute(conn)
            .await?;
            Ok(())
        }

        /// What is known, about every provider.
        pub async fn list(conn: impl PgExecutor<'_>) -> Result<Vec<Health>, Error> {
            let rows = sqlx::query_as!(
                Row,
                "select provider, method, arrived, troubled, troubled_at, " + $silent + " as \"silent!\", usual_ms, measured_at, stated,
                   stated_at
                 from " + $table + " order by provider, method"
            )
            .fetch_all(conn)
            .await?;
            Ok(rows.into_iter().filter_map(Row::read).collect())
        }
    };
}
use kept_in;

kept_in!("provider_health", "silent");

#[cfg(test)]
mod tests {
    use kernel::Network;
    use time::macros::datetime;

    use super::*;

    const NOW: Timestamp = datetime!(2026-03-01 12:00 UTC);

    fn health(arrived: u32, troubled: u32) -> Health {
        Health {
            provider: ProviderName::PawaPay,
            method: Network::MtnZambia.into(),
            arrived,
            troubled,
            troubled_at: (troubled > 0).then_some(NOW - Duration::minutes(1)),
            silent: 0,
            usual_ms: None,
            measured_at: NOW,
            stated: None,
        }
    }

    #[test]
    fn a_few_attempts_are_chance_and_most_of_many_are_not() {
        assert_eq!(health(0, 4).standing(NOW), Standing::Up);
        assert_eq!(health(0, 5).standing(NOW), Standing::Down);
        assert_eq!(health(4, 16).standing(NOW), Standing::Down);
        assert_eq!(health(5, 15).standing(NOW), Standing::Slow);
        assert_eq!(health(14, 6).standing(NOW), Standing::Slow);
        assert_eq!(health(15, 5).standing(NOW), Standing::Up);
    }

    #[test]
    fn phones_that_do_not_ring_make_it_slow_and_keep_nobody_away() {
        let mut silent = health(4, 0);
        silent.silent = 5;
        assert_eq!(silent.standing(NOW), Standing::Slow);
        let mut nobody = health(0, 0);
        nobody.silent = 20;
        assert_eq!(nobody.standing(NOW), Standing::Slow);
        nobody.silent = 4;
        assert_eq!(nobody.standing(NOW), Standing::Up, "a few are chance");
    }

    #[test]
    fn trouble_that_is_a_while_ago_lets_some_try_again() {
        let mut down = health(0, 8);
        down.troubled_at = Some(NOW - Duration::minutes(6));
        assert_eq!(down.standing(NOW), Standing::Slow);
    }

    #[test]
    fn what_nobody_confirmed_lately_keeps_nobody_away() {
        let mut old = health(0, 8);
        old.measured_at = NOW - Duration::minutes(6);
        assert_eq!(old.standing(NOW), Standing::Up);
        old.stated = Some((Availability::Down, NOW - Duration::minutes(6)));
        assert_eq!(old.standing(NOW), Standing::Up);
    }

    #[test]
    fn the_worse_of_what_is_said_and_what_is_seen_counts() {
        let mut told = health(20, 0);
        told.stated = Some((Availability::Down, NOW));
        assert_eq!(told.standing(NOW), Standing::Down);
        told.stated = Some((Availability::Delayed, NOW));
        assert_eq!(told.standing(NOW), Standing::Slow);
        let mut seen = health(0, 8);
        seen.stated = Some((Availability::Up, NOW));
        assert_eq!(seen.standing(NOW), Standing::Down);
    }
}
