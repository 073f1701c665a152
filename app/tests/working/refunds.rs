//! Giving back: the form of a shop and of an admin, what the buyer sees of it, and the papers that go with it.

use accounts::{PlatformRole, people};
use axum::http::StatusCode;
use flows::place::Placed;
use rehearsal::{Product, TestMarket};

use crate::browser::{Browser, address, value};

/// The browser of whoever opened the link of a purchase.
async fn buyer_of(m: &TestMarket, placed: &Placed) -> Browser {
    let mut browser = Browser::at(m);
    let link = format!("/orders/{}?k={}", placed.number, placed.key.to_hex());
    assert_eq!(browser.get(&link).await.status, StatusCode::SEE_OTHER);
    browser
}

async fn sold() -> (TestMarket, Product, Placed, String) {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;
    let number = m.orders(placed.id).await[0].number.to_string();
    (m, wrap, placed, number)
}

fn plain(html: &str) -> String {
    html.replace('\u{a0}', " ")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_what_would_happen_and_then_gives_back_just_that() {
    let (m, wrap, placed, number) = sold().await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let order = format!("/dashboard/orders/{number}");
    let path = format!("{order}/refund");
    let page = owner.get(&order).await.html;
    assert_eq!(address(&page, &path), path);
    let form = owner.get(&path).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(
        !form.html.contains("value=\"refund\""),
        "first look, then do"
    );
    let key = value(&form.html, "key");

    // What is wrong is said beside its field, and every word stays.
    let typed = [
        ("pieces-0", "1"),
        ("amount-0", "20"),
        ("delivery", "lots"),
        ("reason", ""),
        ("key", key.as_str()),
        ("do", "preview"),
    ];
    let refused = owner.post(&path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (name, text) in &typed[..3] {
        assert_eq!(value(&refused.html, name), *text);
    }
    for field in ["amount-0", "delivery", "reason"] {
        assert!(
            refused.html.contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
    }
    let too_much = [
        ("pieces-0", "3"),
        ("reason", "The seam was torn"),
        ("key", key.as_str()),
        ("do", "preview"),
    ];
    let refused = owner.post(&path, &too_much).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("Only 2 are left."));

    let before = m.footprint().await;
    let mut typed = vec![
        ("pieces-0", "1"),
        ("shelf-0", "yes"),
        ("delivery", "5.50"),
        ("reason", "The seam was torn"),
        ("key", key.as_str()),
    ];
    let shown = owner
        .post(&path, &[&typed[..], &[("do", "preview")]].concat())
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    let page = plain(&shown.html);
    for amount in ["K 105.50", "K 100.50", "K 5.00", "K 13.80"] {
        assert!(page.contains(amount), "{amount}");
    }
    assert_eq!(m.footprint().await, before, "nothing happened yet");
    let seen = value(&shown.html, "seen");
    assert_eq!(
        (seen.as_str(), value(&shown.html, "pieces-0").as_str()),
        ("10550", "1")
    );

    typed.extend([("seen", seen.as_str()), ("do", "refund")]);
    for _ in 0..2 {
        let done = owner.post(&path, &typed).await;
        assert_eq!(done.path(), order, "twice is once");
    }
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.given_back(placed.id).await, 10_550);
    assert_eq!(m.stock(wrap.variant).await, (4, 0));

    let page = plain(&owner.get(&order).await.html);
    assert!(page.contains("1 piece taken back, K 100.00 given back"));
    let money = plain(&owner.get("/dashboard/money").await.html);
    assert!(money.contains("The seam was torn") && money.contains("K 100.50"));
    let order = format!("/orders/{}", placed.number);
    let page = buyer_of(&m, &placed).await.get(&order).await.html;
    let page = plain(&page);
    assert!(page.contains("K 105.50 of K 225.00 refunded"));
    assert!(page.contains("is given back: The seam was torn"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_back_meanwhile_is_looked_at_again() {
    let (m, wrap, placed, number) = sold().await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let path = format!("/dashboard/orders/{number}/refund");
    let key = value(&owner.get(&path).await.html, "key");
    let typed = [
        ("all", "yes"),
        ("reason", "It tore"),
        ("key", key.as_str()),
        ("seen", "22400"),
        ("do", "refund"),
    ];
    let refused = owner.post(&path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(plain(&refused.html).contains("The buyer would get K 225.00 now."));
    assert_eq!(m.owed(placed.id).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_gives_back_of_any_order_and_a_moderator_of_none() {
    let (m, _, placed, number) = sold().await;
    let moderator = m.moderator().await.person;
    let admin = m.person().await;
    let mut tx = m.platform().await;
    for (person, role) in [
        (moderator, PlatformRole::Moderator),
        (admin, PlatformRole::Admin),
    ] {
        people::set_platform_role(&mut tx, person, role)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let mut moderator = Browser::of(&m, moderator).await;
    assert_eq!(
        moderator.get("/admin/refund").await.status,
        StatusCode::FORBIDDEN
    );

    let mut admin = Browser::of(&m, admin).await;
    let nothing = admin.get("/admin/refund?number=SK-0000-0000-A").await;
    assert!(nothing.html.contains("There is no order with this number."));
    let form = admin
        .get(&format!("/admin/refund?number={number}"))
        .await
        .html;
    let key = value(&form, "key");
    let mut typed = vec![
        ("number", number.as_str()),
        ("all", "yes"),
        ("reason", "The shop does not answer"),
        ("key", key.as_str()),
    ];
    let shown = admin
        .post(
            "/admin/refund",
            &[&typed[..], &[("do", "preview")]].concat(),
        )
        .await;
    let seen = value(&shown.html, "seen");
    assert_eq!(seen, "22500");
    typed.extend([("seen", seen.as_str()), ("do", "refund")]);
    assert_eq!(
        admin.post("/admin/refund", &typed).await.path(),
        "/admin/refund"
    );
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn invoice_and_credit_note_are_read_by_buyer_and_shop_and_by_nobody_else() {
    let (m, wrap, placed, number) = sold().await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let path = format!("/dashboard/orders/{number}/refund");
    let key = value(&owner.get(&path).await.html, "key");
    let typed = [
        ("amount-0", "20"),
        ("reason", "The seam was torn"),
        ("key", key.as_str()),
        ("seen", "2000"),
        ("do", "refund"),
    ];
    assert_eq!(
        owner.post(&path, &typed).await.status,
        StatusCode::SEE_OTHER
    );

    let mut buyer = buyer_of(&m, &placed).await;
    let mut stranger = Browser::at(&m);
    let own = format!("/orders/{}", placed.number);
    let page = buyer.get(&own).await.html;
    let shop_own = format!("/dashboard/orders/{number}");
    let shop_page = owner.get(&shop_own).await.html;
    let all = address(&page, &format!("{own}/documents/all"));
    let page = buyer.get(&all).await.html;
    assert_eq!(stranger.get(&all).await.status, StatusCode::NOT_FOUND);
    let start = format!("{own}/documents/");
    let first = address(&page, &start);
    let second = address(&page.replace(&first, ""), &start);
    for (path, says) in [(&first, "INV-00001"), (&second, "CN-00001")] {
        let shown = buyer.get(path).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.html.contains(says), "{says}");
        assert!(shown.html.contains("Chipo Banda"));
        let theirs = path.replace(&own, &shop_own);
        assert!(shop_page.contains(&theirs), "{theirs}");
        assert!(owner.get(&theirs).await.html.contains(says));
        let file = buyer.get(&format!("{path}.pdf")).await;
        assert_eq!(file.content_type, "application/pdf");
        assert!(file.html.starts_with("%PDF-") && file.html.len() < 50_000);
        assert_eq!(
            owner.get(&format!("{theirs}.pdf")).await.content_type,
            "application/pdf"
        );
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            stranger.get(&format!("{path}.pdf")).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let note = plain(&buyer.get(&second).await.html);
    assert!(
        note.contains("K 2.76") && note.contains("INV-00001"),
        "the same tax, and which invoice"
    );

    // Another purchase's document is not found below this one.
    let other = m.sold(&[(&wrap, 1)]).await;
    let wrong = first.replace(&placed.number.to_string(), &other.number.to_string());
    let mut both = buyer_of(&m, &other).await;
    assert_eq!(both.get(&wrong).await.status, StatusCode::NOT_FOUND);
}
