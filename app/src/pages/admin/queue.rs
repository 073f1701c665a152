//! The queues: open cases of one kind, the longest waiting first.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use countries::format_money;
use kernel::{CaseId, Timestamp};
use leptos::prelude::*;
use moderation::{Case, CaseKind};
use words::{CaseWords, Lang};

use super::money::compare::money;
use super::{Judge, kind_of, section_of, title_of, word_of};
use crate::pages::shown::{cursor, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{EmptyState, Link, Notice, Pagination, Tone};

/// Cases listed beside the one being decided.
const PAGE: u16 = 20;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    after: Option<String>,
    done: Option<String>,
}

/// `GET /admin/{kind}`: leads to the oldest open case, and says so when there is none.
pub(super) async fn show(
    State(app): State<AppState>,
    judge: Judge,
    Path(word): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let kind = kind_of(&word)?;
    let after = cursor(asks.after.as_deref())?;
    let queue = flows::moderate::queue(&app.market, kind, after, PAGE).await?;
    if let Some(oldest) = queue.rows.first() {
        let done = asks
            .done
            .as_deref()
            .map(|_| "?done=yes")
            .unwrap_or_default();
        return Ok(see_other(&format!("/admin/{word}/{}{done}", oldest.id)));
    }
    let lang = judge.lang();
    let chrome = judge.chrome(&app, section_of(kind));
    let is_done = asks.done.is_some();
    let page = Page::new(lang.code(), title_of(kind, lang)).noindex();
    Ok(page
        .render(&app.assets, chrome, move || empty(kind, is_done, lang))
        .into_response())
}

fn empty(kind: CaseKind, is_done: bool, lang: Lang) -> AnyView {
    view! {
        <h1>{title_of(kind, lang)}</h1>
        {is_done.then(|| view! { <Notice tone=Tone::Good><p>{lang.decision_saved()}</p></Notice> })}
        <EmptyState sentence=lang.queue_empty() next=Some(Link::new(lang.admin_title(), "/admin")) />
    }
    .into_any()
}

/// The queue's first cases.
pub(super) async fn first(app: &AppState, kind: CaseKind) -> Result<store::Page<Case>, Problem> {
    Ok(flows::moderate::queue(&app.market, kind, None, PAGE).await?)
}

/// What a case is called.
pub(super) fn name(case: &Case, lang: Lang) -> String {
    match case.kind {
        CaseKind::Picture if case.title.is_empty() => lang.admin_nav_pictures().to_owned(),
        CaseKind::Shop | CaseKind::Picture => case.title.clone(),
        CaseKind::Payment => case.title.parse::<CaseWords>().map_or_else(
            |_| case.title.clone(),
            |word| lang.payment_case(word).to_owned(),
        ),
    }
}

/// The queue beside the case that is looked at.
pub(super) fn list(
    judge: &Judge,
    kind: CaseKind,
    queue: &store::Page<Case>,
    here: CaseId,
    now: Timestamp,
) -> AnyView {
    let lang = judge.lang();
    let word = word_of(kind);
    let items = queue
        .rows
        .iter()
        .map(|case| {
            let href = format!("/admin/{word}/{}", case.id);
            let current = (case.id == here).then_some("true");
            let since = judge.visitor.country.moment(case.opened_at, now, lang);
            // Of cases of one name the amount says which is which.
            let [stated, asked] = ["stated", "expected"].map(|name| money(case.evidence.get(name)));
            let gap = stated
                .zip(asked)
                .and_then(|(stated, asked)| stated.minus(asked).ok());
            let gap = gap.filter(|gap| !gap.is_zero());
            let amount = gap
                .or(stated)
                .or(asked)
                .map(|amount| format!("{} · ", format_money(amount)));
            view! {
                <li class="card">
                    <a href=href aria-current=current>{name(case, lang)}</a>
                    <p class="hint">
                        {amount}
                        <time datetime=since.iso>{lang.queue_waiting_since(&since.short)}</time>
                    </p>
                </li>
            }
        })
        .collect_view();
    let next = queue
        .next
        .map(|cursor| Link::new(lang.list_more(), format!("/admin/{word}?after={cursor}")));
    view! {
        <nav aria-label=title_of(kind, lang)>
            <ul class="stack">{items}</ul>
            {next.map(|next| view! { <Pagination label=lang.list_more() next=Some(next) /> })}
        </nav>
    }
    .into_any()
}
