//! What search engines are told.

use std::fmt::Write as _;
use std::str::FromStr;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use catalog::storefront::{
    ENTRIES_MAX, sitemap_categories, sitemap_product_parts, sitemap_products, sitemap_shop_parts,
    sitemap_shops,
};
use kernel::{ListingId, ShopId, Timestamp};

use crate::problem::Problem;
use crate::state::AppState;

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

/// `GET /sitemap.xml`: every address, or, when there are too many for one file, an index of the files that hold them. Those
/// have the same address and a question: `?pages`, `?shops=<id>`, `?products=<id>`, beginning after that id.
pub async fn sitemap(
    State(app): State<AppState>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Problem> {
    let xml = match asked.first() {
        None => whole(&app).await?,
        Some((name, after)) => match name.as_str() {
            "pages" => urlset(&pages(&app).await?),
            "shops" => urlset(&shops(&app, after_of(after)?).await?),
            "products" => urlset(&products(&app, after_of(after)?).await?),
            _ => return Err(Problem::NotFound),
        },
    };
    Ok((
        [(header::CONTENT_TYPE, "application/xml; charset=utf-8")],
        xml,
    ))
}

/// Where one file begins: the id before, or nothing for the first.
fn after_of<I: FromStr>(text: &str) -> Result<Option<I>, Problem> {
    match text {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| Problem::NotFound),
    }
}

/// An address, and the day it changed.
type Entry = (String, Option<Timestamp>);

async fn pages(app: &AppState) -> Result<Vec<Entry>, Problem> {
    let categories = sitemap_categories(&app.market.pools.storefront).await?;
    let paths = categories.into_iter().map(|slug| format!("/c/{slug}"));
    let paths = std::iter::once("/".to_owned()).chain(paths);
    Ok(paths.map(|path| (app.url(&path), None)).collect())
}

async fn shops(app: &AppState, after: Option<ShopId>) -> Result<Vec<Entry>, Problem> {
    let shops = sitemap_shops(&app.market.pools.storefront, after).await?;
    let entry = |path: String, at| (app.url(&format!("/s/{path}")), Some(at));
    Ok(shops
        .into_iter()
        .map(|shop| entry(shop.path, shop.updated_at))
        .collect())
}

async fn products(app: &AppState, after: Option<ListingId>) -> Result<Vec<Entry>, Problem> {
    let products = sitemap_products(&app.market.pools.storefront, after).await?;
    let entry = |path: String, at| (app.url(&format!("/p/{path}")), Some(at));
    Ok(products
        .into_iter()
        .map(|product| entry(product.path, product.updated_at))
        .collect())
}

async fn whole(app: &AppState) -> Result<String, Problem> {
    let (mut all, shops, products) =
        tokio::try_join!(pages(app), shops(app, None), products(app, None))?;
    all.extend(shops);
    all.extend(products);
    if fits_one(all.len()) {
        return Ok(urlset(&all));
    }
    let pool = &app.market.pools.storefront;
    let (shops, products) = tokio::try_join!(
        sitemap_shop_parts(pool, ENTRIES_MAX),
        sitemap_product_parts(pool, ENTRIES_MAX)
    )?;
    let shops: Vec<String> = shops.iter().map(ToString::to_string).collect();
    let products: Vec<String> = products.iter().map(ToString::to_string).collect();
    Ok(index(&app.url("/sitemap.xml"), &shops, &products))
}

fn fits_one(entries: usize) -> bool {
    i64::try_from(entries).is_ok_and(|entries| entries <= ENTRIES_MAX)
}

/// The files that together hold everything: one of pages, and of shops and products the first and those that begin after an id.
fn index(sitemap: &str, shops: &[String], products: &[String]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let first = [String::new()];
    let parts = |name: &'static str, after: &[String]| {
        let after = first.iter().chain(after);
        let parts: Vec<String> = after.map(|id| format!("{sitemap}?{name}={id}")).collect();
        parts
    };
    let files = std::iter::once(format!("{sitemap}?pages"))
        .chain(parts("shops", shops))
        .chain(parts("products", products));
    for file in files {
        // Writing to a String cannot fail.
        let _ = writeln!(xml, "<sitemap><loc>{file}</loc></sitemap>");
    }
    xml.push_str("</sitemapindex>\n");
    xml
}

/// Addresses are slugs and digits, so nothing needs escaping.
fn urlset(entries: &[Entry]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (url, updated_at) in entries {
        // Writing to a String cannot fail.
        let _ = write!(xml, "<url><loc>{url}</loc>");
        if let Some(at) = updated_at {
            let _ = write!(xml, "<lastmod>{}</lastmod>", at.date());
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_thousand_addresses_are_one_file_and_one_more_is_an_index() {
        assert!(fits_one(50_000) && !fits_one(50_001));
        let id = "0193".to_owned();
        let xml = index("https://soko.example/sitemap.xml", &[], &[id]);
        let files: Vec<&str> = xml
            .split("<loc>")
            .skip(1)
            .filter_map(|rest| rest.split("</loc>").next())
            .collect();
        assert_eq!(
            files,
            [
                "https://soko.example/sitemap.xml?pages",
                "https://soko.example/sitemap.xml?shops=",
                "https://soko.example/sitemap.xml?products=",
                "https://soko.example/sitemap.xml?products=0193",
            ]
        );
        assert!(xml.contains("<sitemapindex") && xml.ends_with("</sitemapindex>\n"));
    }
}
