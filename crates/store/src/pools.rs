//! Connections: one pool for what serves, one that may only read what is published.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::Error;

/// The migrations, compiled in.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// The pools of one running program.
#[derive(Clone)]
pub struct Pools {
    /// Signs in as the application's role.
    pub app: PgPool,
    /// Signs in as the storefront's role: published projections only.
    pub storefront: PgPool,
}

/// How many connections, and how long to wait for one.
#[derive(Debug, Clone, Copy)]
pub struct PoolLimits {
    pub connections_max: u32,
    pub acquire_timeout_ms: u64,
}

pub async fn connect(url: &str, limits: PoolLimits) -> Result<PgPool, Error> {
    let options: PgConnectOptions = url.parse::<PgConnectOptions>()?.application_name("soko");
    Ok(PgPoolOptions::new()
        .max_connections(limits.connections_max)
        .acquire_timeout(Duration::from_millis(limits.acquire_timeout_ms))
        .connect_with(options)
        .await?)
}

/// Why a role may not serve.
#[derive(Debug, thiserror::Error)]
pub enum StrongRole {
    #[error(
        "the database role {0} is a superuser or bypasses row security: serve as soko_app (see scripts/roles.sql)"
    )]
    Bypasses(String),
    #[error("the database role {0} owns tables of Soko: serve as soko_app, migrate as soko_owner")]
    Owns(String),
    #[error(transparent)]
    Store(#[from] Error),
}

/// Row security protects nobody from a superuser or an owner, so such a role must not serve.
pub async fn refuse_strong_role(pool: &PgPool) -> Result<(), StrongRole> {
    let role = sqlx::query!(
        r#"select current_user::text as "name!", (rolsuper or rolbypassrls) as "bypasses!",
             exists (select 1 from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace) as "owns!"
           from pg_roles r where rolname = current_user"#
    )
    .fetch_one(pool)
    .await
    .map_err(Error::from)?;
    if role.bypasses {
        return Err(StrongRole::Bypasses(role.name));
    }
    if role.owns {
        return Err(StrongRole::Owns(role.name));
    }
    Ok(())
}
