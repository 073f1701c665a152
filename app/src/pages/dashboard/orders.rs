//! `/dashboard/orders`: the shop's orders, each with its next step as a button.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use countries::format_money;
use kernel::Timestamp;
use leptos::prelude::*;
use orders::{Order, OrderState};
use store::Cursor;
use words::Lang;

use super::Desk;
use super::order::{said, step_now};
use super::said::{order_badge, told};
use crate::pages::shown::{address, area_name, cursor};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::{
    Button, ButtonKind, Chip, ChipState, Chips, Column, DataTable, EmptyState, Hidden, Link,
    Pagination,
};

/// Orders on one page.
const PAGE: u16 = 25;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    state: Option<String>,
    after: Option<String>,
    done: Option<String>,
    number: Option<String>,
}

/// `GET /dashboard/orders`
pub(super) async fn show(
    State(app): State<AppState>,
    desk: Desk,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let state: Option<OrderState> = match asks.state.as_deref() {
        None | Some("" | "all") => None,
        Some(state) => Some(state.parse().map_err(|_| Problem::NotFound)?),
    };
    let after = cursor(asks.after.as_deref())?;
    let page = flows::dashboard::orders(&app.market, desk.scope, state, after, PAGE).await?;
    let lang = desk.lang();
    let done = said(
        asks.done.as_deref(),
        asks.number.as_deref().unwrap_or_default(),
        None,
        lang,
    );
    let chrome = desk.chrome(&app, DashboardSection::Orders);
    let now = app.market.source.now();
    let view = List {
        desk,
        state,
        is_first: after.is_none(),
        now,
    };
    Ok(Page::new(lang.code(), lang.shop_orders_title())
        .noindex()
        .render(&app.assets, chrome, move || view.body(page, done))
        .into_response())
}

struct List {
    desk: Desk,
    state: Option<OrderState>,
    is_first: bool,
    now: Timestamp,
}

impl List {
    fn href(&self, state: Option<OrderState>, after: Option<Cursor>) -> String {
        let pairs = [
            (
                "state",
                state.map(OrderState::as_str).unwrap_or_default().to_owned(),
            ),
            (
                "after",
                after.map(|cursor| cursor.to_string()).unwrap_or_default(),
            ),
        ];
        self.desk.href(&address("/dashboard/orders", &pairs))
    }

    fn body(&self, page: store::Page<Order>, done: Option<(crate::ui::Tone, String)>) -> AnyView {
        let lang = self.desk.lang();
        let next = page
            .next
            .map(|cursor| Link::new(lang.list_more(), self.href(self.state, Some(cursor))));
        let first =
            (!self.is_first).then(|| Link::new(lang.list_start(), self.href(self.state, None)));
        let has_more = next.is_some() || first.is_some();
        let list = if page.rows.is_empty() {
            view! { <EmptyState sentence=lang.shop_orders_empty() /> }.into_any()
        } else {
            self.table(page.rows)
        };
        view! {
            <h1>{lang.shop_orders_title()}</h1>
            {told(done)}
            {self.filters()}
            {list}
            {has_more.then(|| view! { <Pagination label=lang.list_more() first=first next=next /> })}
        }
        .into_any()
    }

    fn filters(&self) -> AnyView {
        let lang = self.desk.lang();
        let chip = |label: &str, state: Option<OrderState>| Chip {
            label: label.to_owned(),
            href: self.href(state, None),
            state: if self.state == state {
                ChipState::Chosen
            } else {
                ChipState::Free
            },
        };
        let chips = vec![
            chip(lang.shop_orders_all(), None),
            chip(lang.shop_orders_to_pack(), Some(OrderState::Confirmed)),
            chip(lang.shop_orders_packed(), Some(OrderState::Packed)),
            chip(lang.shop_orders_on_the_way(), Some(OrderState::HandedOver)),
            chip(lang.shop_orders_done(), Some(OrderState::Delivered)),
            chip(
                super::said::order_words(OrderState::Cancelled, lang),
                Some(OrderState::Cancelled),
            ),
        ];
        view! { <Chips title=lang.column_state() chips=chips sold_out="" /> }.into_any()
    }

    fn table(&self, orders: Vec<Order>) -> AnyView {
        let lang = self.desk.lang();
        let columns = vec![
            Column::text(lang.column_order()),
            Column::text(lang.shop_order_buyer()),
            Column::text(lang.column_placed()),
            Column::text(lang.column_state()),
            Column::number(lang.column_amount()),
            Column::text(lang.column_next()),
        ];
        let rows = orders
            .into_iter()
            .map(|order| self.row(order, lang))
            .collect::<Vec<_>>();
        view! { <DataTable caption=lang.shop_orders_title() columns=columns rows=rows /> }
            .into_any()
    }

    fn row(&self, order: Order, lang: Lang) -> Vec<AnyView> {
        let number = order.number.to_string();
        let path = self.desk.href(&format!("/dashboard/orders/{number}"));
        let placed = self.desk.country.moment(order.placed_at, self.now, lang);
        let area = area_name(self.desk.country, &order.recipient.area);
        let is_waiting = order.waits_until(self.now).is_some();
        let action = step_now(&order, self.now, lang).map(|(step, label)| {
            let action = self
                .desk
                .href(&format!("/dashboard/orders/{number}/{step}"));
            view! {
                <form method="post" action=action>
                    <Hidden name="back" value=self.href(self.state, None) />
                    <Button label=label kind=ButtonKind::Plain />
                </form>
            }
        });
        vec![
            view! { <a href=path.clone()>{number}</a> }.into_any(),
            format!("{}, {area}", order.recipient.name).into_any(),
            view! { <time datetime=placed.iso>{placed.short}</time> }.into_any(),
            order_badge(order.state, lang),
            view! { <a href=format!("{path}#money")>{format_money(order.total)}</a> }.into_any(),
            if is_waiting {
                lang.shop_order_checking().into_any()
            } else {
                action.into_any()
            },
        ]
    }
}
