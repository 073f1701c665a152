//! Cards in Kenya on Paystack's page: nothing is told of what failed, so it is asked; refunds take their time.

use ::ledger::Account;
use countries::Country;
use flows::pay::{Pay, PayError};
use flows::place::Placed;
use flows::route::{NoRoute, Weather};
use flows::{Providers, cancel};
use kernel::{Currency, Method, Money, Refusal};
use payments::Attempt;
use payments::provider::{ProviderName, Unsupported};
use rehearsal::{Product, TestMarket, holder, phone};
use simulator::{
    CallbackKnob, DeliverRequest, Outcome, Scenario, ScenarioRule, SignatureKnob, Transport,
};

pub(crate) const GOOD_CARD: &str = "4084084084084081";
const DECLINED_CARD: &str = "4084080000005408";
pub(crate) const EMPTY_CARD: &str = "4084080000670037";

/// A Kenyan shop, in a market that reaches cards by Paystack alone.
pub(crate) async fn market() -> (TestMarket, Product) {
    let mut m = TestMarket::open().await;
    let shop = m.shop("Kilimani Kiondo", Country::Kenya).await;
    let basket = m.product(shop, 100_000, 5).await;
    let paystack = m.market.providers.get(ProviderName::Paystack).unwrap();
    m.market.providers = Providers::new(vec![paystack.clone()]);
    (m, basket)
}

fn everybody(m: &TestMarket, scenario: Scenario) {
    m.simulator()
        .put_scenario(ScenarioRule::everybody(scenario))
        .unwrap();
}

pub(crate) async fn by_card(m: &TestMarket, placed: &Placed) -> Result<Attempt, PayError> {
    let wish = Pay {
        method: Method::Card,
        ..m.wish_to_pay(placed.id, &phone("+254712345678"))
    };
    let attempt = m.try_pay(wish).await?;
    m.run_jobs().await;
    Ok(m.attempt(attempt.id).await)
}

/// A person presses a button on the hosted page. Where it sends them to, if it does.
async fn press(attempt: &Attempt, action: &str, card: &str) -> Option<String> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let url = attempt.redirect_url.clone().unwrap();
    let form = [("action", action), ("number", card)];
    let answer = client.post(url).form(&form).send().await.unwrap();
    let to = answer.headers().get("location")?;
    Some(to.to_str().unwrap().to_owned())
}

