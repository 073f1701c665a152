//! Cards on Stripe's own page: another provider, the same rules.

use flows::place::Placed;
use flows::{Providers, cancel};
use kernel::{Currency, Id as _, Method, Money, Refusal};
use payments::Attempt;
use payments::provider::{Operation, ProviderName};
use rehearsal::{Product, TestMarket, holder, phone};
use serde_json::json;
use simulator::{
    CallbackKnob, Code, DeliverRequest, Kind, Outcome, Report, ReportIn, Scenario, SignatureKnob,
    Transaction, Transport,
};

use crate::cards::{by_card, client, everybody, press};

pub(crate) const GOOD_CARD: &str = "4242424242424242";
pub(crate) const EMPTY_CARD: &str = "4000000000009995";
const ASKED_CARD: &str = "4000002500003155";

/// A market whose cards go to Stripe.
async fn with_stripe() -> (TestMarket, Product) {
    let (mut m, wrap) = TestMarket::with_product(10_000, 5).await;
    let get = |name| m.market.providers.get(name).unwrap().clone();
    let chosen = vec![get(ProviderName::PawaPay), get(ProviderName::Stripe)];
    m.market.providers = Providers::new(chosen);
    (m, wrap)
}

async fn at_the_page(m: &TestMarket, wrap: &Product) -> (Placed, Attempt) {
    let placed = m.place(&[(wrap, 1)]).await;
    let attempt = by_card(m, &placed).await;
    assert_eq!(attempt.provider, ProviderName::Stripe);
    assert_eq!(attempt.state.as_str(), "redirected");
    (placed, attempt)
}

/// A purchase that a card has paid.
async fn paid(m: &TestMarket, wrap: &Product) -> (Placed, Attempt) {
    let (placed, attempt) = at_the_page(m, wrap).await;
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    (placed, attempt)
}

/// The payment of an attempt in the provider's books.
fn payment(m: &TestMarket, attempt: &Attempt) -> Transaction {
    let reference = attempt.reference.to_string();
    m.simulator().find(&reference).unwrap()
}

fn refunds(m: &TestMarket) -> usize {
    let all = m.simulator().transactions();
    all.iter().filter(|t| t.kind == Kind::Refund).count()
}

/// How many requests of that path reached the provider.
fn posted(m: &TestMarket, path: &str) -> usize {
    let requests = m.simulator().requests();
    let ours = |r: &&simulator::Recorded| r.method == "POST" && r.path == path;
    requests.iter().filter(ours).count()
}

