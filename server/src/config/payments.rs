//! Payments: which providers, and how they are reached.

mod bank;
mod flutterwave;
mod mtn_momo;
mod paystack;

use std::net::{Ipv4Addr, SocketAddr};

use flows::risk::ReviewAbove;
use flows::till::BankAccount;
use kernel::Secret;
use payments::provider::ProviderName;
use payments::providers::pawapay::CallbackKey;

use super::{Mode, Vars};

pub use flutterwave::FlutterwaveSection;
pub use mtn_momo::{MtnMomoProductSection, MtnMomoSection};
pub use paystack::PaystackSection;

/// Who collects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderChoice {
    /// Every provider is the simulator; a banner says so on every page.
    Mock,
    /// Whatever fits the amount and the network, in order.
    Auto,
    /// One alone.
    Only(ProviderName),
}

/// The payment section.
#[derive(Debug, Clone)]
pub struct PaymentsConfig {
    pub choice: ProviderChoice,
    /// Those that are asked before all others, in this order.
    pub first: Vec<ProviderName>,
    pub pawapay: PawaPaySection,
    /// None: not set up, and not asked for.
    pub flutterwave: Option<FlutterwaveSection>,
    pub mpesa: Option<MpesaSection>,
    pub stripe: Option<StripeSection>,
    pub mtn_momo: Option<MtnMomoSection>,
    pub paystack: Option<PaystackSection>,
    pub simulator: SimulatorSection,
    /// How long stock is kept while nobody pays.
    pub hold_minutes: i64,
    pub hold_earnings_hours: i64,
    /// How long nothing is paid out after a shop changed where its money goes.
    pub payout_change_hours: i64,
    /// Where buyers send bank transfers.
    pub bank_accounts: Vec<BankAccount>,
    /// Above which amounts two admins decide about a case of money.
    pub second_admin: flows::cases::SecondAdmin,
    /// From how many points on a person looks at a purchase before it is packed.
    pub review_above: ReviewAbove,
}

/// `PAWAPAY_…`.
#[derive(Debug, Clone)]
pub struct PawaPaySection {
    pub api_key: Option<Secret>,
    pub base_url: Option<String>,
    /// Absent: fetched from the provider.
    pub callback_keys: Vec<CallbackKey>,
    pub request_timeout_ms: u64,
    /// The id and the private key that sign our requests, where the account asks for that.
    pub signing: Option<(String, Secret)>,
}

/// `MPESA_…`.
#[derive(Debug, Clone)]
pub struct MpesaSection {
    pub consumer_key: Secret,
    pub consumer_secret: Secret,
    pub shortcode: String,
    pub passkey: Secret,
    /// Absent: paid to the shortcode itself.
    pub till: Option<String>,
    /// Absent: nothing is paid out there, money goes back as store credit, and nobody is told to pay by hand.
    pub initiator: Option<MpesaInitiatorSection>,
    pub base_url: String,
    pub request_timeout_ms: u64,
}

/// `MPESA_INITIATOR_…`: who sends money.
#[derive(Debug, Clone)]
pub struct MpesaInitiatorSection {
    pub name: String,
    pub password: Secret,
    /// Where the certificate lies, as PEM.
    pub certificate: MpesaCertificate,
    /// Absent: money goes back, and nothing is paid out.
    pub payout_shortcode: Option<String>,
}

/// Safaricom's certificate of the environment.
#[derive(Debug, Clone)]
pub enum MpesaCertificate {
    File(std::path::PathBuf),
    /// The simulator's.
    Pem(String),
}

/// `STRIPE_…`.
#[derive(Debug, Clone)]
pub struct StripeSection {
    pub secret_key: Secret,
    /// More than one while it is being changed.
    pub webhook_secrets: Vec<Secret>,
    pub base_url: String,
    pub request_timeout_ms: u64,
}

/// Where the simulator listens. Loopback only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulatorSection {
    pub dialect_addr: SocketAddr,
    pub control_addr: SocketAddr,
}

