//! The worker's tasks: what flows left to do, and what comes back by the clock.

use std::future::Future;

use anyhow::{Context, Result};
use flows::jobs::{
    DeliverEvents, PushAttempt, PushDisbursement, RenderPicture, SettleAttempt, SettleDisbursement,
    SettleTillPayment,
};
use flows::{
    Market, announce, disburse, pay, payout, pictures, provider_statement, reconcile, route,
    settle, till,
};
use notifications::{DevelopmentChannel, Sending};
use payments::provider::ProviderName;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use store::Job;
use tokio::sync::Semaphore;
use worker::{Settings, Worker};

/// What is not final is asked about this often.
const SWEEP_SECONDS: u64 = 5;
/// Events whose job was lost wait this long at most.
const DELIVER_SECONDS: u64 = 15;
/// How well the providers do is looked at this often.
const WATCH_SECONDS: u64 = 30;
/// A message waits this long at most.
const SEND_SECONDS: u64 = 5;
/// Providers are asked which banks they reach this often, and at every start.
const LIST_BANKS_SECONDS: u64 = 24 * 60 * 60;
/// What nobody needs any more is deleted this often.
const TIDY_SECONDS: u64 = 60 * 60;

/// Rounds of messages in one go.
const SEND_ROUNDS_MAX: usize = 20;

/// Asks about every attempt that is due, and ends what is over.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const TASK: &'static str = "sweep";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// Counts what came of the newest attempts, and asks the providers how they do.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Watch {}

impl Job for Watch {
    const TASK: &'static str = "watch";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// Asks the providers which banks they pay out to.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ListBanks {}

impl Job for ListBanks {
    const TASK: &'static str = "list_banks";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// Sends waiting messages.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendMessages {}

impl Job for SendMessages {
    const TASK: &'static str = "send_messages";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// Deletes expired sessions, old codes and old counts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Tidy {}

impl Job for Tidy {
    const TASK: &'static str = "tidy";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// Runs jobs until `until` is over.
pub async fn run(
    market: Market,
    pool: PgPool,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    worker(&market, pool).run(until).await.context("the worker")
}

fn worker(market: &Market, pool: PgPool) -> Worker {
    // Each handler holds the marketplace: pools and providers are shared by clones.
    macro_rules! with_market {
        (|$market:ident, $job:ident: $type:ty| $do:expr) => {{
            let market = market.clone();
            move |$job: $type| {
                let $market = market.clone();
                async move { $do }
            }
        }};
    }
    Worker::new(pool, Settings::STANDARD)
        .task(with_market!(|market, job: PushAttempt| pay::push(
            &market,
            job.attempt
        )
        .await))
        .task(with_market!(|market, job: SettleAttempt| settle::settle(
            &market,
            job.attempt,
            "job"
        )
        .await))
        .task(with_market!(|market, job: PushDisbursement| {
            disburse::push(&market, job.disbursement).await
        }))
        .task(with_market!(|market, job: SettleDisbursement| {
            disburse::settle(&market, job.disbursement, "job").await
        }))
        .task(with_market!(|market, job: SettleTillPayment| till::settle(
            &market,
            job.payment
        )
        .await))
        .task(with_market!(|market, job: RenderPicture| pictures::render(
            &market,
            job.picture
        )
        .await))
        .task(with_market!(|market, _job: DeliverEvents| {
            announce::deliver(&market).await.map(drop)
        }))
        .task(with_market!(|market, _job: Sweep| sweep(&market).await))
        .task(with_market!(
            |market, _job: Watch| route::watch(&market).await
        ))
        .task(with_market!(|market, _job: ListBanks| {
            payout::banks::refresh(&market).await
        }))
        .task(with_market!(
            |market, _job: SendMessages| send(&market).await
        ))
        .task(with_market!(|market, _job: Tidy| tidy(&market).await))
        .every(SWEEP_SECONDS, &Sweep {})
        .every(WATCH_SECONDS, &Watch {})
        .every(LIST_BANKS_SECONDS, &ListBanks {})
        .every(DELIVER_SECONDS, &DeliverEvents::default())
        .every(SEND_SECONDS, &SendMessages {})
        .every(TIDY_SECONDS, &Tidy {})
}

/// One sweep, counted.
pub async fn sweep(market: &Market) -> Result<(), flows::Error> {
    // A tick adds a job while a slow sweep still runs; one at a time is enough, and the others' places stay free.
    static SWEEPING: Semaphore = Semaphore::const_new(1);
    let Ok(_turn) = SWEEPING.try_acquire() else {
        return Ok(());
    };
    let swept = reconcile::sweep(market).await?;
    metrics::counter!("soko_sweeps_total").increment(1);
    let count = |what, number: usize| {
        metrics::counter!("soko_swept_total", "what" => what)
            .increment(u64::try_from(number).unwrap_or(u64::MAX));
    };
    count("asked", swept.asked);
    count("expired", swept.expired);
    count("completed", swept.completed);
    count("lapsed", swept.lapsed);
    count("failed", swept.failed);
    Ok(())
}

/// Until an SMS provider is set up, messages of a rehearsal are left to be read, and all others wait.
async fn send(market: &Market) -> Result<(), store::Error> {
    if !market.settings.is_rehearsal {
        return Ok(());
    }
    let now = market.source.now();
    // A full round is followed by another, up to a few hundred messages.
    for _ in 0..SEND_ROUNDS_MAX {
        let sent = notifications::send_waiting(
            &market.pools.app,
            &DevelopmentChannel,
            Sending::STANDARD,
            now,
        )
        .await?;
        if sent < Sending::STANDARD.batch_max.unsigned_abs() {
            break;
        }
    }
    Ok(())
}

/// Deletes what is over, and looks once more at what providers' statements left open: postings grow old, and answers explain.
async fn tidy(market: &Market) -> Result<(), flows::Error> {
    let now = market.source.now();
    let mut conn = market.pools.app.acquire().await?;
    let sessions = accounts::forget_expired_sessions(&mut conn, now).await?;
    let codes = accounts::Codes::forget_old(&mut conn, now).await?;
    let counts = accounts::forget_old_hits(&mut conn, now).await?;
    drop(conn);
    tracing::info!(sessions, codes, counts, "tidied up");
    for provider in ProviderName::ALL {
        provider_statement::examine(market, provider).await?;
    }
    Ok(())
}
