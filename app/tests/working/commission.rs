//! What the marketplace keeps, without script: an admin sets it, and those who sell read what holds and what was taken.

use accounts::PlatformRole;
use axum::http::StatusCode;
use countries::Country;
use flows::commission;
use orders::commission::rules::Whom;
use rehearsal::TestMarket;

use crate::browser::{Browser, value};
use crate::office::decider;

const PATH: &str = "/admin/commission";

fn plain(html: &str) -> String {
    html.replace('\u{a0}', " ")
}

const SHOP: &str = "http://localhost/s/blue-basket?page=2";

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sets_a_rule_and_what_is_wrong_with_it_stands_beside_its_field() {
    let (m, _) = TestMarket::with_product(10_000, 9).await;
    let cloth = m.category("cloth", None).await.to_string();
    let mut moderator = decider(&m, PlatformRole::Moderator).await;
    assert_eq!(moderator.get(PATH).await.status, StatusCode::NOT_FOUND);
    let posted = moderator.post(PATH, &[("rate", "5")]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
    let home = moderator.get("/admin").await.html;
    assert!(!home.contains(PATH), "{home}");

    let mut admin = decider(&m, PlatformRole::Admin).await;
    assert!(admin.get("/admin").await.html.contains(PATH));
    let page = admin.get(PATH).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("Built in"), "{}", page.html);

    let right = [
        ("country", "ZM"),
        ("category", ""),
        ("shop", SHOP),
        ("rate", "7.5"),
        ("minimum", "4"),
        ("maximum", "150"),
    ];
    let with = |changes: &[(&'static str, &'static str)]| {
        right.map(|(name, value)| {
            let changed = changes.iter().find(|(of, _)| *of == name);
            (name, changed.map_or(value, |(_, value)| *value))
        })
    };
    for (field, says, changes) in [
        ("rate", "Write a percentage", &[("rate", "")][..]),
        ("rate", "Write a percentage", &[("rate", "101")]),
        ("rate", "Write a percentage", &[("rate", "<five>")]),
        ("country", "Please choose one.", &[("country", "")]),
        ("country", "Please choose one.", &[("country", "TZ")]),
        ("minimum", "more than zero", &[("minimum", "0")]),
        ("maximum", "less than the minimum", &[("maximum", "3.99")]),
        ("shop", "There is no such shop.", &[("shop", "/s/nobody")]),
        ("shop", "sells in Zambia", &[("country", "KE")]),
        (
            "category",
            "Please choose one.",
            &[("category", "cloth"), ("shop", "")],
        ),
        (
            "category",
            "Please choose one.",
            &[
                ("category", "018f4e2a-0000-7000-8000-000000000000"),
                ("shop", ""),
            ],
        ),
    ] {
        let typed = with(changes);
        let wrong = admin.post(PATH, &typed).await;
        assert_eq!(
            wrong.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{changes:?}"
        );
        let error = format!("id=\"{field}-error\"");
        let at = wrong
            .html
            .find(&error)
            .unwrap_or_else(|| panic!("{changes:?}: {}", wrong.html));
        let said = wrong.html[at..].split("</p>").next().unwrap();
        assert!(said.contains(says), "{changes:?}: {said}");
        for (name, typed) in &typed[2..] {
            let kept = value(&wrong.html, name)
                .replace("&lt;", "<")
                .replace("&gt;", ">");
            assert_eq!(kept, *typed, "{name}");
        }
    }
    let typed = right.map(|(name, value)| {
        (
            name,
            if name == "category" {
                cloth.as_str()
            } else {
                value
            },
        )
    });
    let both = admin.post(PATH, &typed).await;
    assert!(both.html.contains("not both"), "{}", both.html);
    assert!(
        both.html.contains(&format!("value=\"{cloth}\" selected")),
        "{}",
        both.html
    );
    assert!(
        commission::list(&m.market, None)
            .await
            .unwrap()
            .in_force
            .is_empty()
    );

    let set = admin.post(PATH, &right).await;
    assert_eq!(set.location, format!("{PATH}?done=set"));
    let page = plain(&admin.get(&set.location).await.html);
    assert!(page.contains("It holds for orders from now on."), "{page}");
    for shown in [
        "7.50%, at least K 4.00 and at most K 150.00 a line",
        "href=\"/s/blue-basket\"",
        "Mutale",
        "<time",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let deeds = admin.get("/admin/decisions").await.html;
    assert!(deeds.contains("Set what Soko keeps of a sale"), "{deeds}");

    let rule = value(&page, "rule");
    let end = [("do", "end"), ("rule", rule.as_str())];
    let ended = admin.post(PATH, &end).await;
    assert_eq!(ended.location, format!("{PATH}?done=ended"));
    let page = plain(&admin.get(&ended.location).await.html);
    let (in_force, over) = page.split_once("Earlier rules").unwrap();
    assert!(!in_force.contains("7.50%"), "{in_force}");
    assert!(
        over.contains("7.50%") && over.contains("No rule of its own"),
        "{over}"
    );
    let again = admin.post(PATH, &end).await;
    assert_eq!(again.location, format!("{PATH}?done=meanwhile"));
    let odd = admin.post(PATH, &[("do", "end"), ("rule", "x")]).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sells_reads_what_is_kept_and_of_each_order_why_so_much() {
    let (m, bulb) = TestMarket::with_product(2_800, 50).await;
    let phone = m.product(bulb.shop, 398_000, 50).await;
    let lamp = m.product(bulb.shop, 52_100, 50).await;
    let mut owner = Browser::of(&m, bulb.shop.actor).await;
    let read = async |owner: &mut Browser, path: &str| plain(&owner.get(path).await.html);
    let money = read(&mut owner, "/dashboard/money").await;
    assert!(
        money.contains("Of each of your sales Soko keeps 5%."),
        "{money}"
    );
    let sell = read(&mut Browser::at(&m), "/sell").await;
    assert!(
        sell.contains("Of each sale Soko keeps 5%. There is nothing else to pay."),
        "{sell}"
    );
    let plain_sale = m.sold(&[(&bulb, 1)]).await;

    let bounds = (500, Some(400), Some(15_000));
    m.keeps(Country::Zambia, Whom::Everybody, bounds).await;
    let power = m.category("power", None).await;
    m.put_in(&lamp, power).await;
    m.keeps(Country::Zambia, Whom::Category(power), (300, None, None))
        .await;
    let terms = "5%, at least K 4.00 and at most K 150.00 a line";
    let money = read(&mut owner, "/dashboard/money").await;
    assert!(money.contains(&format!("Soko keeps {terms}.")), "{money}");
    assert!(money.contains("power: 3%"), "{money}");
    let sell = read(&mut Browser::at(&m), "/sell").await;
    assert!(sell.contains(terms) && sell.contains("power: 3%"), "{sell}");
    let kenya = {
        let mut browser = Browser::at(&m);
        browser.post("/preferences", &[("country", "KE")]).await;
        read(&mut browser, "/sell").await
    };
    assert!(kenya.contains("Soko keeps 5%. "), "{kenya}");
    for (product, words) in [(&bulb, terms), (&lamp, "3%")] {
        let own = read(
            &mut owner,
            &format!("/dashboard/products/{}", product.listing),
        )
        .await;
        assert!(
            own.contains(&format!("When it is sold, Soko keeps {words}.")),
            "{own}"
        );
    }

    let order = async |owner: &mut Browser, placed: &flows::place::Placed| {
        let number = m.orders(placed.id).await[0].number;
        read(owner, &format!("/dashboard/orders/{number}")).await
    };
    let before = order(&mut owner, &plain_sale).await;
    assert!(
        before.contains("K 53.00 sale − K 1.40 commission 5%"),
        "{before}"
    );
    assert!(
        !before.contains("id=\"commission\""),
        "one rate says it: {before}"
    );
    let least = m.sold(&[(&bulb, 1)]).await;
    let page = order(&mut owner, &least).await;
    for said in [
        "K 49.00 = K 53.00 sale − K 4.00 commission, the minimum",
        "Soko’s share, the minimum",
        "K 4.00 · 1 × A chitenge wrap: the minimum, 5% is less",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let most = m.sold(&[(&phone, 1)]).await;
    let page = order(&mut owner, &most).await;
    assert!(
        page.contains("− K 150.00 commission, the maximum"),
        "{page}"
    );
    assert!(page.contains("the maximum, 5% is more"), "{page}");
    let mixed = m.sold(&[(&bulb, 1), (&phone, 1), (&lamp, 2)]).await;
    let page = order(&mut owner, &mixed).await;
    for said in [
        "− K 185.26 commission, line by line",
        "Soko’s share, line by line",
        "K 4.00 · 1 × A chitenge wrap: the minimum, 5% is less",
        "K 150.00 · 1 × A chitenge wrap: the maximum, 5% is more",
        "K 31.26 · 2 × A chitenge wrap: 3%",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // Its line in the account says the same, and so do the rule of its day and the admin's own words for it.
    m.earned(&mixed, bulb.shop).await;
    let lines = read(&mut owner, "/dashboard/money/available").await;
    assert!(
        lines.contains("− K 185.26 commission, line by line"),
        "{lines}"
    );
    owner.post("/preferences", &[("language", "sw")]).await;
    let page = order(&mut owner, &least).await;
    assert!(page.contains("kamisheni ya chini kabisa"), "{page}");
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let told = read(&mut admin, &format!("/admin/payments/{}", least.number)).await;
    assert!(
        told.contains(
            "commission ZMW 4.00 by rule-1: 500 bps, at least ZMW 4.00, at most ZMW 150.00"
        ),
        "{told}"
    );
}
