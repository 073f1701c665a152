//! What a browser is told that it may not do with our answers.

use axum::http::{StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rehearsal::TestMarket;
use sha2::{Digest as _, Sha256};

use crate::browser::{Answer, Browser, web_with};
use crate::cast::{Cast, Role};

/// The texts of all elements of a name, with what stands in their tags.
fn elements<'a>(html: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let inside = html.split(open.as_str()).skip(1);
    inside
        .filter_map(|rest| rest.split(close.as_str()).next()?.split_once('>'))
        .collect()
}

fn assert_guarded(path: &str, page: &Answer) {
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    for part in [
        "default-src 'none'",
        "style-src 'sha256-",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{path}: {policy}");
    }
    for never in ["unsafe-inline", "'unsafe-eval'", "*", "http:", "https:"] {
        assert!(!policy.contains(never), "{path}: {policy}");
    }
    assert_eq!(
        page.header(header::X_CONTENT_TYPE_OPTIONS),
        "nosniff",
        "{path}"
    );
    assert_eq!(
        page.header(header::REFERRER_POLICY),
        "same-origin",
        "{path}"
    );

    for (_, css) in elements(&page.body, "style") {
        let hash = STANDARD.encode(Sha256::digest(css.as_bytes()));
        assert!(
            policy.contains(&format!("'sha256-{hash}'")),
            "{path}: a style it may not use"
        );
    }
    for (tag, text) in elements(&page.body, "script") {
        let is_data = tag.contains("application/ld+json");
        assert!(
            is_data || text.trim().is_empty(),
            "{path}: script in the page"
        );
        assert!(
            is_data || policy.contains("script-src 'self'"),
            "{path}: {policy}"
        );
    }
    for inline in [
        " style=",
        " onclick=",
        " onsubmit=",
        " onload=",
        "javascript:",
    ] {
        assert!(!page.body.contains(inline), "{path} has {inline}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_says_what_it_may_do() {
    let cast = Cast::gather().await;
    let (address, shop) = (&cast.product_slug, &cast.shop_slug);
    let (product, shop) = (format!("/p/{address}"), format!("/s/{shop}"));
    let mut visitor = cast.browser(Role::Visitor);
    for path in [
        "/",
        "/search",
        "/c/everything",
        &product,
        &shop,
        "/cart",
        "/sign-in",
        "/track",
        "/no-such-page",
        "/orders/SK-2222-2222",
    ] {
        assert_guarded(path, &visitor.get(path).await);
    }
    let wait = format!("/pay/{}", cast.open.number);
    for (role, path) in [
        (Role::Buyer, wait.as_str()),
        (Role::Buyer, "/account"),
        (Role::Owner, "/dashboard"),
        (Role::Owner, "/dashboard/products/new"),
        (Role::Moderator, cast.case.as_str()),
    ] {
        let page = cast.browser(role).get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_guarded(path, &page);
    }
    for path in [
        "/health",
        "/robots.txt",
        "/sitemap.xml",
        "/api/v1/products",
        "/api/v1/nothing",
    ] {
        let answer = visitor.get(path).await;
        assert_eq!(
            answer.header(header::X_CONTENT_TYPE_OPTIONS),
            "nosniff",
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_cookies_and_browsers_stay_there() {
    let (m, product) = TestMarket::with_product(12_300, 5).await;
    let secure = "https://soko.example";
    let web = web_with(&m, |market, _| {
        secure.clone_into(&mut market.settings.public_url);
    });
    let mut browser = Browser::at(&web);
    browser.says = vec![("origin", secure.to_owned())];
    let (variant, phone) = (product.variant.to_string(), m.phone());
    let answers = [
        browser.post("/cart/add", &[("variant", &variant)]).await,
        browser.post("/preferences", &[("language", "sw")]).await,
        browser.post("/sign-in", &[("phone", phone.e164())]).await,
    ];
    for answer in answers {
        assert!(!answer.cookies().is_empty(), "{}", answer.body);
        for cookie in answer.cookies() {
            assert!(cookie.starts_with("__Host-soko_"), "{cookie}");
            for word in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(cookie.contains(word), "{cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        assert!(
            answer
                .header(header::STRICT_TRANSPORT_SECURITY)
                .starts_with("max-age=")
        );
    }
    // Over http nobody is told to forget http.
    let plain = Browser::at(&crate::browser::web(&m)).get("/").await;
    assert_eq!(plain.header(header::STRICT_TRANSPORT_SECURITY), "");
}
