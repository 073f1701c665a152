//! Pages: each an axum handler that gathers its data through flows and renders a pure view.

mod account;
mod admin;
mod cart;
mod checkout;
mod dashboard;
mod development;
mod documents;
mod door;
mod frames;
mod orders;
mod pay;
mod preferences;
pub mod problems;
mod refunding;
mod rider;
mod robots;
mod sell;
mod sent;
mod shown;
mod storefront;
pub mod styleguide;
mod terms;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware;
use axum::response::Response;
use axum::routing::{any, get, post};
use leptos::prelude::provide_context;

use crate::actions;
use crate::problem::Problem;
use crate::state::AppState;

pub use checkout::method_of;
pub use frames::{bare, site};
pub(crate) use pay::wire_status;

/// Every page and server function. The session layer must stand around it.
pub fn router(app: &AppState) -> Router<AppState> {
    Router::new()
        .merge(shopping())
        .merge(buying())
        .merge(working())
        .route("/act/{*path}", any(act))
        .fallback(|| async { Problem::NotFound })
        .layer(middleware::from_fn_with_state(
            app.clone(),
            problems::render,
        ))
}

fn shopping() -> Router<AppState> {
    Router::new()
        .route("/", get(storefront::home::show))
        .route("/search", get(storefront::list::search))
        .route("/c/{category}", get(storefront::list::category))
        .route("/s/{shop}", get(storefront::shop::show))
        .route("/p/{address}", get(storefront::product::show))
        .route("/preferences", post(preferences::choose))
        .route("/robots.txt", get(robots::robots))
        .route("/sitemap.xml", get(robots::sitemap))
}

fn buying() -> Router<AppState> {
    Router::new()
        .route("/cart", get(cart::show).post(cart::change))
        .route("/cart/add", post(cart::add))
        .route("/checkout", get(checkout::show).post(checkout::place))
        .route("/pay/{number}", get(pay::show).post(pay::again))
        .route(
            "/pay/{number}/abroad",
            get(pay::abroad::show).post(pay::abroad::pay),
        )
        .route("/pay/{number}/leave", post(pay::leave))
        .route("/pay/{number}/ask/{parcel}", get(pay::ask_shop))
        .route(
            "/pay/{number}/till",
            get(pay::by_hand::show).post(pay::by_hand::begin),
        )
        .route(
            "/pay/{number}/bank",
            get(pay::by_hand::show_bank).post(pay::by_hand::begin_bank),
        )
        .route("/rider/{number}", get(rider::show))
        .route("/rider/{number}/{step}", post(rider::act))
        .route("/payment/callback", get(pay::back))
        .route("/orders", get(orders::history::show))
        .route("/orders/{number}", get(orders::show))
        .route(
            "/orders/{number}/documents/{file}",
            get(documents::of_buyer),
        )
        .route("/orders/{number}/cancel", post(orders::cancel))
        .route("/orders/{number}/again", post(orders::again))
        .route("/track", get(orders::track::show).post(orders::track::ask))
        .route(
            "/track/code",
            get(orders::track::code).post(orders::track::confirm),
        )
}

/// Accounts, selling, deciding.
fn working() -> Router<AppState> {
    Router::new()
        .merge(account::router())
        .merge(sell::router())
        .merge(dashboard::router())
        .merge(admin::router())
        .merge(development::router())
}

async fn act(State(app): State<AppState>, request: Request) -> Response {
    actions::handle_server_fn(move || provide_context(app), request).await
}
