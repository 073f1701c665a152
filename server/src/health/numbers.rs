//! `/metrics`, as Prometheus reads it: counters kept while we run, and what the database knows, looked up when asked.

use std::time::Duration;

use app::problem::Problem;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flows::Market;
use sqlx::PgPool;
use store::{Platform, PlatformFlow, Tx};

use super::Checks;
use crate::middleware::client_ip::ClientIp;
use crate::telemetry;

/// What the database does not tell in this time is left out.
const LOOK_MS_MAX: u64 = 2_000;

/// `GET /metrics`, for this machine alone: the numbers are nobody else's business. A proxy that speaks for others does not
/// count as this machine.
pub async fn metrics(
    State(checks): State<Checks>,
    client: Option<Extension<ClientIp>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let is_local = client.is_some_and(|Extension(ClientIp(address))| address.is_loopback());
    if !is_local || headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded") {
        return Err(Problem::NotFound);
    }
    let recorder = telemetry::recorder().ok_or(Problem::NotFound)?;
    let look = async {
        look_at_queue(&checks.worker_pool).await?;
        look_at_market(&checks.market).await
    };
    match tokio::time::timeout(Duration::from_millis(LOOK_MS_MAX), look).await {
        Ok(Ok(())) => metrics::gauge!("soko_database_up").set(1),
        Ok(Err(_)) | Err(_) => metrics::gauge!("soko_database_up").set(0),
    }
    let pools = [
        ("app", &checks.market.pools.app),
        ("storefront", &checks.market.pools.storefront),
    ];
    for (name, pool) in pools {
        metrics::gauge!("soko_connections", "pool" => name).set(pool.size());
    }
    let kind = HeaderValue::from_static("text/plain; version=0.0.4");
    Ok(([(header::CONTENT_TYPE, kind)], recorder.render()).into_response())
}

async fn look_at_queue(pool: &PgPool) -> Result<(), store::Error> {
    let health = worker::health(pool).await?;
    set("soko_jobs_due", health.due);
    set("soko_jobs_oldest_due_seconds", health.oldest_due_seconds);
    set("soko_jobs_given_up", health.given_up);
    Ok(())
}

async fn look_at_market(market: &Market) -> Result<(), store::Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Explain)).await?;
    let attempts = sqlx::query_as::<_, (String, String, i64)>(
        "select provider, state, count(*) from payment_attempts group by provider, state",
    )
    .fetch_all(&mut *tx)
    .await?;
    for (provider, state, count) in attempts {
        metrics::gauge!("soko_attempts", "provider" => provider, "state" => state)
            .set(number(count));
    }
    // Of whoever ever sent something, also the states in which nothing is now: a gauge keeps what it was set to.
    let outgoing = sqlx::query_as::<_, (String, String, String, String, i64)>(
        "select known.provider, known.kind, known.state, coalesce(case when d.state = 'failed' then d.refusal end, ''), count(d.id)
         from (select distinct provider, kind, state from (select provider, kind from disbursements) sender
               cross join (values ('requested'), ('sent'), ('unclear'), ('paid'), ('failed')) states (state)) known
         left join disbursements d using (provider, kind, state) group by 1, 2, 3, 4",
    )
    .fetch_all(&mut *tx)
    .await?;
    for (provider, kind, state, refusal, count) in outgoing {
        metrics::gauge!("soko_disbursements", "provider" => provider, "kind" => kind, "state" => state, "refusal" => refusal)
            .set(number(count));
    }
    let (events, messages) = sqlx::query_as::<_, (i64, i64)>(
        "select (select count(*) from outbox_events where delivered_at is null),
                (select count(*) from messages where state = 'queued')",
    )
    .fetch_one(&mut *tx)
    .await?;
    set("soko_outbox_events_waiting", events);
    set("soko_messages_waiting", messages);
    let cases = sqlx::query_scalar::<_, i64>("select count(*) from cases where state = 'open'")
        .fetch_one(&mut *tx)
        .await?;
    set("soko_cases_open", cases);
    let disputes = sqlx::query_scalar::<_, i64>(
        "select count(*) from cases where state = 'open' and title = 'disputed'",
    )
    .fetch_one(&mut *tx)
    .await?;
    set("soko_disputes_open", disputes);
    Ok(())
}

fn set(name: &'static str, value: i64) {
    metrics::gauge!(name).set(number(value));
}

/// Gauges are floating; counts of ours fit a 32-bit number.
fn number(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
