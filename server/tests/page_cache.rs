//! Kept pages of the whole site: what is kept is what would have been made, a change ends it, and nobody meets another's cart.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::time::{Duration, Instant};

use accounts::Codes;
use app::assets::Assets;
use app::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use catalog::storefront::Asides;
use http_body_util::BodyExt as _;
use rehearsal::TestMarket;
use server::config::HttpConfig;
use server::middleware::page_cache::PageCache;
use server::router::{Web, router};
use tower::ServiceExt as _;

/// Much less than a page is kept, much more than a notification takes.
const HEARD_WITHIN: Duration = Duration::from_secs(3);

fn site(market: &TestMarket, asides: Asides, pages: Option<PageCache>) -> Router {
    let settings = &market.market.settings;
    let state = AppState {
        market: market.market.clone(),
        assets: Assets::for_tests().unwrap(),
        codes: Codes::new(&settings.secret, settings.limits.codes),
        asides,
    };
    router(Web {
        state,
        config: HttpConfig::for_tests(),
        media_root: std::env::temp_dir(),
        worker_pool: market.db.worker.clone(),
        pages,
    })
}

/// A site that keeps pages, and one over the same market that keeps none.
async fn sites(market: &TestMarket) -> (Router, Router) {
    let asides = Asides::default();
    let pages = PageCache::new(asides.clone());
    tokio::spawn(pages.clone().listen(market.db.urls.storefront.clone()));
    let began = Instant::now();
    while !pages.is_listening() {
        assert!(began.elapsed() < HEARD_WITHIN, "Postgres is not heard");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    (
        site(market, asides, Some(pages)),
        site(market, Asides::default(), None),
    )
}

async fn get(site: &Router, path: &str, cookie: Option<&str>) -> String {
    let mut request = Request::get(path);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let response = site
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_kept_page_is_the_page_that_would_have_been_made() {
    let (market, product) = TestMarket::with_product(12_300, 5).await;
    let (keeping, plain) = sites(&market).await;
    let found = get(&plain, "/search?q=chitenge", None).await;
    let address = found
        .split("href=\"")
        .find(|rest| rest.starts_with("/p/"))
        .unwrap();
    let address = address.split('"').next().unwrap();
    for path in [
        "/",
        "/search",
        "/search?q=chitenge",
        "/c/everything",
        address,
        "/sitemap.xml",
    ] {
        let made = get(&plain, path, None).await;
        assert_eq!(get(&keeping, path, None).await, made, "{path}, made");
        assert_eq!(get(&keeping, path, None).await, made, "{path}, kept");
    }
    // Nothing was said to anybody: only a kept page does not know.
    let stock = sqlx::query(
        "insert into stock_movements (shop_id, variant_id, kind, on_hand_change, held_change, actor, at) \
        values ($1, $2, 'corrected', -5, 0, 'test', now())",
    );
    let mut tx = market.platform().await;
    let (shop, variant) = (
        kernel::Id::uuid(product.shop.shop),
        kernel::Id::uuid(product.variant),
    );
    stock
        .bind(shop)
        .bind(variant)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_ne!(
        get(&keeping, address, None).await,
        get(&plain, address, None).await,
        "the page was kept"
    );
}

#[tokio::test]
async fn an_edit_is_seen_as_soon_as_it_is_heard_of() {
    let (market, product) = TestMarket::with_product(12_300, 5).await;
    let (keeping, _) = sites(&market).await;
    assert!(get(&keeping, "/search", None).await.contains("123.00"));
    market.reprice(&product, 45_600).await;
    let began = Instant::now();
    while !get(&keeping, "/search", None).await.contains("456.00") {
        assert!(
            began.elapsed() < HEARD_WITHIN,
            "the old price is still shown"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn nobody_meets_another_visitors_cart() {
    let (market, product) = TestMarket::with_product(12_300, 5).await;
    let (keeping, plain) = sites(&market).await;
    let stranger = get(&plain, "/search", None).await;
    let add = Request::post("/cart/add")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(format!(
            "variant={}&quantity=1&return_to=/search",
            product.variant
        )))
        .unwrap();
    let added = keeping.clone().oneshot(add).await.unwrap();
    let cookie = added.headers()[header::SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    // Theirs first, so that it would be kept if it could.
    let own = get(&keeping, "/search", Some(&cookie)).await;
    assert_ne!(own, stranger, "the count stands in the frame");
    assert_eq!(get(&keeping, "/search", None).await, stranger);
    assert_eq!(get(&keeping, "/search", Some(&cookie)).await, own);
}
