//! Asking our own server again and again, politely: the only code that talks to the browser's interfaces.
#![cfg(target_arch = "wasm32")]

use std::{cell::Cell, rc::Rc};

use js_sys::Date;
use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wire::{PayState, PayStatus};

/// Seconds between two questions, while nothing changes. Never less than five.
const WAITS_SECONDS: [u32; 6] = [5, 5, 5, 6, 8, 10];
/// The longest pause, reached when our server cannot be reached.
const LONGEST_WAIT_SECONDS: u32 = 30;
/// After so many silent failures in a row the page says that it is offline.
const FAILURES_BEFORE_SAYING_SO: u32 = 2;
/// A question that hangs longer than this is given up.
const ANSWER_TIMEOUT_MILLISECONDS: i32 = 10_000;

/// Keeps `status` true until it is final. One timer ticks each second; it asks when the next question is due and the page is seen.
pub fn watch(
    poll_url: String,
    status: RwSignal<PayStatus>,
    seconds_left: RwSignal<Option<u32>>,
    offline: RwSignal<bool>,
) {
    let asking = Rc::new(Cell::new(false));
    let asked = Rc::new(Cell::new(0_u32));
    let failed = Rc::new(Cell::new(0_u32));
    let due_at = Rc::new(Cell::new(now_seconds() + WAITS_SECONDS[0]));
    let ends_at = Rc::new(Cell::new(
        seconds_left
            .get_untracked()
            .map(|left| now_seconds() + left),
    ));

    let tick = move || {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else {
            return;
        };
        if document.visibility_state() == web_sys::VisibilityState::Hidden {
            return;
        }
        let left = ends_at.get().map(|end| end.saturating_sub(now_seconds()));
        if left != seconds_left.get_untracked() {
            seconds_left.set(left);
        }
        let open = status.with_untracked(|status| status.state.is_open());
        if !open || asking.get() || now_seconds() < due_at.get() {
            return;
        }
        asking.set(true);
        let (asking, asked, failed, due_at, ends_at) = (
            asking.clone(),
            asked.clone(),
            failed.clone(),
            due_at.clone(),
            ends_at.clone(),
        );
        let poll_url = poll_url.clone();
        spawn_local(async move {
            let wait = if let Some(answer) = ask(&poll_url).await {
                failed.set(0);
                offline.set(false);
                let count = asked.get();
                asked.set(count + 1);
                ends_at.set(answer.seconds_left.map(|left| now_seconds() + left));
                take(answer, status);
                WAITS_SECONDS[(count as usize).min(WAITS_SECONDS.len() - 1)]
            } else {
                let count = failed.get() + 1;
                failed.set(count);
                offline.set(count >= FAILURES_BEFORE_SAYING_SO);
                (5_u32 << count.min(3)).min(LONGEST_WAIT_SECONDS)
            };
            due_at.set(now_seconds() + wait);
            asking.set(false);
        });
    };
    // The page's own timer: it lives exactly as long as the page.
    let tick = Closure::<dyn FnMut()>::new(tick);
    if let Some(window) = web_sys::window() {
        let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(
            tick.as_ref().unchecked_ref(),
            1_000,
        );
    }
    tick.forget();
}

fn take(answer: PayStatus, status: RwSignal<PayStatus>) {
    if answer.state == PayState::Paid
        && let Some(next) = &answer.next
        && let Some(window) = web_sys::window()
    {
        let _ = window.location().assign(&next.url);
    }
    // Saying the same again would make a screen reader repeat it.
    let news = status.with_untracked(|old| {
        (old.state, &old.title, &old.sentence, &old.next)
            != (answer.state, &answer.title, &answer.sentence, &answer.next)
    });
    if news {
        status.set(answer);
    }
}

/// One question. `None` when there was no usable answer, whatever the reason.
async fn ask(url: &str) -> Option<PayStatus> {
    let window = web_sys::window()?;
    let abort = web_sys::AbortController::new().ok()?;
    let options = web_sys::RequestInit::new();
    options.set_signal(Some(&abort.signal()));
    options.set_cache(web_sys::RequestCache::NoStore);
    let give_up = Closure::<dyn FnMut()>::new(move || abort.abort());
    let timer = window
        .set_timeout_with_callback_and_timeout_and_arguments_0(
            give_up.as_ref().unchecked_ref(),
            ANSWER_TIMEOUT_MILLISECONDS,
        )
        .ok()?;
    let answer = fetch_text(&window, url, &options).await.ok().flatten();
    window.clear_timeout_with_handle(timer);
    leptos::serde_json::from_str(&answer?).ok()
}

async fn fetch_text(
    window: &web_sys::Window,
    url: &str,
    options: &web_sys::RequestInit,
) -> Result<Option<String>, JsValue> {
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str_and_init(url, options))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Ok(None);
    }
    Ok(JsFuture::from(response.text()?).await?.as_string())
}

/// The browser's clock, in whole seconds. Only differences are used.
fn now_seconds() -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::float_arithmetic,
        reason = "JavaScript tells the time as a float; seconds since 1970 fit until 2106"
    )]
    let seconds = (Date::now() / 1_000.0) as u32;
    seconds
}
