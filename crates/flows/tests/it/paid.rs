//! The straight way: placed, prompted, paid.

use countries::Country;
use rehearsal::TestMarket;

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_paid_at_once() {
    let m = TestMarket::open().await;
    let shop = m.shop("Blue Basket", Country::Zambia).await;
    let wrap = m.product(shop, 12_500, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;

    assert_eq!(m.purchase(placed.id).await.state.as_str(), "paid");
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.order_states(placed.id).await, [("confirmed", 1)].into());
    assert_eq!(m.stock(wrap.variant).await, (3, 0));
    assert_eq!(m.cleared().await, 27_500);
    assert_eq!(
        m.timeline(placed.id).await,
        ["placed", "prompt_sent", "paid"]
    );
    let states = m.attempt_states(placed.id).await;
    assert_eq!(states, ["prepared", "sent", "awaiting_pin", "collected"]);
    let told: Vec<_> = m
        .messages(placed.id)
        .await
        .into_iter()
        .map(|m| m.dedupe_key)
        .collect();
    assert_eq!(told.len(), 2, "the buyer and the shop: {told:?}");
    assert_eq!(m.open_cases().await, [""; 0]);
    assert!(!m.has_jobs().await);
    m.assert_sound().await;
    m.assert_books_agree().await;
}
