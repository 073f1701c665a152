//! `soko serve`: from an empty machine to one address, and back again.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::serve::ListenerExt as _;
use payments::providers::pawapay::PawaPay;
use simulator::Running;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::database::Database;
use crate::middleware::page_cache::PageCache;
use crate::router::{Web, router};
use crate::shutdown::{Shutdown, Stopper};
use crate::{jobs, market, run, seed, simulate, system};

/// The provider's keys are fetched again this often.
const KEYS_SECONDS: u64 = 24 * 60 * 60;
/// After a failed fetch sooner.
const KEYS_RETRY_SECONDS: u64 = 60;
/// What is switched on for us at the providers is asked again this often.
const TERMS_SECONDS: u64 = 5 * 60;
/// The worker gives running jobs back after eight seconds; this is for a worker that hangs.
const WORKER_STOP_SECONDS: u64 = 12;

/// Serves until a signal comes.
pub async fn serve(config: &Config, with_worker: bool) -> Result<()> {
    let shutdown = Shutdown::on_signals()?;
    // First, because it is what fails most often, and it fails at once.
    let listener = listen(config.http.listen_addr).await?;
    if config.database.urls.is_none() {
        tell("starting a private Postgres");
    }
    let database = Database::open(config, true).await?;
    let served = serve_with(config, with_worker, listener, &database, shutdown).await;
    // Whatever happened, a Postgres that we started is stopped.
    let stopped = database.stop().await;
    served.and(stopped)
}

async fn serve_with(
    config: &Config,
    with_worker: bool,
    listener: TcpListener,
    database: &Database,
    shutdown: Shutdown,
) -> Result<()> {
    if database.urls.owner.is_some() {
        tell("bringing the tables up to date");
        database.migrate().await?;
    }
    let pools = database.pools(config).await?;
    run::require_tables(&pools.app).await?;
    let bound = listener.local_addr()?;
    let public_url = config.http.public_url(bound);
    let mut simulator = None;
    if config.payments.has_own_simulator() {
        simulator = Some(simulate::start(config, &public_url, bound.port()).await?);
    }
    let dialect_url = simulator.as_ref().map(Running::dialect_url);
    let built = market::build(
        config,
        pools.clone(),
        public_url.clone(),
        dialect_url,
        system::source(),
    )?;
    if config.payments.is_rehearsal() {
        let filling = seed::demo_if_empty(&built.market, || tell("filling the demo marketplace"));
        let filled = tokio::select! {
            filled = filling => filled?,
            // What was written stays; the next start goes on from there.
            () = shutdown.clone().begun() => {
                if let Some(simulator) = simulator {
                    simulator.stop().await;
                }
                run::close(&pools, None).await;
                tell("stopped before the demo was complete; the next start goes on");
                return Ok(());
            }
        };
        if filled {
            tell("the demo marketplace is there");
        }
    }
    let worker_pool = database.worker_pool(config).await?;
    let queue = worker_pool.clone();
    let state = market::state(config, built.market.clone())?;
    let till = {
        let market = built.market.clone();
        tokio::spawn(async move { flows::till::register(&market).await })
    };
    let keys = tokio::spawn(keep_keys(built.pawapay, built.market.source.clone()));
    let terms = tokio::spawn(keep_terms(built.market.clone()));
    let worker = with_worker.then(|| Worker::start(built.market.clone(), worker_pool.clone()));
    let pages = config
        .http
        .has_page_cache
        .then(|| PageCache::new(state.asides.clone()));
    let hearing = pages
        .clone()
        .map(|pages| tokio::spawn(pages.listen(database.urls.storefront.clone())));
    let web = Web {
        state,
        config: config.http.clone(),
        media_root: config.media.root.clone(),
        worker_pool,
        pages,
    };
    let has_demo = has_demo(&web.state.market).await?;
    announce(&public_url, simulator.as_ref(), &web.state.market, has_demo);
    let served = answer(listener, router(web), shutdown, config.http.drain_ms).await;
    keys.abort();
    terms.abort();
    till.abort();
    if let Some(hearing) = hearing {
        hearing.abort();
    }
    if let Some(worker) = worker {
        worker.stop().await;
    }
    if let Some(simulator) = simulator {
        simulator.stop().await;
    }
    run::close(&pools, Some(&queue)).await;
    tell("stopped");
    served
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("{}", in_use(address, "LISTEN_ADDR"))
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen on {address}")),
    }
}

