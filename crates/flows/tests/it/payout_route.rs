//! By whom a payout is sent: whoever reaches the destination and does well at it, whatever taking money is like there.

use flows::payout::PayoutError;
use flows::route::{Weather, watch};
use kernel::Network;
use payments::health::Standing;
use payments::provider::ProviderName;
use rehearsal::{Product, TestMarket, phone, wallet};
use simulator::{Code, Dialect, Outcome, Scenario, ScenarioRule};

use crate::routing::operator_for;

const MTN: kernel::Method = kernel::Method::MobileMoney(Network::MtnZambia);

/// A shop with one complete sale, paid on MTN.
async fn with_earnings() -> (TestMarket, Product) {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    (m, wrap)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_says_it_sends_nothing_is_passed_over() {
    let (m, wrap) = with_earnings().await;
    operator_for(&m, "MTN_MOMO_ZMB", "payout", "CLOSED").await;
    watch(&m.market).await.unwrap();
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    assert_eq!(payout.provider, ProviderName::MtnMomo);
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_no_money_is_no_reason_to_send_none() {
    let (m, wrap) = with_earnings().await;
    operator_for(&m, "MTN_MOMO_ZMB", "deposit", "CLOSED").await;
    watch(&m.market).await.unwrap();
    let now = m.now();
    let collecting = Weather::read(&m.market).await.unwrap();
    assert_eq!(
        collecting.standing(ProviderName::PawaPay, MTN),
        Standing::Down
    );
    let paying = Weather::of_payouts(&m.market.pools.app, now).await.unwrap();
    assert_eq!(paying.standing(ProviderName::PawaPay, MTN), Standing::Up);
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    assert_eq!(payout.provider, ProviderName::PawaPay);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_gets_through_the_money_stays_and_the_shop_reads_why() {
    let (m, wrap) = with_earnings().await;
    let airtel = wallet(&phone("+260971234567"), Network::AirtelZambia);
    m.paid_to(wrap.shop, &airtel).await;
    operator_for(&m, "AIRTEL_OAPI_ZMB", "payout", "CLOSED").await;
    watch(&m.market).await.unwrap();
    let before = m.footprint().await;
    let refused = m.pay_out(wrap.shop, "a").await;
    assert!(matches!(refused, Err(PayoutError::Down)), "{refused:?}");
    assert_eq!(m.footprint().await, before);
    operator_for(&m, "AIRTEL_OAPI_ZMB", "payout", "OPERATIONAL").await;
    watch(&m.market).await.unwrap();
    m.pay_out(wrap.shop, "a").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_payouts_tell_how_a_provider_does() {
    let (m, wrap) = with_earnings().await;
    let away = Scenario {
        outcome: Outcome::Fail(
            Code::try_from("PROVIDER_TEMPORARILY_UNAVAILABLE".to_owned()).unwrap(),
        ),
        ..Scenario::default()
    };
    let rule = ScenarioRule {
        dialect: Some(Dialect::Pawapay),
        ..ScenarioRule::everybody(away)
    };
    m.simulator().put_scenario(rule).unwrap();
    for nth in 0..5 {
        let payout = m.pay_out(wrap.shop, &nth.to_string()).await.unwrap();
        assert_eq!(payout.provider, ProviderName::PawaPay, "{nth}");
        m.run_jobs().await;
        m.let_money_arrive().await;
        assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "failed");
    }
    watch(&m.market).await.unwrap();
    let payout = m.pay_out(wrap.shop, "other").await.unwrap();
    assert_eq!(payout.provider, ProviderName::MtnMomo);
    m.run_jobs().await;
    m.let_money_arrive().await;
    watch(&m.market).await.unwrap();
    let weather = Weather::of_payouts(&m.market.pools.app, m.now())
        .await
        .unwrap();
    let of_mtn = weather
        .known()
        .iter()
        .find(|health| health.provider == ProviderName::MtnMomo && health.method == MTN)
        .unwrap();
    assert_eq!((of_mtn.arrived, of_mtn.troubled), (1, 0));
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_more_than_one_transfer_carries_stays_for_the_next() {
    let (m, wrap) = TestMarket::with_product(1_500_000, 5).await;
    for _ in 0..2 {
        let placed = m.sold(&[(&wrap, 1)]).await;
        m.earned(&placed, wrap.shop).await;
    }
    let before = m.statement(wrap.shop).await;
    let available = before.earnings.available.minor();
    let looked = flows::payout::outlook(&m.market, &before.paid_to, &before.earnings).await;
    let first = m.pay_out(wrap.shop, "a").await.unwrap();
    assert_eq!(looked.unwrap(), first.amount, "it was said before");
    assert_eq!(first.amount.minor(), 2_000_000);
    let left = m.earnings(wrap.shop).await.available.minor();
    assert_eq!(left, available - 2_000_000);
    let second = m.pay_out(wrap.shop, "b").await.unwrap();
    assert_eq!(second.amount.minor(), left);
    m.run_jobs().await;
    m.let_money_arrive().await;
    m.assert_sound().await;
    m.assert_books_agree().await;
}
