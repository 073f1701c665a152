//! The crash rule: whatever dies at whatever named point, what starts again reaches the truth the provider holds, each effect once.
//!
//! A kill is a panic at the point: like a dead process it runs nothing that comes after, drops the open transaction and loses the
//! jobs in hand. A program of its own, because failpoints belong to the whole process.
#![cfg(feature = "failpoints")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what went wrong by stopping"
)]

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use flows::cancel;
use flows::give_back::{self, Ask, By};
use flows::pay::leave::leave;
use futures::FutureExt;
use orders::refunds::{Part, Wish};
use payments::provider::ProviderName;
use rehearsal::TestMarket;
use simulator::{CallbackKnob, Outcome, Scenario, ScenarioRule};
use store::Buyer;

/// On the way from "Pay" to the ledger, in the order they are passed.
const ON_THE_WAY: [&str; 13] = [
    "place.before_commit",
    "place.committed",
    "pay.before_commit",
    "pay.committed",
    "push.before_sent",
    "push.sent",
    "push.answered",
    "push.before_recorded",
    "callback.before_commit",
    "callback.committed",
    "settle.answered",
    "settle.before_commit",
    "settle.committed",
];
/// How often the buyer, the worker and the sweep may try before the test gives up.
const TRIES_MAX: u32 = 60;

/// Kills whoever passes the point first. The flag says whether anybody did.
fn kill_once_at(point: &'static str) -> Arc<AtomicBool> {
    let killed = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&killed);
    fail::cfg_callback(point, move || {
        assert!(flag.swap(true, Ordering::SeqCst), "killed at {point}");
    })
    .unwrap();
    killed
}

/// What a future gives, unless it is killed.
async fn survived<T>(future: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(future).catch_unwind().await.ok()
}

/// Tries until nobody is killed any more, as a person presses the button again.
async fn again<T, F: Future<Output = T>>(mut attempt: impl FnMut() -> F) -> T {
    for _ in 0..TRIES_MAX {
        if let Some(done) = survived(attempt()).await {
            return done;
        }
    }
    panic!("killed again and again");
}

/// Failpoints are the process's own, so one test waits for the other.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_paid_once_wherever_the_program_dies() {
    let _alone = ONE_AT_A_TIME.lock().await;
    for point in ON_THE_WAY {
        let (m, wrap) = TestMarket::with_product(12_500, 5).await;
        let phone = m.phone();
        m.scenario(
            &phone,
            Scenario {
                outcome: Outcome::Success,
                ..Scenario::default()
            },
        );
        let cart = m.cart_with_one(&wrap).await;
        let wish = m.wish(&cart);
        let killed = kill_once_at(point);

        let placed = again(|| m.try_place(wish.clone())).await.unwrap();
        let wish = m.wish_to_pay(placed.id, &phone);
        again(|| m.try_pay(wish.clone())).await.unwrap();
        for _ in 0..TRIES_MAX {
            let _ = survived(m.run_jobs()).await;
            m.pass(10).await;
            let _ = survived(m.sweep()).await;
            if m.status(placed.id).await.as_str() == "PAID" {
                break;
            }
        }
        // A kill after the last commit leaves only messages to be written.
        let _ = survived(m.run_jobs()).await;
        m.run_jobs().await;
        fail::remove(point);

        assert!(killed.load(Ordering::SeqCst), "nobody passed {point}");
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{point}");
        assert_eq!(m.stock(wrap.variant).await, (4, 0), "{point}");
        assert_eq!(m.cleared().await, 15_000, "{point}");
        assert_eq!(m.simulator().transactions().len(), 1, "one prompt, {point}");
        assert_eq!(
            m.messages(placed.id).await.len(),
            2,
            "the buyer and the shop, once each, {point}"
        );
        m.assert_sound().await;
        m.assert_books_agree().await;
    }

    Box::pin(expiring_and_cancelling_undo_once()).await;
    Box::pin(a_page_that_was_left_ends_once()).await;
    money_leaves_once().await;
    Box::pin(mpesa_pays_out_once()).await;
    Box::pin(parts_go_back_once()).await;
    Box::pin(credit_is_spent_or_given_back_once()).await;
    Box::pin(money_by_hand_counts_once()).await;
}

/// On the way of a refund and of a payout.
const ON_THE_WAY_OUT: [&str; 7] = [
    "payout.before_commit",
    "payout.committed",
    "disburse.before_sent",
    "disburse.sent",
    "disburse.answered",
    "disburse.before_commit",
    "disburse.committed",
];

