//! Doors that stay shut.

use axum::http::StatusCode;
use countries::Country;
use rehearsal::TestMarket;

use crate::browser::Browser;

const SHOP_PAGES: [&str; 6] = [
    "/dashboard",
    "/dashboard/orders",
    "/dashboard/products",
    "/dashboard/products/new",
    "/dashboard/delivery",
    "/dashboard/shop",
];
const ADMIN_PAGES: [&str; 7] = [
    "/admin",
    "/admin/shops",
    "/admin/pictures",
    "/admin/cases",
    "/admin/payments",
    "/admin/ledger",
    "/admin/decisions",
];

#[tokio::test(flavor = "multi_thread")]
async fn strangers_sign_in_first_and_buyers_find_nothing() {
    let m = TestMarket::open().await;
    let mut stranger = Browser::at(&m);
    let buyer = m.person().await;
    let mut buyer = Browser::of(&m, buyer).await;
    for page in SHOP_PAGES {
        assert_eq!(stranger.get(page).await.path(), "/sign-in", "{page}");
        assert_eq!(buyer.get(page).await.path(), "/sell", "{page}");
    }
    for page in ADMIN_PAGES {
        assert_eq!(stranger.get(page).await.path(), "/sign-in", "{page}");
        assert_eq!(
            buyer.get(page).await.status,
            StatusCode::NOT_FOUND,
            "{page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_shop_does_not_exist() {
    let (m, product) = TestMarket::with_product(24_800, 3).await;
    let placed = m.sold(&[(&product, 1)]).await;
    let order = m.orders(placed.id).await.remove(0);
    let other = m.shop("Red Basket", Country::Zambia).await;
    let mut browser = Browser::of(&m, other.actor).await;
    for page in SHOP_PAGES {
        assert_eq!(browser.get(page).await.status, StatusCode::OK, "{page}");
        let theirs = format!("{page}?shop={}", product.shop.shop);
        assert_eq!(
            browser.get(&theirs).await.status,
            StatusCode::NOT_FOUND,
            "{theirs}"
        );
    }
    let order = format!("/dashboard/orders/{}", order.number);
    let listing = format!("/dashboard/products/{}", product.listing);
    assert_eq!(browser.get(&order).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&listing).await.status, StatusCode::NOT_FOUND);
    let posts: [(&str, &[(&str, &str)]); 5] = [
        ("/pack", &[]),
        ("", &[("reason", "No.")]),
        ("/act", &[("verb", "archive")]),
        ("", &[("form", "stock")]),
        (
            "/pictures/01930000-0000-7000-8000-000000000001",
            &[("verb", "remove")],
        ),
    ];
    for (at, (end, fields)) in posts.into_iter().enumerate() {
        let path = format!("{}{end}", if at < 2 { &order } else { &listing });
        assert_eq!(
            browser.post(&path, fields).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let state = m.orders(placed.id).await.remove(0).state;
    assert_eq!(state, orders::OrderState::Confirmed, "nothing moved");
}
