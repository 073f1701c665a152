//! A bank takes a card's money back: kept, asked of a person, and the shop's share of it waits.

use flows::cases::Decided;
use flows::payout::{self, When};
use kernel::Currency;
use moderation::Choice;
use payments::Attempt;
use payments::provider::ProviderName;
use rehearsal::TestMarket;
use serde_json::json;
use simulator::DeliverRequest;

use super::{paid, payment, with_stripe};
use crate::paystack;

/// News of a dispute, as Stripe sends them.
fn news(intent: &str, id: &str, kind: &str, status: &str) -> String {
    let dispute = json!({
        "id": "dp_1", "object": "dispute", "amount": 13_000, "currency": "zmw", "charge": "ch_1", "payment_intent": intent,
        "reason": "fraudulent", "status": status, "metadata": {}, "livemode": false,
    });
    json!({"id": id, "object": "event", "type": kind, "livemode": false, "created": 1, "data": {"object": dispute}})
        .to_string()
}

async fn tell(m: &TestMarket, attempt: &Attempt, body: String) {
    let id = payment(m, attempt).id;
    let request = DeliverRequest {
        body: Some(body),
        ..DeliverRequest::default()
    };
    let delivered = m.simulator().deliver(id, request).await.unwrap();
    assert_eq!(delivered[0].status, Some(200));
    m.run_jobs().await;
    m.sweep().await;
}

fn intent(attempt: &Attempt) -> String {
    attempt.original().transaction.unwrap()
}

async fn callbacks(m: &TestMarket) -> i64 {
    let mut tx = m.platform().await;
    sqlx::query_scalar("select count(*) from payment_callbacks where status like 'charge.dispute.%' and body <> ''")
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disputed_payment_is_a_case_and_its_money_waits_until_the_bank_decides() {
    for (end, outcome) in [("won", "won"), ("lost", "lost")] {
        let (m, wrap) = with_stripe().await;
        let (placed, _) = paid(&m, &wrap).await;
        let attempt = &m.attempts(placed.id).await[0];
        let intent = intent(attempt);
        m.deliver(&placed, wrap.shop).await;
        let created = || news(&intent, "evt_1", "charge.dispute.created", "needs_response");
        tell(&m, attempt, created()).await;
        tell(&m, attempt, created()).await;
        assert_eq!(callbacks(&m).await, 1, "kept once");
        assert_eq!(m.open_cases().await, ["disputed"]);
        let evidence = &m.cases().await[0].evidence;
        assert_eq!(evidence["problem"], "fraudulent: needs_response");
        assert_eq!(
            evidence["stated"],
            json!({"minor": 13_000, "currency": "ZMW"})
        );
        let told = m.timeline(placed.id).await;
        assert_eq!(told.iter().filter(|kind| **kind == "disputed").count(), 1);
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");

        m.complete_all().await;
        assert_eq!(m.orders(placed.id).await[0].state.as_str(), "delivered");
        assert_eq!(m.earnings(wrap.shop).await.available.minor(), 0);
        let waits = payout::waiting(&m.market, wrap.shop, Currency::ZMW)
            .await
            .unwrap();
        assert!(matches!(waits[0].when, When::Decided { .. }), "{waits:?}");

        let closed = news(&intent, "evt_2", "charge.dispute.closed", end);
        tell(&m, attempt, closed).await;
        assert_eq!(m.open_cases().await, [""; 0], "{outcome}");
        // What was told too late begins nothing anew.
        let late = news(&intent, "evt_3", "charge.dispute.updated", "needs_response");
        tell(&m, attempt, late).await;
        assert_eq!(m.open_cases().await, [""; 0], "{outcome}");
        m.sweep().await;
        assert_eq!(m.orders(placed.id).await[0].state.as_str(), "completed");
        assert_eq!(callbacks(&m).await, 3);
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_may_close_a_dispute_and_above_the_limit_two_must() {
    let (mut m, wrap) = with_stripe().await;
    let (placed, _) = paid(&m, &wrap).await;
    let attempt = &m.attempts(placed.id).await[0];
    m.deliver(&placed, wrap.shop).await;
    let created = news(&intent(attempt), "evt_1", "charge.dispute.created", "x");
    tell(&m, attempt, created).await;
    m.market.settings.second_admin = "ZMW 1".parse().unwrap();
    let decided = m.decide_payment(attempt.id, Choice::Close).await;
    assert_eq!(decided, Decided::Proposed);
    m.complete_all().await;
    assert_eq!(m.orders(placed.id).await[0].state.as_str(), "delivered");

    let (m, wrap) = with_stripe().await;
    let (placed, _) = paid(&m, &wrap).await;
    let attempt = &m.attempts(placed.id).await[0];
    m.deliver(&placed, wrap.shop).await;
    let created = news(&intent(attempt), "evt_1", "charge.dispute.created", "x");
    tell(&m, attempt, created).await;
    let decided = m.decide_payment(attempt.id, Choice::Close).await;
    assert_eq!(decided, Decided::Done);
    m.complete_all().await;
    assert_eq!(m.orders(placed.id).await[0].state.as_str(), "completed");
    m.assert_sound().await;
}

/// Events come in any order.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_before_it_began_is_over() {
    let (m, wrap) = with_stripe().await;
    let (placed, _) = paid(&m, &wrap).await;
    let attempt = &m.attempts(placed.id).await[0];
    let intent = intent(attempt);
    let closed = news(&intent, "evt_2", "charge.dispute.closed", "won");
    tell(&m, attempt, closed).await;
    let created = news(&intent, "evt_1", "charge.dispute.created", "x");
    tell(&m, attempt, created).await;
    assert_eq!(m.open_cases().await, [""; 0]);
    // Somebody else's payment at the same account.
    let other = news("pi_somebodys", "evt_9", "charge.dispute.created", "x");
    tell(&m, attempt, other).await;
    assert_eq!(callbacks(&m).await, 2);
    assert_eq!(m.open_cases().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn paystack_tells_by_our_reference() {
    let (m, basket) = paystack::market().await;
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = paystack::by_card(&m, &placed).await.unwrap();
    assert_eq!(attempt.provider, ProviderName::Paystack);
    crate::cards::press(&attempt, "pay", paystack::GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    let reference = attempt.reference.to_string();
    let news = |event: &str, status: &str| {
        json!({"event": event, "data": {
            "id": 358_950, "refund_amount": 13_000, "currency": "KES", "status": status, "resolution": null, "category": "chargeback",
            "transaction": {"id": 1, "reference": reference, "amount": 13_000, "currency": "KES"},
        }})
        .to_string()
    };
    let opened = news("charge.dispute.create", "awaiting-merchant-feedback");
    tell(&m, &attempt, opened).await;
    assert_eq!(m.open_cases().await, ["disputed"]);
    assert!(m.orders(placed.id).await[0].disputed_since.is_some());
    tell(&m, &attempt, news("charge.dispute.resolve", "resolved")).await;
    assert_eq!(m.open_cases().await, [""; 0]);
    assert!(m.orders(placed.id).await[0].disputed_since.is_none());
    m.assert_sound().await;
}
