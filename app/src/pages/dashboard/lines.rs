//! `/dashboard/money/…`: what an amount is the sum of. Every amount about a shop's money leads here or to its order.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use countries::format_money;
use flows::payout::{self, Earlier, Explained, Figure, Line, Made, PayoutMade, Waiting, When};
use kernel::{DisbursementId, Money, Timestamp};
use leptos::prelude::*;
use payments::OutgoingState;
use words::{Lang, LedgerWords, PartWords};

use super::Desk;
use crate::pages::terms::taken;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::{Column, DataTable, TotalRow, Totals};

/// Lines on one page.
const PAGE: i64 = 50;
/// Lines of one payout; those before them are one line with its own page.
const PAYOUT_LINES_MAX: i64 = 200;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    /// Only what was posted before this posting.
    before: Option<i64>,
}

/// `GET /dashboard/money/{figure}`: a balance and its lines, newest first.
pub(super) async fn figure(
    State(app): State<AppState>,
    desk: Desk,
    Path(figure): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let figure: Figure = figure.parse().map_err(|_| Problem::NotFound)?;
    let currency = desk.country.pack().currency;
    let explained =
        payout::figure(&app.market, desk.scope, currency, figure, asks.before, PAGE).await?;
    let lang = desk.lang();
    let (title, lead) = match figure {
        Figure::Available => (lang.money_available(), lang.money_available_lead()),
        Figure::InTransit => (lang.money_in_transit(), lang.money_in_transit_lead()),
        Figure::Debt => (lang.money_debt(), lang.money_debt_lead()),
        Figure::Payable => (lang.money_payable(), lang.money_payable_lead()),
    };
    let path = format!("/dashboard/money/{}", figure.as_str());
    let now = app.market.source.now();
    let body = {
        let desk = desk.clone();
        move || explained_body(&desk, &explained, title.to_owned(), lead, &path, now)
    };
    Ok(page(&app, &desk, title.to_owned(), body))
}

/// `GET /dashboard/money/days/{day}`: what was earned on a day.
pub(super) async fn day(
    State(app): State<AppState>,
    desk: Desk,
    Path(day): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let span = desk.country.span_of_day(&day).ok_or(Problem::NotFound)?;
    let currency = desk.country.pack().currency;
    let explained =
        payout::earned_between(&app.market, desk.scope, currency, span, asks.before, PAGE).await?;
    let lang = desk.lang();
    let title = lang.money_day_title(&desk.country.date(span.0, lang));
    let path = format!("/dashboard/money/days/{day}");
    let now = app.market.source.now();
    let body = {
        let (desk, title) = (desk.clone(), title.clone());
        move || explained_body(&desk, &explained, title, lang.money_day_lead(), &path, now)
    };
    Ok(page(&app, &desk, title, body))
}

/// `GET /dashboard/money/pending`: what is not the shop's yet, by order, with when it will be and why then.
pub(super) async fn pending(State(app): State<AppState>, desk: Desk) -> Result<Response, Problem> {
    let currency = desk.country.pack().currency;
    let waiting = payout::waiting(&app.market, desk.scope, currency).await?;
    let sum = Money::sum(currency, waiting.iter().map(|order| order.amount));
    let sum = sum.map_err(flows::Error::from)?;
    let hold_hours = app.market.settings.hold_earnings_hours;
    let now = app.market.source.now();
    let title = desk.lang().money_pending().to_owned();
    let body = {
        let desk = desk.clone();
        move || pending_body(&desk, &waiting, sum, hold_hours, now)
    };
    Ok(page(&app, &desk, title, body))
}

/// `GET /dashboard/money/payouts/{id}`: a payout and what it carried.
pub(super) async fn paid_out(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<DisbursementId>,
) -> Result<Response, Problem> {
    let made = payout::of_payout(&app.market, desk.scope, id, PAYOUT_LINES_MAX)
        .await?
        .ok_or(Problem::NotFound)?;
    let title = desk.lang().payout_title(&format_money(made.payout.amount));
    let now = app.market.source.now();
    let body = {
        let (desk, title) = (desk.clone(), title.clone());
        move || payout_body(&desk, &made, title, now)
    };
    Ok(page(&app, &desk, title, body))
}

