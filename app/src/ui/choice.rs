//! Choosing: one of a list, one of a few cards, any of a list, a yes, and option chips that are plain links.

use leptos::prelude::*;

use super::{
    Icon, MaybeText,
    field::{below, described_by},
};

/// One thing that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A quieter second line (cards only): a fee, a day, a state.
    pub note: Option<String>,
    pub chosen: bool,
    pub disabled: bool,
}

/// A drop-down list.
#[component]
pub fn Select(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional)] required: bool,
    /// Shown first, with an empty value, when nothing is chosen yet.
    #[prop(optional, into)]
    prompt: MaybeText,
    #[prop(optional)] autocomplete: Option<&'static str>,
) -> impl IntoView {
    let hint = hint.0;
    let error = error.0;
    let prompt = prompt.0;
    let described = described_by(&id, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let below = below(&id, hint, error);
    let prompt = prompt.map(|prompt| view! { <option value="">{prompt}</option> });
    let options = choices
        .into_iter()
        .map(|choice| {
            view! {
                <option value=choice.value selected=choice.chosen disabled=choice.disabled>
                    {choice.label}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                class="input"
                id=id
                name=name
                required=required
                autocomplete=autocomplete
                aria-describedby=described
                aria-invalid=invalid
            >
                {prompt}
                {options}
            </select>
            {below}
        </div>
    }
}

/// A few choices, each a card as wide as the thumb likes: ways to pay, ways to receive.
#[component]
pub fn ChoiceCards(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] error: MaybeText,
) -> impl IntoView {
    let hint = hint.0;
    let error = error.0;
    let described = described_by(&id, hint.is_some(), error.is_some());
    let below = below(&id, hint, error);
    let cards = choices
        .into_iter()
        .map(|choice| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=name.clone()
                        value=choice.value
                        checked=choice.chosen
                        disabled=choice.disabled
                    />
                    <span>{choice.label}{choice.note.map(|note| view! { <small>{note}</small> })}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field choices" id=id tabindex="-1" aria-describedby=described>
            <legend>{legend}</legend>
            {cards}
            {below}
        </fieldset>
    }
}

/// A yes or a no.
#[component]
pub fn Checkbox(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(default = "yes")] value: &'static str,
    #[prop(optional, into)] error: MaybeText,
) -> impl IntoView {
    let error = error.0;
    let described = described_by(&id, false, error.is_some());
    let below = below(&id, None, error);
    view! {
        <div class="field">
            <label class="check">
                <input type="checkbox" id=id name=name value=value checked=checked aria-describedby=described />
                <span>{label}</span>
            </label>
            {below}
        </div>
    }
}

/// Any of a list, also none.
#[component]
pub fn CheckList(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] error: MaybeText,
) -> impl IntoView {
    let error = error.0;
    let described = described_by(&id, false, error.is_some());
    let below = below(&id, None, error);
    let boxes = choices
        .into_iter()
        .map(|choice| {
            view! {
                <label class="check">
                    <input type="checkbox" name=name.clone() value=choice.value checked=choice.chosen />
                    <span>{choice.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" id=id tabindex="-1" aria-describedby=described>
            <legend>{legend}</legend>
            {boxes}
            {below}
        </fieldset>
    }
}

/// May this option be had?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChipState {
    Free,
    Chosen,
    /// Exists, but not in stock in this combination. Still a link: the page says so.
    SoldOut,
    /// Not made with the other options that are chosen. Still a link: it leads to the nearest that is.
    Impossible,
}

/// An option of a product, or a filter that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    pub label: String,
    pub href: String,
    pub state: ChipState,
}

/// Options as links. `title` is the option's name, `sold_out` the word for those who listen.
#[component]
pub fn Chips(
    #[prop(into)] title: String,
    chips: Vec<Chip>,
    #[prop(into)] sold_out: String,
    /// The word for what is not made in this combination.
    #[prop(optional, into)]
    impossible: String,
) -> impl IntoView {
    let chips = chips
        .into_iter()
        .map(|chip| {
            let (class, current, word) = match chip.state {
                ChipState::Free => ("chip", None, None),
                ChipState::Chosen => ("chip is-chosen", Some("true"), None),
                ChipState::SoldOut => ("chip is-sold-out", None, Some(sold_out.clone())),
                ChipState::Impossible => ("chip is-sold-out", None, Some(impossible.clone())),
            };
            let mark = current.map(|_| Icon::Check.view());
            let word = word.map(|word| view! { <span class="unseen">" "{word}</span> });
            view! {
                <li>
                    <a class=class href=chip.href aria-current=current rel="nofollow">
                        {mark}
                        {chip.label}
                        {word}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="chip-group">
            <p class="label">{title}</p>
            <ul class="chips">{chips}</ul>
        </div>
    }
}
