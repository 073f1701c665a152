//! An order that somebody looks at before it is packed, without script: as its buyer, its shop and the admin see it.

use accounts::PlatformRole;
use axum::http::StatusCode;
use flows::place::Placed;
use rehearsal::{Product, TestMarket};

use crate::browser::Browser;
use crate::office::decider;

/// Paid by somebody nobody knows, for somebody nobody knows.
async fn watched() -> (TestMarket, Product, Placed) {
    let (m, product) = TestMarket::watched("5", 24_800, 5).await;
    let placed = m.sold(&[(&product, 1)]).await;
    (m, product, placed)
}

async fn buyer_of(m: &TestMarket, placed: &Placed) -> (Browser, String) {
    let mut buyer = Browser::at(m);
    let own = format!("/orders/{}", placed.number);
    buyer.get(&format!("{own}?k={}", placed.key.to_hex())).await;
    (buyer, own)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_and_the_buyer_read_that_it_is_being_checked_and_until_when() {
    let (m, product, placed) = watched().await;
    let number = m.orders(placed.id).await.remove(0).number.to_string();
    let until = m.orders(placed.id).await[0].review_until.unwrap();
    let clock = countries::Country::Zambia.clock(until);

    let mut shop = Browser::of(&m, product.shop.actor).await;
    let today = shop.get("/dashboard").await;
    assert!(!today.html.contains("to pack"), "{}", today.html);
    let list = shop.get("/dashboard/orders").await;
    assert!(list.html.contains(&number) && list.html.contains("Being checked"));
    assert!(!list.html.contains("/pack\""));
    let own = format!("/dashboard/orders/{number}");
    let page = shop.get(&own).await;
    let words = "Soko is checking this order; do not pack it yet.";
    assert!(page.html.contains(words) && page.html.contains(&clock));
    assert!(!page.html.contains("/pack\""), "{}", page.html);
    // A form that was open since before.
    let packed = shop.post(&format!("{own}/pack"), &[]).await;
    assert_eq!(packed.location, format!("{own}?done=checking"));
    let said = shop.get(&packed.location).await;
    assert!(
        said.html.contains("it cannot be packed yet"),
        "{}",
        said.html
    );

    let (mut buyer, own) = buyer_of(&m, &placed).await;
    let page = buyer.get(&own).await;
    assert!(page.html.contains("Soko is checking this order"));
    assert!(page.html.contains(&clock) && page.html.contains("you need not do anything"));
    assert!(!page.html.contains("packing it"), "{}", page.html);
    buyer.post("/preferences", &[("language", "sw")]).await;
    let page = buyer.get(&own).await;
    assert!(
        page.html.contains("Soko inaangalia oda hii"),
        "{}",
        page.html
    );
    assert!(page.html.contains(&clock));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_reads_why_and_lets_it_be_packed() {
    let (m, product, placed) = watched().await;
    let number = placed.number.to_string();
    let mut moderator = decider(&m, PlatformRole::Moderator).await;
    let hidden = moderator.get("/admin/risk").await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let home = moderator.get("/admin").await;
    assert!(!home.html.contains("/admin/risk"));

    let mut admin = decider(&m, PlatformRole::Admin).await;
    let home = admin.get("/admin").await;
    assert!(
        home.html.contains("1 order waits to be looked at"),
        "{}",
        home.html
    );
    let page = admin.get("/admin/risk").await;
    let phone = m.purchase(placed.id).await.recipient.phone;
    for said in [
        "25 points",
        "A phone we do not know paid for a buyer we do not know",
        "Nothing ever arrived for this buyer",
        "The shops wait until",
        "arrived 0, came back from the door 0",
        &number,
        &phone.masked(),
        &format!("/admin/payments/{number}"),
        &format!("/admin/payments?of={number}"),
        "Nothing is wrong: let them pack",
        "Cancel it and give the money back",
    ] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    assert!(!page.html.contains(phone.digits()), "the phone is masked");
    let history = admin.get(&format!("/admin/payments?of={number}")).await;
    assert!(history.html.contains(&number), "{}", history.html);
    assert!(!history.html.contains(phone.digits()));
    admin.post("/preferences", &[("language", "sw")]).await;
    let page = admin.get("/admin/risk").await;
    assert!(
        page.html
            .contains("Hakuna kilichowahi kumfikia mnunuzi huyu")
    );
    admin.post("/preferences", &[("language", "en")]).await;

    let action = format!("/admin/risk/{number}");
    let cleared = admin.post(&action, &[("decision", "clear")]).await;
    assert_eq!(cleared.location, "/admin/risk?done=yes");
    let after = admin.get(&cleared.location).await;
    assert!(after.html.contains("Decided and recorded.") && after.html.contains("Nothing waits"));
    let again = admin.post(&action, &[("decision", "clear")]).await;
    assert_eq!(again.location, "/admin/risk?done=over");
    let deeds = admin.get("/admin/decisions").await;
    assert!(
        deeds
            .html
            .contains("Looked at an order and let it be packed")
    );
    let told = admin.get(&format!("/admin/payments/{number}")).await;
    assert!(told.html.contains("25 points, the shops wait until"));
    assert!(told.html.contains("cleared by person"), "{}", told.html);

    let own = format!("/dashboard/orders/{}", m.orders(placed.id).await[0].number);
    let mut shop = Browser::of(&m, product.shop.actor).await;
    let packed = shop.post(&format!("{own}/pack"), &[]).await;
    assert!(packed.location.contains("done=pack"), "{}", packed.location);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_admin_cancels_says_why_and_gives_the_money_back() {
    let (m, product, placed) = watched().await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let action = format!("/admin/risk/{}", placed.number);
    for (fields, why) in [
        (vec![("decision", "reject"), ("reason", "  ")], "no reason"),
        (vec![("reason", "Because")], "neither button"),
    ] {
        let refused = admin.post(&action, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(refused.html.contains("<details open"), "{why}");
    }
    assert_eq!(m.owed(placed.id).await, 0);
    let fields = [
        ("decision", "reject"),
        ("reason", "We could not <reach> you"),
    ];
    let done = admin.post(&action, &fields).await;
    assert_eq!(done.location, "/admin/risk?done=yes");
    assert_eq!(m.owed(placed.id).await, placed.total.minor());

    let (mut buyer, own) = buyer_of(&m, &placed).await;
    let page = buyer.get(&own).await;
    assert!(
        page.html.contains("We could not &lt;reach&gt; you"),
        "{}",
        page.html
    );
    assert!(page.html.contains("Soko cancelled it"), "{}", page.html);
    let own = format!("/dashboard/orders/{}", m.orders(placed.id).await[0].number);
    let mut shop = Browser::of(&m, product.shop.actor).await;
    let page = shop.get(&own).await;
    assert!(page.html.contains("Soko cancelled it"), "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_is_looked_at_the_page_says_so() {
    let m = TestMarket::open().await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let page = admin.get("/admin/risk").await;
    assert!(
        page.html.contains("RISK_REVIEW_ABOVE is off"),
        "{}",
        page.html
    );
    let nothing = admin
        .post("/admin/risk/SK-7K3M-9Q2D", &[("decision", "clear")])
        .await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}
