//! What a buyer is told, shown and sent, and what follows them to another phone.

use axum::http::StatusCode;
use catalog::shops::ShopSettings;
use catalog::{About, Reason, ReturnsPolicy, ShopName, ShopVerb};
use countries::Country;
use flows::fulfil::Step;
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind};
use rehearsal::{MTN_APPROVES, MTN_NOT_APPROVED, Product, TestMarket, holder, phone};
use serde_json::Value;

use crate::browser::{Browser, address, value};
use crate::checkout::{AREA, at_checkout, press};

/// Buys one piece as a guest, to the end. Where the order is.
async fn bought(m: &TestMarket, browser: &mut Browser, product: &Product) -> String {
    bought_by(m, browser, product, MTN_APPROVES).await
}

/// The same, and the phone answers as it will.
async fn bought_by(
    m: &TestMarket,
    browser: &mut Browser,
    product: &Product,
    payer: &str,
) -> String {
    let html = at_checkout(browser, product).await;
    let placed = press(browser, &html, payer, "mtn_zambia", "").await;
    let path = placed.path().replace("/pay/", "/orders/");
    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    path
}

/// The whole tag of the control that offers `value`.
fn control<'a>(html: &'a str, value: &str) -> &'a str {
    let at = html.find(&format!("value=\"{value}\"")).unwrap();
    let start = html[..at].rfind('<').unwrap();
    let end = at + html[at..].find('>').unwrap();
    &html[start..end]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_last_pieces_says_how_many_are_paying() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let page = m.address_of(&wrap).await;
    let mut browser = Browser::at(&m);
    let mut seen = async |words: &str| {
        let html = browser.get(&page).await.html;
        assert!(html.contains(words), "{words}");
        assert_eq!(html.contains("paying for it"), !words.is_empty());
    };
    let first = m.place(&[(&wrap, 1)]).await;
    m.start(&first, &m.phone()).await;
    seen("").await;

    let second = m.place(&[(&wrap, 2)]).await;
    seen("1 person is paying for it now").await;
    m.start(&second, &m.phone()).await;
    seen("2 people are paying for it now").await;
    // Nobody pays for it yet, so there is nothing to wait for.
    m.place(&[(&wrap, 2)]).await;
    seen("2 people are paying for it now").await;

    m.run_jobs().await;
    m.pass(70).await;
    m.run_jobs().await;
    seen("").await;
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pays_again_by_another_way_is_asked_there() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let mut browser = Browser::at(&m);
    let order = bought_by(&m, &mut browser, &wrap, MTN_NOT_APPROVED).await;
    m.let_money_arrive().await;
    let path = order.replace("/orders/", "/pay/");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let airtel = control(&page.html, "airtel_zambia");
    assert!(airtel.contains("name=\"method\""), "{airtel}");
    let fields = [
        ("key", &*value(&page.html, "key")),
        ("phone", MTN_NOT_APPROVED),
        ("method", "airtel_zambia"),
    ];
    assert_eq!(browser.post(&path, &fields).await.path(), path);
    let mut tx = m.platform().await;
    let number = path.trim_start_matches("/pay/").parse().unwrap();
    let purchase = orders::purchase::find_by_number(&mut *tx, number)
        .await
        .unwrap()
        .unwrap();
    let tries = payments::attempt::list_of_purchase(&mut *tx, purchase.id)
        .await
        .unwrap();
    assert_eq!(tries.len(), 2);
    assert_eq!(tries[0].method.as_str(), "airtel_zambia");
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_payments_keep_failing_writes_to_the_shop_and_its_order_says_so() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let mut browser = Browser::at(&m);
    let order = bought_by(&m, &mut browser, &wrap, MTN_NOT_APPROVED).await;
    let path = order.replace("/orders/", "/pay/");
    m.let_money_arrive().await;
    let first = browser.get(&path).await.html;
    assert!(!first.contains("/ask/"), "one refusal: {first}");
    let fields = [
        ("key", &*value(&first, "key")),
        ("phone", MTN_NOT_APPROVED),
        ("method", "mtn_zambia"),
    ];
    browser.post(&path, &fields).await;
    m.run_jobs().await;
    m.let_money_arrive().await;
    let second = browser.get(&path).await.html;
    let ask = address(&second, &format!("{path}/ask/"));
    let sent = browser.get(&ask).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(
        sent.location.starts_with("https://wa.me/260"),
        "{}",
        sent.location
    );
    let number = order.trim_start_matches("/orders/");
    assert!(sent.location.contains(number), "{}", sent.location);
    // Again at once: the order says it once.
    browser.get(&ask).await;
    let page = browser.get(&order).await.html;
    assert_eq!(page.matches("You went to write to").count(), 1, "{page}");
    // Nobody else is led there.
    let stranger = Browser::at(&m).get(&ask).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_to_be_remembered_looks_and_pays_and_can_be_forgotten() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let mut browser = Browser::at(&m);
    let variant = wrap.variant.to_string();
    for (remember, left) in [("yes", true), ("", false)] {
        browser.post("/cart/add", &[("variant", &variant)]).await;
        browser.post("/preferences", &[("area", AREA)]).await;
        let form = browser.get("/checkout").await.html;
        let (key, total) = (value(&form, "key"), value(&form, "total"));
        let fields = [
            ("key", key.as_str()),
            ("total", &total),
            ("phone", MTN_APPROVES),
            ("name", "Chipo Banda"),
            ("area", AREA),
            ("landmark", "Behind the market"),
            ("method", "mtn_zambia"),
            ("remember", remember),
        ];
        let placed = browser.post("/checkout", &fields).await;
        assert!(placed.path().starts_with("/pay/"), "{}", placed.html);
        let held = browser.cookie("soko_recipient");
        assert_eq!(!held.is_empty(), left, "{held}");
        assert!(!held.contains("Chipo"), "not readable at a glance");
        m.let_money_arrive().await;
    }
    // Remembered once more, in a browser that knows nothing of areas: the fee is there, and the form is ready to be sent.
    browser.post("/cart/add", &[("variant", &variant)]).await;
    let form = browser.get("/checkout").await.html;
    assert!(!form.contains("Chipo Banda"), "forgotten");
    let (key, total) = (value(&form, "key"), value(&form, "total"));
    let fields = [
        ("key", key.as_str()),
        ("total", &total),
        ("phone", MTN_APPROVES),
        ("name", "Chipo Banda"),
        ("area", AREA),
        ("landmark", "Behind the market"),
        ("method", "mtn_zambia"),
        ("remember", "yes"),
    ];
    browser.post("/checkout", &fields).await.path();
    m.let_money_arrive().await;
    let kept = browser.cookie("soko_recipient").to_owned();
    let mut later = Browser::at(&m);
    later.hold("soko_recipient", &kept);
    later.post("/cart/add", &[("variant", &variant)]).await;
    let form = later.get("/checkout").await.html;
    for known in ["Chipo Banda", "Behind the market"] {
        assert!(form.contains(known), "{known} in {form}");
    }
    let known: String = value(&form, "phone")
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    assert!(
        MTN_APPROVES.ends_with(known.trim_start_matches('0')),
        "{known}"
    );
    assert!(known.len() >= 9, "{known}");
    let (key, total) = (value(&form, "key"), value(&form, "total"));
    assert!(!total.is_empty(), "the fee is known, and so is the total");
    let fields = [
        ("key", key.as_str()),
        ("total", &total),
        ("phone", &value(&form, "phone")),
        ("name", &value(&form, "name")),
        ("area", AREA),
        ("landmark", &value(&form, "landmark")),
        ("method", "mtn_zambia"),
    ];
    assert!(
        later
            .post("/checkout", &fields)
            .await
            .path()
            .starts_with("/pay/")
    );

    let mut stranger = Browser::at(&m);
    stranger.hold("soko_recipient", &format!("x{kept}"));
    stranger.post("/cart/add", &[("variant", &variant)]).await;
    let form = stranger.get("/checkout").await.html;
    assert!(!form.contains("Chipo Banda"), "an altered cookie is none");
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_that_moved_against_each_other_are_shown_before_they_are_paid() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let bag = m.product(wrap.shop, 5_000, 9).await;
    let mut browser = Browser::at(&m);
    for product in [&wrap, &bag] {
        let variant = product.variant.to_string();
        browser.post("/cart/add", &[("variant", &variant)]).await;
    }
    browser.post("/preferences", &[("area", AREA)]).await;
    let form = browser.get("/checkout").await.html;
    let (key, total) = (value(&form, "key"), value(&form, "total"));
    let fields = [
        ("key", key.as_str()),
        ("total", &total),
        ("phone", MTN_APPROVES),
        ("name", "Chipo Banda"),
        ("area", AREA),
        ("landmark", "Behind the market"),
        ("network", "mtn_zambia"),
        ("method", "mtn_zambia"),
    ];
    m.reprice(&wrap, 9_000).await;
    m.reprice(&bag, 6_000).await;
    let refused = browser.post("/checkout", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.html.replace('\u{a0}', " ");
    assert_eq!(value(&page, "total"), total, "the sum is the same");
    assert!(page.contains("The price was K 100.00. It is K 90.00 now."));
    assert!(page.contains("The price was K 50.00. It is K 60.00 now."));
    let placed = browser.post("/checkout", &fields).await;
    assert!(placed.path().starts_with("/pay/"), "seen, and agreed to");
}

