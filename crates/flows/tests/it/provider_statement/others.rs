//! Flutterwave's and Safaricom's statements, which name movements in their own ways.

use countries::Country;
use flows::Providers;
use flows::pay::Pay;
use kernel::Method;
use payments::provider::ProviderName;
use rehearsal::phone;
use simulator::{ByHand, CallbackKnob, Dialect, Outcome, Scenario};

use super::*;

/// A person presses a button on the hosted page.
async fn press(url: &str, number: &str) {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    client
        .post(url)
        .form(&[("action", "pay"), ("number", number)])
        .send()
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_and_their_refunds_are_matched_and_their_fees_booked() {
    const GOOD_CARD: &str = "5531886652142950";
    const EMPTY_CARD: &str = "5258585922666506";
    let (m, wrap) = TestMarket::with_product(10_000, 20).await;
    let mut sold = Vec::new();
    for _ in 0..6 {
        let placed = m.place(&[(&wrap, 1)]).await;
        let wish = Pay {
            method: Method::Card,
            ..m.wish_to_pay(placed.id, &m.phone())
        };
        let attempt = m.try_pay(wish).await.unwrap();
        m.run_jobs().await;
        let url = m.attempt(attempt.id).await.redirect_url.unwrap();
        press(&url, EMPTY_CARD).await;
        press(&url, GOOD_CARD).await;
        m.let_money_arrive().await;
        sold.push(placed);
    }
    for placed in &sold[..2] {
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
    }
    m.let_money_arrive().await;
    m.pass(2 * DAY_SECONDS + 3_600).await;

    let wanted = Wanted {
        faults: "0.5",
        seed: 3,
        ..Wanted::of("flutterwave")
    };
    let faults = injected(&m, wanted).await;
    assert!(faults.iter().any(|fault| fault.kind == "refund"));
    let csv = exported(&m, wanted).await;
    import(&m, ProviderName::Flutterwave, &csv, m.now()).await;
    let mut expected: BTreeMap<String, i64> = BTreeMap::new();
    for fault in &faults {
        *expected
            .entry(class_of(&fault.fault).to_owned())
            .or_default() += 1;
    }
    let mut lines = classes(&m).await;
    assert!(
        lines.remove("no_money").is_some(),
        "what failed is listed there"
    );
    let unmatched = |class: &str| expected.get(class).copied().unwrap_or_default();
    let matched =
        8 - unmatched("missing_there") - unmatched("different_amount") - unmatched("late");
    assert_eq!(lines.remove("matched"), Some(matched));
    assert_eq!(lines, expected);
    m.assert_sound().await;

    let truth = exported(&m, Wanted::of("flutterwave")).await;
    import(&m, ProviderName::Flutterwave, &truth, m.now()).await;
    let ours = balance(&m, clearing(ProviderName::Flutterwave), Currency::ZMW).await;
    assert_eq!(
        ours,
        there(&m, Dialect::Flutterwave),
        "every fee is booked by now"
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shillings_are_matched_by_receipt_and_by_our_number_where_no_receipt_was_told() {
    let mut m = TestMarket::open().await;
    with_fees(&m);
    let shop = m.shop("Kilimani Kiondo", Country::Kenya).await;
    let basket = m.product(shop, 100_000, 20).await;
    let mpesa = m.market.providers.get(ProviderName::Mpesa).unwrap().clone();
    m.market.providers = Providers::new(vec![mpesa]);
    let payer = phone("+254712345678");
    for callback in [CallbackKnob::Normal, CallbackKnob::None] {
        let scenario = Scenario {
            outcome: Outcome::Success,
            callback,
            ..Scenario::default()
        };
        m.scenario(&payer, scenario);
        for _ in 0..4 {
            let placed = m.place(&[(&basket, 1)]).await;
            m.pay(&placed, &payer).await;
            m.let_money_arrive().await;
            assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        }
    }
    m.pass(2 * DAY_SECONDS + 3_600).await;
    let csv = exported(&m, Wanted::of("daraja")).await;
    import(&m, ProviderName::Mpesa, &csv, m.now()).await;
    assert_eq!(classes(&m).await, [("matched".to_owned(), 8)].into());
    assert_eq!(m.open_cases().await, [""; 0]);
    let ours = balance(&m, clearing(ProviderName::Mpesa), Currency::KES).await;
    assert_eq!(ours, there(&m, Dialect::Daraja));
    assert!(balance(&m, fees(ProviderName::Mpesa), Currency::KES).await > 0);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_by_hand_is_matched_by_its_receipt_whatever_became_of_it() {
    let m = TestMarket::open().await;
    flows::till::register(&m.market).await;
    with_fees(&m);
    let shop = m.shop("Kilimani Kiondo", Country::Kenya).await;
    let basket = m.product(shop, 100_000, 20).await;
    let whole = m.place(&[(&basket, 1)]).await.number.to_string();
    let parts = m.place(&[(&basket, 1)]).await.number.to_string();
    let waits = m.place(&[(&basket, 1)]).await.number.to_string();
    for (account, amount) in [
        (whole.as_str(), 1_025),
        // Once more: owed back.
        (&whole, 1_025),
        (&parts, 1_000),
        (&parts, 25),
        (&waits, 300),
        ("nothing of ours", 77),
    ] {
        let typed = ByHand {
            msisdn: "254711000999".to_owned(),
            account: account.to_owned(),
            amount,
        };
        m.simulator().pay_by_hand(&typed).await.unwrap();
        m.let_money_arrive().await;
    }
    m.pass(2 * DAY_SECONDS + 3_600).await;
    m.sweep().await;
    let csv = exported(&m, Wanted::of("daraja")).await;
    import(&m, ProviderName::Mpesa, &csv, m.now()).await;
    assert_eq!(classes(&m).await, [("matched".to_owned(), 6)].into());
    assert_eq!(m.open_cases().await, ["unmatched"]);
    let ours = balance(&m, clearing(ProviderName::Mpesa), Currency::KES).await;
    assert_eq!(ours, there(&m, Dialect::Daraja));
    m.assert_sound().await;
}
