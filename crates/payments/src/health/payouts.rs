//! The same of payouts: a provider may take money well and send none.

use kernel::{Method, Refusal, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use super::count::{UNCLEAR_AFTER, is_trouble};
use super::{Health, LOOK_BACK, NEWEST, Row, columns, kept_in, word};
use crate::Error;
use crate::provider::{Availability, ProviderName};

kept_in!("payout_health", "0");

/// Where our own float is empty, nobody is paid, whoever asks.
const fn is_trouble_for_shops(why: Refusal) -> bool {
    is_trouble(why) || matches!(why, Refusal::FloatEmpty)
}

/// Counts the newest payouts by each of `routes` anew.
pub async fn measure(
    conn: &mut PgConnection,
    routes: &[(ProviderName, Method)],
    now: Timestamp,
) -> Result<(), Error> {
    let (providers, methods) = columns(routes);
    let troubles: Vec<String> = Refusal::ALL
        .into_iter()
        .filter(|why| is_trouble_for_shops(*why))
        .map(|why| why.as_str().to_owned())
        .collect();
    sqlx::query!(
        "insert into payout_health (provider, method, arrived, troubled, troubled_at, usual_ms, measured_at)
         select route.provider, route.method, seen.arrived, seen.troubled, seen.troubled_at, seen.usual_ms, $5
         from unnest($1::text[], $2::text[]) route (provider, method)
         cross join lateral (
           select count(*) filter (where newest.state = 'paid')::integer as arrived,
             count(*) filter (where newest.is_trouble)::integer as troubled,
             max(newest.sent_at) filter (where newest.is_trouble) as troubled_at,
             percentile_disc(0.5) within group (order by (extract(epoch from newest.paid_at - newest.sent_at) * 1000)::bigint)
               filter (where newest.state = 'paid') as usual_ms
           from (
             select d.state, d.sent_at, d.paid_at,
               (d.state = 'failed' and d.refusal = any($3)) or (d.state = 'unclear' and d.unclear_since <= $4) as is_trouble
             from disbursements d
             where d.kind = 'payout' and d.provider = route.provider and d.method = route.method and d.sent_at > $6
             order by d.sent_at desc limit $7) newest) seen
         on conflict (provider, method) do update set arrived = excluded.arrived, troubled = excluded.troubled,
           troubled_at = excluded.troubled_at, usual_ms = excluded.usual_ms, measured_at = excluded.measured_at",
        &providers,
        &methods,
        &troubles,
        now - UNCLEAR_AFTER,
        now,
        now - LOOK_BACK,
        NEWEST,
    )
    .execute(conn)
    .await?;
    Ok(())
}
