//! From what was typed to a running verb, and from any failure to one clear sentence.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use flows::Market;
use tokio::runtime::Runtime;

use crate::args::{HELP, Verb};
use crate::config::Config;
use crate::database::{Database, Tables};
use crate::shutdown::Shutdown;
use crate::{doctor, explain, jobs, market, seed, serve, simulate, statement, system, telemetry};

/// Connections are waited for this long at the end.
const CLOSE_SECONDS_MAX: u64 = 3;

/// Runs the verb. Failure is one sentence on standard error and a status that is not zero.
pub fn main(arguments: impl IntoIterator<Item = String>) -> ExitCode {
    let verb = match Verb::parse(arguments) {
        Ok(Verb::Help) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Ok(verb) => verb,
        Err(error) => {
            eprintln!("soko: {error}");
            return ExitCode::from(2);
        }
    };
    let done = Runtime::new().context("no threads").and_then(|runtime| {
        let done = runtime.block_on(run(verb));
        // A provider's last answer is not waited for: the next start asks again.
        runtime.shutdown_background();
        done
    });
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("soko: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(verb: Verb) -> Result<ExitCode> {
    let config = Config::from_env()?;
    telemetry::start_log(&config.telemetry);
    arm_failpoint();
    for name in &config.unused {
        tracing::warn!(name, "this setting does nothing in this version");
    }
    match verb {
        Verb::Serve { with_worker } => serve::serve(&config, with_worker).await?,
        Verb::Work => work(&config).await?,
        Verb::Migrate => migrate(&config).await?,
        Verb::Seed(size) => {
            let simulator = simulator_beside(&config).await;
            with_market(&config, async |market| seed::seed(&market, size).await).await?;
            if let Some(simulator) = simulator {
                simulator.stop().await;
            }
        }
        Verb::Reconcile => with_market(&config, reconcile).await?,
        Verb::Statement(file) => {
            with_market(&config, async |market| {
                statement::import(&market, &file).await
            })
            .await?;
        }
        Verb::Rates { path } => {
            with_market(&config, async |market| rates(&market, &path).await).await?;
        }
        Verb::Explain { number } => {
            with_market(&config, async |market| {
                explain::print(&market, &number).await
            })
            .await?;
        }
        Verb::Simulator => simulator(&config).await?,
        Verb::Doctor => return doctor::run(&config).await,
        Verb::Help => print!("{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Keeps the rates of a file, and says how many of them are new.
async fn rates(market: &Market, path: &Path) -> Result<()> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let (said, new) = flows::rates::say(market, &text)
        .await
        .with_context(|| format!("nothing of {shown} was kept"))?;
    println!("{shown}: {said} rates, {new} of them new");
    Ok(())
}

async fn migrate(config: &Config) -> Result<()> {
    let database = Database::open(config, false).await?;
    if database.urls.owner.is_none() {
        bail!(
            "MIGRATE_DATABASE_URL is missing: the tables belong to soko_owner, who alone may change them"
        );
    }
    database.migrate().await?;
    println!("The tables are up to date.");
    database.stop().await
}

/// Opens the marketplace for one piece of work beside a server that may be running, and closes it again.
async fn with_market(config: &Config, work: impl AsyncFnOnce(Market) -> Result<()>) -> Result<()> {
    let database = Database::open(config, false).await?;
    let done = async {
        if database.is_ours() {
            database.migrate().await?;
        }
        let pools = database.pools(config).await?;
        require_tables(&pools.app).await?;
        let done = work(beside(config, pools.clone())?).await;
        close(&pools, None).await;
        done
    };
    let done = done.await;
    database.stop().await?;
    done
}

/// The marketplace as a process beside the web server sees it.
fn beside(config: &Config, pools: store::Pools) -> Result<Market> {
    let public_url = config.http.public_url(config.http.listen_addr);
    let simulator = format!("http://{}", config.payments.simulator.dialect_addr);
    let simulator = config
        .payments
        .has_own_simulator()
        .then_some(simulator.as_str());
    Ok(market::build(config, pools, public_url, simulator, system::source())?.market)
}

async fn work(config: &Config) -> Result<()> {
    let shutdown = Shutdown::on_signals()?;
    let database = Database::open(config, false).await?;
    let pools = database.pools(config).await?;
    require_tables(&pools.app).await?;
    let pool = database.worker_pool(config).await?;
    let market = beside(config, pools.clone())?;
    tracing::info!("the worker runs");
    let terms = tokio::spawn(serve::keep_terms(market.clone()));
    let done = jobs::run(market, pool.clone(), shutdown.begun()).await;
    terms.abort();
    close(&pools, Some(&pool)).await;
    database.stop().await?;
    done
}

async fn reconcile(market: Market) -> Result<()> {
    let swept = flows::reconcile::sweep(&market).await?;
    println!(
        "asked about {} attempts, ended {} unpaid purchases, {} failures",
        swept.asked, swept.expired, swept.failed
    );
    if swept.failed > 0 {
        bail!("some could not be settled; the log says which");
    }
    Ok(())
}

/// Trade needs somebody to pay at: our own simulator, unless one listens there already.
async fn simulator_beside(config: &Config) -> Option<simulator::Running> {
    if !config.payments.has_own_simulator() {
        return None;
    }
    let public_url = config.http.public_url(config.http.listen_addr);
    simulate::start(config, &public_url, config.http.listen_addr.port())
        .await
        .ok()
}

async fn simulator(config: &Config) -> Result<()> {
    let shutdown = Shutdown::on_signals()?;
    let public_url = config.http.public_url(config.http.listen_addr);
    let running = simulate::start(config, &public_url, config.http.listen_addr.port()).await?;
    println!(
        "The simulator speaks at {}, its phones are at {}/phone",
        running.dialect_url(),
        running.control_url()
    );
    shutdown.begun().await;
    running.stop().await;
    Ok(())
}

/// Says goodbye to the database before it may be stopped.
pub async fn close(pools: &store::Pools, queue: Option<&sqlx::PgPool>) {
    let closed = async {
        if let Some(queue) = queue {
            queue.close().await;
        }
        tokio::join!(pools.app.close(), pools.storefront.close())
    };
    // A request that was cut off may still hold a connection; stopping the server frees it.
    let _ = tokio::time::timeout(Duration::from_secs(CLOSE_SECONDS_MAX), closed).await;
}

/// Serving beside tables of another version would be guessing.
pub async fn require_tables(app: &sqlx::PgPool) -> Result<()> {
    match crate::database::tables(app)
        .await
        .context("the list of migrations")?
    {
        Tables::Current => Ok(()),
        Tables::Behind(count) => {
            bail!("{count} migrations are still to run: `soko migrate` with MIGRATE_DATABASE_URL")
        }
        // Expand, then contract: the release before a migration still works after it.
        Tables::Ahead => {
            tracing::warn!("the database was migrated by a newer version");
            Ok(())
        }
    }
}

/// `SOKO_KILL_AT=name` kills the process at that point, as a power cut would. Only in builds for tests.
#[cfg(feature = "failpoints")]
fn arm_failpoint() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let mut vars = crate::config::Vars::of_process();
    if let Some(name) = vars.parse::<String>("SOKO_KILL_AT", "") {
        let armed = fail::cfg_callback(name, || {
            let _ = kill(Pid::this(), Signal::SIGKILL);
        });
        if let Err(error) = armed {
            tracing::error!(error, "the failpoint is not armed");
        }
    }
}

#[cfg(not(feature = "failpoints"))]
const fn arm_failpoint() {}
