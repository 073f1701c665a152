//! A shopper without script: every page and form through the router, on a real database, with the provider's simulator behind it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod by_hand;

use accounts::{Codes, Sessions, browser};
use app::assets::Assets;
use app::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use catalog::ListingVerb;
use countries::Country;
use http_body_util::BodyExt as _;
use rehearsal::{MTN_APPROVES, TestMarket};
use tower::ServiceExt as _;

/// A browser without script: it keeps cookies and follows nothing by itself.
struct Shopper {
    web: Router,
    cookies: Vec<(String, String)>,
}

struct Answer {
    status: StatusCode,
    location: String,
    html: String,
    sets_cookie: bool,
}

impl Shopper {
    fn at(m: &TestMarket) -> Self {
        let market = m.market.clone();
        let codes = Codes::new(&market.settings.secret, market.settings.limits.codes);
        let sessions = Sessions::new(market.pools.app.clone(), market.source.clone());
        let app = AppState {
            market,
            assets: Assets::for_tests().unwrap(),
            codes,
            asides: catalog::storefront::Asides::default(),
        };
        let web = app::pages::router(&app)
            .with_state(app)
            .layer(browser::session_layer(sessions, false));
        Self {
            web,
            cookies: Vec::new(),
        }
    }

    async fn ask(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header(header::COOKIE, cookies.join("; "))
            .body(Body::from(body))
            .unwrap();
        let response = self.web.clone().oneshot(request).await.unwrap();
        let set: Vec<String> = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        for cookie in &set {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(held, _)| held != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let location = response
            .headers()
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
            .to_owned();
        let status = response.status();
        let html = response.into_body().collect().await.unwrap().to_bytes();
        let html = String::from_utf8(html.to_vec()).unwrap();
        assert!(
            !html.contains(" style=") && !html.contains(" onclick="),
            "the policy allows no inline style or handler"
        );
        Answer {
            status,
            location,
            html,
            sets_cookie: !set.is_empty(),
        }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.ask(Request::get(path), String::new()).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, serde_html_form::to_string(fields).unwrap())
            .await
    }
}

/// The value of a hidden field.
fn hidden(html: &str, name: &str) -> String {
    let at = html
        .find(&format!("name=\"{name}\""))
        .unwrap_or_else(|| panic!("no field {name}"));
    let tag = &html[html[..at].rfind('<').unwrap()..];
    let tag = &tag[..tag.find('>').unwrap()];
    tag.split("value=\"")
        .nth(1)
        .map_or("", |rest| rest.split('"').next().unwrap())
        .to_owned()
}

