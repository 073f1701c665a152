//! Paying from another country, in its money. Complete without script.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::Country;
use flows::abroad::{self, Abroad, NoRate};
use flows::pay::open_prompt::OpenPrompt;
use flows::pay::{Pay, PayError};
use flows::progress;
use flows::route::Weather;
use kernel::{Method, Money};
use leptos::prelude::*;
use words::Lang;

use super::{names_of, new_key, resolve, said};
use crate::form::Form;
use crate::pages::checkout::{open_prompt, typed, ways};
use crate::pages::frames::bare;
use crate::pages::shown::{errors_of, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{
    Button, ButtonKind, ChoiceCards, ErrorSummary, Field, Hidden, Icon, InputKind, Link,
    LinkButton, Notice, Tone,
};
use crate::visitor::Visitor;

/// `GET /pay/{number}/abroad`
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let form = Form::of([("key", new_key(&app))]);
    page(&app, &visitor, &number, form, StatusCode::OK, None).await
}

/// `POST /pay/{number}/abroad`: a prompt on a phone there.
pub async fn pay(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let (purchase, id) = resolve(&app, &visitor, &number).await?;
    let lang = visitor.lang;
    if typed::key_of(&form).is_none() {
        form.set("key", new_key(&app));
    }
    let Ok(country) = form.get("country").parse::<Country>() else {
        return refused(&app, &visitor, &number, form).await;
    };
    let phone = form.parse("phone", |text| typed::phone(text, country, lang));
    let method = form.parse("method", |text| {
        typed::method(text, phone.as_ref(), country, lang)
            .and_then(|method| {
                method
                    .network()
                    .ok_or_else(|| lang.form_network().to_owned())
            })
            .map(Method::from)
    });
    // Without it the page tells what it is, and the next press agrees.
    let seen = form.get("seen").parse().unwrap_or_default();
    let seen = Money::new(seen, country.pack().currency);
    let (Some(phone), Some(method)) = (phone, method) else {
        return refused(&app, &visitor, &number, form).await;
    };
    let there = (&phone, method);
    let prompt = open_prompt::ask(&app, &visitor, &mut form, there, Some(id)).await;
    if prompt.is_some() {
        return page(&app, &visitor, &number, form, StatusCode::OK, prompt).await;
    }
    let wish = Pay {
        purchase: id,
        key: form.value("key"),
        phone,
        method,
        credit: None,
    };
    match abroad::start(&app.market, visitor.buyer(id), wish, seen).await {
        // What is open already, or over, that page says best.
        Ok(_)
        | Err(
            PayError::StillOpen(_)
            | PayError::NotPayable(_)
            | PayError::KeyReused
            | PayError::NothingLeft
            | PayError::NoCredit(_),
        ) => return Ok(see_other(&format!("/pay/{purchase}"))),
        Err(PayError::NotFound) => return Err(Problem::NotFound),
        Err(PayError::Failed(error)) => return Err(error.into()),
        Err(PayError::NoRate(NoRate::Changed { amount })) => {
            form.fail("method", lang.abroad_changed(&said(amount)));
        }
        Err(PayError::NoRate(NoRate::None)) => {
            form.fail("method", lang.abroad_none().to_owned());
        }
        Err(PayError::NoRoute(why)) => form.fail("method", ways::closed(method, why, lang)),
        Err(PayError::SoldOut(short)) => {
            for name in names_of(&app, &visitor, id, &short).await? {
                form.fail("phone", lang.pay_stock_gone(&name));
            }
        }
        Err(PayError::TooOften(too_often)) => {
            let seconds = too_often.retry_after_seconds.max(1);
            form.fail("phone", lang.error_too_many(seconds));
        }
    }
    refused(&app, &visitor, &number, form).await
}

