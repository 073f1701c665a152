//! Sample frames.

use crate::{
    shell::{CheckoutFrame, Chrome, DashboardSection, SiteFacts, SiteFrame, WorkFrame},
    ui::{Choice, Link},
};
use words::Lang;

fn chapters(current: &str) -> Vec<Link> {
    super::CHAPTERS
        .into_iter()
        .map(|(name, title)| {
            let href = if name.is_empty() {
                "/styleguide".to_owned()
            } else {
                format!("/styleguide/{name}")
            };
            Link {
                current: name == current,
                ..Link::new(title, href)
            }
        })
        .collect()
}

pub(super) fn storefront() -> Chrome {
    let mut frame = SiteFrame::of(SiteFacts {
        lang: Lang::En,
        rehearsal: true,
        signed_in: false,
        cart_count: Some(3),
        query: String::new(),
        categories: chapters(""),
        countries: vec![
            Choice {
                value: "ZM".into(),
                label: "Zambia".into(),
                chosen: true,
                ..Choice::default()
            },
            Choice {
                value: "KE".into(),
                label: "Kenya".into(),
                ..Choice::default()
            },
        ],
        return_to: "/styleguide".into(),
    });
    frame.banner = Some("A banner that every page shows".into());
    Chrome::Storefront(Box::new(frame))
}

pub(super) fn checkout() -> Chrome {
    Chrome::Checkout(CheckoutFrame::of(
        Lang::En,
        false,
        Some(Link::new("Back to the cart", "/cart")),
    ))
}

pub(super) fn dashboard() -> Chrome {
    let mut frame = WorkFrame::dashboard(
        Lang::En,
        false,
        "Mwila Electronics",
        "/s/mwila",
        DashboardSection::Today,
    );
    frame.sections.extend(chapters(""));
    Chrome::Dashboard(frame)
}
