//! Stripe's, MTN's and Paystack's statements: what is put wrong in them is what is found, no more and no less.

use countries::Country;
use flows::Providers;
use flows::pay::Pay;
use kernel::{Method, PhoneNumber};
use payments::provider::ProviderName;
use rehearsal::phone;
use simulator::{Dialect, Outcome, Scenario, ScenarioRule};

use super::*;
use crate::cards::press;

const SALES: usize = 8;
const REFUNDS: usize = 2;

/// A market that reaches one provider alone.
async fn only(name: ProviderName, country: Country, minor: i64) -> (TestMarket, Product) {
    let mut m = TestMarket::open().await;
    with_fees(&m);
    let shop = m.shop("A shop", country).await;
    let product = m.product(shop, minor, 40).await;
    let provider = m.market.providers.get(name).unwrap().clone();
    m.market.providers = Providers::new(vec![provider]);
    (m, product)
}

async fn sell_by_card(m: &TestMarket, product: &Product, buyer: &PhoneNumber) -> Placed {
    let placed = m.place(&[(product, 1)]).await;
    let wish = Pay {
        method: Method::Card,
        ..m.wish_to_pay(placed.id, buyer)
    };
    let attempt = m.try_pay(wish).await.unwrap();
    m.run_jobs().await;
    let attempt = m.attempt(attempt.id).await;
    let good = match attempt.provider {
        ProviderName::Stripe => "4242424242424242",
        _ => "4084084084084081",
    };
    press(&attempt, "pay", good).await.unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    placed
}

/// Two of the sales go back, and the statement with its faults is compared, then the true one.
async fn compare(
    m: &TestMarket,
    provider: ProviderName,
    dialect: Dialect,
    word: &str,
    sold: &[Placed],
) {
    for placed in &sold[..REFUNDS] {
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
    }
    m.run_jobs().await;
    m.let_money_arrive().await;
    for placed in &sold[..REFUNDS] {
        assert_eq!(m.owed(placed.id).await, 0, "it went back");
    }
    m.pass(2 * DAY_SECONDS + 3_600).await;
    let mut seen = BTreeMap::new();
    for seed in 1..=3 {
        let wanted = Wanted {
            faults: "0.6",
            seed,
            ..Wanted::of(word)
        };
        for fault in injected(m, wanted).await {
            *seen.entry(fault.fault).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), 4, "every kind of fault: {seen:?}");

    let wanted = Wanted {
        faults: "0.6",
        seed: 1,
        ..Wanted::of(word)
    };
    let faults = injected(m, wanted).await;
    assert!(!faults.is_empty());
    let csv = exported(m, wanted).await;
    import(m, provider, &csv, m.now()).await;
    let mut expected: BTreeMap<String, i64> = BTreeMap::new();
    for fault in &faults {
        *expected
            .entry(class_of(&fault.fault).to_owned())
            .or_default() += 1;
    }
    let of = |class: &str| expected.get(class).copied().unwrap_or_default();
    let all = i64::try_from(SALES + REFUNDS).unwrap();
    let matched = all - of("missing_there") - of("different_amount") - of("late");
    if matched > 0 {
        expected.insert("matched".to_owned(), matched);
    }
    let mut lines = classes(m).await;
    lines.remove("no_money");
    assert_eq!(lines, expected, "{word}");
    m.assert_sound().await;

    let truth = exported(m, Wanted::of(word)).await;
    import(m, provider, &truth, m.now()).await;
    let currency = sold_currency(provider);
    let ours = balance(m, clearing(provider), currency).await;
    assert_eq!(
        ours,
        there(m, dialect),
        "every fee is booked by now: {word}"
    );
    m.assert_sound().await;
}

const fn sold_currency(provider: ProviderName) -> Currency {
    match provider {
        ProviderName::Paystack | ProviderName::Mpesa => Currency::KES,
        ProviderName::PawaPay
        | ProviderName::Flutterwave
        | ProviderName::Stripe
        | ProviderName::MtnMomo
        | ProviderName::Bank => Currency::ZMW,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_in_stripes_balance_are_found_and_no_others() {
    let (m, product) = only(ProviderName::Stripe, Country::Zambia, 10_000).await;
    let mut sold = Vec::new();
    for _ in 0..SALES {
        sold.push(sell_by_card(&m, &product, &m.phone()).await);
    }
    compare(&m, ProviderName::Stripe, Dialect::Stripe, "stripe", &sold).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_in_paystacks_transactions_are_found_and_no_others() {
    let (m, product) = only(ProviderName::Paystack, Country::Kenya, 100_000).await;
    let buyer = phone("+254712345678");
    let mut sold = Vec::new();
    for _ in 0..SALES {
        sold.push(sell_by_card(&m, &product, &buyer).await);
    }
    compare(
        &m,
        ProviderName::Paystack,
        Dialect::Paystack,
        "paystack",
        &sold,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_in_mtns_portal_are_found_and_no_others() {
    let (m, product) = only(ProviderName::MtnMomo, Country::Zambia, 10_000).await;
    let scenario = Scenario {
        outcome: Outcome::Success,
        ..Scenario::default()
    };
    m.simulator()
        .put_scenario(ScenarioRule::everybody(scenario))
        .unwrap();
    let mut sold = Vec::new();
    for _ in 0..SALES {
        let placed = m.place(&[(&product, 1)]).await;
        m.pay(&placed, &m.phone()).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        sold.push(placed);
    }
    compare(
        &m,
        ProviderName::MtnMomo,
        Dialect::MtnMomo,
        "mtn_momo",
        &sold,
    )
    .await;
}
