//! The web put together: routes, and around them the layers in the order that makes them mean something.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use accounts::{Sessions, browser};
use app::pages::problems as problem_pages;
use app::problem::Problem;
use app::render::Rendered;
use app::state::AppState;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sqlx::PgPool;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::services::{ServeDir, ServeFile};
use tower_http::timeout::TimeoutLayer;

use crate::config::HttpConfig;
use crate::middleware::body_limit::{self, BodyLimits};
use crate::middleware::page_cache::{self, Gate, PageCache};
use crate::middleware::rate_limit::{self, Limiter};
use crate::middleware::security_headers::{self, IsHttps};
use crate::middleware::{client_ip, observe, same_origin};
use crate::pictures::FOR_EVER;
use crate::{health, hooks, pictures, problems, rest, telemetry};

/// Answers smaller than this gain nothing by compression.
const COMPRESS_BYTES_MIN: u64 = 512;
/// The effort that pages made anew each time are worth.
const COMPRESS_QUALITY: i32 = 5;

/// What the web is made of.
pub struct Web {
    pub state: AppState,
    pub config: HttpConfig,
    /// Its disk is looked at by the health check.
    pub media_root: PathBuf,
    /// As the job queue's role, for its health.
    pub worker_pool: PgPool,
    /// Finished pages, if any are kept.
    pub pages: Option<PageCache>,
}

/// Everything that answers requests. Serve it with connection info, or every client is this machine.
pub fn router(web: Web) -> Router {
    let Web {
        state,
        config,
        media_root,
        worker_pool,
        pages,
    } = web;
    // Before the first request, or its numbers are lost.
    telemetry::recorder();
    let is_https = state.is_https();
    let health = health::Checks::new(&state, worker_pool, media_root);
    let trusted: Arc<[_]> = config.trusted_proxies.clone().into();

    let gate = Gate {
        cache: pages,
        is_https,
        countries: state.market.settings.countries.clone().into(),
        default_country: state.market.settings.default_country,
    };

    // Counted, guarded and given a session: whatever depends on who asks.
    let dynamic = guarded(&state, &config);
    let all = Router::new()
        // Providers are no browsers and have their own limits.
        .merge(hooks::router())
        .merge(pictures::router())
        .with_state(state.clone())
        .merge(health::router(health))
        .merge(files(state.assets.root()))
        .layer(from_fn(observe::name_route))
        .fallback_service(dynamic);

    // Read from the bottom: a request meets the last layer first, an answer passes it last.
    all
        // A panic in a handler is an answer like any other failure, so that one bad request stops nothing.
        .layer(CatchPanicLayer::custom(|_| -> Response {
            Problem::server().into_response()
        }))
        // Whatever takes too long is given up, and says so.
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_millis(config.request_timeout_ms),
        ))
        // Bare refusals, from handlers and from the layers below this line of text, get a name, …
        .layer(from_fn(problems::name))
        // … and people get a page for it, in their language.
        .layer(from_fn_with_state(state.clone(), problem_pages::render))
        // Outside the pages, so that those are compressed too.
        .layer(compression())
        // Keeps what is finished, compressed included; what stands further out says nothing about who asks.
        .layer(from_fn_with_state(gate, page_cache::serve))
        // On every answer, refusals included.
        .layer(from_fn_with_state(IsHttps(is_https), security_headers::add))
        // Limits and logs speak of the client, not of the proxy.
        .layer(from_fn_with_state(trusted, client_ip::find))
        // Outermost: the number is in every line that the request causes, and the time includes everything.
        .layer(from_fn_with_state(state, observe::observe))
}

fn guarded(state: &AppState, config: &HttpConfig) -> Router {
    let is_https = state.is_https();
    let sessions = Sessions::new(state.market.pools.app.clone(), state.market.source.clone());
    let limiter = config
        .rate_limits
        .map(|limits| Limiter::new(limits, browser::cookie_name(is_https)));
    let our_origin: Arc<str> = origin(&state.market.settings.public_url).into();
    let limits = BodyLimits {
        body_bytes_max: config.body_bytes_max,
        upload_bytes_max: config.upload_bytes_max,
    };
    let pages = app::pages::router(state)
        .with_state(state.clone())
        .layer(from_fn(observe::name_route));
    Router::new()
        .merge(rest::router(state))
        .merge(if config.has_styleguide {
            styleguide(state)
        } else {
            Router::new()
        })
        .layer(from_fn(observe::name_route))
        .fallback_service(pages)
        // Read only when a handler asks for it: an anonymous visit touches no table.
        .layer(browser::session_layer(sessions, is_https))
        // Ours counts every body; the framework's own would count some of them, to another number.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(limits, body_limit::limit))
        // Before any work is done for a request that another site made somebody's browser send.
        .layer(from_fn_with_state(our_origin, same_origin::check))
        // First of all, because it is the cheapest.
        .layer(from_fn_with_state(limiter, rate_limit::limit))
}

/// Every part in every state, for whoever works on them.
fn styleguide(state: &AppState) -> Router {
    fn show(app: &AppState, chapter: &str) -> Result<Rendered, Problem> {
        app::pages::styleguide::styleguide(&app.assets, chapter).ok_or(Problem::NotFound)
    }
    Router::new()
        .route(
            "/styleguide",
            get(async |State(app): State<AppState>| show(&app, "")),
        )
        .route(
            "/styleguide/{chapter}",
            get(
                async |State(app): State<AppState>, Path(chapter): Path<String>| {
                    show(&app, &chapter)
                },
            ),
        )
        .with_state(state.clone())
}

/// Scheme, host and port, as a browser writes them in `Origin`.
fn origin(public_url: &str) -> String {
    reqwest::Url::parse(public_url).map_or_else(
        |_| public_url.to_owned(),
        |url| url.origin().ascii_serialization(),
    )
}

fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = SizeAbove::new(COMPRESS_BYTES_MIN)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/wasm"));
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(COMPRESS_QUALITY))
        .compress_when(worth_it)
}

/// The site's own files: folders, and each file beside them. They are known at the start, so that a page's request never
/// looks on the disk.
fn files(root: &std::path::Path) -> Router {
    let mut files = Router::new();
    let Ok(entries) = std::fs::read_dir(root) else {
        return files;
    };
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            continue;
        };
        let is_plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        let path = entry.path();
        let is_compressed = path
            .extension()
            .is_some_and(|extension| extension == "br" || extension == "gz");
        if !is_plain || name.starts_with('.') || is_compressed {
            continue;
        }
        files = if path.is_dir() {
            let folder = ServeDir::new(&path)
                .append_index_html_on_directories(false)
                .precompressed_br()
                .precompressed_gzip();
            files.nest_service(&format!("/{name}"), folder)
        } else {
            files.route_service(
                &format!("/{name}"),
                ServeFile::new(&path)
                    .precompressed_br()
                    .precompressed_gzip(),
            )
        };
    }
    files.layer(from_fn(keep))
}

/// What is asked for by its version (`?v=…`) never changes; the rest is asked about again after a day.
async fn keep(request: Request, next: Next) -> Response {
    let is_versioned = request
        .uri()
        .query()
        .is_some_and(|query| query.starts_with("v="));
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let value = if is_versioned {
            FOR_EVER
        } else {
            HeaderValue::from_static("public, max-age=86400")
        };
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_do() {
        assert_eq!(origin("https://soko.example:443"), "https://soko.example");
        assert_eq!(origin("http://127.0.0.1:3000"), "http://127.0.0.1:3000");
        assert_eq!(origin("https://Soko.Example"), "https://soko.example");
    }
}
