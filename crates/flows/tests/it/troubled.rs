//! A provider in trouble: nobody guesses, everybody asks, and each attempt ends where the provider's books say.

use std::time::Duration;

use flows::Providers;
use kernel::{Id as _, Refusal};
use payments::Attempt;
use payments::provider::ProviderName;
use rehearsal::{MTN_APPROVES, Opening, Product, TOKEN, TestMarket, phone};
use serde_json::json;
use simulator::{CallbackKnob, DeliverRequest, Outcome, Scenario, ScenarioRule, Transport};

/// One transport trouble on the first request, an honest provider afterwards, no callback ever.
async fn troubled(m: &TestMarket, transport: Transport) -> (flows::place::Placed, Attempt) {
    let phone = m.phone();
    let calm = Scenario {
        outcome: Outcome::Success,
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    let rule = ScenarioRule {
        times: Some(1),
        ..ScenarioRule::for_msisdn(
            phone.digits(),
            Scenario {
                transport,
                ..calm.clone()
            },
        )
    };
    let shop = m.shop("Blue Basket", countries::Country::Zambia).await;
    let wrap = m.product(shop, 10_000, 3).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &phone).await;
    m.simulator().put_scenario(rule).unwrap();
    m.run_jobs().await;
    m.scenario(&phone, calm);
    let after = m.attempt(attempt.id).await;
    assert_eq!(after.state.as_str(), "unclear");
    assert_eq!(m.status(placed.id).await.as_str(), "UNCLEAR");
    assert_eq!(m.stock_of(&placed).await, (3, 1), "stock follows the money");
    assert_eq!(m.cleared().await, 0);
    (placed, after)
}

async fn heal(m: &TestMarket, placed: &flows::place::Placed) {
    for _ in 0..3 {
        m.pass(11).await;
        m.sweep().await;
        m.run_jobs().await;
    }
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.stock_of(placed).await, (2, 0));
    assert_eq!(
        m.simulator().transactions().len(),
        1,
        "one deposit, whatever it took"
    );
    m.assert_sound().await;
    m.assert_books_agree().await;
}

