//! From a pure view to one finished HTML answer.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::{AnyView, Owner, RenderHtml};
use memchr::memmem;
use std::sync::Arc;

use crate::{
    assets::{Assets, Style},
    shell::{self, Chrome},
    ui::icon,
};

/// May a page be found by search engines?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robots {
    Index,
    NoIndex,
}

/// A page before it is rendered: everything that its head says, and its status.
#[derive(Debug, Clone)]
pub struct Page {
    pub(crate) lang: &'static str,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) canonical: Option<String>,
    pub(crate) robots: Robots,
    /// Open Graph and other `<meta property>` pairs.
    pub(crate) properties: Vec<(&'static str, String)>,
    /// Schema.org objects, each its own block.
    pub(crate) json_ld: Vec<serde_json::Value>,
    /// Seconds after which a browser without script goes to a path of ours: usually the page itself, again.
    pub(crate) refresh: Option<(u32, String)>,
    /// Whether a browser with script loads it again, too.
    pub(crate) refreshes_always: bool,
    pub(crate) status: StatusCode,
    pub(crate) style: Style,
}

impl Page {
    /// `lang` is the BCP 47 code of the page's words; the title goes without the name of the site.
    pub fn new(lang: &'static str, title: impl Into<String>) -> Self {
        Self {
            lang,
            title: title.into(),
            description: None,
            canonical: None,
            robots: Robots::Index,
            properties: Vec::new(),
            json_ld: Vec::new(),
            refresh: None,
            refreshes_always: false,
            status: StatusCode::OK,
            style: Style::Shop,
        }
    }

    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// The absolute address under which this content wants to be known.
    #[must_use]
    pub fn canonical(mut self, url: impl Into<String>) -> Self {
        self.canonical = Some(url.into());
        self
    }

    /// For pages about one person: cart, checkout, orders, dashboards.
    #[must_use]
    pub const fn noindex(mut self) -> Self {
        self.robots = Robots::NoIndex;
        self
    }

    /// A `<meta property>`: `og:image`, `og:type`, `product:price:amount`. Title, description and address are given by themselves.
    #[must_use]
    pub fn property(mut self, name: &'static str, content: impl Into<String>) -> Self {
        self.properties.push((name, content.into()));
        self
    }

    #[must_use]
    pub fn json_ld(mut self, object: serde_json::Value) -> Self {
        self.json_ld.push(object);
        self
    }

    /// Lets a browser without script load the page again by itself. `path` names it without a fragment: to the address it
    /// shows, fragment and all, a browser would only scroll.
    #[must_use]
    pub fn refresh_without_script(mut self, seconds: u32, path: impl Into<String>) -> Self {
        self.refresh = Some((seconds, path.into()));
        self
    }

    /// A browser with script loads it again as well: for what no island would show.
    #[must_use]
    pub const fn refresh_always(mut self) -> Self {
        self.refreshes_always = true;
        self
    }

    #[must_use]
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Carries the whole style, also for buyers: for a page with a table.
    #[must_use]
    pub const fn with_tables(mut self) -> Self {
        self.style = Style::Whole;
        self
    }

    /// Carries only the style of the layers `core` and `pay`: for a page without fields, tables, cards of
    /// products or a foot.
    #[must_use]
    pub const fn light(mut self) -> Self {
        self.style = Style::Light;
        self
    }

    /// Renders the body inside its chrome. `body` runs under a reactive owner, so that islands and context work; it must not await.
    pub fn render(
        mut self,
        assets: &Assets,
        chrome: Chrome,
        body: impl FnOnce() -> AnyView,
    ) -> Rendered {
        match &chrome {
            Chrome::Dashboard(_) | Chrome::Admin(_) => self.style = Style::Whole,
            Chrome::Storefront(_) | Chrome::Checkout(_) => {}
        }
        let content = without_markers(&to_html(|| shell::surround(chrome, body())));
        // What merchants and buyers write is escaped, so this tag can only come from an island.
        let has_islands = memmem::find(content.as_bytes(), ISLAND.as_bytes()).is_some();
        let sprite = icon::sprite_for(&content);
        let html = shell::document(&self, assets, &content, &sprite, has_islands);
        Rendered {
            status: self.status,
            html,
            policy: assets.policy(self.style, has_islands),
            has_islands,
        }
    }
}

/// A finished page.
#[derive(Debug, Clone)]
pub struct Rendered {
    pub status: StatusCode,
    pub html: String,
    /// `Content-Security-Policy`.
    pub policy: HeaderValue,
    pub has_islands: bool,
}

impl IntoResponse for Rendered {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.html));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy);
        response
    }
}

