//! The market itself: started whole, on free ports, for one test.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use accounts::{Limit, Limits};
use countries::Country;
use flows::progress::poll::Remembered;
use flows::risk::ReviewAbove;
use flows::{Market, Providers, Settings};
use kernel::{Clock as _, Secret, Source, Timestamp};
use media::{Darkroom, DiskStore, Durability};
use payments::provider::Provider;
use payments::providers::flutterwave::{
    BankPayouts, Flutterwave, FlutterwaveConfig, Sender, ZambianNetworks,
};
use payments::providers::pawapay::{CallbackKey, PawaPay, PawaPayConfig};
use payments::providers::stripe::{Stripe, StripeConfig};
use simulator::{Running, Simulator, SimulatorConfig};
use store::Pools;
use tempfile::TempDir;
use testkit::{Database, SetClock, SystemRandom};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::ShiftedClock;
use crate::door::{self, HOOK};
use crate::others::{self, momo_config, mpesa_config};

/// What the simulator wants to see as our bearer token.
pub const TOKEN: &str = "token-for-rehearsals";

/// What the simulator's test mode wants behind a transfer's reference, so that it arrives after a minute.
const TRANSFER_SUFFIX: &str = "_PMCKDU_1";

/// How a market is opened, when the usual way does not do.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// How long one call to the provider may take, in real milliseconds.
    pub request_timeout_ms: u64,
    /// How long the provider's person may think, in virtual seconds.
    pub prompt_seconds: u64,
    /// How many tries to pay a purchase may see in a minute.
    pub payments_per_minute: i64,
    /// From how many points on a person looks at a purchase. Tests buy fast and often, so usually nobody does.
    pub review_above: ReviewAbove,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            request_timeout_ms: 20_000,
            prompt_seconds: 60,
            payments_per_minute: 1_000_000,
            review_above: ReviewAbove::OFF,
        }
    }
}

/// Where a provider that somebody else runs is, and what its callbacks are verified with.
#[derive(Debug, Clone)]
pub struct ProviderAt {
    pub dialect_url: String,
    pub keys: Vec<simulator::PublicKey>,
}

/// A running marketplace of one test's own. All of it ends when dropped.
pub struct TestMarket {
    /// What flows are called with.
    pub market: Market,
    /// Stands still until [`TestMarket::pass`].
    pub clock: Arc<SetClock>,
    /// The clock callbacks are verified by.
    pub door_clock: Arc<ShiftedClock>,
    pub db: Database,
    pub(crate) next: AtomicU64,
    simulator: Option<Running>,
    simulator_config: SimulatorConfig,
    door: JoinHandle<()>,
    _home: TempDir,
}

/// Where transfers are sent in Zambia. Kenya has none.
fn bank_account() -> flows::till::BankAccount {
    flows::till::BankAccount::parse(
        Country::Zambia,
        "Rehearsal Bank|Cairo Road|Soko Rehearsal|0012 345 678",
    )
    .unwrap()
}

impl Drop for TestMarket {
    fn drop(&mut self) {
        self.door.abort();
    }
}

impl TestMarket {
    /// A market with no shops, no goods, and a category for everything.
    pub async fn open() -> Self {
        Self::open_with(Opening::default()).await
    }

    pub async fn open_with(opening: Opening) -> Self {
        let db = Database::new().await;
        let home = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let public_url = format!("http://{}", listener.local_addr().unwrap());

        let mut simulator_config = SimulatorConfig::new(&public_url, TOKEN);
        simulator_config.settle_delay = Duration::from_millis(20);
        simulator_config.prompt_timeout = Duration::from_secs(opening.prompt_seconds);
        simulator_config.hang_limit = Duration::from_secs(5);
        simulator_config.state_file = Some(home.path().join("simulator.journal"));
        let simulator = Simulator::start(simulator_config.clone()).await.unwrap();
        // Where it was bound once, it is bound again after a pause.
        simulator_config.dialect_addr = address_of(simulator.dialect_url());
        simulator_config.control_addr = address_of(simulator.control_url());

        let now = whole_second(SystemTime::now().into());
        let provider = ProviderAt {
            dialect_url: simulator.dialect_url().to_owned(),
            keys: simulator.public_keys(),
        };
        let mut test = Self::join(db, home, listener, &provider, opening, now);
        test.simulator = Some(simulator);
        test.simulator_config = simulator_config;
        test.make_categories().await;
        test
    }

    /// The same market on a database that is there, with a provider that somebody else runs, and a clock that stands at `now`.
    /// Its pictures lie in `home`, and it is called back where `listener` listens.
    pub fn join(
        db: Database,
        home: TempDir,
        listener: TcpListener,
        provider: &ProviderAt,
        opening: Opening,
        now: Timestamp,
    ) -> Self {
        let public_url = format!("http://{}", listener.local_addr().unwrap());
        let clock = SetClock::at(now);
        let door_clock = Arc::new(ShiftedClock::default());
        let source = Source::new(clock.clone(), Arc::new(SystemRandom));
        let adapter = adapter(provider, &public_url, opening, source.clone());
        let market = Market {
            pools: Pools {
                app: db.app.clone(),
                storefront: db.storefront.clone(),
            },
            source: source.clone(),
            providers: Providers::new(vec![
                Arc::new(adapter) as Arc<dyn Provider>,
                Arc::new(cards(provider, opening)),
                Arc::new(other_cards(provider, opening)),
                Arc::new(others::mpesa(
                    mpesa_config(&provider.dialect_url, &public_url, opening),
                    source.clone(),
                )),
                Arc::new(others::momo(
                    momo_config(&provider.dialect_url, &public_url, opening),
                    source.clone(),
                )),
                Arc::new(others::paystack(provider, opening)),
            ]),
            pictures: Arc::new(
                DiskStore::open(home.path().join("media"), Durability::Fast).unwrap(),
            ),
            darkroom: Darkroom::default(),
            settings: Settings {
                public_url: public_url.clone(),
                countries: Country::USUAL.to_vec(),
                default_country: Country::Zambia,
                secret: Secret::new("a secret of thirty-two characters"),
                is_rehearsal: true,
                hold_minutes: 15,
                hold_earnings_hours: 72,
                payout_change_hours: 24,
                limits: limits(opening),
                bank_accounts: vec![bank_account()],
                second_admin: flows::cases::SecondAdmin::default(),
                review_above: opening.review_above,
            },
            remembered: Remembered::default(),
        };
        let behind_the_door = Market {
            source: Source::new(door_clock.clone(), Arc::new(SystemRandom)),
            ..market.clone()
        };
        Self {
            door: door::open(listener, behind_the_door),
            market,
            clock,
            door_clock,
            db,
            next: AtomicU64::new(1),
            simulator: None,
            simulator_config: SimulatorConfig::new(&public_url, TOKEN),
            _home: home,
        }
    }