/// The link in the newest message that has one to an order, as a path of this site.
async fn link_sent(m: &TestMarket) -> String {
    let messages = notifications::list_newest(&m.db.app, 20).await.unwrap();
    let start = format!("{}/orders/", m.market.settings.public_url);
    let body = messages
        .into_iter()
        .find(|message| message.body.contains(&start))
        .unwrap()
        .body;
    let at = body.find(&start).unwrap() + m.market.settings.public_url.len();
    body[at..].split(' ').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_in_the_sms_opens_the_order_on_a_phone_that_never_was_here() {
    let (m, wrap) = TestMarket::with_product(24_800, 3).await;
    let order = bought(&m, &mut Browser::at(&m), &wrap).await;
    let link = link_sent(&m).await;
    let (path, key) = link.split_once("?k=").unwrap();
    assert_eq!((path, key.len()), (order.as_str(), 32));

    let mut elsewhere = Browser::at(&m);
    assert_eq!(elsewhere.get(path).await.status, StatusCode::NOT_FOUND);
    let altered = link.replace(key, &key.chars().rev().collect::<String>());
    assert_eq!(elsewhere.get(&altered).await.status, StatusCode::NOT_FOUND);
    let opened = elsewhere.get(&link).await;
    assert_eq!(
        (opened.status, opened.location.as_str()),
        (StatusCode::SEE_OTHER, path),
        "the key does not stay in the address"
    );
    let page = elsewhere.get(path).await;
    for shown in [
        "273.00",
        "A chitenge wrap",
        "Arrives in 1 to 2 days",
        "tel:+260",
    ] {
        assert!(page.html.contains(shown), "{shown}");
    }
    assert!(!page.html.contains(key));
    let listed = elsewhere.get("/orders").await;
    assert!(listed.html.contains(path), "without signing in");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_brings_what_was_bought_as_a_guest() {
    let (m, wrap) = TestMarket::with_product(24_800, 9).await;
    let order = bought(&m, &mut Browser::at(&m), &wrap).await;
    let link = link_sent(&m).await;

    let mut buyer = Browser::at(&m);
    assert!(!buyer.get("/orders").await.html.contains(&order));
    buyer.sign_in(&m, &phone(MTN_APPROVES)).await;
    assert!(buyer.get("/orders").await.html.contains(&order));
    assert_eq!(buyer.get(&order).await.status, StatusCode::OK);
    let paid = buyer.get("/orders?state=paid").await;
    assert!(paid.html.contains(&order));
    let cancelled = buyer.get("/orders?state=cancelled").await;
    assert!(!cancelled.html.contains(&order));

    // Another person sees nothing of it, until they are given the link.
    let other = m.person().await;
    let mut other = Browser::of(&m, other).await;
    assert!(!other.get("/orders").await.html.contains(&order));
    assert_eq!(other.get(&order).await.status, StatusCode::NOT_FOUND);
    let own = bought(&m, &mut other, &wrap).await;
    other.get(&link).await;
    let both = other.get("/orders").await.html;
    let (first, second) = (both.find(&own).unwrap(), both.find(&order).unwrap());
    assert!(first < second, "the newest first");
    assert_eq!(
        both.matches(&own).count(),
        1,
        "its own link was opened as well"
    );
    let cancelled = other.get("/orders?state=cancelled").await;
    assert!(!cancelled.html.contains(&order));
}

/// Decides about a product's shop in the platform's place.
async fn act_on_shop(m: &TestMarket, product: &Product, verb: ShopVerb) {
    let mut tx = m.platform().await;
    catalog::shops::act(&mut tx, product.shop.shop, verb, &Reason::none(), m.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_trust_marker_says_what_is_stored() {
    let (m, wrap) = TestMarket::with_product(24_800, 3).await;
    let mut browser = Browser::at(&m);
    let variant = wrap.variant.to_string();
    browser.post("/cart/add", &[("variant", &variant)]).await;
    let final_total = "This is all you pay.";
    let before = browser.get("/checkout").await.html;
    assert!(!before.contains(final_total), "the fee is not known yet");
    browser.post("/preferences", &[("area", AREA)]).await;
    let page = browser.get("/checkout").await.html;
    assert!(page.contains(final_total) && page.contains("273.00"));

    let today = Country::Zambia.date(m.now(), words::Lang::En);
    assert!(page.contains(&format!("Soko checked Blue Basket on {today}.")));
    assert!(page.contains("Seven days"), "the shop's own policy");
    let minutes = m.market.settings.hold_minutes;
    assert!(page.contains(&format!("kept for you for {minutes} minutes.")));
    // The shop changes its policy, is closed, and checked once more on another day.
    let settings = ShopSettings {
        name: ShopName::parse("Blue Basket").unwrap(),
        area: AREA.to_owned(),
        phone: m.phone(),
        about: About::parse("").unwrap(),
        returns_policy: ReturnsPolicy::parse("").unwrap(),
    };
    flows::keep_shop::save(&m.market, wrap.shop, &settings, None)
        .await
        .unwrap();
    m.pass_here(2 * 86_400);
    for verb in [ShopVerb::Suspend, ShopVerb::Approve] {
        act_on_shop(&m, &wrap, verb).await;
    }
    let later = Country::Zambia.date(m.now(), words::Lang::En);
    assert_ne!(later, today);
    let page = browser.get("/checkout").await.html;
    assert!(page.contains(&format!("Soko checked Blue Basket on {later}.")));
    assert!(
        page.contains("takes back only what is broken or wrong") && !page.contains("Seven days")
    );

    // The name on the page is the one the provider was told to show.
    let said = page
        .split("A prompt of ours shows the name ")
        .nth(1)
        .unwrap();
    let name = said.split('.').next().unwrap();
    bought(&m, &mut Browser::at(&m), &wrap).await;
    let shown = m.simulator().transactions().remove(0).customer_message;
    assert!(shown.unwrap().starts_with(&format!("{name} ")));
}

/// Every object for search engines on a page.
fn objects(html: &str) -> Vec<Value> {
    html.split("application/ld+json\"")
        .skip(1)
        .map(|rest| {
            let json = &rest[rest.find('>').unwrap() + 1..rest.find("</script>").unwrap()];
            serde_json::from_str(json).unwrap()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_read_the_price_and_the_stock_that_people_see() {
    let (m, wrap) = TestMarket::with_product(24_850, 3).await;
    let address = m.address_of(&wrap).await;
    let mut browser = Browser::at(&m);
    for (price_minor, pieces, stock) in [
        (24_850, 3, "https://schema.org/InStock"),
        (1_150_000, 0, "https://schema.org/OutOfStock"),
    ] {
        if pieces == 0 {
            m.sold(&[(&wrap, 3)]).await;
            m.reprice(&wrap, price_minor).await;
        }
        let page = browser.get(&address).await.html;
        let objects = objects(&page);
        let kinds: Vec<_> = objects.iter().map(|object| &object["@type"]).collect();
        assert_eq!(kinds, ["Product", "BreadcrumbList"]);
        let offer = &objects[0]["offers"];
        let price = kernel::Money::new(price_minor, kernel::Currency::ZMW);
        let shown = countries::format_money(price);
        assert!(page.contains(&format!("<b>{shown}</b>")), "{shown}");
        assert_eq!(offer["price"], price.to_plain(2));
        assert_eq!(offer["priceCurrency"], "ZMW");
        assert_eq!(offer["availability"], stock);
        assert_eq!(offer["seller"]["name"], "Blue Basket");
        assert_eq!(
            offer.get("itemCondition"),
            None,
            "nobody said whether it is new"
        );
        let url = format!("{}{address}", m.market.settings.public_url);
        assert_eq!(offer["url"], url);
        let items = objects[1]["itemListElement"].as_array().unwrap();
        assert_eq!(items.last().unwrap()["item"], url);
        assert!(page.contains(&format!("rel=\"canonical\" href=\"{url}\"")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sitemap_names_what_is_public_and_robots_are_kept_from_the_rest() {
    let (m, wrap) = TestMarket::with_product(24_800, 3).await;
    let hidden = m.product(wrap.shop, 10_000, 1).await;
    let hidden_address = m.address_of(&hidden).await;
    m.act_on(hidden.listing, catalog::ListingVerb::Archive)
        .await;
    let mut browser = Browser::at(&m);
    let site = &m.market.settings.public_url;
    let product = format!("{site}{}", m.address_of(&wrap).await);
    let sitemap = browser.get("/sitemap.xml").await;
    assert_eq!(sitemap.content_type, "application/xml; charset=utf-8");
    let addresses = |xml: &str| -> Vec<String> {
        let found = xml.split("<loc>").skip(1);
        found
            .map(|rest| rest.split("</loc>").next().unwrap().to_owned())
            .collect()
    };
    let all = [
        format!("{site}/"),
        format!("{site}/c/everything"),
        format!("{site}/s/blue-basket"),
        product.clone(),
    ];
    assert_eq!(addresses(&sitemap.html), all);
    assert!(!sitemap.html.contains(&hidden_address));
    assert_eq!(sitemap.html.matches("<lastmod>").count(), 2);
    // The files of an index hold the same, part by part.
    let mut parts = Vec::new();
    for part in ["pages", "shops=", "products="] {
        parts.extend(addresses(
            &browser.get(&format!("/sitemap.xml?{part}")).await.html,
        ));
    }
    assert_eq!(parts, all);
    let rest = browser
        .get(&format!("/sitemap.xml?products={}", wrap.listing))
        .await;
    assert!(addresses(&rest.html).is_empty());
    for wrong in ["products=x", "orders="] {
        let refused = browser.get(&format!("/sitemap.xml?{wrong}")).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{wrong}");
    }

    let robots = browser.get("/robots.txt").await.html;
    assert!(robots.starts_with("User-agent: *\n"));
    assert!(robots.ends_with(&format!("\nSitemap: {site}/sitemap.xml\n")));
    for kept in [
        "/cart",
        "/checkout",
        "/pay/",
        "/orders",
        "/track",
        "/account",
        "/dashboard",
        "/admin",
        "/search",
        "/act/",
        "/api/",
    ] {
        assert!(robots.contains(&format!("\nDisallow: {kept}\n")), "{kept}");
    }
    assert!(all.iter().all(|address| {
        let path = address.strip_prefix(site.as_str()).unwrap();
        let mut forbidden = robots
            .lines()
            .filter_map(|line| line.strip_prefix("Disallow: "));
        !forbidden.any(|start| path.starts_with(start))
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_closed_is_gone_and_keeps_its_name_where_its_buyers_look() {
    let (m, wrap) = TestMarket::with_product(24_800, 3).await;
    let mut buyer = Browser::at(&m);
    let order = bought(&m, &mut buyer, &wrap).await;
    let key = format!("{:032x}", 0xab);
    m.show_picture(&wrap, &key).await;
    let shop = buyer.get("/s/blue-basket").await;
    assert_eq!(shop.status, StatusCode::OK);
    let picture = shop.html.split("og:image\" content=\"").nth(1).unwrap();
    let site = &m.market.settings.public_url;
    assert!(picture.starts_with(&format!("{site}/media/")), "{picture}");

    act_on_shop(&m, &wrap, ShopVerb::Suspend).await;
    let gone = buyer.get("/s/blue-basket").await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.html.contains("<h1>"));
    let never = buyer.get("/s/never-was").await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
    let page = buyer.get(&order).await.html;
    assert!(page.contains("from Blue Basket"), "{page}");
    assert!(page.contains("Blue Basket has the order"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_speaks_to_people_and_keeps_notes_of_ours_to_itself() {
    let (m, wrap) = TestMarket::with_product(24_800, 3).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let mut tx = m.platform().await;
    for (note, is_public) in [("The buyer called.", false), ("We called the shop.", true)] {
        let event = NewEvent {
            purchase: placed.id,
            order: None,
            kind: EventKind::Note,
            actor: Actor::Platform,
            note,
            is_public,
            at: m.now(),
        };
        timeline::write(&mut tx, &event).await.unwrap();
    }
    tx.commit().await.unwrap();
    m.pass_here(16 * 60);
    m.sweep().await;
    let view = flows::view::of(&m.market, holder(placed.id), placed.id).await;
    assert_eq!(view.unwrap().unwrap().orders[0].cancel_reason, "expired");

    let mut buyer = Browser::at(&m);
    let link = flows::view::link(&m.market, placed.number, &placed.key);
    let link = link.strip_prefix(&m.market.settings.public_url).unwrap();
    let path = buyer.get(link).await.location;
    for (lang, said) in [
        ("en", "Not paid in time, closed"),
        ("sw", "Haikulipwa kwa wakati, imefungwa"),
    ] {
        buyer.post("/preferences", &[("language", lang)]).await;
        let page = buyer.get(&path).await.html;
        assert_eq!(
            page.matches(said).count(),
            2,
            "of the parcel, and of all that happened: {page}"
        );
        assert!(!page.contains(">expired<"), "{page}");
        assert!(page.contains("We called the shop.") && !page.contains("The buyer called."));
    }
}

/// The sentences of everything that happened, and of each parcel's way, as the order page tells them.
fn told(html: &str) -> Vec<Vec<String>> {
    let between = |text: &str, start: &str, end: &str| -> Vec<String> {
        let parts = text.split(start).skip(1);
        parts
            .map(|rest| rest.split(end).next().unwrap().to_owned())
            .collect()
    };
    between(html, "<ol class=\"timeline\">", "</ol>")
        .iter()
        .map(|list| between(list, "<b>", "</b>"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_life_of_an_order_is_told_in_plain_words_in_both_languages() {
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.pay(&placed, &phone(rehearsal::MTN_NOT_APPROVED)).await;
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    let number = m.orders(placed.id).await.remove(0).number;
    for step in [Step::Pack, Step::HandOver, Step::Deliver] {
        flows::fulfil::advance(&m.market, wrap.shop, number, step)
            .await
            .unwrap();
    }
    let broken = m.sold(&[(&wrap, 1)]).await;
    let its_number = m.orders(broken.id).await.remove(0).number;
    flows::cancel::by_shop(&m.market, wrap.shop, its_number, "The last one broke.")
        .await
        .unwrap();

    let mut buyer = Browser::at(&m);
    for (placed, en, sw) in [
        (
            &placed,
            [
                "Blue Basket has the order|Blue Basket packed it|Blue Basket gave it to the rider|Delivered",
                "You placed the order|We asked MTN for the payment|The payment did not go through: Not approved\
                 |We asked MTN for the payment|K 150.00 paid with MTN|Blue Basket packed it\
                 |Blue Basket gave it to the rider|Delivered",
            ],
            [
                "Blue Basket limepokea oda|Blue Basket limeifungasha|Blue Basket limempa mpelekaji|Imefika",
                "Uliweka oda|Tuliiomba MTN malipo|Malipo hayakufanikiwa: Haikukubaliwa|Tuliiomba MTN malipo\
                 |K 150.00 imelipwa kwa MTN|Blue Basket limeifungasha|Blue Basket limempa mpelekaji|Imefika",
            ],
        ),
        (
            &broken,
            [
                "This order is cancelled.",
                "You placed the order|We asked MTN for the payment|K 150.00 paid with MTN\
                 |Blue Basket cancelled it: The last one broke.|Money to send back",
            ],
            [
                "Oda hii imeghairiwa.",
                "Uliweka oda|Tuliiomba MTN malipo|K 150.00 imelipwa kwa MTN\
                 |Blue Basket limeighairi: The last one broke.|Pesa za kurudisha",
            ],
        ),
    ] {
        let link = flows::view::link(&m.market, placed.number, &placed.key);
        let link = link.strip_prefix(&m.market.settings.public_url).unwrap();
        let path = buyer.get(link).await.location;
        for (lang, expected) in [("en", en), ("sw", sw)] {
            buyer.post("/preferences", &[("language", lang)]).await;
            let page = buyer.get(&path).await.html.replace('\u{a0}', " ");
            let told: Vec<String> = told(&page).iter().map(|list| list.join("|")).collect();
            assert_eq!(told, expected, "{lang}");
        }
    }
}