fn page(
    app: &AppState,
    desk: &Desk,
    title: String,
    body: impl FnOnce() -> AnyView + Send + 'static,
) -> Response {
    let chrome = desk.chrome(app, DashboardSection::Money);
    Page::new(desk.lang().code(), title)
        .noindex()
        .render(&app.assets, chrome, body)
        .into_response()
}

fn explained_body(
    desk: &Desk,
    explained: &Explained,
    title: String,
    lead: &'static str,
    path: &str,
    now: Timestamp,
) -> AnyView {
    let mut rows: Vec<_> = explained.lines.iter().map(|l| row(desk, l, now)).collect();
    rows.extend(explained.earlier.map(|rest| earlier(desk, rest, path)));
    view! {
        {head(desk, title, vec![lead.to_owned()], explained.total)}
        {table(desk.lang(), rows)}
    }
    .into_any()
}

fn payout_body(desk: &Desk, made: &PayoutMade, title: String, now: Timestamp) -> AnyView {
    let lang = desk.lang();
    let available = "/dashboard/money/available";
    let mut rows = Vec::new();
    rows.extend(made.stayed.map(|stayed| {
        let taken = Earlier {
            amount: Money::new(-stayed.amount.minor(), stayed.amount.currency()),
            ..stayed
        };
        without_day(desk, lang.money_lines_stayed(), taken, available)
    }));
    rows.extend(made.lines.iter().map(|line| row(desk, line, now)));
    rows.extend(made.earlier.map(|rest| earlier(desk, rest, available)));
    let sent = desk.country.moment(made.payout.requested_at, now, lang);
    let to = lang.payout_sent_to(&made.payout.purpose.masked(), &sent.short);
    let mut says = vec![lang.payout_lead().to_owned(), to];
    if matches!(made.payout.state, OutgoingState::Failed { .. }) {
        says.insert(0, lang.payout_failed_lead().to_owned());
    }
    if let OutgoingState::Returned { at } = made.payout.state {
        says.push(lang.payout_returned(&desk.country.moment(at, now, lang).short));
    }
    view! {
        {head(desk, title, says, made.payout.amount)}
        {table(lang, rows)}
    }
    .into_any()
}

