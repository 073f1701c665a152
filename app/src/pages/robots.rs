//! What search engines are told.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use catalog::storefront::{sitemap_categories, sitemap_products, sitemap_shops};
use kernel::Timestamp;

use crate::problem::Problem;
use crate::state::AppState;

/// The most addresses of one sitemap, by its protocol.
const ENTRIES_MAX: usize = 50_000;

/// `GET /robots.txt`
pub async fn robots(State(app): State<AppState>) -> impl IntoResponse {
    let text = format!(
        "User-agent: *\nDisallow: /cart\nDisallow: /checkout\nDisallow: /pay/\nDisallow: /orders\nDisallow: /track\n\
         Disallow: /account\nDisallow: /dashboard\nDisallow: /admin\nDisallow: /search\nDisallow: /act/\nDisallow: /api/\n\n\
         Sitemap: {}\n",
        app.url("/sitemap.xml")
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}

/// `GET /sitemap.xml`
pub async fn sitemap(State(app): State<AppState>) -> Result<impl IntoResponse, Problem> {
    let pool = &app.market.pools.storefront;
    let (categories, shops, products) = tokio::try_join!(
        sitemap_categories(pool),
        sitemap_shops(pool, None),
        sitemap_products(pool, None)
    )?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    entry(&mut xml, &app.url("/"), None);
    let categories = categories.iter().map(|slug| (format!("/c/{slug}"), None));
    let shops = shops
        .iter()
        .map(|shop| (format!("/s/{}", shop.path), Some(shop.updated_at)));
    let products = products
        .iter()
        .map(|product| (format!("/p/{}", product.path), Some(product.updated_at)));
    for (path, updated_at) in categories
        .chain(shops)
        .chain(products)
        .take(ENTRIES_MAX - 1)
    {
        entry(&mut xml, &app.url(&path), updated_at);
    }
    xml.push_str("</urlset>\n");
    Ok((
        [(header::CONTENT_TYPE, "application/xml; charset=utf-8")],
        xml,
    ))
}

/// Addresses are slugs and digits, so nothing needs escaping.
fn entry(xml: &mut String, url: &str, updated_at: Option<Timestamp>) {
    // Writing to a String cannot fail.
    let _ = write!(xml, "<url><loc>{url}</loc>");
    if let Some(at) = updated_at {
        let _ = write!(xml, "<lastmod>{}</lastmod>", at.date());
    }
    xml.push_str("</url>\n");
}
