//! The phone: what a payer sees on it, and the PIN they type.

pub(crate) mod page;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, Query, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use crate::amount::Amount;
use crate::books::Books;
use crate::clock::Moment;
use crate::dialects::{self, Why};
use crate::pawapay::{self, End};
use crate::transaction::{Answer, Kind, State, Transaction};
use crate::world::World;
use page::{Escaped, page};

const HISTORY: usize = 20;
/// While nothing can be typed, the page looks again this often.
const REFRESH_SECONDS: u64 = 3;

pub(crate) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/phone") }))
        .route("/phone", get(choose))
        .route("/phone/{number}", get(show).post(answer))
}

#[derive(Debug, Deserialize)]
struct Chosen {
    number: Option<String>,
}

async fn choose(Shared(world): Shared<Arc<World>>, Query(chosen): Query<Chosen>) -> Response {
    let digits: String = chosen
        .number
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if is_number(&digits) {
        return Redirect::to(&format!("/phone/{digits}")).into_response();
    }
    let mut recent: Vec<(String, usize)> = Vec::new();
    // A card has no phone.
    let books = world.books();
    for transaction in books.all().rev().filter(|t| !t.msisdn.is_empty()) {
        let open = usize::from(transaction.has_open_prompt());
        let known = recent
            .iter_mut()
            .find(|(number, _)| *number == transaction.msisdn);
        if let Some((_, prompts)) = known {
            *prompts += open;
        } else if recent.len() < HISTORY {
            recent.push((transaction.msisdn.clone(), open));
        }
    }
    let links: Vec<String> = recent
        .iter()
        .map(|(number, prompts)| {
            let waiting = if *prompts > 0 {
                " <b class=wait>a prompt is waiting</b>"
            } else {
                ""
            };
            format!(
                "<li><a href=\"/phone/{0}\">+{0}</a>{waiting}</li>",
                Escaped(number)
            )
        })
        .collect();
    let recent = links.concat();
    let recent = if recent.is_empty() {
        "<li>No phone has been asked for money yet.</li>".to_owned()
    } else {
        recent
    };
    let body = format!(
        "<h1>Which phone?</h1><form action=/phone><label>Number with its country code \
         <input name=number inputmode=tel autocomplete=off placeholder=260971234567 required></label>\
         <button>Open</button></form><h2>Recently asked</h2><ul>{recent}</ul>\
         <details><summary>Numbers that answer by themselves</summary><table>{}</table></details>",
        published_rows()
    );
    page("Choose a phone", Some(10), &body).into_response()
}

fn published_rows() -> String {
    let mut rows = String::new();
    for published in pawapay::published() {
        for (ending, end) in published.deposits {
            let words = match end {
                End::Ok => "pays",
                End::Stuck => "never answers",
                End::Fails(code) => code,
            };
            let (beginning, provider) = (published.beginning, published.provider);
            let cells = [beginning, ending, "</td><td>", provider, "</td><td>", words];
            rows.push_str("<tr><td>");
            rows.extend(cells);
            rows.push_str("</td></tr>");
        }
    }
    rows
}

