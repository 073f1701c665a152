//! A product in a list, in the visitor's words.

use catalog::storefront::Card;
use countries::{Country, format_money};
use leptos::prelude::*;
use words::Lang;

use crate::pages::shown::{area_name, thumb};
use crate::ui::{ProductCardView, ProductGrid, Tone};

fn card(card: Card, lang: Lang) -> ProductCardView {
    let area = Country::of_currency(card.price_from.currency()).map_or_else(
        || card.shop.area.clone(),
        |country| area_name(country, &card.shop.area),
    );
    let lowest = format_money(card.price_from);
    let price = if card.price_from == card.price_to {
        lowest
    } else {
        lang.price_starting_at(&lowest)
    };
    ProductCardView {
        href: format!("/p/{}", card.address),
        name: card.title,
        price,
        price_before: card.was.map(format_money),
        seller: format!("{} · {area}", card.shop.name),
        state: (!card.in_stock).then(|| (Tone::Bad, lang.sold_out().to_owned())),
        photo: thumb(card.picture.as_ref()),
    }
}

/// A grid of cards. `eager`: how many pictures are seen before scrolling.
pub(super) fn grid(cards: Vec<Card>, lang: Lang, eager: usize) -> AnyView {
    let cards: Vec<_> = cards.into_iter().map(|found| card(found, lang)).collect();
    view! { <ProductGrid cards=cards before_label=lang.old_price() eager=eager /> }.into_any()
}
