//! Everything around the market that outlives it: the database server, the provider, and the market's process itself.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use catalog::cash::CashTerms;
use cluster::{Cluster, ClusterUrls, Options};
use countries::Country;
use kernel::{Id as _, Timestamp};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rehearsal::{Opening, Product, ProviderAt, TOKEN, TestMarket};
use simulator::{Running, Simulator, SimulatorConfig};
use sqlx::PgPool;
use tempfile::TempDir;
use testkit::Database;

use crate::cell::Fault;
use crate::deed::{Deed, Good, MarketConfig, Told};

/// The argument that makes a process the market; what it is told follows.
pub const AS_MARKET: &str = "market";
/// Says what of the market's log is shown.
const LOG_VAR: &str = "SOKO_TORTURE_LOG";
const TEMPLATE: &str = "torture_template";
/// Longer than any deed takes that is not stuck.
const DEED_SECONDS_MAX: u64 = 60;
const START_SECONDS_MAX: u64 = 30;
/// So often a database server is started again that was killed.
const STARTS_MAX: usize = 5;
/// What a kwacha is in shillings. Prices at it are rarely whole shillings.
const RATE: &str = "5.613";

/// The database server and what every run starts from.
pub struct World {
    cluster: Option<Cluster>,
    home: TempDir,
    state: PathBuf,
    /// The program that becomes the market.
    program: PathBuf,
    goods: Vec<Good>,
    ports: [u16; 4],
    next: u64,
}

/// The way to the market, for many at a time.
#[derive(Clone)]
pub struct Asker {
    client: reqwest::Client,
    url: String,
}

impl Asker {
    /// Asks the market to do something.
    pub async fn ask(&self, deed: &Deed) -> Result<Told, NoAnswer> {
        let sending = self
            .client
            .post(&self.url)
            .timeout(Duration::from_secs(DEED_SECONDS_MAX))
            .json(deed)
            .send();
        let answer = sending.await.map_err(|_| NoAnswer)?;
        answer.json().await.map_err(|_| NoAnswer)
    }

    /// A person presses a button on a hosted page.
    pub async fn press(&self, page: &str, action: &str, card: &str) {
        let form = [("action", action), ("number", card)];
        // A page that is gone is an outcome, too.
        let _ = self.client.post(page).form(&form).send().await;
    }
}

/// What one run has for itself.
pub struct Stage {
    pub simulator: Option<Running>,
    simulator_config: SimulatorConfig,
    /// Sees everything, for looking.
    pub pool: PgPool,
    pub name: String,
    config: MarketConfig,
    market: Option<Child>,
    client: reqwest::Client,
    _home: TempDir,
}

/// The market did not answer: it died, or its database did.
#[derive(Debug)]
pub struct NoAnswer;

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await?)
}

fn start_cluster(home: &Path) -> Result<Cluster> {
    Ok(Cluster::start(&Options {
        home: home.to_owned(),
        durable: true,
    })?)
}

/// After it was killed: a process of the one before may still answer in its place, and say that its own server is gone.
fn restart_cluster(home: &Path) -> Result<Cluster> {
    for _ in 1..STARTS_MAX {
        if let Ok(cluster) = start_cluster(home) {
            return Ok(cluster);
        }
        std::thread::sleep(Duration::from_millis(300));
    }
    start_cluster(home)
}

