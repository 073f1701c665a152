//! No callback ever comes: every payment reaches the provider's truth by being asked about.

use flows::pay::push;
use futures::StreamExt as _;
use futures::stream;
use kernel::Id as _;
use rehearsal::TestMarket;
use simulator::{CallbackKnob, Outcome, Scenario, State};

const BUYERS: usize = 500;
/// As many at a time as the pool has connections, and some that wait for one.
const AT_A_TIME: usize = 24;
/// Longer than any prompt lives here.
const HALF_AN_HOUR: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_payments_without_a_single_callback_all_reach_the_truth() {
    let (m, wrap) = TestMarket::with_product(10_000, 600).await;
    let ends = [
        Outcome::Success,
        Outcome::Fail("INSUFFICIENT_BALANCE".to_owned().try_into().unwrap()),
        Outcome::InReconciliation {
            after_seconds: 400,
            then: None,
        },
        // Nobody looks at the phone: the prompt closes by itself.
        Outcome::Prompt,
    ];
    let market = &m.market;
    let attempts: Vec<_> = stream::iter(0..BUYERS)
        .map(async |nth| {
            let cart = m.cart_with_one(&wrap).await;
            let placed = m.try_place(m.wish(&cart)).await.unwrap();
            let phone = m.phone();
            let silent = Scenario {
                outcome: ends[nth % ends.len()].clone(),
                callback: CallbackKnob::None,
                ..Scenario::default()
            };
            m.scenario(&phone, silent);
            let attempt = m.start(&placed, &phone).await;
            push(market, attempt.id).await.unwrap();
            attempt
        })
        .buffer_unordered(AT_A_TIME)
        .collect()
        .await;
    assert_eq!(attempts.len(), BUYERS);
    m.lose_jobs().await;

    let mut looks = 0;
    while m
        .footprint()
        .await
        .attempts
        .iter()
        .any(|(_, state)| !matches!(state.as_str(), "collected" | "refused"))
    {
        looks += 1;
        assert!(looks <= HALF_AN_HOUR, "they end within half an hour");
        m.pass(30).await;
        while m.sweep().await.asked > 0 {}
    }
    m.run_jobs().await;

    let truths = m.simulator().transactions();
    let mut kept = 0;
    for attempt in attempts {
        let ours = m.attempt(attempt.id).await;
        let theirs = truths.iter().find(|t| t.id == attempt.reference.uuid());
        let is_paid = theirs.unwrap().state == State::Completed;
        assert!(theirs.unwrap().state.is_final());
        assert_eq!(ours.state.as_str() == "collected", is_paid, "{ours:?}");
        let status = m.status(ours.purchase).await;
        assert_eq!(status.as_str() == "PAID", is_paid, "{ours:?}");
        kept += usize::from(is_paid);
    }
    assert_eq!(kept, BUYERS / 2, "half of them were approved");
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
    m.assert_books_agree().await;
}
