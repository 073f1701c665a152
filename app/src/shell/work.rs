//! The chrome of those who work here: merchants, moderators, administrators.

use leptos::prelude::*;

use super::chrome::{banner, brand, skip_link};
use crate::ui::{Link, navigation::items};

/// Everything around a dashboard or administration page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkFrame {
    pub skip: String,
    pub banner: Option<String>,
    /// The shop's name, or "Administration".
    pub title: String,
    /// Names the navigation.
    pub sections_label: String,
    pub sections: Vec<Link>,
    /// Back to the shop's page, sign out: shown at the end.
    pub links: Vec<Link>,
}

pub(super) fn work(class: &'static str, frame: WorkFrame, body: AnyView) -> AnyView {
    view! {
        {skip_link(frame.skip)}
        <header class="site-head is-bare">
            {banner(frame.banner)}
            <div class="cloth"></div>
            <div class="wrap site-bar">
                {brand()}
                <b class="work-title">{frame.title}</b>
                <ul class="work-links">{items(frame.links)}</ul>
            </div>
        </header>
        <div class=format!("wrap work {class}")>
            <nav class="sections" aria-label=frame.sections_label>
                <ul>{items(frame.sections)}</ul>
            </nav>
            <main id="main">{body}</main>
        </div>
    }
    .into_any()
}
