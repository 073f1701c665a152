//! Things to press, and what travels hidden with a form.

use leptos::prelude::*;

use super::Icon;

/// How loud a button is. A page has one primary action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// Copper: the one thing this page is for.
    Primary,
    /// Outlined: another way on.
    #[default]
    Plain,
    /// Words alone, for what is rarely needed.
    Quiet,
    /// Red outline: takes something away.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// Sends its form. With `name` and `value` the form knows which button was pressed.
#[component]
pub fn Button(
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional)] disabled: bool,
    /// Sends the form elsewhere than the form says.
    #[prop(optional, into)]
    formaction: Option<String>,
) -> impl IntoView {
    view! {
        <button class=kind.class() type="submit" name=name value=value disabled=disabled formaction=formaction>
            {icon.map(Icon::view)}
            {label}
        </button>
    }
}

/// A link that looks like a button, because it is the next step.
#[component]
pub fn LinkButton(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {icon.map(Icon::view)}
            {label}
        </a>
    }
}

/// What a form carries without showing it: its token, an idempotency key, where to return.
#[component]
pub fn Hidden(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}