async fn refused(
    app: &AppState,
    visitor: &Visitor,
    number: &str,
    form: Form,
) -> Result<Response, Problem> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page(app, visitor, number, form, status, None).await
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    number: &str,
    form: Form,
    status: StatusCode,
    prompt: Option<OpenPrompt>,
) -> Result<Response, Problem> {
    let (number, id) = resolve(app, visitor, number).await?;
    let lang = visitor.lang;
    let progress = progress::of(&app.market, visitor.buyer(id), id)
        .await?
        .ok_or(Problem::NotFound)?;
    let is_open = super::open_attempt(&progress).is_some();
    let back = format!("/pay/{number}");
    if is_open || !progress.purchase.state.is_payable() {
        return Ok(see_other(&back));
    }
    let price = progress.purchase.total;
    let weather = Weather::read(&app.market).await?;
    let offers = abroad::offers(&app.market, &weather, price, Some(id)).await?;
    let link = Link::new(lang.order_title(&number.to_string()), back.clone());
    let head = Page::new(lang.code(), lang.abroad_title())
        .noindex()
        .status(status);
    let body = move || {
        let errors = errors_of(&form, &["phone", "method"]);
        let none = offers
            .is_empty()
            .then(|| view! { <Notice tone=Tone::Info><p>{lang.abroad_none()}</p></Notice> });
        let cards = offers
            .iter()
            .map(|offer| card(offer, price, &back, &form, prompt, lang))
            .collect_view();
        view! {
            <h1>{lang.abroad_title()}</h1>
            {(!errors.is_empty()).then(|| view! { <ErrorSummary title=lang.checkout_check() errors=errors /> })}
            <div class="stack">
                <p>{lang.abroad_lead(&said(price))}</p>
                {none}
                {cards}
            </div>
            <p class="actions"><LinkButton label=lang.pay_other_method() href=back.clone() kind=ButtonKind::Quiet /></p>
        }
        .into_any()
    };
    let chrome = bare(app, lang, Some(link));
    Ok(head.render(&app.assets, chrome, body).into_response())
}

/// One country: what it costs there, at which rate, and the phone that is asked.
fn card(
    offer: &Abroad,
    price: Money,
    back: &str,
    form: &Form,
    prompt: Option<OpenPrompt>,
    lang: Lang,
) -> AnyView {
    let country = offer.country;
    let code = country.code();
    // What was typed stays in the form it was typed in, and what is wrong stands there.
    let is_this = form.get("country") == code;
    let typed = |name: &str| {
        if is_this {
            form.value(name)
        } else {
            String::new()
        }
    };
    let error = |name: &str| is_this.then(|| form.error(name)).flatten();
    let chosen: Option<Method> = typed("method").parse().ok();
    let choices = ways::choices(&offer.ways, chosen, lang);
    let day = country.date(offer.quote.as_of.midnight().assume_utc(), lang);
    let rate = lang.abroad_rate(
        &said(price),
        &offer.quote.rate.to_string(),
        &said(offer.amount),
        &day,
    );
    let phone_id = if is_this {
        "phone".to_owned()
    } else {
        format!("phone-{code}")
    };
    let method_id = if is_this {
        "method".to_owned()
    } else {
        format!("method-{code}")
    };
    let action = format!("{back}/abroad");
    view! {
        <section class="card stack">
            <h2>{country.name(lang)}</h2>
            <p>{rate}</p>
            <form method="post" action=action>
                <Hidden name="key" value=form.value("key") />
                <Hidden name="country" value=code.to_owned() />
                <Hidden name="seen" value=offer.amount.minor().to_string() />
                <Field
                    id=phone_id
                    name="phone"
                    label=lang.field_paying_phone()
                    kind=InputKind::Phone
                    value=typed("phone")
                    hint=lang.for_example(country.pack().example_phone)
                    error=error("phone")
                    required=true
                    max_length=24
                    autocomplete="off"
                />
                <ChoiceCards id=method_id name="method" legend=lang.method() choices=choices error=error("method") />
                {is_this.then(|| open_prompt::question(prompt, form, lang))}
                <Button label=lang.pay_amount_now(&said(offer.amount)) kind=ButtonKind::Primary icon=Icon::Lock />
            </form>
        </section>
    }
    .into_any()
}

/// The link from the page that asks how to pay.
pub(super) fn way(number: &str, lang: Lang) -> AnyView {
    view! { <p class="actions"><LinkButton label=lang.abroad_title() href=format!("/pay/{number}/abroad") kind=ButtonKind::Quiet icon=Icon::Phone /></p> }.into_any()
}
