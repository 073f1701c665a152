//! Pages that are not what was asked for: a sentence and one next step, in the visitor's language and without the database.

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, RETRY_AFTER, SET_COOKIE};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use words::Lang;

use crate::cookies;
use crate::pages::frames::{Look, plain_site};
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::{EmptyState, Link};

/// Turns a [`Problem`] that travels in a bare answer into a page. Programs (`/api`, `/act`) keep the bare answer.
pub async fn render(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let is_page = !uri.path().starts_with("/act/") && !uri.path().starts_with("/api/");
    let can_repeat = request.method() == Method::GET;
    let look = is_page.then(|| look_of(&app, &request));
    let mut response = next.run(request).await;
    let (Some(problem), Some(look)) = (response.extensions_mut().remove::<Problem>(), look) else {
        return response;
    };
    let headers = std::mem::take(response.headers_mut());
    let mut page = page(&app, look, &problem, &uri, can_repeat).into_response();
    for (name, value) in &headers {
        if name == RETRY_AFTER || name == SET_COOKIE {
            page.headers_mut().append(name.clone(), value.clone());
        }
    }
    page
}

/// What the request alone tells about who asks.
fn look_of(app: &AppState, request: &Request) -> Look {
    let headers = request.headers();
    let preferences = cookies::preferences(app, headers);
    let accepted = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .and_then(Lang::from_accept_language)
        .unwrap_or_default();
    Look {
        lang: preferences.map_or(accepted, |chosen| chosen.lang),
        country: preferences.map_or(app.market.settings.default_country, |chosen| chosen.country),
        is_signed_in: false,
        here: "/".to_owned(),
    }
}

struct Said {
    title: &'static str,
    sentence: String,
    next: Link,
}

fn page(app: &AppState, look: Look, problem: &Problem, uri: &Uri, can_repeat: bool) -> Rendered {
    let lang = look.lang;
    let said = say(lang, problem, uri, can_repeat);
    let title = said.title;
    Page::new(lang.code(), title)
        .noindex()
        .status(problem.status())
        .render(
            &app.assets,
            plain_site(app, look, "", None, Vec::new()),
            move || {
                view! {
                    <h1>{said.title}</h1>
                    <EmptyState sentence=said.sentence next=Some(said.next) />
                }
                .into_any()
            },
        )
}

fn say(lang: Lang, problem: &Problem, uri: &Uri, can_repeat: bool) -> Said {
    let home = Link::new(lang.error_home(), "/");
    let repeat = |label: &str| {
        if can_repeat {
            Link::new(label, uri.to_string())
        } else {
            home.clone()
        }
    };
    match problem {
        Problem::NotFound if about_an_order(uri) => Said {
            title: lang.error_not_found_title(),
            sentence: lang.order_link_needed().to_owned(),
            next: Link::new(lang.nav_track(), "/track"),
        },
        Problem::NotFound => Said {
            title: lang.error_not_found_title(),
            sentence: lang.error_not_found().to_owned(),
            next: Link::new(lang.error_not_found_next(), "/search"),
        },
        Problem::Gone => Said {
            title: lang.error_gone_title(),
            sentence: lang.error_gone().to_owned(),
            next: Link::new(
                lang.error_gone_next(),
                format!("/search?q={}", words_of(uri)),
            ),
        },
        Problem::Forbidden => Said {
            title: lang.error_forbidden_title(),
            sentence: lang.error_forbidden().to_owned(),
            next: Link::new(lang.error_forbidden_next(), "/account"),
        },
        Problem::SignIn { .. } => Said {
            title: lang.sign_in_title(),
            sentence: lang.sign_in_first().to_owned(),
            next: Link::new(lang.nav_sign_in(), "/sign-in"),
        },
        Problem::BadRequest => Said {
            title: lang.error_bad_request_title(),
            sentence: lang.error_bad_request().to_owned(),
            next: home,
        },
        Problem::OtherSite => Said {
            title: lang.error_other_site_title(),
            sentence: lang.error_other_site().to_owned(),
            next: home,
        },
        Problem::TooLarge => Said {
            title: lang.error_bad_request_title(),
            sentence: lang.error_too_large().to_owned(),
            next: home,
        },
        Problem::TooMany {
            retry_after_seconds,
        } => Said {
            title: lang.error_too_many_title(),
            sentence: lang.error_too_many((*retry_after_seconds).max(1)),
            next: repeat(lang.error_server_next()),
        },
        Problem::Busy => Said {
            title: lang.error_busy_title(),
            sentence: lang.error_busy().to_owned(),
            next: repeat(lang.error_server_next()),
        },
        Problem::Server => Said {
            title: lang.error_server_title(),
            sentence: lang.error_server().to_owned(),
            next: repeat(lang.error_server_next()),
        },
    }
}

fn about_an_order(uri: &Uri) -> bool {
    uri.path().starts_with("/orders/") || uri.path().starts_with("/pay/")
}

/// The words in a product's address, to search for what is like it.
fn words_of(uri: &Uri) -> String {
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    let words: Vec<&str> = name.split('-').filter(|word| word.len() < 12).collect();
    words.join("+")
}