/// A refund and a payout arrive once, wherever the program dies.
async fn money_leaves_once() {
    for point in ON_THE_WAY_OUT
        .into_iter()
        .chain(["complete.before_commit", "disburse.told"])
    {
        let (m, wrap) = TestMarket::with_product(12_500, 5).await;
        let earned = m.sold(&[(&wrap, 1)]).await;
        let back = m.sold(&[(&wrap, 1)]).await;
        m.deliver(&earned, wrap.shop).await;
        m.pass_here(73 * 3_600);
        let killed = kill_once_at(point);
        // One whose callback never comes is asked about, which passes the points of asking.
        let silent = Scenario {
            callback: CallbackKnob::None,
            ..Scenario::default()
        };
        m.simulator()
            .put_scenario(ScenarioRule::everybody(silent))
            .unwrap();
        let _ = survived(m.sweep()).await;
        m.sweep().await;
        again(|| m.pay_out(wrap.shop, "once")).await.unwrap();
        let buyer = Buyer {
            person: None,
            purchase: Some(back.id),
        };
        cancel::by_buyer(&m.market, buyer, back.id).await.unwrap();
        for _ in 0..TRIES_MAX {
            let _ = survived(m.run_jobs()).await;
            m.pass(70).await;
            let _ = survived(m.sweep()).await;
            if m.owed(back.id).await == 0 && m.earnings(wrap.shop).await.in_transit.is_zero() {
                break;
            }
        }
        m.run_jobs().await;
        fail::remove(point);
        assert!(killed.load(Ordering::SeqCst), "nobody passed {point}");
        let payouts = m.payouts(wrap.shop).await;
        assert_eq!(payouts.len(), 1, "{point}");
        assert_eq!(payouts[0].state.as_str(), "paid", "{point}");
        assert_eq!(m.refunds(back.id).await.len(), 1, "{point}");
        assert_eq!(m.owed(back.id).await, 0, "{point}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

/// A payout whose every answer comes later arrives once, wherever the program dies between question and answer.
async fn mpesa_pays_out_once() {
    for point in [
        "disburse.before_sent",
        "disburse.sent",
        "disburse.answered",
        "disburse.told",
        "disburse.before_commit",
        "disburse.committed",
        "callback.before_commit",
        "callback.committed",
    ] {
        let mut m = TestMarket::open().await;
        let shop = m.shop("Kilimani Kiondo", countries::Country::Kenya).await;
        let basket = m.product(shop, 100_000, 5).await;
        let owner = rehearsal::phone("+254708374149");
        let to = rehearsal::wallet(&owner, kernel::Network::MpesaKenya);
        m.says_paid_to(shop, &to).await;
        let url = m.simulator().dialect_url();
        let opening = rehearsal::Opening::default();
        let mut config = rehearsal::mpesa_config(url, &m.market.settings.public_url, opening);
        config.initiator = Some(rehearsal::mpesa_initiator());
        let adapter = rehearsal::mpesa(config, m.market.source.clone());
        m.market.providers = flows::Providers::new(vec![Arc::new(adapter)]);
        let payer = rehearsal::phone("+254712345678");
        let pays = Scenario {
            outcome: Outcome::Success,
            ..Scenario::default()
        };
        m.scenario(&payer, pays);
        let placed = m.place(&[(&basket, 1)]).await;
        m.pay(&placed, &payer).await;
        m.let_money_arrive().await;
        m.earned(&placed, shop).await;
        let killed = kill_once_at(point);
        again(|| m.pay_out(shop, "once")).await.unwrap();
        for _ in 0..TRIES_MAX {
            let _ = survived(m.run_jobs()).await;
            m.pass(70).await;
            let _ = survived(m.sweep()).await;
            if m.payouts(shop).await[0].state.as_str() == "paid" {
                break;
            }
        }
        fail::remove(point);
        m.run_jobs().await;
        assert!(killed.load(Ordering::SeqCst), "nobody passed {point}");
        let payouts = m.payouts(shop).await;
        // Killed between the commit and the call, it never left: over after a quarter of an hour, and nothing was sent again.
        let left = m.simulator().transactions();
        let left = left.iter().filter(|t| t.kind == simulator::Kind::Payout);
        let expected = if point == "disburse.sent" {
            (0, "failed")
        } else {
            (1, "paid")
        };
        assert_eq!(
            (left.count(), payouts[0].state.as_str()),
            expected,
            "{point}"
        );
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

/// A part of an order goes back once, wherever the program dies, and so does the answer to the same key.
async fn parts_go_back_once() {
    for point in ["give_back.before_commit", "give_back.committed"] {
        let (m, wrap) = TestMarket::with_product(12_500, 5).await;
        let placed = m.sold(&[(&wrap, 2)]).await;
        let number = m.orders(placed.id).await[0].number;
        let mut tx = m.platform().await;
        let lines = orders::order::lines_of_purchase(&mut *tx, placed.id).await;
        drop(tx);
        let part = Part::Pieces {
            count: 1,
            to_shelf: true,
        };
        let ask = Ask {
            number,
            key: "once".to_owned(),
            wish: Wish::Parts {
                lines: vec![(lines.unwrap()[0].id, part)],
                delivery: None,
            },
            reason: "It tore".to_owned(),
            total_seen: kernel::Money::new(12_500, kernel::Currency::ZMW),
        };
        let killed = kill_once_at(point);
        let by = By::Shop(wrap.shop);
        again(|| Box::pin(give_back::decide(&m.market, by, &ask)))
            .await
            .unwrap();
        fail::remove(point);
        assert!(killed.load(Ordering::SeqCst), "nobody passed {point}");
        assert_eq!(m.stock(wrap.variant).await, (4, 0), "{point}");
        assert_eq!(m.owed(placed.id).await, 12_500, "{point}");
        m.run_jobs().await;
        m.let_money_arrive().await;
        assert_eq!(m.given_back(placed.id).await, 12_500, "{point}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

/// Store credit beside a prompt that is approved, beside one that is refused, and alone.
async fn credit_is_spent_or_given_back_once() {
    let beside = [
        "pay.before_commit",
        "pay.committed",
        "push.before_sent",
        "settle.before_commit",
        "settle.committed",
    ];
    for (point, approves) in beside
        .into_iter()
        .flat_map(|point| [(point, true), (point, false)])
    {
        let (m, wrap) = TestMarket::with_product(12_500, 9).await;
        let rich = m.rich(&wrap).await;
        let placed = m.place(&[(&wrap, 3)]).await;
        let phone = if approves {
            rich.phone.clone()
        } else {
            m.phone()
        };
        let wish = flows::pay::Pay {
            credit: Some(rich.credit),
            ..m.wish_to_pay(placed.id, &phone)
        };
        let buyer = rich.buying(placed.id);
        let killed = kill_once_at(point);
        again(|| flows::pay::start(&m.market, buyer, wish.clone()))
            .await
            .unwrap();
        let end = if approves { "PAID" } else { "FAILED" };
        for _ in 0..TRIES_MAX {
            let _ = survived(m.run_jobs()).await;
            m.pass(10).await;
            let _ = survived(m.sweep()).await;
            if m.status(placed.id).await.as_str() == end {
                break;
            }
        }
        fail::remove(point);
        m.run_jobs().await;
        assert!(killed.load(Ordering::SeqCst), "nobody passed {point}");
        assert_eq!(m.status(placed.id).await.as_str(), end, "{point}");
        let left = m.wallet(rich.person, rich.credit.currency()).await.minor();
        let back = if approves { 0 } else { rich.credit.minor() };
        assert_eq!(left, back, "{point}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
    for point in ["credit.before_commit", "credit.committed"] {
        let (m, wrap) = TestMarket::with_product(12_500, 9).await;
        let rich = m.rich(&wrap).await;
        let placed = m.place(&[(&wrap, 1)]).await;
        let killed = kill_once_at(point);
        again(|| flows::credit::pay(&m.market, rich.buying(placed.id), placed.id))
            .await
            .unwrap();
        fail::remove(point);
        assert!(killed.load(Ordering::SeqCst), "nobody passed {point}");
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{point}");
        let left = m.wallet(rich.person, rich.credit.currency()).await;
        assert!(left.is_zero(), "{point}");
        m.run_jobs().await;
        m.assert_sound().await;
    }
}

/// A page that its buyer left for another way is ended, and the other way pays, wherever the program dies.
async fn a_page_that_was_left_ends_once() {
    for point in [
        "settle.answered",
        "settle.before_commit",
        "settle.committed",
    ] {
        let (mut m, wrap) = TestMarket::with_product(12_500, 5).await;
        let get = |name| m.market.providers.get(name).unwrap().clone();
        let chosen = vec![get(ProviderName::PawaPay), get(ProviderName::Stripe)];
        m.market.providers = flows::Providers::new(chosen);
        let placed = m.place(&[(&wrap, 1)]).await;
        let card = flows::pay::Pay {
            method: kernel::Method::Card,
            ..m.wish_to_pay(placed.id, &m.phone())
        };
        m.try_pay(card).await.unwrap();
        m.run_jobs().await;
        let buyer = Buyer {
            person: None,
            purchase: Some(placed.id),
        };
        let killed = kill_once_at(point);
        let left = survived(leave(&m.market, buyer, placed.id)).await;
        fail::remove(point);
        assert!(left.is_none() && killed.load(Ordering::SeqCst), "{point}");
        m.pass(60).await;
        m.let_money_arrive().await;
        m.pay(&placed, &rehearsal::phone(rehearsal::MTN_APPROVES))
            .await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{point}");
        assert_eq!(m.stock(wrap.variant).await, (4, 0), "{point}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

/// What somebody paid to our paybill is kept, booked and counted once. News that die before they are stored are as good as news that
/// never came: nobody tells them again, and the provider's statement finds the money.
async fn money_by_hand_counts_once() {
    for point in ["by_hand.heard", "by_hand.before_settled", "by_hand.settled"] {
        let m = TestMarket::open().await;
        flows::till::register(&m.market).await;
        let shop = m.shop("Duka la Amani", countries::Country::Kenya).await;
        let kikoi = m.product(shop, 50_000, 5).await;
        let placed = m.place(&[(&kikoi, 1)]).await;
        let typed = simulator::ByHand {
            msisdn: "254711000999".to_owned(),
            account: placed.number.to_string(),
            amount: u32::try_from(placed.total.minor() / 100).unwrap(),
        };
        let killed = kill_once_at(point);
        m.simulator().pay_by_hand(&typed).await.unwrap();
        for _ in 0..TRIES_MAX {
            m.pass(20).await;
            let _ = survived(m.run_jobs()).await;
            let _ = survived(m.sweep()).await;
            if m.status(placed.id).await.as_str() == "PAID" {
                break;
            }
        }
        fail::remove(point);
        m.run_jobs().await;
        assert!(killed.load(Ordering::SeqCst), "nobody passed {point}");
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{point}");
        assert_eq!(m.stock(kikoi.variant).await, (4, 0), "{point}");
        m.assert_sound().await;
    }
}

/// Part of the one test, because failpoints are the process's own.
async fn expiring_and_cancelling_undo_once() {
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
    let placed = m.place(&[(&wrap, 2)]).await;
    let killed = kill_once_at("expire.before_commit");
    m.pass(16 * 60).await;
    // The sweep goes on after one purchase fails, but not after a kill.
    let _ = survived(m.sweep()).await;
    m.sweep().await;
    fail::remove("expire.before_commit");
    assert!(killed.load(Ordering::SeqCst));
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "expired");
    assert_eq!(m.stock(wrap.variant).await, (5, 0));

    let placed = m.place(&[(&wrap, 2)]).await;
    let killed = kill_once_at("cancel.before_commit");
    let buyer = Buyer {
        person: None,
        purchase: Some(placed.id),
    };
    again(|| cancel::by_buyer(&m.market, buyer, placed.id))
        .await
        .unwrap();
    fail::remove("cancel.before_commit");
    assert!(killed.load(Ordering::SeqCst));
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "cancelled");
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    m.assert_sound().await;
}

/// A machine that was suspended between the provider's answer and its effect: what was absent then may have arrived since.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_an_hour_old_ends_nothing() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let (m, wrap) = TestMarket::with_product(12_500, 5).await;
    let phone = m.phone();
    m.scenario(
        &phone,
        Scenario {
            transport: simulator::Transport::ResetBefore,
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &phone).await;
    assert_eq!(attempt.state.as_str(), "unclear");
    let (clock, later) = (m.clock.clone(), m.now() + time::Duration::hours(1));
    fail::cfg_callback("settle.answered", move || clock.set(later)).unwrap();
    flows::settle::settle(&m.market, attempt.id, "job")
        .await
        .unwrap();
    fail::remove("settle.answered");
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "unclear");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_killed_mid_delivery_every_message_once() {
    let _alone = ONE_AT_A_TIME.lock().await;
    for point in [
        "announce.queued",
        "announce.before_commit",
        "announce.committed",
    ] {
        let (m, wrap) = TestMarket::with_product(12_500, 9).await;
        m.run_jobs().await;
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = m
            .start(&placed, &rehearsal::phone(rehearsal::MTN_APPROVES))
            .await;
        flows::pay::push(&m.market, attempt.id).await.unwrap();
        m.pass(1).await;
        flows::settle::settle(&m.market, attempt.id, "job")
            .await
            .unwrap();
        // Two messages wait for one delivery; it dies with the first queued, with both, and with both committed.
        m.lose_jobs().await;
        let killed = kill_once_at(point);
        let died = survived(flows::announce::deliver(&m.market)).await;
        assert!(died.is_none() && killed.load(Ordering::SeqCst), "{point}");
        let halfway = m.messages(placed.id).await.len();
        assert_eq!(halfway, if point == "announce.committed" { 2 } else { 0 });

        for _ in 0..3 {
            flows::announce::deliver(&m.market).await.unwrap();
        }
        fail::remove(point);
        let told = m.messages(placed.id).await;
        let mut keys: Vec<_> = told.iter().map(|message| &message.dedupe_key).collect();
        keys.dedup();
        assert_eq!((told.len(), keys.len()), (2, 2), "{point}: {told:?}");
        let events = "select count(*) from outbox_events where delivered_at is null";
        let waiting: i64 = sqlx::query_scalar(events)
            .fetch_one(&m.db.app)
            .await
            .unwrap();
        assert_eq!(waiting, 0, "{point}");
    }
}
