//! A phone in another country pays for an order here, without script.

use axum::http::StatusCode;
use rehearsal::{MPESA_APPROVES, Product, TestMarket};

use crate::browser::{Browser, value};
use crate::checkout::{at_checkout, press};

async fn market() -> (TestMarket, Product) {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let line = format!("ZMW,KES,5.613,{},test", m.now().date());
    flows::rates::say(&m.market, &line).await.unwrap();
    (m, wrap)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_offered_with_its_amount_and_paid_on_its_own_page() {
    let (m, wrap) = market().await;
    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    assert!(html.contains("Kenya KSh\u{a0}842"), "{html}");
    let placed = press(&mut browser, &html, m.phone().e164(), "abroad", "").await;
    let there = placed.path().to_owned();
    assert!(there.ends_with("/abroad"), "{there}");
    let html = browser.get(&there).await.html;
    let said = html.replace('\u{a0}', " ");
    assert!(said.contains("K 150.00 × 5.613 = KSh 842"), "{said}");
    assert_eq!(
        m.footprint().await.attempts.len(),
        0,
        "nobody was asked yet"
    );

    let key = value(&html, "key");
    let mut fields = [
        ("key", key.as_str()),
        ("country", "KE"),
        ("seen", "84200"),
        ("phone", "12"),
        ("method", "mpesa_kenya"),
    ];
    assert_eq!(value(&html, "seen"), "84200");
    let wrong = browser.post(&there, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"12\""), "what was typed stays");

    // Another amount than the page's is told, and not asked for.
    fields[3].1 = MPESA_APPROVES;
    fields[2].1 = "1";
    let moved = browser.post(&there, &fields).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        moved.html.contains("It is KSh\u{a0}842 now."),
        "{}",
        moved.html
    );
    assert_eq!(m.footprint().await.attempts.len(), 0);

    fields[2].1 = "84200";
    let asked = browser.post(&there, &fields).await;
    let wait = asked.path().to_owned();
    assert!(there.starts_with(&wait), "{wait}");
    let page = browser.get(&wait).await.html;
    assert!(page.contains("KSh\u{a0}842"), "{page}");
    m.run_jobs().await;
    m.let_money_arrive().await;
    let order = browser.get(&wait.replace("/pay/", "/orders/")).await.html;
    assert!(order.contains("Paid as KSh\u{a0}842, at 5.613"), "{order}");
    assert!(order.contains("K\u{a0}150.00"));
    // Where it is over, the page leads on.
    let over = browser.get(&there).await;
    assert_eq!(over.path(), wait);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rate_there_is_no_such_way() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    assert!(!html.contains("Pay from another country"));
    let refused = press(&mut browser, &html, m.phone().e164(), "abroad", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("No other country can pay"));
}