    /// The provider.
    ///
    /// # Panics
    /// While it is stopped.
    pub fn simulator(&self) -> &Running {
        self.simulator.as_ref().expect("the simulator runs")
    }

    /// The provider goes away: connections are refused.
    pub async fn stop_simulator(&mut self) {
        if let Some(simulator) = self.simulator.take() {
            simulator.stop().await;
        }
    }

    /// The provider comes back at the same address and remembers everything.
    pub async fn start_simulator(&mut self) {
        let simulator = Simulator::start(self.simulator_config.clone())
            .await
            .unwrap();
        self.simulator = Some(simulator);
    }

    /// Time passes here and at the provider. Returns when every callback on the way was answered; jobs wait for
    /// [`TestMarket::run_jobs`].
    pub async fn pass(&self, seconds: u64) {
        self.pass_here(seconds);
        self.simulator().advance(seconds).await.unwrap();
    }

    /// The same, and then both clocks show the same moment. The provider's runs on by itself while we work; where that is long, what
    /// happens at both can only be compared so.
    pub async fn pass_together(&self, seconds: u64) {
        let at = self.simulator().advance(seconds).await.unwrap();
        let at = i128::from(at.0) * 1_000_000;
        self.clock
            .set(Timestamp::from_unix_timestamp_nanos(at).unwrap());
    }

    /// Time passes on our clock alone.
    pub fn pass_here(&self, seconds: u64) {
        let seconds = i64::try_from(seconds).unwrap();
        self.clock
            .set(self.clock.now() + time::Duration::seconds(seconds));
    }

    pub fn now(&self) -> Timestamp {
        self.market.source.now()
    }

    /// A number nobody else in this market got.
    pub(crate) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

/// Postgres keeps microseconds; a whole second survives it.
fn whole_second(now: Timestamp) -> Timestamp {
    now.replace_nanosecond(0).unwrap()
}

fn address_of(url: &str) -> std::net::SocketAddr {
    url.trim_start_matches("http://").parse().unwrap()
}

fn limits(opening: Opening) -> Limits {
    Limits {
        payments: Limit {
            max: opening.payments_per_minute,
            ..Limits::STANDARD.payments
        },
        // Most tests pay from the simulator's own few numbers.
        prompts: Limit {
            max: opening.payments_per_minute,
            ..Limits::STANDARD.prompts
        },
        ..Limits::STANDARD
    }
}

/// A client as the program has it towards providers.
pub fn client() -> reqwest::Client {
    // Another test of this process may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

fn adapter(provider: &ProviderAt, public_url: &str, opening: Opening, source: Source) -> PawaPay {
    let keys = provider.keys.iter().cloned();
    let config = PawaPayConfig {
        base_url: provider.dialect_url.clone(),
        api_token: Secret::new(TOKEN),
        callback_url: format!("{public_url}{HOOK}"),
        callback_keys: keys
            .map(|key| CallbackKey {
                id: key.id,
                pem: key.key,
            })
            .collect(),
        request_timeout_ms: opening.request_timeout_ms,
        signing: None,
    };
    PawaPay::new(config, client(), source).unwrap()
}

/// The provider of cards, as the simulator plays it.
fn cards(provider: &ProviderAt, opening: Opening) -> Flutterwave {
    let config = FlutterwaveConfig {
        base_url: provider.dialect_url.clone(),
        secret_key: Secret::new(simulator::FLUTTERWAVE_SECRET_KEY),
        secret_hash: Secret::new(simulator::FLUTTERWAVE_SECRET_HASH),
        email_domain: "soko.example".to_owned(),
        session_minutes: 30,
        network_names: ZambianNetworks::documented(),
        // Wallets are paid by the others here.
        transfer_banks: None,
        bank_payouts: BankPayouts {
            zambia: true,
            kenya: Sender::parse("Soko Rehearsal|KE|+254712000000|BUSINESS|CPR-2026-1"),
        },
        transfer_suffix: TRANSFER_SUFFIX.to_owned(),
        request_timeout_ms: opening.request_timeout_ms,
    };
    Flutterwave::new(config, client()).unwrap()
}

/// The second provider of cards, as the simulator plays it.
fn other_cards(provider: &ProviderAt, opening: Opening) -> Stripe {
    let config = StripeConfig {
        base_url: provider.dialect_url.clone(),
        secret_key: Secret::new(simulator::STRIPE_SECRET_KEY),
        webhook_secrets: vec![Secret::new(simulator::STRIPE_WEBHOOK_SECRET)],
        session_minutes: 35,
        request_timeout_ms: opening.request_timeout_ms,
    };
    Stripe::new(config, client()).unwrap()
}
