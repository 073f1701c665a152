//! A purchase that somebody should look at: paid as always, packed by nobody until it is cleared, and never for longer than said.

mod facts;
mod labelled;
mod races;

use catalog::cash::CashTerms;
use countries::Country;
use flows::cancel;
use flows::cash;
use flows::fulfil::{self, FulfilError, Step};
use flows::place::Placed;
use flows::risk::{self, Decision, REVIEW, ReviewError};
use kernel::{Id, Timestamp};
use moderation::Reason;
use orders::risk::{Review, Rule, reviews};
use rehearsal::{Product, TestMarket, holder};
use store::{Shop, Tx};

/// A buyer nobody knows has ten points.
const ANYBODY: &str = "5";

async fn review(m: &TestMarket, placed: &Placed) -> Option<Review> {
    let mut tx = m.platform().await;
    reviews::find(&mut *tx, placed.id).await.unwrap()
}

async fn state(m: &TestMarket, placed: &Placed) -> &'static str {
    let found = review(m, placed).await;
    found.map_or("none", |review| review.state.as_str())
}

async fn pack(m: &TestMarket, placed: &Placed, shop: Shop) -> Result<(), FulfilError> {
    let orders = m.orders(placed.id).await;
    let order = orders.iter().find(|order| order.shop == shop.shop).unwrap();
    let done = fulfil::advance(&m.market, shop, order.number, Step::Pack).await;
    done.map(drop)
}

async fn decide(m: &TestMarket, placed: &Placed, decision: Decision) -> Result<(), ReviewError> {
    let who = m.admin().await;
    risk::decide(&m.market, who, placed.number, &decision).await
}

fn reject() -> Decision {
    Decision::Reject(Reason::parse("We could not reach you").unwrap())
}

fn hours(duration: time::Duration) -> u64 {
    u64::try_from(duration.whole_seconds()).unwrap()
}

async fn waits_until(m: &TestMarket, placed: &Placed, shop: Shop) -> Timestamp {
    match pack(m, placed, shop).await {
        Err(FulfilError::BeingChecked { until }) => until,
        other => panic!("{other:?}"),
    }
}

/// The messages to the shop about a purchase, in the order they were written.
async fn told_the_shop(m: &TestMarket, placed: &Placed) -> Vec<String> {
    let messages = m.messages(placed.id).await;
    let to_shops = messages.into_iter();
    to_shops
        .filter(|message| message.dedupe_key.contains(":shop:"))
        .map(|message| message.body)
        .collect()
}

