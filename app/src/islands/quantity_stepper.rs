//! Plus and minus around a number field. Without script the field alone does the work.

use leptos::prelude::*;

/// A quantity between `min` and `max`. `name` is the field's name in its form; the words label the buttons for those who listen.
#[island]
pub fn QuantityStepper(
    name: String,
    id: String,
    value: u32,
    min: u32,
    max: u32,
    label: String,
    fewer: String,
    more: String,
) -> impl IntoView {
    let quantity = RwSignal::new(value);
    let live = RwSignal::new(false);
    // Effects run in the browser only: the buttons appear when they can work.
    Effect::new(move |_| live.set(true));
    view! {
        <span class="stepper" class:is-live=live>
            <button
                type="button"
                class="stepper-button"
                aria-label=fewer
                disabled={move || quantity.get() <= min}
                on:click=move |_| quantity.update(|count| *count = count.saturating_sub(1).max(min))
            >
                "−"
            </button>
            <input
                class="input stepper-input"
                type="number"
                inputmode="numeric"
                name=name
                id=id
                aria-label=label
                min=min.to_string()
                max=max.to_string()
                value=value.to_string()
                prop:value=move || quantity.get().to_string()
                on:change=move |event| {
                    let typed = event_target_value(&event).parse().unwrap_or(min);
                    // Notify even when clamping changes nothing, so that the field shows the truth again.
                    quantity.set(u32::clamp(typed, min, max));
                }
            />
            <button
                type="button"
                class="stepper-button"
                aria-label=more
                disabled={move || quantity.get() >= max}
                on:click=move |_| quantity.update(|count| *count = (*count + 1).min(max))
            >
                "+"
            </button>
        </span>
    }
}
