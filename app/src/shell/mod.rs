//! What surrounds a page: the document with its head, and the chrome of the four kinds of page.

mod chrome;
mod document;
mod frames;
mod work;

pub use chrome::{CheckoutFrame, FooterGroup, Preference, SearchBox, SiteFrame};
pub(crate) use document::document;
pub use frames::{AdminSection, DashboardSection, SiteFacts};
pub use work::WorkFrame;

use leptos::prelude::*;

/// What stands around a page's body, with its words.
#[derive(Debug, Clone)]
pub enum Chrome {
    /// Search, categories, cart: where people look around.
    Storefront(Box<SiteFrame>),
    /// Nothing that leads away: checkout and waiting for a payment.
    Checkout(CheckoutFrame),
    /// A merchant's dashboard.
    Dashboard(WorkFrame),
    /// Moderators and administrators.
    Admin(WorkFrame),
}

/// The body inside its chrome.
pub(crate) fn surround(chrome: Chrome, body: AnyView) -> AnyView {
    match chrome {
        Chrome::Storefront(frame) => chrome::storefront(*frame, body),
        Chrome::Checkout(frame) => chrome::checkout(frame, body),
        Chrome::Dashboard(frame) => work::work("is-dashboard", frame, body),
        Chrome::Admin(frame) => work::work("is-admin", frame, body),
    }
}
