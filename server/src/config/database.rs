//! The database: whose, and as which roles.

use std::fmt;

use reqwest::Url;
use store::PoolLimits;

use super::{Mode, Vars};

/// How the database is reached.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `None`: a private cluster under `.soko/`.
    pub urls: Option<Urls>,
    pub app: PoolLimits,
    pub storefront: PoolLimits,
    pub worker: PoolLimits,
}

/// One address per role. Hidden in logs: they carry passwords.
#[derive(Clone, PartialEq, Eq)]
pub struct Urls {
    /// Owns the tables and migrates them. `None`: somebody else migrates.
    pub owner: Option<String>,
    pub app: String,
    pub storefront: String,
    pub worker: String,
}

impl fmt::Debug for Urls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Urls(…)")
    }
}

const WANTED: &str = "an address like postgres://soko_app:…@db.example.com/soko";

impl DatabaseConfig {
    pub(super) fn read(vars: &mut Vars, mode: Mode) -> Self {
        let app = url(vars, "DATABASE_URL");
        if app.is_none() && mode.is_production() && vars.text("DATABASE_URL").is_none() {
            vars.wrong(
                "DATABASE_URL",
                "missing: production does not make a database of its own",
            );
        }
        let owner = url(vars, "MIGRATE_DATABASE_URL");
        let storefront = url(vars, "STOREFRONT_DATABASE_URL");
        let worker = url(vars, "WORKER_DATABASE_URL");
        let urls = app.map(|app| Urls {
            owner: owner.map(Into::into),
            storefront: storefront
                .unwrap_or_else(|| as_role(&app, cluster::STOREFRONT))
                .into(),
            worker: worker
                .unwrap_or_else(|| as_role(&app, cluster::WORKER))
                .into(),
            app: app.into(),
        });
        let acquire_timeout_ms = vars.number("DATABASE_ACQUIRE_TIMEOUT_MS", (100, 60_000), 5_000);
        let limits = |connections_max| PoolLimits {
            connections_max,
            acquire_timeout_ms,
        };
        Self {
            urls,
            app: limits(vars.number("DATABASE_CONNECTIONS", (2, 1_000), 16)),
            storefront: limits(vars.number("STOREFRONT_CONNECTIONS", (1, 1_000), 12)),
            worker: limits(6),
        }
    }
}

fn url(vars: &mut Vars, name: &str) -> Option<Url> {
    let parsed = Url::parse(vars.text(name)?)
        .ok()
        .filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    if parsed.is_none() {
        vars.wrong(name, WANTED);
    }
    parsed
}

/// The same database as another role, with the same password if there is one.
fn as_role(url: &Url, role: &str) -> Url {
    let mut url = url.clone();
    // Only an address without a host refuses a user name; then the old one stays and the start says what is wrong.
    let _ = url.set_username(role);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_roles_follow_from_the_first() {
        let vars = [(
            "DATABASE_URL".to_owned(),
            "postgres://soko_app:pw@db.example/soko?sslmode=require".to_owned(),
        )];
        let urls = DatabaseConfig::read(&mut Vars::of(vars), Mode::Development)
            .urls
            .unwrap();
        assert_eq!(
            urls.storefront,
            "postgres://soko_storefront:pw@db.example/soko?sslmode=require"
        );
        assert_eq!(
            urls.worker,
            "postgres://soko_worker:pw@db.example/soko?sslmode=require"
        );
        assert_eq!(urls.owner, None);
    }
}
