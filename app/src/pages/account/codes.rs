//! The code from the SMS lets a person in.

use accounts::{CodeError, Person, PlatformRole, browser};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::phone_for_owner;
use flows::sign_in::{self, ConfirmError};
use leptos::prelude::*;
use serde::Deserialize;

use super::sign_in::{Asked, send_code};
use crate::form::Form;
use crate::pages::door::{minutes, summary};
use crate::pages::frames::site;
use crate::pages::shown::{address, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, Field, InputKind, Notice, Tone};
use crate::visitor::Visitor;

const MINUTES: i64 = 5;
const DIGITS: usize = 6;

#[derive(Debug, Deserialize)]
pub(super) struct Asks {
    /// A new code could not be sent for so many minutes.
    wait: Option<i64>,
}

/// `GET /sign-in/code`
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let Some(asked) = Asked::of(&visitor.session).await? else {
        return Ok(see_other("/sign-in"));
    };
    let mut form = Form::default();
    if let Some(minutes) = asks.wait {
        form.fail("code", visitor.lang.code_too_many(minutes.clamp(1, 60)));
    }
    page(&app, &visitor, &asked, form, StatusCode::OK).await
}

/// `POST /sign-in/code`
pub(super) async fn confirm(
    State(app): State<AppState>,
    visitor: Visitor,
    mut form: Form,
) -> Result<Response, Problem> {
    let Some(asked) = Asked::of(&visitor.session).await? else {
        return Ok(see_other("/sign-in"));
    };
    let lang = visitor.lang;
    let digits: String = form
        .get("code")
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if digits.len() != DIGITS {
        form.fail("code", lang.form_code());
        return page(
            &app,
            &visitor,
            &asked,
            form,
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    }
    let binding = browser::binding(&visitor.session, &app.market.source).await?;
    let confirmed = sign_in::confirm(
        &app.market,
        &app.codes,
        &asked.phone,
        &binding,
        &digits,
        &asked.name,
        lang,
    )
    .await;
    let (message, status) = match confirmed {
        Ok(person) => return enter(&app, &visitor, &asked, &person).await,
        Err(ConfirmError::Code(CodeError::Wrong { tries_left })) => (
            lang.code_wrong(tries_left.into()),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(ConfirmError::Code(CodeError::Expired)) => (
            lang.code_expired().to_owned(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(ConfirmError::Code(CodeError::TooMany)) => (
            lang.code_used_up().to_owned(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(ConfirmError::TooOften(wait)) => (
            lang.sign_in_too_many(minutes(wait.retry_after_seconds)),
            StatusCode::TOO_MANY_REQUESTS,
        ),
        Err(ConfirmError::Closed) => (
            lang.account_closed().to_owned(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(ConfirmError::Failed(error)) => return Err(error.into()),
    };
    form.fail("code", message);
    page(&app, &visitor, &asked, form, status).await
}

async fn enter(
    app: &AppState,
    visitor: &Visitor,
    asked: &Asked,
    person: &Person,
) -> Result<Response, Problem> {
    Asked::forget(&visitor.session).await?;
    browser::sign_in(
        &visitor.session,
        person.id,
        &visitor.device,
        app.market.source.now(),
    )
    .await?;
    if !asked.back.is_empty() {
        return Ok(see_other(&asked.back));
    }
    let home = match person.platform_role {
        PlatformRole::Moderator | PlatformRole::Admin => "/admin",
        PlatformRole::None
            if flows::account::shops_of(&app.market, person.id)
                .await?
                .is_empty() =>
        {
            "/account"
        }
        PlatformRole::None => "/dashboard",
    };
    Ok(see_other(home))
}

/// `POST /sign-in/again`
pub(super) async fn again(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let Some(asked) = Asked::of(&visitor.session).await? else {
        return Ok(see_other("/sign-in"));
    };
    Ok(match send_code(&app, &visitor, &asked).await? {
        None => see_other("/sign-in/code"),
        Some(minutes) => see_other(&address("/sign-in/code", &[("wait", minutes.to_string())])),
    })
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    asked: &Asked,
    form: Form,
    status: StatusCode,
) -> Result<Response, Problem> {
    let chrome = site(app, visitor, "").await?;
    let lang = visitor.lang;
    let page = Page::new(lang.code(), lang.code_title())
        .noindex()
        .status(status);
    let (asked, is_rehearsal) = (asked.clone(), app.market.settings.is_rehearsal);
    Ok(page
        .render(&app.assets, chrome, move || {
            body(&asked, &form, is_rehearsal, lang)
        })
        .into_response())
}

fn body(asked: &Asked, form: &Form, is_rehearsal: bool, lang: words::Lang) -> AnyView {
    let rehearsal = is_rehearsal.then(|| {
        view! {
            <Notice tone=Tone::Info>
                <p>{lang.code_in_outbox()}" "<a href="/development/outbox">{lang.outbox_open()}</a></p>
            </Notice>
        }
    });
    view! {
        <div class="tw:max-w-120">
            <h1>{lang.code_title()}</h1>
            {summary(form, lang)}
            <div class="stack">
            <p>{lang.code_sent_to(&phone_for_owner(&asked.phone))}" "{lang.code_valid_for(MINUTES)}</p>
            {rehearsal}
            <form method="post" action="/sign-in/code">
                <Field
                    id="code"
                    name="code"
                    label=lang.code_label()
                    kind=InputKind::Code
                    value=form.value("code")
                    error=form.error("code")
                    required=true
                    max_length=12
                />
                <p class="actions">
                    <Button label=lang.code_button() kind=ButtonKind::Primary />
                </p>
            </form>
            <form method="post" action="/sign-in/again" class="actions">
                <Button label=lang.code_again() />
                <a href="/sign-in">{lang.code_other_number()}</a>
            </form>
            </div>
        </div>
    }
    .into_any()
}
