//! A card is entered on the provider's page; the way there may take a moment.

use flows::pay::{self, Pay};
use kernel::Method;
use rehearsal::TestMarket;

use crate::browser::Browser;
use crate::checkout::{at_checkout, press};

/// Whoever is first sends it, so the page may be there before the provider's answer is: it loads itself again, with script as without.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_comes_again_until_it_knows_the_way_to_the_providers() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    let placed = press(&mut browser, &html, m.phone().e164(), "mtn_zambia", "").await;
    let here = placed.path().to_owned();
    m.run_jobs().await;
    m.pass(70).await;
    m.run_jobs().await;
    let number = here.trim_start_matches("/pay/").parse().unwrap();
    let mut tx = m.platform().await;
    let bought = orders::purchase::find_by_number(&mut *tx, number).await;
    let bought = bought.unwrap().unwrap();
    tx.commit().await.unwrap();
    let wish = Pay {
        method: Method::Card,
        ..m.wish_to_pay(bought.id, &m.phone())
    };
    let attempt = m.try_pay(wish).await.unwrap();
    let refresh = "<meta http-equiv=\"refresh\"";
    let early = browser.get(&here).await.html;
    assert!(!early.contains("Open the payment page"));
    assert!(
        early.contains(refresh) && !early.contains("<noscript><meta"),
        "{early}"
    );

    pay::push(&m.market, attempt.id).await.unwrap();
    let known = browser.get(&here).await.html;
    assert!(known.contains("Open the payment page"), "{known}");
    assert!(
        known.contains(&format!("<noscript>{refresh}")),
        "only without script"
    );
}
