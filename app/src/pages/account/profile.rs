//! A person's own page: what they are called, what they do here, where they are signed in.

use accounts::{Authority, OpenSession, Role, SessionHash, browser};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::ShopState;
use catalog::shops::Membership;
use countries::{Country, phone_for_owner};
use kernel::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;
use words::{Lang, RoleWords};

use crate::cookies::{self, Preferences};
use crate::form::Form;
use crate::pages::door::summary;
use crate::pages::frames::site;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{Badge, Button, ButtonKind, Choice, Field, Hidden, InputKind, LinkButton, Notice, Select, Tone};
use crate::visitor::Visitor;

const NAME_CHARS_MAX: u16 = 120;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

/// Everything the page shows.
struct Shown {
    form: Form,
    authority: Authority,
    shops: Vec<Membership>,
    sessions: Vec<OpenSession>,
    here: Option<SessionHash>,
    country: Country,
    now: Timestamp,
    done: Option<&'static str>,
}

/// `GET /account`
pub(super) async fn show(State(app): State<AppState>, visitor: Visitor, Query(asks): Query<Asks>) -> Result<Response, Problem> {
    let person = &visitor.signed_in()?.person;
    let form = Form::of([("name", person.name.clone()), ("language", visitor.lang.code().to_owned())]);
    let done = match asks.done.as_deref() {
        Some("saved") => Some(visitor.lang.account_saved()),
        Some("ended") => Some(visitor.lang.account_session_ended()),
        Some(_) | None => None,
    };
    page(&app, &visitor, form, StatusCode::OK, done).await
}