impl PaymentsConfig {
    pub(super) fn read(vars: &mut Vars, mode: Mode) -> Self {
        let choice = choice(vars, mode);
        let pawapay = PawaPaySection {
            api_key: vars.secret("PAWAPAY_API_KEY"),
            base_url: vars.address(
                "PAWAPAY_BASE_URL",
                mode.is_production() && choice != ProviderChoice::Mock,
            ),
            callback_keys: callback_keys(vars),
            request_timeout_ms: vars.number("PAWAPAY_TIMEOUT_MS", (100, 120_000), 20_000),
            signing: signing(vars),
        };
        if matches!(
            choice,
            ProviderChoice::Auto | ProviderChoice::Only(ProviderName::PawaPay)
        ) {
            require_pawapay(vars, mode, &pawapay);
        }
        let flutterwave = flutterwave::read(vars, choice);
        let mpesa = mpesa(vars, choice);
        let stripe = stripe(vars, choice);
        let mtn_momo = mtn_momo::read(vars, choice);
        let paystack = paystack::read(vars, choice);
        Self {
            choice,
            first: first(vars),
            pawapay,
            flutterwave,
            mpesa,
            stripe,
            mtn_momo,
            paystack,
            simulator: SimulatorSection {
                dialect_addr: loopback(vars, "SIMULATOR_ADDR", 4000),
                control_addr: loopback(vars, "SIMULATOR_CONTROL_ADDR", 4001),
            },
            hold_minutes: vars.number("HOLD_MINUTES", (1, 24 * 60), 15),
            hold_earnings_hours: vars.number("HOLD_EARNINGS_HOURS", (0, 24 * 60), 72),
            payout_change_hours: vars.number("PAYOUT_CHANGE_HOURS", (0, 14 * 24), 24),
            bank_accounts: bank::read(vars, choice),
            second_admin: vars
                .parse(
                    "SECOND_ADMIN_ABOVE",
                    "amounts in major units like ZMW 5000, KES 25000",
                )
                .unwrap_or_default(),
            review_above: review_above(vars, choice),
        }
    }

    /// True when no real money moves.
    pub fn is_rehearsal(&self) -> bool {
        self.choice == ProviderChoice::Mock
    }

    /// Whether the simulator runs inside this program: in a rehearsal, unless another one was named.
    pub fn has_own_simulator(&self) -> bool {
        self.is_rehearsal() && self.pawapay.base_url.is_none()
    }
}

fn choice(vars: &mut Vars, mode: Mode) -> ProviderChoice {
    match vars.text("PAYMENT_PROVIDER") {
        None if mode.is_production() => {
            vars.wrong(
                "PAYMENT_PROVIDER",
                "missing: AUTO, pawapay, or MOCK for a rehearsal without real money",
            );
            ProviderChoice::Mock
        }
        None => ProviderChoice::Mock,
        Some(text) if text.eq_ignore_ascii_case("MOCK") => ProviderChoice::Mock,
        Some(text) if text.eq_ignore_ascii_case("AUTO") => ProviderChoice::Auto,
        Some(text) => {
            let named = text.to_ascii_lowercase().parse().ok();
            if let Some(name) = named.filter(|name: &ProviderName| name.can_be_asked()) {
                ProviderChoice::Only(name)
            } else {
                vars.wrong(
                    "PAYMENT_PROVIDER",
                    "MOCK, AUTO, pawapay, flutterwave, mpesa, stripe, mtn_momo or paystack",
                );
                ProviderChoice::Mock
            }
        }
    }
}

fn first(vars: &mut Vars) -> Vec<ProviderName> {
    let text = vars.text("PROVIDERS_FIRST").unwrap_or_default();
    let named = text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let read: Option<Vec<ProviderName>> = named
        .map(|name| name.to_ascii_lowercase().parse().ok())
        .map(|name| name.filter(|name: &ProviderName| name.can_be_asked()))
        .collect();
    read.unwrap_or_else(|| {
        let wanted = "some of pawapay, flutterwave, mpesa, stripe, mtn_momo and paystack";
        vars.wrong("PROVIDERS_FIRST", wanted);
        Vec::new()
    })
}

/// Where no real money moves, people try things quickly and often: there nobody is looked at unless that was asked for.
fn review_above(vars: &mut Vars, choice: ProviderChoice) -> ReviewAbove {
    let usual = match choice {
        ProviderChoice::Mock => ReviewAbove::OFF,
        ProviderChoice::Auto | ProviderChoice::Only(_) => ReviewAbove::STANDARD,
    };
    vars.parse("RISK_REVIEW_ABOVE", "points from 1 to 1000 like 50, or off")
        .unwrap_or(usual)
}

fn require_pawapay(vars: &mut Vars, mode: Mode, pawapay: &PawaPaySection) {
    match &pawapay.api_key {
        None => vars.wrong(
            "PAWAPAY_API_KEY",
            "missing: the token from the provider's dashboard",
        ),
        Some(key) if mode.is_production() && key.expose().len() < 32 => {
            vars.wrong("PAWAPAY_API_KEY", "too short for a token of the provider's");
        }
        Some(_) => {}
    }
    if vars.text("PAWAPAY_BASE_URL").is_none() {
        vars.wrong(
            "PAWAPAY_BASE_URL",
            "missing: https://api.sandbox.pawapay.io or https://api.pawapay.io",
        );
    }
}

fn signing(vars: &mut Vars) -> Option<(String, Secret)> {
    let id = vars.text("PAWAPAY_SIGNING_KEY_ID").map(str::to_owned);
    match (id, vars.secret("PAWAPAY_SIGNING_KEY")) {
        (Some(id), Some(key)) => Some((id, key)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            vars.wrong(
                "PAWAPAY_SIGNING_KEY",
                "goes with PAWAPAY_SIGNING_KEY_ID: a P-256 private key as PEM, and its id at the provider",
            );
            None
        }
    }
}

