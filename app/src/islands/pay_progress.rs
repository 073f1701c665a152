//! The sentence that tells a waiting buyer what we know. It asks our server, backs off, rests while the page is hidden, and goes to the
//! order when the money has arrived. Without script the same words stand on the page, which loads itself again.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wire::PayStatus;

/// The few words that do not come with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayProgressWords {
    /// "Time left", before minutes and seconds.
    pub time_left: String,
    /// Said when our own server cannot be reached: nothing about the payment has changed by that.
    pub offline: String,
}

/// Shows `status` and keeps it true by asking `poll_url`, which answers a [`PayStatus`] as JSON.
#[island]
pub fn PayProgress(status: PayStatus, poll_url: String, words: PayProgressWords) -> impl IntoView {
    let seconds_left = RwSignal::new(status.seconds_left);
    let status = RwSignal::new(status);
    let offline = RwSignal::new(false);

    #[cfg(target_arch = "wasm32")]
    super::browser::watch(poll_url, status, seconds_left, offline);
    #[cfg(not(target_arch = "wasm32"))]
    drop(poll_url);

    let PayProgressWords {
        time_left,
        offline: offline_words,
    } = words;
    view! {
        <div class=move || format!("pay-status is-{}", status.with(|status| status.state.word()))>
            <div role="status" aria-live="polite">
                <p class="pay-title">{move || status.with(|status| status.title.clone())}</p>
                <p class="pay-sentence">{move || status.with(|status| status.sentence.clone())}</p>
                <p class="pay-offline" hidden=move || !offline.get()>
                    {offline_words}
                </p>
            </div>
            <p class="pay-clock" hidden=move || seconds_left.get().is_none()>
                {time_left}
                " "
                <b>{move || clock(seconds_left.get().unwrap_or_default())}</b>
            </p>
            <p class="pay-next" hidden=move || status.with(|status| status.next.is_none())>
                <a
                    class="button button-primary"
                    href=move || status.with(|status| status.next.as_ref().map(|next| next.url.clone()))
                >
                    {move || {
                        status.with(|status| status.next.as_ref().map(|next| next.label.clone()).unwrap_or_default())
                    }}
                </a>
            </p>
        </div>
    }
}

/// "4:05"
fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn the_clock_reads_as_people_read_it() {
        assert_eq!(clock(245), "4:05");
        assert_eq!(clock(0), "0:00");
    }
}