/// Renders a view to a string, under an owner of its own that is gone afterwards.
pub fn to_html(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(
        hydration_context::SsrSharedContext::new_islands(),
    )));
    let html = owner.with(|| view().to_html());
    owner.cleanup();
    html
}

/// Where islands begin.
const ISLAND: &str = "<leptos-island";

/// Leptos marks the seams between texts with `<!>` for the browser to find again. Outside islands
/// nobody looks for them. In text and in attributes `<` is always escaped, so that nothing else can
/// look like a marker or an island.
fn without_markers(html: &str) -> String {
    let mut clean = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = memmem::find(rest.as_bytes(), ISLAND.as_bytes()) {
        let (before, island) = rest.split_at(start);
        strip_into(&mut clean, before);
        let (island, after) = island.split_at(outermost_island_length(island));
        clean.push_str(island);
        rest = after;
    }
    strip_into(&mut clean, rest);
    clean
}

/// Bytes of the island that `html` begins with. Islands may hold islands.
fn outermost_island_length(html: &str) -> usize {
    const CLOSING: &str = "</leptos-island>";
    let mut depth = 0_u32;
    for (at, _) in html.match_indices('<') {
        if html[at..].starts_with(ISLAND) {
            depth += 1;
        } else if html[at..].starts_with(CLOSING) {
            depth -= 1;
            if depth == 0 {
                return at + CLOSING.len();
            }
        }
    }
    html.len()
}

fn strip_into(clean: &mut String, html: &str) {
    const MARKER: &str = "<!>";
    let mut from = 0;
    for at in memmem::find_iter(html.as_bytes(), MARKER) {
        clean.push_str(&html[from..at]);
        from = at + MARKER.len();
    }
    clean.push_str(&html[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::*;

    #[test]
    fn seams_stay_only_where_the_browser_needs_them() {
        let html = "a<!>b<leptos-island x>c<!>d<leptos-children><leptos-island>e<!>f</leptos-island></leptos-children>\
                    <!></leptos-island>g<!>h";
        let clean = "ab<leptos-island x>c<!>d<leptos-children><leptos-island>e<!>f</leptos-island></leptos-children>\
                     <!></leptos-island>gh";
        assert_eq!(without_markers(html), clean);
        assert_eq!(
            without_markers("<leptos-island>a<!>"),
            "<leptos-island>a<!>",
            "an unclosed island is left alone"
        );
    }

    #[test]
    fn what_people_wrote_can_not_look_like_markup() {
        let evil =
            "<!><leptos-island data-component=\"x\"> leptos-island </leptos-island>\"".to_owned();
        let attribute = evil.clone();
        let page = Page::new("en", "x");
        let assets = Assets::for_tests().unwrap();
        let rendered = page.render(
            &assets,
            Chrome::Checkout(crate::shell::CheckoutFrame::default()),
            move || view! { <p title=attribute>{evil}</p> }.into_any(),
        );
        assert!(!rendered.has_islands);
        assert!(
            rendered.html.contains("title=\"&lt;!&gt;&lt;leptos-island"),
            "{}",
            rendered.html
        );
        assert!(
            rendered
                .html
                .contains("&lt;!&gt;&lt;leptos-island data-component="),
            "{}",
            rendered.html
        );
    }

    #[tokio::test]
    async fn an_answer_carries_its_policy() {
        let assets = Assets::for_tests().unwrap();
        let rendered = Page::new("sw", "x").status(StatusCode::NOT_FOUND).render(
            &assets,
            Chrome::Checkout(crate::shell::CheckoutFrame::default()),
            || view! { <p>"Hakuna"</p> }.into_any(),
        );
        assert!(
            rendered
                .html
                .starts_with("<!doctype html><html lang=\"sw\">")
        );
        let response = rendered.into_response();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(!policy.contains("script-src"), "{policy}");
    }
}
