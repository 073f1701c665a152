//! Mistakes with money that marketplaces made in public, and what happens here. A discount funded by the wrong side is not among
//! them: there are no discounts.

use ::ledger::Account;
use accounts::PlatformRole;
use catalog::Reason;
use catalog::delivery::AreaFee;
use countries::Country;
use flows::cases::Decided;
use flows::moderate::Moderator;
use flows::payout::PayoutError;
use flows::place::Placed;
use flows::provider_statement::{self, Import};
use flows::take_down::{self, Target};
use flows::{cancel, keep_shop};
use kernel::{Currency, Id as _, Money};
use moderation::Choice;
use payments::provider::ProviderName;
use payments::statements::Book;
use rehearsal::{AREA, MTN_APPROVES, Product, TestMarket, holder, phone};
use simulator::{
    Answer, Code, DeliverRequest, Dialect, Outcome, Scenario, ScenarioRule, StatementRequest,
};
use time::format_description::well_known::Rfc3339;

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

fn everybody(m: &TestMarket, outcome: Outcome) {
    let scenario = Scenario {
        outcome,
        ..Scenario::default()
    };
    m.simulator()
        .put_scenario(ScenarioRule::everybody(scenario))
        .unwrap();
}

async fn cancelled(m: &TestMarket, placed: &Placed) {
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
}

async fn arrived(m: &TestMarket) {
    m.run_jobs().await;
    m.let_money_arrive().await;
}

async fn suspended(m: &TestMarket, product: &Product) {
    let who = Moderator {
        person: m.person().await,
        role: PlatformRole::Moderator,
    };
    let why = Reason::parse("It sold what it did not have.").unwrap();
    take_down::take_down(&m.market, who, Target::Shop(product.shop.shop), &why)
        .await
        .unwrap();
}

/// Two registrations of one address: every event comes twice, by two ways.
#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_is_registered_twice_settles_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    m.answer(&attempt, Answer::Approve).await;
    let second = DeliverRequest {
        count: 2,
        replay: true,
        ..DeliverRequest::default()
    };
    let delivered = m
        .simulator()
        .deliver(attempt.reference.uuid(), second)
        .await
        .unwrap();
    assert!(delivered.iter().all(|copy| copy.status == Some(200)));
    m.run_jobs().await;
    assert_eq!(m.cleared().await, placed.total.minor());
    assert_eq!(m.messages(placed.id).await.len(), 2, "buyer and shop, once");
    assert_eq!(m.stock(wrap.variant).await, (4, 0));
    m.assert_sound().await;
    m.assert_books_agree().await;
}

/// Paid, but the last piece is another's: nobody keeps the money and waits.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_can_never_be_fulfilled_is_not_left_paid() {
    let (m, wrap) = TestMarket::with_product(10_000, 1).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    m.answer(&attempt, Answer::Refuse).await;
    m.run_jobs().await;
    m.sold(&[(&wrap, 1)]).await;
    m.answer(&attempt, Answer::Approve).await;
    arrived(&m).await;
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "cancelled");
    assert_eq!(m.order_states(placed.id).await, [("cancelled", 1)].into());
    assert_eq!(m.given_back(placed.id).await, placed.total.minor());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn delivery_is_not_re_priced_after_payment() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let dearer = AreaFee {
        area: AREA(Country::Zambia).to_owned(),
        fee: kwacha(9_900),
        days_min: 1,
        days_max: 2,
    };
    keep_shop::set_fees(&m.market, wrap.shop, &[dearer])
        .await
        .unwrap();
    m.reprice(&wrap, 99_000).await;
    let before = m.orders(placed.id).await;
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    let after = m.orders(placed.id).await;
    assert_eq!(after[0].delivery, before[0].delivery);
    assert_eq!(m.cleared().await, placed.total.minor());
    let fee = m.balance(&Account::Delivery(wrap.shop.shop)).await;
    assert_eq!(-fee, before[0].delivery.minor());
    cancelled(&m, &placed).await;
    arrived(&m).await;
    assert_eq!(m.given_back(placed.id).await, placed.total.minor());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refunded_order_does_not_read_paid() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    cancelled(&m, &placed).await;
    assert_eq!(m.order_states(placed.id).await, [("cancelled", 1)].into());
    arrived(&m).await;
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
}

