//! From a paid order to the buyer's door, and back when the shop cannot.

use axum::http::StatusCode;
use rehearsal::TestMarket;

use crate::browser::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_order_is_packed_handed_over_and_delivered() {
    let (m, product) = TestMarket::with_product(24_800, 3).await;
    let placed = m.sold(&[(&product, 2)]).await;
    let number = m.orders(placed.id).await.remove(0).number.to_string();
    let mut merchant = Browser::of(&m, product.shop.actor).await;

    let today = merchant.get("/dashboard").await;
    assert!(
        today.html.contains("1 paid order to pack"),
        "{}",
        today.html
    );
    assert!(
        today.html.contains("496.20"),
        "what was earned today: the goods and their delivery without the commission"
    );

    let list = merchant.get("/dashboard/orders?state=confirmed").await;
    assert!(list.html.contains(&number));
    let own = format!("/dashboard/orders/{number}");
    let back = "/dashboard/orders?state=confirmed";
    let packed = merchant
        .post(&format!("{own}/pack"), &[("back", back)])
        .await;
    assert_eq!(packed.location, format!("{back}&done=pack&number={number}"));
    assert!(
        merchant
            .get(&packed.location)
            .await
            .html
            .contains(&format!("{number} is packed."))
    );
    // Pressed twice, or too early: the page says how it stands.
    let again = merchant.post(&format!("{own}/pack"), &[]).await;
    assert!(
        merchant
            .get(&again.location)
            .await
            .html
            .contains("That is not possible now")
    );
    for (step, says) in [
        ("hand-over", "is with the rider"),
        ("deliver", "is delivered"),
    ] {
        let moved = merchant.post(&format!("{own}/{step}"), &[]).await;
        assert_eq!(moved.path(), own);
        assert!(
            merchant
                .get(&format!("{own}?done={step}"))
                .await
                .html
                .contains("</h1>")
        );
        assert!(
            merchant.get(&moved.location).await.html.contains(says),
            "{step}"
        );
    }
    let page = merchant.get(&own).await;
    assert!(
        !page.html.contains("/deliver\"") && !page.html.contains("name=\"reason\""),
        "nothing is left to do"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_cancels_with_a_reason() {
    let (m, product) = TestMarket::with_product(24_800, 3).await;
    let placed = m.sold(&[(&product, 1)]).await;
    let number = m.orders(placed.id).await.remove(0).number.to_string();
    let own = format!("/dashboard/orders/{number}");
    let mut merchant = Browser::of(&m, product.shop.actor).await;
    let page = merchant.get(&own).await;
    assert!(
        page.html.contains("Blue Basket") && page.html.contains("tel:+260"),
        "whom to call"
    );

    let refused = merchant.post(&own, &[("reason", "  ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("reason-error") && refused.html.contains("<details open"));
    assert_eq!(m.stock(product.variant).await.0, 2);

    let cancelled = merchant
        .post(&own, &[("reason", "The last one broke.")])
        .await;
    let page = merchant.get(&cancelled.location).await;
    assert!(
        page.html.contains("is cancelled. The buyer has been told.")
            && page.html.contains("The last one broke.")
    );
    assert_eq!(m.stock(product.variant).await.0, 3);
    assert_eq!(m.owed(placed.id).await, 24_800 + 2_500);
}
