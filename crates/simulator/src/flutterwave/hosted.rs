//! The hosted page: plain HTML for a person. What is typed as a card is looked at and forgotten.

use std::sync::Arc;

use axum::extract::{Form, Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use super::attempt::{Next, attempt, cancel};
use super::cards;
use super::link::{Link, LinkState};
use super::records::particulars;
use super::way_back::{Visit, way_back};
use crate::phone::page::{Escaped, page};
use crate::pressed::{Action, Pressed};
use crate::scenario::{Code, Outcome};
use crate::transaction::{Dialect, Transaction};
use crate::world::World;

const REFRESH_SECONDS: u64 = 2;

pub(crate) async fn show(Shared(world): Shared<Arc<World>>, Path(name): Path<String>) -> Response {
    match open_link(&world, &name) {
        Ok(link) => form(&world, &link, ""),
        Err(words) => gone(words),
    }
}

/// The link while somebody may pay on it, else what to tell them.
fn open_link(world: &World, name: &str) -> Result<Link, &'static str> {
    let link = world.books().links.get(name).cloned();
    let link = link.ok_or("There is no such payment link.")?;
    if link.is_open(world.clock.now()) {
        return Ok(link);
    }
    Err(match link.state {
        LinkState::Used => "This payment link was used. The shop knows what became of it.",
        LinkState::Cancelled => "This payment was cancelled.",
        LinkState::Open | LinkState::Disabled => "This payment link is over.",
    })
}

fn gone(words: &str) -> Response {
    let body = format!("<p>{words} Go back to the shop to start again.</p>");
    (StatusCode::GONE, page("Payment", None, &body)).into_response()
}

fn form(world: &World, link: &Link, problem: &str) -> Response {
    let shop = link.title.as_deref().unwrap_or(&world.config.merchant_name);
    let (number, expiry, cvv) = cards::PREFILLED;
    let body = format!(
        "<p>{shop} asks you to pay</p><p class=amount>{currency} {amount}</p>\
         <p class=bad role=alert>{problem}</p>\
         <form method=post autocomplete=off><label>Card number <input name=number inputmode=numeric value=\"{number}\"></label>\
         <label>Valid until <input name=expiry value=\"{expiry}\"></label>\
         <label>CVV <input name=cvv inputmode=numeric value=\"{cvv}\"></label>\
         <label>PIN <input name=pin inputmode=numeric value=3310></label>\
         <div class=two><button name=action value=pay>Pay</button>\
         <button class=plain name=action value=fail>Fail this attempt</button>\
         <button class=plain name=action value=cancel>Cancel</button>\
         <button class=plain name=action value=abandon>Abandon</button></div></form>\
         <p class=quiet>Test cards only. Failing closes nothing; abandoning tells nobody.</p>",
        shop = Escaped(shop),
        currency = Escaped(&link.currency),
        amount = link.amount.plain(),
        problem = Escaped(problem),
    );
    page("Pay by card", None, &body).into_response()
}

pub(crate) async fn press(
    Shared(world): Shared<Arc<World>>,
    Path(name): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let link = match open_link(&world, &name) {
        Ok(link) => link,
        Err(words) => return gone(words),
    };
    let next = match pressed.action {
        Action::Abandon => {
            let body = "<p>You left. The shop was told nothing, and the link still works.</p>";
            return page("Payment", None, body).into_response();
        }
        Action::Cancel => cancel(&world, link.clone()),
        Action::Pay => {
            let outcome = match &link.scenario.outcome {
                // A card has no phone to prompt.
                Outcome::Usual | Outcome::Prompt => cards::end(&pressed.number),
                outcome => outcome.clone(),
            };
            attempt(&world, link.clone(), outcome).await
        }
        Action::Fail => {
            let declined = Outcome::Fail(Code::known(cards::DECLINED));
            attempt(&world, link.clone(), declined).await
        }
    };
    match next {
        Ok(Next::Back(url)) => Redirect::to(&url).into_response(),
        Ok(Next::Again(problem)) => form(&world, &link, &problem),
        Ok(Next::Spin) => {
            let body =
                "<p>Waiting for confirmation…</p><p class=quiet>This page never goes on.</p>";
            page("Payment", None, body).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an attempt to pay was not written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Where the buyer of a direct charge waits until the phone has answered.
pub(crate) async fn confirm(
    Shared(world): Shared<Arc<World>>,
    Path(flw_ref): Path<String>,
) -> Response {
    let found = world
        .books()
        .named(Dialect::Flutterwave, &flw_ref)
        .next_back()
        .cloned();
    let Some(charge) = found else {
        let body = "<p>There is no such payment.</p>";
        return (StatusCode::NOT_FOUND, page("Payment", None, body)).into_response();
    };
    if charge.state.is_final()
        && let Some(url) = back_of(&charge)
    {
        return Redirect::to(&url).into_response();
    }
    let phone = format!("{}/phone/{}", world.control_url, charge.msisdn);
    let body = format!(
        "<p>Confirm on your phone: <a href=\"{0}\" target=_blank>+{1}</a></p>\
         <p class=quiet>This page looks again by itself.</p>",
        Escaped(&phone),
        Escaped(&charge.msisdn)
    );
    page("Confirm", Some(REFRESH_SECONDS), &body).into_response()
}

fn back_of(charge: &Transaction) -> Option<String> {
    let url = particulars(charge).redirect_url?;
    let tx_ref = charge.client_reference_id.as_deref().unwrap_or_default();
    let visit = Visit::Ended(charge.state, charge.number());
    way_back(&url, tx_ref, visit, charge.scenario.redirect)
}
