//! What the list page is measured against: nothing but axum and one query, the same 48 rows as JSON.
//!
//! `LISTEN_ADDR` and `STOREFRONT_DATABASE_URL` as for the server; `GET /` answers.

use std::net::SocketAddr;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use sqlx::PgPool;
use store::PoolLimits;
use uuid::Uuid;

/// As many as the server's storefront pool has by default.
const LIMITS: PoolLimits = PoolLimits {
    connections_max: 12,
    acquire_timeout_ms: 5_000,
};

/// What a card of the list page shows.
#[derive(Serialize, sqlx::FromRow)]
struct Row {
    listing_id: Uuid,
    slug: String,
    title: String,
    currency: String,
    price_from_minor: i64,
    price_to_minor: i64,
    was_minor: Option<i64>,
    picture_key: Option<String>,
    picture_colour: Option<String>,
    picture_alt: Option<String>,
    shop_slug: String,
    shop_name: String,
    shop_area: String,
    in_stock: bool,
}

const ROWS: &str = "select l.listing_id, l.slug, l.title, l.currency, l.price_from_minor, l.price_to_minor, l.was_minor,
      l.picture_key, l.picture_colour, l.picture_alt, s.slug as shop_slug, s.name as shop_name, s.area as shop_area,
      exists (select from published_variants v join stock_levels k on k.variant_id = v.variant_id
        where v.listing_id = l.listing_id and k.available > 0) as in_stock
    from (select * from published_listings where country = 'ZM' order by published_at desc, listing_id desc limit 48) l
    join published_shops s on s.shop_id = l.shop_id
    order by l.published_at desc, l.listing_id desc";

#[expect(
    clippy::disallowed_methods,
    reason = "a yardstick of two settings needs no configuration of its own"
)]
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address: SocketAddr = std::env::var("LISTEN_ADDR")?.parse()?;
    let pool = store::connect(&std::env::var("STOREFRONT_DATABASE_URL")?, LIMITS).await?;
    let router = Router::new().route("/", get(list)).with_state(pool);
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, router).await?;
    Ok(())
}

async fn list(State(pool): State<PgPool>) -> Result<Json<Vec<Row>>, StatusCode> {
    let rows = sqlx::query_as(ROWS).fetch_all(&pool).await;
    rows.map(Json).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}
