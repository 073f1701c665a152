//! Pages that exist only while everything is a rehearsal.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use countries::{Country, phone_for_owner};
use kernel::Timestamp;
use leptos::prelude::*;
use notifications::{Message, MessageState};
use words::Lang;

use crate::pages::frames::site;
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{Badge, EmptyState, Tone};
use crate::visitor::Visitor;

/// How many messages the page shows.
const MESSAGES_MAX: i64 = 50;

/// `/development/…`
pub fn router() -> Router<AppState> {
    Router::new().route("/development/outbox", get(outbox))
}

/// `GET /development/outbox`: every message with its code, so that a person can sign in where no SMS is sent. Outside a
/// rehearsal there is no such page.
async fn outbox(State(app): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    if !app.market.settings.is_rehearsal {
        return Err(Problem::NotFound);
    }
    let messages = notifications::list_newest(&app.market.pools.app, MESSAGES_MAX).await?;
    let chrome = site(&app, &visitor, "").await?;
    let (lang, country, now) = (visitor.lang, visitor.country, app.market.source.now());
    let ours = app.market.settings.public_url.clone();
    let page = Page::new(lang.code(), lang.outbox_title()).noindex();
    Ok(page
        .render(&app.assets, chrome, move || {
            body(&messages, &ours, lang, country, now)
        })
        .into_response())
}

fn body(messages: &[Message], ours: &str, lang: Lang, country: Country, now: Timestamp) -> AnyView {
    let items = messages
        .iter()
        .map(|message| {
            let (tone, state) = match message.state {
                MessageState::Queued => (Tone::Waiting, "queued"),
                MessageState::Sent => (Tone::Good, "sent"),
                MessageState::Failed => (Tone::Bad, "failed"),
            };
            let at = country.moment(message.created_at, now, lang);
            view! {
                <li class="card">
                    <p class="head-row">
                        <b>{phone_for_owner(&message.to)}</b>
                        <span>
                            <time class="hint" datetime=at.iso>{at.short}</time>
                            " "
                            <Badge text=state tone=tone />
                        </span>
                    </p>
                    <p class="prose">{linked(&message.body, ours)}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <h1>{lang.outbox_title()}</h1>
        <p class="hint">{lang.outbox_lead()}</p>
        {if messages.is_empty() {
            view! { <EmptyState sentence=lang.outbox_empty() /> }.into_any()
        } else {
            view! { <ul class="stack">{items}</ul> }.into_any()
        }}
    }
    .into_any()
}

/// The text, with addresses of this site as links.
fn linked(text: &str, ours: &str) -> AnyView {
    text.split_inclusive(' ')
        .map(|word| {
            let bare = word.trim_end_matches([' ', '.', ',']);
            if !ours.is_empty() && bare.starts_with(ours) {
                let rest = word[bare.len()..].to_owned();
                view! { <a href=bare.to_owned()>{bare.to_owned()}</a> {rest} }.into_any()
            } else {
                word.to_owned().into_any()
            }
        })
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::to_html;

    #[test]
    fn our_addresses_become_links_and_nothing_else_does() {
        let html = to_html(|| {
            linked(
                "Paid. See http://x.test/orders/SK?k=1. <b>http://y.test",
                "http://x.test",
            )
        })
        .replace("<!>", "");
        assert!(
            html.contains(
                "<a href=\"http://x.test/orders/SK?k=1\">http://x.test/orders/SK?k=1</a>"
            ),
            "{html}"
        );
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        assert!(html.contains("&lt;b&gt;"), "{html}");
    }
}
