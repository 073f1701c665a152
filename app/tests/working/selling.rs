//! A shop opens, lists a product with a photo, and people who decide let both be seen.

use accounts::PlatformRole;
use axum::http::StatusCode;
use media::{Picture, Size, render};
use rehearsal::TestMarket;

use crate::browser::{Browser, address, value};

/// A photo as a phone sends it.
fn photo() -> Vec<u8> {
    let pixels: Vec<u8> = (0..600_u32 * 400)
        .flat_map(|at| [(at % 251) as u8, (at % 83) as u8, 90, 255])
        .collect();
    render(&Picture::from_rgba(600, 400, pixels).unwrap())
        .unwrap()
        .get(Size::Medium)
        .webp
        .clone()
}

async fn moderator(m: &TestMarket) -> Browser {
    let person = m.person().await;
    let mut tx = m.platform().await;
    accounts::people::set_platform_role(&mut tx, person, PlatformRole::Moderator)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Browser::of(m, person).await
}

const SHOP: [(&str, &str); 8] = [
    ("name", "Mwila & Daughters"),
    ("area", "chilenje"),
    ("phone", "0966 123 456"),
    ("about", "Phones <b>and</b> what belongs to them."),
    ("returns", "Within 7 days."),
    ("fee_near", "20"),
    ("days_near", "1"),
    ("fee_far", "45.50"),
];

/// A person with a shop that waits.
async fn with_shop(m: &TestMarket) -> Browser {
    let owner = m.person().await;
    let mut merchant = Browser::of(m, owner).await;
    let form = [&SHOP[..], &[("days_far", "1-2")]].concat();
    assert_eq!(merchant.post("/sell", &form).await.path(), "/sell");
    merchant
}