/// Accepted by the provider is not arrived, and what comes back is the shop's again.
#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_comes_back_does_not_read_settled() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    let before = m.earnings(wrap.shop).await;
    everybody(
        &m,
        Outcome::InReconciliation {
            after_seconds: 3_600,
            then: Some(Code::try_from("RECIPIENT_NOT_FOUND".to_owned()).unwrap()),
        },
    );
    m.pay_out(wrap.shop, "a").await.unwrap();
    arrived(&m).await;
    let payouts = m.payouts(wrap.shop).await;
    assert_ne!(payouts[0].state.as_str(), "paid", "on its way is not there");
    assert_eq!(m.earnings(wrap.shop).await.in_transit, before.available);
    m.pass(3_700).await;
    arrived(&m).await;
    let payouts = m.payouts(wrap.shop).await;
    assert_eq!(payouts[0].state.as_str(), "failed");
    assert_eq!(m.earnings(wrap.shop).await, before);
    assert!(m.has_told("did not go through").await);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

/// The wallet was closed, or its owner complained: days later the provider's statement has the money again.
#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_was_sent_back_after_it_was_paid_does_not_read_arrived() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    let before = m.earnings(wrap.shop).await;
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    arrived(&m).await;
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
    let held = m.cleared().await;

    m.pass(3 * 86_400).await;
    let told = m
        .simulator()
        .statement(&StatementRequest::of(Dialect::Pawapay));
    let back = format!(
        "{},,{},{},ZMW,ZMB,,PAYOUT_REVERSAL",
        m.now().format(&Rfc3339).unwrap(),
        payout.reference,
        payout.amount.to_plain(2),
    );
    let csv = format!("{}\n{back}\n", told.csv.trim_end());
    let file = Import {
        book: Book::Provider(ProviderName::PawaPay),
        name: "pawapay.csv",
        content: csv.as_bytes(),
        period: None,
    };
    provider_statement::import(&m.market, &file).await.unwrap();
    assert_eq!(m.open_cases().await, ["missing_here"]);
    let case = m.case_called("missing_here").await;
    assert_eq!(m.decide_case(case, Choice::CameBack).await, Decided::Done);

    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "returned");
    assert_eq!(
        m.earnings(wrap.shop).await,
        before,
        "it is the shop's again"
    );
    assert_eq!(m.cleared().await, held + payout.amount.minor());
    let line = &m.statement(wrap.shop).await.lines[0];
    assert_eq!(
        (line.kind.as_str(), line.amount),
        ("payout_returned", payout.amount)
    );
    m.run_jobs().await;
    assert!(m.has_told("sent back to us after it had arrived").await);
    let next = m.pay_out(wrap.shop, "b").await.unwrap();
    assert_eq!(next.amount, payout.amount, "and can be paid out once more");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commission_is_reversed_with_its_refund() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;
    assert_ne!(m.balance(&Account::Commission).await, 0);
    cancelled(&m, &placed).await;
    assert_eq!(m.balance(&Account::Commission).await, 0);
    arrived(&m).await;
    assert_eq!(m.given_back(placed.id).await, placed.total.minor());
    m.assert_sound().await;
}

/// Buyer and shop cancel at the same time: one of them does.
#[tokio::test(flavor = "multi_thread")]
async fn a_seller_is_debited_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    for _ in 0..3 {
        let placed = m.sold(&[(&wrap, 1)]).await;
        let number = m.orders(placed.id).await[0].number;
        let (buyer, shop) = tokio::join!(
            cancel::by_buyer(&m.market, holder(placed.id), placed.id),
            cancel::by_shop(&m.market, wrap.shop, number, "Broken"),
        );
        assert!(buyer.is_ok() != shop.is_ok(), "{buyer:?} {shop:?}");
        arrived(&m).await;
        assert_eq!(m.given_back(placed.id).await, placed.total.minor());
        assert_eq!(m.refunds(placed.id).await.len(), 1);
    }
    assert_eq!(m.earnings(wrap.shop).await.pending, kwacha(0));
    assert_eq!(m.earnings(wrap.shop).await.available, kwacha(0));
    m.assert_sound().await;
}

