//! One case of money: the queue, what was asked and what came, and the decision where the thumb and the keyboard both reach it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flows::cases::{self, CaseError, Decided, Looked, NotPossible};
use kernel::{CaseId, PurchaseNumber, Timestamp};
use leptos::prelude::*;
use moderation::{Case, CaseKind, CaseState, Choice as What};
use words::Lang;

use super::{Treasurer, compare, proposals};
use crate::form::Form;
use crate::pages::admin::{queue, verdict};
use crate::pages::door::summary;
use crate::pages::shown::{cursor, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{EmptyState, Link, Notice, Tone};

/// Cases listed beside the one being decided.
const QUEUE: u16 = 20;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    after: Option<String>,
    done: Option<String>,
}

/// Everything the page shows.
pub(super) struct Shown {
    pub by: Treasurer,
    pub looked: Looked,
    pub form: Form,
    pub now: Timestamp,
    queue: store::Page<Case>,
    notice: Option<(Tone, &'static str)>,
}

/// `GET /admin/cases`: leads to the oldest open case, and says so when there is none.
pub(super) async fn oldest(
    State(app): State<AppState>,
    by: Treasurer,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let after = cursor(asks.after.as_deref())?;
    let queue = cases::queue(&app.market, by.admin, after, QUEUE).await?;
    let done = asks.done.filter(|done| done == "yes");
    if let Some(oldest) = queue.rows.first() {
        let said = done.map(|_| "?done=yes").unwrap_or_default();
        return Ok(see_other(&format!("/admin/cases/{}{said}", oldest.id)));
    }
    let lang = by.lang();
    let chrome = by.chrome(&app, AdminSection::Cases);
    let page = Page::new(lang.code(), lang.admin_nav_cases()).noindex();
    let body = move || {
        let next = Link::new(lang.office_nav_payments(), "/admin/payments");
        view! {
            <h1>{lang.admin_nav_cases()}</h1>
            {done.map(|_| view! { <Notice tone=Tone::Good><p>{lang.decision_saved()}</p></Notice> })}
            <EmptyState sentence=lang.queue_empty() next=Some(next) />
        }
        .into_any()
    };
    Ok(page.render(&app.assets, chrome, body).into_response())
}

/// `GET /admin/cases/{case}`
pub(super) async fn show(
    State(app): State<AppState>,
    by: Treasurer,
    Path(id): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let notice = match asks.done.as_deref() {
        Some("meanwhile") => Some((Tone::Info, lang.decision_someone_else())),
        Some("proposed") => Some((Tone::Good, lang.case_proposed())),
        Some("rejected") => Some((Tone::Info, lang.case_rejected())),
        // The next one is shown then.
        Some(_) => Some((Tone::Good, lang.decision_saved_next())),
        None => None,
    };
    let looked = find(&app, &by, &id).await?;
    page(&app, by, looked, Form::default(), StatusCode::OK, notice).await
}

/// `POST /admin/cases/{case}`
pub(super) async fn decide(
    State(app): State<AppState>,
    by: Treasurer,
    Path(id): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let looked = find(&app, &by, &id).await?;
    let case = looked.case.id;
    let choice: Option<What> = form.parse("choice", |typed| {
        typed.parse().map_err(|_| lang.form_choose().to_owned())
    });
    let note = verdict::reason(&mut form, lang);
    if let (Some(choice), Some(note)) = (choice, note) {
        match cases::decide(&app.market, by.admin, case, choice, &note).await {
            Ok(Decided::Done) => return Ok(see_other("/admin/cases?done=yes")),
            Ok(Decided::Proposed) => {
                return Ok(see_other(&format!("/admin/cases/{case}?done=proposed")));
            }
            Err(CaseError::NotPossible(why)) => form.fail("choice", not_possible(why, lang)),
            Err(error) => return meanwhile(error, case),
        }
    }
    again(&app, by, looked, form).await
}

/// `POST /admin/cases/{case}/purchase`: which purchase money by hand is for. What is done with it is decided after.
pub(super) async fn name_purchase(
    State(app): State<AppState>,
    by: Treasurer,
    Path(id): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let looked = find(&app, &by, &id).await?;
    let case = looked.case.id;
    let number: Option<PurchaseNumber> = form.parse("number", |typed| {
        typed
            .parse()
            .map_err(|_| lang.case_no_such_order().to_owned())
    });
    if let Some(number) = number {
        match cases::name_purchase(&app.market, by.admin, case, number).await {
            Ok(true) => return Ok(see_other(&format!("/admin/cases/{case}#choice"))),
            Ok(false) => form.fail("number", lang.case_no_such_order()),
            Err(error) => return meanwhile(error, case),
        }
    }
    again(&app, by, looked, form).await
}

/// `POST /admin/cases/{case}/returned`: which payout or refund a line brought back.
pub(super) async fn name_returned(
    State(app): State<AppState>,
    by: Treasurer,
    Path(id): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let looked = find(&app, &by, &id).await?;
    let case = looked.case.id;
    let called = form.parse("returned", |typed| match typed {
        "" => Err(lang.case_none_called().to_owned()),
        typed => Ok(typed.to_owned()),
    });
    if let Some(called) = called {
        match cases::name_returned(&app.market, by.admin, case, &called).await {
            Ok(true) => return Ok(see_other(&format!("/admin/cases/{case}#choice"))),
            Ok(false) => form.fail("returned", lang.case_none_called()),
            Err(error) => return meanwhile(error, case),
        }
    }
    again(&app, by, looked, form).await
}

/// The same page with what was typed, and what is wrong with it.
async fn again(
    app: &AppState,
    by: Treasurer,
    looked: Looked,
    form: Form,
) -> Result<Response, Problem> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page(app, by, looked, form, status, None).await
}

