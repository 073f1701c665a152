//! Paying by hand, to our paybill or our bank account: what to type, and what came of it so far. Complete without script.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::Country;
use flows::till::{self, BeginError, Desk, Hand, NoTransfer, TRANSFERS_MAX};
use kernel::Timestamp;
use leptos::prelude::*;
use orders::{PurchaseState, purchase};
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

/// How often the page of the paybill looks by itself. A transfer takes days.
const REFRESH_SECONDS: u32 = 10;

/// `GET /pay/{number}/till`
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    page(&app, &visitor, &number, Hand::Paybill, None).await
}

/// `GET /pay/{number}/bank`
pub async fn show_bank(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    page(&app, &visitor, &number, Hand::Bank, None).await
}

/// `POST /pay/{number}/till`: the goods are kept long enough for it.
pub async fn begin(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    begin_by(&app, &visitor, &number, Hand::Paybill).await
}

/// `POST /pay/{number}/bank`: the goods are kept for days.
pub async fn begin_bank(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    begin_by(&app, &visitor, &number, Hand::Bank).await
}

/// The last part of the address of a way's page.
pub(crate) const fn last_of(hand: Hand) -> &'static str {
    match hand {
        Hand::Paybill => "till",
        Hand::Bank => "bank",
    }
}

async fn begin_by(
    app: &AppState,
    visitor: &Visitor,
    number: &str,
    hand: Hand,
) -> Result<Response, Problem> {
    let (number, id) = resolve(app, visitor, number).await?;
    let lang = visitor.lang;
    let why = match till::begin(&app.market, visitor.buyer(id), id, hand).await {
        // What is open or over, the page itself says best.
        Ok(()) | Err(BeginError::StillOpen | BeginError::NotPayable(_)) => {
            return Ok(see_other(&format!("/pay/{number}/{}", last_of(hand))));
        }
        Err(BeginError::NotFound) => return Err(Problem::NotFound),
        Err(BeginError::Failed(error)) => return Err(error.into()),
        Err(BeginError::Unsupported(why)) => unsupported(why, lang),
        Err(BeginError::NoTransfer(why)) => no_transfer(why, lang),
        Err(BeginError::TooOften(too_often)) => {
            lang.error_too_many(too_often.retry_after_seconds.max(1))
        }
        Err(BeginError::SoldOut(short)) => {
            let names = names_of(app, visitor, id, &short).await?;
            let gone: Vec<_> = names.iter().map(|name| lang.pay_stock_gone(name)).collect();
            gone.join(" ")
        }
    };
    page(app, visitor, &number.to_string(), hand, Some(why)).await
}

/// Why no transfer can be chosen.
pub(crate) fn no_transfer(why: NoTransfer, lang: Lang) -> String {
    match why {
        NoTransfer::NoAccount => lang.transfer_closed().to_owned(),
        NoTransfer::TooMany => lang.transfer_too_many(TRANSFERS_MAX.into()),
    }
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    number: &str,
    hand: Hand,
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
    let mut head = Page::new(lang.code(), title(hand, lang))
        .noindex()
        .status(status)
        .light();
    if hand == Hand::Paybill {
        head = head.refresh_without_script(REFRESH_SECONDS, format!("/pay/{number}/till"));
    }
    let back = Link::new(
        lang.order_title(&number.to_string()),
        format!("/orders/{number}"),
    );
    let chrome = bare(app, lang, Some(back));
    let body = move || body(&desk, hand, why, country, now, lang);
    Ok(head.render(&app.assets, chrome, body).into_response())
}

const fn title(hand: Hand, lang: Lang) -> &'static str {
    match hand {
        Hand::Paybill => lang.till_title(),
        Hand::Bank => lang.transfer_title(),
    }
}

/// What to do, where it can be done.
fn steps(desk: &Desk, hand: Hand, lang: Lang) -> Option<AnyView> {
    let amount = said(desk.missing);
    let steps = match hand {
        Hand::Paybill => {
            let paybill = desk.paybill.clone()?;
            view! {
                <ol class="steps">
                    <li>{lang.till_step_menu()}</li>
                    <li>{lang.till_step_business()}" "<strong>{paybill}</strong></li>
                    <li>{lang.till_step_account()}" "<strong>{desk.account.clone()}</strong></li>
                    <li>{lang.till_step_amount()}" "<strong>{amount}</strong></li>
                    <li>{lang.till_step_pin()}</li>
                </ol>
            }
            .into_any()
        }
        Hand::Bank => {
            let account = desk.bank.clone()?;
            let number = desk.purchase.number.to_string();
            view! {
                <ol class="steps">
                    <li>{lang.transfer_bank()}" "<strong>{account.bank}</strong></li>
                    <li>{lang.transfer_branch()}" "<strong>{account.branch}</strong></li>
                    <li>{lang.transfer_name()}" "<strong>{account.name}</strong></li>
                    <li>{lang.till_step_account()}" "<strong>{account.number}</strong></li>
                    <li>{lang.till_step_amount()}" "<strong>{amount}</strong></li>
                    <li>{lang.transfer_reference()}" "<strong>{number}</strong></li>
                </ol>
                <p>{lang.transfer_reference_why()}</p>
            }
            .into_any()
        }
    };
    Some(steps)
}

