//! `/admin/risk`: purchases that somebody should look at before they are packed, the longest waiting first, each with its two buttons.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::format_money;
use flows::risk::{self, Decision, Looked, ReviewError};
use kernel::{PurchaseNumber, Timestamp};
use leptos::prelude::*;
use moderation::Reason;
use orders::PurchaseState;
use store::{Cursor, Page as Cut};
use words::Lang;

use super::{Treasurer, risk_words};
use crate::form::Form;
use crate::pages::admin::verdict;
use crate::pages::door::summary;
use crate::pages::shown::{address, area_name, cursor, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, EmptyState, Hidden, Link, Notice, Pagination, TextArea, Tone};

const PATH: &str = "/admin/risk";
/// Reviews on one page.
const PAGE: u16 = 20;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    after: Option<String>,
    done: Option<String>,
}

/// Everything the page shows.
struct Shown {
    by: Treasurer,
    queue: Cut<Looked>,
    /// What was typed, and for which purchase.
    form: Form,
    about: Option<PurchaseNumber>,
    is_off: bool,
    done: Option<String>,
    now: Timestamp,
}

/// `GET /admin/risk`
pub(super) async fn show(
    State(app): State<AppState>,
    by: Treasurer,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let after = cursor(asks.after.as_deref())?;
    let shown = gather(&app, by, after, asks.done).await?;
    Ok(page(&app, shown, StatusCode::OK))
}

/// `POST /admin/risk/{number}`
pub(super) async fn decide(
    State(app): State<AppState>,
    by: Treasurer,
    Path(number): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let number: PurchaseNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let decision = match form.get("decision") {
        "clear" => Some(Decision::Clear),
        "reject" => verdict::reason(&mut form, lang).map(Decision::Reject),
        _ => {
            form.fail("reason", lang.form_choose());
            None
        }
    };
    let Some(decision) = decision else {
        let mut shown = gather(&app, by, None, None).await?;
        (shown.form, shown.about) = (form, Some(number));
        return Ok(page(&app, shown, StatusCode::UNPROCESSABLE_ENTITY));
    };
    match risk::decide(&app.market, by.admin, number, &decision).await {
        Ok(()) => Ok(see_other("/admin/risk?done=yes")),
        Err(ReviewError::Over) => Ok(see_other("/admin/risk?done=over")),
        Err(ReviewError::NotFound) => Err(Problem::NotFound),
        Err(ReviewError::Failed(error)) => Err(error.into()),
    }
}

async fn gather(
    app: &AppState,
    by: Treasurer,
    after: Option<Cursor>,
    done: Option<String>,
) -> Result<Shown, Problem> {
    Ok(Shown {
        queue: risk::queue(&app.market, by.admin, after, PAGE).await?,
        is_off: app.market.settings.review_above.points().is_none(),
        now: app.market.source.now(),
        form: Form::default(),
        about: None,
        by,
        done,
    })
}

fn page(app: &AppState, shown: Shown, status: StatusCode) -> Response {
    let lang = shown.by.lang();
    let chrome = shown.by.chrome(app, AdminSection::Reviews);
    Page::new(lang.code(), lang.review_title())
        .noindex()
        .status(status)
        .render(&app.assets, chrome, move || body(&shown))
        .into_response()
}

fn body(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let done = shown.done.as_deref().map(|done| match done {
        "over" => (Tone::Info, lang.review_over()),
        _ => (Tone::Good, lang.decision_saved()),
    });
    let list = if shown.queue.rows.is_empty() {
        let next = Link::new(lang.office_nav_payments(), "/admin/payments");
        view! { <EmptyState sentence=lang.queue_empty() next=Some(next) /> }.into_any()
    } else {
        let cards = shown.queue.rows.iter();
        let cards = cards.map(|looked| card(shown, looked)).collect_view();
        view! { <div class="stack">{cards}</div> }.into_any()
    };
    let next = shown.queue.next.map(|cursor| {
        let pairs = [("after", cursor.to_string())];
        Link::new(lang.list_more(), address(PATH, &pairs))
    });
    view! {
        <h1>{lang.review_title()}</h1>
        <p class="hint">{lang.review_lead()}</p>
        {done.map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })}
        {shown.is_off.then(|| view! { <Notice tone=Tone::Waiting><p>{lang.review_off()}</p></Notice> })}
        {summary(&shown.form, lang)}
        {list}
        {next.map(|next| view! { <Pagination label=lang.list_more() next=Some(next) /> })}
    }
    .into_any()
}