/// The address of the first link that begins so.
fn link(html: &str, start: &str) -> String {
    let at = html
        .find(&format!("href=\"{start}"))
        .unwrap_or_else(|| panic!("no link to {start}"));
    html[at + 6..].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_around_leaves_no_trace_and_meets_no_dead_end() {
    let (m, wrap) = TestMarket::with_product(24_800, 3).await;
    let mut shopper = Shopper::at(&m);
    let home = shopper.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(!home.sets_cookie, "a first visit sets no cookie");
    let product = link(&home.html, "/p/");
    for path in [
        "/search?q=chitenge",
        "/search?q=chitengee",
        "/c/everything",
        "/s/blue-basket",
        &product,
    ] {
        let page = shopper.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            page.html.contains("248.00"),
            "{path}: the price is in the first answer"
        );
        assert!(
            !page.sets_cookie && !page.html.contains("<script type=\"module\""),
            "{path}"
        );
    }
    let nothing = shopper.get("/search?q=zzzqqq&in_stock=yes").await;
    assert!(
        nothing.html.contains("/p/"),
        "an empty result offers something else"
    );

    let page = shopper.get(&product).await;
    for said in [
        "application/ld+json",
        "\"priceCurrency\":\"ZMW\"",
        "BreadcrumbList",
        "og:title",
        "rel=\"canonical\"",
        "wa.me",
    ] {
        assert!(page.html.contains(said), "{said}");
    }
    let short = product.rsplit('-').next().unwrap();
    let moved = shopper.get(&format!("/p/an-old-name-{short}?o=x")).await;
    assert_eq!(
        (moved.status, moved.location),
        (StatusCode::MOVED_PERMANENTLY, format!("{product}?o=x"))
    );
    assert_eq!(
        shopper.get("/p/nothing-000000000000").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        shopper.get("/c/nothing").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        shopper.get("/s/nothing").await.status,
        StatusCode::NOT_FOUND
    );
    m.act_on(wrap.listing, ListingVerb::Archive).await;
    let gone = shopper.get(&product).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.html.contains("<h1>"), "a refusal is a page too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_needs_no_script() {
    let (m, wrap) = TestMarket::with_product(24_800, 3).await;
    let mut shopper = Shopper::at(&m);
    let variant = wrap.variant.to_string();
    let added = shopper
        .post("/cart/add", &[("variant", &variant), ("return_to", "/")])
        .await;
    assert_eq!(
        (added.status, added.location.as_str()),
        (StatusCode::SEE_OTHER, "/?added=1")
    );
    let cart = shopper.get("/cart").await;
    assert!(cart.html.contains("248.00") && cart.html.contains("/checkout"));

    // Everything wrong is said at once, and every word is kept.
    let form = shopper.get("/checkout").await;
    let key = hidden(&form.html, "key");
    let wrong = [
        ("key", key.as_str()),
        ("total", ""),
        ("phone", "12"),
        ("name", "Chipo <b>Banda</b>"),
        ("area", ""),
        ("landmark", ""),
    ];
    let refused = shopper.post("/checkout", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("Chipo &lt;b&gt;Banda"),
        "typed words come back, as text"
    );
    for field in [
        "phone-error",
        "area-error",
        "landmark-error",
        "method-error",
    ] {
        assert!(refused.html.contains(field), "{field}");
    }
    assert_eq!(
        hidden(&refused.html, "key"),
        key,
        "the key is consumed by placing alone"
    );

    let shown = shopper
        .post(
            "/checkout",
            &[
                ("key", &key),
                ("show", "fee"),
                ("name", "Chipo"),
                ("area", "chelstone"),
            ],
        )
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    let total = hidden(&shown.html, "total");
    assert_eq!(total, "27300", "the fee is known before paying");
    assert!(shown.html.contains("value=\"Chipo\""));

    let fields = |total: &'static str| {
        [
            ("total", total),
            ("phone", MTN_APPROVES),
            ("name", "Chipo Banda"),
            ("area", "chelstone"),
            ("landmark", "Behind the market"),
            ("directions", ""),
            ("method", "mtn_zambia"),
        ]
    };
    let with_key = |total| [&[("key", key.as_str())][..], &fields(total)].concat();
    let stale = shopper.post("/checkout", &with_key("27200")).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        hidden(&stale.html, "total"),
        "27300",
        "another total is shown, never charged"
    );

    let placed = shopper.post("/checkout", &with_key("27300")).await;
    assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.html);
    assert!(placed.location.starts_with("/pay/SK-"));
    // The same form again is the same purchase.
    let again = shopper.post("/checkout", &with_key("27300")).await;
    assert_eq!(
        (again.status, &again.location),
        (StatusCode::SEE_OTHER, &placed.location)
    );
    assert_eq!(m.footprint().await.purchases.len(), 1);

    let wait = shopper.get(&placed.location).await;
    assert!(
        wait.html.contains("http-equiv=\"refresh\"")
            && wait.html.contains("?check=yes")
            && wait.html.contains("273.00")
    );
    assert!(
        !wait.html.contains(MTN_APPROVES.trim_start_matches("+260")),
        "the number is masked"
    );
    let order = placed.location.replace("/pay/", "/orders/");
    let mut stranger = Shopper::at(&m);
    for path in [&placed.location, &order] {
        assert_eq!(
            stranger.get(path).await.status,
            StatusCode::NOT_FOUND,
            "a number authorises nothing"
        );
    }
    let poll = placed
        .location
        .replace("/pay/", "/act/payment_progress?number=");
    let told = shopper.get(&poll).await;
    assert!(
        told.status.is_success() && told.html.len() < 400 && told.html.contains("\"state\""),
        "{}",
        told.html
    );
    assert!(!stranger.get(&poll).await.status.is_success());

    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    let checked = shopper.get(&format!("{}?check=yes", placed.location)).await;
    assert_eq!(
        (checked.status, &checked.location),
        (StatusCode::SEE_OTHER, &order)
    );
    let paid = shopper.get(&order).await;
    assert!(
        paid.html.contains("273.00")
            && paid.html.contains("Chipo Banda")
            && paid.html.contains("Behind the market")
    );
    m.assert_books_agree().await;

    let cancelled = shopper.post(&format!("{order}/cancel"), &[]).await;
    assert_eq!(cancelled.location, format!("{order}?cancelled=yes"));
    let owed = shopper.get(&order).await;
    assert!(
        owed.html.contains("We owe you"),
        "money that is owed is said"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_price_asks_before_paying() {
    let (m, wrap) = TestMarket::with_product(10_000, 3).await;
    let mut shopper = Shopper::at(&m);
    shopper
        .post("/cart/add", &[("variant", &wrap.variant.to_string())])
        .await;
    m.reprice(&wrap, 12_000).await;
    let sent_back = shopper.get("/checkout").await;
    assert_eq!(sent_back.location, "/cart");
    let cart = shopper.get("/cart").await;
    assert!(
        cart.html.contains("100.00")
            && cart.html.contains("120.00")
            && cart.html.contains("value=\"accept\"")
    );
    shopper.post("/cart", &[("do", "accept")]).await;
    assert_eq!(shopper.get("/checkout").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_of_another_country_says_so_and_leads_there() {
    let (m, _) = TestMarket::with_product(24_800, 3).await;
    let shop = m.shop("Red Basket", Country::Kenya).await;
    let kanga = m.product(shop, 150_000, 3).await;
    let address = m.address_of(&kanga).await;
    let mut shopper = Shopper::at(&m);
    for lang in ["en", "sw"] {
        shopper.post("/preferences", &[("language", lang)]).await;
        let page = shopper.get(&address).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            !page.html.contains("action=\"/cart/add\""),
            "what the press would refuse is not offered"
        );
        let said = match lang {
            "en" => "This is sold in Kenya.",
            _ => "Hii inauzwa Kenya.",
        };
        assert!(page.html.contains(said), "{lang}");
    }
    // A page from before says the same after the press, and nothing is in any cart.
    let variant = kanga.variant.to_string();
    let pressed = [("variant", variant.as_str()), ("return_to", &address)];
    let refused = shopper.post("/cart/add", &pressed).await;
    assert!(refused.location.starts_with(&address));
    let page = shopper.get(&refused.location).await;
    assert!(page.html.contains("Hii inauzwa Kenya."));

    let bar = &page.html[page.html.find("class=\"buy\"").unwrap()..];
    let form = ["country", "return_to"].map(|name| (name, hidden(bar, name)));
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let there = shopper.post("/preferences", &form).await;
    assert_eq!(
        (there.status, there.location.as_str()),
        (StatusCode::SEE_OTHER, address.as_str())
    );
    let page = shopper.get(&address).await;
    assert!(page.html.contains("action=\"/cart/add\"") && !page.html.contains("Hii inauzwa"));
    let added = shopper.post("/cart/add", &pressed).await;
    assert_eq!(added.location, format!("{address}?added=1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_cart_token_is_no_cart() {
    let (m, wrap) = TestMarket::with_product(10_000, 3).await;
    let mut shopper = Shopper::at(&m);
    shopper
        .post("/cart/add", &[("variant", &wrap.variant.to_string())])
        .await;
    let (name, value) = shopper.cookies.first().cloned().unwrap();
    for place in 0..value.len() {
        let mut altered = value.clone().into_bytes();
        altered[place] = if altered[place] == b'0' { b'1' } else { b'0' };
        shopper.cookies = vec![(name.clone(), String::from_utf8(altered).unwrap())];
        let cart = shopper.get("/cart").await;
        assert!(!cart.html.contains("/checkout"), "altered at {place}");
    }
    shopper.cookies = vec![(name, value)];
    assert!(shopper.get("/cart").await.html.contains("/checkout"));
}
