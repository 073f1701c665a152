//! Whether we are alive, whether we are ready, and the numbers behind it.

mod numbers;
mod ready;

use std::path::PathBuf;

use app::state::AppState;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use flows::Market;
use sqlx::PgPool;

/// What is looked at. Cheap to clone.
#[derive(Clone)]
pub struct Checks {
    market: Market,
    worker_pool: PgPool,
    media_root: PathBuf,
}

impl Checks {
    pub fn new(state: &AppState, worker_pool: PgPool, media_root: PathBuf) -> Self {
        Self {
            market: state.market.clone(),
            worker_pool,
            media_root,
        }
    }
}

/// `GET /health` · `GET /api/health` · `GET /metrics`
pub fn router(checks: Checks) -> Router {
    Router::new()
        .route("/health", get(alive))
        .route("/api/health", get(ready::ready))
        .route("/metrics", get(numbers::metrics))
        .with_state(checks)
}

async fn alive() -> impl IntoResponse {
    (
        [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))],
        "alive\n",
    )
}
