//! What each dialect decides for itself. Books, clock, retries, scenarios, recorder, courier and phone ask here.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State as Shared};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use http::{Method, StatusCode};
use uuid::Uuid;

use crate::amount::Amount;
use crate::config::CallbackTarget;
use crate::courier::Message;
use crate::error::SimulatorError;
use crate::scenario::{CallbackShape, Code, Outcome, SignatureKnob};
use crate::transaction::{Dialect, Kind, Notice, State, Transaction};
use crate::world::World;
use crate::{daraja, flutterwave, mtn_momo, pawapay, paystack, recorder, stripe};

/// Why a payer did not pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Refused,
    WrongPin,
    NoAnswer,
    /// Another prompt is open on the phone.
    Busy,
    /// The wallet holds too little.
    Poor,
}

/// One port for all dialects, told apart by path. What is typed on a hosted page is not recorded.
pub(crate) fn router(world: &Arc<World>) -> Router {
    pawapay::router(world)
        .merge(flutterwave::router(world))
        .merge(daraja::router(world))
        .merge(stripe::router(world))
        .merge(mtn_momo::router())
        .merge(paystack::router(world))
        .fallback(nothing_here)
        .layer(from_fn_with_state(Arc::clone(world), recorder::record))
        .merge(flutterwave::hosted_router())
        .merge(stripe::hosted_router())
        .merge(paystack::hosted_router())
        .with_state(Arc::clone(world))
}

async fn nothing_here(Shared(world): Shared<Arc<World>>, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/v3") {
        flutterwave::nothing_here(&world, request.headers())
    } else if path.starts_with("/v1") {
        stripe::nothing_here(&world, request.method(), path, request.headers())
    } else if path.starts_with("/mpesa") || path.starts_with("/oauth") {
        daraja::nothing_here()
    } else if path.starts_with("/collection") || path.starts_with("/disbursement") {
        mtn_momo::nothing_here()
    } else if paystack::is_path(path) {
        paystack::nothing_here(&world, request.headers())
    } else {
        pawapay::nothing_here(&world, request.headers())
    }
}

/// What happens when no scenario says otherwise.
pub(crate) fn usual_outcome(t: &Transaction) -> Outcome {
    match t.dialect {
        Dialect::Pawapay => pawapay::usual_outcome(t),
        Dialect::Flutterwave => flutterwave::usual_outcome(t),
        Dialect::Daraja => daraja::usual_outcome(t),
        // Whoever types a card has decided already.
        Dialect::Stripe => Outcome::Success,
        Dialect::MtnMomo => mtn_momo::usual_outcome(t),
        Dialect::Paystack => paystack::usual_outcome(t),
    }
}

/// The provider's word for it.
pub(crate) fn code(dialect: Dialect, why: Why) -> Code {
    Code::known(match (dialect, why) {
        (Dialect::Pawapay, Why::Refused | Why::WrongPin | Why::NoAnswer) => "PAYMENT_NOT_APPROVED",
        (Dialect::Pawapay, Why::Busy) => "PAYMENT_IN_PROGRESS",
        (Dialect::Pawapay, Why::Poor) => "INSUFFICIENT_BALANCE",
        (Dialect::Flutterwave, why) => flutterwave::code(why),
        (Dialect::Daraja, why) => daraja::code(why),
        (Dialect::Stripe, why) => stripe::code(why),
        (Dialect::MtnMomo, why) => mtn_momo::code(why),
        (Dialect::Paystack, why) => paystack::code(why),
    })
}

/// The operator's own number of a movement that succeeded.
pub(crate) fn receipt(dialect: Dialect) -> String {
    match dialect {
        Dialect::Pawapay | Dialect::Flutterwave | Dialect::Paystack => Uuid::new_v4().to_string(),
        Dialect::Daraja => daraja::receipt(),
        Dialect::Stripe => stripe::new_name("ch"),
        Dialect::MtnMomo => mtn_momo::receipt(),
    }
}

/// Under which names the end of a movement is told, one callback each.
pub(crate) fn events(t: &Transaction) -> Vec<Option<&'static str>> {
    match t.dialect {
        Dialect::Pawapay
        | Dialect::Flutterwave
        | Dialect::Daraja
        | Dialect::MtnMomo
        | Dialect::Paystack => vec![None],
        Dialect::Stripe => stripe::events(t).iter().copied().map(Some).collect(),
    }
}

/// Whether it goes on by itself, so that a new outcome changes what is planned for it. A page waits for its buyer.
pub(crate) fn is_under_way(t: &Transaction) -> bool {
    let waits = match t.dialect {
        Dialect::Pawapay | Dialect::Flutterwave | Dialect::Daraja | Dialect::MtnMomo => false,
        Dialect::Stripe => t.state != State::Processing,
        Dialect::Paystack => paystack::waits_for_its_buyer(t),
    };
    !waits && !t.state.is_final()
}

/// Whether its end is news that the merchant is called back with.
pub(crate) fn calls_back(t: &Transaction) -> bool {
    match t.dialect {
        Dialect::Pawapay | Dialect::Stripe => true,
        Dialect::Flutterwave => t.kind != Kind::Refund,
        Dialect::Daraja => daraja::calls_back(t),
        Dialect::MtnMomo => t.callback_url.is_some(),
        Dialect::Paystack => paystack::calls_back(t),
    }
}