fn card(shown: &Shown, looked: &Looked) -> AnyView {
    let lang = shown.by.lang();
    let bought = &looked.purchase;
    let number = bought.number.to_string();
    let points = looked.review.score.points.into();
    let country = bought
        .country
        .parse()
        .unwrap_or(shown.by.judge.visitor.country);
    let until = looked.review.until.map(|until| {
        let at = country.moment(until, shown.now, lang);
        view! { <p><time datetime=at.iso>{lang.review_until(&at.short)}</time></p> }
    });
    let way = match bought.state {
        PurchaseState::CashDue => lang.review_by_cash(),
        PurchaseState::Paid
        | PurchaseState::Open
        | PurchaseState::Expired
        | PurchaseState::Cancelled => lang.review_by_money(),
    };
    let about = format!(
        "{} · {way} · {}, {}",
        format_money(bought.total),
        bought.recipient.name,
        area_name(country, &bought.recipient.area)
    );
    let reasons = looked.review.score.reasons.iter().map(|reason| {
        let weight = lang.review_weight(reason.points.into());
        view! { <li>{risk_words::said(reason, lang)}" · "<span class="hint">{weight}</span></li> }
    });
    let parcels = &looked.parcels;
    let past = lang.review_past(parcels.arrived, parcels.refused_at_the_door);
    let phone = lang.review_phone(&bought.recipient.phone.masked());
    let of = address("/admin/payments", &[("of", number.clone())]);
    view! {
        <section class="card">
            <div class="head-row">
                <h2>{lang.order_title(&number)}</h2>
                <b>{lang.review_points(points)}</b>
            </div>
            <p>{about}</p>
            {until}
            <h3>{lang.review_why()}</h3>
            <ul>{reasons.collect_view()}</ul>
            <p class="hint">{past}</p>
            <ul>
                <li><a href=format!("/admin/payments/{number}")>{lang.review_purchase()}</a></li>
                <li><a href=of>{phone}</a></li>
            </ul>
            {decision(shown, bought.number, lang)}
        </section>
    }
    .into_any()
}

/// Two forms: clearing says nothing, and cancelling says why.
fn decision(shown: &Shown, number: PurchaseNumber, lang: Lang) -> AnyView {
    let action = format!("{PATH}/{number}");
    let is_here = shown.about == Some(number);
    let (value, error) = if is_here {
        (shown.form.value("reason"), shown.form.error("reason"))
    } else {
        (String::new(), None)
    };
    let max = u32::try_from(Reason::CHARS_MAX).unwrap_or(u32::MAX);
    // What a summary of mistakes leads to is called like the field.
    let id = if is_here {
        "reason".to_owned()
    } else {
        format!("reason-{number}")
    };
    view! {
        <form method="post" action=action.clone() class="actions">
            <Hidden name="decision" value="clear" />
            <Button label=lang.review_clear() kind=ButtonKind::Primary />
        </form>
        <details open=is_here>
            <summary>{lang.review_reject()}</summary>
            <form method="post" action=action>
                <Hidden name="decision" value="reject" />
                <TextArea
                    id=id
                    name="reason"
                    label=lang.review_reason()
                    hint=lang.review_reason_hint()
                    value=value
                    error=error
                    required=true
                    rows=2
                    max_length=max
                />
                <p class="actions">
                    <Button label=lang.review_reject() kind=ButtonKind::Danger />
                </p>
            </form>
        </details>
    }
    .into_any()
}