async fn takes_cash(m: &TestMarket, product: &Product) {
    let terms = CashTerms {
        maximum: None,
        areas: Vec::new(),
    };
    let currency = product.price.currency();
    m.takes_cash(product.shop, currency, &terms).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_paid_as_always_and_nobody_packs_it_until_an_admin_clears_it() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "paid");
    assert_eq!(m.order_states(placed.id).await, [("confirmed", 1)].into());
    let found = review(&m, &placed).await.unwrap();
    let until = waits_until(&m, &placed, wrap.shop).await;
    assert_eq!(until, found.scored_at + REVIEW);
    assert_eq!(found.until, Some(until));
    let rules: Vec<Rule> = found.score.reasons.iter().map(|r| r.rule).collect();
    assert_eq!(rules, [Rule::Strangers, Rule::New]);
    assert_eq!(found.score.points, 25);
    let told = told_the_shop(&m, &placed).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("Soko is checking order"), "{told:?}");
    m.assert_sound().await;

    decide(&m, &placed, Decision::Clear).await.unwrap();
    m.run_jobs().await;
    let told = told_the_shop(&m, &placed).await;
    assert_eq!(told.len(), 2, "{told:?}");
    // Both are of one moment of this clock.
    let packs = |text: &String| text.contains("is checked. Please pack it");
    assert_eq!(
        told.iter().filter(|text| packs(text)).count(),
        1,
        "{told:?}"
    );
    assert_eq!(state(&m, &placed).await, "cleared");
    let timeline = m.timeline(placed.id).await;
    assert!(
        timeline.ends_with(&["review_begun", "review_passed"]),
        "{timeline:?}"
    );
    let again = decide(&m, &placed, reject()).await;
    assert!(matches!(again, Err(ReviewError::Over)), "{again:?}");
    m.earned(&placed, wrap.shop).await;
    m.assert_sound().await;
    m.assert_books_agree().await;

    let explained = flows::explain::explain(&m.market, placed.number).await;
    let lines = explained.unwrap().unwrap().lines;
    let of_review: Vec<&str> = lines
        .iter()
        .filter(|line| line.book.as_str() == "review")
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(of_review.len(), 2);
    assert!(of_review[0].starts_with("25 points, the shops wait until"));
    assert!(of_review[1].starts_with("cleared by person"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_purchase_gives_every_ngwee_back_with_a_reason() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 5).await;
    let other = m.shop("Green Basket", Country::Zambia).await;
    let basket = m.product(other, 5_000, 5).await;
    let placed = m.sold(&[(&wrap, 2), (&basket, 1)]).await;
    waits_until(&m, &placed, wrap.shop).await;
    waits_until(&m, &placed, basket.shop).await;
    // One of the shops gives its part back meanwhile, for a reason of its own.
    let orders = m.orders(placed.id).await;
    let own = orders
        .iter()
        .find(|order| order.shop == other.shop)
        .unwrap();
    cancel::by_shop(&m.market, other, own.number, "It tore")
        .await
        .unwrap();
    assert_eq!(state(&m, &placed).await, "open", "the rest waits");

    decide(&m, &placed, reject()).await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(state(&m, &placed).await, "rejected");
    assert_eq!(m.order_states(placed.id).await, [("cancelled", 2)].into());
    assert_eq!(m.given_back(placed.id).await, placed.total.minor());
    assert_eq!(m.owed(placed.id).await, 0);
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    let orders = m.orders(placed.id).await;
    let why: Vec<&str> = orders.iter().map(|o| o.cancel_reason.as_str()).collect();
    assert!(why.contains(&"We could not reach you") && why.contains(&"It tore"));
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_waits_too_and_a_rejected_one_owes_nothing() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 5).await;
    takes_cash(&m, &wrap).await;
    for (decision, ends) in [(Decision::Clear, "confirmed"), (reject(), "cancelled")] {
        let placed = m.place(&[(&wrap, 1)]).await;
        cash::accept(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        waits_until(&m, &placed, wrap.shop).await;
        m.run_jobs().await;
        decide(&m, &placed, decision).await.unwrap();
        m.run_jobs().await;
        assert_eq!(m.order_states(placed.id).await, [(ends, 1)].into());
        if ends == "confirmed" {
            m.hand_over(&placed, wrap.shop).await;
            m.take_cash(&placed, wrap.shop).await;
        } else {
            assert_eq!(m.purchase(placed.id).await.state.as_str(), "cancelled");
        }
        m.assert_sound().await;
    }
    assert_eq!(m.stock(wrap.variant).await, (4, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_longer_than_four_hours_for_a_person_who_sleeps() {
    assert_eq!(REVIEW.whole_hours(), 4);
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let swept = m.sold(&[(&wrap, 1)]).await;
    m.pass_here(hours(REVIEW) - 10);
    assert_eq!(m.sweep().await.lapsed, 0);
    waits_until(&m, &placed, wrap.shop).await;

    m.pass_here(10);
    // Its shop packs on the minute, before any sweep has said that it may, and is not told any more.
    pack(&m, &placed, wrap.shop).await.unwrap();
    let late = decide(&m, &swept, reject()).await;
    assert!(matches!(late, Err(ReviewError::Over)), "{late:?}");
    assert_eq!(m.sweep().await.lapsed, 2);
    assert_eq!(m.sweep().await.lapsed, 0);
    m.run_jobs().await;
    assert_eq!(told_the_shop(&m, &placed).await.len(), 1);
    assert_eq!(told_the_shop(&m, &swept).await.len(), 2);
    for one in [&placed, &swept] {
        assert_eq!(state(&m, one).await, "lapsed");
        let passed = m.timeline(one.id).await;
        let passed = passed.iter().filter(|kind| **kind == "review_passed");
        assert_eq!(passed.count(), 1);
    }
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn off_scores_nobody_and_below_the_limit_nobody_waits() {
    let (off, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = off.sold(&[(&wrap, 1)]).await;
    assert_eq!(state(&off, &placed).await, "none");
    pack(&off, &placed, wrap.shop).await.unwrap();

    let (m, wrap) = TestMarket::watched("25", 10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let found = review(&m, &placed).await.unwrap();
    assert_eq!((found.state.as_str(), found.score.points), ("noted", 25));
    let told = told_the_shop(&m, &placed).await;
    assert!(told[0].contains("Please pack it today"), "{told:?}");
    pack(&m, &placed, wrap.shop).await.unwrap();
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_who_cancels_ends_the_review() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    assert_eq!(state(&m, &placed).await, "ended");
    let late = decide(&m, &placed, Decision::Clear).await;
    assert!(matches!(late, Err(ReviewError::Over)), "{late:?}");
    m.pass_here(hours(REVIEW));
    assert_eq!(m.sweep().await.lapsed, 0);
    m.let_money_arrive().await;
    assert_eq!(m.given_back(placed.id).await, placed.total.minor());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_for_admins_and_the_longest_waiting_comes_first() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 9).await;
    let mut placed = Vec::new();
    for _ in 0..3 {
        placed.push(m.sold(&[(&wrap, 1)]).await);
        m.pass_here(60);
    }
    decide(&m, &placed[1], Decision::Clear).await.unwrap();
    let who = m.admin().await;
    let page = risk::queue(&m.market, who, None, 1).await.unwrap();
    assert_eq!(page.rows[0].purchase.id, placed[0].id);
    let page = risk::queue(&m.market, who, page.next, 1).await.unwrap();
    assert_eq!(page.rows[0].purchase.id, placed[2].id);
    assert!(page.next.is_none());
}

/// What a flow forgets, the database does not.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_packs_nothing_early_and_lets_no_shop_end_its_own_wait() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    for statement in [
        "update orders set state = 'packed', packed_at = now() where purchase_id = $1",
        "update orders set review_until = null where purchase_id = $1",
    ] {
        let mut tx = Tx::begin(&m.market.pools.app, wrap.shop).await.unwrap();
        let done = sqlx::query(statement)
            .bind(placed.id.uuid())
            .execute(&mut *tx)
            .await;
        assert!(done.is_err(), "{statement}");
    }
    decide(&m, &placed, Decision::Clear).await.unwrap();
    let mut tx = m.platform().await;
    let again = sqlx::query("update risk_reviews set state = 'rejected' where purchase_id = $1")
        .bind(placed.id.uuid())
        .execute(&mut *tx)
        .await;
    assert!(again.is_err(), "a review ends once");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_decision_is_in_the_audit_trail() {
    let (m, wrap) = TestMarket::watched(ANYBODY, 10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    decide(&m, &placed, reject()).await.unwrap();
    let about = moderation::Subject::new("purchase", placed.number);
    let mut tx = m.platform().await;
    let trail = moderation::trail(&mut *tx, &about, 10).await.unwrap();
    let deeds: Vec<&str> = trail.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(deeds, ["risk.review", "risk.reject"]);
    assert_eq!(trail[0].detail["points"], 25);
    assert_eq!(trail[1].detail["reason"], "We could not reach you");
}
