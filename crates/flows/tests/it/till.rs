//! Paid by hand to our paybill: right, wrong, in parts, too much, too late, told by strangers.

mod decided;
mod told;

use countries::Country;
use flows::cancel;
use flows::place::Placed;
use flows::till::{self as by_hand, Hand};
use kernel::{Currency, Money};
use ledger::Account;
use orders::Recipient;
use payments::provider::ProviderName;
use payments::{Attempt, TillPayment, till};
use rehearsal::{Product, TestMarket, holder, phone};
use simulator::{ByHand, CallbackKnob, Scenario, ScenarioRule};
use store::Tx;

/// Nobody we know.
const STRANGER: &str = "254711000999";
/// Goods for 500 shillings and their delivery.
const TOTAL: u32 = 525;

async fn market() -> (TestMarket, Product) {
    let m = TestMarket::open().await;
    by_hand::register(&m.market).await;
    let shop = m.shop("Duka la Amani", Country::Kenya).await;
    let kikoi = m.product(shop, 50_000, 5).await;
    (m, kikoi)
}

/// One piece, bought with the number `phone`.
async fn bought(m: &TestMarket, kikoi: &Product, msisdn: &str) -> Placed {
    let cart = m.cart_with_one(kikoi).await;
    let mut wish = m.wish(&cart);
    wish.recipient = Recipient {
        phone: phone(&format!("+{msisdn}")),
        ..wish.recipient
    };
    m.try_place(wish).await.unwrap()
}

fn account(placed: &Placed) -> String {
    placed.number.to_string().replace('-', "")
}

/// Somebody pays, and everything that follows by itself follows.
async fn pay_by_hand(m: &TestMarket, msisdn: &str, account: &str, amount: u32) -> String {
    let receipt = send(m, msisdn, account, amount).await;
    let_it_arrive(m).await;
    receipt
}

async fn send(m: &TestMarket, msisdn: &str, account: &str, amount: u32) -> String {
    let typed = ByHand {
        msisdn: msisdn.to_owned(),
        account: account.to_owned(),
        amount,
    };
    m.simulator().pay_by_hand(&typed).await.unwrap()
}

/// The confirmation, our question, its answer, and what follows.
async fn let_it_arrive(m: &TestMarket) {
    for _ in 0..2 {
        m.pass(1).await;
        m.run_jobs().await;
    }
}

async fn kept(m: &TestMarket, receipt: &str) -> TillPayment {
    let mut tx = m.platform().await;
    till::find_by_receipt(&mut *tx, ProviderName::Mpesa, receipt)
        .await
        .unwrap()
        .unwrap()
}

async fn state(m: &TestMarket, receipt: &str) -> &'static str {
    kept(m, receipt).await.state.as_str()
}

async fn balance(m: &TestMarket, account: &Account) -> i64 {
    let mut tx = m.platform().await;
    let held = ledger::balance(&mut *tx, account, Currency::KES).await;
    held.unwrap().minor()
}

async fn cleared(m: &TestMarket) -> i64 {
    balance(m, &Account::ProviderClearing("mpesa".to_owned())).await
}

async fn suspense(m: &TestMarket) -> i64 {
    -balance(m, &Account::Suspense).await
}

/// What a phone may spend here, in cents.
async fn credit(m: &TestMarket, msisdn: &str) -> i64 {
    m.credit_of(&phone(&format!("+{msisdn}"))).await
}

async fn purchase_state(m: &TestMarket, placed: &Placed) -> &'static str {
    m.purchase(placed.id).await.state.as_str()
}

fn shillings(amount: u32) -> i64 {
    i64::from(amount) * 100
}

/// An address of ours, as it was given to the provider.
fn address(m: &TestMarket, path: &str, field: &str) -> String {
    let requests = m.simulator().requests();
    let asked = requests.iter().rfind(|r| r.path == path).unwrap();
    let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
    body[field].as_str().unwrap().to_owned()
}

