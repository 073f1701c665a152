//! What stands around a page, filled from who is asking.

use catalog::storefront::CategoryName;
use countries::Country;
use words::Lang;

use crate::problem::Problem;
use crate::shell::{CheckoutFrame, Chrome, SiteFacts, SiteFrame};
use crate::state::AppState;
use crate::ui::{Choice, Link};
use crate::visitor::Visitor;

/// The shoppers' frame: search, categories and the cart's count. `query` stays in the search field.
pub async fn site(app: &AppState, visitor: &Visitor, query: &str) -> Result<Chrome, Problem> {
    let count = async {
        match visitor.cart {
            Some(token) => flows::basket::count(&app.market, token, visitor.country)
                .await
                .map(Some),
            None => Ok(None),
        }
    };
    let storefront = &app.market.pools.storefront;
    let (count, categories) = tokio::join!(count, app.asides.categories(storefront));
    let categories = categories?;
    let links = categories
        .iter()
        .filter(|category| category.parent.is_none())
        .map(|category| {
            let name = CategoryName {
                slug: category.slug.clone(),
                name_en: category.name_en.clone(),
                name_sw: category.name_sw.clone(),
            };
            let href = category_path(&name);
            let link = Link::new(category_name(&name, visitor.lang), href.clone());
            Link {
                current: visitor.here == href,
                ..link
            }
        });
    let look = Look {
        lang: visitor.lang,
        country: visitor.country,
        is_signed_in: visitor.authority.is_some(),
        here: visitor.here.clone(),
    };
    Ok(plain_site(app, look, query, count?, links.collect()))
}

/// What a frame needs to know of a visitor.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub lang: Lang,
    pub country: Country,
    pub is_signed_in: bool,
    /// To come back to after a preference was set.
    pub here: String,
}

/// The same without asking the database: for pages that say what went wrong.
pub(super) fn plain_site(
    app: &AppState,
    look: Look,
    query: &str,
    cart_count: Option<u32>,
    categories: Vec<Link>,
) -> Chrome {
    Chrome::Storefront(Box::new(SiteFrame::of(SiteFacts {
        lang: look.lang,
        rehearsal: app.market.settings.is_rehearsal,
        signed_in: look.is_signed_in,
        cart_count,
        query: query.to_owned(),
        categories,
        countries: countries_of(app, look.country, look.lang),
        return_to: look.here,
    })))
}

/// The frame of checkout and payment.
pub fn bare(app: &AppState, lang: Lang, back: Option<Link>) -> Chrome {
    Chrome::Checkout(CheckoutFrame::of(
        lang,
        app.market.settings.is_rehearsal,
        back,
    ))
}

fn countries_of(app: &AppState, chosen: Country, lang: Lang) -> Vec<Choice> {
    let choice = |country: &Country| Choice {
        value: country.code().to_owned(),
        label: country.name(lang).to_owned(),
        chosen: *country == chosen,
        ..Choice::default()
    };
    app.market.settings.countries.iter().map(choice).collect()
}

pub(super) fn category_name(category: &CategoryName, lang: Lang) -> String {
    match lang {
        Lang::En => category.name_en.clone(),
        Lang::Sw => category.name_sw.clone(),
    }
}

pub(super) fn category_path(category: &CategoryName) -> String {
    format!("/c/{}", category.slug)
}
