//! Products and shops as people meet them: the card, the grid, the bar at the thumb, the head of a shop.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::{Badge, Icon, Link, MaybeText, Photo, Price, Tone};
use crate::html::escape;

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

/// How wide a card's picture is shown.
const CARD_SIZES: &str =
    "(min-width:1280px) 232px, (min-width:1024px) 24vw, (min-width:640px) 31vw, 46vw";

/// Two columns on a small phone, four at 1024 px, five at 1280 px. The pictures of the first `eager`
/// cards, those seen before scrolling on a phone, load at once.
///
/// A list page is mostly cards, and it is the page that is asked for most. So the cards alone are
/// written as text: through view nodes, 48 of them cost seven times as much.
#[component]
pub fn ProductGrid(
    cards: Vec<ProductCardView>,
    #[prop(optional, into)] before_label: String,
    #[prop(default = 2)] eager: usize,
) -> impl IntoView {
    let mut html = String::with_capacity(cards.len() * 768);
    for (index, card) in cards.iter().enumerate() {
        html.push_str("<li>");
        write_card(&mut html, card, index < eager, &before_label);
        html.push_str("</li>");
    }
    view! { <ul class="products" inner_html=html></ul> }
}

/// The whole card is the link.
fn write_card(html: &mut String, card: &ProductCardView, eager: bool, before_label: &str) {
    html.push_str("<a class=\"product\" href=\"");
    escape(html, &card.href);
    html.push_str("\"><span class=\"product-picture\">");
    if let Some(photo) = &card.photo {
        write_photo(html, photo, eager);
    } else {
        html.push_str("<span class=\"no-picture\">");
        Icon::Bag.write(html);
        html.push_str("</span>");
    }
    html.push_str("</span>");
    element(html, "product-name", &card.name);
    html.push_str("<span class=\"price\"><b>");
    escape(html, &card.price);
    html.push_str("</b>");
    if let Some(before) = &card.price_before {
        html.push_str(" <s><span class=\"unseen\">");
        escape(html, before_label);
        html.push_str(" </span>");
        escape(html, before);
        html.push_str("</s>");
    }
    html.push_str("</span>");
    element(html, "product-seller", &card.seller);
    if let Some((tone, text)) = &card.state {
        html.push_str("<span class=\"badge ");
        html.push_str(tone.class());
        html.push_str("\">");
        if let Some(icon) = tone.icon() {
            icon.write(html);
        }
        escape(html, text);
        html.push_str("</span>");
    }
    html.push_str("</a>");
}

fn element(html: &mut String, class: &str, text: &str) {
    html.push_str("<span class=\"");
    html.push_str(class);
    html.push_str("\">");
    escape(html, text);
    html.push_str("</span>");
}

fn write_photo(html: &mut String, photo: &Photo, eager: bool) {
    html.push_str("<img src=\"");
    escape(html, &photo.src);
    if let Some(srcset) = &photo.srcset {
        html.push_str("\" srcset=\"");
        escape(html, srcset);
        html.push_str("\" sizes=\"");
        html.push_str(CARD_SIZES);
    }
    html.push_str("\" alt=\"");
    escape(html, &photo.alt);
    // Writing to a String cannot fail.
    let _ = write!(
        html,
        "\" width=\"{}\" height=\"{}\"",
        photo.width, photo.height
    );
    html.push_str(if eager {
        " fetchpriority=\"high\">"
    } else {
        " loading=\"lazy\" decoding=\"async\">"
    });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::to_html;

    fn card() -> ProductCardView {
        ProductCardView {
            href: "/p/salt".into(),
            name: "Salt & \"pepper\" <b>".into(),
            price: "K 12.00".into(),
            price_before: Some("K 15.00".into()),
            seller: "Shop · Area".into(),
            state: Some((Tone::Waiting, "2 left".into())),
            photo: None,
        }
    }

    fn grid(card: ProductCardView, eager: usize) -> String {
        to_html(move || {
            view! { <ProductGrid cards=vec![card] before_label="before" eager=eager /> }.into_any()
        })
    }

    #[test]
    fn a_card_is_one_link_and_what_merchants_write_stays_text() {
        assert_eq!(
            grid(card(), 0),
            "<ul class=\"products\"><li><a class=\"product\" href=\"/p/salt\"><span class=\"product-picture\">\
             <span class=\"no-picture\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-bag\"></use></svg></span></span>\
             <span class=\"product-name\">Salt &amp; &quot;pepper&quot; &lt;b&gt;</span>\
             <span class=\"price\"><b>K 12.00</b> <s><span class=\"unseen\">before </span>K 15.00</s></span>\
             <span class=\"product-seller\">Shop · Area</span>\
             <span class=\"badge is-waiting\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-clock\"></use></svg>2 left</span>\
             </a></li></ul>"
        );
    }

    #[test]
    fn pictures_have_a_fixed_box_and_wait_unless_seen_first() {
        let photo = Photo {
            src: "/media/a-320.webp".into(),
            srcset: Some("/media/a-160.webp 160w, /media/a-320.webp 320w".into()),
            alt: String::new(),
            width: 320,
            height: 320,
        };
        let with_photo = ProductCardView {
            photo: Some(photo),
            ..card()
        };
        let lazy = grid(with_photo.clone(), 0);
        assert!(
            lazy.contains(" width=\"320\" height=\"320\" loading=\"lazy\""),
            "{lazy}"
        );
        assert!(lazy.contains("160w, ") && lazy.contains(" sizes=\"(min-width"));
        assert!(!grid(with_photo, 1).contains("lazy"));
    }
}
