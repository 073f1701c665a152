//! Finding an order with its number and phone: a code goes to the phone, and nobody learns whether there is such an order.

use accounts::{CodeError, browser};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::{parse_phone, phone_for_owner};
use flows::track::{self, ConfirmError, RequestError};
use kernel::{PhoneNumber, PurchaseNumber};
use leptos::prelude::*;

use crate::cookies;
use crate::form::Form;
use crate::pages::frames::site;
use crate::pages::shown::{errors_of, see_other, see_other_with};
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, ErrorSummary, Field, Hidden, InputKind, Notice, Tone};
use crate::visitor::Visitor;

/// `GET /track`
pub async fn show(State(app): State<AppState>, visitor: Visitor) -> Result<Rendered, Problem> {
    asking(&app, &visitor, StatusCode::OK, Form::default()).await
}

/// `POST /track`: sends the code, if there is anything to send it for.
pub async fn ask(
    State(app): State<AppState>,
    visitor: Visitor,
    mut form: Form,
) -> Result<Rendered, Problem> {
    let Some((number, phone)) = parse(&mut form, &visitor) else {
        return asking(&app, &visitor, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let bound_to = browser::binding(&visitor.session, &app.market.source).await?;
    match track::request(
        &app.market,
        &app.codes,
        &bound_to,
        number,
        &phone,
        visitor.lang,
    )
    .await
    {
        Ok(()) => typing(&app, &visitor, StatusCode::OK, form).await,
        Err(RequestError::TooOften(too_often)) => {
            form.fail(
                "phone",
                visitor
                    .lang
                    .code_too_many(minutes(too_often.retry_after_seconds)),
            );
            asking(&app, &visitor, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(RequestError::Failed(error)) => Err(error.into()),
    }
}

/// `GET /track/code`: only the form leads there.
pub async fn code() -> Response {
    see_other("/track")
}

/// `POST /track/code`
pub async fn confirm(
    State(app): State<AppState>,
    visitor: Visitor,
    mut form: Form,
) -> Result<Response, Problem> {
    let Some((number, phone)) = parse(&mut form, &visitor) else {
        return Ok(see_other("/track"));
    };
    let bound_to = browser::binding(&visitor.session, &app.market.source).await?;
    let lang = visitor.lang;
    let typed = form.value("code");
    match track::confirm(&app.market, &app.codes, &bound_to, number, &phone, &typed).await {
        Ok(id) => {
            let access = cookies::set_access(&app, &visitor.access, id);
            return Ok(see_other_with(&format!("/orders/{number}"), access));
        }
        Err(ConfirmError::Code(CodeError::Wrong { tries_left })) => {
            form.fail("code", lang.code_wrong(tries_left.into()));
        }
        Err(ConfirmError::Code(CodeError::Expired)) => form.fail("code", lang.code_expired()),
        Err(ConfirmError::Code(CodeError::TooMany)) => form.fail("code", lang.code_used_up()),
        Err(ConfirmError::Failed(error)) => return Err(error.into()),
    }
    Ok(
        typing(&app, &visitor, StatusCode::UNPROCESSABLE_ENTITY, form)
            .await?
            .into_response(),
    )
}

fn parse(form: &mut Form, visitor: &Visitor) -> Option<(PurchaseNumber, PhoneNumber)> {
    let lang = visitor.lang;
    let number = form.parse("number", |text| {
        text.parse()
            .map_err(|_| lang.form_order_number().to_owned())
    });
    let phone = form.parse("phone", |text| {
        parse_phone(text, visitor.country).map_err(|problem| problem.say(lang, visitor.country))
    });
    number.zip(phone)
}

fn minutes(seconds: i64) -> i64 {
    seconds.max(1).saturating_add(59) / 60
}

async fn asking(
    app: &AppState,
    visitor: &Visitor,
    status: StatusCode,
    form: Form,
) -> Result<Rendered, Problem> {
    let lang = visitor.lang;
    let chrome = site(app, visitor, "").await?;
    let page = Page::new(lang.code(), lang.track_title())
        .noindex()
        .status(status);
    Ok(page.render(&app.assets, chrome, move || {
        let errors = errors_of(&form, &["number", "phone", "code"]);
        view! {
            <h1>{lang.track_title()}</h1>
            <p class="prose">{lang.track_lead()}</p>
            {(!errors.is_empty()).then(|| view! { <ErrorSummary title=lang.checkout_check() errors=errors /> })}
            <form method="post" action="/track">
                <Field
                    id="number"
                    name="number"
                    label=lang.track_number()
                    hint=lang.track_number_hint()
                    value=form.value("number")
                    error=form.error("number")
                    required=true
                    max_length=20
                    autocomplete="off"
                />
                <Field
                    id="phone"
                    name="phone"
                    label=lang.field_phone()
                    kind=InputKind::Phone
                    value=form.value("phone")
                    error=form.error("phone")
                    required=true
                    max_length=24
                />
                <Button label=lang.track_button() kind=ButtonKind::Primary />
            </form>
        }
        .into_any()
    }))
}

async fn typing(
    app: &AppState,
    visitor: &Visitor,
    status: StatusCode,
    form: Form,
) -> Result<Rendered, Problem> {
    let lang = visitor.lang;
    let chrome = site(app, visitor, "").await?;
    let sent_to =
        parse_phone(form.get("phone"), visitor.country).map(|phone| phone_for_owner(&phone));
    let page = Page::new(lang.code(), lang.code_title())
        .noindex()
        .status(status);
    Ok(page.render(&app.assets, chrome, move || {
        let errors = errors_of(&form, &["number", "phone", "code"]);
        view! {
            <h1>{lang.code_title()}</h1>
            <Notice tone=Tone::Info>
                <p>{lang.track_sent()}</p>
                {sent_to.ok().map(|phone| view! { <p>{phone}</p> })}
            </Notice>
            {(!errors.is_empty()).then(|| view! { <ErrorSummary title=lang.checkout_check() errors=errors /> })}
            <form method="post" action="/track/code">
                <Hidden name="number" value=form.value("number") />
                <Hidden name="phone" value=form.value("phone") />
                <Field
                    id="code"
                    name="code"
                    label=lang.code_label()
                    kind=InputKind::Code
                    error=form.error("code")
                    required=true
                    max_length=10
                />
                <Button label=lang.track_open() kind=ButtonKind::Primary />
            </form>
            <p><a href="/track">{lang.code_other_number()}</a></p>
        }
        .into_any()
    }))
}
