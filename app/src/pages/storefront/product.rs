//! The product page: one address, and every other spelling leads to it.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::storefront::{Product, ProductLookup};
use countries::format_money;
use flows::pay::paying;

use super::{offer, product_view, structured};
use crate::pages::frames::{category_name, category_path, site};
use crate::pages::shown::{address, media_path};
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::Link;
use crate::visitor::Visitor;

/// How long a redirect to the right spelling may be kept, in seconds.
const MOVED_SECONDS_MAX: &str = "public, max-age=86400";

/// What the page says about what was just done.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Done {
    /// It was put into the cart, which now holds so many of it.
    pub added: Option<u32>,
    /// Fewer were left than were asked for.
    pub is_clamped: bool,
    pub refused: Option<Refused>,
}

/// Why nothing was put into the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Someone else was faster.
    SoldOut,
    /// The cart holds as many different things as it can.
    Full,
    /// This variant is not for sale any more.
    NotSold,
}

/// `GET /p/{address}`
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(spelling): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let pool = &app.market.pools.storefront;
    let area = visitor.area.map(|area| area.id);
    match catalog::storefront::product(pool, &spelling, area).await? {
        ProductLookup::Found(product) => Ok(found(&app, &visitor, *product, &pairs)
            .await?
            .into_response()),
        ProductLookup::Moved(right) => moved(&format!("/p/{right}"), &pairs),
        ProductLookup::Gone => Err(Problem::Gone),
        ProductLookup::Unknown => Err(Problem::NotFound),
    }
}

fn moved(path: &str, pairs: &[(String, String)]) -> Result<Response, Problem> {
    let pairs: Vec<(&str, String)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    let location =
        HeaderValue::from_str(&address(path, &pairs)).map_err(|_| Problem::BadRequest)?;
    let keep = HeaderValue::from_static(MOVED_SECONDS_MAX);
    Ok((
        StatusCode::MOVED_PERMANENTLY,
        [(header::LOCATION, location), (header::CACHE_CONTROL, keep)],
    )
        .into_response())
}

async fn found(
    app: &AppState,
    visitor: &Visitor,
    product: Product,
    pairs: &[(String, String)],
) -> Result<Rendered, Problem> {
    let chrome = site(app, visitor, "").await?;
    let lang = visitor.lang;
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let wanted: Vec<String> = pairs
        .iter()
        .filter(|(key, _)| key == "o")
        .map(|(_, value)| value.clone())
        .collect();
    let variant = offer::chosen(&product, &wanted)
        .cloned()
        .ok_or(Problem::NotFound)?;
    let done = Done {
        added: get("added").and_then(|count| count.parse().ok()),
        is_clamped: get("clamped").is_some(),
        refused: if get("sold_out").is_some() {
            Some(Refused::SoldOut)
        } else if get("full").is_some() {
            Some(Refused::Full)
        } else if get("not_sold").is_some() && product.country == visitor.country.code() {
            Some(Refused::NotSold)
        } else {
            // Where it is sold instead, the page says by itself.
            None
        },
    };
    let path = format!("/p/{}", product.address);
    let url = app.url(&path);
    let images: Vec<String> = product
        .pictures
        .iter()
        .filter_map(|picture| picture.key.parse().ok())
        .map(|key| app.url(&media_path(key, media::Size::Large)))
        .collect();
    let mut crumbs = vec![Link::new(lang.nav_home(), "/")];
    crumbs.extend(
        product
            .path
            .iter()
            .map(|part| Link::new(category_name(part, lang), category_path(part))),
    );
    let mut named = crumbs.clone();
    named.push(Link::here(product.title.clone(), path));
    let price = format_money(variant.price);
    let mut page = Page::new(lang.code(), product.title.clone())
        .description(lang.product_description(&product.title, &price, &product.shop.name))
        .canonical(url.clone())
        .property("og:type", "product")
        .property("product:price:amount", structured::plain(variant.price))
        .property("product:price:currency", variant.price.currency().code())
        .json_ld(structured::product(&product, &url, &images))
        .json_ld(structured::breadcrumbs(app, &named));
    if let Some(image) = images.into_iter().next() {
        page = page.property("og:image", image);
    }
    let paying = paying::now(&app.market, variant.id, variant.available).await;
    let visitor = visitor.clone();
    Ok(page.render(&app.assets, chrome, move || {
        product_view::body(product, (&variant, paying), done, &url, crumbs, &visitor)
    }))
}