/// `POST /account`
pub(super) async fn save(State(app): State<AppState>, visitor: Visitor, mut form: Form) -> Result<Response, Problem> {
    let person = visitor.signed_in()?.person.id;
    let lang = visitor.lang;
    let name = form.parse("name", |text| match text.chars().count() {
        0 => Err(lang.form_name().to_owned()),
        count if count > NAME_CHARS_MAX.into() => Err(lang.form_too_long(NAME_CHARS_MAX.into())),
        _ => Ok(text.to_owned()),
    });
    let chosen = form.parse("language", |text| text.parse::<Lang>().map_err(|_| lang.form_choose().to_owned()));
    let (Some(name), Some(chosen)) = (name, chosen) else {
        return page(&app, &visitor, form, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    flows::account::save_profile(&app.market, person, &name, chosen).await?;
    let mut response = see_other("/account?done=saved");
    if chosen != lang {
        let cookie: HeaderValue = cookies::set_preferences(&app, Preferences { lang: chosen, ..visitor.preferences() });
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `POST /account/sessions/end`
pub(super) async fn end(State(app): State<AppState>, visitor: Visitor, form: Form) -> Result<Response, Problem> {
    let person = visitor.signed_in()?.person.id;
    let session: SessionHash = form.get("session").parse().map_err(|_| Problem::BadRequest)?;
    flows::account::end_session(&app.market, person, session).await?;
    Ok(see_other("/account?done=ended"))
}

/// `POST /account/sessions/end-others`
pub(super) async fn end_others(State(app): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let person = visitor.signed_in()?.person.id;
    let Some(here) = browser::hash(&visitor.session) else { return Err(Problem::BadRequest) };
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
    let page = Page::new(lang.code(), lang.account_title()).noindex().status(status);
    Ok(page.render(&app.assets, chrome, move || body(&shown, lang)).into_response())
}

fn body(shown: &Shown, lang: Lang) -> AnyView {
    let person = &shown.authority.person;
    let works_for_us = shown.authority.meets(accounts::Need::Moderator);
    view! {
        <div class="tw:max-w-120">
            <div class="head-row">
                <h1>{lang.account_title()}</h1>
                <form method="post" action="/sign-out">
                    <Button label=lang.sign_out() />
                </form>
            </div>
            {shown.done.map(|done| view! { <Notice tone=Tone::Good><p>{done}</p></Notice> })}
            {summary(&shown.form, lang)}
            <p class="actions">
                <LinkButton label=lang.nav_orders() href="/orders" />
                {works_for_us.then(|| view! { <LinkButton label=lang.nav_admin() href="/admin" /> })}
            </p>
            {profile(&shown.form, lang)}
            <p>
                <span class="hint">{lang.account_phone()}</span>
                <br />
                {phone_for_owner(&person.phone)}
            </p>
            {roles(&shown.authority, lang)}
            {shops(&shown.shops, lang)}
            {sessions(shown, lang)}
        </div>
    }
    .into_any()
}

fn profile(form: &Form, lang: Lang) -> AnyView {
    let languages = Lang::ALL
        .iter()
        .map(|each| Choice {
            value: each.code().to_owned(),
            label: each.name().to_owned(),
            chosen: each.code() == form.get("language"),
            ..Choice::default()
        })
        .collect::<Vec<_>>();
    view! {
        <form method="post" action="/account">
            <Field
                id="name"
                name="name"
                label=lang.account_name()
                kind=InputKind::PersonName
                value=form.value("name")
                error=form.error("name")
                required=true
                max_length=u32::from(NAME_CHARS_MAX)
            />
            <Select id="language" name="language" label=lang.account_language() choices=languages error=form.error("language") />
            <p class="actions">
                <Button label=lang.account_save() kind=ButtonKind::Primary />
            </p>
        </form>
    }
    .into_any()
}

fn roles(authority: &Authority, lang: Lang) -> AnyView {
    let badges = authority
        .roles()
        .into_iter()
        .filter(|role| *role != Role::Visitor)
        .map(|role| {
            let word = role.as_str().parse::<RoleWords>().map_or(role.as_str(), |word| lang.role_name(word));
            view! { <Badge text=word /> " " }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.account_roles()}</h2>
            <p>{badges}</p>
        </section>
    }
    .into_any()
}

fn shops(shops: &[Membership], lang: Lang) -> AnyView {
    if shops.is_empty() {
        return view! { <p><a href="/sell">{lang.nav_sell()}</a></p> }.into_any();
    }
    let items = shops
        .iter()
        .map(|shop| {
            let (tone, state) = match shop.state {
                ShopState::Applied => (Tone::Waiting, words::ShopWords::Applied),
                ShopState::Approved => (Tone::Good, words::ShopWords::Approved),
                ShopState::Refused => (Tone::Bad, words::ShopWords::Refused),
                ShopState::Suspended => (Tone::Bad, words::ShopWords::Suspended),
            };
            let href = format!("/dashboard?shop={}", shop.shop);
            view! {
                <li class="head-row">
                    <a href=href>{shop.name.clone()}</a>
                    <Badge text=lang.shop_state(state) tone=tone />
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.account_your_shops()}</h2>
            <ul class="stack">{items}</ul>
        </section>
    }
    .into_any()
}

fn sessions(shown: &Shown, lang: Lang) -> AnyView {
    let items = shown
        .sessions
        .iter()
        .map(|session| {
            let is_here = Some(session.hash) == shown.here;
            let seen = shown.country.moment(session.seen_at, shown.now, lang).short;
            let device = if session.device.is_empty() { lang.account_session_unnamed().to_owned() } else { session.device.clone() };
            let action = if is_here {
                view! { <Badge text=lang.account_session_here() tone=Tone::Good /> }.into_any()
            } else {
                view! {
                    <form method="post" action="/account/sessions/end">
                        <Hidden name="session" value=session.hash.to_string() />
                        <Button label=lang.account_session_end() />
                    </form>
                }
                .into_any()
            };
            view! {
                <li class="card">
                    <p class="tw:break-words">{device}</p>
                    <div class="head-row">
                        <span class="hint">{lang.account_session_seen(&seen)}</span>
                        {action}
                    </div>
                </li>
            }
        })
        .collect_view();
    let others = (shown.sessions.len() > 1).then(|| {
        view! {
            <form method="post" action="/account/sessions/end-others" class="actions">
                <Button label=lang.account_session_end_all() kind=ButtonKind::Danger />
            </form>
        }
    });
    view! {
        <section>
            <h2>{lang.account_sessions()}</h2>
            <ul class="stack">{items}</ul>
            {others}
        </section>
    }
    .into_any()
}
