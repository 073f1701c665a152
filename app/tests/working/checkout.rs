//! A guest at the checkout, without script.

use rehearsal::Product;

use crate::browser::{Answer, Browser, value};

pub(crate) const AREA: &str = "chelstone";

/// One piece in the cart, and the checkout with the fee of the area.
pub(crate) async fn at_checkout(browser: &mut Browser, product: &Product) -> String {
    let variant = product.variant.to_string();
    browser.post("/cart/add", &[("variant", &variant)]).await;
    let form = browser.get("/checkout").await;
    let key = value(&form.html, "key");
    let asked = [("key", key.as_str()), ("show", "fee"), ("area", AREA)];
    browser.post("/checkout", &asked).await.html
}

/// Presses the button of the checkout, after what the page said of `told`.
pub(crate) async fn press(
    browser: &mut Browser,
    html: &str,
    payer: &str,
    method: &str,
    told: &str,
) -> Answer {
    let (key, total) = (value(html, "key"), value(html, "total"));
    let fields = [
        ("key", key.as_str()),
        ("total", &total),
        ("phone", payer),
        ("name", "Chipo Banda"),
        ("area", AREA),
        ("landmark", "Behind the market"),
        ("method", method),
        ("told", told),
    ];
    browser.post("/checkout", &fields).await
}
