//! `PawaPay`'s Merchant API, version 2.

mod access;
mod answers;
mod ask;
mod callback;
mod fields;
mod initiate;
mod lookup;
mod numbers;
mod operators;
mod page;
mod published;
mod refunds;
mod signature;
mod statement;
mod toolkit;

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::json;

use crate::account::OperatorStatus;
use crate::books::Books;
use crate::scenario::Outcome;
use crate::transaction::{Kind, Transaction};
use crate::world::World;

pub(crate) use access::nothing_here;
pub(crate) use callback::{callback_body, sign};

pub(crate) use operators::find as find_operator;
pub(crate) use page::router as page_router;
pub(crate) use published::{End, published};
pub(crate) use statement::form as statement_form;

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/v2/deposits", post(initiate::deposit))
        .route("/v2/deposits/{id}", get(lookup::deposit))
        .route(
            "/v2/deposits/resend-callback/{id}",
            post(lookup::resend_deposit),
        )
        .route("/v2/payouts", post(initiate::payout))
        .route("/v2/payouts/bulk", post(initiate::bulk))
        .route("/v2/payouts/{id}", get(lookup::payout))
        .route(
            "/v2/payouts/resend-callback/{id}",
            post(lookup::resend_payout),
        )
        .route(
            "/v2/payouts/fail-enqueued/{id}",
            post(lookup::cancel_payout),
        )
        .route("/v2/refunds", post(refunds::refund))
        .route("/v2/refunds/{id}", get(lookup::refund))
        .route(
            "/v2/refunds/resend-callback/{id}",
            post(lookup::resend_refund),
        )
        .route(
            "/v2/refunds/fail-enqueued/{id}",
            post(lookup::cancel_refund),
        )
        .route("/v2/paymentpage", post(page::open))
        .route("/v2/active-conf", get(toolkit::active_conf))
        .route("/v2/availability", get(toolkit::availability))
        .route("/v2/predict-provider", post(toolkit::predict))
        .route("/v2/wallet-balances", get(toolkit::balances))
        .route("/v2/public-key/http", get(toolkit::keys))
        .route_layer(from_fn_with_state(Arc::clone(world), access::check_token))
}

/// An answer of an edge that is in trouble. A 5xx has no `status`: nobody knows what became of the request.
pub(crate) fn trouble(status: StatusCode) -> Response {
    let reason =
        json!({"failureCode": "UNKNOWN_ERROR", "failureMessage": "An unknown problem occurred."});
    (status, Json(json!({"failureReason": reason}))).into_response()
}

pub(crate) const MALFORMED: &str =
    r#"{"depositId":"f4401bd2-1568-4140-bf2d-eb77d2b2b639","status":"ACC"#;

/// What happens when no scenario says otherwise.
pub(crate) fn usual_outcome(transaction: &Transaction) -> Outcome {
    numbers::usual_outcome(transaction.kind, &transaction.provider, &transaction.msisdn)
}

/// Whether the operator takes what waited for it.
pub(crate) fn is_open_for(books: &Books, transaction: &Transaction) -> bool {
    match books.operator_status(&transaction.provider, transaction.kind) {
        OperatorStatus::Operational => true,
        OperatorStatus::Delayed | OperatorStatus::Closed => false,
    }
}

/// The opening balance of a payer's wallet on the phone page: twice the operator's largest deposit.
pub(crate) fn opening_wallet(provider: &str, currency: &str) -> crate::amount::Amount {
    find_operator(provider)
        .and_then(|operator| operator.currency(currency))
        .map_or(crate::amount::Amount::ZERO, |c| {
            crate::amount::Amount::major(c.deposit.max.saturating_mul(2))
        })
}

/// The name of each operation on the wire.
pub(crate) const fn operation(kind: Kind) -> &'static str {
    match kind {
        Kind::Deposit => "DEPOSIT",
        Kind::Payout => "PAYOUT",
        Kind::Refund => "REFUND",
    }
}
