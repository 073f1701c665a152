//! `/dashboard/products`: what the shop sells, or will.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use catalog::ListingState;
use catalog::listings::ListingLine;
use countries::format_money;
use leptos::prelude::*;
use media::{PictureKey, Size};
use store::Cursor;
use words::Lang;

use super::Desk;
use super::said::{listing_badge, listing_words};
use crate::pages::shown::{address, cursor};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::{
    ButtonKind, Chip, ChipState, Chips, Column, DataTable, EmptyState, Link, LinkButton,
    Pagination, Photo, Picture,
};

/// Products on one page.
const PAGE: u8 = 25;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    state: Option<String>,
    after: Option<String>,
}

/// `GET /dashboard/products`
pub(super) async fn show(
    State(app): State<AppState>,
    desk: Desk,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let state: Option<ListingState> = match asks.state.as_deref() {
        None | Some("" | "all") => None,
        Some(state) => Some(state.parse().map_err(|_| Problem::NotFound)?),
    };
    let after = cursor(asks.after.as_deref())?;
    let page = flows::dashboard::products(&app.market, desk.scope, state, after, PAGE).await?;
    let lang = desk.lang();
    let chrome = desk.chrome(&app, DashboardSection::Products);
    let list = List {
        desk,
        state,
        is_first: after.is_none(),
    };
    Ok(Page::new(lang.code(), lang.products_title())
        .noindex()
        .render(&app.assets, chrome, move || list.body(page))
        .into_response())
}

struct List {
    desk: Desk,
    state: Option<ListingState>,
    is_first: bool,
}

impl List {
    fn href(&self, state: Option<ListingState>, after: Option<Cursor>) -> String {
        let pairs = [
            (
                "state",
                state
                    .map(ListingState::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            ),
            (
                "after",
                after.map(|cursor| cursor.to_string()).unwrap_or_default(),
            ),
        ];
        self.desk.href(&address("/dashboard/products", &pairs))
    }

    fn body(&self, page: store::Page<ListingLine>) -> AnyView {
        let lang = self.desk.lang();
        let new = self.desk.href("/dashboard/products/new");
        let next = page
            .next
            .map(|cursor| Link::new(lang.list_more(), self.href(self.state, Some(cursor))));
        let first =
            (!self.is_first).then(|| Link::new(lang.list_start(), self.href(self.state, None)));
        let has_more = next.is_some() || first.is_some();
        let list = if page.rows.is_empty() {
            let sentence = if self.state.is_none() {
                lang.products_empty()
            } else {
                lang.shop_no_products()
            };
            view! { <EmptyState sentence=sentence next=Some(Link::new(lang.product_new(), new.clone())) /> }.into_any()
        } else {
            self.table(page.rows)
        };
        let chip = |label: &str, state: Option<ListingState>| Chip {
            label: label.to_owned(),
            href: self.href(state, None),
            state: if self.state == state {
                ChipState::Chosen
            } else {
                ChipState::Free
            },
        };
        let mut chips = vec![chip(lang.shop_orders_all(), None)];
        chips.extend(
            ListingState::ALL
                .iter()
                .map(|state| chip(listing_words(*state, lang), Some(*state))),
        );
        view! {
            <div class="head-row">
                <h1>{lang.products_title()}</h1>
                <LinkButton label=lang.product_new() href=new kind=ButtonKind::Primary />
            </div>
            <Chips title=lang.column_state() chips=chips sold_out="" />
            {list}
            {has_more.then(|| view! { <Pagination label=lang.list_more() first=first next=next /> })}
        }
        .into_any()
    }

    fn table(&self, lines: Vec<ListingLine>) -> AnyView {
        let lang = self.desk.lang();
        let columns = vec![
            Column::text(lang.column_product()),
            Column::text(lang.column_state()),
            Column::number(lang.column_price()),
            Column::number(lang.stock_available()),
            Column::number(lang.column_photos_waiting()),
        ];
        let rows = lines
            .into_iter()
            .map(|line| self.row(line, lang))
            .collect::<Vec<_>>();
        view! { <DataTable caption=lang.products_title() columns=columns rows=rows /> }.into_any()
    }

    fn row(&self, line: ListingLine, lang: Lang) -> Vec<AnyView> {
        let href = self.desk.href(&format!("/dashboard/products/{}", line.id));
        let photo = line.picture_key.as_deref().and_then(small);
        let waiting = (line.pictures_waiting > 0).then(|| line.pictures_waiting.to_string());
        vec![
            view! {
                <span class="with-icon">
                    <span class="line-picture">{photo.map(|photo| view! { <Picture photo=photo sizes="64px" /> })}</span>
                    <a href=href>{line.title}</a>
                </span>
            }
            .into_any(),
            listing_badge(line.state, lang),
            line.price_from.map(format_money).into_any(),
            line.available.to_string().into_any(),
            waiting.into_any(),
        ]
    }
}

/// The square of a picture that may still wait; its members are sent on to the public one when it does not.
fn small(key: &str) -> Option<Photo> {
    let key: PictureKey = key.parse().ok()?;
    let width = Size::Thumb.width_px();
    Some(Photo {
        src: super::waiting::path(key, Size::Thumb),
        srcset: None,
        alt: String::new(),
        width,
        height: width,
    })
}