fn category(html: &str) -> String {
    let at = html.find("id=\"category\"").unwrap();
    let options = &html[at..];
    options
        .split("value=\"")
        .map(|rest| rest.split('"').next().unwrap())
        .find(|value| value.len() == 36)
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_into_the_shop_s_form_is_lost() {
    let m = TestMarket::open().await;
    assert_eq!(
        Browser::at(&m).get("/sell").await.status,
        StatusCode::OK,
        "strangers may read what it is about"
    );
    let owner = m.person().await;
    let mut merchant = Browser::of(&m, owner).await;
    let mut form = SHOP.to_vec();
    form[5] = ("fee_near", "twenty");
    let refused = merchant.post("/sell", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("fee_near-error") && refused.html.contains("days_far-error"));
    assert_eq!(value(&refused.html, "fee_near"), "twenty");
    let at = refused.html.find("</textarea>").unwrap();
    assert!(
        refused.html.contains("Phones &lt;b&gt;and"),
        "typed words come back, as text: {}",
        &refused.html[at - 300..at + 20]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_new_shop_to_a_product_that_buyers_see() {
    let m = TestMarket::open().await;
    let mut merchant = with_shop(&m).await;
    assert!(
        merchant
            .get("/sell")
            .await
            .html
            .contains("We are looking at your shop")
    );
    assert_eq!(
        merchant.post("/sell", &SHOP).await.path(),
        "/sell",
        "sent twice, it is one shop"
    );

    // The product, with its photo, in one form.
    let form = merchant.get("/dashboard/products/new").await;
    let (id, category) = (value(&form.html, "id"), category(&form.html));
    let typed = [
        ("form", "details"),
        ("id", &id),
        ("title", "Solar lamp"),
        ("category", &category),
        ("v0_o", ""),
        ("do", "sell"),
    ];
    let refused = merchant
        .send("/dashboard/products/new", &typed, &photo())
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("v0_price-error") && value(&refused.html, "title") == "Solar lamp"
    );
    let typed = [&typed[..], &[("v0_price", "248.50"), ("v0_stock", "3")]].concat();
    let made = merchant
        .send("/dashboard/products/new", &typed, &photo())
        .await;
    let product = made.path().to_owned();
    assert_eq!(made.location, format!("{product}?done=in-review"));
    let again = merchant
        .send("/dashboard/products/new", &typed, &photo())
        .await;
    assert_eq!(again.path(), product, "sent twice, it is one product");

    m.run_jobs().await;
    let page = merchant.get(&product).await;
    let waiting = address(&page.html, "/media/waiting/");
    assert_eq!(merchant.get(&waiting).await.content_type, "image/webp");
    assert_eq!(
        Browser::at(&m).get(&waiting).await.status,
        StatusCode::NOT_FOUND
    );
    let stranger = m.person().await;
    assert_eq!(
        Browser::of(&m, stranger).await.get(&waiting).await.status,
        StatusCode::NOT_FOUND
    );

    // Those who decide.
    let mut judge = moderator(&m).await;
    let overview = judge.get("/admin").await;
    assert!(
        overview.html.contains("1 shop waits") && overview.html.contains("1 picture waits"),
        "{}",
        overview.html
    );
    assert_eq!(judge.get(&waiting).await.status, StatusCode::OK);
    for kind in ["shops", "pictures"] {
        let case = judge.get(&format!("/admin/{kind}")).await.location;
        let evidence = judge.get(&case).await;
        assert!(
            !evidence.html.contains("<b>and</b>"),
            "what merchants write stays text"
        );
        let refused = judge
            .post(
                &case,
                &[("decision", "refuse"), ("why", ""), ("reason", "")],
            )
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains("reason-error"));
        assert_eq!(
            judge.post(&case, &[("decision", "approve")]).await.location,
            format!("/admin/{kind}?done=yes")
        );
        let late = judge.post(&case, &[("decision", "approve")]).await;
        assert_eq!(late.location, format!("{case}?done=meanwhile"));
        assert!(
            judge
                .get(&format!("/admin/{kind}?done=yes"))
                .await
                .html
                .contains("Nothing waits here.")
        );
    }
    let decisions = judge.get("/admin/decisions").await;
    assert!(decisions.html.contains("Approved") && decisions.html.contains("Mutale, Moderator"));

    let page = merchant.get(&product).await;
    let public = address(&page.html, "/p/");
    let shown = Browser::at(&m).get(&public).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.html.contains("248.50"));
    assert_eq!(
        merchant.get(&waiting).await.status,
        StatusCode::SEE_OTHER,
        "it waits no longer"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_reaches_the_merchant_with_its_reason() {
    let m = TestMarket::open().await;
    let mut merchant = with_shop(&m).await;
    let mut judge = moderator(&m).await;
    let case = judge.get("/admin/shops").await.location;
    judge
        .post(
            &case,
            &[("decision", "refuse"), ("reason", "Say what you <sell>.")],
        )
        .await;
    let told = merchant.get("/sell").await;
    assert!(
        told.html.contains("Say what you &lt;sell&gt;."),
        "{}",
        told.html
    );
    assert!(
        merchant
            .get("/dashboard")
            .await
            .html
            .contains("Say what you &lt;sell&gt;.")
    );

    let settings = merchant.get("/dashboard/shop").await;
    assert_eq!(value(&settings.html, "name"), "Mwila &amp; Daughters");
    let mut form = SHOP[..5].to_vec();
    form[0] = ("name", "Mwila Lamps");
    assert_eq!(
        merchant.post("/dashboard/shop", &form).await.path(),
        "/dashboard/shop"
    );
    assert_eq!(merchant.post("/sell/again", &[]).await.path(), "/sell");
    assert!(judge.get("/admin").await.html.contains("1 shop waits"));
    assert!(
        merchant
            .get("/sell")
            .await
            .html
            .contains("We are looking at your shop")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn options_stock_and_photos_are_plain_forms() {
    let m = TestMarket::open().await;
    let mut merchant = with_shop(&m).await;
    let form = merchant.get("/dashboard/products/new").await;
    let (id, category) = (value(&form.html, "id"), category(&form.html));
    let words = [
        ("form", "details"),
        ("id", id.as_str()),
        ("title", "School shirt"),
        ("category", &category),
        ("v0_o", ""),
    ];
    let options = [
        &words[..],
        &[
            ("v0_price", "120"),
            ("option0_name", "Size"),
            ("option0_values", "S, M"),
        ],
    ]
    .concat();
    let arranged = merchant
        .send(
            "/dashboard/products/new",
            &[&options[..], &[("do", "apply")]].concat(),
            b"",
        )
        .await;
    assert_eq!(arranged.status, StatusCode::OK);
    assert_eq!(
        (
            value(&arranged.html, "v1_o"),
            value(&arranged.html, "v1_price")
        ),
        ("M".to_owned(), "120".to_owned())
    );
    // Saving before the combinations are made makes them, and asks for their prices.
    let early = merchant
        .send(
            "/dashboard/products/new",
            &[&options[..], &[("do", "save")]].concat(),
            b"",
        )
        .await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value(&early.html, "v1_o"), "M");

    let words = &words[..4];
    let rows = [
        ("option0_name", "Size"),
        ("option0_values", "S, M"),
        ("v0_o", "S"),
        ("v0_price", "120"),
        ("v0_stock", "5"),
        ("v1_o", "M"),
        ("v1_price", "135"),
        ("do", "sell"),
    ];
    let made = merchant
        .send("/dashboard/products/new", &[words, &rows[..]].concat(), b"")
        .await;
    let product = made.path().to_owned();
    assert_eq!(
        made.location,
        format!("{product}?done=needs-photo"),
        "nothing is sold without a photo"
    );

    let page = merchant.get(&product).await;
    let add = address(&page.html, "add-");
    let count = address(&page.html, "count-");
    let wrong = merchant
        .post(&product, &[("form", "stock"), (&add, "two"), (&count, "")])
        .await;
    assert_eq!(
        (wrong.status, value(&wrong.html, &add)),
        (StatusCode::UNPROCESSABLE_ENTITY, "two".to_owned())
    );
    assert_eq!(
        merchant
            .post(&product, &[("form", "stock"), (&add, "2")])
            .await
            .location,
        format!("{product}?done=stock")
    );
    assert!(
        merchant.get(&product).await.html.contains(">7<"),
        "five and two"
    );

    for (file, what) in [(&b""[..], "no file"), (b"<svg/>", "no picture")] {
        let refused = merchant
            .send(&product, &[("form", "photo"), ("alt", "A shirt")], file)
            .await;
        assert_eq!(
            (refused.status, value(&refused.html, "alt")),
            (StatusCode::UNPROCESSABLE_ENTITY, "A shirt".to_owned()),
            "{what}"
        );
        assert!(refused.html.contains("photo-error"), "{what}");
    }
    let sent = merchant
        .send(&product, &[("form", "photo"), ("alt", "A shirt")], &photo())
        .await;
    assert_eq!(sent.location, format!("{product}?done=photo"));
    assert_eq!(
        merchant
            .post(&format!("{product}/act"), &[("verb", "submit")])
            .await
            .location,
        format!("{product}?done=in-review")
    );
    let page = merchant.get(&product).await;
    let picture = address(&page.html, &format!("{product}/pictures/"));
    assert_eq!(
        merchant
            .post(&picture, &[("verb", "remove")])
            .await
            .location,
        format!("{product}?done=photo-removed")
    );
    assert_eq!(
        merchant
            .post(&picture, &[("verb", "remove")])
            .await
            .location,
        format!("{product}?done=moved")
    );
    let archived = merchant
        .post(&format!("{product}/act"), &[("verb", "archive")])
        .await;
    assert!(
        !merchant
            .get(&archived.location)
            .await
            .html
            .contains("name=\"title\""),
        "what is taken off is not changed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn delivery_is_one_table() {
    let m = TestMarket::open().await;
    let mut merchant = with_shop(&m).await;
    let page = merchant.get("/dashboard/delivery").await;
    assert_eq!(
        (
            value(&page.html, "fee-chilenje"),
            value(&page.html, "fee-kabulonga")
        ),
        ("20.00".to_owned(), "45.50".to_owned())
    );
    let wrong = merchant
        .post(
            "/dashboard/delivery",
            &[("fee-chilenje", "much"), ("days-chilenje", "soon")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.html.contains("fee-chilenje-error") && wrong.html.contains("days-chilenje-error")
    );
    let filled = merchant
        .post(
            "/dashboard/delivery",
            &[("fee-chilenje", "15"), ("fee_all", "60"), ("do", "fill")],
        )
        .await;
    assert_eq!(
        (filled.status, value(&filled.html, "fee-kabulonga")),
        (StatusCode::OK, "60.00".to_owned())
    );
    let saved = merchant
        .post(
            "/dashboard/delivery",
            &[
                ("fee-chilenje", "15"),
                ("days-chilenje", "0"),
                ("do", "save"),
            ],
        )
        .await;
    assert_eq!(saved.location, "/dashboard/delivery?done=saved");
    let page = merchant.get("/dashboard/delivery").await;
    assert_eq!(
        (
            value(&page.html, "fee-chilenje"),
            value(&page.html, "fee-kabulonga")
        ),
        ("15.00".to_owned(), String::new())
    );
}
