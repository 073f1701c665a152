//! Sample frames.

use crate::{
    shell::{CheckoutFrame, Chrome, FooterGroup, SearchBox, SiteFrame, WorkFrame},
    ui::Link,
};

fn chapters(current: &str) -> Vec<Link> {
    super::CHAPTERS
        .into_iter()
        .map(|(name, title)| {
            let href = if name.is_empty() { "/styleguide".to_owned() } else { format!("/styleguide/{name}") };
            Link { current: name == current, ..Link::new(title, href) }
        })
        .collect()
}

pub(super) fn storefront() -> Chrome {
    Chrome::Storefront(Box::new(SiteFrame {
        skip: "Skip to the content".into(),
        banner: Some("Rehearsal: payments go to the simulator".into()),
        search: SearchBox {
            action: "/search".into(),
            query: String::new(),
            label: "Search products and shops".into(),
            submit: "Search".into(),
        },
        categories_label: "Categories".into(),
        categories: chapters(""),
        account: Link::new("Sign in", "/sign-in"),
        cart: Link::new("Cart", "/cart"),
        cart_count: Some(3),
        footer: vec![
            FooterGroup {
                title: "Buying".into(),
                links: vec![Link::new("Find my order", "/track"), Link::new("Delivery and returns", "/help")],
            },
            FooterGroup { title: "Selling".into(), links: vec![Link::new("Open a shop", "/sell")] },
            FooterGroup {
                title: "Country and language".into(),
                links: vec![Link::here("Zambia · English", "/"), Link::new("Kenya · Kiswahili", "/")],
            },
        ],
        imprint: "Soko, a market for mobile money.".into(),
    }))
}

pub(super) fn checkout() -> Chrome {
    Chrome::Checkout(CheckoutFrame {
        skip: "Skip to the content".into(),
        banner: None,
        back: Some(Link::new("Back to the cart", "/cart")),
        assurance: Some("We never ask for your PIN".into()),
    })
}

pub(super) fn dashboard() -> Chrome {
    Chrome::Dashboard(WorkFrame {
        skip: "Skip to the content".into(),
        banner: None,
        title: "Mwila Electronics".into(),
        sections_label: "Sections".into(),
        sections: chapters("work"),
        links: vec![Link::new("Your shop", "/s/mwila"), Link::new("Sign out", "/sign-out")],
    })
}
