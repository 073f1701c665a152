//! The hosted page: plain HTML for a person. What is typed as a card is looked at and forgotten.

use std::io;
use std::sync::Arc;

use axum::extract::{Form, Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use uuid::Uuid;

use super::cards;
use super::records;
use crate::phone::page::{Escaped, page};
use crate::pressed::{Action, Pressed};
use crate::scenario::{Code, Outcome, RedirectKnob};
use crate::transaction::{Dialect, Kind, State, Transaction};
use crate::world::World;

pub(crate) async fn show(Shared(world): Shared<Arc<World>>, Path(code): Path<String>) -> Response {
    match open(&world, &code) {
        Ok(payment) => form(&world, &payment, ""),
        Err(words) => gone(words),
    }
}

/// The payment while somebody may pay it, else what to tell them. A page has no end of its own.
fn open(world: &World, code: &str) -> Result<Transaction, &'static str> {
    let found = world
        .books()
        .named(Dialect::Paystack, code)
        .find(|t| t.kind == Kind::Deposit && records::particulars(t).access_code == code)
        .cloned();
    let payment = found.ok_or("There is no such payment.")?;
    match payment.state {
        State::Completed => Err("This was paid."),
        State::Accepted | State::Failed => Ok(payment),
        State::Enqueued | State::Processing | State::InReconciliation => {
            Err("This payment is being made.")
        }
    }
}

fn gone(words: &str) -> Response {
    let body = format!("<p>{words} Go back to the shop.</p>");
    (StatusCode::GONE, page("Payment", None, &body)).into_response()
}

fn form(world: &World, payment: &Transaction, problem: &str) -> Response {
    let (number, expiry, cvv) = cards::PREFILLED;
    let body = format!(
        "<p>{shop} asks you to pay</p><p class=amount>{currency} {amount}</p>\
         <p class=bad role=alert>{problem}</p>\
         <form method=post autocomplete=off><label>Card number <input name=number inputmode=numeric value=\"{number}\"></label>\
         <label>Valid until <input name=expiry value=\"{expiry}\"></label>\
         <label>CVV <input name=cvv inputmode=numeric value=\"{cvv}\"></label>\
         <label>PIN <input name=pin inputmode=numeric value=1234></label>\
         <label>Code <input name=otp inputmode=numeric value=123456></label>\
         <div class=two><button name=action value=pay>Pay</button>\
         <button class=plain name=action value=fail>Fail this attempt</button>\
         <button class=plain name=action value=cancel>Cancel</button>\
         <button class=plain name=action value=abandon>Abandon</button></div></form>\
         <p class=quiet>Test cards only. Failing, cancelling and abandoning tell nobody.</p>",
        shop = Escaped(&world.config.merchant_name),
        currency = Escaped(&payment.currency),
        amount = payment.amount.plain(),
        problem = Escaped(problem),
    );
    page("Pay by card", None, &body).into_response()
}

pub(crate) async fn press(
    Shared(world): Shared<Arc<World>>,
    Path(code): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let payment = match open(&world, &code) {
        Ok(payment) => payment,
        Err(words) => return gone(words),
    };
    let chosen = match pressed.action {
        Action::Abandon => {
            let body = "<p>You left. The shop was told nothing, and the page still works.</p>";
            return page("Payment", None, body).into_response();
        }
        Action::Cancel => return back(&payment),
        Action::Pay => cards::end(&pressed.number, &pressed.pin, &pressed.otp),
        Action::Fail => Outcome::Fail(Code::known(cards::DECLINED)),
    };
    match attempt(&world, payment.id, chosen).await {
        Ok(Some(tried)) if tried.state == State::Failed => {
            let words = tried.failure.as_ref().map(cards::words);
            form(&world, &tried, &words.unwrap_or_default())
        }
        Ok(Some(tried)) => back(&tried),
        Ok(None) => gone("Another attempt is being made."),
        Err(error) => {
            tracing::error!(%error, "an attempt to pay was not written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Tries once. `None`: another try is under way, so that a double press pays once.
async fn attempt(world: &Arc<World>, id: Uuid, chosen: Outcome) -> io::Result<Option<Transaction>> {
    let scenario = {
        let mut books = world.books();
        let may_try = |t: &Transaction| matches!(t.state, State::Accepted | State::Failed);
        let Some(mut payment) = books.find(id).filter(|t| may_try(t)).cloned() else {
            return Ok(None);
        };
        records::change(&mut payment, |own| {
            own.is_tried = true;
            own.chosen = chosen;
        });
        payment.state = State::Processing;
        payment.failure = None;
        payment.settled = None;
        // A card has no phone to prompt.
        if payment.scenario.outcome == Outcome::Prompt {
            payment.scenario.outcome = Outcome::Usual;
        }
        world.plan_end(&books, &mut payment);
        let scenario = payment.scenario.clone();
        books.keep(payment)?;
        scenario
    };
    world.wake.notify_one();
    if World::is_rushed(&scenario) {
        world.rush(id).await?;
    } else if scenario.settle_after_ms.is_none() {
        world.settle_now(id)?;
    }
    Ok(world.books().find(id).cloned())
}

/// The reference is put behind the address, twice, whatever became of the payment.
fn back(payment: &Transaction) -> Response {
    let own = records::particulars(payment);
    match own.callback_url {
        Some(url) if payment.scenario.redirect != RedirectKnob::Never => {
            let reference = payment.client_reference_id.as_deref().unwrap_or_default();
            let joint = if url.contains('?') { '&' } else { '?' };
            let url = format!("{url}{joint}trxref={reference}&reference={reference}");
            Redirect::to(&url).into_response()
        }
        Some(_) | None => {
            let body =
                "<p>Waiting for confirmation…</p><p class=quiet>This page never goes on.</p>";
            page("Payment", None, body).into_response()
        }
    }
}
