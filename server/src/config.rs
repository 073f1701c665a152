//! What an operator chose, read from the environment once, in typed sections. Everything that is wrong is named at once.

mod database;
mod http;
mod media;
mod payments;
mod session;
mod telemetry;
mod vars;

use std::fmt;
use std::path::PathBuf;

pub use database::{DatabaseConfig, Urls};
pub use http::{Cidr, HttpConfig, RateLimits};
pub use media::MediaConfig;
pub use payments::{
    FlutterwaveSection, MpesaCertificate, MpesaInitiatorSection, MpesaSection,
    MtnMomoProductSection, MtnMomoSection, PawaPaySection, PaymentsConfig, PaystackSection,
    ProviderChoice, SimulatorSection, StripeSection,
};
pub use session::SessionConfig;
pub use telemetry::{LogFormat, TelemetryConfig};
pub use vars::Vars;

/// Whether real people and real money may be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A laptop, a test, a demonstration: everything absent has a local stand-in.
    Development,
    /// `PUBLIC_URL` is https, or `SOKO_ENV=production`: nothing secret has a stand-in.
    Production,
}

impl Mode {
    pub const fn is_production(self) -> bool {
        matches!(self, Self::Production)
    }
}

/// Everything an operator chose.
#[derive(Debug, Clone)]
pub struct Config {
    pub mode: Mode,
    /// Where `.soko/` lies: the project's directory.
    pub home: PathBuf,
    pub http: HttpConfig,
    pub database: DatabaseConfig,
    pub payments: PaymentsConfig,
    pub session: SessionConfig,
    pub media: MediaConfig,
    pub telemetry: TelemetryConfig,
    /// Variables that are set and that this version does nothing with.
    pub unused: Vec<&'static str>,
}

/// All that is wrong with the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<String>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        write!(
            f,
            "{count} {} not right:",
            if count == 1 {
                "setting is"
            } else {
                "settings are"
            }
        )?;
        self.0
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for ConfigErrors {}

/// Understood by a later version; named at the start so that nobody waits for what they do not do.
const LATER: [&str; 11] = [
    "REDIS_URL",
    "RESEND_API_KEY",
    "SMTP_URL",
    "AFRICASTALKING_API_KEY",
    "WHATSAPP_TOKEN",
    "CLOUDINARY_CLOUD_NAME",
    "S3_BUCKET",
    "SIGHTENGINE_API_USER",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "MIDDLEWARE_API_KEY",
    "SENTRY_DSN",
];

impl Config {
    /// Reads the process's environment.
    pub fn from_env() -> Result<Self, ConfigErrors> {
        Self::from_vars(Vars::of_process())
    }

    /// Reads settings from anywhere; for tests, too.
    pub fn from_vars(mut vars: Vars) -> Result<Self, ConfigErrors> {
        let mode = mode(&mut vars);
        let home = PathBuf::from(".");
        let http = HttpConfig::read(&mut vars, mode);
        let config = Self {
            mode,
            database: DatabaseConfig::read(&mut vars, mode),
            payments: PaymentsConfig::read(&mut vars, mode),
            session: SessionConfig::read(&mut vars, mode, http.rate_limits.is_some()),
            media: MediaConfig::read(&mut vars, &home),
            telemetry: TelemetryConfig::read(&mut vars, mode),
            unused: LATER
                .into_iter()
                .filter(|name| vars.text(name).is_some())
                .collect(),
            http,
            home,
        };
        match vars.problems() {
            [] => Ok(config),
            problems => Err(ConfigErrors(problems.to_vec())),
        }
    }
}

