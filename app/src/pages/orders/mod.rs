//! What was bought: the page for whoever may see it, its history, and finding it again.

pub mod history;
mod timeline;
pub mod track;
mod view;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use countries::Country;
use flows::cancel::{self as cancelling, CancelError};
use flows::view::PurchaseView;
use kernel::{AccessKey, PurchaseNumber, Timestamp};
use words::Lang;

use crate::cookies;
use crate::pages::frames::site;
use crate::pages::pay::resolve;
use crate::pages::shown::{see_other, see_other_with};
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::visitor::Visitor;

/// Everything the page shows.
pub(super) struct Shown {
    pub view: PurchaseView,
    pub country: Country,
    pub now: Timestamp,
    pub lang: Lang,
    pub is_just_cancelled: bool,
    pub is_too_late: bool,
}

/// `GET /orders/{number}`; with `?k=` the link from a message, which opens the purchase to this browser.
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    if let Some((_, key)) = pairs.iter().find(|(name, _)| name == "k") {
        return open(&app, &visitor, &number, key).await;
    }
    let (number, id) = resolve(&app, &visitor, &number).await?;
    let view = flows::view::of(&app.market, visitor.buyer(id), id)
        .await?
        .ok_or(Problem::NotFound)?;
    let chrome = site(&app, &visitor, "").await?;
    let lang = visitor.lang;
    let has = |name: &str| pairs.iter().any(|(key, _)| key == name);
    let shown = Shown {
        country: view.purchase.country.parse().unwrap_or(visitor.country),
        view,
        now: app.market.source.now(),
        lang,
        is_just_cancelled: has("cancelled"),
        is_too_late: has("late"),
    };
    let page = Page::new(lang.code(), lang.order_title(&number.to_string())).noindex();
    Ok(page
        .render(&app.assets, chrome, move || view::body(&shown))
        .into_response())
}

async fn open(
    app: &AppState,
    visitor: &Visitor,
    number: &str,
    key: &str,
) -> Result<Response, Problem> {
    let number: PurchaseNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let key: AccessKey = key.parse().map_err(|_| Problem::NotFound)?;
    let id = flows::view::open(&app.market, number, &key)
        .await?
        .ok_or(Problem::NotFound)?;
    Ok(see_other_with(
        &format!("/orders/{number}"),
        cookies::set_access(app, &visitor.access, id),
    ))
}

/// `POST /orders/{number}/cancel`
pub async fn cancel(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (number, id) = resolve(&app, &visitor, &number).await?;
    match cancelling::by_buyer(&app.market, visitor.buyer(id), id).await {
        Ok(_) => Ok(see_other(&format!("/orders/{number}?cancelled=yes"))),
        Err(CancelError::TooLate(_)) => Ok(see_other(&format!("/orders/{number}?late=yes"))),
        Err(CancelError::NotFound) => Err(Problem::NotFound),
        Err(CancelError::Failed(error)) => Err(error.into()),
    }
}

/// `POST /orders/{number}/again`: what it held goes into the cart once more.
pub async fn again(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (_, id) = resolve(&app, &visitor, &number).await?;
    let token = flows::basket::refill(
        &app.market,
        visitor.cart,
        visitor.buyer(id),
        visitor.country,
        id,
    )
    .await?;
    Ok(match token {
        Some(token) => see_other_with("/cart", cookies::set_cart(&app, token)),
        None => see_other("/cart?gone=yes"),
    })
}