fn pending_body(
    desk: &Desk,
    waiting: &[Waiting],
    sum: Money,
    hold_hours: i64,
    now: Timestamp,
) -> AnyView {
    let lang = desk.lang();
    let rows: Vec<_> = waiting
        .iter()
        .map(|order| {
            let number = order.number.to_string();
            let href = format!(
                "{}#money",
                desk.href(&format!("/dashboard/orders/{number}"))
            );
            let amount = format_money(order.amount);
            vec![
                view! { <a href=href.clone()>{number.clone()}</a> }.into_any(),
                when_words(desk, order.when, hold_hours, now).into_any(),
                view! { <data value=format!("order {number}")><a href=href>{amount}</a></data> }
                    .into_any(),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(lang.column_order()),
        Column::text(lang.column_when_yours()),
        Column::number(lang.column_amount()),
    ];
    let list = if rows.is_empty() {
        view! { <p>{lang.money_waits_nothing()}</p> }.into_any()
    } else {
        view! { <DataTable caption=lang.money_pending() columns=columns rows=rows /> }.into_any()
    };
    view! {
        {head(desk, lang.money_pending().to_owned(), vec![lang.money_waits_lead().to_owned()], sum)}
        {list}
    }
    .into_any()
}

/// The way back, what the page is about in sentences, and what its lines come to.
fn head(desk: &Desk, title: String, says: Vec<String>, amount: Money) -> AnyView {
    let back = desk.href("/dashboard/money");
    let lang = desk.lang();
    let says = says
        .into_iter()
        .map(|says| view! { <p class="hint">{says}</p> })
        .collect_view();
    let rows = vec![TotalRow {
        label: lang.total().to_owned(),
        amount: format_money(amount),
        is_total: true,
        href: None,
    }];
    view! {
        <h1>{title}</h1>
        <div class="stack">
            <p><a href=back>{lang.money_title()}</a></p>
            {says}
            <section class="card"><Totals rows=rows /></section>
        </div>
    }
    .into_any()
}

/// Lines in the order they come in, each with its day, its words and its amount.
pub(super) fn table(lang: Lang, rows: Vec<Vec<AnyView>>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text(lang.column_when()),
        Column::text(lang.statement_what()),
        Column::number(lang.column_amount()),
    ];
    view! { <DataTable caption=lang.statement_title() columns=columns rows=rows /> }.into_any()
}

/// A posting: when, what for, and how much, with the posting's own number for machines.
pub(super) fn row(desk: &Desk, line: &Line, now: Timestamp) -> Vec<AnyView> {
    let lang = desk.lang();
    let at = desk.country.moment(line.at, now, lang);
    let order = line.order.map(|number| {
        let href = desk.href(&format!("/dashboard/orders/{number}"));
        view! { " "<a class="whole" href=format!("{href}#money")>{number.to_string()}</a> }
    });
    let made = line.made.map(
        |made| view! { <br /><span class="hint">{made_words(made, line.amount, lang)}</span> },
    );
    vec![
        view! { <time datetime=at.iso>{at.short}</time> }.into_any(),
        view! { {what(line, lang)}{order}{made} }.into_any(),
        posting(line).into_any(),
    ]
}

pub(super) fn posting(line: &Line) -> impl IntoView + use<> {
    let value = format!("posting {}", line.id);
    view! { <data value=value>{format_money(line.amount)}</data> }
}

/// What a line is for: what happened, and of which part of the order's money it is.
pub(super) fn what(line: &Line, lang: Lang) -> String {
    let kind: Option<LedgerWords> = line.kind.parse().ok();
    let part: Option<PartWords> = line.account.parse().ok();
    let happened = match kind {
        // Only what is the shop's to spend gets commission back; elsewhere it is the cash itself.
        Some(LedgerWords::CashGivenBack) if line.account != "shop_available" => {
            lang.shop_event_cash_given_back()
        }
        Some(kind) => lang.ledger_line(kind),
        None => "",
    };
    match part {
        Some(part) => format!("{happened}: {}", lang.order_part(part)),
        None => happened.to_owned(),
    }
}

fn earlier(desk: &Desk, rest: Earlier, path: &str) -> Vec<AnyView> {
    without_day(desk, desk.lang().money_lines_earlier(), rest, path)
}

/// A row that stands for lines on another page.
fn without_day(desk: &Desk, label: &'static str, rest: Earlier, path: &str) -> Vec<AnyView> {
    let href = desk.href(&format!("{path}?before={}", rest.before));
    let amount = format_money(rest.amount);
    let value = format!("before {}", rest.before);
    // It has no day of its own: its words name the row.
    vec![
        label.into_any(),
        ().into_any(),
        view! { <data value=value><a href=href>{amount}</a></data> }.into_any(),
    ]
}

/// `K 120.00 = K 125.00 sale − K 5.00 commission 5%`
pub(super) fn made_words(made: Made, own: Money, lang: Lang) -> String {
    let mut words = lang.money_made(&format_money(own), &format_money(made.sale));
    let mut add = |part: String| {
        words.push(' ');
        words.push_str(&part);
    };
    let commission = format_money(made.commission);
    add(taken(&commission, made.charged, lang));
    if !made.given_back.is_zero() {
        add(lang.money_made_given_back(&format_money(made.given_back)));
    }
    words
}

/// How long an order's money waits after its delivery.
pub(super) fn hold_words(hours: i64, lang: Lang) -> String {
    if hours % 24 == 0 {
        lang.hold_days(hours / 24)
    } else {
        lang.hold_hours(hours)
    }
}

/// When money becomes the shop's, and why then.
pub(super) fn when_words(desk: &Desk, when: When, hold_hours: i64, now: Timestamp) -> String {
    let lang = desk.lang();
    match when {
        When::Decided { disputed_since } => {
            lang.money_disputed(&desk.country.moment(disputed_since, now, lang).short)
        }
        When::AfterDelivery if hold_hours == 0 => lang.money_hold_none().to_owned(),
        When::On { at, delivered_at } if at == delivered_at => lang.money_hold_none().to_owned(),
        When::AfterDelivery => lang.money_waits_for_delivery(&hold_words(hold_hours, lang)),
        When::On { at, delivered_at } => {
            // The hold is what was promised at the delivery, whatever is set now.
            let hold = hold_words((at - delivered_at).whole_hours(), lang);
            let delivered = desk.country.moment(delivered_at, now, lang).short;
            lang.money_waits_until(&desk.country.moment(at, at, lang).full, &hold, &delivered)
        }
    }
}

/// The way to the lines of a balance.
pub(super) fn href_of(desk: &Desk, figure: Figure) -> String {
    desk.href(&format!("/dashboard/money/{}", figure.as_str()))
}