/// All of it or none of it, unless this provider alone was asked for.
fn mpesa(vars: &mut Vars, choice: ProviderChoice) -> Option<MpesaSection> {
    let key = vars.secret("MPESA_CONSUMER_KEY");
    let secret = vars.secret("MPESA_CONSUMER_SECRET");
    let passkey = vars.secret("MPESA_PASSKEY");
    let shortcode = vars.text("MPESA_SHORTCODE").map(str::to_owned);
    let till = vars.text("MPESA_TILL").map(str::to_owned);
    let initiator = mpesa_initiator(vars);
    let base_url = vars.address("MPESA_BASE_URL", false);
    let request_timeout_ms = vars.number("MPESA_TIMEOUT_MS", (100, 120_000), 20_000);
    let is_wanted = choice == ProviderChoice::Only(ProviderName::Mpesa)
        || key.is_some()
        || secret.is_some()
        || passkey.is_some()
        || shortcode.is_some();
    match (key, secret, passkey, shortcode) {
        (Some(consumer_key), Some(consumer_secret), Some(passkey), Some(shortcode)) => {
            Some(MpesaSection {
                consumer_key,
                consumer_secret,
                shortcode,
                passkey,
                till,
                initiator,
                base_url: base_url.unwrap_or_else(|| "https://api.safaricom.co.ke".to_owned()),
                request_timeout_ms,
            })
        }
        _ if is_wanted => {
            vars.wrong(
                "MPESA_CONSUMER_KEY",
                "goes with MPESA_CONSUMER_SECRET, MPESA_SHORTCODE and MPESA_PASSKEY",
            );
            None
        }
        _ => None,
    }
}

/// All three or none; the shortcode only where something is paid out.
fn mpesa_initiator(vars: &mut Vars) -> Option<MpesaInitiatorSection> {
    let name = vars.text("MPESA_INITIATOR_NAME").map(str::to_owned);
    let password = vars.secret("MPESA_INITIATOR_PASSWORD");
    let certificate = vars.text("MPESA_CERTIFICATE_FILE").map(str::to_owned);
    let payout_shortcode = vars.text("MPESA_PAYOUT_SHORTCODE").map(str::to_owned);
    match (name, password, certificate) {
        (Some(name), Some(password), Some(file)) => Some(MpesaInitiatorSection {
            name,
            password,
            certificate: MpesaCertificate::File(file.into()),
            payout_shortcode,
        }),
        (None, None, None) if payout_shortcode.is_none() => None,
        _ => {
            vars.wrong(
                "MPESA_INITIATOR_NAME",
                "goes with MPESA_INITIATOR_PASSWORD and MPESA_CERTIFICATE_FILE",
            );
            None
        }
    }
}

/// Both or none, unless this provider alone was asked for.
fn stripe(vars: &mut Vars, choice: ProviderChoice) -> Option<StripeSection> {
    let key = vars.secret("STRIPE_SECRET_KEY");
    let secrets: Vec<Secret> = vars
        .text("STRIPE_WEBHOOK_SECRET")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(Secret::new)
        .collect();
    let base_url = vars.address("STRIPE_BASE_URL", false);
    let request_timeout_ms = vars.number("STRIPE_TIMEOUT_MS", (100, 120_000), 20_000);
    let is_wanted = choice == ProviderChoice::Only(ProviderName::Stripe)
        || key.is_some()
        || !secrets.is_empty();
    match key {
        Some(secret_key) if !secrets.is_empty() => Some(StripeSection {
            secret_key,
            webhook_secrets: secrets,
            base_url: base_url.unwrap_or_else(|| "https://api.stripe.com".to_owned()),
            request_timeout_ms,
        }),
        _ if is_wanted => {
            vars.wrong(
                "STRIPE_SECRET_KEY",
                "goes with STRIPE_WEBHOOK_SECRET: sk_… and whsec_… from the provider's dashboard",
            );
            None
        }
        _ => None,
    }
}

fn callback_keys(vars: &mut Vars) -> Vec<CallbackKey> {
    let parsed = vars
        .text("PAWAPAY_CALLBACK_KEYS")
        .map(CallbackKey::parse_list);
    match parsed {
        None => Vec::new(),
        Some(Ok(keys)) => keys,
        Some(Err(error)) => {
            vars.wrong("PAWAPAY_CALLBACK_KEYS", &error.to_string());
            Vec::new()
        }
    }
}

fn loopback(vars: &mut Vars, name: &str, port: u16) -> SocketAddr {
    const WANTED: &str =
        "a loopback address and port like 127.0.0.1:4000: the simulator knows no password";
    let absent = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match vars.parse::<SocketAddr>(name, WANTED) {
        Some(address) if !address.ip().is_loopback() => {
            vars.wrong(name, WANTED);
            absent
        }
        Some(address) => address,
        None => absent,
    }
}
