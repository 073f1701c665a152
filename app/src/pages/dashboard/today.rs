//! `/dashboard`: what waits, and what was earned, in a few sentences.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use catalog::ShopState;
use countries::format_money;
use flows::dashboard::Today;
use flows::payout::Figure;
use kernel::Timestamp;
use leptos::prelude::*;
use words::Lang;

use super::Desk;
use super::lines::href_of;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::{ButtonKind, InsightCard, Link, LinkButton, Notice, Tone, TotalRow, Totals};

/// More sentences than this are not read.
const INSIGHTS_MAX: usize = 5;

/// One fact and what to do about it.
struct Insight {
    tone: Tone,
    sentence: String,
    next: Option<Link>,
}

/// `GET /dashboard`
pub(super) async fn show(State(app): State<AppState>, desk: Desk) -> Result<Response, Problem> {
    let now = app.market.source.now();
    let since = desk.country.start_of_day(now);
    let today =
        flows::dashboard::today(&app.market, desk.scope, desk.country.pack().currency, since)
            .await?;
    let others = desk.others(&app).await?;
    let lang = desk.lang();
    let chrome = desk.chrome(&app, DashboardSection::Today);
    let page = Page::new(
        lang.code(),
        format!("{} · {}", lang.dashboard_title(), desk.shop.name),
    )
    .noindex();
    Ok(page
        .render(&app.assets, chrome, move || {
            body(&desk, &today, others, now)
        })
        .into_response())
}

fn insights(desk: &Desk, today: &Today, now: Timestamp) -> Vec<Insight> {
    let lang = desk.lang();
    let link = |label: &str, path: &str| Some(Link::new(label, desk.href(path)));
    let mut insights = Vec::new();
    let mut add = |count: i64, tone, sentence: &dyn Fn(i64) -> String, next| {
        if count > 0 {
            insights.push(Insight {
                tone,
                sentence: sentence(count),
                next,
            });
        }
    };
    let work = &today.work;
    let since = work.oldest_to_pack.map(|at| {
        let is_today = at >= desk.country.start_of_day(now);
        if is_today {
            desk.country.clock(at)
        } else {
            desk.country.moment(at, now, lang).short
        }
    });
    add(
        work.to_pack,
        Tone::Waiting,
        &|count| lang.insight_to_pack(count, since.as_deref().unwrap_or_default()),
        link(lang.insight_do_pack(), "/dashboard/orders?state=confirmed"),
    );
    add(
        work.to_hand_over,
        Tone::Waiting,
        &|count| lang.insight_to_hand_over(count),
        link(
            lang.insight_do_hand_over(),
            "/dashboard/orders?state=packed",
        ),
    );
    add(
        today.pictures.refused.into(),
        Tone::Bad,
        &|count| lang.insight_refused(count),
        link(lang.insight_do_look(), "/dashboard/products"),
    );
    add(
        today.stock.sold_out.into(),
        Tone::Bad,
        &|count| lang.insight_sold_out(count),
        link(lang.insight_do_count(), "/dashboard/products?state=live"),
    );
    add(
        today.stock.low.into(),
        Tone::Waiting,
        &|count| lang.insight_low_stock(count),
        link(lang.insight_do_count(), "/dashboard/products?state=live"),
    );
    add(
        work.on_the_way,
        Tone::Info,
        &|count| lang.insight_on_the_way(count),
        link(
            lang.insight_do_look(),
            "/dashboard/orders?state=handed_over",
        ),
    );
    add(
        today.pictures.waiting.into(),
        Tone::Info,
        &|count| lang.insight_in_review(count),
        None,
    );
    insights.truncate(INSIGHTS_MAX);
    insights
}

fn body(desk: &Desk, today: &Today, others: Vec<Link>, now: Timestamp) -> AnyView {
    let lang = desk.lang();
    let insights = insights(desk, today, now);
    let work = if insights.is_empty() {
        view! { <p>{lang.dashboard_nothing()}</p> }.into_any()
    } else {
        let cards = insights
            .into_iter()
            .map(|insight| view! { <InsightCard sentence=insight.sentence tone=insight.tone next=insight.next /> })
            .collect_view();
        view! { <div class="insights">{cards}</div> }.into_any()
    };
    view! {
        <div class="head-row">
            <h1>{lang.dashboard_title()}</h1>
            <LinkButton label=lang.product_new() href=desk.href("/dashboard/products/new") kind=ButtonKind::Primary />
        </div>
        {standing(desk, lang)}
        {work}
        {money(desk, today, now, lang)}
        {(!others.is_empty())
            .then(|| {
                let links = others
                    .into_iter()
                    .map(|link| view! { <li><a href=link.href>{link.label}</a></li> })
                    .collect_view();
                view! {
                    <section>
                        <h2>{lang.account_your_shops()}</h2>
                        <ul class="stack">{links}</ul>
                    </section>
                }
            })}
    }
    .into_any()
}

/// A shop that is not open hears so first.
fn standing(desk: &Desk, lang: Lang) -> AnyView {
    let shop = &desk.shop;
    match shop.state {
        ShopState::Approved => ().into_any(),
        ShopState::Applied => view! {
            <Notice tone=Tone::Waiting title=lang.sell_waiting_title()><p>{lang.sell_waiting()}</p></Notice>
        }
        .into_any(),
        ShopState::Refused => view! {
            <Notice tone=Tone::Bad title=lang.sell_refused(&shop.state_reason)>
                <p><a href="/sell">{lang.sell_refused_next()}</a></p>
            </Notice>
        }
        .into_any(),
        ShopState::Suspended => {
            let words = lang.sell_suspended(&shop.state_reason);
            view! { <Notice tone=Tone::Bad><p>{words}</p></Notice> }.into_any()
        }
    }
}

fn money(desk: &Desk, today: &Today, now: Timestamp, lang: Lang) -> AnyView {
    let earned = match today.earned {
        (_, 0) => view! { {lang.insight_earned_nothing()} }.into_any(),
        (amount, count) => {
            let day = desk.country.iso_day(now);
            let href = desk.href(&format!("/dashboard/money/days/{day}"));
            let sentence = lang.insight_earned_today(&format_money(amount), count);
            view! { <a href=href>{sentence}</a> }.into_any()
        }
    };
    let row = |label: &str, amount, is_total, href| TotalRow {
        label: label.to_owned(),
        amount: format_money(amount),
        is_total,
        href: Some(href),
    };
    let earnings = &today.earnings;
    let rows = vec![
        row(
            lang.money_pending(),
            earnings.pending,
            false,
            desk.href("/dashboard/money/pending"),
        ),
        row(
            lang.money_available(),
            earnings.available,
            true,
            href_of(desk, Figure::Available),
        ),
    ];
    let clock = today.next_available_at.map(|at| {
        let at = desk.country.moment(at, at, lang).full;
        view! { <p class="hint">{lang.payout_clock(&at)}</p> }
    });
    view! {
        <section>
            <h2>{lang.money_title()}</h2>
            <div class="card tw:max-w-120">
                <p><b>{earned}</b></p>
                <Totals rows=rows />
                {clock}
                <p><a href=desk.href("/dashboard/money")>{lang.money_open()}</a></p>
            </div>
        </section>
    }
    .into_any()
}
