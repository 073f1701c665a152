//! Prices, already formatted with their currency.

use leptos::prelude::*;

use super::MaybeText;

/// What it costs now, and what it cost before. `before_label` says so to those who listen ("before:").
#[component]
pub fn Price(
    #[prop(into)] now: String,
    #[prop(optional, into)] before: MaybeText,
    #[prop(optional, into)] before_label: String,
    /// The price of a product page is larger than the one of a card.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let before = before.0;
    let before = before.map(|before| {
        view! {
            " "
            <s>
                <span class="unseen">{before_label}" "</span>
                {before}
            </s>
        }
    });
    view! {
        <span class=if large { "price is-large" } else { "price" }>
            <b>{now}</b>
            {before}
        </span>
    }
}