impl World {
    /// Starts a database server, and makes the database that every run copies: shops with goods on sale.
    pub async fn open(program: PathBuf) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let path = home.path().to_owned();
        let cluster = blocking(move || start_cluster(&path)).await??;
        let state = std::fs::canonicalize(home.path().join(".soko/cluster"))?;
        let mut world = Self {
            cluster: Some(cluster),
            home,
            state,
            program,
            goods: Vec::new(),
            ports: free_ports()?,
            next: 0,
        };
        world.prepare().await?;
        Ok(world)
    }

    async fn with_cluster<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Cluster) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let cluster = self.cluster.take().context("the cluster runs")?;
        let (cluster, done) = blocking(move || {
            let done = work(&cluster);
            (cluster, done)
        })
        .await?;
        self.cluster = Some(cluster);
        done
    }

    async fn prepare(&mut self) -> Result<()> {
        let urls = self
            .with_cluster(|cluster| {
                let urls = cluster.create_database(TEMPLATE)?;
                Ok(urls)
            })
            .await?;
        let superuser = connect(&urls.superuser).await?;
        // Processes are killed here, not machines: what a process has written survives it.
        for setting in ["fsync = off", "full_page_writes = off"] {
            let sql = format!("alter system set {setting}");
            sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(&superuser)
                .await?;
        }
        sqlx::query("select pg_reload_conf()")
            .execute(&superuser)
            .await?;
        superuser.close().await;
        testkit::make_tables(&urls).await;
        self.goods = make_goods(urls).await?;
        Ok(())
    }

    /// A copy of the database, a provider and a market of a run's own.
    pub async fn stage(&mut self, unix: i64, review_above: Option<u32>) -> Result<Stage> {
        self.next += 1;
        let name = format!("torture_{}", self.next);
        let copy = name.clone();
        let urls = self
            .with_cluster(move |cluster| Ok(cluster.clone_database(&copy, TEMPLATE)?))
            .await?;
        let home = tempfile::tempdir()?;
        let [door, deeds, dialect, control] = self.ports;
        let public_url = format!("http://127.0.0.1:{door}");
        let mut simulator_config = SimulatorConfig::new(&public_url, TOKEN);
        simulator_config.settle_delay = Duration::from_secs(2);
        simulator_config.prompt_timeout = Duration::from_mins(1);
        simulator_config.callback_timeout = Duration::from_secs(3);
        simulator_config.hang_limit = Duration::from_secs(3);
        simulator_config.state_file = Some(home.path().join("simulator.journal"));
        simulator_config.dialect_addr = ([127, 0, 0, 1], dialect).into();
        simulator_config.control_addr = ([127, 0, 0, 1], control).into();
        let simulator = Simulator::start(simulator_config.clone()).await?;
        let config = MarketConfig {
            database: name.clone(),
            urls: [
                urls.owner,
                urls.app,
                urls.storefront,
                urls.worker,
                urls.superuser.clone(),
            ],
            dialect_url: simulator.dialect_url().to_owned(),
            keys: simulator
                .public_keys()
                .into_iter()
                .map(|key| (key.id, key.key))
                .collect(),
            door_port: door,
            deed_port: deeds,
            goods: self.goods.clone(),
            review_above: review_above
                .map_or_else(|| "off".to_owned(), |points| points.to_string()),
            unix,
        };
        let mut stage = Stage {
            simulator: Some(simulator),
            simulator_config,
            pool: connect(&urls.superuser).await?,
            name,
            config,
            market: None,
            client: rehearsal::client(),
            _home: home,
        };
        self.start_market(&mut stage, unix).await?;
        Ok(stage)
    }

    /// Starts the market's process, and returns when it answers.
    pub async fn start_market(&self, stage: &mut Stage, unix: i64) -> Result<()> {
        stage.config.unix = unix;
        let mut command = Command::new(&self.program);
        command
            .arg(AS_MARKET)
            .arg(serde_json::to_string(&stage.config)?)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .env_remove("RUST_LOG");
        match std::env::var_os(LOG_VAR) {
            Some(filter) => command.env("RUST_LOG", filter),
            None => command.stderr(Stdio::null()),
        };
        // The old one's connections are of no use.
        stage.client = rehearsal::client();
        stage.market = Some(command.spawn().context("the market's process")?);
        let (asker, began) = (stage.asker(), Instant::now());
        while began.elapsed() < Duration::from_secs(START_SECONDS_MAX) {
            if asker.ask(&Deed::Hello).await.is_ok() {
                return Ok(());
            }
            if let Some(status) = stage.ended() {
                bail!("the market ended at its start: {status}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("the market does not answer")
    }

    /// Kills the database, or a part of it, and returns when it answers again.
    pub async fn crash(&mut self, stage: &Stage, fault: Fault) -> Result<()> {
        let backend = stage.backend().await?;
        match fault {
            Fault::None => return Ok(()),
            Fault::Backend => kill(Pid::from_raw(backend), Signal::SIGKILL)?,
            Fault::Server => {
                let server = parent_of(backend).context("the server's process")?;
                kill(Pid::from_raw(server), Signal::SIGKILL)?;
                let cluster = self.cluster.take();
                let path = self.home.path().to_owned();
                let cluster = blocking(move || {
                    drop(cluster);
                    restart_cluster(&path)
                })
                .await??;
                self.cluster = Some(cluster);
            }
        }
        stage.wait_for_database().await
    }

    /// Ends a run: its market, its provider and its database are gone.
    pub async fn clear(&mut self, mut stage: Stage) -> Result<()> {
        stage.kill_market();
        stage.stop_provider().await;
        stage.pool.close().await;
        let name = stage.name.clone();
        self.with_cluster(move |cluster| Ok(cluster.drop_database(&name)?))
            .await
    }

    /// Stops the database server and removes what it wrote.
    pub async fn close(mut self) -> Result<()> {
        if let Some(cluster) = self.cluster.take() {
            blocking(move || cluster.stop()).await??;
        }
        std::fs::remove_dir_all(&self.state)?;
        Ok(())
    }
}

impl Stage {
    /// The provider.
    pub fn provider(&self) -> Result<&Running> {
        self.simulator.as_ref().context("the provider runs")
    }

    pub async fn stop_provider(&mut self) {
        if let Some(simulator) = self.simulator.take() {
            simulator.stop().await;
        }
    }

    /// It comes back at the same address and remembers everything.
    pub async fn start_provider(&mut self) -> Result<()> {
        if self.simulator.is_none() {
            self.simulator = Some(Simulator::start(self.simulator_config.clone()).await?);
        }
        Ok(())
    }

    /// A process of the database, which serves a connection of ours.
    pub async fn backend(&self) -> Result<i32> {
        let asked = sqlx::query_scalar("select pg_backend_pid()");
        Ok(asked.fetch_one(&self.pool).await?)
    }

    /// Returns when the database answers.
    pub async fn wait_for_database(&self) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(START_SECONDS_MAX) {
            let answer = sqlx::query("select 1").execute(&self.pool).await;
            if answer.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("the database does not come back")
    }

    pub fn asker(&self) -> Asker {
        Asker {
            client: self.client.clone(),
            url: format!("http://127.0.0.1:{}/", self.config.deed_port),
        }
    }

    /// The market's process, while there is one.
    pub fn pid(&self) -> Option<Pid> {
        let id = self.market.as_ref()?.id();
        Some(Pid::from_raw(i32::try_from(id).ok()?))
    }

    pub fn is_dead(&mut self) -> bool {
        self.ended().is_some()
    }

    /// How the market ended, if it did.
    pub fn ended(&mut self) -> Option<String> {
        let status = self.market.as_mut()?.try_wait().ok()??;
        let signal = status.signal();
        Some(signal.map_or_else(|| status.to_string(), |signal| format!("signal {signal}")))
    }

    /// As a power cut would.
    pub fn kill_market(&mut self) {
        if let Some(mut market) = self.market.take() {
            let _ = market.kill();
            let _ = market.wait();
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.kill_market();
    }
}

async fn connect(url: &str) -> Result<PgPool> {
    let limits = store::PoolLimits {
        connections_max: 3,
        acquire_timeout_ms: 20_000,
    };
    Ok(store::connect(url, limits).await?)
}

fn parent_of(pid: i32) -> Option<i32> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(") ")?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

fn free_ports() -> Result<[u16; 4]> {
    let mut ports = [0; 4];
    let mut kept = Vec::new();
    for port in &mut ports {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        *port = listener.local_addr()?.port();
        kept.push(listener);
    }
    Ok(ports)
}

/// Two shops in Zambia that take cash and one in Kenya; of one product there are two pieces.
async fn make_goods(urls: ClusterUrls) -> Result<Vec<Good>> {
    let db = Database::join(TEMPLATE.to_owned(), urls).await;
    let pools = [
        db.app.clone(),
        db.storefront.clone(),
        db.owner.clone(),
        db.worker.clone(),
    ];
    let provider = ProviderAt {
        dialect_url: "http://127.0.0.1:9".to_owned(),
        keys: Vec::new(),
    };
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let home = tempfile::tempdir()?;
    let opening = Opening::default();
    let now = Timestamp::from_unix_timestamp(now_unix())?;
    let m = TestMarket::join(db, home, door, &provider, opening, now);
    m.make_categories().await;
    let rate = format!("ZMW,KES,{RATE},{},torture", m.now().date());
    flows::rates::say(&m.market, &rate).await?;
    let mut goods = Vec::new();
    let shops = [
        (
            "Blue Basket",
            Country::Zambia,
            vec![(12_500, 60), (30_000, 2)],
        ),
        ("Green Basket", Country::Zambia, vec![(5_000, 60)]),
        ("Kilimani Kiondo", Country::Kenya, vec![(100_000, 60)]),
    ];
    for (name, country, products) in shops {
        let shop = m.shop(name, country).await;
        for (price_minor, pieces) in products {
            let product = m.product(shop, price_minor, pieces).await;
            goods.push(good_of(&product, country));
        }
        let terms = CashTerms {
            maximum: None,
            areas: Vec::new(),
        };
        let mut tx = m.platform().await;
        let currency = country.pack().currency;
        catalog::cash::set_terms(&mut tx, shop.shop, currency, Some(&terms)).await?;
        tx.commit().await?;
    }
    drop(m);
    // A template is copied while nobody looks at it.
    for pool in pools {
        pool.close().await;
    }
    Ok(goods)
}

fn good_of(product: &Product, country: Country) -> Good {
    Good {
        listing: product.listing.uuid(),
        variant: product.variant.uuid(),
        shop: product.shop.shop.uuid(),
        owner: product.shop.actor.uuid(),
        price_minor: product.price.minor(),
        is_kenyan: country == Country::Kenya,
    }
}

/// Now, in whole seconds.
pub fn now_unix() -> i64 {
    Timestamp::from(std::time::SystemTime::now()).unix_timestamp()
}