/// When a callback is tried, in virtual seconds after the first time.
pub(crate) fn tries_at_seconds(world: &World, dialect: Dialect) -> &'static [u64] {
    match dialect {
        // The window is documented, fifteen minutes, and the steps are not.
        Dialect::Pawapay => &[0, 10, 40, 100, 220, 460, 900],
        Dialect::Flutterwave if world.books().account.webhook_retries => &[0, 1_800, 3_600, 5_400],
        Dialect::Flutterwave | Dialect::Daraja | Dialect::MtnMomo => &[0],
        // Three days with growing pauses are documented, and the steps are not.
        Dialect::Stripe => &[0, 300, 3_600, 14_400, 43_200, 129_600, 259_200],
        Dialect::Paystack => paystack::tries_at_seconds(world),
    }
}

/// Where the news of a movement go.
pub(crate) fn target(world: &World, t: &Transaction) -> Result<CallbackTarget, SimulatorError> {
    let own = match t.dialect {
        Dialect::Pawapay
        | Dialect::Flutterwave
        | Dialect::Stripe
        | Dialect::MtnMomo
        | Dialect::Paystack => t.callback_url.clone(),
        Dialect::Daraja => daraja::callback_url(t),
    };
    match own {
        Some(url) => world.target_of(&url),
        None => standing_target(world, t.dialect),
    }
}

/// Where news of a dialect go when no request said otherwise.
pub(crate) fn standing_target(
    world: &World,
    dialect: Dialect,
) -> Result<CallbackTarget, SimulatorError> {
    match dialect {
        Dialect::Pawapay => Ok(world.target.clone()),
        Dialect::Flutterwave => world.target_of(&world.config.flutterwave.webhook_url),
        Dialect::Stripe => world.target_of(&world.config.stripe.webhook_url),
        Dialect::Paystack => world.target_of(&world.config.paystack.webhook_url),
        Dialect::Daraja | Dialect::MtnMomo => Err(SimulatorError::Asked(
            "this provider calls back where a request said: give `to`".to_owned(),
        )),
    }
}

pub(crate) fn callback_body(
    world: &World,
    t: &Transaction,
    notice: &Notice,
    shape: CallbackShape,
) -> String {
    let report = t.scenario.report.as_ref();
    let mut body = match t.dialect {
        Dialect::Pawapay => pawapay::callback_body(t, notice, shape, report).to_string(),
        Dialect::Flutterwave => flutterwave::webhook_body(t, notice, shape).to_string(),
        Dialect::Daraja => daraja::callback_body(world, t, notice, shape).to_string(),
        Dialect::Stripe => stripe::event_body(t, notice).to_string(),
        Dialect::MtnMomo => mtn_momo::callback_body(t, notice, shape).to_string(),
        Dialect::Paystack => paystack::webhook_body(t, notice).to_string(),
    };
    if shape == CallbackShape::Malformed {
        let half = (0..=body.len() / 2)
            .rev()
            .find(|at| body.is_char_boundary(*at));
        body.truncate(half.unwrap_or_default());
    }
    body
}

/// The headers over a body, as the dialect proves where it comes from and as wrongly as `knob` asks.
pub(crate) fn sign(world: &World, dialect: Dialect, body: String, knob: SignatureKnob) -> Message {
    match dialect {
        Dialect::Pawapay => pawapay::sign(world, body, knob),
        Dialect::Flutterwave => flutterwave::sign(world, body, knob),
        Dialect::Daraja | Dialect::MtnMomo => Message::json(body),
        Dialect::Stripe => stripe::sign(world, body, knob),
        Dialect::Paystack => paystack::sign(world, body, knob),
    }
}

/// How a callback comes.
pub(crate) fn callback_method(t: &Transaction) -> Method {
    match t.dialect {
        Dialect::Pawapay
        | Dialect::Flutterwave
        | Dialect::Daraja
        | Dialect::Stripe
        | Dialect::Paystack => Method::POST,
        Dialect::MtnMomo => mtn_momo::callback_method(t),
    }
}

/// The opening balance of a payer's wallet on the phone page.
pub(crate) fn opening_wallet(t: &Transaction) -> Amount {
    match t.dialect {
        Dialect::Pawapay => pawapay::opening_wallet(&t.provider, &t.currency),
        Dialect::Flutterwave
        | Dialect::Daraja
        | Dialect::Stripe
        | Dialect::MtnMomo
        | Dialect::Paystack => Amount::major(500_000),
    }
}

/// An error of the edge, in the dialect's form and without a word on what became of the request.
pub(crate) fn trouble(dialect: Dialect, status: StatusCode) -> Response {
    match dialect {
        Dialect::Pawapay => pawapay::trouble(status),
        Dialect::Flutterwave => flutterwave::trouble(status),
        Dialect::Daraja => daraja::trouble(status),
        Dialect::Stripe => stripe::trouble(status).respond(),
        Dialect::MtnMomo => mtn_momo::trouble(status),
        Dialect::Paystack => paystack::trouble(status),
    }
}

/// Too many calls in a short time.
pub(crate) fn spike_arrest(dialect: Dialect) -> Response {
    match dialect {
        Dialect::Pawapay
        | Dialect::Flutterwave
        | Dialect::Stripe
        | Dialect::MtnMomo
        | Dialect::Paystack => trouble(dialect, StatusCode::TOO_MANY_REQUESTS),
        Dialect::Daraja => daraja::spike_arrest(),
    }
}

/// An answer that breaks off.
pub(crate) const fn malformed(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Pawapay => pawapay::MALFORMED,
        Dialect::Flutterwave => r#"{"status":"success","message":"Hosted Link","data":{"li"#,
        Dialect::Daraja => r#"{"MerchantRequestID":"29115-34620561-1","CheckoutReq"#,
        Dialect::Stripe => r#"{"id":"cs_test_a1","object":"checkout.session","url":"htt"#,
        Dialect::MtnMomo => r#"{"financialTransactionId":"2350"#,
        Dialect::Paystack => {
            r#"{"status":true,"message":"Authorization URL created","data":{"auth"#
        }
    }
}