fn is_number(text: &str) -> bool {
    (8..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

async fn show(Shared(world): Shared<Arc<World>>, Path(number): Path<String>) -> Response {
    screen(&world, &number, None)
}

#[derive(Debug, Deserialize)]
struct Typed {
    id: Uuid,
    #[serde(default)]
    pin: String,
    action: String,
}

async fn answer(
    Shared(world): Shared<Arc<World>>,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let is_pin =
        (4..=5).contains(&typed.pin.len()) && typed.pin.bytes().all(|b| b.is_ascii_digit());
    let verdict = {
        let books = world.books();
        let open = books
            .find(typed.id)
            .filter(|t| t.msisdn == number && t.has_open_prompt());
        match open {
            // Too late, or pressed twice: the page shows what became of it.
            None => None,
            Some(_) if typed.action != "approve" => Some(Answer::Refuse),
            Some(_) if !is_pin => {
                drop(books);
                let screen = screen(&world, &number, Some("The PIN has 4 or 5 digits."));
                return (StatusCode::UNPROCESSABLE_ENTITY, screen).into_response();
            }
            Some(_) if typed.pin == "0000" => Some(Answer::WrongPin),
            Some(transaction) if transaction.amount > wallet(&books, transaction) => {
                Some(Answer::Fail(dialects::code(transaction.dialect, Why::Poor)))
            }
            Some(_) => Some(Answer::Approve),
        }
    };
    if let Some(verdict) = verdict
        && let Err(error) = world.answer(typed.id, verdict)
    {
        tracing::error!(%error, "the answer to a prompt was not written");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    Redirect::to(&format!("/phone/{number}")).into_response()
}

/// What the payer's wallet of this operator holds.
fn wallet(books: &Books, transaction: &Transaction) -> Amount {
    let change = books.wallet_change(&transaction.msisdn, &transaction.currency);
    dialects::opening_wallet(transaction).plus(change)
}

fn screen(world: &World, number: &str, problem: Option<&str>) -> Response {
    if !is_number(number) {
        let body = "<p>This is not a phone number. <a href=/phone>Choose a phone</a>.</p>";
        return (StatusCode::NOT_FOUND, page("No such phone", None, body)).into_response();
    }
    let now = world.clock.now();
    let books = world.books();
    let theirs: Vec<&Transaction> = books.all().rev().filter(|t| t.msisdn == number).collect();
    let open: Vec<_> = theirs.iter().filter(|t| t.has_open_prompt()).collect();
    let prompts: String = open
        .iter()
        .map(|t| prompt(world, t, now, problem))
        .collect();
    let quiet = "<p class=quiet>No prompt is waiting. This screen looks again by itself.</p>";
    let balance = theirs
        .first()
        .map(|t| {
            format!(
                "<p>Wallet: <b>{} {}</b></p>",
                Escaped(&t.currency),
                wallet(&books, t).plain()
            )
        })
        .unwrap_or_default();
    let history: String = theirs
        .iter()
        .take(HISTORY)
        .map(|t| line(world, t))
        .collect();
    let history = if history.is_empty() {
        "<li>Nothing yet.</li>".to_owned()
    } else {
        history
    };
    let prompts = if prompts.is_empty() { quiet } else { &prompts };
    let body = format!(
        "<h1>+{number}</h1>{prompts}{balance}<h2>Messages</h2><ul class=history>{history}</ul>"
    );
    // Looking again would empty the PIN's field, so with a prompt open the page waits until that is over.
    let refresh = match open.iter().filter_map(|t| t.prompt_until).min() {
        Some(until) => until.since(now).as_secs() + 1,
        None => REFRESH_SECONDS,
    };
    page("Phone", Some(refresh), &body).into_response()
}

fn prompt(world: &World, t: &Transaction, now: Moment, problem: Option<&str>) -> String {
    let seconds = t.prompt_until.map_or(0, |until| until.since(now).as_secs());
    let message = t.customer_message.as_deref().unwrap_or_default();
    format!(
        "<section class=prompt aria-label=\"Payment prompt\"><p>{merchant} asks you to pay</p>\
         <p class=amount>{currency} {amount}</p><p class=quiet>{message} · {provider} · {seconds} s left</p>\
         <form method=post><input type=hidden name=id value={id}>\
         <label>Enter your PIN to approve <input name=pin type=password inputmode=numeric maxlength=5 \
         autocomplete=off autofocus></label><p class=bad role=alert>{problem}</p>\
         <div class=two><button name=action value=approve>Approve</button>\
         <button class=plain name=action value=cancel>Cancel</button></div>\
         <p class=quiet>Any 4 or 5 digits approve. 0000 is the wrong PIN.</p></form></section>",
        merchant = Escaped(&world.config.merchant_name),
        currency = Escaped(&t.currency),
        amount = t.amount.plain(),
        message = Escaped(message),
        provider = Escaped(&t.provider),
        id = t.id,
        problem = Escaped(problem.unwrap_or_default()),
    )
}

/// What the operator's text message says about it.
fn line(world: &World, t: &Transaction) -> String {
    let amount = format!("{} {}", t.currency, t.amount.plain());
    let merchant = &world.config.merchant_name;
    let words = match (t.kind, t.state) {
        (Kind::Deposit, State::Completed) => format!("You paid {amount} to {merchant}."),
        (Kind::Payout, State::Completed) => format!("You received {amount} from {merchant}."),
        (Kind::Refund, State::Completed) => format!("{merchant} gave {amount} back to you."),
        (Kind::Deposit, State::Failed) => format!("{amount} to {merchant} was not paid."),
        (Kind::Payout | Kind::Refund, State::Failed) => {
            format!("{amount} from {merchant} did not arrive.")
        }
        (_, State::Accepted | State::Enqueued | State::Processing | State::InReconciliation) => {
            format!("{amount}, {merchant}: on its way.")
        }
    };
    let code = match (&t.failure, &t.provider_transaction_id) {
        (Some(code), _) => code.as_str(),
        (None, Some(number)) => number,
        (None, None) => "",
    };
    let at = t.settled.unwrap_or(t.created).rfc3339();
    format!(
        "<li>{} <span class=quiet>{at} {}</span></li>",
        Escaped(&words),
        Escaped(code)
    )
}
