//! A person's own page: what they are called, what they do here, where they are signed in.

use accounts::{Authority, OpenSession, SessionHash, browser};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::shops::Membership;
use countries::Country;
use kernel::Timestamp;
use serde::Deserialize;
use words::Lang;

use super::profile_view::body;
use crate::cookies::{self, Preferences};
use crate::form::Form;
use crate::pages::frames::site;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::visitor::Visitor;

/// The longest name a person may give, in characters.
pub(super) const NAME_CHARS_MAX: u16 = 120;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

/// Everything the page shows.
pub(super) struct Shown {
    pub form: Form,
    pub authority: Authority,
    pub shops: Vec<Membership>,
    pub sessions: Vec<OpenSession>,
    pub here: Option<SessionHash>,
    pub country: Country,
    pub now: Timestamp,
    pub done: Option<&'static str>,
}

/// `GET /account`
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let person = &visitor.signed_in()?.person;
    let form = Form::of([
        ("name", person.name.clone()),
        ("language", visitor.lang.code().to_owned()),
    ]);
    let done = match asks.done.as_deref() {
        Some("saved") => Some(visitor.lang.account_saved()),
        Some("ended") => Some(visitor.lang.account_session_ended()),
        Some(_) | None => None,
    };
    page(&app, &visitor, form, StatusCode::OK, done).await
}

/// `POST /account`
pub(super) async fn save(
    State(app): State<AppState>,
    visitor: Visitor,
    mut form: Form,
) -> Result<Response, Problem> {
    let person = visitor.signed_in()?.person.id;
    let lang = visitor.lang;
    let name = form.parse("name", |text| match text.chars().count() {
        0 => Err(lang.form_name().to_owned()),
        count if count > NAME_CHARS_MAX.into() => Err(lang.form_too_long(NAME_CHARS_MAX.into())),
        _ => Ok(text.to_owned()),
    });
    let chosen = form.parse("language", |text| {
        text.parse::<Lang>()
            .map_err(|_| lang.form_choose().to_owned())
    });
    let (Some(name), Some(chosen)) = (name, chosen) else {
        return page(&app, &visitor, form, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    flows::account::save_profile(&app.market, person, &name, chosen).await?;
    let mut response = see_other("/account?done=saved");
    if chosen != lang {
        let cookie: HeaderValue = cookies::set_preferences(
            &app,
            Preferences {
                lang: chosen,
                ..visitor.preferences()
            },
        );
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `POST /account/sessions/end`
pub(super) async fn end(
    State(app): State<AppState>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Problem> {
    let person = visitor.signed_in()?.person.id;
    let session: SessionHash = form
        .get("session")
        .parse()
        .map_err(|_| Problem::BadRequest)?;
    flows::account::end_session(&app.market, person, session).await?;
    Ok(see_other("/account?done=ended"))
}

/// `POST /account/sessions/end-others`
pub(super) async fn end_others(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let person = visitor.signed_in()?.person.id;
    let Some(here) = browser::hash(&visitor.session) else {
        return Err(Problem::BadRequest);
    };
    flows::account::end_other_sessions(&app.market, person, here).await?;
    Ok(see_other("/account?done=ended"))
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    form: Form,
    status: StatusCode,
    done: Option<&'static str>,
) -> Result<Response, Problem> {
    let authority = visitor.signed_in()?.clone();
    let person = authority.person.id;
    let chrome = site(app, visitor, "").await?;
    let shown = Shown {
        form,
        shops: flows::account::shops_of(&app.market, person).await?,
        sessions: flows::account::sessions(&app.market, person).await?,
        here: browser::hash(&visitor.session),
        country: visitor.country,
        now: app.market.source.now(),
        authority,
        done,
    };
    let lang = visitor.lang;
    let page = Page::new(lang.code(), lang.account_title())
        .noindex()
        .status(status);
    Ok(page
        .render(&app.assets, chrome, move || body(&shown, lang))
        .into_response())
}
