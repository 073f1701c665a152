//! A card is entered on the provider's page; the way there may take a moment.

use flows::pay::{self, Pay};
use kernel::Method;
use payments::Attempt;
use rehearsal::{Product, TestMarket, client};
use simulator::{CallbackKnob, Scenario, ScenarioRule};

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

/// A browser whose buyer is about to enter a card on the provider's page, the number of the order, and the payment.
async fn at_the_providers(m: &TestMarket, wrap: &Product) -> (Browser, String, Attempt) {
    let mut browser = Browser::at(m);
    let html = at_checkout(&mut browser, wrap).await;
    let known: Vec<String> = numbers(m).await;
    press(&mut browser, &html, m.phone().e164(), "card", "").await;
    let mut new = numbers(m).await.into_iter();
    let number = new.find(|number| !known.contains(number)).unwrap();
    m.run_jobs().await;
    let mut tx = m.platform().await;
    let bought = orders::purchase::find_by_number(&mut *tx, number.parse().unwrap()).await;
    let bought = bought.unwrap().unwrap();
    tx.commit().await.unwrap();
    let attempt = m.attempts(bought.id).await.remove(0);
    (browser, number, attempt)
}

async fn numbers(m: &TestMarket) -> Vec<String> {
    let seen = m.footprint().await.purchases.into_iter();
    seen.map(|(number, ..)| number).collect()
}

/// Whatever the address says: only whoever may see the order is led to it, and only the provider's answer moves anything.
#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_shows_the_truth_and_settles_nothing_by_itself() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let silent = Scenario {
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    m.simulator()
        .put_scenario(ScenarioRule::everybody(silent))
        .unwrap();
    let (mut browser, number, attempt) = at_the_providers(&m, &wrap).await;
    let (mut other, theirs, _) = at_the_providers(&m, &wrap).await;
    let mut stranger = Browser::at(&m);
    let back = |number: &str, says: &str| {
        let reference = attempt.reference;
        format!(
            "/payment/callback?order={number}&status={says}&tx_ref={reference}&transaction_id=288200108"
        )
    };

    let before = m.footprint().await;
    for says in ["successful", "completed", "failed", "cancelled", ""] {
        m.pass(10).await;
        let led = browser.get(&back(&number, says)).await;
        assert_eq!(led.location, format!("/pay/{number}"), "{says}");
        let page = browser.get(&led.location).await;
        assert!(page.html.contains("Open the payment page"), "{says}");
        for (who, number) in [(&mut browser, &theirs), (&mut stranger, &number)] {
            let led = who.get(&back(number, says)).await;
            assert_eq!(led.location, "/track", "not theirs to see");
        }
    }
    for nothing in [
        "/payment/callback",
        "/payment/callback?order=SK-0000-0000&status=successful",
    ] {
        assert_eq!(browser.get(nothing).await.location, "/track");
    }
    assert_eq!(
        m.footprint().await,
        before,
        "nothing is paid, so nothing moved"
    );

    // Paid there. Nobody calls us back, and nobody else's way back says so.
    let paid = client()
        .post(attempt.redirect_url.clone().unwrap())
        .form(&[("action", "pay"), ("number", "5531886652142950")])
        .send()
        .await
        .unwrap();
    assert!(paid.status().is_redirection(), "{paid:?}");
    m.pass(10).await;
    let led = stranger.get(&back(&number, "successful")).await;
    assert_eq!(led.location, "/track");
    let led = other.get(&back(&theirs, "successful")).await;
    assert_eq!(
        led.location,
        format!("/pay/{theirs}"),
        "that one is not paid"
    );
    assert_eq!(m.footprint().await, before);

    let led = browser.get(&back(&number, "failed")).await;
    assert_eq!(
        led.location,
        format!("/orders/{number}"),
        "the provider says so"
    );
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "collected");
    m.run_jobs().await;
    let after = m.footprint().await;
    for says in ["successful", "failed", "successful"] {
        m.pass(10).await;
        let led = browser.get(&back(&number, says)).await;
        assert_eq!(led.location, format!("/orders/{number}"));
    }
    assert_eq!(m.footprint().await, after, "once");
    m.assert_sound().await;
    m.assert_books_agree().await;
}
