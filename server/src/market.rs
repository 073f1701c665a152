//! The marketplace put together: pools, providers, pictures, clock and settings.

mod providers;

use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use accounts::Codes;
use anyhow::{Context, Result};
use app::assets::Assets;
use app::state::AppState;
use flows::progress::poll::Remembered;
use flows::{Market, Providers, Settings};
use kernel::{Secret, Source};
use media::{Darkroom, DiskStore, Durability};
use payments::provider::{Provider, ProviderName};
use payments::providers::pawapay::{PawaPay, PawaPayConfig, SignatureEncoding, SigningConfig};
use store::Pools;

use crate::config::{Config, PawaPaySection, ProviderChoice};

/// Connecting to a provider may take this long.
const CONNECT_TIMEOUT_SECONDS: u64 = 5;
/// No call of ours may take longer, whatever an adapter says.
const CALL_TIMEOUT_SECONDS: u64 = 120;
/// The token of a rehearsal, known to our own simulator.
pub const REHEARSAL_TOKEN: &str = "rehearsal-token-of-the-simulator";

/// The marketplace and what only the program needs of it.
pub struct Built {
    pub market: Market,
    /// For fetching its keys in the background.
    pub pawapay: Arc<PawaPay>,
}

/// Puts the marketplace together. `public_url` and `simulator_url` are known once ports are bound.
pub fn build(
    config: &Config,
    pools: Pools,
    public_url: String,
    simulator_url: Option<&str>,
    source: Source,
) -> Result<Built> {
    let pawapay = Arc::new(pawapay(
        &config.payments.pawapay,
        &public_url,
        simulator_url,
        source.clone(),
    )?);
    let secret = match &config.session.secret {
        Some(secret) => secret.clone(),
        None => kept_secret(&config.home, &source)?,
    };
    let others = providers::others(config, &public_url, simulator_url, &secret, &source)?;
    let chosen = |provider: &Arc<dyn Provider>| match config.payments.choice {
        ProviderChoice::Mock | ProviderChoice::Auto => true,
        ProviderChoice::Only(name) => provider.name() == name,
    };
    // In the order of preference.
    let mut providers: Vec<Arc<dyn Provider>> = vec![pawapay.clone()];
    providers.extend(others);
    providers.retain(chosen);
    let first = &config.payments.first;
    let place = |name| first.iter().position(|one| *one == name);
    providers.sort_by_key(|provider| place(provider.name()).unwrap_or(first.len()));
    let pictures = DiskStore::open(&config.media.root, Durability::Synced)
        .with_context(|| format!("pictures cannot be kept in {}", config.media.root.display()))?;
    let settings = Settings {
        public_url,
        countries: config.http.countries.clone(),
        default_country: config.http.default_country,
        secret,
        is_rehearsal: config.payments.is_rehearsal(),
        hold_minutes: config.payments.hold_minutes,
        hold_earnings_hours: config.payments.hold_earnings_hours,
        payout_change_hours: config.payments.payout_change_hours,
        limits: config.session.limits,
        bank_accounts: config.payments.bank_accounts.clone(),
        second_admin: config.payments.second_admin.clone(),
        review_above: config.payments.review_above,
    };
    let market = Market {
        pools,
        source,
        providers: Providers::new(providers),
        pictures: Arc::new(pictures),
        darkroom: Darkroom::default(),
        settings,
        remembered: Remembered::default(),
    };
    Ok(Built { market, pawapay })
}

/// What pages need beside the marketplace.
pub fn state(config: &Config, market: Market) -> Result<AppState> {
    let assets = Assets::load(&config.http.site_root)?;
    let codes = Codes::new(&market.settings.secret, market.settings.limits.codes);
    Ok(AppState {
        market,
        assets,
        codes,
        asides: catalog::storefront::Asides::default(),
    })
}

/// The client every provider shares: ours to limit, never following where it is sent.
pub(crate) fn client() -> Result<reqwest::Client> {
    // Another part of the program may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(CONNECT_TIMEOUT_SECONDS))
        .timeout(Duration::from_secs(CALL_TIMEOUT_SECONDS))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("soko/", env!("CARGO_PKG_VERSION")))
        .build()
        .context("the HTTP client")
}

fn pawapay(
    section: &PawaPaySection,
    public_url: &str,
    simulator_url: Option<&str>,
    source: Source,
) -> Result<PawaPay> {
    let base_url = section
        .base_url
        .clone()
        .or_else(|| simulator_url.map(str::to_owned))
        .unwrap_or_default();
    let config = PawaPayConfig {
        base_url,
        api_token: section
            .api_key
            .clone()
            .unwrap_or_else(|| Secret::new(REHEARSAL_TOKEN)),
        callback_url: format!(
            "{public_url}/api/v1/payments/webhook/{}",
            ProviderName::PawaPay
        ),
        callback_keys: section.callback_keys.clone(),
        request_timeout_ms: section.request_timeout_ms,
        signing: section.signing.as_ref().map(|(id, key)| SigningConfig {
            key_id: id.clone(),
            private_key_pem: key.clone(),
            encoding: SignatureEncoding::Der,
        }),
    };
    PawaPay::new(config, client()?, source).context("PawaPay")
}

/// The secret of a development machine: made once, readable by its owner alone.
fn kept_secret(home: &Path, source: &Source) -> Result<Secret> {
    let path = home.join(".soko/secret");
    match std::fs::read_to_string(&path) {
        Ok(text) if text.trim().len() >= 32 => return Ok(Secret::new(text.trim())),
        Ok(_) | Err(_) => {}
    }
    let random: [u8; 32] = source.bytes();
    let (high, low) = random.split_at(16);
    let hex = |half: &[u8]| {
        half.iter()
            .fold(0_u128, |number, byte| (number << 8) | u128::from(*byte))
    };
    let text = format!("{:032x}{:032x}", hex(high), hex(low));
    let write = || {
        std::fs::create_dir_all(home.join(".soko"))?;
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)?;
        std::io::Write::write_all(&mut file, text.as_bytes())
    };
    write().with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Secret::new(text))
}
