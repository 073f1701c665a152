//! A phone number, and a code goes out to it.

use accounts::{Purpose, browser};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flows::sign_in::RequestError;
use kernel::PhoneNumber;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::form::Form;
use crate::pages::door::{minutes, phone, summary};
use crate::pages::frames::site;
use crate::pages::shown::{address, local_path, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, Field, Hidden, InputKind, Notice, Tone};
use crate::visitor::Visitor;

/// The longest name a person may give, in characters.
const NAME_CHARS_MAX: u16 = 120;
/// Where a session keeps who is about to sign in.
const ASKED: &str = "sign_in";

/// Who asked for a code in this browser.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Asked {
    pub phone: PhoneNumber,
    /// Empty when they only sign in.
    pub name: String,
    pub back: String,
}

impl Asked {
    pub(super) async fn of(session: &Session) -> Result<Option<Self>, Problem> {
        session.get(ASKED).await.map_err(failed)
    }

    pub(super) async fn forget(session: &Session) -> Result<(), Problem> {
        session.remove_value(ASKED).await.map_err(failed)?;
        Ok(())
    }

    async fn keep(&self, session: &Session) -> Result<(), Problem> {
        session.insert(ASKED, self).await.map_err(failed)
    }
}

fn failed(error: tower_sessions::session::Error) -> Problem {
    browser::SessionError::from(error).into()
}

/// Signing in, or up: the same way with another name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    In,
    Up,
}

impl Door {
    const fn path(self) -> &'static str {
        match self {
            Self::In => "/sign-in",
            Self::Up => "/sign-up",
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Asks {
    #[serde(default)]
    back: String,
    /// Somebody just signed out.
    out: Option<String>,
}

/// `GET /sign-in`
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    open(&app, &visitor, Door::In, asks).await
}

/// `GET /sign-up`
pub(super) async fn show_up(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    open(&app, &visitor, Door::Up, asks).await
}

async fn open(
    app: &AppState,
    visitor: &Visitor,
    door: Door,
    asks: Asks,
) -> Result<Response, Problem> {
    if visitor.authority.is_some() {
        return Ok(see_other(local_path(&asks.back, "/account")));
    }
    let form = Form::of([("back", local_path(&asks.back, "").to_owned())]);
    page(app, visitor, door, form, StatusCode::OK, asks.out.is_some()).await
}

/// `POST /sign-in`
pub(super) async fn ask(
    State(app): State<AppState>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Problem> {
    send(&app, &visitor, Door::In, form).await
}

/// `POST /sign-up`
pub(super) async fn ask_up(
    State(app): State<AppState>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Problem> {
    send(&app, &visitor, Door::Up, form).await
}

async fn send(
    app: &AppState,
    visitor: &Visitor,
    door: Door,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = visitor.lang;
    let phone = form.parse("phone", |text| phone(text, visitor.country, lang));
    let name = match door {
        Door::In => Some(String::new()),
        Door::Up => form.parse("name", |text| match text.chars().count() {
            0 => Err(lang.form_name().to_owned()),
            count if count > NAME_CHARS_MAX.into() => {
                Err(lang.form_too_long(NAME_CHARS_MAX.into()))
            }
            _ => Ok(text.to_owned()),
        }),
    };
    let (Some(phone), Some(name)) = (phone, name) else {
        return page(
            app,
            visitor,
            door,
            form,
            StatusCode::UNPROCESSABLE_ENTITY,
            false,
        )
        .await;
    };
    let asked = Asked {
        phone,
        name,
        back: local_path(form.get("back"), "").to_owned(),
    };
    match send_code(app, visitor, &asked).await? {
        None => Ok(see_other("/sign-in/code")),
        Some(minutes) => {
            form.fail("phone", lang.code_too_many(minutes));
            page(
                app,
                visitor,
                door,
                form,
                StatusCode::TOO_MANY_REQUESTS,
                false,
            )
            .await
        }
    }
}

/// Sends a code and remembers for whom; or says for how many minutes none is sent.
pub(super) async fn send_code(
    app: &AppState,
    visitor: &Visitor,
    asked: &Asked,
) -> Result<Option<i64>, Problem> {
    let binding = browser::binding(&visitor.session, &app.market.source).await?;
    let sent = flows::sign_in::send_code(
        &app.market,
        &app.codes,
        &asked.phone,
        Purpose::SignIn,
        &binding,
        visitor.lang,
    )
    .await;
    match sent {
        Ok(()) => {
            asked.keep(&visitor.session).await?;
            Ok(None)
        }
        Err(RequestError::TooOften(wait)) => Ok(Some(minutes(wait.retry_after_seconds))),
        Err(RequestError::Failed(error)) => Err(error.into()),
    }
}

/// `POST /sign-out`
pub(super) async fn out(visitor: Visitor) -> Result<Response, Problem> {
    browser::sign_out(&visitor.session).await?;
    Ok(see_other("/sign-in?out=yes"))
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    door: Door,
    form: Form,
    status: StatusCode,
    signed_out: bool,
) -> Result<Response, Problem> {
    let chrome = site(app, visitor, "").await?;
    let lang = visitor.lang;
    let title = match door {
        Door::In => lang.sign_in_title(),
        Door::Up => lang.sign_up_title(),
    };
    let page = Page::new(lang.code(), title).noindex().status(status);
    let visitor = visitor.clone();
    Ok(page
        .render(&app.assets, chrome, move || {
            body(&visitor, door, &form, signed_out)
        })
        .into_response())
}

fn body(visitor: &Visitor, door: Door, form: &Form, signed_out: bool) -> AnyView {
    let lang = visitor.lang;
    let back = form.value("back");
    let (title, lead, button, other, other_label, other_path) = match door {
        Door::In => (
            lang.sign_in_title(),
            lang.sign_in_lead(),
            lang.sign_in_button(),
            lang.sign_in_new_here(),
            lang.sign_up_title(),
            Door::Up.path(),
        ),
        Door::Up => (
            lang.sign_up_title(),
            lang.sign_up_lead(),
            lang.sign_up_button(),
            lang.sign_up_have_account(),
            lang.sign_in_title(),
            Door::In.path(),
        ),
    };
    let other_path = address(other_path, &[("back", back.clone())]);
    let name = (door == Door::Up).then(|| {
        view! {
            <Field
                id="name"
                name="name"
                label=lang.field_name()
                kind=InputKind::PersonName
                value=form.value("name")
                error=form.error("name")
                required=true
                max_length=u32::from(NAME_CHARS_MAX)
            />
        }
    });
    view! {
        <div class="tw:max-w-120">
            <h1>{title}</h1>
            {signed_out.then(|| view! { <Notice tone=Tone::Good><p>{lang.signed_out()}</p></Notice> })}
            {summary(form, lang)}
            <div class="stack">
            <p>{lead}</p>
            <form method="post" action=door.path()>
                <Hidden name="back" value=back />
                {name}
                <Field
                    id="phone"
                    name="phone"
                    label=lang.field_phone()
                    kind=InputKind::Phone
                    value=form.value("phone")
                    hint=lang.for_example(visitor.country.pack().example_phone)
                    error=form.error("phone")
                    required=true
                    max_length=24
                />
                <p class="actions">
                    <Button label=button kind=ButtonKind::Primary />
                </p>
            </form>
            <p>{other}" "<a href=other_path>{other_label}</a></p>
            </div>
        </div>
    }
    .into_any()
}
