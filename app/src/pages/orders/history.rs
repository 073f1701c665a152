//! A person's orders, newest first, and those whose link this browser has opened, which need no signing in.

use std::cmp::Reverse;

use axum::extract::{Query, State};
use countries::format_money;
use kernel::Timestamp;
use leptos::prelude::*;
use orders::{Purchase, PurchaseState};
use store::{Buyer, Cursor, Page as Rows};
use words::{Lang, PurchaseWords};

use crate::pages::frames::site;
use crate::pages::shown::address;
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::{Badge, Chip, ChipState, Chips, EmptyState, Link, LinkButton, Pagination, Tone};
use crate::visitor::Visitor;

const PAGE_SIZE: u16 = 20;

/// What may be asked for, in the order it is offered.
const STATES: [Option<PurchaseState>; 5] = [
    None,
    Some(PurchaseState::Open),
    Some(PurchaseState::Paid),
    Some(PurchaseState::Expired),
    Some(PurchaseState::Cancelled),
];

/// `GET /orders`
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Rendered, Problem> {
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let state: Option<PurchaseState> = get("state").parse().ok();
    let after = get("after").parse().ok();
    let buyer = Buyer {
        person: visitor.person(),
        purchase: None,
    };
    let own = flows::view::history(&app.market, buyer, state, after, PAGE_SIZE).await?;
    let opened = flows::track::opened(&app.market, &visitor.access).await?;
    let rows = together(own, opened, state, after);
    let chrome = site(&app, &visitor, "").await?;
    let lang = visitor.lang;
    let now = app.market.source.now();
    let page = Page::new(lang.code(), lang.orders_title()).noindex();
    Ok(page.render(&app.assets, chrome, move || {
        body(rows, state, after.is_some(), now, &visitor)
    }))
}

/// A person's own orders, and among them those whose link this browser has opened, each on the page of its time.
fn together(
    own: Rows<Purchase>,
    opened: Vec<Purchase>,
    state: Option<PurchaseState>,
    after: Option<Cursor>,
) -> Rows<Purchase> {
    let Rows { mut rows, next } = own;
    let place = |at: Cursor| (at.value, at.id);
    for purchase in opened {
        let at = place(purchase.cursor());
        let belongs = after.is_none_or(|after| at < place(after))
            && next.is_none_or(|next| at > place(next))
            && state.is_none_or(|state| state == purchase.state);
        if belongs && rows.iter().all(|own| own.id != purchase.id) {
            rows.push(purchase);
        }
    }
    rows.sort_by_key(|purchase| Reverse(place(purchase.cursor())));
    Rows { rows, next }
}

fn body(
    rows: Rows<Purchase>,
    state: Option<PurchaseState>,
    is_later: bool,
    now: Timestamp,
    visitor: &Visitor,
) -> AnyView {
    let lang = visitor.lang;
    let signed_in = visitor.authority.is_some();
    let href = |state: Option<PurchaseState>| {
        address(
            "/orders",
            &[(
                "state",
                state
                    .map(PurchaseState::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            )],
        )
    };
    let chips: Vec<Chip> = STATES
        .into_iter()
        .map(|each| Chip {
            label: each
                .map_or(lang.orders_filter_all(), |each| {
                    lang.purchase_state(words(each).1)
                })
                .to_owned(),
            href: href(each),
            state: if each == state {
                ChipState::Chosen
            } else {
                ChipState::Free
            },
        })
        .collect();
    let first = is_later.then(|| Link::new(lang.page_previous(), href(state)));
    let next = rows.next.map(|next| {
        let state = state
            .map(PurchaseState::as_str)
            .unwrap_or_default()
            .to_owned();
        Link::new(
            lang.orders_older(),
            address("/orders", &[("state", state), ("after", next.to_string())]),
        )
    });
    let more = first.is_some() || next.is_some();
    let is_empty = rows.rows.is_empty();
    let list = rows
        .rows
        .iter()
        .map(|purchase| row(purchase, now, visitor))
        .collect_view();
    view! {
        <h1>{lang.orders_title()}</h1>
        {signed_in.then(|| view! { <Chips title=lang.orders_title() chips=chips sold_out="" /> })}
        {if is_empty {
            view! { <EmptyState sentence=lang.orders_empty() next=Some(Link::new(lang.cart_empty_next(), "/")) /> }.into_any()
        } else {
            view! { <ul class="stack">{list}</ul> }.into_any()
        }}
        {more.then(|| view! { <Pagination label=lang.orders_older() first=first next=next /> })}
        <p class="actions">
            <LinkButton label=lang.nav_track() href="/track" />
            {(!signed_in).then(|| view! { <LinkButton label=lang.nav_sign_in() href="/sign-in?back=/orders" /> })}
        </p>
    }
    .into_any()
}

fn row(purchase: &Purchase, now: Timestamp, visitor: &Visitor) -> AnyView {
    let lang: Lang = visitor.lang;
    let (tone, words) = words(purchase.state);
    let country = purchase.country.parse().unwrap_or(visitor.country);
    let moment = country.moment(purchase.placed_at, now, lang);
    view! {
        <li class="card">
            <div class="head-row">
                <a href=format!("/orders/{}", purchase.number)>{lang.order_title(&purchase.number.to_string())}</a>
                <b>{format_money(purchase.total)}</b>
            </div>
            <p class="meta">
                <Badge text=lang.purchase_state(words) tone=tone />
                <time datetime=moment.iso>{lang.order_placed_at(&moment.short)}</time>
            </p>
        </li>
    }
    .into_any()
}

const fn words(state: PurchaseState) -> (Tone, PurchaseWords) {
    match state {
        PurchaseState::Open => (Tone::Waiting, PurchaseWords::Open),
        PurchaseState::Paid => (Tone::Good, PurchaseWords::Paid),
        PurchaseState::CashDue => (Tone::Waiting, PurchaseWords::CashDue),
        PurchaseState::Expired => (Tone::Bad, PurchaseWords::Expired),
        PurchaseState::Cancelled => (Tone::Bad, PurchaseWords::Cancelled),
    }
}
