//! States of orders, products and pictures, in words and moods.

use catalog::{ListingState, PictureState};
use leptos::prelude::*;
use orders::OrderState;
use words::{Lang, ListingWords, OrderWords, PictureWords};

use crate::ui::{Badge, Notice, Tone};

pub(super) const fn order_words(state: OrderState, lang: Lang) -> &'static str {
    lang.order_state(match state {
        OrderState::Placed => OrderWords::Placed,
        OrderState::Confirmed => OrderWords::Confirmed,
        OrderState::Packed => OrderWords::Packed,
        OrderState::HandedOver => OrderWords::HandedOver,
        OrderState::Delivered => OrderWords::Delivered,
        OrderState::Completed => OrderWords::Completed,
        OrderState::Cancelled => OrderWords::Cancelled,
        OrderState::Returned => OrderWords::Returned,
    })
}

pub(super) fn order_badge(state: OrderState, lang: Lang) -> AnyView {
    let tone = match state {
        OrderState::Placed => Tone::Quiet,
        OrderState::Confirmed => Tone::Waiting,
        OrderState::Packed | OrderState::HandedOver => Tone::Info,
        OrderState::Delivered | OrderState::Completed => Tone::Good,
        OrderState::Cancelled | OrderState::Returned => Tone::Bad,
    };
    view! { <Badge text=order_words(state, lang) tone=tone /> }.into_any()
}

pub(super) const fn listing_words(state: ListingState, lang: Lang) -> &'static str {
    lang.listing_state(match state {
        ListingState::Draft => ListingWords::Draft,
        ListingState::InReview => ListingWords::InReview,
        ListingState::Live => ListingWords::Live,
        ListingState::Paused => ListingWords::Paused,
        ListingState::Archived => ListingWords::Archived,
        ListingState::Rejected => ListingWords::Rejected,
    })
}

pub(super) fn listing_badge(state: ListingState, lang: Lang) -> AnyView {
    let tone = match state {
        ListingState::Draft | ListingState::Archived => Tone::Quiet,
        ListingState::InReview | ListingState::Paused => Tone::Waiting,
        ListingState::Live => Tone::Good,
        ListingState::Rejected => Tone::Bad,
    };
    view! { <Badge text=listing_words(state, lang) tone=tone /> }.into_any()
}

pub(super) fn picture_badge(state: PictureState, lang: Lang) -> AnyView {
    let (tone, word) = match state {
        PictureState::Uploaded => (Tone::Waiting, PictureWords::Uploaded),
        PictureState::Pending => (Tone::Waiting, PictureWords::Pending),
        PictureState::Approved => (Tone::Good, PictureWords::Approved),
        PictureState::Refused => (Tone::Bad, PictureWords::Refused),
        PictureState::Broken => (Tone::Bad, PictureWords::Broken),
        // Nobody lists what was taken away.
        PictureState::Removed => return ().into_any(),
    };
    view! { <Badge text=lang.picture_state(word) tone=tone /> }.into_any()
}

/// What was just done, or why not.
pub(super) fn told(said: Option<(Tone, String)>) -> AnyView {
    said.map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })
        .into_any()
}