fn mode(vars: &mut Vars) -> Mode {
    let https = vars
        .text("PUBLIC_URL")
        .is_some_and(|url| url.starts_with("https://"));
    match vars.text("SOKO_ENV") {
        None | Some("development") if https => Mode::Production,
        None | Some("development") => Mode::Development,
        Some("production") => Mode::Production,
        Some(_) => {
            vars.wrong("SOKO_ENV", "production or development");
            Mode::Production
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        Config::from_vars(Vars::of(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        ))
    }

    fn problems(pairs: &[(&str, &str)]) -> Vec<String> {
        read(pairs).map(|_| ()).unwrap_err().0
    }

    const SECRET: &str = "mK3v9Qx7TzPb2LwYc8RfNh5JsDg4Ua6E";
    const PRODUCTION: [(&str, &str); 6] = [
        ("PUBLIC_URL", "https://soko.example"),
        ("SESSION_SECRET", SECRET),
        ("DATABASE_URL", "postgres://soko_app:x@db.example/soko"),
        ("PAYMENT_PROVIDER", "AUTO"),
        (
            "PAWAPAY_API_KEY",
            "eyJraWQiOiIxIiwiYWxnIjoiRVMyNTYifQ.abcdefghijklmnop",
        ),
        ("PAWAPAY_BASE_URL", "https://api.pawapay.io"),
    ];

    #[test]
    fn somebody_looks_at_orders_where_real_money_moves_unless_told_otherwise() {
        use flows::risk::ReviewAbove;
        let above = |pairs: &[(&str, &str)], set: Option<&str>| {
            let set = set.map(|value| ("RISK_REVIEW_ABOVE", value));
            let all: Vec<_> = pairs.iter().copied().chain(set).collect();
            read(&all).map(|config| config.payments.review_above)
        };
        assert_eq!(above(&[], None).unwrap(), ReviewAbove::OFF);
        assert_eq!(above(&PRODUCTION, None).unwrap(), ReviewAbove::STANDARD);
        assert_eq!(above(&PRODUCTION, Some("off")).unwrap(), ReviewAbove::OFF);
        assert_eq!(above(&[], Some("50")).unwrap(), ReviewAbove::STANDARD);
        let wrong = above(&PRODUCTION, Some("0")).unwrap_err().0;
        assert_eq!(
            wrong,
            ["RISK_REVIEW_ABOVE: points from 1 to 1000 like 50, or off"]
        );
    }

    #[test]
    fn nothing_is_needed_on_a_laptop() {
        let config = read(&[]).unwrap();
        assert_eq!(config.mode, Mode::Development);
        assert_eq!(config.http.listen_addr.to_string(), "127.0.0.1:3000");
        assert_eq!(
            config.http.public_url(config.http.listen_addr),
            "http://127.0.0.1:3000"
        );
        assert!(config.database.urls.is_none() && config.payments.is_rehearsal());
    }

    #[test]
    fn production_needs_every_secret_and_says_all_at_once() {
        assert_eq!(read(&PRODUCTION).unwrap().mode, Mode::Production);
        let all = problems(&[("PUBLIC_URL", "https://soko.example")]).join("\n");
        for name in ["SESSION_SECRET", "DATABASE_URL", "PAYMENT_PROVIDER"] {
            assert!(all.contains(name), "{name} is not named in {all}");
        }
        let without = |name: &str| -> Vec<(&str, &str)> {
            PRODUCTION
                .into_iter()
                .filter(|(other, _)| *other != name)
                .collect()
        };
        for (name, _) in PRODUCTION.into_iter().skip(1) {
            assert!(
                problems(&without(name))
                    .iter()
                    .any(|problem| problem.starts_with(name)),
                "{name}"
            );
        }
    }

    #[test]
    fn production_refuses_http_weak_secrets_and_lifted_limits() {
        let with = |name: &'static str, value: &'static str| {
            let kept = PRODUCTION
                .into_iter()
                .filter(move |(other, _)| *other != name);
            kept.chain([(name, value), ("SOKO_ENV", "production")])
                .collect::<Vec<_>>()
        };
        for (name, value) in [
            ("PUBLIC_URL", "http://soko.example"),
            ("SESSION_SECRET", "short"),
            (
                "SESSION_SECRET",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            ),
            ("SESSION_SECRET", "changeme-changeme-changeme-0123456789"),
            ("RATE_LIMITS", "off"),
            ("PAWAPAY_API_KEY", "changeme"),
            ("PAWAPAY_BASE_URL", "http://api.pawapay.io"),
        ] {
            let all = problems(&with(name, value));
            assert!(
                all.len() == 1 && all[0].starts_with(name),
                "{name}={value}: {all:?}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_with_what_is_wanted() {
        let all = problems(&[
            ("LISTEN_ADDR", "3000"),
            ("DEFAULT_COUNTRY", "XX"),
            ("PAYMENT_PROVIDER", "paypal"),
            ("PROVIDERS_FIRST", "mpesa, bank"),
            ("DATABASE_URL", "mysql://x"),
            ("SIMULATOR_ADDR", "0.0.0.0:4000"),
            ("TRUSTED_PROXIES", "10.0.0.0/8,nowhere"),
            ("RATE_LIMIT_PER_IP", "0"),
            ("PUBLIC_URL", "soko.example"),
        ]);
        assert_eq!(all.len(), 9, "{all:#?}");
    }

    #[test]
    fn stripe_has_a_key_and_its_webhook_secrets_or_nothing() {
        let key = ("STRIPE_SECRET_KEY", "sk_test_1");
        let secrets = ("STRIPE_WEBHOOK_SECRET", "whsec_new, whsec_old");
        let stripe = |pairs: &[_]| read(pairs).map(|config| config.payments.stripe);
        let section = stripe(&[key, secrets]).unwrap().unwrap();
        assert_eq!(section.base_url, "https://api.stripe.com");
        let secrets_read: Vec<_> = section
            .webhook_secrets
            .iter()
            .map(kernel::Secret::expose)
            .collect();
        assert_eq!(secrets_read, ["whsec_new", "whsec_old"]);
        assert!(stripe(&[]).unwrap().is_none());
        for half in [&[key][..], &[secrets], &[("PAYMENT_PROVIDER", "stripe")]] {
            let all = problems(half);
            assert_eq!(all.len(), 1, "{all:?}");
            assert!(all[0].starts_with("STRIPE_SECRET_KEY"), "{all:?}");
        }
    }

    #[test]
    fn providers_asked_for_by_name_are_set_up_whole_or_not_at_all() {
        let none = read(&[]).unwrap().payments;
        assert!(none.mtn_momo.is_none() && none.paystack.is_none());
        for (name, value, missing) in [
            ("MTN_MOMO_API_USER", "user", "MTN_MOMO_SUBSCRIPTION_KEY"),
            ("PAYMENT_PROVIDER", "mtn_momo", "MTN_MOMO_SUBSCRIPTION_KEY"),
            (
                "MTN_MOMO_DISBURSEMENT_API_KEY",
                "key",
                "MTN_MOMO_DISBURSEMENT_SUBSCRIPTION_KEY",
            ),
            ("PAYMENT_PROVIDER", "paystack", "PAYSTACK_SECRET_KEY"),
        ] {
            let all = problems(&[(name, value)]);
            assert!(
                all.len() == 1 && all[0].starts_with(missing),
                "{name}: {all:?}"
            );
        }
        let whole = read(&[
            ("MTN_MOMO_SUBSCRIPTION_KEY", "key"),
            ("MTN_MOMO_API_USER", "user"),
            ("MTN_MOMO_API_KEY", "secret"),
            ("PAYSTACK_SECRET_KEY", "sk_test_1"),
        ]);
        let payments = whole.unwrap().payments;
        let momo = payments.mtn_momo.unwrap();
        assert_eq!(momo.target_environment, "mtnzambia");
        assert!(momo.disbursement.is_none());
        let paystack = payments.paystack.unwrap();
        assert_eq!(paystack.base_url, "https://api.paystack.co");
    }

    #[test]
    fn secrets_are_never_printed() {
        let config = read(&PRODUCTION).unwrap();
        let printed = format!("{config:?}");
        for (_, value) in [PRODUCTION[1], PRODUCTION[2], PRODUCTION[4]] {
            assert!(!printed.contains(value), "{printed}");
        }
        let all = problems(&[
            ("SESSION_SECRET", "hunter2"),
            ("DATABASE_URL", "mysql://u:pw1234@h/d"),
        ])
        .join(" ");
        assert!(!all.contains("hunter2") && !all.contains("pw1234"), "{all}");
    }
}
