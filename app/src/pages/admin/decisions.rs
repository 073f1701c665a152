//! `/admin/decisions`: who did what and when, the newest first.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use flows::moderate::Deed;
use kernel::Timestamp;
use leptos::prelude::*;
use moderation::Actor;
use serde_json::Value;
use words::{CaseKindWords, DeedWords, Lang, RoleWords};

use super::Judge;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{Column, DataTable, EmptyState, Link, Pagination};

/// Entries on one page.
const PAGE: i64 = 50;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    before: Option<i64>,
}

/// `GET /admin/decisions`
pub(super) async fn show(
    State(app): State<AppState>,
    judge: Judge,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let deeds = flows::moderate::deeds(&app.market, asks.before, PAGE).await?;
    let lang = judge.lang();
    let chrome = judge.chrome(&app, AdminSection::Decisions);
    let now = app.market.source.now();
    let is_first = asks.before.is_none();
    let page = Page::new(lang.code(), lang.admin_nav_decisions()).noindex();
    Ok(page
        .render(&app.assets, chrome, move || {
            body(&judge, &deeds, is_first, now)
        })
        .into_response())
}

fn body(judge: &Judge, deeds: &[Deed], is_first: bool, now: Timestamp) -> AnyView {
    let lang = judge.lang();
    if deeds.is_empty() {
        return view! {
            <h1>{lang.admin_nav_decisions()}</h1>
            <EmptyState sentence=lang.decisions_empty() next=Some(Link::new(lang.admin_title(), "/admin")) />
        }
        .into_any();
    }
    let is_full = i64::try_from(deeds.len()).unwrap_or(i64::MAX) >= PAGE;
    let last = deeds.last().filter(|_| is_full).map(|deed| deed.row.id);
    let next = last.map(|id| Link::new(lang.list_more(), format!("/admin/decisions?before={id}")));
    let first = (!is_first).then(|| Link::new(lang.list_start(), "/admin/decisions"));
    let columns = vec![
        Column::text(lang.column_what()),
        Column::text(lang.column_who()),
        Column::text(lang.column_when()),
        Column::text(lang.column_about()),
        Column::text(lang.decision_reason()),
    ];
    let rows = deeds
        .iter()
        .map(|deed| row(judge, deed, now, lang))
        .collect();
    view! {
        <h1>{lang.admin_nav_decisions()}</h1>
        <DataTable caption=lang.admin_nav_decisions() columns=columns rows=rows />
        <Pagination label=lang.list_more() first=first next=next />
    }
    .into_any()
}

fn row(judge: &Judge, deed: &Deed, now: Timestamp, lang: Lang) -> Vec<AnyView> {
    let row = &deed.row;
    let at = judge.visitor.country.moment(row.at, now, lang);
    let did = row
        .action
        .parse::<DeedWords>()
        .map_or_else(|_| row.action.clone(), |word| lang.deed(word).to_owned());
    let reason = row
        .detail
        .get("reason")
        .and_then(Value::as_str)
        .filter(|reason| !reason.is_empty())
        .map(str::to_owned);
    vec![
        did.into_any(),
        who(deed, lang).into_any(),
        view! { <time datetime=at.iso>{at.short}</time> }.into_any(),
        about(deed, judge.is_admin(), lang),
        reason.into_any(),
    ]
}

fn who(deed: &Deed, lang: Lang) -> String {
    let role = match deed.row.actor {
        Actor::Buyer(_) => RoleWords::Buyer,
        Actor::Merchant(_) => RoleWords::Merchant,
        Actor::Moderator(_) => RoleWords::Moderator,
        Actor::Admin(_) => RoleWords::Admin,
        Actor::Platform => return lang.brand().to_owned(),
    };
    let role = lang.role_name(role);
    if deed.by.is_empty() {
        role.to_owned()
    } else {
        format!("{}, {role}", deed.by)
    }
}

/// A case is linked; the rest is named by its number or the end of its id.
fn about(deed: &Deed, is_admin: bool, lang: Lang) -> AnyView {
    let row = &deed.row;
    let kind = row
        .detail
        .get("kind")
        .and_then(Value::as_str)
        .and_then(|kind| kind.parse::<CaseKindWords>().ok());
    if let (Some(kind), "case") = (kind, row.subject_kind.as_str()) {
        let word = match kind {
            CaseKindWords::Shop => "shops",
            CaseKindWords::Picture => "pictures",
            CaseKindWords::Payment => "cases",
        };
        if kind == CaseKindWords::Payment && !is_admin {
            return lang.case_kind(kind).into_any();
        }
        let href = format!("/admin/{word}/{}", row.subject_id);
        return view! { <a href=href>{lang.case_kind(kind)}</a> }.into_any();
    }
    let id = &row.subject_id;
    if row.subject_kind == "commission_rule" {
        return view! { <a href="/admin/commission">{lang.commission_title()}" "{id.clone()}</a> }
            .into_any();
    }
    let short = if id.len() == 36 {
        id.rsplit('-').next().unwrap_or(id)
    } else {
        id
    };
    short.to_owned().into_any()
}
