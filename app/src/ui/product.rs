//! Products and shops as people meet them: the card, the grid, the bar at the thumb, the head of a shop.

use leptos::prelude::*;

use super::{Badge, Icon, Link, MaybeText, Photo, Picture, Price, Tone};

/// What a card says. Texts arrive finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductCardView {
    pub href: String,
    pub name: String,
    pub price: String,
    pub price_before: Option<String>,
    /// "Mwila Electronics · Kabulonga"
    pub seller: String,
    /// The one state worth saying: "2 left".
    pub state: Option<(Tone, String)>,
    pub photo: Option<Photo>,
}

/// The whole card is the link.
#[component]
pub fn ProductCard(
    card: ProductCardView,
    #[prop(optional)] eager: bool,
    #[prop(optional, into)] before_label: String,
) -> impl IntoView {
    let picture = match card.photo {
        Some(photo) => view! {
            <Picture
                photo=photo
                sizes="(min-width:1280px) 232px, (min-width:1024px) 24vw, (min-width:640px) 31vw, 46vw"
                eager=eager
            />
        }
        .into_any(),
        None => view! { <span class="no-picture">{Icon::Bag.view()}</span> }.into_any(),
    };
    view! {
        <a class="product" href=card.href>
            <span class="product-picture">{picture}</span>
            <span class="product-name">{card.name}</span>
            <Price now=card.price before=card.price_before before_label=before_label />
            <span class="product-seller">{card.seller}</span>
            {card.state.map(|(tone, text)| view! { <Badge text=text tone=tone /> })}
        </a>
    }
}

/// Two columns on a small phone, four at 1024 px, five at 1280 px. The first row's pictures load at once.
#[component]
pub fn ProductGrid(
    cards: Vec<ProductCardView>,
    #[prop(optional, into)] before_label: String,
    /// How many cards are seen before scrolling on a phone.
    #[prop(default = 2)]
    eager: usize,
) -> impl IntoView {
    let cards = cards
        .into_iter()
        .enumerate()
        .map(|(index, card)| {
            view! {
                <li>
                    <ProductCard card=card eager=index < eager before_label=before_label.clone() />
                </li>
            }
        })
        .collect_view();
    view! { <ul class="products">{cards}</ul> }
}

/// Stays at the thumb: the price beside the one action, which the children are.
#[component]
pub fn BuyBar(
    #[prop(into)] price: String,
    #[prop(optional, into)] price_before: MaybeText,
    #[prop(optional, into)] before_label: String,
    children: Children,
) -> impl IntoView {
    let price_before = price_before.0;
    view! {
        <div class="buy-bar">
            <Price now=price before=price_before before_label=before_label large=true />
            {children()}
        </div>
    }
}

/// What the head of a shop says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopHeadView {
    pub name: String,
    /// "Kabulonga, Lusaka"
    pub area: String,
    pub state: Option<(Tone, String)>,
    pub description: Option<String>,
    /// Ask the seller, share.
    pub links: Vec<(Icon, Link)>,
}

/// A shop's cloth, name and standing.
#[component]
pub fn ShopHead(shop: ShopHeadView) -> impl IntoView {
    let initial = shop
        .name
        .chars()
        .next()
        .map(String::from)
        .unwrap_or_default();
    let links = shop
        .links
        .into_iter()
        .map(|(icon, link)| {
            view! {
                <a class="button" href=link.href rel="noopener">
                    {icon.view()}
                    {link.label}
                </a>
            }
        })
        .collect_view();
    view! {
        <header class="shop-head">
            <div class="cloth is-tall"></div>
            <span class="shop-mark" aria-hidden="true">{initial}</span>
            <h1>{shop.name}</h1>
            <p class="meta">
                <span class="with-icon">{Icon::Pin.view()}{shop.area}</span>
                {shop.state.map(|(tone, text)| view! { <Badge text=text tone=tone /> })}
            </p>
            {shop.description.map(|description| view! { <p class="prose">{description}</p> })}
            <p class="actions">{links}</p>
        </header>
    }
}
