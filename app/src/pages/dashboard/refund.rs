//! `/dashboard/orders/{number}/refund`: the owner gives back of an order.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flows::give_back::{self, By, Preview};
use kernel::OrderNumber;
use leptos::prelude::*;
use orders::refunds::Way;

use super::Desk;
use crate::form::Form;
use crate::pages::refunding::{self, Shown};
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;

/// `GET /dashboard/orders/{number}/refund`
pub(super) async fn show(
    State(app): State<AppState>,
    desk: Desk,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    desk.owner()?;
    let number: OrderNumber = number.parse().map_err(|_| Problem::NotFound)?;
    page(&app, &desk, number, Form::default(), None, StatusCode::OK).await
}

/// `POST /dashboard/orders/{number}/refund`: shows what would happen, and then does it.
pub(super) async fn give(
    State(app): State<AppState>,
    desk: Desk,
    Path(number): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    desk.owner()?;
    let number: OrderNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let by = By::Shop(desk.scope);
    let lang = desk.lang();
    let standing = refunding::standing(&app, by, number).await?;
    let Some(typed) = refunding::read(&mut form, &standing, desk.country, lang) else {
        return page(
            &app,
            &desk,
            number,
            form,
            None,
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    };
    let error = if typed.is_decided {
        match give_back::decide(&app.market, by, &typed.ask).await {
            Ok(refund) => {
                // What the rider gave back by hand does not arrive later.
                let done = match refund.way {
                    Way::InHand => "cash-back",
                    Way::ToSource | Way::Credit => "refund",
                };
                let own = format!("/dashboard/orders/{number}?done={done}");
                return Ok(see_other(&desk.href(&own)));
            }
            Err(error) => error,
        }
    } else {
        match give_back::preview(&app.market, by, number, &typed.ask.wish).await {
            Ok(preview) => {
                return page(&app, &desk, number, form, Some(preview), StatusCode::OK).await;
            }
            Err(error) => error,
        }
    };
    refunding::explain(&mut form, &standing, error, lang)?;
    page(
        &app,
        &desk,
        number,
        form,
        None,
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await
}

async fn page(
    app: &AppState,
    desk: &Desk,
    number: OrderNumber,
    form: Form,
    preview: Option<Preview>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let lang = desk.lang();
    let own = desk.href(&format!("/dashboard/orders/{number}"));
    let shown = Shown {
        standing: refunding::standing(app, By::Shop(desk.scope), number).await?,
        key: refunding::key(app, &form),
        form,
        preview,
        action: desk.href(&format!("/dashboard/orders/{number}/refund")),
        lang,
    };
    let chrome = desk.chrome(app, DashboardSection::Orders);
    let title = lang.refund_title(&number.to_string());
    let page = Page::new(lang.code(), title.clone())
        .noindex()
        .status(status);
    let body = move || {
        view! {
            <h1>{title}</h1>
            <p><a href=own>{lang.order_title(&number.to_string())}</a></p>
            {refunding::body(&shown)}
        }
        .into_any()
    };
    Ok(page.render(&app.assets, chrome, body).into_response())
}
