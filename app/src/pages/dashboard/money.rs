//! `/dashboard/money`: what the shop has earned, where it is, and how it gets to its owner.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::{format_money, phone_for_owner};
use flows::payout::{self, Figure, PayoutError, Statement};
use leptos::prelude::*;
use payments::Disbursement;
use words::{Lang, OutgoingWords};

use super::Desk;
use super::lines::{hold_words, href_of, row, table};
use super::said::told;
use super::takes_cash;
use crate::form::Form;
use crate::pages::checkout::typed::key_of;
use crate::pages::checkout::ways;
use crate::pages::door::{phone, summary};
use crate::pages::shown::see_other;
use crate::pages::terms;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::{
    Badge, Button, ButtonKind, Column, DataTable, Field, Hidden, InputKind, Tone, TotalRow, Totals,
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
        _ => None,
    };
    page(&app, desk, None, StatusCode::OK, done).await
}

/// `POST /dashboard/money`: everything that is the shop's sets out to its phone.
pub(super) async fn pay_out(
    State(app): State<AppState>,
    desk: Desk,
    form: Form,
) -> Result<Response, Problem> {
    desk.owner()?;
    let lang = desk.lang();
    let Some(key) = key_of(&form) else {
        return page(&app, desk, None, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    let why = match payout::request(&app.market, desk.scope, key).await {
        Ok(_) => return Ok(see_other(&desk.href("/dashboard/money?done=sent"))),
        Err(PayoutError::Nothing) => lang.payout_nothing().to_owned(),
        Err(PayoutError::NoPhone) => lang.payout_no_phone().to_owned(),
        Err(PayoutError::Suspended) => lang.sell_suspended(&desk.shop.state_reason),
        Err(PayoutError::Unsupported(why)) => ways::unsupported(why, lang),
        Err(PayoutError::Failed(error)) => return Err(error.into()),
    };
    let said = Some((Tone::Bad, why));
    page(&app, desk, None, StatusCode::UNPROCESSABLE_ENTITY, said).await
}

/// `POST /dashboard/money/settings`: the phone that is paid, and whether the rider takes cash.
pub(super) async fn save(
    State(app): State<AppState>,
    desk: Desk,
    mut form: Form,
) -> Result<Response, Problem> {
    desk.owner()?;
    let (lang, country) = (desk.lang(), desk.country);
    let to = form.parse("payout_phone", |typed| phone(typed, country, lang));
    let cash = takes_cash::parse(&mut form, country, lang);
    let (Some(to), Ok(cash)) = (to, cash) else {
        return page(
            &app,
            desk,
            Some(form),
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
        )
        .await;
    };
    let currency = country.pack().currency;
    flows::keep_shop::set_money(&app.market, desk.scope, &to, currency, cash.as_ref()).await?;
    Ok(see_other(&desk.href("/dashboard/money?done=saved")))
}

async fn page(
    app: &AppState,
    desk: Desk,
    form: Option<Form>,
    status: StatusCode,
    done: Option<(Tone, String)>,
) -> Result<Response, Problem> {
    let lang = desk.lang();
    let currency = desk.country.pack().currency;
    let statement = payout::statement(&app.market, desk.scope, currency).await?;
    let kept = flows::commission::of_shop(&app.market, desk.scope, desk.country).await?;
    let form = form.unwrap_or_else(|| filled(&desk, &statement));
    let key = app.market.source.uuid_v4().simple().to_string();
    let now = app.market.source.now();
    let hold_hours = app.market.settings.hold_earnings_hours;
    let chrome = desk.chrome(app, DashboardSection::Money);
    let page = Page::new(lang.code(), lang.money_title())
        .noindex()
        .status(status);
    let body = move || {
        view! {
            <h1>{lang.money_title()}</h1>
            {told(done)}
            {summary(&form, lang)}
            <div class="with-side is-right">
                <div>
                    {balances(&desk, &statement, key, hold_hours, lang)}
                    {terms::kept(&kept, |terms| lang.commission_of_your_sales(terms), lang)}
                    {payouts(&desk, &statement.payouts, now, lang)}
                    {lines(&desk, &statement, now, lang)}
                    {refunds(&desk, &statement, now, lang)}
                </div>
                <div>{settings(&desk, &form, &statement, lang)}</div>
            </div>
        }
        .into_any()
    };
    Ok(page.render(&app.assets, chrome, body).into_response())
}

fn filled(desk: &Desk, statement: &Statement) -> Form {
    let to = statement.payout_phone.as_ref().unwrap_or(&desk.shop.phone);
    let mut form = Form::of([("payout_phone", phone_for_owner(to))]);
    takes_cash::fill(&mut form, statement.cash.as_ref(), desk.country);
    form
}

fn balances(
    desk: &Desk,
    statement: &Statement,
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
    rows.push(TotalRow {
        is_total: true,
        ..row(lang.money_payable(), payable, of(Figure::Payable))
    });
    let hold = match hold_hours {
        0 => lang.money_hold_none().to_owned(),
        hours => lang.money_hold(&hold_words(hours, lang)),
    };
    let clock = statement.next_available_at.map(|at| {
        let at = desk.country.moment(at, at, lang).full;
        view! { <p class="hint">{lang.payout_clock(&at)}</p> }
    });
    let action = desk.href("/dashboard/money");
    let can = payable.is_positive() && desk.owner().is_ok();
    view! {
        <section class="card">
            <Totals rows=rows />
            <p class="hint">{hold}</p>
            {clock}
            {can.then(|| {
                view! {
                    <form method="post" action=action class="actions">
                        <Hidden name="key" value=key />
                        <Button label=lang.payout_button(&format_money(payable)) kind=ButtonKind::Primary />
                    </form>
                }
            })}
        </section>
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
                phone_for_owner(&payout.phone).into_any(),
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
                view! { <a href=order>{number.to_string()}</a>" "{refund.reason.clone()} }
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

fn settings(desk: &Desk, form: &Form, statement: &Statement, lang: Lang) -> AnyView {
    view! {
        <section>
            <h2>{lang.money_settings_title()}</h2>
            <form method="post" action=desk.href("/dashboard/money/settings")>
                <Field
                    id="payout_phone"
                    name="payout_phone"
                    label=lang.payout_phone()
                    hint=lang.payout_phone_hint()
                    kind=InputKind::Phone
                    value=form.value("payout_phone")
                    error=form.error("payout_phone")
                    required=true
                    max_length=24
                />
                {takes_cash::fields(desk, form, &statement.delivers_to, lang)}
                <p class="actions">
                    <Button label=lang.save() />
                </p>
            </form>
        </section>
    }
    .into_any()
}
