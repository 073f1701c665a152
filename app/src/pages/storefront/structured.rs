//! What search engines read: Schema.org objects that say the same as the page.

use catalog::storefront::{Product, ProductVariant};
use kernel::Money;
use serde_json::{Value, json};

use crate::state::AppState;
use crate::ui::Link;

/// The way from the first page to this one.
pub(super) fn breadcrumbs(app: &AppState, crumbs: &[Link]) -> Value {
    let items: Vec<Value> = (1..)
        .zip(crumbs)
        .map(|(position, crumb)| {
            json!({"@type": "ListItem", "position": position, "name": crumb.label, "item": app.url(&crumb.href)})
        })
        .collect();
    json!({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items})
}

/// A product with one offer a variant.
pub(super) fn product(product: &Product, url: &str, images: &[String]) -> Value {
    let offers: Vec<Value> = product
        .variants
        .iter()
        .map(|variant| offer(product, variant, url))
        .collect();
    let offers = match <[Value; 1]>::try_from(offers) {
        Ok([only]) => only,
        Err(many) => json!({
            "@type": "AggregateOffer",
            "priceCurrency": product.price_from.currency().code(),
            "lowPrice": plain(product.price_from),
            "highPrice": plain(product.price_to),
            "offerCount": many.len(),
            "offers": many,
        }),
    };
    json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "image": images,
        "sku": product.variants.first().map(|variant| variant.sku.as_str()),
        "category": product.path.last().map(|category| category.name_en.as_str()),
        "offers": offers,
    })
}

fn offer(product: &Product, variant: &ProductVariant, url: &str) -> Value {
    let stock = if variant.available > 0 {
        "https://schema.org/InStock"
    } else {
        "https://schema.org/OutOfStock"
    };
    json!({
        "@type": "Offer",
        "sku": variant.sku,
        "url": url,
        "price": plain(variant.price),
        "priceCurrency": variant.price.currency().code(),
        "availability": stock,
        "seller": {"@type": "Organization", "name": product.shop.name},
    })
}

pub(super) fn plain(money: Money) -> String {
    money.to_plain(money.currency().exponent())
}
