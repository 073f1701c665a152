//! `/admin/refund?number=`: an admin gives back of any order.

use accounts::PlatformRole;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::Country;
use flows::give_back::{self, By, Preview};
use kernel::OrderNumber;
use leptos::prelude::*;

use super::Judge;
use crate::form::Form;
use crate::pages::door::summary;
use crate::pages::refunding::{self, Shown};
use crate::pages::shown::{address, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{Button, Field, Notice, Tone};

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    number: Option<String>,
    done: Option<String>,
}

/// `GET /admin/refund?number=`
pub(super) async fn show(
    State(app): State<AppState>,
    judge: Judge,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let by = by(&judge)?;
    let form = Form::of([("number", asks.number.unwrap_or_default())]);
    let is_done = asks.done.is_some();
    page(&app, &judge, by, form, None, (StatusCode::OK, is_done)).await
}

/// `POST /admin/refund`: shows what would happen, and then does it.
pub(super) async fn give(
    State(app): State<AppState>,
    judge: Judge,
    mut form: Form,
) -> Result<Response, Problem> {
    let by = by(&judge)?;
    let wrong = (StatusCode::UNPROCESSABLE_ENTITY, false);
    let Some(number) = number(&form) else {
        return page(&app, &judge, by, form, None, wrong).await;
    };
    let lang = judge.lang();
    let standing = refunding::standing(&app, by, number).await?;
    let country = country_of(&standing, &judge);
    let Some(typed) = refunding::read(&mut form, &standing, country, lang) else {
        return page(&app, &judge, by, form, None, wrong).await;
    };
    let error = if typed.is_decided {
        match give_back::decide(&app.market, by, &typed.ask).await {
            Ok(_) => {
                let pairs = [("number", number.to_string()), ("done", "yes".to_owned())];
                return Ok(see_other(&address("/admin/refund", &pairs)));
            }
            Err(error) => error,
        }
    } else {
        match give_back::preview(&app.market, by, number, &typed.ask.wish).await {
            Ok(preview) => {
                return page(
                    &app,
                    &judge,
                    by,
                    form,
                    Some(preview),
                    (StatusCode::OK, false),
                )
                .await;
            }
            Err(error) => error,
        }
    };
    refunding::explain(&mut form, &standing, error, lang)?;
    page(&app, &judge, by, form, None, wrong).await
}

/// A moderator decides about shops and pictures, not about other people's money.
fn by(judge: &Judge) -> Result<By, Problem> {
    match judge.who.role {
        PlatformRole::Admin => Ok(By::Admin(judge.who)),
        PlatformRole::Moderator | PlatformRole::None => Err(Problem::Forbidden),
    }
}

fn number(form: &Form) -> Option<OrderNumber> {
    form.get("number").parse().ok()
}

fn country_of(standing: &give_back::Standing, judge: &Judge) -> Country {
    let currency = standing.order.total.currency();
    Country::of_currency(currency).unwrap_or(judge.visitor.country)
}

async fn page(
    app: &AppState,
    judge: &Judge,
    by: By,
    mut form: Form,
    preview: Option<Preview>,
    (status, is_done): (StatusCode, bool),
) -> Result<Response, Problem> {
    let lang = judge.lang();
    let found = match number(&form) {
        Some(number) => match refunding::standing(app, by, number).await {
            Ok(standing) => Some(standing),
            Err(Problem::NotFound) => None,
            Err(other) => return Err(other),
        },
        None => None,
    };
    if found.is_none() && (!form.get("number").is_empty() || status != StatusCode::OK) {
        form.fail("number", lang.refund_no_order());
    }
    let typed = form.value("number");
    let error = form.error("number");
    let shown = found.map(|standing| Shown {
        standing,
        key: refunding::key(app, &form),
        form: form.clone(),
        preview,
        action: "/admin/refund".to_owned(),
        lang,
    });
    let chrome = judge.chrome(app, AdminSection::Cases);
    let page = Page::new(lang.code(), lang.refund_admin_title())
        .noindex()
        .status(status);
    let body = move || {
        view! {
            <h1>{lang.refund_admin_title()}</h1>
            {is_done.then(|| view! { <Notice tone=Tone::Good><p>{lang.decision_saved()}</p></Notice> })}
            {shown.is_none().then(|| summary(&form, lang))}
            <form method="get" action="/admin/refund" class="tw:max-w-120">
                <Field
                    id="number"
                    name="number"
                    label=lang.order_number()
                    hint=lang.refund_number_hint()
                    value=typed
                    error=error
                    required=true
                    max_length=20
                />
                <p class="actions">
                    <Button label=lang.take_down_find() />
                </p>
            </form>
            {shown.map(|shown| {
                view! {
                    <section class="card">
                        <h2>{lang.order_title(&shown.standing.order.number.to_string())}</h2>
                        {refunding::body(&shown)}
                    </section>
                }
            })}
        }
        .into_any()
    };
    Ok(page.render(&app.assets, chrome, body).into_response())
}
