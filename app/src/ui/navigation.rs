//! Ways around: crumbs, more of a list.

use leptos::prelude::*;

use super::Icon;

/// A worded link. `current` is where the visitor already is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    pub label: String,
    pub href: String,
    pub current: bool,
}

impl Link {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            current: false,
        }
    }

    /// The link to the page that is being shown.
    pub fn here(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            current: true,
            ..Self::new(label, href)
        }
    }

    /// A plain `<a>`.
    pub(crate) fn view(self) -> AnyView {
        let current = self.current.then_some("page");
        view! { <a href=self.href aria-current=current>{self.label}</a> }.into_any()
    }
}

/// Links as list items.
pub(crate) fn items(links: Vec<Link>) -> AnyView {
    links
        .into_iter()
        .map(|link| view! { <li>{link.view()}</li> })
        .collect_view()
        .into_any()
}

/// From the whole to the part. `label` names the navigation.
#[component]
pub fn Breadcrumbs(#[prop(into)] label: String, crumbs: Vec<Link>) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label=label>
            <ol>{items(crumbs)}</ol>
        </nav>
    }
}

/// Lists are read forwards: back to the first page, or on to the next.
#[component]
pub fn Pagination(
    #[prop(into)] label: String,
    #[prop(optional_no_strip)] first: Option<Link>,
    #[prop(optional_no_strip)] next: Option<Link>,
) -> impl IntoView {
    view! {
        <nav class="pages" aria-label=label>
            {first.map(|first| view! { <a class="button" href=first.href>{Icon::Back.view()}{first.label}</a> })}
            {next
                .map(|next| {
                    view! { <a class="button" rel="next" href=next.href>{next.label}{Icon::Next.view()}</a> }
                })}
        </nav>
    }
}
