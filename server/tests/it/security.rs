//! Requests that other sites make somebody's browser send, cookies that somebody made, and purchases of somebody else.

use axum::http::{Method, StatusCode, header};
use rehearsal::TestMarket;

use crate::browser::{Browser, web};
use crate::cast::never_given;

const CART: &str = "soko_cart";
const ACCESS: &str = "soko_access";

/// The same text with its last letter changed.
fn altered(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    format!("{rest}{}", if last == "0" { "1" } else { "0" })
}

/// A browser that says this of where its requests come from.
fn saying(browser: &Browser, says: &[(&'static str, &str)]) -> Browser {
    let mut browser = browser.clone();
    let says = says
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    browser.says = says.collect();
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_change_nothing() {
    let (m, product) = TestMarket::with_product(12_300, 5).await;
    let web = web(&m);
    let variant = product.variant.to_string();
    let line = [("variant", variant.as_str()), ("quantity", "1")];
    let mut browser = Browser::at(&web);
    let added = browser.post("/cart/add", &line).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);

    let ours = m.market.settings.public_url.as_str();
    let foreign: [&[(&'static str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://elsewhere.example")],
        &[("origin", "null")],
        &[],
    ];
    for says in foreign {
        let mut caught = saying(&browser, says);
        for path in [
            "/cart/add",
            "/cart",
            "/checkout",
            "/sign-out",
            "/preferences",
        ] {
            let refused = caught.post(path, &line).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path} {says:?}");
            assert!(refused.cookies().is_empty(), "{path} {says:?}");
        }
        let body = format!("{{\"variant_id\":\"{variant}\"}}");
        let api = caught
            .ask(&Method::POST, "/api/v1/cart", "application/json", body)
            .await;
        assert_eq!(api.status, StatusCode::FORBIDDEN, "{says:?}");
        assert_eq!(api.json()["code"], "other_site", "{says:?}");
    }
    let cart = browser.get("/api/v1/cart").await.json();
    assert_eq!(cart["quantity"], 1, "nothing moved");

    let own: [&[(&'static str, &str)]; 2] =
        [&[("sec-fetch-site", "same-origin")], &[("origin", ours)]];
    for says in own {
        let added = saying(&browser, says).post("/cart/add", &line).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{says:?}");
    }
    let cart = browser.get("/api/v1/cart").await.json();
    assert_eq!(cart["quantity"], 3);
    let mut program = saying(&Browser::at(&web), &[]);
    let added = program.post("/cart/add", &line).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "without cookies");
}

#[tokio::test(flavor = "multi_thread")]
async fn providers_are_judged_by_their_signature_alone() {
    let m = TestMarket::open().await;
    let says = [("sec-fetch-site", "cross-site")];
    let mut caller = saying(&Browser::at(&web(&m)), &says);
    caller.set_cookie("soko_session", "x");
    let heard = caller
        .ask(&Method::POST, rehearsal::HOOK, "application/json", "{}")
        .await;
    assert_eq!(heard.status, StatusCode::UNAUTHORIZED, "unsigned");
    let unknown = caller.post("/api/v1/payments/webhook/nobody", &[]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_nobody_signed_is_empty() {
    let (m, product) = TestMarket::with_product(12_300, 5).await;
    let web = web(&m);
    let variant = product.variant.to_string();
    let mut browser = Browser::at(&web);
    browser.post("/cart/add", &[("variant", &variant)]).await;
    let real = browser.cookie(CART);
    let (id, seal) = real.rsplit_once('.').unwrap();
    assert_eq!(browser.get("/api/v1/cart").await.json()["quantity"], 1);

    // A seal is worth nothing on another kind of cookie.
    let placed = m.place(&[(&product, 1)]).await;
    let link = format!("/orders/{}?k={}", placed.number, placed.key.to_hex());
    let mut holder = Browser::at(&web);
    holder.get(&link).await;
    let forged = [
        id.to_owned(),
        format!("{id}."),
        format!("{id}.{}", altered(seal)),
        format!("{}.{seal}", altered(id)),
        format!("{}.{seal}", uuid::Uuid::nil().simple()),
        holder.cookie(ACCESS),
        "\"; drop table carts".to_owned(),
    ];
    for value in forged {
        let mut forger = Browser::at(&web);
        forger.set_cookie(CART, &value);
        let cart = forger.get("/api/v1/cart").await;
        assert_eq!(cart.json()["quantity"], 0, "{value}");
        let page = forger.get("/cart").await;
        assert_eq!(page.status, StatusCode::OK, "{value}");
        assert!(!page.body.contains("A chitenge wrap"), "{value}");
        let line = [("do", "clear")];
        assert_eq!(forger.post("/cart", &line).await.location(), "/cart");
    }
    assert_eq!(browser.get("/api/v1/cart").await.json()["quantity"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_one_purchase_in_one_browser() {
    let (m, product) = TestMarket::with_product(12_300, 5).await;
    let web = web(&m);
    let (ours, theirs) = (
        m.place(&[(&product, 1)]).await,
        m.place(&[(&product, 1)]).await,
    );
    let page = format!("/orders/{}", ours.number);
    let mut browser = Browser::at(&web);
    let opened = browser
        .get(&format!("{page}?k={}", ours.key.to_hex()))
        .await;
    assert_eq!(opened.location(), page, "the key leaves the address");
    assert_eq!(browser.get(&page).await.status, StatusCode::OK);
    let other = browser.get(&format!("/orders/{}", theirs.number)).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);

    let real = browser.cookie(ACCESS);
    let (ids, seal) = real.rsplit_once('.').unwrap();
    let more = format!("{ids}-{}", kernel::Id::uuid(theirs.id).simple());
    for value in [
        altered(&real),
        format!("{more}.{seal}"),
        more,
        ids.to_owned(),
    ] {
        let mut forger = Browser::at(&web);
        forger.set_cookie(ACCESS, &value);
        for number in [&ours.number, &theirs.number] {
            for path in [format!("/orders/{number}"), format!("/pay/{number}")] {
                let refused = forger.get(&path).await;
                assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path} {value}");
            }
        }
        let listed = forger.get("/orders").await;
        assert!(!listed.body.contains(&ours.number.to_string()), "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_purchase_is_not_there() {
    let (m, product) = TestMarket::with_product(12_300, 5).await;
    let web = web(&m);
    let placed = m.place(&[(&product, 1)]).await;
    let person = m.person().await;
    let before = m.footprint().await;
    let strangers = [Browser::at(&web), Browser::of(&m, &web, person).await];
    let after_signing_in = m.footprint().await;
    assert_eq!(before.purchases, after_signing_in.purchases);
    let (number, id) = (placed.number.to_string(), placed.id.to_string());
    let unknown = never_given();
    let key = "0".repeat(placed.key.to_hex().len());
    for mut stranger in strangers {
        // With its number, its id, a made-up key; and a number nobody ever got, so that nothing tells the two apart.
        for known in [number.as_str(), &id, &unknown, "nonsense"] {
            let pages = [
                format!("/orders/{known}"),
                format!("/orders/{known}?k={key}"),
                format!("/orders/{known}?k=nonsense"),
                format!("/pay/{known}"),
                format!("/pay/{known}?check=yes"),
                format!("/api/v1/payments/status/{known}"),
                format!("/api/v1/payments/status/{known}?k={key}"),
            ];
            for page in pages {
                let refused = stranger.get(&page).await;
                assert_eq!(refused.status, StatusCode::NOT_FOUND, "{page}");
                assert!(!refused.body.contains("123.00"), "{page}");
            }
            for form in ["/cancel", "/again"] {
                let path = format!("/orders/{known}{form}");
                let refused = stranger.post(&path, &[]).await;
                assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
            }
            let pay = [("phone", "0763456789"), ("method", "mtn_zambia")];
            let paid = stranger.post(&format!("/pay/{known}"), &pay).await;
            assert_eq!(paid.status, StatusCode::NOT_FOUND, "{known}");
            let body = format!("{{\"order_id\":\"{known}\",\"phone\":\"0763456789\"}}");
            let path = "/api/v1/payments/initiate";
            let paid = stranger
                .ask(&Method::POST, path, "application/json", body)
                .await;
            assert_eq!(paid.status, StatusCode::NOT_FOUND, "{known}");
        }
        let history = stranger.get("/orders").await;
        assert!(!history.body.contains(&number));
        assert_eq!(history.header(header::SET_COOKIE), "");
    }
    assert_eq!(m.footprint().await, after_signing_in, "nothing moved");
    assert!(m.attempts(placed.id).await.is_empty());
}
