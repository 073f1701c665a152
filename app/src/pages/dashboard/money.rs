//! `/dashboard/money`: what the shop has earned, where it is, and how it gets to its owner. Where it goes is `paid_to`'s.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::format_money;
use flows::payout::{self, Figure, PayoutError, Statement};
use kernel::Money;
use leptos::prelude::*;
use payments::Disbursement;
use words::{Lang, OutgoingWords};

use super::Desk;
use super::lines::{hold_words, href_of, row, table};
use super::paid_to;
use super::said::told;
use super::takes_cash;
use crate::form::Form;
use crate::pages::checkout::typed::key_of;
use crate::pages::door::summary;
use crate::pages::shown::see_other;
use crate::pages::terms;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::{
    Badge, Button, ButtonKind, Column, DataTable, Hidden, Notice, Tone, TotalRow, Totals,
};

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

/// `GET /dashboard/money`
pub(super) async fn show(
    State(app): State<AppState>,
    desk: Desk,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let lang = desk.lang();
    let done = match asks.done.as_deref() {
        Some("sent") => Some((Tone::Good, lang.payout_requested().to_owned())),
        Some("saved") => Some((Tone::Good, lang.account_saved().to_owned())),
        Some("paid_to") => Some((Tone::Good, lang.paid_to_changed().to_owned())),
        Some("taken_back") => Some((Tone::Good, lang.paid_to_taken_back().to_owned())),
        _ => None,
    };
    page(&app, desk, Typed::Nothing, StatusCode::OK, done).await
}

/// What was typed into one of the forms.
pub(super) enum Typed {
    Nothing,
    Cash(Form),
    PaidTo(Form),
}

/// `POST /dashboard/money`: everything that is the shop's sets out to where its money goes.
pub(super) async fn pay_out(
    State(app): State<AppState>,
    desk: Desk,
    form: Form,
) -> Result<Response, Problem> {
    desk.owner()?;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(key) = key_of(&form) else {
        return page(&app, desk, Typed::Nothing, refused, None).await;
    };
    let Err(why) = payout::request(&app.market, desk.scope, key).await else {
        return Ok(see_other(&desk.href("/dashboard/money?done=sent")));
    };
    let currency = desk.country.pack().currency;
    let statement = payout::statement(&app.market, desk.scope, currency).await?;
    let said = Some((Tone::Bad, paid_to::refused(why, &desk, &statement)?));
    page(&app, desk, Typed::Nothing, refused, said).await
}