fn impatient() -> Opening {
    Opening {
        request_timeout_ms: 1_500,
        ..Opening::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_heard_but_did_not_answer_is_asked_about_and_never_sent_again() {
    for transport in [
        Transport::ServerErrorAfter { code: 500 },
        Transport::ServerErrorAfter { code: 503 },
        Transport::ResetAfter,
        Transport::MalformedJson,
        Transport::HtmlErrorPage,
    ] {
        let m = TestMarket::open().await;
        let (placed, attempt) = troubled(&m, transport.clone()).await;
        heal(&m, &placed).await;
        assert_eq!(m.prompts(&attempt), 1, "{transport:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_never_heard_is_sent_again_with_the_same_reference() {
    for transport in [
        Transport::ServerErrorBefore { code: 500 },
        Transport::ClientError { code: 429 },
        Transport::ResetBefore,
    ] {
        let m = TestMarket::open().await;
        let (placed, attempt) = troubled(&m, transport.clone()).await;
        heal(&m, &placed).await;
        assert_eq!(m.prompts(&attempt), 2, "{transport:?}");
        assert_eq!(m.attempts(placed.id).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_hangs_or_dawdles_leaves_it_unclear_and_then_tells() {
    for (transport, prompts) in [
        (Transport::HangAfter, 1),
        (Transport::Slow { ms: 3_000 }, 1),
        (Transport::HangBefore, 2),
    ] {
        let m = TestMarket::open_with(impatient()).await;
        let (placed, attempt) = troubled(&m, transport.clone()).await;
        heal(&m, &placed).await;
        assert_eq!(m.prompts(&attempt), prompts, "{transport:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_timer_ever_ends_what_is_unclear() {
    let m = TestMarket::open().await;
    let phone = m.phone();
    let scenario = Scenario {
        outcome: Outcome::Success,
        callback: CallbackKnob::None,
        transport: Transport::ServerErrorAfter { code: 500 },
        status_transport: Transport::ServerErrorBefore { code: 500 },
        ..Scenario::default()
    };
    m.scenario(&phone, scenario.clone());
    let shop = m.shop("Blue Basket", countries::Country::Zambia).await;
    let wrap = m.product(shop, 10_000, 3).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &phone).await;
    m.run_jobs().await;
    for trouble in [
        Transport::ServerErrorBefore { code: 500 },
        Transport::ResetBefore,
        Transport::MalformedJson,
        Transport::HtmlErrorPage,
        Transport::ClientError { code: 404 },
    ] {
        let rule = ScenarioRule::for_id(
            attempt.reference.uuid(),
            Scenario {
                status_transport: trouble.clone(),
                ..scenario.clone()
            },
        );
        m.simulator().put_scenario(rule).unwrap();
        m.pass(7 * 3_600).await;
        let swept = m.sweep().await;
        assert_eq!(
            (swept.asked, swept.expired, swept.failed),
            (1, 0, 0),
            "{trouble:?}"
        );
        assert_eq!(
            m.attempt(attempt.id).await.state.as_str(),
            "unclear",
            "{trouble:?}"
        );
        assert_eq!(m.stock_of(&placed).await, (3, 1));
    }
    m.assert_sound().await;
}

/// A market with one provider, that knows nobody else to ask.
pub(crate) async fn with_one_provider() -> (TestMarket, Product) {
    let (mut m, wrap) = TestMarket::with_product(10_000, 3).await;
    let alone = m
        .market
        .providers
        .get(ProviderName::PawaPay)
        .unwrap()
        .clone();
    m.market.providers = Providers::new(vec![alone]);
    (m, wrap)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_leaves_it_unclear_and_gets_it_once_it_is_back() {
    let (mut m, wrap) = with_one_provider().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.stop_simulator().await;
    let attempt = m.start(&placed, &phone(MTN_APPROVES)).await;
    m.run_jobs().await;
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "unclear");
    m.pass_here(30);
    m.sweep().await;
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "unclear");

    m.start_simulator().await;
    heal(&m, &placed).await;
    assert_eq!(m.attempts(placed.id).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_arrived_is_refused_after_a_quarter_of_an_hour_and_frees_the_stock() {
    let (mut m, wrap) = with_one_provider().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.stop_simulator().await;
    let attempt = m.start(&placed, &phone(MTN_APPROVES)).await;
    m.run_jobs().await;
    m.pass_here(5 * 60);
    m.start_simulator().await;

    // Absent, but too old to be sent again and too young to be given up.
    m.sweep().await;
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "unclear");
    assert_eq!(m.stock_of(&placed).await, (3, 1));
    m.pass_here(11 * 60);
    m.sweep().await;
    assert_eq!(
        m.attempt(attempt.id).await.refusal(),
        Some(Refusal::NeverArrived)
    );
    assert_eq!(m.stock_of(&placed).await, (3, 0));
    assert_eq!(m.status(placed.id).await.as_str(), "FAILED");
    assert_eq!(m.prompts(&attempt), 0);

    // Another try is welcome.
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_answer_is_asked_about() {
    let (m, wrap) = TestMarket::with_product(10_000, 3).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &phone(MTN_APPROVES)).await;
    // As if a process had died between the call and its memory of it.
    let deposit = json!({
        "depositId": attempt.reference.uuid(), "amount": "125", "currency": "ZMW",
        "payer": {"type": "MMO", "accountDetails": {
            "phoneNumber": attempt.phone.digits(), "provider": "MTN_MOMO_ZMB"}},
    });
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let answer = client
        .post(format!("{}/v2/deposits", m.simulator().dialect_url()))
        .bearer_auth(TOKEN)
        .json(&deposit)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);

    m.run_jobs().await;
    assert_eq!(m.prompts(&attempt), 2);
    heal(&m, &placed).await;
    assert!(
        m.attempt_states(placed.id)
            .await
            .contains(&"unclear".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_the_provider_refuses_is_ours_to_mend_and_frees_the_stock() {
    let (m, wrap) = with_one_provider().await;
    let account = simulator::Account {
        deposits_allowed: false,
        ..simulator::Account::default()
    };
    m.simulator().set_account(account);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &phone(MTN_APPROVES)).await;
    assert_eq!(attempt.refusal(), Some(Refusal::Configuration));
    assert_eq!(m.stock_of(&placed).await, (3, 0));
    assert_eq!(m.status(placed.id).await.as_str(), "FAILED");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_cannot_be_kept_is_not_acknowledged() {
    let (m, wrap) = TestMarket::with_product(10_000, 3).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    m.db.app.close().await;
    let delivered = m
        .simulator()
        .deliver(attempt.reference.uuid(), DeliverRequest::default())
        .await
        .unwrap();
    assert_eq!(delivered[0].status, Some(503));
}

/// Whoever asked is told to come again, as when it cannot be reached at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_shuts_down_under_a_query_is_away() {
    let (m, _) = TestMarket::with_product(10_000, 1).await;
    let broken = sqlx::query("select pg_terminate_backend(pg_backend_pid())")
        .execute(&m.db.app)
        .await
        .unwrap_err();
    assert!(flows::Error::from(broken).is_passing());
}