async fn answer_the_bank(question: &str, answer: &str) -> Option<String> {
    let form = [("answer", answer)];
    let answered = client().post(question).form(&form).send().await.unwrap();
    let to = answered.headers().get("location")?;
    Some(to.to_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_pays_on_the_providers_page_however_it_is_told() {
    for callback in [
        CallbackKnob::Normal,
        CallbackKnob::None,
        CallbackKnob::Duplicate { count: 20 },
        CallbackKnob::Reordered,
        CallbackKnob::BeforeResponse,
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{callback:?}");
        let scenario = Scenario {
            callback,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        let page = attempt.redirect_url.as_deref().unwrap();
        assert!(
            page.contains("/c/pay/cs_test_") && page.contains('#'),
            "{page}"
        );

        // Declined there, the page stays open, and so does the attempt.
        assert_eq!(press(&attempt, "pay", EMPTY_CARD).await, None);
        m.let_money_arrive().await;
        assert!(m.attempt(attempt.id).await.state.is_open(), "{how}");
        assert_eq!(m.stock(wrap.variant).await, (5, 1), "still held: {how}");

        let back = press(&attempt, "pay", GOOD_CARD).await.unwrap();
        assert!(back.contains("/payment/callback?order=SK-"), "{back}");
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        // Old news after the new ones, and the end of a page's time, change nothing.
        m.pass(3_600).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        assert_eq!(m.stock(wrap.variant).await, (4, 0), "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn flutterwave_is_asked_for_cards_first_and_stripe_where_it_is_not() {
    let (m, _) = TestMarket::with_product(10_000, 5).await;
    let picked = |code: &str, minor| {
        let amount = Money::new(minor, code.parse().unwrap());
        let picked = m
            .market
            .providers
            .pick(Operation::Collect, amount, Method::Card);
        picked.map(|provider| provider.name())
    };
    for currency in [Currency::ZMW, Currency::KES] {
        assert_eq!(
            picked(currency.code(), 100_000),
            Ok(ProviderName::Flutterwave)
        );
    }
    // More than it takes.
    assert_eq!(picked("ZMW", 60_000_000), Ok(ProviderName::Stripe));
    assert!(picked("UGX", 100_000).is_err());
    let stripe = m.market.providers.get(ProviderName::Stripe).unwrap();
    let amount = Money::new(100_000, Currency::ZMW);
    let pay_out = stripe.supports(Operation::PayOut, amount, Method::Card);
    assert!(pay_out.is_err(), "nothing is paid out here");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_banks_question_is_answered_on_its_own_page() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    let question = press(&attempt, "pay", ASKED_CARD).await.unwrap();
    m.let_money_arrive().await;
    assert!(m.attempt(attempt.id).await.state.is_open(), "it waits");

    assert_eq!(answer_the_bank(&question, "fail").await, None);
    m.let_money_arrive().await;
    assert!(
        m.attempt(attempt.id).await.state.is_open(),
        "another try is free"
    );

    let question = press(&attempt, "pay", ASKED_CARD).await.unwrap();
    answer_the_bank(&question, "complete").await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_decides_after_the_buyer_has_left_is_waited_for() {
    for (outcome, state) in [
        (Outcome::Success, "collected"),
        (Outcome::Fail(code("INSUFFICIENT_FUNDS")), "refused"),
    ] {
        let (m, wrap) = with_stripe().await;
        let scenario = Scenario {
            outcome,
            settle_after_ms: Some(3 * 3_600 * 1_000),
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        press(&attempt, "pay", GOOD_CARD).await.unwrap();
        for _ in 0..2 {
            m.pass(3_600).await;
            m.let_money_arrive().await;
            assert!(m.attempt(attempt.id).await.state.is_open(), "{state}");
        }
        assert_eq!(m.stock(wrap.variant).await, (5, 1), "still held");
        m.pass(3_600).await;
        m.let_money_arrive().await;
        let ended = m.attempt(attempt.id).await;
        assert_eq!(ended.state.as_str(), state);
        if state == "collected" {
            assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        } else {
            assert_eq!(ended.refusal(), Some(Refusal::InsufficientBalance));
            assert_eq!(m.stock(wrap.variant).await, (5, 0), "free again");
        }
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

fn code(text: &str) -> Code {
    Code::try_from(text.to_owned()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_left_is_over_with_its_time_and_another_way_is_open() {
    for tried in [false, true] {
        let (m, wrap) = with_stripe().await;
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        if tried {
            press(&attempt, "pay", EMPTY_CARD).await;
        }
        press(&attempt, "cancel", "").await.unwrap();
        m.pass(30 * 60).await;
        m.let_money_arrive().await;
        let state = m.attempt(attempt.id).await.state;
        assert!(state.is_open(), "somebody may still come back");
        m.pass(6 * 60).await;
        m.let_money_arrive().await;
        let ended = m.attempt(attempt.id).await;
        let why = if tried {
            Refusal::InsufficientBalance
        } else {
            Refusal::Expired
        };
        assert_eq!(ended.refusal(), Some(why));
        assert_eq!(m.stock(wrap.variant).await, (5, 0), "free again");
        assert_eq!(press(&attempt, "pay", GOOD_CARD).await, None, "it is over");
        m.pay(&placed, &phone(rehearsal::MTN_APPROVES)).await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_lost_on_the_way_is_asked_for_again_under_the_same_key() {
    for (transport, sessions) in [
        (Transport::ServerErrorBefore { code: 503 }, 1),
        (Transport::ClientError { code: 409 }, 1),
        (Transport::SpikeArrest, 1),
        (Transport::ResetBefore, 1),
        (Transport::ResetAfter, 1),
        (Transport::MalformedJson, 1),
        (Transport::HtmlErrorPage, 1),
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{transport:?}");
        let scenario = Scenario {
            transport,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = by_card(&m, &placed).await;
        assert_eq!(attempt.state.as_str(), "unclear", "{how}");
        m.simulator().clear_scenarios().unwrap();
        m.let_money_arrive().await;
        let attempt = m.attempt(attempt.id).await;
        assert_eq!(attempt.state.as_str(), "redirected", "{how}");
        assert_eq!(m.simulator().transactions().len(), sessions, "{how}");
        assert!(posted(&m, "/v1/checkout/sessions") >= 2, "{how}");
        press(&attempt, "pay", GOOD_CARD).await.unwrap();
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_is_repeated_for_ever_ends_in_a_new_try() {
    let (m, wrap) = with_stripe().await;
    let scenario = Scenario {
        transport: Transport::ServerErrorAfter { code: 500 },
        ..Scenario::default()
    };
    everybody(&m, scenario);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = by_card(&m, &placed).await;
    m.simulator().clear_scenarios().unwrap();
    m.let_money_arrive().await;
    // The page is there, but nobody was ever told where, so nobody can pay on it.
    assert!(m.attempt(attempt.id).await.state.is_open());
    assert_eq!(m.attempt(attempt.id).await.redirect_url, None);
    m.pass(15 * 60).await;
    m.let_money_arrive().await;
    let ended = m.attempt(attempt.id).await;
    assert_eq!(ended.refusal(), Some(Refusal::NeverArrived));
    assert_eq!(m.simulator().transactions().len(), 1);
    let again = by_card(&m, &placed).await;
    press(&again, "pay", GOOD_CARD).await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_to_a_question_is_never_a_refusal() {
    for transport in [
        Transport::ServerErrorBefore { code: 500 },
        Transport::ClientError { code: 429 },
        Transport::ClientError { code: 404 },
        Transport::ResetAfter,
        Transport::HtmlErrorPage,
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{transport:?}");
        let scenario = Scenario {
            status_transport: transport,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        press(&attempt, "pay", GOOD_CARD).await.unwrap();
        m.let_money_arrive().await;
        assert!(m.attempt(attempt.id).await.state.is_open(), "{how}");
        everybody(&m, Scenario::default());
        let reference = attempt.reference.to_string();
        let rule = simulator::ScenarioRule {
            reference: Some(reference),
            ..simulator::ScenarioRule::default()
        };
        m.simulator().put_scenario(rule).unwrap();
        m.pass(60).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_event_that_is_signed_lately_by_our_secret_is_heard() {
    let (m, wrap) = with_stripe().await;
    let (_, attempt) = at_the_page(&m, &wrap).await;
    let before = m.footprint().await;
    let id = payment(&m, &attempt).id;
    let deliver = async |request| m.simulator().deliver(id, request).await.unwrap()[0].status;
    for knob in [
        SignatureKnob::Missing,
        SignatureKnob::WrongKey,
        SignatureKnob::UnknownKeyId,
        SignatureKnob::TamperedBody,
        SignatureKnob::StaleTimestamp,
        SignatureKnob::FutureTimestamp,
    ] {
        let request = DeliverRequest {
            signature: Some(knob),
            ..DeliverRequest::default()
        };
        assert_eq!(deliver(request).await, Some(401), "{knob:?}");
    }
    // Genuine, and about money that is none, or not ours to believe in.
    let live = json!({"livemode": true});
    let live = DeliverRequest {
        alter: live.as_object().cloned().unwrap(),
        ..DeliverRequest::default()
    };
    assert_eq!(deliver(live).await, Some(400));
    assert!(!m.has_jobs().await);
    assert_eq!(m.footprint().await, before);
    // While a secret is changed, one of two signatures is ours.
    let rolled = DeliverRequest {
        signature: Some(SignatureKnob::RotatedKey),
        body: Some(event(&attempt, "evt_1rolled", "payment_intent.processing")),
        ..DeliverRequest::default()
    };
    assert_eq!(deliver(rolled).await, Some(200));
    assert!(m.has_jobs().await);
}

/// An event as somebody who knows the secret could make it.
fn event(attempt: &Attempt, id: &str, kind: &str) -> String {
    let intent = json!({
        "id": "pi_3x", "object": "payment_intent", "status": "succeeded", "amount_received": 13_000, "currency": "zmw",
        "metadata": {"soko_reference": attempt.reference.to_string()}, "livemode": false,
    });
    json!({"id": id, "object": "event", "type": kind, "livemode": false, "created": 1, "data": {"object": intent}})
        .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_event_says_is_a_hint_and_the_intent_is_the_fact() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    let id = payment(&m, &attempt).id;
    for (event_id, kind) in [
        ("evt_1a", "payment_intent.succeeded"),
        ("evt_1b", "payment_intent.canceled"),
        ("evt_1c", "payment_intent.payment_failed"),
    ] {
        let request = DeliverRequest {
            body: Some(event(&attempt, event_id, kind)),
            ..DeliverRequest::default()
        };
        let delivered = m.simulator().deliver(id, request).await.unwrap();
        assert_eq!(delivered[0].status, Some(200));
        m.run_jobs().await;
        assert!(m.attempt(attempt.id).await.state.is_open(), "{kind}");
        assert_eq!(m.cleared().await, 0, "{kind}");
    }
    press(&attempt, "pay", GOOD_CARD).await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_proves_nothing() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    let back = press(&attempt, "cancel", "").await.unwrap();
    assert!(
        back.contains("/payment/callback?order=SK-"),
        "the same way: {back}"
    );
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PENDING");
    assert_eq!(m.cleared().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_is_not_exactly_ours_is_set_aside() {
    for (report, why) in [
        (
            Report {
                amount: Some("12999".into()),
                r#in: ReportIn::Status,
                ..Report::default()
            },
            "amount_mismatch",
        ),
        (
            Report {
                currency: Some("kes".into()),
                r#in: ReportIn::Status,
                ..Report::default()
            },
            "currency_mismatch",
        ),
    ] {
        let (m, wrap) = with_stripe().await;
        let scenario = Scenario {
            report: Some(report),
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let (placed, attempt) = at_the_page(&m, &wrap).await;
        press(&attempt, "pay", GOOD_CARD).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "UNCLEAR");
        assert_eq!(m.open_cases().await, [why]);
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_declines_and_takes_the_money_later_is_believed_then() {
    let (m, wrap) = with_stripe().await;
    let scenario = Scenario {
        outcome: Outcome::LateSuccess {
            code: code("PROCESSING_ERROR"),
            after_seconds: 3_600,
        },
        ..Scenario::default()
    };
    everybody(&m, scenario);
    let (placed, attempt) = at_the_page(&m, &wrap).await;
    press(&attempt, "pay", GOOD_CARD).await;
    m.pass(36 * 60).await;
    m.let_money_arrive().await;
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "refused");
    m.pass(3_600).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_card_paid_goes_back_once_however_the_answer_is_lost() {
    for transport in [
        Transport::Ok,
        Transport::ServerErrorBefore { code: 503 },
        Transport::ServerErrorAfter { code: 500 },
        Transport::ClientError { code: 409 },
        Transport::ClientError { code: 429 },
        Transport::ResetAfter,
        Transport::MalformedJson,
    ] {
        let (m, wrap) = with_stripe().await;
        let how = format!("{transport:?}");
        let (placed, _) = paid(&m, &wrap).await;
        let scenario = Scenario {
            transport,
            // Nobody tells how it ended, so it has to be found out.
            callback: CallbackKnob::None,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        m.run_jobs().await;
        m.simulator().clear_scenarios().unwrap();
        m.let_money_arrive().await;
        m.pass(20 * 60).await;
        m.let_money_arrive().await;
        let all = m.refunds(placed.id).await;
        assert_eq!(all.len(), 1, "{how}: {all:?}");
        assert_eq!(all[0].provider, ProviderName::Stripe);
        assert_eq!(all[0].state.as_str(), "paid", "{how}: {all:?}");
        assert_eq!(refunds(&m), 1, "{how}: it moved once");
        assert_eq!(m.owed(placed.id).await, 0, "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_takes_its_time_is_waited_for_and_one_that_fails_is_store_credit() {
    for (outcome, state) in [
        (Outcome::Success, "paid"),
        (Outcome::Fail(code("EXPIRED_OR_CANCELED_CARD")), "failed"),
    ] {
        let (m, wrap) = with_stripe().await;
        let (placed, _) = paid(&m, &wrap).await;
        let scenario = Scenario {
            outcome,
            settle_after_ms: Some(3_600 * 1_000),
            ..Scenario::default()
        };
        everybody(&m, scenario);
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        m.let_money_arrive().await;
        assert!(m.refunds(placed.id).await[0].state.is_open(), "{state}");
        m.pass(3_600).await;
        m.let_money_arrive().await;
        let all = m.refunds(placed.id).await;
        assert_eq!((all.len(), all[0].state.as_str()), (1, state));
        assert_eq!(m.owed(placed.id).await, 0, "given, one way or the other");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_back_by_hand_is_not_sent_back_again() {
    let (m, wrap) = with_stripe().await;
    let (placed, attempt) = paid(&m, &wrap).await;
    let intent = attempt_intent(&m, &attempt).await;
    // Somebody at the dashboard was faster.
    let url = format!("{}/v1/refunds", m.simulator().dialect_url());
    let by_hand = client()
        .post(url)
        .bearer_auth(simulator::STRIPE_SECRET_KEY)
        .form(&[("payment_intent", intent.as_str())]);
    assert_eq!(by_hand.send().await.unwrap().status().as_u16(), 200);
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.let_money_arrive().await;
    let all = m.refunds(placed.id).await;
    assert_eq!((all.len(), all[0].state.as_str()), (1, "failed"), "{all:?}");
    assert_eq!(refunds(&m), 1);
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
}

/// The intent that paid, as our books have it.
async fn attempt_intent(m: &TestMarket, attempt: &Attempt) -> String {
    let mut tx = m.platform().await;
    sqlx::query_scalar("select provider_transaction from payment_attempts where id = $1")
        .bind(attempt.id.uuid())
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}
