//! `/admin/payments`: attempts to pay, found by whatever a caller has in the hand.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use countries::format_money;
use flows::books;
use kernel::Timestamp;
use leptos::prelude::*;
use payments::search::{Found, Sought, StateName};
use store::Page as Cut;
use words::{AttemptWords, Lang};

use super::Treasurer;
use crate::pages::shown::{address, cursor, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{
    Badge, Button, Choice, Column, DataTable, EmptyState, Field, InputKind, Link, Pagination,
    Select, Tone,
};

const PATH: &str = "/admin/payments";
/// Attempts on one page.
const PAGE: u16 = 50;

#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(super) struct Asks {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    /// The number of a purchase: everything of its phone.
    #[serde(default)]
    of: String,
    after: Option<String>,
}

/// `GET /admin/payments?q=&state=&of=&after=`. The number of a purchase leads straight to it, paid or not.
pub(super) async fn show(
    State(app): State<AppState>,
    by: Treasurer,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let sought = match asks.of.parse() {
        Ok(number) => books::same_phone(&app.market, by.admin, number)
            .await?
            .ok_or(Problem::NotFound)?,
        Err(_) => books::read_sought(&asks.q),
    };
    if let Sought::Number(number) = sought
        && flows::explain::is_there(&app.market, number).await?
    {
        return Ok(see_other(&format!("{PATH}/{number}")));
    }
    let state: Option<StateName> = asks.state.parse().ok();
    let after = cursor(asks.after.as_deref())?;
    let found = books::payments(&app.market, by.admin, &sought, state, after, PAGE).await?;
    let lang = by.lang();
    let chrome = by.chrome(&app, AdminSection::Payments);
    let now = app.market.source.now();
    let page = Page::new(lang.code(), lang.office_nav_payments()).noindex();
    Ok(page
        .render(&app.assets, chrome, move || {
            body(&by, &asks, state, &found, now)
        })
        .into_response())
}

fn body(
    by: &Treasurer,
    asks: &Asks,
    state: Option<StateName>,
    found: &Cut<Found>,
    now: Timestamp,
) -> AnyView {
    let lang = by.lang();
    view! {
        <h1>{lang.office_nav_payments()}</h1>
        {form(asks, state, lang)}
        {list(by, asks, found, now)}
    }
    .into_any()
}

fn form(asks: &Asks, state: Option<StateName>, lang: Lang) -> AnyView {
    let states = StateName::ALL
        .iter()
        .map(|each| Choice {
            value: each.as_str().to_owned(),
            label: state_word(*each, lang).to_owned(),
            chosen: Some(*each) == state,
            ..Choice::default()
        })
        .collect();
    view! {
        <form method="get" action=PATH role="search">
            <div class="pair">
                <Field
                    id="q"
                    name="q"
                    label=lang.payments_search()
                    hint=lang.payments_search_hint()
                    kind=InputKind::Search
                    value=asks.q.clone()
                    max_length=100
                />
                <Select
                    id="state"
                    name="state"
                    label=lang.payments_state()
                    choices=states
                    prompt=lang.payments_state_any()
                />
            </div>
            <p class="actions">
                <Button label=lang.payments_find() />
            </p>
        </form>
    }
    .into_any()
}

fn list(by: &Treasurer, asks: &Asks, found: &Cut<Found>, now: Timestamp) -> AnyView {
    let lang = by.lang();
    if found.rows.is_empty() {
        let next = Link::new(lang.payments_all(), PATH);
        return view! { <EmptyState sentence=lang.payments_none() next=Some(next) /> }.into_any();
    }
    let columns = vec![
        Column::text(lang.evidence_order()),
        Column::text(lang.column_when()),
        Column::text(lang.column_phone()),
        Column::text(lang.column_provider()),
        Column::text(lang.column_state()),
        Column::number(lang.column_amount()),
    ];
    let rows = found
        .rows
        .iter()
        .map(|attempt| {
            let href = format!("{PATH}/{}", attempt.number);
            vec![
                view! { <a href=href>{attempt.number.to_string()}</a> }.into_any(),
                by.time(attempt.prepared_at, now),
                attempt.phone.masked().into_any(),
                attempt.provider.clone().into_any(),
                state_badge(attempt, lang),
                format_money(attempt.amount).into_any(),
            ]
        })
        .collect();
    let at = |after: String| {
        let pairs = [
            ("q", asks.q.clone()),
            ("state", asks.state.clone()),
            ("of", asks.of.clone()),
            ("after", after),
        ];
        address(PATH, &pairs)
    };
    let first = asks
        .after
        .as_ref()
        .map(|_| Link::new(lang.list_start(), at(String::new())));
    let next = found
        .next
        .map(|cursor| Link::new(lang.list_more(), at(cursor.to_string())));
    view! {
        <DataTable caption=lang.office_nav_payments() columns=columns rows=rows />
        <Pagination label=lang.list_more() first=first next=next />
    }
    .into_any()
}

fn state_word(state: StateName, lang: Lang) -> &'static str {
    let word = state.as_str().parse::<AttemptWords>();
    word.map_or(state.as_str(), |word| lang.attempt_state(word))
}

fn state_badge(attempt: &Found, lang: Lang) -> AnyView {
    let tone = match attempt.state {
        StateName::Collected => Tone::Good,
        StateName::Refused => Tone::Quiet,
        StateName::Unclear => Tone::Bad,
        StateName::Prepared | StateName::Sent | StateName::AwaitingPin | StateName::Redirected => {
            Tone::Waiting
        }
    };
    let why = attempt.refusal.map(|why| {
        let why = lang.refusal(why).short;
        view! { <span class="hint">{why}</span> }
    });
    view! {
        <span>
            <Badge text=state_word(attempt.state, lang) tone=tone />
            " "
            {why}
        </span>
    }
    .into_any()
}