fn body(
    desk: &Desk,
    hand: Hand,
    why: Option<String>,
    country: Country,
    now: Timestamp,
    lang: Lang,
) -> AnyView {
    let number = desk.purchase.number;
    let here = format!("/pay/{number}/{}", last_of(hand));
    let problem = why.map(|why| view! { <Notice tone=Tone::Bad><p>{why}</p></Notice> });
    let steps = steps(desk, hand, lang).filter(|_| !desk.is_prompted);
    let closed = match &steps {
        Some(_) => None,
        None if desk.is_prompted => Some(lang.till_prompted()),
        None if hand == Hand::Bank => Some(lang.transfer_closed()),
        None => Some(lang.till_closed()),
    };
    let closed = closed.map(|words| view! { <Notice tone=Tone::Info><p>{words}</p></Notice> });
    let kept = desk.held_until.map(|until| {
        let at = country.moment(until, now, lang);
        view! { <p class="hint"><time datetime=at.iso>{lang.till_kept(&at.short)}</time></p> }
    });
    view! {
        <section class="pay">
            <h1>{title(hand, lang)}</h1>
            <p class="pay-intro">{format!("{} · {}", lang.order_title(&number.to_string()), said(desk.missing))}</p>
            {problem}
            {closed}
            {steps}
            {came(desk, hand, lang)}
            {kept}
            <p class="actions"><LinkButton label=lang.pay_check_now() href=here /></p>
            {(hand == Hand::Paybill).then(|| view! { <p class="hint">{lang.pay_page_refreshes()}</p> })}
            <p class="actions">
                <LinkButton label=lang.pay_other_method() href=format!("/pay/{number}") kind=ButtonKind::Quiet />
            </p>
        </section>
    }
    .into_any()
}

/// What is here and what is missing, or that nothing is here yet.
fn came(desk: &Desk, hand: Hand, lang: Lang) -> AnyView {
    if !desk.came.is_positive() {
        let words = match hand {
            Hand::Paybill => lang.till_waiting(),
            Hand::Bank => lang.transfer_waiting(),
        };
        return view! { <p role="status">{words}</p> }.into_any();
    }
    part(desk, lang)
}

fn part(desk: &Desk, lang: Lang) -> AnyView {
    let (came, total) = (said(desk.came), said(desk.purchase.total));
    let words = lang.till_part(&came, &total, &said(desk.missing));
    view! { <Notice tone=Tone::Info title=lang.till_part_title()><p>{words}</p></Notice> }
        .into_any()
}

/// On the page that asks how to pay: what came by hand already, and the ways by hand, with the reason where one is closed. One that
/// does not exist here is left out.
pub(super) fn ways(
    desk: &Desk,
    paybill: Result<(), Unsupported>,
    bank: Result<(), NoTransfer>,
    lang: Lang,
) -> AnyView {
    let (paybill, bank) = (paybill_note(paybill, lang), bank_note(bank, lang));
    let number = desk.purchase.number.to_string();
    view! {
        {desk.came.is_positive().then(|| part(desk, lang))}
        {paybill.map(|offered| way(Hand::Paybill, &number, offered, lang))}
        {bank.map(|offered| way(Hand::Bank, &number, offered, lang))}
    }
    .into_any()
}

/// What to know of paying to our paybill, or why it is closed. Nothing where there is none.
pub(crate) fn paybill_note(
    offered: Result<(), Unsupported>,
    lang: Lang,
) -> Option<Result<String, String>> {
    match offered {
        Ok(()) => Some(Ok(lang.till_hint().to_owned())),
        Err(Unsupported::Operation | Unsupported::Method(_) | Unsupported::Currency(_)) => None,
        Err(why) => Some(Err(unsupported(why, lang))),
    }
}

/// The same of a bank transfer.
pub(crate) fn bank_note(
    offered: Result<(), NoTransfer>,
    lang: Lang,
) -> Option<Result<String, String>> {
    match offered {
        Ok(()) => Some(Ok(lang.transfer_hint(purchase::TRANSFER_KEPT.whole_days()))),
        Err(NoTransfer::NoAccount) => None,
        Err(why) => Some(Err(no_transfer(why, lang))),
    }
}

fn way(hand: Hand, number: &str, offered: Result<String, String>, lang: Lang) -> AnyView {
    let last = last_of(hand);
    let action = format!("/pay/{number}/{last}");
    let (label, icon) = match hand {
        Hand::Paybill => (lang.till_begin(), Icon::Phone),
        Hand::Bank => (lang.transfer_begin(), Icon::Receipt),
    };
    let inner = match offered {
        Ok(hint) => view! {
            <p>{hint}</p>
            <form method="post" action=action>
                <Button label=label icon=icon />
            </form>
        }
        .into_any(),
        Err(why) => view! { <p>{why}</p> }.into_any(),
    };
    view! {
        <section class="card" id=last>
            <h2 class="label">{title(hand, lang)}</h2>
            {inner}
        </section>
    }
    .into_any()
}
