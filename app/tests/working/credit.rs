//! Store credit on the pages: offered to whoever is signed in, as a card or as a box, and told line by line.

use axum::http::StatusCode;
use rehearsal::{Product, Rich, TestMarket};

use crate::browser::{Answer, Browser, value};

const AREA: &str = "chelstone";

/// So many pieces in the cart, and the checkout with the fee of the area.
async fn at_checkout(browser: &mut Browser, product: &Product, pieces: &str) -> String {
    let variant = product.variant.to_string();
    let add = [("variant", variant.as_str()), ("quantity", pieces)];
    browser.post("/cart/add", &add).await;
    let form = browser.get("/checkout").await;
    let key = value(&form.html, "key");
    let asked = [("key", key.as_str()), ("show", "fee"), ("area", AREA)];
    browser.post("/checkout", &asked).await.html
}

/// Presses the button of the checkout.
async fn place(
    browser: &mut Browser,
    html: &str,
    rich: &Rich,
    more: &[(&'static str, &str)],
) -> Answer {
    let (key, total) = (value(html, "key"), value(html, "total"));
    let mut fields = vec![
        ("key", key.as_str()),
        ("total", &total),
        ("phone", rich.phone.e164()),
        ("name", "Chipo Banda"),
        ("area", AREA),
        ("landmark", "Behind the market"),
    ];
    fields.extend(more);
    browser.post("/checkout", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_is_a_box_to_tick_and_the_rest_is_asked_of_the_phone() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let mut browser = Browser::of(&m, rich.person).await;
    let html = at_checkout(&mut browser, &wrap, "3").await;
    assert!(html.contains("name=\"credit\""), "{html}");
    assert!(!html.contains("value=\"credit\""), "no card for a part");
    let seen = value(&html, "credit_seen");
    assert_eq!(seen, rich.credit.minor().to_string());

    let ticked = [
        ("method", "mtn_zambia"),
        ("credit", "yes"),
        ("credit_seen", &seen),
    ];
    let placed = place(&mut browser, &html, &rich, &ticked).await;
    let path = placed.path();
    assert!(path.starts_with("/pay/"), "{path}");
    let total: i64 = value(&html, "total").parse().unwrap();
    let rest = kernel::Money::new(total - rich.credit.minor(), rich.credit.currency());
    let waits = browser.get(path).await.html;
    assert!(waits.contains(&countries::format_money(rest)), "{waits}");

    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    let order = browser.get(&path.replace("/pay/", "/orders/")).await.html;
    let used = countries::format_money(rich.credit);
    assert!(
        order.contains(&format!("{used} of store credit was used")),
        "{order}"
    );
    let told = browser.get("/account/credit").await.html;
    for line in ["Given back for order", "Used for order"] {
        assert!(told.contains(line), "{told}");
    }
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_it_is_a_card_and_the_order_is_paid_at_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let mut browser = Browser::of(&m, rich.person).await;
    let html = at_checkout(&mut browser, &wrap, "1").await;
    assert!(html.contains("value=\"credit\""), "{html}");
    assert!(!html.contains("name=\"credit\""), "no box beside the card");

    let placed = place(&mut browser, &html, &rich, &[("method", "credit")]).await;
    let path = placed.path();
    assert!(path.starts_with("/orders/"), "{path}");
    let order = browser.get(path).await.html;
    assert!(order.contains("paid with Store credit"), "{order}");
    assert!(
        m.wallet(rich.person, rich.credit.currency())
            .await
            .is_zero()
    );

    // A second order finds the wallet empty, and can be paid in another way.
    let html = at_checkout(&mut browser, &wrap, "1").await;
    assert!(!html.contains("value=\"credit\""), "{html}");
    let stale = place(&mut browser, &html, &rich, &[("method", "credit")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.html.contains("Please choose again"), "{}", stale.html);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_order_offers_it_too() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let mut browser = Browser::of(&m, rich.person).await;
    let html = at_checkout(&mut browser, &wrap, "1").await;
    let other = m.phone();
    let prompt = [("method", "mtn_zambia"), ("paying_phone", other.e164())];
    let placed = place(&mut browser, &html, &rich, &prompt).await;
    let path = placed.path();
    m.run_jobs().await;
    m.pass(70).await;
    m.run_jobs().await;
    let page = browser.get(path).await.html;
    assert!(page.contains("value=\"credit\""), "{page}");
    let key = value(&page, "key");
    let fields = [
        ("key", key.as_str()),
        ("phone", other.e164()),
        ("method", "credit"),
    ];
    let next = browser.post(path, &fields).await;
    assert_eq!(next.path(), path);
    let order = browser.get(&path.replace("/pay/", "/orders/")).await.html;
    assert!(order.contains("paid with Store credit"), "{order}");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_with_the_number_learns_nothing_of_the_wallet() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap, "3").await;
    assert!(!html.contains("credit"), "{html}");
    let ticked = [
        ("method", "mtn_zambia"),
        ("credit", "yes"),
        ("credit_seen", "5000"),
    ];
    let placed = place(&mut browser, &html, &rich, &ticked).await;
    let path = placed.path();
    let page = browser.get(path).await.html;
    assert!(!page.contains("store credit"), "{page}");
    assert_eq!(
        m.wallet(rich.person, rich.credit.currency()).await,
        rich.credit
    );
    m.assert_sound().await;
}
