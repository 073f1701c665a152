//! Two things at the same time: whoever is first, the money and the goods add up.

use std::time::Duration;

use flows::cancel::{self, CancelError};
use flows::fulfil::{self, FulfilError, Step};
use flows::{pay, reconcile, settle};
use kernel::Id as _;
use orders::OrderState;
use rehearsal::{TestMarket, holder};
use simulator::{Answer, CallbackKnob, Scenario};

const SEEDS: u64 = 24;

/// A head start of a fraction of what either side takes.
async fn head_start(seed: u64) {
    tokio::time::sleep(Duration::from_micros(seed * 700)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_while_the_money_arrives_owes_it_back_exactly() {
    let (m, wrap) = TestMarket::with_product(10_000, 100).await;
    let mut both = (0, 0);
    for seed in 0..SEEDS {
        let phone = m.phone();
        m.scenario(
            &phone,
            Scenario {
                callback: CallbackKnob::None,
                ..Scenario::default()
            },
        );
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = m.start(&placed, &phone).await;
        m.run_jobs().await;
        m.simulator()
            .answer(attempt.reference.uuid(), Answer::Approve)
            .unwrap();
        let (settled, cancelled) =
            tokio::join!(settle::settle(&m.market, attempt.id, "job"), async {
                head_start(seed).await;
                cancel::by_buyer(&m.market, holder(placed.id), placed.id).await
            });
        settled.unwrap();
        cancelled.unwrap();
        m.run_jobs().await;
        match m.purchase(placed.id).await.state.as_str() {
            "paid" => both.0 += 1,
            "cancelled" => both.1 += 1,
            other => panic!("{other}"),
        }
        let back = m.owed(placed.id).await + m.given_back(placed.id).await;
        assert_eq!(back, placed.total.minor(), "seed {seed}");
        assert_eq!(m.stock(wrap.variant).await, (100, 0), "seed {seed}");
        assert_eq!(m.refunds(placed.id).await.len(), 1, "seed {seed}");
    }
    println!("paid first {}, cancelled first {}", both.0, both.1);
    m.assert_sound().await;
    m.let_money_arrive().await;
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_packs_while_its_buyer_cancels_is_first_or_too_late_and_nobody_waits_in_a_circle()
 {
    let (m, wrap) = TestMarket::with_product(10_000, 100).await;
    let mut packed_first = 0;
    for seed in 0..SEEDS {
        let placed = m.sold(&[(&wrap, 1)]).await;
        let number = m.orders(placed.id).await[0].number;
        let (packed, cancelled) = tokio::join!(
            fulfil::advance(&m.market, wrap.shop, number, Step::Pack),
            async {
                head_start(seed % 6).await;
                cancel::by_buyer(&m.market, holder(placed.id), placed.id).await
            }
        );
        match (packed, cancelled) {
            (Ok(_), Err(CancelError::TooLate(OrderState::Packed))) => packed_first += 1,
            (Err(FulfilError::NotNow(_)), Ok(_)) => {}
            (packed, cancelled) => panic!("seed {seed}: {packed:?} {cancelled:?}"),
        }
    }
    println!("packed first {packed_first} of {SEEDS}");
    m.run_jobs().await;
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_while_the_prompt_leaves_loses_no_money() {
    let (m, wrap) = TestMarket::with_product(10_000, 100).await;
    for seed in 0..SEEDS {
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = m
            .start(&placed, &rehearsal::phone(rehearsal::MTN_APPROVES))
            .await;
        m.lose_jobs().await;
        let (pushed, cancelled) = tokio::join!(pay::push(&m.market, attempt.id), async {
            head_start(seed).await;
            cancel::by_buyer(&m.market, holder(placed.id), placed.id).await
        });
        pushed.unwrap();
        cancelled.unwrap();
        m.pass(6).await;
        m.sweep().await;
        m.run_jobs().await;
        let collected = m.attempt(attempt.id).await.state.as_str() == "collected";
        assert_eq!(collected, m.prompts(&attempt) == 1, "seed {seed}");
        let owed = if collected { placed.total.minor() } else { 0 };
        let back = m.owed(placed.id).await + m.given_back(placed.id).await;
        assert_eq!(back, owed, "seed {seed}");
        assert_eq!(m.stock(wrap.variant).await, (100, 0), "seed {seed}");
    }
    m.assert_sound().await;
    m.let_money_arrive().await;
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn expiring_while_somebody_presses_pay_does_one_or_the_other() {
    let (m, wrap) = TestMarket::with_product(10_000, 100).await;
    for seed in 0..SEEDS {
        let placed = m.place(&[(&wrap, 1)]).await;
        m.pass_here(16 * 60);
        let wish = m.wish_to_pay(placed.id, &m.phone());
        let (swept, paying) = tokio::join!(reconcile::sweep(&m.market), async {
            head_start(seed).await;
            m.try_pay(wish).await
        });
        swept.unwrap();
        m.lose_jobs().await;
        let purchase = m.purchase(placed.id).await;
        assert_eq!(
            paying.is_ok(),
            purchase.state.as_str() == "open",
            "seed {seed}: {paying:?}"
        );
        assert_eq!(paying.is_ok(), purchase.held_until.is_some(), "seed {seed}");
        if paying.is_ok() {
            cancel::by_buyer(&m.market, holder(placed.id), placed.id)
                .await
                .unwrap();
        }
        assert_eq!(m.stock(wrap.variant).await, (100, 0), "seed {seed}");
    }
    m.assert_sound().await;
}
