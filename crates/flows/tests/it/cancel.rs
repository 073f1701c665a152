//! Cancelling: undone once, by who may, until it is too late.

use countries::Country;
use flows::cancel::{self, CancelError};
use flows::fulfil::{self, Step};
use futures::future::join_all;
use orders::OrderState;
use rehearsal::{MTN_APPROVES, TestMarket, holder, phone};
use store::Buyer;

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_cancels_before_paying_and_the_stock_is_free() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 2)]).await;
    let tried =
        join_all((0..8).map(|_| cancel::by_buyer(&m.market, holder(placed.id), placed.id))).await;
    assert_eq!(tried.iter().filter(|t| t.is_ok()).count(), 1);
    let late = |t: &&Result<_, _>| matches!(t, Err(CancelError::TooLate(OrderState::Cancelled)));
    assert_eq!(tried.iter().filter(late).count(), 7);
    m.run_jobs().await;

    assert_eq!(m.purchase(placed.id).await.state.as_str(), "cancelled");
    assert_eq!(m.order_states(placed.id).await, [("cancelled", 1)].into());
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    assert_eq!(m.owed(placed.id).await, 0);
    assert_eq!(m.open_cases().await, [""; 0]);
    assert_eq!(m.timeline(placed.id).await, ["placed", "cancelled"]);
    assert_eq!(
        m.messages(placed.id).await.len(),
        1,
        "the shop never heard of it"
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_cancels_after_paying_and_is_owed_everything_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;
    let tried =
        join_all((0..8).map(|_| cancel::by_buyer(&m.market, holder(placed.id), placed.id))).await;
    assert_eq!(tried.iter().filter(|t| t.is_ok()).count(), 1);
    m.run_jobs().await;

    // The provider may have sent it back by now.
    let back = m.owed(placed.id).await + m.given_back(placed.id).await;
    assert_eq!(back, placed.total.minor());
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    assert_eq!(m.order_states(placed.id).await, [("cancelled", 1)].into());
    m.assert_sound().await;

    m.let_money_arrive().await;
    assert_eq!(m.owed(placed.id).await, 0);
    assert_eq!(m.refunds(placed.id).await.len(), 1);
    assert_eq!(m.open_cases().await, [""; 0]);
    assert_eq!(
        m.messages(placed.id).await.len(),
        5,
        "paid and cancelled, to buyer and shop; and it is back"
    );
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_cancelled_before_its_prompt_left_prompts_nobody() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &phone(MTN_APPROVES)).await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;

    assert_eq!(m.prompts(&attempt), 0);
    assert!(!m.attempt(attempt.id).await.state.is_open());
    assert_eq!(m.status(placed.id).await.as_str(), "EXPIRED");
    assert_eq!(m.cleared().await, 0);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_other_shops_cancel_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let other = m.shop("Green Basket", Country::Zambia).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let number = m.orders(placed.id).await[0].number;
    let before = m.footprint().await;
    let nobody = Buyer {
        person: None,
        purchase: None,
    };
    let refused = cancel::by_buyer(&m.market, nobody, placed.id).await;
    assert!(matches!(refused, Err(CancelError::NotFound)));
    let refused = cancel::by_shop(&m.market, other, number, "Not mine").await;
    assert!(matches!(refused, Err(CancelError::NotFound)));
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_has_no_say_before_payment() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let number = m.orders(placed.id).await[0].number;
    let before = m.footprint().await;
    let refused = cancel::by_shop(&m.market, wrap.shop, number, "No").await;
    assert!(matches!(
        refused,
        Err(CancelError::TooLate(OrderState::Placed))
    ));
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_packing_the_buyer_is_late_and_after_handing_over_the_shop_is() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let [packed, gone] = [m.sold(&[(&wrap, 1)]).await, m.sold(&[(&wrap, 1)]).await];
    for placed in [&packed, &gone] {
        let number = m.orders(placed.id).await[0].number;
        fulfil::advance(&m.market, wrap.shop, number, Step::Pack)
            .await
            .unwrap();
    }
    let number = m.orders(gone.id).await[0].number;
    fulfil::advance(&m.market, wrap.shop, number, Step::HandOver)
        .await
        .unwrap();
    m.run_jobs().await;

    let before = m.footprint().await;
    for (placed, state) in [
        (&packed, OrderState::Packed),
        (&gone, OrderState::HandedOver),
    ] {
        let refused = cancel::by_buyer(&m.market, holder(placed.id), placed.id).await;
        assert!(matches!(refused, Err(CancelError::TooLate(found)) if found == state));
    }
    let refused = cancel::by_shop(&m.market, wrap.shop, number, "Too late").await;
    assert!(matches!(
        refused,
        Err(CancelError::TooLate(OrderState::HandedOver))
    ));
    assert_eq!(m.footprint().await, before);

    let number = m.orders(packed.id).await[0].number;
    cancel::by_shop(&m.market, wrap.shop, number, "It tore")
        .await
        .unwrap();
    assert_eq!(m.owed(packed.id).await, packed.total.minor());
    assert_eq!(m.stock(wrap.variant).await, (4, 0));
    m.assert_sound().await;
}
