//! Two decide at once, or one decides while the purchase moves: one of them wins, and the money and the goods add up.

use std::time::Duration;

use flows::give_back::{self, Ask, By};
use flows::reconcile;
use orders::refunds::Wish;

use super::*;

const SEEDS: u64 = 12;

async fn head_start(seed: u64) {
    tokio::time::sleep(Duration::from_micros(seed * 700)).await;
}

/// What must be so whoever was first.
async fn adds_up(m: &TestMarket, placed: &Placed, seed: u64) {
    m.run_jobs().await;
    let found = review(m, placed).await.unwrap();
    assert_ne!(found.state.as_str(), "open", "seed {seed}");
    let is_undone = m.order_states(placed.id).await.contains_key("cancelled");
    let back = m.owed(placed.id).await + m.given_back(placed.id).await;
    let expected = if is_undone { placed.total.minor() } else { 0 };
    assert_eq!(back, expected, "seed {seed}");
    let told = told_the_shop(m, placed).await;
    assert_eq!(
        told.len(),
        2,
        "once to wait, once what became of it: {told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admins_one_decides() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 50).await;
    let (one, two) = (m.admin().await, m.admin().await);
    let mut rejected = 0;
    for seed in 0..SEEDS {
        let placed = m.sold(&[(&wrap, 1)]).await;
        let no = reject();
        let (cleared, refused) = tokio::join!(
            risk::decide(&m.market, one, placed.number, &Decision::Clear),
            async {
                head_start(seed % 4).await;
                risk::decide(&m.market, two, placed.number, &no).await
            }
        );
        let over = |done: &Result<(), ReviewError>| matches!(done, Err(ReviewError::Over));
        assert!(
            cleared.is_ok() && over(&refused) || over(&cleared) && refused.is_ok(),
            "seed {seed}: {cleared:?} {refused:?}"
        );
        rejected += u32::from(refused.is_ok());
        adds_up(&m, &placed, seed).await;
    }
    println!("rejected first {rejected} of {SEEDS}");
    m.assert_sound().await;
    m.let_money_arrive().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_who_cancels_while_an_admin_decides_is_paid_back_once() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 50).await;
    let admin = m.admin().await;
    for seed in 0..SEEDS {
        let placed = m.sold(&[(&wrap, 1)]).await;
        let decision = if seed % 2 == 0 {
            reject()
        } else {
            Decision::Clear
        };
        let (decided, cancelled) = tokio::join!(
            risk::decide(&m.market, admin, placed.number, &decision),
            async {
                head_start(seed % 4).await;
                cancel::by_buyer(&m.market, holder(placed.id), placed.id).await
            }
        );
        // A cleared one may still be cancelled, because nobody packed it.
        if decision == Decision::Clear {
            cancelled.unwrap();
        } else {
            assert_ne!(decided.is_ok(), cancelled.is_ok(), "seed {seed}");
        }
        m.run_jobs().await;
        let back = m.owed(placed.id).await + m.given_back(placed.id).await;
        assert_eq!(back, placed.total.minor(), "seed {seed}");
        assert_ne!(state(&m, &placed).await, "open");
    }
    m.assert_sound().await;
    m.let_money_arrive().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_gives_all_back_while_an_admin_rejects_gives_it_once() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 50).await;
    let admin = m.admin().await;
    for seed in 0..SEEDS {
        let placed = m.sold(&[(&wrap, 1)]).await;
        let number = m.orders(placed.id).await[0].number;
        let ask = Ask {
            number,
            key: "all of it".to_owned(),
            wish: Wish::Everything { to_shelf: true },
            reason: "We are closed".to_owned(),
            total_seen: placed.total,
        };
        let no = reject();
        let (decided, given) =
            tokio::join!(risk::decide(&m.market, admin, placed.number, &no), async {
                head_start(seed % 4).await;
                give_back::decide(&m.market, By::Shop(wrap.shop), &ask).await
            });
        assert_ne!(decided.is_ok(), given.is_ok(), "seed {seed}: {given:?}");
        adds_up(&m, &placed, seed).await;
    }
    m.assert_sound().await;
    m.let_money_arrive().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sweeps_beside_each_other_and_beside_a_shop_end_a_review_once() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 50).await;
    for seed in 0..SEEDS {
        let placed = m.sold(&[(&wrap, 1)]).await;
        m.pass_here(hours(REVIEW));
        let (one, two, packed) = tokio::join!(
            reconcile::sweep(&m.market),
            reconcile::sweep(&m.market),
            async {
                head_start(seed % 4).await;
                pack(&m, &placed, wrap.shop).await
            }
        );
        packed.unwrap();
        assert_eq!(one.unwrap().lapsed + two.unwrap().lapsed, 1, "seed {seed}");
        let passed = m.timeline(placed.id).await;
        let passed = passed.iter().filter(|kind| **kind == "review_passed");
        assert_eq!(passed.count(), 1, "seed {seed}");
    }
    m.run_jobs().await;
    m.assert_sound().await;
}
