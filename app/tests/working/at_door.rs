//! Cash on delivery by area, without script: what an owner ticks is kept, and a checkout offers cash there and nowhere else.

use axum::http::StatusCode;
use catalog::delivery::AreaFee;
use rehearsal::{Product, TestMarket};

use crate::browser::{Browser, value};
use crate::checkout::{AREA, press};

const PATH: &str = "/dashboard/money";
const SETTINGS: &str = "/dashboard/money/settings";
/// Another area it delivers to.
const ELSEWHERE: &str = "kabulonga";
const PAYER: &str = "0976 345 678";

/// Delivers to these areas, all for one fee.
async fn delivers_to(m: &TestMarket, wrap: &Product, areas: &[&str]) {
    let fee = |area: &&str| AreaFee {
        area: (*area).to_owned(),
        fee: wrap.price,
        days_min: 1,
        days_max: 2,
    };
    let fees: Vec<AreaFee> = areas.iter().map(fee).collect();
    flows::keep_shop::set_fees(&m.market, wrap.shop, &fees)
        .await
        .unwrap();
}

/// Whether the box of this area is there, and ticked.
fn boxed(html: &str, area: &str) -> Option<bool> {
    let at = html.find(&format!("name=\"cash_area\" value=\"{area}\""))?;
    let tag = html[at..].split('>').next().unwrap();
    Some(tag.contains("checked"))
}

/// The card of cash in the checkout, when it goes to this area.
async fn offered(browser: &mut Browser, area: &str) -> String {
    let form = browser.get("/checkout").await.html;
    let key = value(&form, "key");
    let asked = [("key", key.as_str()), ("show", "fee"), ("area", area)];
    card(&browser.post("/checkout", &asked).await.html)
}

fn card(html: &str) -> String {
    let at = html.find("value=\"cash\"").unwrap();
    html[at..].split("</label>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_takes_cash_where_it_ticked_and_nowhere_else() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    delivers_to(&m, &wrap, &[AREA, ELSEWHERE]).await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let page = owner.get(PATH).await.html;
    for area in [AREA, ELSEWHERE] {
        assert_eq!(boxed(&page, area), Some(false), "{page}");
    }
    assert_eq!(boxed(&page, "chilenje"), None, "not delivered to: {page}");

    let unknown = [
        ("cash", "yes"),
        ("cash_max", "900"),
        ("cash_area", AREA),
        ("cash_area", "kilimani"),
    ];
    let wrong = owner.post(SETTINGS, &unknown).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("cash_area-error"), "{}", wrong.html);
    assert_eq!(boxed(&wrong.html, AREA), Some(true), "kept");
    assert_eq!(value(&wrong.html, "cash_max"), "900");

    let done = owner.post(SETTINGS, &unknown[..3]).await;
    assert_eq!(done.path(), PATH);
    let page = owner.get(PATH).await.html;
    assert_eq!(boxed(&page, AREA), Some(true), "{page}");
    assert_eq!(boxed(&page, ELSEWHERE), Some(false), "{page}");
    assert_eq!(value(&page, "cash_max"), "900.00");

    let mut shopper = Browser::at(&m);
    let variant = wrap.variant.to_string();
    shopper.post("/cart/add", &[("variant", &variant)]).await;
    let before = card(&shopper.get("/checkout").await.html);
    assert!(
        before.contains("You pay the rider"),
        "no area is the wrong one before one is chosen: {before}"
    );
    let why = "Blue Basket takes no cash in this area.";
    let there = offered(&mut shopper, ELSEWHERE).await;
    assert!(there.contains(why) && there.contains("disabled"), "{there}");
    let here = offered(&mut shopper, AREA).await;
    assert!(!here.contains("disabled"), "{here}");
    assert!(here.contains("You pay the rider"), "{here}");

    // Who asks for it there all the same is told, and nothing is placed.
    let form = shopper.get("/checkout").await.html;
    let (key, total) = (value(&form, "key"), value(&form, "total"));
    let fields = [
        ("key", key.as_str()),
        ("total", &total),
        ("phone", PAYER),
        ("name", "Chipo Banda"),
        ("area", ELSEWHERE),
        ("landmark", "Behind the market"),
        ("method", "cash"),
    ];
    let refused = shopper.post("/checkout", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains(why), "{}", refused.html);
    let form = shopper.get("/checkout").await.html;
    let placed = press(&mut shopper, &form, PAYER, "cash", "").await;
    assert!(placed.path().starts_with("/orders/"), "{}", placed.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_ticked_outlives_other_changes_and_none_ticked_is_everywhere() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    delivers_to(&m, &wrap, &[AREA, ELSEWHERE]).await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let fields = [("cash", "yes"), ("cash_max", ""), ("cash_area", ELSEWHERE)];
    owner.post(SETTINGS, &fields).await.path();
    // It stops delivering there: that does not make cash welcome everywhere else.
    delivers_to(&m, &wrap, &[AREA]).await;
    let page = owner.get(PATH).await.html;
    assert_eq!(boxed(&page, ELSEWHERE), Some(true), "{page}");
    assert!(
        page.contains("Kabulonga (you do not deliver there)"),
        "{page}"
    );
    owner.post(SETTINGS, &fields).await.path();
    let mut shopper = Browser::at(&m);
    let variant = wrap.variant.to_string();
    shopper.post("/cart/add", &[("variant", &variant)]).await;
    let here = offered(&mut shopper, AREA).await;
    assert!(here.contains("disabled"), "{here}");

    owner.post(SETTINGS, &fields[..2]).await.path();
    let here = offered(&mut shopper, AREA).await;
    assert!(!here.contains("disabled"), "{here}");
}