async fn post(url: &str, body: String) -> u16 {
    let sent = rehearsal::client().post(url).body(body).send().await;
    sent.unwrap().status().as_u16()
}

fn confirmation(receipt: &str, account: &str, amount: &str) -> String {
    serde_json::json!({
        "TransactionType": "Pay Bill", "TransID": receipt, "TransTime": "20261125100000", "TransAmount": amount,
        "BusinessShortCode": simulator::DARAJA_SHORT_CODE, "BillRefNumber": account, "MSISDN": STRANGER,
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_paid_by_hand_with_its_number() {
    let (m, kikoi) = market().await;
    let placed = bought(&m, &kikoi, "254712000111").await;
    by_hand::begin(&m.market, holder(placed.id), placed.id, Hand::Paybill)
        .await
        .unwrap();
    let desk = by_hand::desk(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(desk.paybill.as_deref(), Some(simulator::DARAJA_SHORT_CODE));
    assert_eq!(desk.missing.minor(), shillings(TOTAL));

    let receipt = pay_by_hand(&m, STRANGER, &desk.account, TOTAL).await;
    assert_eq!(state(&m, &receipt).await, "kept");
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.order_states(placed.id).await, [("confirmed", 1)].into());
    assert_eq!(m.timeline(placed.id).await, ["placed", "paid"]);
    assert_eq!(m.stock(kikoi.variant).await, (4, 0));
    assert_eq!(cleared(&m).await, shillings(TOTAL));
    assert_eq!(suspense(&m).await, 0);
    assert_eq!(m.attempt_states(placed.id).await, ["collected"]);
    assert_eq!(m.open_cases().await, [""; 0]);
    assert_eq!(
        m.messages(placed.id).await.len(),
        2,
        "the buyer and the shop"
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_is_read_as_people_type_it() {
    let (m, kikoi) = market().await;
    for typed in [
        |number: &str| number.to_lowercase(),
        |number: &str| format!(" {} ", number.replace('-', " ")),
        |number: &str| number.replace('0', "O").replace("SK-", "sk"),
    ] {
        let placed = bought(&m, &kikoi, "254712000111").await;
        let typed = typed(&placed.number.to_string());
        pay_by_hand(&m, STRANGER, &typed, TOTAL).await;
        assert_eq!(purchase_state(&m, &placed).await, "paid", "{typed:?}");
    }
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_is_matched_by_phone_and_amount_if_exactly_one_purchase_fits() {
    let (m, kikoi) = market().await;
    let (one, other) = ("254712000111", "254712000222");
    let placed = bought(&m, &kikoi, one).await;
    let others = bought(&m, &kikoi, other).await;
    let receipt = pay_by_hand(&m, one, "rent november", TOTAL).await;
    assert_eq!(state(&m, &receipt).await, "kept");
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    assert_eq!(purchase_state(&m, &others).await, "open");

    // Two of the same amount by the same phone: nobody guesses.
    bought(&m, &kikoi, other).await;
    let receipt = pay_by_hand(&m, other, "?", TOTAL).await;
    assert_eq!(state(&m, &receipt).await, "unmatched");
    assert_eq!(purchase_state(&m, &others).await, "open");
    assert_eq!(m.open_cases().await, ["unmatched"]);
    assert_eq!(suspense(&m).await, shillings(TOTAL));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fits_nothing_lies_in_suspense_and_a_person_looks() {
    let (m, kikoi) = market().await;
    let placed = bought(&m, &kikoi, "254712000111").await;
    let receipt = pay_by_hand(&m, STRANGER, "0712000111", TOTAL).await;
    assert_eq!(state(&m, &receipt).await, "unmatched");
    assert_eq!(purchase_state(&m, &placed).await, "open");
    assert_eq!(m.open_cases().await, ["unmatched"]);
    assert_eq!(
        (cleared(&m).await, suspense(&m).await),
        (shillings(TOTAL), shillings(TOTAL))
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_add_up_while_the_goods_are_kept() {
    let (m, kikoi) = market().await;
    let buyer = "254712000111";
    let placed = bought(&m, &kikoi, buyer).await;
    let first = pay_by_hand(&m, buyer, &account(&placed), 300).await;
    assert_eq!(state(&m, &first).await, "waiting");
    assert_eq!(purchase_state(&m, &placed).await, "open");
    let desk = by_hand::desk(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((desk.came.minor(), desk.missing.minor()), (30_000, 22_500));
    // Once for the buyer, once for the shop.
    let story = m.timeline(placed.id).await;
    assert_eq!(story, ["placed", "part_came", "part_came"]);
    let mut shops = Tx::begin(&m.db.app, kikoi.shop).await.unwrap();
    let seen = orders::timeline::of_purchase(&mut *shops, placed.id)
        .await
        .unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].amount_and_reason(), ("30000", "22500"));
    drop(shops);
    m.assert_sound().await;

    // Longer than anybody has without a part.
    m.pass(90 * 60).await;
    m.sweep().await;
    assert_eq!(m.stock(kikoi.variant).await, (5, 1), "still held");

    // The rest by another phone, without the number's dashes.
    let rest = pay_by_hand(&m, STRANGER, &account(&placed), 225).await;
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    for receipt in [&first, &rest] {
        assert_eq!(state(&m, receipt).await, "kept");
    }
    let attempts: Vec<Attempt> = m.attempts(placed.id).await;
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].amount.minor(), shillings(TOTAL));
    assert_eq!(
        (cleared(&m).await, suspense(&m).await),
        (shillings(TOTAL), 0)
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_matched_by_phone_and_the_amount_that_is_missing() {
    let (m, kikoi) = market().await;
    let buyer = "254712000111";
    let placed = bought(&m, &kikoi, buyer).await;
    pay_by_hand(&m, buyer, &account(&placed), 300).await;
    pay_by_hand(&m, buyer, "rest", 225).await;
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_is_the_buyers() {
    let (m, kikoi) = market().await;
    let buyer = "254712000111";
    let placed = bought(&m, &kikoi, buyer).await;
    pay_by_hand(&m, buyer, &account(&placed), TOTAL + 75).await;
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    assert_eq!(suspense(&m).await, 0);
    assert_eq!(credit(&m, buyer).await, 7_500);
    // The buyer and the shop read it.
    let why = ["amount_mismatch"; 2];
    assert_eq!(m.owed_because(placed.id).await, why);
    assert!(m.has_told("75").await);

    // All of it is there to be given back later, and no more.
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_payment_never_counts_twice() {
    let (m, kikoi) = market().await;
    let buyer = "254712000111";
    let placed = bought(&m, &kikoi, buyer).await;
    pay_by_hand(&m, buyer, &account(&placed), TOTAL).await;
    let again = pay_by_hand(&m, buyer, &account(&placed), TOTAL).await;
    assert_eq!(state(&m, &again).await, "owed_back");
    assert_eq!(m.owed_because(placed.id).await, ["double_payment"]);
    assert_eq!(credit(&m, buyer).await, shillings(TOTAL));
    assert_eq!(cleared(&m).await, 2 * shillings(TOTAL));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_confirmation_twice_has_one_effect() {
    let (m, kikoi) = market().await;
    // Registered at every start: it still tells once.
    by_hand::register(&m.market).await;
    let placed = bought(&m, &kikoi, "254712000111").await;
    let rule = ScenarioRule::for_msisdn(
        STRANGER,
        Scenario {
            callback: CallbackKnob::Duplicate { count: 5 },
            ..Scenario::default()
        },
    );
    m.simulator().put_scenario(rule).unwrap();
    let receipt = pay_by_hand(&m, STRANGER, &account(&placed), TOTAL).await;
    assert_eq!(state(&m, &receipt).await, "kept");
    let before = m.footprint().await;
    let url = address(&m, "/mpesa/c2b/v2/registerurl", "ConfirmationURL");
    let body = confirmation(&receipt, &account(&placed), "525.00");
    assert_eq!(post(&url, body).await, 200);
    let_it_arrive(&m).await;
    m.sweep().await;
    assert_eq!(m.footprint().await, before);
    assert_eq!(cleared(&m).await, shillings(TOTAL));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_comes_after_the_end_is_the_buyers() {
    let (m, kikoi) = market().await;
    let buyer = "254712000111";
    let placed = bought(&m, &kikoi, buyer).await;
    m.pass(20 * 60).await;
    m.sweep().await;
    assert_eq!(purchase_state(&m, &placed).await, "expired");
    let receipt = pay_by_hand(&m, buyer, &account(&placed), TOTAL).await;
    assert_eq!(state(&m, &receipt).await, "owed_back");
    assert_eq!(m.owed_because(placed.id).await, ["late_payment"]);
    assert_eq!(credit(&m, buyer).await, shillings(TOTAL));
    assert_eq!(suspense(&m).await, 0);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_purchase_that_ends_are_the_buyers() {
    let (m, kikoi) = market().await;
    let buyer = "254712000111";
    let expired = bought(&m, &kikoi, buyer).await;
    let cancelled = bought(&m, &kikoi, buyer).await;
    let one = pay_by_hand(&m, buyer, &account(&expired), 300).await;
    let other = pay_by_hand(&m, buyer, &account(&cancelled), 100).await;
    cancel::by_buyer(&m.market, holder(cancelled.id), cancelled.id)
        .await
        .unwrap();
    m.pass(125 * 60).await;
    m.sweep().await;
    m.run_jobs().await;
    m.sweep().await;
    assert_eq!(purchase_state(&m, &expired).await, "expired");
    for receipt in [&one, &other] {
        assert_eq!(state(&m, receipt).await, "owed_back");
    }
    assert_eq!(credit(&m, buyer).await, 40_000);
    assert_eq!(
        (suspense(&m).await, m.stock(kikoi.variant).await),
        (0, (5, 0))
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_went_to_others_meanwhile_are_not_sold_twice() {
    let (m, _) = market().await;
    let shop = m.shop("Duka la Pili", Country::Kenya).await;
    let last = m.product(shop, 50_000, 1).await;
    let buyer = "254712000111";
    let placed = bought(&m, &last, buyer).await;
    // A prompt that was refused gives the hold up; somebody else buys.
    let refused = m.pay(&placed, &phone("+254703456059")).await;
    assert_eq!(refused.state.as_str(), "refused");
    let other = bought(&m, &last, STRANGER).await;
    pay_by_hand(&m, STRANGER, &account(&other), TOTAL).await;
    let receipt = pay_by_hand(&m, buyer, &account(&placed), TOTAL).await;
    assert_eq!(state(&m, &receipt).await, "owed_back");
    assert_eq!(purchase_state(&m, &placed).await, "cancelled");
    assert_eq!(m.owed_because(placed.id).await, ["sold_out"]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_paid_although_the_queue_lost_every_job() {
    let (m, kikoi) = market().await;
    let placed = bought(&m, &kikoi, "254712000111").await;
    let receipt = send(&m, STRANGER, &account(&placed), TOTAL).await;
    m.pass(1).await;
    assert!(m.lose_jobs().await > 0, "the confirmation's");
    m.pass(5).await;
    m.sweep().await;
    m.pass(1).await;
    assert_eq!(state(&m, &receipt).await, "verified");
    assert_eq!(m.lose_jobs().await, 1, "the answer's");
    m.assert_sound().await;
    m.pass(5).await;
    m.sweep().await;
    assert_eq!(state(&m, &receipt).await, "kept");
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    m.assert_sound().await;
}