/// `POST /dashboard/money/settings`: whether the rider takes cash.
pub(super) async fn save(
    State(app): State<AppState>,
    desk: Desk,
    mut form: Form,
) -> Result<Response, Problem> {
    desk.owner()?;
    let (lang, country) = (desk.lang(), desk.country);
    let cash = takes_cash::parse(&mut form, country, lang);
    let Ok(cash) = cash else {
        let typed = Typed::Cash(form);
        return page(&app, desk, typed, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    let currency = country.pack().currency;
    flows::keep_shop::set_cash(&app.market, desk.scope, currency, cash.as_ref()).await?;
    Ok(see_other(&desk.href("/dashboard/money?done=saved")))
}

pub(super) async fn page(
    app: &AppState,
    desk: Desk,
    typed: Typed,
    status: StatusCode,
    done: Option<(Tone, String)>,
) -> Result<Response, Problem> {
    let lang = desk.lang();
    let currency = desk.country.pack().currency;
    let statement = payout::statement(&app.market, desk.scope, currency).await?;
    let kept = flows::commission::of_shop(&app.market, desk.scope, desk.country).await?;
    let (cash, paid_to) = match typed {
        Typed::Nothing => (None, None),
        Typed::Cash(form) => (Some(form), None),
        Typed::PaidTo(form) => (None, Some(form)),
    };
    let wrong = [&cash, &paid_to].map(|form| form.as_ref().map(|form| summary(form, lang)));
    let form = cash.unwrap_or_else(|| filled(&desk, &statement));
    let asked = match desk.owner() {
        Ok(()) => Some(paid_to::ask(app, &desk, &statement, paid_to).await?),
        Err(_) => None,
    };
    let carried = can_carry(app, &desk, &statement).await?;
    let key = app.market.source.uuid_v4().simple().to_string();
    let now = app.market.source.now();
    let settings = &app.market.settings;
    let (hold_hours, change_hours) = (settings.hold_earnings_hours, settings.payout_change_hours);
    let chrome = desk.chrome(app, DashboardSection::Money);
    let page = Page::new(lang.code(), lang.money_title())
        .noindex()
        .status(status);
    let body = move || {
        view! {
            <h1>{lang.money_title()}</h1>
            {told(done)}
            {wrong}
            <div class="with-side is-right">
                <div>
                    {balances(&desk, &statement, carried, key, hold_hours, lang)}
                    {terms::kept(&kept, |terms| lang.commission_of_your_sales(terms), lang)}
                    {payouts(&desk, &statement.payouts, now, lang)}
                    {lines(&desk, &statement, now, lang)}
                    {refunds(&desk, &statement, now, lang)}
                </div>
                <div>
                    {paid_to::view(&desk, &statement, asked.as_ref(), change_hours, now)}
                    {settings_form(&desk, &form, &statement, lang)}
                </div>
            </div>
        }
        .into_any()
    };
    Ok(page.render(&app.assets, chrome, body).into_response())
}

/// What one payout would carry now, or why there can be none. `None`: there is nothing to pay out, or nobody who may.
async fn can_carry(
    app: &AppState,
    desk: &Desk,
    statement: &Statement,
) -> Result<Option<Result<Money, String>>, Problem> {
    if desk.owner().is_err() {
        return Ok(None);
    }
    let looked = payout::outlook(&app.market, &statement.paid_to, &statement.earnings).await;
    match looked {
        Ok(amount) => Ok(Some(Ok(amount))),
        Err(PayoutError::Nothing) => Ok(None),
        Err(why) if statement.earnings.payable().is_positive() => {
            Ok(Some(Err(paid_to::refused(why, desk, statement)?)))
        }
        Err(_) => Ok(None),
    }
}

fn filled(desk: &Desk, statement: &Statement) -> Form {
    let mut form = Form::default();
    takes_cash::fill(&mut form, statement.cash.as_ref(), desk.country);
    form
}

fn balances(
    desk: &Desk,
    statement: &Statement,
    carried: Option<Result<Money, String>>,
    key: String,
    hold_hours: i64,
    lang: Lang,
) -> AnyView {
    let earnings = &statement.earnings;
    let row = |label: &str, amount, href: String| TotalRow {
        label: label.to_owned(),
        amount: format_money(amount),
        is_total: false,
        href: Some(href),
    };
    let of = |figure| href_of(desk, figure);
    let pending = desk.href("/dashboard/money/pending");
    let mut rows = vec![
        row(lang.money_pending(), earnings.pending, pending),
        row(
            lang.money_in_transit(),
            earnings.in_transit,
            of(Figure::InTransit),
        ),
        row(
            lang.money_available(),
            earnings.available,
            of(Figure::Available),
        ),
    ];
    if !earnings.debt.is_zero() {
        rows.push(row(lang.money_debt(), earnings.debt, of(Figure::Debt)));
    }
    let payable = earnings.payable();
    let payable_label = match carried {
        // Beside the reason why not.
        Some(Err(_)) => lang.money_payable_later(),
        Some(Ok(_)) | None => lang.money_payable(),
    };
    rows.push(TotalRow {
        is_total: true,
        ..row(payable_label, payable, of(Figure::Payable))
    });
    let hold = match hold_hours {
        0 => lang.money_hold_none().to_owned(),
        hours => lang.money_hold(&hold_words(hours, lang)),
    };
    let clock = statement.next_available_at.map(|at| {
        let at = desk.country.moment(at, at, lang).full;
        view! { <p class="hint">{lang.payout_clock(&at)}</p> }
    });
    let pay_out = carried.map(|carried| match carried {
        Ok(amount) => button(desk, amount, payable, key, lang),
        Err(why) => view! { <Notice tone=Tone::Waiting><p>{why}</p></Notice> }.into_any(),
    });
    view! {
        <section class="card">
            <Totals rows=rows />
            <p class="hint">{hold}</p>
            {clock}
            {pay_out}
        </section>
    }
    .into_any()
}

fn button(desk: &Desk, amount: Money, payable: Money, key: String, lang: Lang) -> AnyView {
    let stays = (amount != payable).then(|| view! { <p class="hint">{lang.payout_stays()}</p> });
    view! {
        <form method="post" action=desk.href("/dashboard/money") class="actions">
            <Hidden name="key" value=key />
            <Button label=lang.payout_button(&format_money(amount)) kind=ButtonKind::Primary />
        </form>
        {stays}
    }
    .into_any()
}

fn payouts(desk: &Desk, payouts: &[Disbursement], now: kernel::Timestamp, lang: Lang) -> AnyView {
    if payouts.is_empty() {
        return ().into_any();
    }
    let rows = payouts
        .iter()
        .map(|payout| {
            let at = desk.country.moment(payout.requested_at, now, lang);
            let (tone, word) = match payout.state.as_str().parse() {
                Ok(word @ OutgoingWords::Paid) => (Tone::Good, lang.outgoing_state(word)),
                Ok(word @ (OutgoingWords::Failed | OutgoingWords::Returned)) => {
                    (Tone::Bad, lang.outgoing_state(word))
                }
                Ok(word) => (Tone::Waiting, lang.outgoing_state(word)),
                Err(_) => (Tone::Quiet, ""),
            };
            let href = desk.href(&format!("/dashboard/money/payouts/{}", payout.id));
            vec![
                view! { <time datetime=at.iso>{at.short}</time> }.into_any(),
                payout.purpose.masked().into_any(),
                view! { <Badge text=word tone=tone /> }.into_any(),
                view! { <a href=href>{format_money(payout.amount)}</a> }.into_any(),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(lang.column_when()),
        Column::text(lang.payout_to()),
        Column::text(lang.column_state()),
        Column::number(lang.column_amount()),
    ];
    view! {
        <section>
            <h2>{lang.payouts_title()}</h2>
            <DataTable caption=lang.payouts_title() columns=columns rows=rows />
        </section>
    }
    .into_any()
}

/// Every posting to what the shop may spend, with the order it comes from.
fn lines(desk: &Desk, statement: &Statement, now: kernel::Timestamp, lang: Lang) -> AnyView {
    if statement.lines.is_empty() {
        return ().into_any();
    }
    let rows = statement.lines.iter().map(|line| row(desk, line, now));
    let table = table(lang, rows.collect());
    let all = href_of(desk, Figure::Available);
    view! {
        <section>
            <h2>{lang.statement_title()}</h2>
            {table}
            <p class="hint">{lang.statement_hint()}</p>
            <p><a href=all>{lang.statement_all()}</a></p>
        </section>
    }
    .into_any()
}

/// What was given back, with each part of it: also of orders whose money is not the shop's yet.
fn refunds(desk: &Desk, statement: &Statement, now: kernel::Timestamp, lang: Lang) -> AnyView {
    if statement.refunds.is_empty() {
        return ().into_any();
    }
    let rows = statement
        .refunds
        .iter()
        .map(|(number, refund)| {
            let at = desk.country.moment(refund.at, now, lang);
            let order = desk.href(&format!("/dashboard/orders/{number}"));
            let href = format!("{order}#refund-{}", refund.id);
            let linked = |amount| {
                let href = href.clone();
                view! { <a href=href>{format_money(amount)}</a> }.into_any()
            };
            let own = refund.shares.of_shop().unwrap_or(refund.total);
            vec![
                view! { <time datetime=at.iso>{at.short}</time> }.into_any(),
                view! { <a class="whole" href=order>{number.to_string()}</a>" "{refund.reason.clone()} }
                    .into_any(),
                linked(refund.total),
                linked(refund.shares.commission),
                linked(own),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(lang.column_when()),
        Column::text(lang.statement_what()),
        Column::number(lang.refund_buyer_gets()),
        Column::number(lang.refund_commission_back()),
        Column::number(lang.refund_shop_gives()),
    ];
    view! {
        <section>
            <h2>{lang.refunds_title()}</h2>
            <DataTable caption=lang.refunds_title() columns=columns rows=rows />
        </section>
    }
    .into_any()
}

fn settings_form(desk: &Desk, form: &Form, statement: &Statement, lang: Lang) -> AnyView {
    view! {
        <section>
            <h2>{lang.money_settings_title()}</h2>
            <form method="post" action=desk.href("/dashboard/money/settings")>
                {takes_cash::fields(desk, form, &statement.delivers_to, lang)}
                <p class="actions">
                    <Button label=lang.save() />
                </p>
            </form>
        </section>
    }
    .into_any()
}
