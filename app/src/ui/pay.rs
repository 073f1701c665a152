//! The calm page on which a buyer waits for the PIN prompt.

use leptos::prelude::*;

/// A drawn phone with the prompt on its screen; `amount` is shown on it.
#[component]
pub fn PhoneDrawing(#[prop(into)] amount: String) -> impl IntoView {
    // A long amount is squeezed into the prompt.
    let squeezed = amount.chars().count() > 10;
    view! {
        <svg class="phone" viewBox="0 0 120 168" aria-hidden="true">
            <rect class="phone-body" x="14" y="2" width="92" height="164" rx="14"></rect>
            <rect class="phone-screen" x="20" y="14" width="80" height="138" rx="6"></rect>
            <rect class="phone-prompt" x="26" y="42" width="68" height="72" rx="6"></rect>
            <text class="phone-amount" x="60" y="64" text-anchor="middle" textLength=squeezed.then_some("60") lengthAdjust=squeezed.then_some("spacingAndGlyphs")>{amount}</text>
            <g class="phone-pin">
                <circle cx="42" cy="84" r="3.5"></circle>
                <circle cx="54" cy="84" r="3.5"></circle>
                <circle cx="66" cy="84" r="3.5"></circle>
                <circle cx="78" cy="84" r="3.5"></circle>
            </g>
            <rect class="phone-ok" x="36" y="96" width="48" height="10" rx="5"></rect>
        </svg>
    }
}

/// `intro` names amount, operator and masked number; `steps` are the operator's own. The children are the state (the island), and below
/// it whatever helps who got no prompt.
#[component]
pub fn PayScene(
    #[prop(into)] title: String,
    #[prop(into)] intro: String,
    #[prop(into)] amount: String,
    steps: Vec<String>,
    children: Children,
) -> impl IntoView {
    let has_steps = !steps.is_empty();
    let steps = steps
        .into_iter()
        .map(|step| view! { <li>{step}</li> })
        .collect_view();
    view! {
        <section class="pay">
            <PhoneDrawing amount=amount />
            <h1>{title}</h1>
            <p class="pay-intro">{intro}</p>
            {has_steps.then(|| view! { <ol class="steps">{steps}</ol> })}
            {children()}
        </section>
    }
}