/// What is done when somebody else was faster.
pub(super) fn meanwhile(error: CaseError, case: CaseId) -> Result<Response, Problem> {
    match error {
        CaseError::NotFound => Err(Problem::NotFound),
        CaseError::Decided
        | CaseError::Proposed
        | CaseError::Answered
        | CaseError::SamePerson
        | CaseError::NotPossible(_) => {
            Ok(see_other(&format!("/admin/cases/{case}?done=meanwhile")))
        }
        CaseError::Failed(error) => Err(error.into()),
    }
}

/// Why a choice cannot be had.
pub(super) const fn not_possible(why: NotPossible, lang: Lang) -> &'static str {
    match why {
        NotPossible::NothingThere => lang.case_not_there(),
        NotPossible::OtherCurrency => lang.case_other_currency(),
        NotPossible::SeveralCurrencies => lang.case_several_currencies(),
        NotPossible::NotPayable => lang.case_not_payable(),
        NotPossible::SoldOut => lang.case_sold_out(),
        NotPossible::CreditGone => lang.case_credit_gone(),
        NotPossible::MoneyThatLeft => lang.case_money_left(),
        NotPossible::NoPurchase => lang.case_no_order(),
        NotPossible::NoPhone => lang.case_no_phone(),
        NotPossible::Known => lang.case_known(),
        NotPossible::OtherQuestion => lang.case_other_question(),
        NotPossible::NoneNamed => lang.case_none_named(),
        NotPossible::NotArrived => lang.case_not_arrived(),
        NotPossible::OtherAmount => lang.case_other_amount(),
        NotPossible::DecideFirst => lang.case_decide_first(),
    }
}

pub(super) async fn find(app: &AppState, by: &Treasurer, id: &str) -> Result<Looked, Problem> {
    let id: CaseId = id.parse().map_err(|_| Problem::NotFound)?;
    let looked = cases::look(&app.market, by.admin, id).await?;
    looked.ok_or(Problem::NotFound)
}

pub(super) async fn page(
    app: &AppState,
    by: Treasurer,
    looked: Looked,
    form: Form,
    status: StatusCode,
    notice: Option<(Tone, &'static str)>,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let chrome = by.chrome(app, AdminSection::Cases);
    let title = format!(
        "{} · {}",
        queue::name(&looked.case, lang),
        lang.admin_nav_cases()
    );
    let shown = Shown {
        queue: cases::queue(&app.market, by.admin, None, QUEUE).await?,
        now: app.market.source.now(),
        by,
        looked,
        form,
        notice,
    };
    let page = Page::new(lang.code(), title).noindex().status(status);
    Ok(page
        .render(&app.assets, chrome, move || body(&shown))
        .into_response())
}

fn body(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let case = &shown.looked.case;
    let at = shown.by.judge.visitor.country;
    let since = at.moment(case.opened_at, shown.now, lang);
    view! {
        <h1>{queue::name(case, lang)}</h1>
        <p class="hint">
            <time datetime=since.iso>{lang.queue_waiting_since(&since.short)}</time>
            " · "
            {age(case.opened_at, case.decided_at.unwrap_or(shown.now), lang)}
        </p>
        {shown.notice.map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })}
        {summary(&shown.form, lang)}
        <div class="review">
            // First on a phone; on a desk the queue stands left of it.
            <div>
                {compare::view(shown)}
                {proposals::history(shown)}
                {match case.state {
                    CaseState::Open => proposals::decision(shown),
                    CaseState::Approved | CaseState::Refused | CaseState::Settled => decided(shown),
                }}
            </div>
            {queue::list(&shown.by.judge, CaseKind::Payment, &shown.queue, case.id, shown.now)}
        </div>
    }
    .into_any()
}

/// For how long it is, or was, open.
fn age(since: Timestamp, until: Timestamp, lang: Lang) -> String {
    let hours = (until - since).whole_hours();
    if hours < 1 {
        lang.case_age_new().to_owned()
    } else if hours < 48 {
        lang.case_age_hours(hours)
    } else {
        lang.case_age_days(hours / 24)
    }
}

fn decided(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let case = &shown.looked.case;
    let name = case
        .decided_by
        .map(|by| shown.looked.name(by).to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| lang.brand().to_owned());
    let country = shown.by.judge.visitor.country;
    let at = case
        .decided_at
        .map(|at| country.moment(at, shown.now, lang).short)
        .unwrap_or_default();
    let reason = case.reason.clone();
    view! {
        <Notice tone=Tone::Good title=lang.case_state(words::CaseStateWords::Settled)>
            <p>{lang.decision_by(&name, &at)}</p>
            <p class="prose">{reason}</p>
        </Notice>
        <p class="actions">
            <a class="button" href="/admin/cases">{lang.queue_next()}</a>
        </p>
    }
    .into_any()
}
