//! The shoppers' chrome: head with search and cart, foot, and the bare frame of the checkout.

use leptos::prelude::*;

use crate::ui::{Choice, Hidden, Icon, Link, navigation::items};

/// The search form in the head. A plain GET form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchBox {
    pub action: String,
    /// What was searched for.
    pub query: String,
    /// Says what the field is for, to those who listen.
    pub label: String,
    /// A few examples.
    pub placeholder: String,
    pub submit: String,
}

/// Links under one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FooterGroup {
    pub title: String,
    pub links: Vec<Link>,
}

/// Something a visitor may set for the whole site: language, country.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preference {
    pub title: String,
    /// The form field that carries the chosen value.
    pub name: &'static str,
    pub choices: Vec<Choice>,
}

/// Everything around a storefront page, in the visitor's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteFrame {
    /// "Skip to the content", for keyboards.
    pub skip: String,
    /// Said on every page, for instance that payments are a rehearsal.
    pub banner: Option<String>,
    pub search: SearchBox,
    /// Names the navigation of categories.
    pub categories_label: String,
    pub categories: Vec<Link>,
    /// Sign in, or the person's account.
    pub account: Link,
    pub cart: Link,
    /// Pieces in the cart; `None` when there is nothing, or the page is the same for everyone.
    pub cart_count: Option<u32>,
    pub footer: Vec<FooterGroup>,
    /// Buttons of one small form that posts to `/preferences`.
    pub preferences: Vec<Preference>,
    /// The path to come back to after a preference was set.
    pub return_to: String,
    /// The last line.
    pub imprint: String,
}

/// Around checkout and payment: the way back and nothing else that distracts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckoutFrame {
    pub skip: String,
    pub banner: Option<String>,
    pub back: Option<Link>,
    /// "Pay only on this page", beside a lock.
    pub assurance: Option<String>,
}

pub(super) fn skip_link(words: String) -> AnyView {
    view! { <a class="skip" href="#main">{words}</a> }.into_any()
}

pub(super) fn banner(words: Option<String>) -> AnyView {
    words
        .map(|words| view! { <p class="banner">{Icon::Info.view()}{words}</p> })
        .into_any()
}

pub(super) fn brand() -> AnyView {
    view! { <a class="brand" href="/">"Soko"</a> }.into_any()
}

pub(super) fn storefront(frame: SiteFrame, body: AnyView) -> AnyView {
    let count = frame
        .cart_count
        .filter(|count| *count > 0)
        .map(|count| view! { <b class="count">{count}</b> });
    view! {
        {skip_link(frame.skip)}
        <header class="site-head">
            {banner(frame.banner)}
            <div class="cloth"></div>
            <div class="wrap site-bar">
                {brand()}
                {search(frame.search)}
                <nav class="site-tools">
                    <a href=frame.account.href>{Icon::Person.view()}<span>{frame.account.label}</span></a>
                    <a href=frame.cart.href>{Icon::Cart.view()}<span>{frame.cart.label}</span>{count}</a>
                </nav>
            </div>
            {(!frame.categories.is_empty())
                .then(|| {
                    view! {
                        <nav class="categories" aria-label=frame.categories_label>
                            <ul class="wrap">{items(frame.categories)}</ul>
                        </nav>
                    }
                })}
        </header>
        <main id="main" class="wrap">
            {body}
        </main>
        {footer(frame.footer, preferences(frame.preferences, frame.return_to), frame.imprint)}
    }
    .into_any()
}

fn search(search: SearchBox) -> AnyView {
    view! {
        <form class="search" role="search" action=search.action>
            <input
                class="input"
                type="search"
                name="q"
                value=search.query
                aria-label=search.label
                placeholder=search.placeholder
                maxlength="100"
            />
            <button type="submit" aria-label=search.submit>
                {Icon::Search.view()}
            </button>
        </form>
    }
    .into_any()
}

fn preferences(preferences: Vec<Preference>, return_to: String) -> AnyView {
    preferences
        .into_iter()
        .map(|preference| {
            let name = preference.name;
            let buttons = preference
                .choices
                .into_iter()
                .map(|choice| {
                    let pressed = if choice.chosen { "true" } else { "false" };
                    view! {
                        <button type="submit" name=name value=choice.value aria-pressed=pressed>
                            {choice.label}
                        </button>
                    }
                })
                .collect_view();
            view! {
                <form method="post" action="/preferences">
                    <p class="label">{preference.title}</p>
                    <Hidden name="return_to" value=return_to.clone() />
                    {buttons}
                </form>
            }
        })
        .collect_view()
        .into_any()
}

fn footer(groups: Vec<FooterGroup>, preferences: AnyView, imprint: String) -> AnyView {
    let groups = groups
        .into_iter()
        .map(|group| {
            let label = group.title.clone();
            view! {
                <nav aria-label=label>
                    <p class="label">{group.title}</p>
                    <ul>{items(group.links)}</ul>
                </nav>
            }
        })
        .collect_view();
    view! {
        <footer class="site-foot">
            <div class="wrap">
                {groups}
                {preferences}
                <p class="imprint">{imprint}</p>
            </div>
        </footer>
    }
    .into_any()
}

pub(super) fn checkout(frame: CheckoutFrame, body: AnyView) -> AnyView {
    view! {
        {skip_link(frame.skip)}
        <header class="site-head is-bare">
            {banner(frame.banner)}
            <div class="cloth"></div>
            <div class="wrap is-narrow site-bar">
                {brand()}
                {frame.assurance.map(|words| view! { <span class="assurance">{Icon::Lock.view()}{words}</span> })}
            </div>
        </header>
        <main id="main" class="wrap is-narrow">
            {frame.back.map(|back| view! { <a class="back" href=back.href>{Icon::Back.view()}{back.label}</a> })}
            {body}
        </main>
    }
    .into_any()
}
