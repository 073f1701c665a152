//! The shop's tax number without script: in its country's form or not at all, and on what is issued from then on.

use axum::http::StatusCode;
use countries::Country;
use rehearsal::{AREA, TestMarket};

use crate::browser::{Browser, address, value};

const PATH: &str = "/dashboard/shop";

#[tokio::test(flavor = "multi_thread")]
async fn a_tax_number_is_read_as_it_is_written_and_stands_on_the_invoice() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let page = owner.get(PATH).await.html;
    assert!(
        page.contains("Tax number (TPIN), if you have one"),
        "{page}"
    );
    let form = |number| {
        [
            ("name", "Blue Basket"),
            ("area", AREA(Country::Zambia)),
            ("phone", "0976 345 678"),
            ("about", ""),
            ("returns", ""),
            ("tax_number", number),
        ]
    };
    let wrong = owner.post(PATH, &form("A012345678Z")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("Write it like 1001234567."));
    assert_eq!(value(&wrong.html, "tax_number"), "A012345678Z");
    let none = owner.get(PATH).await.html;
    assert_eq!(value(&none, "tax_number"), "");
    let done = owner.post(PATH, &form("1001-234 567")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_eq!(
        value(&owner.get(PATH).await.html, "tax_number"),
        "1001234567"
    );

    let sold = m.sold(&[(&wrap, 1)]).await;
    let order = m.orders(sold.id).await.remove(0).number;
    let own = format!("/dashboard/orders/{order}");
    let page = owner.get(&own).await.html;
    let paper = address(&page, &format!("{own}/documents/"));
    let invoice = owner.get(&paper).await.html;
    assert!(
        invoice.contains("TPIN") && invoice.contains("1001234567"),
        "{invoice}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn zero_rated_goods_say_so_to_their_buyers() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let mut shopper = Browser::at(&m);
    let public = m.address_of(&wrap).await;
    let own = format!("/dashboard/products/{}", wrap.listing);
    let act = format!("{own}/act");
    assert!(
        owner
            .get(&own)
            .await
            .html
            .contains("16% VAT is inside the price.")
    );
    assert!(
        shopper
            .get(&public)
            .await
            .html
            .contains("Price includes 16% VAT")
    );
    let done = owner.post(&act, &[("verb", "tax-zero")]).await;
    assert_eq!(done.location, format!("{own}?done=tax"));
    let page = owner.get(&done.location).await.html;
    assert!(
        page.contains("Zero-rated: no VAT is inside the price."),
        "{page}"
    );
    let shown = shopper.get(&public).await.html;
    assert!(
        shown.contains("No VAT on this") && !shown.contains("Price includes"),
        "{shown}"
    );
    owner.post(&act, &[("verb", "tax-standard")]).await;
    assert!(
        shopper
            .get(&public)
            .await
            .html
            .contains("Price includes 16% VAT")
    );
}
