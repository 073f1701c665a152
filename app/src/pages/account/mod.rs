//! Signing in, up and out, and a person's own page.

mod codes;
mod credit;
mod profile;
mod profile_view;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;

/// `/sign-in…`, `/sign-up`, `/sign-out`, `/account…`
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::ask))
        .route("/sign-up", get(sign_in::show_up).post(sign_in::ask_up))
        .route("/sign-in/code", get(codes::show).post(codes::confirm))
        .route("/sign-in/again", post(codes::again))
        .route("/sign-out", post(sign_in::out))
        .route("/account", get(profile::show).post(profile::save))
        .route("/account/credit", get(credit::show))
        .route("/account/sessions/end", post(profile::end))
        .route("/account/sessions/end-others", post(profile::end_others))
}
