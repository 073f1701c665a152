//! Moderators and admins: what waits for a decision, and what was decided. Money is the admins' alone. To everyone else there is
//! nothing here.

mod case;
mod decisions;
mod evidence;
mod money;
mod queue;
mod refund;
mod take_down;
mod verdict;

use accounts::{Need, PlatformRole};
use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flows::moderate::{Moderator, Waiting};
use leptos::prelude::*;
use moderation::CaseKind;
use words::Lang;

use crate::problem::Problem;
use crate::render::Page;
use crate::shell::{AdminSection, Chrome, WorkFrame};
use crate::state::AppState;
use crate::ui::{EmptyState, InsightCard, Link, Tone};
use crate::visitor::Visitor;

/// `/admin…`
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/admin", get(overview))
        .route("/admin/decisions", get(decisions::show))
        .route(
            "/admin/take-down",
            get(take_down::show).post(take_down::act),
        )
        .merge(money::router())
        .route("/admin/refund", get(refund::show).post(refund::give))
        .route("/admin/{kind}", get(queue::show))
        .route("/admin/{kind}/{case}", get(case::show).post(case::decide))
}

/// Somebody who decides. Extracting one sends strangers to sign in, and says to everybody else that there is no such page.
#[derive(Clone)]
pub(super) struct Judge {
    pub visitor: Visitor,
    pub who: Moderator,
}

impl Judge {
    pub fn lang(&self) -> Lang {
        self.visitor.lang
    }

    pub fn chrome(&self, app: &AppState, section: AdminSection) -> Chrome {
        Chrome::Admin(WorkFrame::admin(
            self.lang(),
            app.market.settings.is_rehearsal,
            self.is_admin(),
            section,
        ))
    }

    /// Whether money is theirs to see and decide about.
    pub fn is_admin(&self) -> bool {
        self.who.role == PlatformRole::Admin
    }
}

impl FromRequestParts<AppState> for Judge {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let visitor =
            <Visitor as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        let person = visitor.platform(Need::Moderator)?;
        let role = visitor
            .authority
            .as_ref()
            .map_or(PlatformRole::None, |authority| {
                authority.person.platform_role
            });
        Ok(Self {
            who: Moderator { person, role },
            visitor,
        })
    }
}

/// What an address calls a kind of case.
const fn word_of(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Shop => "shops",
        CaseKind::Picture => "pictures",
        CaseKind::Payment => "cases",
    }
}

/// The kinds that moderators decide; cases of money have pages of their own.
fn kind_of(word: &str) -> Result<CaseKind, Problem> {
    [CaseKind::Shop, CaseKind::Picture]
        .into_iter()
        .find(|kind| word_of(*kind) == word)
        .ok_or(Problem::NotFound)
}

const fn section_of(kind: CaseKind) -> AdminSection {
    match kind {
        CaseKind::Shop => AdminSection::Shops,
        CaseKind::Picture => AdminSection::Pictures,
        CaseKind::Payment => AdminSection::Cases,
    }
}

const fn title_of(kind: CaseKind, lang: Lang) -> &'static str {
    match kind {
        CaseKind::Shop => lang.admin_nav_shops(),
        CaseKind::Picture => lang.admin_nav_pictures(),
        CaseKind::Payment => lang.admin_nav_cases(),
    }
}

/// `GET /admin`
async fn overview(State(app): State<AppState>, judge: Judge) -> Result<Response, Problem> {
    let waiting = flows::moderate::waiting(&app.market).await?;
    let lang = judge.lang();
    let is_admin = judge.is_admin();
    let chrome = judge.chrome(&app, AdminSection::Overview);
    let page = Page::new(lang.code(), lang.admin_title()).noindex();
    Ok(page
        .render(&app.assets, chrome, move || body(waiting, is_admin, lang))
        .into_response())
}

fn body(waiting: Waiting, is_admin: bool, lang: Lang) -> AnyView {
    let counts = [
        (
            waiting.shops,
            lang.queue_shops(waiting.shops),
            CaseKind::Shop,
        ),
        (
            waiting.pictures,
            lang.queue_pictures(waiting.pictures),
            CaseKind::Picture,
        ),
        (
            waiting.payments,
            lang.queue_cases(waiting.payments),
            CaseKind::Payment,
        ),
    ];
    let reviews = (is_admin && waiting.reviews > 0).then(|| {
        let sentence = lang.review_queue(waiting.reviews);
        let next = Link::new(lang.admin_decide_next(), "/admin/risk");
        view! { <InsightCard sentence=sentence tone=Tone::Bad next=Some(next) /> }
    });
    let cards = counts
        .into_iter()
        .filter(|(count, _, kind)| *count > 0 && (is_admin || *kind != CaseKind::Payment))
        .map(|(_, sentence, kind)| {
            let next = Link::new(
                lang.admin_decide_next(),
                format!("/admin/{}", word_of(kind)),
            );
            let tone = if kind == CaseKind::Payment {
                Tone::Bad
            } else {
                Tone::Waiting
            };
            view! { <InsightCard sentence=sentence tone=tone next=Some(next) /> }
        })
        .chain(reviews)
        .collect::<Vec<_>>();
    let work = if cards.is_empty() {
        let next = Link::new(lang.admin_nav_decisions(), "/admin/decisions");
        view! { <EmptyState sentence=lang.admin_nothing() next=Some(next) /> }.into_any()
    } else {
        view! { <div class="insights">{cards}</div> }.into_any()
    };
    view! {
        <h1>{lang.admin_title()}</h1>
        {work}
        <p><a href="/admin/refund">{lang.refund_admin_title()}</a></p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_moderators_decide_has_its_address() {
        for kind in [CaseKind::Shop, CaseKind::Picture] {
            assert_eq!(kind_of(word_of(kind)), Ok(kind));
        }
        assert_eq!(kind_of(word_of(CaseKind::Payment)), Err(Problem::NotFound));
        assert_eq!(kind_of("people"), Err(Problem::NotFound));
    }
}
