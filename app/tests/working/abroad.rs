//! A country that an operator switches on: chosen where it is traded in, and nowhere else.

use axum::http::StatusCode;
use countries::Country;
use rehearsal::TestMarket;

use crate::browser::Browser;

const UGANDA: [(&str, &str); 2] = [("country", "UG"), ("return_to", "/")];

#[tokio::test(flavor = "multi_thread")]
async fn a_country_that_is_not_traded_in_cannot_be_chosen() {
    let m = TestMarket::open().await;
    let mut shopper = Browser::at(&m);
    assert!(!shopper.get("/").await.html.contains("Uganda"));
    let told = shopper.post("/preferences", &UGANDA).await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    // Chosen while it was on, and taken away since.
    shopper.hold("soko_prefs", "UG.en.");
    let home = shopper.get("/").await.html;
    assert!(
        home.contains("value=\"ZM\" aria-pressed=\"true\""),
        "{home}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_that_was_switched_on_is_shopped_in_in_its_own_money() {
    let mut m = TestMarket::open().await;
    m.market.settings.countries.push(Country::Uganda);
    let shop = m.shop("Kikuubo Cloth", Country::Uganda).await;
    let wrap = m.product(shop, 45_000, 5).await;
    let mut shopper = Browser::at(&m);
    let chosen = shopper.post("/preferences", &UGANDA).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    let page = shopper.get(&m.address_of(&wrap).await).await.html;
    assert!(page.contains("USh\u{a0}45,000"), "{page}");
    assert!(
        page.contains("value=\"UG\" aria-pressed=\"true\""),
        "{page}"
    );
}
