use std::sync::atomic::AtomicU32;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::*;

/// A site whose every page says how many pages were made.
fn site() -> (PageCache, Router) {
    let cache = PageCache::default();
    cache.set_listening(true);
    let made = Arc::new(AtomicU32::new(0));
    let page = move || {
        let made = made.clone();
        async move {
            let number = made.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
            (
                [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
                format!("page {number}"),
            )
        }
    };
    let gate = Gate {
        cache: Some(cache.clone()),
        is_https: false,
        countries: Country::USUAL.into(),
        default_country: Country::Zambia,
    };
    let routes = Router::new()
        .route("/search", get(page.clone()))
        .route("/cart", get(page.clone()))
        .route(
            "/p/{address}",
            get(|| async { (StatusCode::NOT_FOUND, "nothing") }),
        )
        .route(
            "/s/{shop}",
            get(|| async {
                (
                    [
                        (header::SET_COOKIE, "a=b"),
                        (header::CONTENT_TYPE, "text/html"),
                    ],
                    "own",
                )
            }),
        );
    (cache, routes.layer(from_fn_with_state(gate, serve)))
}

async fn ask(site: &Router, path: &str, headers: &[(&str, &str)]) -> String {
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = site
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_page_is_made_once_for_everybody() {
    let (_, site) = site();
    let asked = (0..8).map(|_| ask(&site, "/search?q=a&sort=newest", &[]));
    let pages = futures::future::join_all(asked).await;
    assert!(pages.iter().all(|page| page == "page 0"), "{pages:?}");
    assert_eq!(
        ask(&site, "/search?sort=newest&q=a", &[]).await,
        "page 0",
        "the order of names says nothing"
    );
    assert_eq!(ask(&site, "/search?q=b", &[]).await, "page 1");
}

#[tokio::test]
async fn whoever_carries_something_neither_gets_nor_makes_a_kept_page() {
    let (_, site) = site();
    let own = [
        ("cookie", "soko_cart=0.1"),
        ("cookie", "a=b; soko_session=x"),
        ("cookie", "soko_access=x"),
        ("cookie", "soko_prefs=ZM.en.kabulonga"),
        ("cookie", "soko_something_later=x"),
        ("authorization", "Bearer x"),
    ];
    for (made, header) in own.iter().enumerate() {
        assert_eq!(
            ask(&site, "/search", &[*header]).await,
            format!("page {made}"),
            "{header:?} makes none"
        );
    }
    let kept = ask(&site, "/search", &[]).await;
    assert_eq!(kept, format!("page {}", own.len()));
    assert_eq!(
        ask(
            &site,
            "/search",
            &[("cookie", "theme=dark; soko_prefs=ZM.en.")]
        )
        .await,
        kept
    );
    for header in own {
        assert_ne!(
            ask(&site, "/search", &[header]).await,
            kept,
            "{header:?} gets none"
        );
    }
}

#[tokio::test]
async fn country_language_and_encoding_are_told_apart() {
    let (_, site) = site();
    let ways: [&[(&str, &str)]; 4] = [
        &[],
        &[("accept-language", "sw")],
        &[("cookie", "soko_prefs=KE.en.")],
        &[("accept-encoding", "gzip, br")],
    ];
    for (made, headers) in ways.into_iter().enumerate() {
        assert_eq!(ask(&site, "/search", headers).await, format!("page {made}"));
    }
    for (made, headers) in ways.into_iter().enumerate() {
        assert_eq!(ask(&site, "/search", headers).await, format!("page {made}"));
    }
}

#[tokio::test]
async fn after_a_change_nothing_older_is_served() {
    let (cache, site) = site();
    assert_eq!(ask(&site, "/search", &[]).await, "page 0");
    let late = tokio::spawn({
        let site = site.clone();
        async move { ask(&site, "/search?late", &[]).await }
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    cache.forget();
    assert_eq!(ask(&site, "/search", &[]).await, "page 2");
    assert_eq!(late.await.unwrap(), "page 1");
    assert_eq!(
        ask(&site, "/search?late", &[]).await,
        "page 3",
        "it was being made when the change came"
    );
}

#[tokio::test]
async fn while_nobody_listens_nothing_is_kept() {
    let (cache, site) = site();
    assert_eq!(ask(&site, "/search", &[]).await, "page 0");
    cache.set_listening(false);
    assert_eq!(ask(&site, "/search", &[]).await, "page 1");
    assert_eq!(ask(&site, "/search", &[]).await, "page 2");
    cache.set_listening(true);
    assert_eq!(ask(&site, "/search", &[]).await, "page 3");
    assert_eq!(ask(&site, "/search", &[]).await, "page 3");
}

#[tokio::test]
async fn other_answers_pass_as_they_are() {
    let (cache, site) = site();
    for _ in 0..2 {
        assert_eq!(ask(&site, "/p/x", &[]).await, "nothing");
        assert_eq!(ask(&site, "/s/x", &[]).await, "own");
    }
    assert_ne!(
        ask(&site, "/cart", &[]).await,
        ask(&site, "/cart", &[]).await
    );
    cache.0.pages.run_pending_tasks().await;
    assert_eq!(cache.0.pages.entry_count(), 0);
}
