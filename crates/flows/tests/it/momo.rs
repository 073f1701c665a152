//! MTN's wallets by MTN's own interface: our reference is its key, and its callbacks come once, signed by nothing.

use ::ledger::Account;
use flows::{Providers, cancel};
use kernel::{Id as _, PhoneNumber, Refusal};
use payments::provider::{Prompt, ProviderError, ProviderName};
use payments::{Attempt, disbursement};
use rehearsal::{Opening, Product, TestMarket, holder, momo, momo_config};
use simulator::{
    Answer, CallbackKnob, CallbackMethod, CallbackShape, Code, Outcome, Scenario, ScenarioRule,
    Transport,
};
use std::sync::Arc;

/// A shop, in a market that reaches MTN by its own interface alone.
async fn market() -> (TestMarket, Product, PhoneNumber) {
    let (mut m, wrap) = TestMarket::with_product(10_000, 5).await;
    let momo = m.market.providers.get(ProviderName::MtnMomo).unwrap();
    m.market.providers = Providers::new(vec![momo.clone()]);
    let payer = m.phone();
    (m, wrap, payer)
}

fn pays() -> Scenario {
    Scenario {
        outcome: Outcome::Success,
        ..Scenario::default()
    }
}

fn fails(code: &str) -> Outcome {
    Outcome::Fail(Code::try_from(code.to_owned()).unwrap())
}

fn everybody(m: &TestMarket, scenario: Scenario) {
    m.simulator()
        .put_scenario(ScenarioRule::everybody(scenario))
        .unwrap();
}

/// How many requests reached a path that ends so.
fn calls(m: &TestMarket, method: &str, end: &str) -> usize {
    let requests = m.simulator().requests();
    let is_one = |r: &&simulator::Recorded| r.method == method && r.path.ends_with(end);
    requests.iter().filter(is_one).count()
}

async fn cleared(m: &TestMarket) -> i64 {
    m.balance(&Account::ProviderClearing("mtn_momo".to_owned()))
        .await
}

async fn refusal(m: &TestMarket, attempt: &Attempt) -> Option<Refusal> {
    m.attempt(attempt.id).await.refusal()
}

