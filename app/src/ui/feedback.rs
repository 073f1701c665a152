//! Saying how things stand: states, notices, what is wrong with a form, nothing to show.

use leptos::prelude::*;

use super::{ButtonKind, Icon, Link, LinkButton, MaybeText};

/// The mood of a message. Colour never speaks alone: each comes with its sign, and with words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Paid, in stock, verified.
    Good,
    /// Waiting, not known yet.
    Waiting,
    /// Refused, failed, gone.
    Bad,
    /// Good to know.
    Info,
    /// Nothing special.
    #[default]
    Quiet,
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Good => "is-good",
            Self::Waiting => "is-waiting",
            Self::Bad => "is-bad",
            Self::Info => "is-info",
            Self::Quiet => "is-quiet",
        }
    }

    pub(super) const fn icon(self) -> Option<Icon> {
        match self {
            Self::Good => Some(Icon::Check),
            Self::Waiting => Some(Icon::Clock),
            Self::Bad => Some(Icon::Alert),
            Self::Info => Some(Icon::Info),
            Self::Quiet => None,
        }
    }
}

/// A state in one or two words.
#[component]
pub fn Badge(#[prop(into)] text: String, #[prop(optional)] tone: Tone) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            {tone.icon().map(Icon::view)}
            {text}
        </span>
    }
}

/// A message inside the page.
#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: MaybeText,
    children: Children,
) -> impl IntoView {
    let title = title.0;
    let role = matches!(tone, Tone::Bad).then_some("alert");
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            {tone.icon().map(Icon::view)}
            <div>
                {title.map(|title| view! { <p class="notice-title">{title}</p> })}
                {children()}
            </div>
        </div>
    }
}

/// What is wrong with the form below: each entry is a field's id and what to do about it. Takes the focus when the page opens.
#[component]
pub fn ErrorSummary(#[prop(into)] title: String, errors: Vec<(String, String)>) -> impl IntoView {
    let items = errors
        .into_iter()
        .map(|(id, message)| view! { <li><a href=format!("#{id}")>{message}</a></li> })
        .collect_view();
    view! {
        <div class="notice is-bad" role="alert" tabindex="-1" autofocus=true>
            {Icon::Alert.view()}
            <div>
                <p class="notice-title">{title}</p>
                <ul>{items}</ul>
            </div>
        </div>
    }
}

/// Nothing here: one line of cloth, one sentence, one next step.
#[component]
pub fn EmptyState(
    #[prop(into)] sentence: String,
    #[prop(optional_no_strip)] next: Option<Link>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <div class="cloth"></div>
            <p>{sentence}</p>
            {next.map(|next| view! { <LinkButton label=next.label href=next.href kind=ButtonKind::Plain /> })}
        </div>
    }
}

/// One fact about the business in a sentence, and what to do about it.
#[component]
pub fn InsightCard(
    #[prop(into)] sentence: String,
    #[prop(optional)] tone: Tone,
    #[prop(optional_no_strip)] next: Option<Link>,
) -> impl IntoView {
    view! {
        <div class=format!("card insight {}", tone.class())>
            {tone.icon().map(Icon::view)}
            <p>{sentence}</p>
            {next.map(|next| view! { <a href=next.href>{next.label}</a> })}
        </div>
    }
}