/// What to do about an address that somebody else has. `variable`: what moves us away from it.
pub fn in_use(address: SocketAddr, variable: &str) -> String {
    format!("{address} is in use: stop what listens there, or set {variable} to another port")
}

/// Answers requests until the shutdown begins, then lets running ones end for a while.
async fn answer(
    listener: TcpListener,
    router: axum::Router,
    shutdown: Shutdown,
    drain_ms: u64,
) -> Result<()> {
    // Small answers must not wait for more to say.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(shutdown.clone().begun());
    let serving = tokio::spawn(serving.into_future());
    let abort = serving.abort_handle();
    let late = async {
        shutdown.begun().await;
        tokio::time::sleep(Duration::from_millis(drain_ms)).await;
    };
    tokio::select! {
        done = serving => done.context("the web server")?.context("the web server"),
        () = late => {
            tracing::warn!(drain_ms, "some requests were cut off");
            abort.abort();
            Ok(())
        }
    }
}

/// The worker beside the web.
struct Worker {
    stopper: Stopper,
    running: JoinHandle<()>,
}

impl Worker {
    fn start(market: flows::Market, pool: PgPool) -> Self {
        let (stopper, until) = Shutdown::by_hand();
        let running = tokio::spawn(async move {
            if let Err(error) = jobs::run(market, pool, until.begun()).await {
                tracing::error!(error = format!("{error:#}"), "no jobs are run");
            }
        });
        Self { stopper, running }
    }

    async fn stop(self) {
        self.stopper.stop();
        if tokio::time::timeout(Duration::from_secs(WORKER_STOP_SECONDS), self.running)
            .await
            .is_err()
        {
            tracing::warn!("the worker did not stop in time; its jobs run again later");
        }
    }
}

/// Fetches the keys that sign callbacks at the start and every day, so that the first callback does not wait for them.
async fn keep_keys(pawapay: Arc<PawaPay>, source: kernel::Source) {
    loop {
        let pause_seconds = match pawapay.refresh_keys(source.now()).await {
            Ok(()) => KEYS_SECONDS,
            Err(error) => {
                tracing::warn!(%error, "the provider's keys could not be fetched");
                KEYS_RETRY_SECONDS
            }
        };
        tokio::time::sleep(Duration::from_secs(pause_seconds)).await;
    }
}

/// Asks what is switched on for us at the start and again and again, so that nobody who pays waits for it.
pub async fn keep_terms(market: flows::Market) {
    loop {
        flows::route::learn_terms(&market).await;
        tokio::time::sleep(Duration::from_secs(TERMS_SECONDS)).await;
    }
}

/// A line for the person who started this.
fn tell(line: &str) {
    // Nobody reads when the pipe is gone.
    let _ = writeln!(std::io::stdout(), "soko {line}");
}

/// Whether the demo's people are there and can read their codes, which only a rehearsal shows.
async fn has_demo(market: &flows::Market) -> Result<bool> {
    if !market.settings.is_rehearsal {
        return Ok(false);
    }
    let people = demo::people()?;
    let Some(one) = people.first() else {
        return Ok(false);
    };
    let known = accounts::people::by_phone(&market.pools.app, &one.phone).await?;
    Ok(known.is_some())
}

fn announce(public_url: &str, simulator: Option<&Running>, market: &flows::Market, has_demo: bool) {
    tell(&format!("is open at {public_url}"));
    if let Some(simulator) = simulator {
        tell(&format!(
            "test phones are at {}/phone: type a PIN there, no real money moves",
            simulator.control_url()
        ));
    }
    if has_demo {
        tell(&format!(
            "people sign in at {public_url}/sign-in, their codes are at {public_url}/development/outbox"
        ));
        for line in seed::sign_ins(market) {
            tell(&line);
        }
    }
}
