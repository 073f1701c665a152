//! One case: the queue, the evidence, and the decision where the thumb and the keyboard both reach it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flows::moderate::{self, Evidence, ModerateError};
use kernel::{CaseId, Timestamp};
use leptos::prelude::*;
use moderation::{Case, CaseKind, CaseState, DecideError};
use words::Lang;

use super::{Judge, evidence, kind_of, queue, section_of, title_of, verdict, word_of};
use crate::form::Form;
use crate::pages::door::summary;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, Choice, Notice, Select, TextArea, Tone};

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

/// Everything the page shows.
struct Shown {
    judge: Judge,
    kind: CaseKind,
    evidence: Evidence,
    queue: store::Page<Case>,
    form: Form,
    /// What those who decided before are called.
    by: String,
    notice: Option<(Tone, &'static str)>,
    now: Timestamp,
}

/// `GET /admin/{kind}/{case}`
pub(super) async fn show(
    State(app): State<AppState>,
    judge: Judge,
    Path((word, id)): Path<(String, String)>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let (kind, evidence) = find(&app, &word, &id).await?;
    let lang = judge.lang();
    let notice = match asks.done.as_deref() {
        Some("meanwhile") => Some((Tone::Info, lang.decision_someone_else())),
        // The next one is shown then.
        Some(_) => Some((Tone::Good, lang.decision_saved_next())),
        None => None,
    };
    page(
        &app,
        judge,
        kind,
        evidence,
        Form::default(),
        StatusCode::OK,
        notice,
    )
    .await
}

/// `POST /admin/{kind}/{case}`
pub(super) async fn decide(
    State(app): State<AppState>,
    judge: Judge,
    Path((word, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Problem> {
    let (kind, evidence) = find(&app, &word, &id).await?;
    let case = evidence.case.id;
    let Some(verdict) = verdict::parse(&mut form, kind, judge.lang()) else {
        return page(
            &app,
            judge,
            kind,
            evidence,
            form,
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
        )
        .await;
    };
    match moderate::decide(&app.market, judge.who, case, verdict).await {
        Ok(_) => Ok(see_other(&format!("/admin/{word}?done=yes"))),
        Err(ModerateError::Decide(DecideError::NotFound)) => Err(Problem::NotFound),
        Err(ModerateError::Decide(_)) => {
            Ok(see_other(&format!("/admin/{word}/{case}?done=meanwhile")))
        }
        Err(ModerateError::Failed(error)) => Err(error.into()),
    }
}

async fn find(app: &AppState, word: &str, id: &str) -> Result<(CaseKind, Evidence), Problem> {
    let kind = kind_of(word)?;
    let id: CaseId = id.parse().map_err(|_| Problem::NotFound)?;
    let evidence = moderate::evidence(&app.market, id)
        .await?
        .filter(|evidence| evidence.case.kind == kind);
    Ok((kind, evidence.ok_or(Problem::NotFound)?))
}

async fn page(
    app: &AppState,
    judge: Judge,
    kind: CaseKind,
    evidence: Evidence,
    form: Form,
    status: StatusCode,
    notice: Option<(Tone, &'static str)>,
) -> Result<Response, Problem> {
    let by = match evidence.case.decided_by {
        Some(person) => moderate::name_of(&app.market, person).await?,
        None => String::new(),
    };
    let lang = judge.lang();
    let chrome = judge.chrome(app, section_of(kind));
    let title = format!(
        "{} · {}",
        queue::name(&evidence.case, lang),
        title_of(kind, lang)
    );
    let queue = queue::first(app, kind).await?;
    let shown = Shown {
        judge,
        kind,
        evidence,
        queue,
        form,
        by,
        notice,
        now: app.market.source.now(),
    };
    let page = Page::new(lang.code(), title).noindex().status(status);
    Ok(page
        .render(&app.assets, chrome, move || body(&shown))
        .into_response())
}

fn body(shown: &Shown) -> AnyView {
    let lang = shown.judge.lang();
    let case = &shown.evidence.case;
    let now = shown.now;
    let since = shown
        .judge
        .visitor
        .country
        .moment(case.opened_at, now, lang);
    view! {
        <h1>{queue::name(case, lang)}</h1>
        <p class="hint"><time datetime=since.iso>{lang.queue_waiting_since(&since.short)}</time></p>
        {shown.notice.map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })}
        {summary(&shown.form, lang)}
        <div class="review">
            // First on a phone; on a desk the queue stands left of it.
            <div>
                {evidence::view(&shown.evidence, &shown.judge)}
                {if case.state == CaseState::Open { decision(shown, lang) } else { decided(shown, lang) }}
            </div>
            {queue::list(&shown.judge, shown.kind, &shown.queue, case.id, now)}
        </div>
    }
    .into_any()
}

fn decided(shown: &Shown, lang: Lang) -> AnyView {
    let case = &shown.evidence.case;
    let (tone, word) = match case.state {
        CaseState::Open => return ().into_any(),
        CaseState::Approved => (Tone::Good, words::CaseStateWords::Approved),
        CaseState::Refused => (Tone::Bad, words::CaseStateWords::Refused),
        CaseState::Settled => (Tone::Good, words::CaseStateWords::Settled),
    };
    let at = case
        .decided_at
        .map(|at| {
            shown
                .judge
                .visitor
                .country
                .moment(at, shown.now, lang)
                .short
        })
        .unwrap_or_default();
    let by = if shown.by.is_empty() {
        lang.brand().to_owned()
    } else {
        shown.by.clone()
    };
    let reason = case.reason.clone();
    view! {
        <Notice tone=tone title=lang.case_state(word)>
            <p>{lang.decision_by(&by, &at)}</p>
            {(!reason.is_empty()).then(|| view! { <p class="prose">{reason}</p> })}
        </Notice>
        <p class="actions">
            <a class="button" href=format!("/admin/{}", word_of(shown.kind))>{lang.queue_next()}</a>
        </p>
    }
    .into_any()
}

fn decision(shown: &Shown, lang: Lang) -> AnyView {
    let form = &shown.form;
    let action = format!("/admin/{}/{}", word_of(shown.kind), shown.evidence.case.id);
    let choices: Vec<Choice> = verdict::reasons(shown.kind, lang)
        .into_iter()
        .map(|reason| Choice {
            value: reason.to_owned(),
            label: reason.to_owned(),
            chosen: reason == form.get("why"),
            ..Choice::default()
        })
        .collect();
    let why = (!choices.is_empty()).then(|| {
        view! {
            <Select
                id="why"
                name="why"
                label=lang.decision_reason()
                choices=choices
                prompt=lang.decision_reason_choose()
            />
        }
    });
    view! {
        <form method="post" action=action aria-label=lang.decision_yours()>
            {why}
            <TextArea
                id="reason"
                name="reason"
                label=lang.decision_reason_own()
                hint=lang.decision_reason_hint()
                value=form.value("reason")
                error=form.error("reason")
                rows=2
                max_length=500
            />
            <div class="decision">
                <p class="actions">
                    <Button label=lang.decision_approve() kind=ButtonKind::Primary name="decision" value="approve" />
                    <Button label=lang.decision_refuse() kind=ButtonKind::Danger name="decision" value="refuse" />
                </p>
            </div>
        </form>
    }
    .into_any()
}
