//! The first page: what is new, what there is, who sells.

use axum::extract::State;
use catalog::storefront::{CategoryName, Filter, Home, Shelf, ShopCount};
use leptos::prelude::*;
use words::Lang;

use super::cards::grid;
use super::filters;
use crate::pages::frames::{category_name, category_path, site};
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::{EmptyState, Icon, Link, LinkButton};
use crate::visitor::Visitor;

const NEWEST: u8 = 10;
const PER_SHELF: u8 = 4;

/// `GET /`
pub async fn show(State(app): State<AppState>, visitor: Visitor) -> Result<Rendered, Problem> {
    let pool = &app.market.pools.storefront;
    let home = async {
        Ok(catalog::storefront::home(pool, visitor.country.code(), NEWEST, PER_SHELF).await?)
    };
    let everything = Filter::all(visitor.country.code());
    let facets = async { Ok(app.asides.facets(pool, &everything).await?) };
    let (home, facets, chrome) = tokio::try_join!(home, facets, site(&app, &visitor, ""))?;
    let lang = visitor.lang;
    let page = Page::new(lang.code(), lang.home_title())
        .description(lang.home_description(visitor.country.name(lang)))
        .canonical(app.url("/"))
        .property("og:type", "website");
    Ok(page.render(&app.assets, chrome, move || {
        body(home, facets.shops.clone(), lang)
    }))
}

fn body(home: Home, shops: Vec<ShopCount>, lang: Lang) -> AnyView {
    if home.newest.is_empty() {
        let next = Some(Link::new(lang.nav_sell(), "/sell"));
        return view! {
            <h1>{lang.home_title()}</h1>
            <EmptyState sentence=lang.category_empty() next=next />
        }
        .into_any();
    }
    let shelves = home
        .shelves
        .into_iter()
        .map(|one| shelf(one, lang))
        .collect_view();
    view! {
        <section>
            <h1>{lang.home_title()}</h1>
            <p class="prose">{lang.home_lead()}</p>
        </section>
        <section>
            <h2>{lang.home_new()}</h2>
            {grid(home.newest, lang, 2)}
            <p class="actions">
                <LinkButton label=lang.see_all() href="/search" />
            </p>
        </section>
        {shelves}
        {shop_links(shops, lang)}
    }
    .into_any()
}

/// Who sells here, the largest first.
fn shop_links(shops: Vec<ShopCount>, lang: Lang) -> AnyView {
    let links = shops
        .into_iter()
        .map(|shop| {
            let many = filters::how_many(shop.count, lang);
            view! {
                <li>
                    <a class="card shop-link" href=format!("/s/{}", shop.slug)>
                        {Icon::Shop.view()}
                        <b>{shop.name}</b>
                        <small>{many}</small>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.home_shops()}</h2>
            <ul class="shop-links">{links}</ul>
        </section>
    }
    .into_any()
}

fn shelf(shelf: Shelf, lang: Lang) -> AnyView {
    let Shelf { category, cards } = shelf;
    view! {
        <section class="shelf">
            {shelf_head(&category, lang)}
            {grid(cards, lang, 0)}
        </section>
    }
    .into_any()
}

fn shelf_head(category: &CategoryName, lang: Lang) -> AnyView {
    view! {
        <div class="head-row">
            <h2>{category_name(category, lang)}</h2>
            <a href=category_path(category)>{lang.see_all()}<span class="unseen">": "{category_name(category, lang)}</span></a>
        </div>
    }
    .into_any()
}
