//! A phone that has a prompt already: its buyer is asked before another leaves, on every page that sends one.

use axum::http::StatusCode;
use rehearsal::{MTN_NOT_APPROVED, TestMarket, phone};

use crate::browser::{Browser, address, value};
use crate::checkout::{at_checkout, press};

const ASKED: &str = "There is another prompt waiting on this phone.";

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_prompt_is_asked_about_without_telling_whose_and_one_press_goes_on() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let (busy, also_busy) = (m.phone(), m.phone());
    let theirs = m.place(&[(&wrap, 1)]).await;
    m.pay(&theirs, &busy).await;
    let more = m.place(&[(&wrap, 1)]).await;
    m.pay(&more, &also_busy).await;

    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    assert!(!html.contains("name=\"told\""));
    let before = m.footprint().await;
    let asked = press(&mut browser, &html, busy.e164(), "mtn_zambia", "").await;
    assert_eq!(asked.status, StatusCode::OK, "a question");
    assert!(asked.html.contains(ASKED), "{}", asked.html);
    assert!(!asked.html.contains(&theirs.number.to_string()));
    assert!(asked.html.contains("Behind the market"), "all is kept");
    assert_eq!(value(&asked.html, "key"), value(&html, "key"));
    let after = m.footprint().await;
    assert_eq!(after.purchases, before.purchases, "nothing is placed yet");
    assert_eq!(after.attempts, before.attempts, "and nobody was asked");

    // Told of one phone is not told of another.
    let told = value(&asked.html, "told");
    let other = press(&mut browser, &html, also_busy.e164(), "mtn_zambia", &told).await;
    assert!(other.html.contains(ASKED), "{}", other.html);

    let placed = press(&mut browser, &asked.html, busy.e164(), "mtn_zambia", &told).await;
    assert!(placed.path().starts_with("/pay/SK-"), "{}", placed.location);
    // The same press twice is the same order, and no question.
    let again = press(&mut browser, &asked.html, busy.e164(), "mtn_zambia", "").await;
    assert_eq!(again.path(), placed.path());

    // At the operator it fails, and that is said in words of its own.
    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    let page = browser.get(placed.path()).await.html;
    assert!(page.contains("Another payment is still open on this phone."));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn their_own_prompt_is_named_and_leads_to_its_order() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let payer = m.phone();
    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    let placed = press(&mut browser, &html, payer.e164(), "mtn_zambia", "").await;
    let first = placed.path().to_owned();
    m.run_jobs().await;

    let html = at_checkout(&mut browser, &wrap).await;
    let asked = press(&mut browser, &html, payer.e164(), "mtn_zambia", "").await;
    assert!(asked.html.contains(ASKED), "{}", asked.html);
    let number = first.trim_start_matches("/pay/");
    let said = format!("It asks you to pay K 150.00 for your order {number}.");
    let page = asked.html.replace('\u{a0}', " ");
    assert!(page.contains(&said), "{page}");
    assert_eq!(address(&page, "/pay/"), first);

    // A card rings no phone.
    let card = press(&mut browser, &asked.html, payer.e164(), "card", "").await;
    assert!(card.path().starts_with("/pay/SK-"), "{}", card.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_another_phone_on_the_wait_page_is_asked_there() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let busy = m.phone();
    let theirs = m.place(&[(&wrap, 1)]).await;
    m.pay(&theirs, &busy).await;

    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    let payer = phone(MTN_NOT_APPROVED);
    let placed = press(&mut browser, &html, payer.e164(), "mtn_zambia", "").await;
    let path = placed.path().to_owned();
    m.run_jobs().await;
    m.let_money_arrive().await;
    let page = browser.get(&path).await.html;
    let key = value(&page, "key");
    let mut fields = vec![
        ("key", key.as_str()),
        ("phone", busy.e164()),
        ("method", "mtn_zambia"),
    ];
    let asked = browser.post(&path, &fields).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.html.contains(ASKED), "{}", asked.html);
    assert!(!asked.html.contains(&theirs.number.to_string()));
    let told = value(&asked.html, "told");
    fields.push(("told", &told));
    assert_eq!(browser.post(&path, &fields).await.path(), path);
    let number = path.trim_start_matches("/pay/").parse().unwrap();
    let mut tx = m.platform().await;
    let purchase = orders::purchase::find_by_number(&mut *tx, number).await;
    drop(tx);
    let tries = m.attempts(purchase.unwrap().unwrap().id).await;
    assert_eq!(tries.len(), 2);
    assert_eq!(tries[0].phone, busy);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_beside_a_network_a_prompt_is_announced() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    // Each sentence follows its own card by the style sheet, and is not seen beside another.
    let parts: Vec<&str> = html.split("to send a prompt to your phone").collect();
    let mut announced: Vec<&str> = parts[..parts.len() - 1]
        .iter()
        .map(|before| {
            let tag = &before[before.rfind("<span").unwrap()..];
            assert!(tag.contains("class=\"pay-label\""), "{tag}");
            let method = tag.split("data-method=\"").nth(1).unwrap();
            method.split('"').next().unwrap()
        })
        .collect();
    announced.sort_unstable();
    assert_eq!(announced, ["airtel_zambia", "mtn_zambia", "zamtel_zambia"]);
    assert!(html.contains("With mobile money you get a prompt"));
}
