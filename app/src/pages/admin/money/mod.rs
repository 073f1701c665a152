//! The admins' money pages: payments, cases of money, orders to look at, the providers, what the marketplace keeps, the ledger. To a mere moderator there is nothing here.

mod answered;
mod case;
mod commission;
pub(in crate::pages::admin) mod compare;
mod ledger;
mod payment;
mod payments;
mod proposals;
mod providers;
mod reconciliation;
mod risk;
mod risk_words;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::{get, post};
use flows::cases::Admin;
use kernel::Timestamp;
use leptos::prelude::*;
use words::Lang;

use super::Judge;
use crate::problem::Problem;
use crate::shell::{AdminSection, Chrome};
use crate::state::AppState;

/// `/admin/cases…`, `/admin/risk…`, `/admin/payments…`, `/admin/providers`, `/admin/reconciliation`, `/admin/commission`,
/// `/admin/ledger…`
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/admin/cases", get(case::oldest))
        .route("/admin/cases/{case}", get(case::show).post(case::decide))
        .route("/admin/cases/{case}/purchase", post(case::name_purchase))
        .route("/admin/cases/{case}/returned", post(case::name_returned))
        .route(
            "/admin/cases/{case}/proposals/{proposal}",
            post(answered::answer),
        )
        .route("/admin/risk", get(risk::show))
        .route("/admin/risk/{number}", post(risk::decide))
        .route("/admin/payments", get(payments::show))
        .route("/admin/payments/{number}", get(payment::show))
        .route(
            "/admin/payments/{number}/callbacks/{callback}",
            post(payment::replay),
        )
        .route("/admin/payments/{number}/news", post(payment::news))
        .route("/admin/providers", get(providers::show))
        .route(
            "/admin/reconciliation",
            get(reconciliation::show).post(reconciliation::import),
        )
        .route(
            "/admin/commission",
            get(commission::show).post(commission::act),
        )
        .route("/admin/ledger", get(ledger::overview))
        .route("/admin/ledger/accounts", get(ledger::accounts))
        .route("/admin/ledger/accounts/{account}", get(ledger::account))
        .route("/admin/ledger/journals/{journal}", get(ledger::journal))
}

/// Somebody who may see and decide about money. Extracting one sends strangers to sign in, and says to everybody else, moderators
/// included, that there is no such page.
#[derive(Clone)]
pub(super) struct Treasurer {
    pub judge: Judge,
    pub admin: Admin,
}

impl Treasurer {
    fn lang(&self) -> Lang {
        self.judge.lang()
    }

    fn chrome(&self, app: &AppState, section: AdminSection) -> Chrome {
        self.judge.chrome(app, section)
    }

    /// A moment as people say it, with the full one behind.
    fn time(&self, at: Timestamp, now: Timestamp) -> AnyView {
        let at = self.judge.visitor.country.moment(at, now, self.lang());
        view! { <time datetime=at.iso>{at.short}</time> }.into_any()
    }
}

impl FromRequestParts<AppState> for Treasurer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let judge = Judge::from_request_parts(parts, state).await?;
        let admin = Admin::of(judge.visitor.signed_in()?).ok_or(Problem::NotFound)?;
        Ok(Self { judge, admin })
    }
}