async fn cleared(m: &TestMarket) -> i64 {
    let mut tx = m.platform().await;
    let account = Account::ProviderClearing("paystack".to_owned());
    ::ledger::balance(&mut *tx, &account, Currency::KES)
        .await
        .unwrap()
        .minor()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_pays_on_the_page_with_a_callback_and_without() {
    for callback in [
        CallbackKnob::Normal,
        CallbackKnob::None,
        CallbackKnob::Duplicate { count: 20 },
        CallbackKnob::BeforeResponse,
    ] {
        let (m, basket) = market().await;
        let how = format!("{callback:?}");
        everybody(
            &m,
            Scenario {
                callback,
                ..Scenario::default()
            },
        );
        let placed = m.place(&[(&basket, 1)]).await;
        let attempt = by_card(&m, &placed).await.unwrap();
        assert_eq!(attempt.provider, ProviderName::Paystack);
        assert_eq!(attempt.state.as_str(), "redirected");
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PENDING", "{how}");

        // Two cards fail; nobody is told, and the page stays.
        for card in [DECLINED_CARD, EMPTY_CARD] {
            assert_eq!(press(&attempt, "pay", card).await, None);
            m.let_money_arrive().await;
            assert!(m.attempt(attempt.id).await.state.is_open());
        }
        assert_eq!(m.stock(basket.variant).await, (5, 1), "still held");

        let back = press(&attempt, "pay", GOOD_CARD).await.unwrap();
        assert!(back.contains("/payment/callback?order=SK-"), "{back}");
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        assert_eq!(cleared(&m).await, placed.total.minor(), "to the cent");
        let paid = m.simulator().totals();
        assert_eq!(paid[0].collected.plain(), placed.total.to_plain(2));
        assert_eq!(m.stock(basket.variant).await, (4, 0));
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_found_by_asking_when_the_page_is_over() {
    for (action, why) in [
        ("fail", Refusal::Unspecified),
        ("abandon", Refusal::Expired),
        ("cancel", Refusal::Expired),
    ] {
        let (m, basket) = market().await;
        let placed = m.place(&[(&basket, 1)]).await;
        let attempt = by_card(&m, &placed).await.unwrap();
        press(&attempt, action, GOOD_CARD).await;
        m.pass(20 * 60).await;
        m.let_money_arrive().await;
        assert!(m.attempt(attempt.id).await.state.is_open(), "{action}");
        m.pass(20 * 60).await;
        for _ in 0..3 {
            m.pass(301).await;
            m.let_money_arrive().await;
        }
        let refusal = m.attempt(attempt.id).await.refusal();
        assert_eq!(refusal, Some(why), "{action}");
        assert_eq!(m.stock(basket.variant).await, (5, 0), "free again");
        // Another try is another reference and another page.
        let again = by_card(&m, &placed).await.unwrap();
        assert_ne!(again.reference, attempt.reference);
        press(&again, "pay", GOOD_CARD).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pays_on_a_page_we_gave_up_is_heard_all_the_same() {
    let (m, basket) = market().await;
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = by_card(&m, &placed).await.unwrap();
    m.pass(40 * 60).await;
    for _ in 0..3 {
        m.pass(301).await;
        m.let_money_arrive().await;
    }
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "refused");
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(cleared(&m).await, placed.total.minor());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_not_failed_by_a_clock() {
    let (m, basket) = market().await;
    everybody(
        &m,
        Scenario {
            outcome: Outcome::Success,
            settle_after_ms: Some(2 * 3_600 * 1_000),
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = by_card(&m, &placed).await.unwrap();
    press(&attempt, "pay", GOOD_CARD).await;
    for _ in 0..6 {
        m.pass(15 * 60).await;
        m.let_money_arrive().await;
        assert!(m.attempt(attempt.id).await.state.is_open());
    }
    m.pass(3_600).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_address_was_lost_keeps_nobody_waiting() {
    let (m, basket) = market().await;
    everybody(
        &m,
        Scenario {
            transport: Transport::ServerErrorAfter { code: 502 },
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = by_card(&m, &placed).await.unwrap();
    m.simulator().clear_scenarios().unwrap();
    m.let_money_arrive().await;
    let lost = m.attempt(attempt.id).await;
    assert_eq!(lost.refusal(), Some(Refusal::NetworkUnavailable));
    assert_eq!(m.stock(basket.variant).await, (5, 0), "free again");
    assert_eq!(m.simulator().transactions().len(), 1, "one page");
    let again = by_card(&m, &placed).await.unwrap();
    press(&again, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_never_made_is_asked_for_again_under_the_same_reference() {
    let (m, basket) = market().await;
    everybody(
        &m,
        Scenario {
            transport: Transport::ServerErrorBefore { code: 503 },
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = by_card(&m, &placed).await.unwrap();
    assert_eq!(attempt.redirect_url, None);
    m.simulator().clear_scenarios().unwrap();
    m.let_money_arrive().await;
    let found = m.attempt(attempt.id).await;
    assert_eq!(found.state.as_str(), "redirected");
    assert_eq!(m.simulator().transactions().len(), 1);
    press(&found, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_is_not_signed_as_it_stands_changes_nothing() {
    let (m, basket) = market().await;
    everybody(
        &m,
        Scenario {
            callback: CallbackKnob::None,
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = by_card(&m, &placed).await.unwrap();
    press(&attempt, "pay", GOOD_CARD).await;
    let movement = m.simulator().find(&attempt.reference.to_string()).unwrap();
    for signature in [
        SignatureKnob::Missing,
        SignatureKnob::WrongKey,
        SignatureKnob::TamperedBody,
    ] {
        let request = DeliverRequest {
            signature: Some(signature),
            ..DeliverRequest::default()
        };
        let delivered = m.simulator().deliver(movement.id, request).await.unwrap();
        assert_eq!(delivered[0].status, Some(401), "{signature:?}");
    }
    m.run_jobs().await;
    assert_eq!(cleared(&m).await, 0, "nobody was asked");
    let genuine = DeliverRequest::default();
    let delivered = m.simulator().deliver(movement.id, genuine).await.unwrap();
    assert_eq!(delivered[0].status, Some(200));
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
}

/// A purchase paid by card and cancelled by its buyer; its refund begins with the next jobs.
async fn cancelled(m: &TestMarket, basket: &Product) -> Placed {
    let placed = m.place(&[(basket, 1)]).await;
    let attempt = by_card(m, &placed).await.unwrap();
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    placed
}

async fn refunds(m: &TestMarket, placed: &Placed) -> Vec<&'static str> {
    let refunds = m.refunds(placed.id).await;
    refunds.iter().map(|refund| refund.state.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_over_when_the_provider_says_so_with_news_of_it_and_without() {
    for callback in [CallbackKnob::Normal, CallbackKnob::None] {
        let (m, basket) = market().await;
        let placed = cancelled(&m, &basket).await;
        let slow = Scenario {
            settle_after_ms: Some(3_600 * 1_000),
            callback: callback.clone(),
            ..Scenario::default()
        };
        everybody(&m, slow);
        m.run_jobs().await;
        m.pass(1_800).await;
        m.let_money_arrive().await;
        assert_eq!(refunds(&m, &placed).await, ["sent"]);
        m.pass(1_800).await;
        m.run_jobs().await;
        if callback == CallbackKnob::Normal {
            assert_eq!(refunds(&m, &placed).await, ["paid"], "the news made us ask");
        }
        m.pass(3_600).await;
        m.let_money_arrive().await;
        assert_eq!(refunds(&m, &placed).await, ["paid"], "{callback:?}");
        assert_eq!(cleared(&m).await, 0);
        assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_whose_answer_was_lost_is_found_by_our_note_and_not_sent_twice() {
    for transport in [
        Transport::ServerErrorAfter { code: 500 },
        Transport::ResetAfter,
        Transport::MalformedJson,
    ] {
        let (m, basket) = market().await;
        let placed = cancelled(&m, &basket).await;
        everybody(
            &m,
            Scenario {
                transport,
                callback: CallbackKnob::None,
                ..Scenario::default()
            },
        );
        m.run_jobs().await;
        assert_eq!(refunds(&m, &placed).await, ["unclear"]);
        m.simulator().clear_scenarios().unwrap();
        m.let_money_arrive().await;
        assert_eq!(refunds(&m, &placed).await, ["paid"]);
        assert_eq!(m.simulator().transactions().len(), 2, "in once, back once");
        assert_eq!(cleared(&m).await, 0);
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_fails_becomes_store_credit() {
    let (m, basket) = market().await;
    let placed = cancelled(&m, &basket).await;
    everybody(
        &m,
        Scenario {
            outcome: Outcome::Fail("DECLINED".to_owned().try_into().unwrap()),
            ..Scenario::default()
        },
    );
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(refunds(&m, &placed).await, ["failed"]);
    assert_eq!(cleared(&m).await, placed.total.minor(), "it is still here");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_is_not_what_was_asked_is_set_aside() {
    let (m, basket) = market().await;
    everybody(
        &m,
        Scenario {
            report: Some(simulator::Report {
                amount: Some("100000".to_owned()),
                ..simulator::Report::default()
            }),
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = by_card(&m, &placed).await.unwrap();
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_ne!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.open_cases().await, ["amount_mismatch"]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_currency_it_does_not_take_hides_no_better_reason() {
    let m = TestMarket::open().await;
    let weather = Weather::read(&m.market).await.unwrap();
    let pick = |minor, currency| {
        let amount = Money::new(minor, currency);
        let picked = weather.route(&m.market, amount, Method::Card, &[]);
        picked.map(|provider| provider.name())
    };
    // Of those that do, the first is asked.
    let first = pick(10_000, Currency::KES);
    assert_eq!(first, Ok(ProviderName::Flutterwave));
    let too_large = pick(100_000_000_000, Currency::ZMW);
    assert!(
        matches!(
            too_large,
            Err(NoRoute::Unsupported(Unsupported::TooLarge { .. }))
        ),
        "{too_large:?}"
    );
}
