//! The straight way: placed, prompted, paid; whatever becomes of the callback.

use std::time::Duration;

use countries::Country;
use flows::{pay, settle};
use futures::future::join_all;
use kernel::Id as _;
use rehearsal::{MPESA_APPROVES, MTN_APPROVES, TestMarket, phone};
use simulator::{CallbackKnob, DeliverRequest, Outcome, Scenario, Transport};

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_paid_at_once() {
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_in_kenya_is_paid_in_whole_shillings() {
    let m = TestMarket::open().await;
    let shop = m.shop("Duka la Amani", Country::Kenya).await;
    let kikoi = m.product(shop, 150_000, 1).await;
    let placed = m.place(&[(&kikoi, 1)]).await;
    m.pay(&placed, &phone(MPESA_APPROVES)).await;

    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    let deposits = m.simulator().transactions();
    assert_eq!(deposits[0].amount.plain(), "1525.00");
    assert_eq!(deposits[0].currency, "KES");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_paid_although_no_callback_ever_comes() {
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
    let phone = m.phone();
    m.scenario(
        &phone,
        Scenario {
            callback: CallbackKnob::None,
            outcome: Outcome::Success,
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &phone).await;
    assert_eq!(attempt.state.as_str(), "awaiting_pin");
    assert_eq!(m.status(placed.id).await.as_str(), "PENDING");

    m.pass(6).await;
    assert_eq!(m.sweep().await.asked, 1);
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.stock(wrap.variant).await, (4, 0));

    let before = m.footprint().await;
    m.pass(3_600).await;
    assert_eq!(m.sweep().await.asked, 0);
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_paid_although_the_queue_lost_every_job() {
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.start(&placed, &phone(MTN_APPROVES)).await;
    m.lose_jobs().await;
    m.sweep().await;
    m.pass(1).await;
    assert!(m.lose_jobs().await > 0, "the callback's job");
    // The stored callback is enough: nobody has to wait for the attempt's next turn.
    m.sweep().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_copies_of_a_callback_have_one_effect() {
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
    let phone = m.phone();
    let callback = CallbackKnob::Duplicate { count: 100 };
    m.scenario(
        &phone,
        Scenario {
            callback,
            outcome: Outcome::Success,
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &phone).await;
    assert_eq!(attempt.state.as_str(), "collected");
    assert_eq!(stored_callbacks(&m).await, 1);

    let before = m.footprint().await;
    let request = DeliverRequest {
        count: 100,
        ..DeliverRequest::default()
    };
    let delivered = m
        .simulator()
        .deliver(attempt.reference.uuid(), request)
        .await
        .unwrap();
    assert!(
        delivered.iter().all(|d| d.status == Some(200)),
        "{delivered:?}"
    );
    assert!(!m.has_jobs().await);
    // Nor does asking again and again, all at once.
    let asked = join_all((0..20).map(|_| settle::settle(&m.market, attempt.id, "job"))).await;
    assert!(asked.iter().all(Result::is_ok), "{asked:?}");
    assert_eq!(stored_callbacks(&m).await, 1);
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settling_twenty_times_at_once_settles_once() {
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
    let phone = m.phone();
    m.scenario(
        &phone,
        Scenario {
            callback: CallbackKnob::None,
            outcome: Outcome::Success,
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &phone).await;
    let asked = join_all((0..20).map(|_| settle::settle(&m.market, attempt.id, "job"))).await;
    assert!(asked.iter().all(Result::is_ok), "{asked:?}");
    m.run_jobs().await;
    assert_eq!(
        m.timeline(placed.id).await,
        ["placed", "prompt_sent", "paid"]
    );
    assert_eq!(m.messages(placed.id).await.len(), 2);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_is_settled_before_the_answer_arrives_is_kept() {
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
    let phone = m.phone();
    let scenario = Scenario {
        outcome: Outcome::Success,
        callback: CallbackKnob::BeforeResponse,
        transport: Transport::Slow { ms: 4_000 },
        ..Scenario::default()
    };
    m.scenario(&phone, scenario);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &phone).await;
    m.lose_jobs().await;

    let pushing = {
        let market = m.market.clone();
        tokio::spawn(async move { pay::push(&market, attempt.id).await })
    };
    while !m.has_jobs().await {
        assert!(!pushing.is_finished(), "the callback comes first");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert!(!pushing.is_finished(), "the answer is still on its way");

    let before = m.footprint().await;
    pushing.await.unwrap().unwrap();
    assert_eq!(m.footprint().await, before);
    assert_eq!(
        m.attempt_states(placed.id).await,
        ["prepared", "sent", "collected"]
    );
    m.assert_sound().await;
    m.assert_books_agree().await;
}

async fn stored_callbacks(m: &TestMarket) -> i64 {
    let mut tx = m.platform().await;
    sqlx::query_scalar("select count(*) from payment_callbacks")
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}
