//! `/admin/payments/{number}`: everything known about one purchase, as `soko explain` prints it, and the button that delivers a stored
//! callback once more in a rehearsal.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use flows::explain::{Explained, Leads, Line, explain, moment};
use flows::news_again::{self, NewsError};
use flows::replay::{self, ReplayError};
use kernel::{CallbackId, PurchaseNumber};
use leptos::prelude::*;
use words::{BookWords, Lang};

use super::Treasurer;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{Badge, Breadcrumbs, Button, Link, Notice, Tone};

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

/// `GET /admin/payments/{number}`
pub(super) async fn show(
    State(app): State<AppState>,
    by: Treasurer,
    Path(number): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let number: PurchaseNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let explained = explain(&app.market, number)
        .await?
        .ok_or(Problem::NotFound)?;
    let lang = by.lang();
    let said = match asks.done.as_deref() {
        Some("replayed") => Some((Tone::Good, lang.replay_done())),
        Some("news") => Some((Tone::Good, lang.news_again_done())),
        Some("no-news") => Some((Tone::Bad, lang.news_again_not())),
        Some(_) => Some((Tone::Bad, lang.replay_not())),
        None => None,
    };
    let can_replay = app.market.settings.is_rehearsal;
    let chrome = by.chrome(&app, AdminSection::Payments);
    let page = Page::new(lang.code(), lang.payment_of(&number.to_string())).noindex();
    Ok(page
        .render(&app.assets, chrome, move || {
            body(&explained, said, can_replay, lang)
        })
        .into_response())
}

/// `POST /admin/payments/{number}/callbacks/{callback}`: the stored callback comes once more.
pub(super) async fn replay(
    State(app): State<AppState>,
    by: Treasurer,
    Path((number, callback)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let number: PurchaseNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let callback: CallbackId = callback.parse().map_err(|_| Problem::NotFound)?;
    let done = match replay::replay(&app.market, by.admin, callback).await {
        Ok(()) => "replayed",
        Err(ReplayError::NotHere | ReplayError::NotFound) => return Err(Problem::NotFound),
        Err(ReplayError::Refused | ReplayError::NotOurs) => "not",
        Err(ReplayError::Failed(error)) => return Err(error.into()),
    };
    Ok(see_other(&format!(
        "/admin/payments/{number}?done={done}#timeline"
    )))
}

/// `POST /admin/payments/{number}/news`: the provider is asked to tell of it once more.
pub(super) async fn news(
    State(app): State<AppState>,
    by: Treasurer,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let number: PurchaseNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let done = match news_again::ask_about(&app.market, by.admin, number).await {
        Ok(()) => "news",
        Err(NewsError::NotFound) => return Err(Problem::NotFound),
        Err(NewsError::None | NewsError::Unclear) => "no-news",
        Err(NewsError::Failed(error)) => return Err(error.into()),
    };
    Ok(see_other(&format!(
        "/admin/payments/{number}?done={done}#timeline"
    )))
}

fn body(
    explained: &Explained,
    said: Option<(Tone, &'static str)>,
    can_replay: bool,
    lang: Lang,
) -> AnyView {
    let number = explained.purchase.number.to_string();
    let crumbs = vec![
        Link::new(lang.office_nav_payments(), "/admin/payments"),
        Link::here(number.clone(), format!("/admin/payments/{number}")),
    ];
    let head = explained
        .head()
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    let lines = explained
        .lines
        .iter()
        .map(|line| entry(line, &number, can_replay, lang))
        .collect_view();
    view! {
        <Breadcrumbs label=lang.office_nav_payments() crumbs=crumbs />
        <h1>{lang.payment_of(&number)}</h1>
        {said.map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })}
        <p class="hint">{lang.payment_explained()}</p>
        {can_replay.then(|| view! { <p class="hint">{lang.replay_hint()}</p> })}
        <ul class="record card">{head}</ul>
        <form method="post" action=format!("/admin/payments/{number}/news") class="actions">
            <Button label=lang.news_again_do() />
        </form>
        <h2 id="timeline">{lang.payment_timeline()}</h2>
        <ol class="record">{lines}</ol>
    }
    .into_any()
}

fn entry(line: &Line, number: &str, can_replay: bool, lang: Lang) -> AnyView {
    let book = line.book.as_str();
    let name = book
        .parse()
        .map_or(book, |word: BookWords| lang.book_name(word));
    let at = moment(line.at);
    let iso = format!("{}Z", at.replacen(' ', "T", 1));
    let leads = match line.leads {
        Some(Leads::Journal(journal)) => {
            let href = format!("/admin/ledger/journals/{journal}");
            view! { <a href=href>{lang.payment_journal()}</a> }.into_any()
        }
        Some(Leads::Callback(callback)) if can_replay => {
            let action = format!("/admin/payments/{number}/callbacks/{callback}");
            view! {
                <form method="post" action=action class="actions">
                    <Button label=lang.replay_do() />
                </form>
            }
            .into_any()
        }
        Some(Leads::Callback(_)) | None => ().into_any(),
    };
    let details = (!line.details.is_empty()).then(|| {
        let details = line.details.join("\n");
        view! {
            <details>
                <summary>{lang.payment_details()}</summary>
                <pre tabindex="0">{details}</pre>
            </details>
        }
    });
    view! {
        <li>
            <p>
                <time datetime=iso>{at}</time>
                " "
                <Badge text=name />
            </p>
            <p>{line.text.clone()}</p>
            {details}
            {leads}
        </li>
    }
    .into_any()
}
