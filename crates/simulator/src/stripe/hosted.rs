//! The hosted page and the bank's question: plain HTML for a person. What is typed as a card is looked at and forgotten.

use std::io;
use std::sync::Arc;

use axum::extract::{Form, Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::attempt::{Next, answered, ask, attempt};
use super::cards::{self, Card};
use super::records::{Particulars, particulars, session_status, takes_a_card};
use super::sessions::find;
use crate::phone::page::{Escaped, page};
use crate::pressed::{Action, Pressed};
use crate::scenario::{Code, Outcome};
use crate::transaction::Transaction;
use crate::world::World;

pub(crate) async fn show(Shared(world): Shared<Arc<World>>, Path(name): Path<String>) -> Response {
    match open_page(&world, &name) {
        Ok((t, own)) => form(&world, &t, &own, ""),
        Err(words) => gone(words),
    }
}

/// The page while somebody may pay on it, else what to tell them.
fn open_page(world: &World, name: &str) -> Result<(Transaction, Particulars), &'static str> {
    let found = find(&world.books(), name).cloned();
    let t = found.ok_or("There is no such page.")?;
    let own = particulars(&t);
    if takes_a_card(&t, &own) {
        return Ok((t, own));
    }
    Err(match session_status(&t, &own) {
        "expired" => "This page is over.",
        "complete" => "This page was used. The shop knows what became of it.",
        _ => "A payment is being made on this page.",
    })
}

fn gone(words: &str) -> Response {
    let body = format!("<p>{words} Go back to the shop to start again.</p>");
    (StatusCode::GONE, page("Payment", None, &body)).into_response()
}

fn form(world: &World, t: &Transaction, own: &Particulars, problem: &str) -> Response {
    let (number, expiry, cvc) = cards::PREFILLED;
    let cancel = if own.cancel_url.is_empty() {
        ""
    } else {
        "<button class=plain name=action value=cancel>Back to the shop</button>"
    };
    let body = format!(
        "<p>{merchant} asks you to pay for {title}</p><p class=amount>{currency} {amount}</p>\
         <p class=bad role=alert>{problem}</p>\
         <form method=post autocomplete=off><label>Card number <input name=number inputmode=numeric value=\"{number}\"></label>\
         <label>Valid until <input name=expiry value=\"{expiry}\"></label>\
         <label>CVC <input name=cvc inputmode=numeric value=\"{cvc}\"></label>\
         <div class=two><button name=action value=pay>Pay</button>\
         <button class=plain name=action value=fail>Decline this card</button>{cancel}\
         <button class=plain name=action value=abandon>Abandon</button></div></form>\
         <p class=quiet>Test cards only. A declined card closes nothing; going back or abandoning tells nobody.</p>",
        merchant = Escaped(&world.config.merchant_name),
        title = Escaped(&own.title),
        currency = Escaped(&t.currency),
        amount = t.amount.plain(),
        problem = Escaped(problem),
    );
    page("Pay by card", None, &body).into_response()
}

pub(crate) async fn press(
    Shared(world): Shared<Arc<World>>,
    Path(name): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let (t, own) = match open_page(&world, &name) {
        Ok(open) => open,
        Err(words) => return gone(words),
    };
    let next = match pressed.action {
        Action::Abandon => {
            let body = "<p>You left. The shop was told nothing, and the page still works.</p>";
            return page("Payment", None, body).into_response();
        }
        // The page stays open: whoever has its address may come back.
        Action::Cancel => Ok(Next::Back(own.cancel_url.clone())),
        Action::Fail => {
            let declined = Outcome::Fail(Code::known(cards::DECLINED));
            attempt(&world, t.id, declined).await
        }
        Action::Pay => match (&t.scenario.outcome, cards::look_at(&pressed.number)) {
            (Outcome::Usual | Outcome::Prompt, Card::Ends(outcome)) => {
                attempt(&world, t.id, outcome).await
            }
            (Outcome::Usual | Outcome::Prompt, Card::Asks(then)) => ask(&world, t.id, then),
            (outcome, _) => attempt(&world, t.id, outcome.clone()).await,
        },
    };
    respond(&world, &name, next)
}

fn respond(world: &World, name: &str, next: io::Result<Next>) -> Response {
    match next {
        Ok(Next::Back(url) | Next::Asked(url)) => Redirect::to(&url).into_response(),
        Ok(Next::Again(problem)) => match open_page(world, name) {
            Ok((t, own)) => form(world, &t, &own, problem),
            Err(words) => gone(words),
        },
        Ok(Next::Spin) => {
            let body = "<p>Processing…</p><p class=quiet>This page never goes on.</p>";
            page("Payment", None, body).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an attempt to pay was not written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The bank's question, 3-D Secure.
pub(crate) async fn challenge(
    Shared(world): Shared<Arc<World>>,
    Path(name): Path<String>,
) -> Response {
    let asks = open_page(&world, &name).is_ok_and(|(_, own)| own.challenge.is_some());
    if !asks {
        return gone("The bank asks nothing.");
    }
    let body = "<p>Your bank asks: is it you who pays?</p><form method=post><div class=two>\
         <button name=answer value=complete>Yes, it is me</button>\
         <button class=plain name=answer value=fail>No</button></div></form>";
    page("3-D Secure", None, body).into_response()
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Complete,
    Fail,
}

#[derive(Deserialize)]
pub(crate) struct Answered {
    answer: Said,
}

pub(crate) async fn answer(
    Shared(world): Shared<Arc<World>>,
    Path(name): Path<String>,
    Form(said): Form<Answered>,
) -> Response {
    let t = match open_page(&world, &name) {
        Ok((t, _)) => t,
        Err(words) => return gone(words),
    };
    match answered(&world, t.id, said.answer == Said::Complete).await {
        Ok(None) => gone("The bank asks nothing."),
        Ok(Some(next)) => respond(&world, &name, Ok(next)),
        Err(error) => respond(&world, &name, Err(error)),
    }
}
