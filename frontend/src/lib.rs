#![doc = include_str!("../README.md")]

use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's hydration script before it wakes the islands one by one.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
