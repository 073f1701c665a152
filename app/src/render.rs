//! From a pure view to one finished HTML answer.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::{AnyView, Owner, RenderHtml};
use std::sync::Arc;

use crate::{
    assets::Assets,
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
    /// Seconds after which a browser without script loads the page again.
    pub(crate) refresh_seconds: Option<u32>,
    pub(crate) status: StatusCode,
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
            refresh_seconds: None,
            status: StatusCode::OK,
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

    /// Lets a browser without script load the page again by itself.
    #[must_use]
    pub const fn refresh_without_script(mut self, seconds: u32) -> Self {
        self.refresh_seconds = Some(seconds);
        self
    }

    #[must_use]
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Renders the body inside its chrome. `body` runs under a reactive owner, so that islands and context work; it must not await.
    pub fn render(self, assets: &Assets, chrome: Chrome, body: impl FnOnce() -> AnyView) -> Rendered {
        let content = to_html(|| shell::surround(chrome, body()));
        // What merchants and buyers write is escaped, so this tag can only come from an island.
        let has_islands = content.contains("<leptos-island");
        let sprite = icon::sprite_for(&content);
        let html = shell::document(&self, assets, &content, &sprite, has_islands);
        Rendered { status: self.status, html, policy: assets.policy(has_islands), has_islands }
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
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy);
        response
    }
}

/// Renders a view to a string, under an owner of its own that is gone afterwards.
pub fn to_html(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new_islands())));
    let html = owner.with(|| view().to_html());
    owner.cleanup();
    html
}
