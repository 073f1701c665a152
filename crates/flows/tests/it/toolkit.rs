//! What a provider tells beside payments: whose number it seems to be, and its news once more.

use flows::news_again::{NewsError, ask, ask_about};
use flows::pay::Pay;
use flows::suggest;
use flows::track::Mine;
use kernel::Network;
use payments::provider::ProviderName;
use rehearsal::{MTN_APPROVES, TestMarket, phone};
use simulator::{CallbackKnob, Outcome, Scenario};

use crate::cards::{by_card, client, everybody};

#[tokio::test(flavor = "multi_thread")]
async fn a_network_is_suggested_and_nobody_waits_for_a_provider_that_is_away() {
    let (mut m, _) = TestMarket::with_product(10_000, 5).await;
    let pawapay = m
        .market
        .providers
        .get(ProviderName::PawaPay)
        .unwrap()
        .clone();
    let predicted = pawapay.guess_network(&phone("+260763456789")).await;
    assert_eq!(predicted, Ok(Some(Network::MtnZambia)));
    let predicted = pawapay.guess_network(&phone("+254712345678")).await;
    assert_eq!(predicted, Ok(Some(Network::MpesaKenya)));
    // Not a network of ours, and not a number of anybody's there.
    for foreign in ["+250783456789", "+254733123456"] {
        assert_eq!(pawapay.guess_network(&phone(foreign)).await, Ok(None));
        assert_eq!(
            suggest::network(&m.market, &phone(foreign), Mine::default()).await,
            None
        );
    }
    m.stop_simulator().await;
    let unknown = suggest::network(&m.market, &phone("+254733123456"), Mine::default()).await;
    assert_eq!(unknown, None, "the person chooses");
    let known = suggest::network(&m.market, &phone("+260763456789"), Mine::default()).await;
    assert_eq!(known, Some(Network::MtnZambia), "by its first digits");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_kept_a_number_is_suggested_the_network_it_last_paid_with_and_strangers_are_not() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    // An MTN number by its digits, whose wallet is at Airtel now.
    let kept = m.phone();
    let success = Scenario {
        outcome: Outcome::Success,
        ..Scenario::default()
    };
    m.scenario(&kept, success);
    let placed = m.place(&[(&wrap, 1)]).await;
    let mine = Mine {
        person: None,
        opened: &[placed.id],
    };
    let before = suggest::network(&m.market, &kept, mine).await;
    assert_eq!(before, Some(Network::MtnZambia), "nothing is known yet");
    let wish = Pay {
        method: Network::AirtelZambia.into(),
        ..m.wish_to_pay(placed.id, &kept)
    };
    m.try_pay(wish).await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    let own = suggest::network(&m.market, &kept, mine).await;
    assert_eq!(own, Some(Network::AirtelZambia));
    let other = m.place(&[(&wrap, 1)]).await;
    for opened in [&[][..], &[other.id]] {
        let stranger = Mine {
            person: None,
            opened,
        };
        let told = suggest::network(&m.market, &kept, stranger).await;
        assert_eq!(told, Some(Network::MtnZambia), "as anybody can read it");
    }
}

/// How many callbacks about an attempt the provider has sent.
async fn told(m: &TestMarket, attempt: &payments::Attempt) -> usize {
    let url = format!("{}/_sim/callbacks", m.simulator().control_url());
    let answer = client().get(url).send().await.unwrap();
    let sent = answer.text().await.unwrap();
    sent.matches(&attempt.reference.to_string()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn news_that_were_lost_come_again_and_change_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let by = m.admin().await;
    let silent = Scenario {
        outcome: Outcome::Prompt,
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    everybody(&m, silent);
    let placed = m.place(&[(&wrap, 1)]).await;
    let waiting = m.pay(&placed, &m.phone()).await;
    let too_early = ask(&m.market, by, waiting.id).await;
    assert!(matches!(too_early, Err(NewsError::None)), "{too_early:?}");

    m.simulator().clear_scenarios().unwrap();
    let other = m.place(&[(&wrap, 1)]).await;
    let paid = m.pay(&other, &phone(MTN_APPROVES)).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(other.id).await.as_str(), "PAID");
    let before = told(&m, &paid).await;
    ask(&m.market, by, paid.id).await.unwrap();
    m.let_money_arrive().await;
    assert!(told(&m, &paid).await > before, "they came");
    assert_eq!(m.stock(wrap.variant).await.0, 4);
    assert_eq!(m.attempt(paid.id).await.state.as_str(), "collected");
    m.assert_sound().await;
    m.assert_books_agree().await;

    // A provider that repeats none says so.
    let third = m.place(&[(&wrap, 1)]).await;
    let card = by_card(&m, &third).await;
    let none = ask(&m.market, by, card.id).await;
    assert!(matches!(none, Err(NewsError::None)), "{none:?}");
    let number = m.purchase(other.id).await.number;
    ask_about(&m.market, by, number).await.unwrap();
    let nobody = ask(&m.market, by, m.market.source.id()).await;
    assert!(matches!(nobody, Err(NewsError::NotFound)));
}
