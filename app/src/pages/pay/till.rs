//! Paying to our paybill by hand: what to type, and what came of it so far. Complete without script.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::Country;
use flows::till::{self, BeginError, Desk};
use kernel::Timestamp;
use leptos::prelude::*;
use orders::PurchaseState;
use payments::provider::Unsupported;
use words::Lang;

use super::{names_of, resolve, said};
use crate::pages::checkout::ways::unsupported;
use crate::pages::frames::bare;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, Icon, Link, LinkButton, Notice, Tone};
use crate::visitor::Visitor;

/// How often the page looks by itself.
const REFRESH_SECONDS: u32 = 10;

/// `GET /pay/{number}/till`
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    page(&app, &visitor, &number, None).await
}

/// `POST /pay/{number}/till`: the goods are kept long enough for it.
pub async fn begin(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (number, id) = resolve(&app, &visitor, &number).await?;
    let lang = visitor.lang;
    let why = match till::begin(&app.market, visitor.buyer(id), id).await {
        // What is open or over, the page itself says best.
        Ok(()) | Err(BeginError::StillOpen | BeginError::NotPayable(_)) => {
            return Ok(see_other(&format!("/pay/{number}/till")));
        }
        Err(BeginError::NotFound) => return Err(Problem::NotFound),
        Err(BeginError::Failed(error)) => return Err(error.into()),
        Err(BeginError::Unsupported(why)) => unsupported(why, lang),
        Err(BeginError::TooOften(too_often)) => {
            lang.error_too_many(too_often.retry_after_seconds.max(1))
        }
        Err(BeginError::SoldOut(short)) => {
            let names = names_of(&app, &visitor, id, &short).await?;
            let gone: Vec<_> = names.iter().map(|name| lang.pay_stock_gone(name)).collect();
            gone.join(" ")
        }
    };
    page(&app, &visitor, &number.to_string(), Some(why)).await
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    number: &str,
    why: Option<String>,
) -> Result<Response, Problem> {
    let (number, id) = resolve(app, visitor, number).await?;
    let desk = till::desk(&app.market, visitor.buyer(id), id)
        .await?
        .ok_or(Problem::NotFound)?;
    // What became of it, and of what came too late, its own page says.
    if desk.purchase.state != PurchaseState::Open {
        return Ok(see_other(&format!("/orders/{number}")));
    }
    let lang = visitor.lang;
    let now = app.market.source.now();
    let country = desk.purchase.country.parse().unwrap_or(visitor.country);
    let status = match &why {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let head = Page::new(lang.code(), lang.till_title())
        .noindex()
        .status(status)
        .light()
        .refresh_without_script(REFRESH_SECONDS, format!("/pay/{number}/till"));
    let back = Link::new(
        lang.order_title(&number.to_string()),
        format!("/orders/{number}"),
    );
    let chrome = bare(app, lang, Some(back));
    let body = move || body(&desk, why, country, now, lang);
    Ok(head.render(&app.assets, chrome, body).into_response())
}

fn body(desk: &Desk, why: Option<String>, country: Country, now: Timestamp, lang: Lang) -> AnyView {
    let number = desk.purchase.number;
    let here = format!("/pay/{number}/till");
    let problem = why.map(|why| view! { <Notice tone=Tone::Bad><p>{why}</p></Notice> });
    let steps = desk
        .paybill
        .as_ref()
        .filter(|_| !desk.is_prompted)
        .map(|paybill| {
            view! {
                <ol class="steps">
                    <li>{lang.till_step_menu()}</li>
                    <li>{lang.till_step_business()}" "<strong>{paybill.clone()}</strong></li>
                    <li>{lang.till_step_account()}" "<strong>{desk.account.clone()}</strong></li>
                    <li>{lang.till_step_amount()}" "<strong>{said(desk.missing)}</strong></li>
                    <li>{lang.till_step_pin()}</li>
                </ol>
            }
        });
    let closed = match &steps {
        Some(_) => None,
        None if desk.is_prompted => Some(lang.till_prompted()),
        None => Some(lang.till_closed()),
    };
    let closed = closed.map(|words| view! { <Notice tone=Tone::Info><p>{words}</p></Notice> });
    let kept = desk.held_until.map(|until| {
        let at = country.moment(until, now, lang);
        view! { <p class="hint"><time datetime=at.iso>{lang.till_kept(&at.short)}</time></p> }
    });
    view! {
        <section class="pay">
            <h1>{lang.till_title()}</h1>
            <p class="pay-intro">{format!("{} · {}", lang.order_title(&number.to_string()), said(desk.missing))}</p>
            {problem}
            {closed}
            {steps}
            {came(desk, lang)}
            {kept}
            <p class="actions"><LinkButton label=lang.pay_check_now() href=here /></p>
            <p class="hint">{lang.pay_page_refreshes()}</p>
            <p class="actions">
                <LinkButton label=lang.pay_other_method() href=format!("/pay/{number}") kind=ButtonKind::Quiet />
            </p>
        </section>
    }
    .into_any()
}

/// What is here and what is missing, or that nothing is here yet.
fn came(desk: &Desk, lang: Lang) -> AnyView {
    if !desk.came.is_positive() {
        return view! { <p role="status">{lang.till_waiting()}</p> }.into_any();
    }
    let (came, total) = (said(desk.came), said(desk.purchase.total));
    let words = lang.till_part(&came, &total, &said(desk.missing));
    view! { <Notice tone=Tone::Info title=lang.till_part_title()><p>{words}</p></Notice> }
        .into_any()
}

/// On the page that asks how to pay: the way here, why it is closed, or nothing where there is none at all.
pub(super) fn way(desk: &Desk, offered: Result<(), Unsupported>, lang: Lang) -> AnyView {
    let action = format!("/pay/{}/till", desk.purchase.number);
    let inner = match offered {
        Ok(()) => view! {
            <p>{lang.till_hint()}</p>
            <form method="post" action=action>
                <Button label=lang.till_begin() icon=Icon::Phone />
            </form>
        }
        .into_any(),
        Err(Unsupported::Operation | Unsupported::Method(_) | Unsupported::Currency(_)) => {
            return ().into_any();
        }
        Err(why) => view! { <p>{unsupported(why, lang)}</p> }.into_any(),
    };
    let part = desk.came.is_positive().then(|| came(desk, lang));
    view! {
        <section class="card" id="till">
            <h2 class="label">{lang.till_title()}</h2>
            {part}
            {inner}
        </section>
    }
    .into_any()
}