#[tokio::test(flavor = "multi_thread")]
async fn mtn_is_paid_with_callbacks_put_or_posted_and_without_any() {
    for (callback, callback_method) in [
        (CallbackKnob::Normal, CallbackMethod::Put),
        (CallbackKnob::Normal, CallbackMethod::Post),
        (CallbackKnob::None, CallbackMethod::Usual),
        (CallbackKnob::Duplicate { count: 20 }, CallbackMethod::Put),
        (CallbackKnob::BeforeResponse, CallbackMethod::Post),
    ] {
        let (m, wrap, payer) = market().await;
        let how = format!("{callback:?} {callback_method:?}");
        let scenario = Scenario {
            callback,
            callback_method,
            ..pays()
        };
        m.scenario(&payer, scenario);
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = m.pay(&placed, &payer).await;
        m.let_money_arrive().await;
        assert_eq!(attempt.provider, ProviderName::MtnMomo);
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        assert_eq!(cleared(&m).await, placed.total.minor());
        assert_eq!(m.stock(wrap.variant).await, (4, 0));
        assert_eq!(calls(&m, "POST", "/requesttopay"), 1, "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_is_not_paid_until_the_buyer_approves() {
    let (m, wrap, payer) = market().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    assert_eq!(attempt.state.as_str(), "awaiting_pin");
    assert_eq!(m.status(placed.id).await.as_str(), "PENDING");
    assert_eq!(cleared(&m).await, 0);
    m.answer(&attempt, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_behind_its_callback_is_asked_for_again() {
    let (m, wrap, payer) = market().await;
    let scenario = Scenario {
        status_lag_seconds: 40,
        ..pays()
    };
    m.scenario(&payer, scenario);
    let placed = m.place(&[(&wrap, 1)]).await;
    m.pay(&placed, &payer).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PENDING");
    m.pass(60).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_prompts_nobody_twice() {
    for transport in [
        Transport::ServerErrorAfter { code: 503 },
        Transport::ServerErrorBefore { code: 503 },
        Transport::HtmlErrorPage,
        Transport::ResetAfter,
        Transport::SpikeArrest,
    ] {
        let how = format!("{transport:?}");
        let (m, wrap, payer) = market().await;
        let scenario = Scenario {
            transport,
            ..pays()
        };
        let mut rule = ScenarioRule::for_msisdn(payer.digits(), scenario);
        rule.times = Some(1);
        m.simulator().put_scenario(rule).unwrap();
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = m.start(&placed, &payer).await;
        m.run_jobs().await;
        m.scenario(&payer, pays());
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        assert_eq!(m.simulator().transactions().len(), 1, "{how}");
        assert_eq!(m.attempts(placed.id).await.len(), 1);
        assert_eq!(cleared(&m).await, attempt.amount.minor());
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_that_is_known_there_is_said_to_be() {
    let (m, wrap, payer) = market().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    let again = Prompt {
        reference: attempt.reference,
        amount: attempt.amount,
        phone: payer,
        method: attempt.method,
        customer_message: "again".to_owned(),
        our_reference: "SK".to_owned(),
        return_url: String::new(),
        sent_at: m.now(),
    };
    let provider = m.market.providers.get(ProviderName::MtnMomo).unwrap();
    let told = provider.collect(&again).await;
    assert_eq!(told, Err(ProviderError::Duplicate));
    assert_eq!(m.simulator().transactions().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ran_out_there_is_renewed_and_the_prompt_leaves() {
    let (m, wrap, payer) = market().await;
    m.scenario(&payer, pays());
    let first = m.place(&[(&wrap, 1)]).await;
    m.pay(&first, &payer).await;
    // An hour passes there and not here.
    m.simulator().advance(3_601).await.unwrap();
    let second = m.place(&[(&wrap, 1)]).await;
    m.pay(&second, &payer).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(second.id).await.as_str(), "PAID");
    assert_eq!(calls(&m, "POST", "/collection/token/"), 2);
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_no_frees_the_goods_and_the_buyer_may_try_again() {
    for (code, why) in [
        ("APPROVAL_REJECTED", Refusal::NotApproved),
        ("NOT_ENOUGH_FUNDS", Refusal::InsufficientBalance),
        ("PAYER_NOT_FOUND", Refusal::PayerNotFound),
        ("PAYER_LIMIT_REACHED", Refusal::PayerLimit),
        ("COULD_NOT_PERFORM_TRANSACTION", Refusal::Expired),
        ("INTERNAL_PROCESSING_ERROR", Refusal::Unspecified),
    ] {
        for callback_shape in [CallbackShape::V2, CallbackShape::V1] {
            let (m, wrap, payer) = market().await;
            let scenario = Scenario {
                outcome: fails(code),
                callback_shape,
                ..Scenario::default()
            };
            m.scenario(&payer, scenario);
            let placed = m.place(&[(&wrap, 1)]).await;
            let attempt = m.pay(&placed, &payer).await;
            m.let_money_arrive().await;
            assert_eq!(refusal(&m, &attempt).await, Some(why), "{code}");
            assert_eq!(m.stock(wrap.variant).await, (5, 0));
            m.scenario(&payer, pays());
            m.pay(&placed, &payer).await;
            m.let_money_arrive().await;
            assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{code}");
            // A no is doubted for a day. Then it is over for good: nobody asks again, however long it takes.
            m.pass(24 * 3_600).await;
            m.let_money_arrive().await;
            assert_eq!(refusal(&m, &attempt).await, Some(why), "{code}");
            let reference = attempt.reference.to_string();
            let asked = calls(&m, "GET", &reference);
            assert!(asked > 1, "{code}: {asked}");
            m.pass(24 * 3_600).await;
            m.let_money_arrive().await;
            assert_eq!(calls(&m, "GET", &reference), asked, "{code}");
            m.assert_sound().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_after_the_window_is_believed_then() {
    let (m, wrap, payer) = market().await;
    let scenario = Scenario {
        outcome: Outcome::LateSuccess {
            code: Code::try_from("COULD_NOT_PERFORM_TRANSACTION".to_owned()).unwrap(),
            after_seconds: 600,
        },
        ..Scenario::default()
    };
    m.scenario(&payer, scenario);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    m.let_money_arrive().await;
    assert_eq!(refusal(&m, &attempt).await, Some(Refusal::Expired));
    m.pass(600).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_host_that_was_not_registered_is_our_set_up() {
    let (mut m, wrap, payer) = market().await;
    let url = m.simulator().dialect_url();
    let config = momo_config(url, "http://localhost:1", Opening::default());
    let momo = momo(config, m.market.source.clone());
    m.market.providers = Providers::new(vec![Arc::new(momo)]);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    assert_eq!(refusal(&m, &attempt).await, Some(Refusal::Configuration));
    assert_eq!(m.stock(wrap.variant).await, (5, 0), "free at once");
    assert_eq!(m.simulator().transactions().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_callback_at_mtns_address_changes_nothing() {
    let (m, wrap, payer) = market().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    let reference = attempt.reference.uuid();
    let body = format!(
        r#"{{"amount":"125","currency":"ZMW","externalId":"{reference}","status":"SUCCESSFUL","financialTransactionId":"1"}}"#
    );
    let url = &m.market.settings.public_url;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for tail in [format!("/{reference}"), format!("/{reference}.00ff")] {
        let url = format!("{url}/api/v1/payments/webhook/mtn_momo{tail}");
        let put = client.put(&url).body(body.clone()).send().await.unwrap();
        let post = client.post(&url).body(body.clone()).send().await.unwrap();
        assert_eq!((put.status().as_u16(), post.status().as_u16()), (401, 401));
    }
    m.run_jobs().await;
    assert!(m.attempt(attempt.id).await.state.is_open());
    assert_eq!(cleared(&m).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_is_not_what_was_asked_is_set_aside() {
    let (m, wrap, payer) = market().await;
    let scenario = Scenario {
        report: Some(simulator::Report {
            amount: Some("1".to_owned()),
            ..simulator::Report::default()
        }),
        ..pays()
    };
    m.scenario(&payer, scenario);
    let placed = m.place(&[(&wrap, 1)]).await;
    m.pay(&placed, &payer).await;
    m.let_money_arrive().await;
    assert_ne!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.open_cases().await, ["amount_mismatch"]);
    m.assert_sound().await;
}

/// A purchase that MTN's customer paid, cancelled, and whose refund does what `scenario` says.
async fn refunded(
    m: &TestMarket,
    wrap: &Product,
    payer: &PhoneNumber,
    scenario: Scenario,
) -> Vec<&'static str> {
    m.scenario(payer, pays());
    let placed = m.place(&[(wrap, 1)]).await;
    m.pay(&placed, payer).await;
    m.let_money_arrive().await;
    m.scenario(payer, scenario);
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.owed(placed.id).await, 0);
    let refunds = m.refunds(placed.id).await;
    assert!(refunds.iter().all(|r| r.provider == ProviderName::MtnMomo));
    refunds.iter().map(|refund| refund.state.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_mtn_collected_goes_back_by_its_own_reference() {
    for callback in [CallbackKnob::Normal, CallbackKnob::None] {
        let (m, wrap, payer) = market().await;
        let scenario = Scenario {
            callback,
            ..Scenario::default()
        };
        let states = refunded(&m, &wrap, &payer, scenario).await;
        assert_eq!(states, ["paid"]);
        assert_eq!(cleared(&m).await, 0);
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_fails_without_a_reason_is_not_tried_for_ever() {
    let (m, wrap, payer) = market().await;
    let scenario = Scenario {
        outcome: fails("INTERNAL_PROCESSING_ERROR"),
        ..Scenario::default()
    };
    let states = refunded(&m, &wrap, &payer, scenario).await;
    assert_eq!(states, ["failed"], "store credit, at once");
    m.pass(3_600).await;
    m.let_money_arrive().await;
    assert_eq!(calls(&m, "POST", "/refund"), 1);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_is_paid_out_once_whatever_becomes_of_the_answer() {
    for transport in [
        Transport::Ok,
        Transport::ServerErrorAfter { code: 500 },
        Transport::ServerErrorBefore { code: 503 },
    ] {
        let (m, wrap, payer) = market().await;
        m.scenario(&payer, pays());
        let placed = m.place(&[(&wrap, 1)]).await;
        m.pay(&placed, &payer).await;
        m.let_money_arrive().await;
        m.earned(&placed, wrap.shop).await;
        everybody(
            &m,
            Scenario {
                transport,
                ..Scenario::default()
            },
        );
        let asked = m.pay_out(wrap.shop, "a").await.unwrap();
        assert_eq!(asked.provider, ProviderName::MtnMomo);
        m.run_jobs().await;
        m.simulator().clear_scenarios().unwrap();
        m.let_money_arrive().await;
        let mut tx = m.platform().await;
        let payout = disbursement::find(&mut *tx, asked.id).await.unwrap();
        drop(tx);
        assert_eq!(payout.unwrap().state.as_str(), "paid");
        assert_eq!(m.simulator().transactions().len(), 2, "in once, out once");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}
