//! `/admin/take-down`: what is public and must not be, found by its address and taken down with a reason.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalog::Reason;
use flows::take_down::{self, Found, TakeDownError, Target};
use leptos::prelude::*;
use moderation::CaseKind;

use super::{Judge, verdict};
use crate::form::Form;
use crate::pages::door::{summary, text};
use crate::pages::shown::{address, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, Choice, ChoiceCards, Field, Hidden, Notice, TextArea, Tone};

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    address: Option<String>,
    done: Option<String>,
}

/// `GET /admin/take-down?address=`
pub(super) async fn show(
    State(app): State<AppState>,
    judge: Judge,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let lang = judge.lang();
    let said = match asks.done.as_deref() {
        Some("down") => Some((Tone::Good, lang.take_down_done())),
        Some("restored") => Some((Tone::Good, lang.take_down_restored())),
        Some("not-now") => Some((Tone::Bad, lang.take_down_not_now())),
        _ => None,
    };
    let form = Form::of([("address", asks.address.unwrap_or_default())]);
    page(&app, judge, form, StatusCode::OK, said).await
}

/// `POST /admin/take-down`
pub(super) async fn act(
    State(app): State<AppState>,
    judge: Judge,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = judge.lang();
    let typed = form.value("address");
    let Some(found) = take_down::find(&app.market, &typed).await? else {
        form.fail("address", lang.take_down_nothing());
        return page(&app, judge, form, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    let done = if let ("restore", Target::Shop(shop)) = (form.get("do"), found.target) {
        let restored = take_down::restore(&app.market, judge.who, shop).await;
        restored.map(|()| "restored")
    } else {
        let chosen = form.value("why");
        let reason = form.parse("reason", |typed| {
            let both = format!("{chosen} {typed}");
            match both.trim() {
                "" => Err(lang.form_reason().to_owned()),
                both => text(Reason::parse(both), lang),
            }
        });
        let Some(reason) = reason else {
            return page(&app, judge, form, StatusCode::UNPROCESSABLE_ENTITY, None).await;
        };
        let down = take_down::take_down(&app.market, judge.who, found.target, &reason).await;
        down.map(|()| "down")
    };
    let done = match done {
        Ok(done) => done,
        Err(TakeDownError::NotFound) => return Err(Problem::NotFound),
        Err(TakeDownError::NotNow) => "not-now",
        Err(TakeDownError::Failed(error)) => return Err(error.into()),
    };
    let pairs = [("address", found.path), ("done", done.to_owned())];
    Ok(see_other(&address("/admin/take-down", &pairs)))
}

async fn page(
    app: &AppState,
    judge: Judge,
    mut form: Form,
    status: StatusCode,
    said: Option<(Tone, &'static str)>,
) -> Result<Response, Problem> {
    let lang = judge.lang();
    let typed = form.value("address");
    let found = if typed.is_empty() {
        None
    } else {
        take_down::find(&app.market, &typed).await?
    };
    if found.is_none() && !typed.is_empty() && form.is_ok() {
        form.fail("address", lang.take_down_nothing());
    }
    let chrome = judge.chrome(app, AdminSection::TakeDown);
    let page = Page::new(lang.code(), lang.take_down_title())
        .noindex()
        .status(status);
    let body = move || {
        view! {
            <h1>{lang.take_down_title()}</h1>
            {said.map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })}
            {summary(&form, lang)}
            <form method="get" action="/admin/take-down" class="tw:max-w-120">
                <Field
                    id="address"
                    name="address"
                    label=lang.take_down_address()
                    hint=lang.take_down_address_hint()
                    value=form.value("address")
                    error=form.error("address")
                    required=true
                    max_length=300
                />
                <p class="actions">
                    <Button label=lang.take_down_find() />
                </p>
            </form>
            {found.map(|found| decide(&found, &form, lang))}
        }
        .into_any()
    };
    Ok(page.render(&app.assets, chrome, body).into_response())
}

/// What was found, and what may be done about it.
fn decide(found: &Found, form: &Form, lang: words::Lang) -> AnyView {
    let link = view! { <h2><a href=found.path.clone()>{found.title.clone()}</a></h2> };
    if found.is_down {
        let restore = matches!(found.target, Target::Shop(_)).then(|| {
            view! {
                <form method="post" action="/admin/take-down" class="actions">
                    <Hidden name="address" value=found.path.clone() />
                    <Hidden name="do" value="restore" />
                    <Button label=lang.take_down_restore() />
                </form>
            }
        });
        return view! {
            <section class="card tw:max-w-120">
                {link}
                <p>{lang.take_down_is_down(&found.reason)}</p>
                {restore}
            </section>
        }
        .into_any();
    }
    let reasons: Vec<Choice> = verdict::reasons(CaseKind::Picture, lang)
        .into_iter()
        .map(|reason| Choice {
            value: reason.to_owned(),
            label: reason.to_owned(),
            chosen: form.get("why") == reason,
            ..Choice::default()
        })
        .collect();
    view! {
        <section class="card tw:max-w-120">
            {link}
            <form method="post" action="/admin/take-down">
                <Hidden name="address" value=found.path.clone() />
                <ChoiceCards id="why" name="why" legend=lang.decision_reason() choices=reasons />
                <TextArea
                    id="reason"
                    name="reason"
                    label=lang.decision_reason_own()
                    value=form.value("reason")
                    error=form.error("reason")
                    rows=2
                    max_length=300
                />
                <p class="actions">
                    <Button label=lang.take_down_do() kind=ButtonKind::Danger />
                </p>
            </form>
        </section>
    }
    .into_any()
}