/// What a shop was paid too much is taken from what it earns next, and nothing is paid out of less than nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_balance_below_nothing_is_covered_by_later_earnings_first() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    let earned = m.earnings(wrap.shop).await.available;
    everybody(
        &m,
        Outcome::LateSuccess {
            code: Code::try_from("RECIPIENT_NOT_FOUND".to_owned()).unwrap(),
            after_seconds: 600,
        },
    );
    m.pay_out(wrap.shop, "a").await.unwrap();
    m.run_jobs().await;
    m.pass(10).await;
    m.run_jobs().await;
    m.simulator().clear_scenarios().unwrap();
    m.pay_out(wrap.shop, "b").await.unwrap();
    m.run_jobs().await;
    m.pass(700).await;
    arrived(&m).await;
    let owes = m.earnings(wrap.shop).await;
    assert_eq!(owes.available, kwacha(-earned.minor()), "paid twice");
    assert!(owes.payable().is_zero());
    let again = m.pay_out(wrap.shop, "c").await;
    assert!(matches!(again, Err(PayoutError::Nothing)), "{again:?}");
    let next = m.sold(&[(&wrap, 2)]).await;
    m.earned(&next, wrap.shop).await;
    let last = m.pay_out(wrap.shop, "d").await.unwrap();
    let order = &m.orders(next.id).await[0];
    let share = order.total.minor() - order.commission.minor();
    assert_eq!(last.amount.minor(), share - earned.minor());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rounding_leaves_over_is_nobodys_loss() {
    let (m, wrap) = TestMarket::with_product(9_999, 99).await;
    let other = m.shop("Green Basket", Country::Zambia).await;
    for price in [1_01, 3_33, 6_67, 10_001, 33_335] {
        let basket = m.product(other, price, 9).await;
        let placed = m.sold(&[(&wrap, 3), (&basket, 7)]).await;
        let postings = m.postings(placed.id).await;
        let sum: i64 = postings.iter().map(|(_, _, minor)| minor).sum();
        assert_eq!(sum, 0);
        let credited: i64 = postings.iter().map(|(_, _, minor)| minor.min(&0)).sum();
        assert_eq!(-credited, placed.total.minor(), "every ngwee is somebody's");
        assert!(postings.iter().all(|(account, ..)| account != "rounding"));
        cancelled(&m, &placed).await;
    }
    arrived(&m).await;
    for shop in [wrap.shop, other] {
        assert_eq!(m.earnings(shop).await.pending, kwacha(0));
    }
    assert_eq!(m.balance(&Account::Commission).await, 0);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_shop_is_paid_nothing_out() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    suspended(&m, &wrap).await;
    let asked = m.pay_out(wrap.shop, "a").await;
    assert!(matches!(asked, Err(PayoutError::Suspended)), "{asked:?}");
    m.assert_sound().await;
}

/// Suspended between the owner's press and the transfer: what has not left stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_waits_does_not_leave_for_a_suspended_shop() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    let before = m.earnings(wrap.shop).await;
    m.pay_out(wrap.shop, "a").await.unwrap();
    suspended(&m, &wrap).await;
    arrived(&m).await;
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "failed");
    assert_eq!(m.earnings(wrap.shop).await, before, "it is not lost either");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

/// The journal that collects is the journal that splits.
#[tokio::test(flavor = "multi_thread")]
async fn no_money_exists_between_payment_and_split() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let other = m.shop("Green Basket", Country::Zambia).await;
    let basket = m.product(other, 5_000, 5).await;
    let placed = m.sold(&[(&wrap, 1), (&basket, 1)]).await;
    let mut tx = m.platform().await;
    let journals: i64 =
        sqlx::query_scalar("select count(*) from ledger_journals where purchase_id = $1")
            .bind(placed.id.uuid())
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    drop(tx);
    assert_eq!(journals, 1);
    let shops: i64 = {
        let mut sum = 0;
        for shop in [wrap.shop, other] {
            sum += m.earnings(shop).await.pending.minor();
        }
        sum
    };
    let commission = -m.balance(&Account::Commission).await;
    assert_eq!(shops + commission, placed.total.minor());
    assert_eq!(m.balance(&Account::Suspense).await, 0);
    m.assert_sound().await;
}
