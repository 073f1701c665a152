//! A shop's own page: who they are, and what they sell.

use axum::extract::{Path, Query, State};
use catalog::storefront::{ResultPage, ShopFront, ShopLookup};
use kernel::Slug;
use leptos::prelude::*;

use super::asked::Asked;
use super::cards::grid;
use super::filters;
use crate::pages::frames::site;
use crate::pages::shown::{address, area_name, media_path};
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::{EmptyState, Icon, Link, Pagination, ShopHead, ShopHeadView, Tone};
use crate::visitor::Visitor;

/// `GET /s/{shop}`
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(mut pairs): Query<Vec<(String, String)>>,
) -> Result<Rendered, Problem> {
    let slug: Slug = slug.parse().map_err(|_| Problem::NotFound)?;
    let pool = &app.market.pools.storefront;
    let shop = match catalog::storefront::shop(pool, &slug).await? {
        ShopLookup::Found(shop) => *shop,
        ShopLookup::Gone => return Err(Problem::Gone),
        ShopLookup::Unknown => return Err(Problem::NotFound),
    };
    // A shop is shown in its own country, whatever the visitor chose.
    let country = shop.country.parse().unwrap_or(visitor.country);
    pairs.retain(|(name, _)| name == "sort" || name == "after");
    let asked = Asked {
        shop: Some(slug),
        ..Asked::of(country, &pairs)
    };
    let filter = asked.filter();
    let list = async { Ok(catalog::storefront::list(pool, &filter).await?) };
    let facets = async { Ok(app.asides.facets(pool, &filter).await?) };
    let (result, facets, chrome) = tokio::try_join!(list, facets, site(&app, &visitor, ""))?;
    let lang = visitor.lang;
    let area = area_name(country, &shop.area);
    let path = format!("/s/{}", shop.slug);
    let page = Page::new(lang.code(), shop.name.clone())
        .description(lang.shop_description(&shop.name, &area))
        .canonical(app.url(&path))
        .property("og:type", "website");
    // A shop has no picture of its own; what it sells newest speaks for it.
    let mut cards = result.page.rows.iter();
    let page = match cards.find_map(|card| card.picture.as_ref()?.key.parse().ok()) {
        Some(key) => page.property("og:image", app.url(&media_path(key, media::Size::Large))),
        None => page,
    };
    let page = if asked.after.is_none() {
        page
    } else {
        page.noindex()
    };
    let url = app.url(&path);
    let found = filters::how_many(facets.total, lang);
    Ok(page.render(&app.assets, chrome, move || {
        let head = head(&shop, &area, &url, &visitor);
        body(head, &shop, &asked, result, found, &visitor)
    }))
}

fn head(shop: &ShopFront, area: &str, url: &str, visitor: &Visitor) -> ShopHeadView {
    let lang = visitor.lang;
    let whatsapp =
        |to: &str, text: String| address(&format!("https://wa.me/{to}"), &[("text", text)]);
    let ask = whatsapp(shop.phone.digits(), lang.ask_seller_text(&shop.name, url));
    let share = whatsapp("", format!("{}: {url}", shop.name));
    ShopHeadView {
        name: shop.name.clone(),
        area: area.to_owned(),
        state: Some((Tone::Good, lang.seller_verified().to_owned())),
        description: Some(shop.about.clone()).filter(|about| !about.is_empty()),
        links: vec![
            (Icon::Message, Link::new(lang.ask_seller(), ask)),
            (Icon::Share, Link::new(lang.share_on_whatsapp(), share)),
        ],
    }
}

fn body(
    head: ShopHeadView,
    shop: &ShopFront,
    asked: &Asked,
    result: ResultPage,
    found: String,
    visitor: &Visitor,
) -> AnyView {
    let lang = visitor.lang;
    let first = asked
        .after
        .map(|_| Link::new(lang.page_previous(), asked.after(None).href()));
    let next = result
        .page
        .next
        .map(|next| Link::new(lang.page_next(), asked.after(Some(next)).href()));
    let more = first.is_some() || next.is_some();
    let search_label = lang.search_in_shop(&shop.name);
    let names_form = search_label.clone();
    let products = if result.page.rows.is_empty() {
        view! { <EmptyState sentence=lang.shop_no_products() next=Some(Link::new(lang.all_products(), "/search")) /> }
            .into_any()
    } else {
        grid(result.page.rows, lang, 2)
    };
    let returns = shop.returns_policy.clone();
    view! {
        <ShopHead shop=head />
        <section>
            <div class="head-row">
                <h2>{lang.shop_products()}</h2>
                <span class="meta">{found}</span>
            </div>
            <form class="search in-page" role="search" aria-label=names_form action="/search">
                <input type="hidden" name="shop" value=shop.slug.to_string() />
                <input class="input" type="search" name="q" maxlength="100" aria-label=search_label.clone() placeholder=search_label />
                <button type="submit" aria-label=lang.search_button()>{Icon::Search.view()}</button>
            </form>
            {products}
            {more.then(|| view! { <Pagination label=lang.page_next() first=first next=next /> })}
        </section>
        {(!returns.is_empty())
            .then(|| {
                view! {
                    <section>
                        <h2>{lang.returns_title()}</h2>
                        <p class="prose">{returns}</p>
                    </section>
                }
            })}
    }
    .into_any()
}
