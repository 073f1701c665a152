//! Cards on the provider's own page, and M-Pesa by Safaricom's own interface: other providers, the same rules.

use ::ledger::Account;
use countries::Country;
use flows::pay::Pay;
use flows::place::Placed;
use flows::{Providers, cancel};
use kernel::{Currency, Id as _, Method, PhoneNumber, Refusal};
use moderation::Choice;
use payments::Attempt;
use payments::provider::ProviderName;
use rehearsal::{Product, TestMarket, holder, phone};
use simulator::{CallbackKnob, Code, Outcome, Report, ReportIn, Scenario, ScenarioRule, Transport};

pub(crate) const GOOD_CARD: &str = "5531886652142950";
pub(crate) const EMPTY_CARD: &str = "5258585922666506";

pub(crate) async fn by_card(m: &TestMarket, placed: &Placed) -> Attempt {
    let wish = Pay {
        method: Method::Card,
        ..m.wish_to_pay(placed.id, &m.phone())
    };
    let attempt = m.try_pay(wish).await.unwrap();
    m.run_jobs().await;
    m.attempt(attempt.id).await
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// A person presses a button on the hosted page. Where it sends them to, if it does.
pub(crate) async fn press(attempt: &Attempt, action: &str, card: &str) -> Option<String> {
    let url = attempt.redirect_url.clone().unwrap();
    let answer = client()
        .post(url)
        .form(&[("action", action), ("number", card)])
        .send()
        .await
        .unwrap();
    let to = answer.headers().get("location")?;
    Some(to.to_str().unwrap().to_owned())
}

pub(crate) fn everybody(m: &TestMarket, scenario: Scenario) {
    m.simulator()
        .put_scenario(ScenarioRule::everybody(scenario))
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_pays_on_the_providers_page_with_a_callback_and_without() {
    for callback in [CallbackKnob::Normal, CallbackKnob::None] {
        let (m, wrap) = TestMarket::with_product(10_000, 5).await;
        everybody(
            &m,
            Scenario {
                callback,
                ..Scenario::default()
            },
        );
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = by_card(&m, &placed).await;
        assert_eq!(attempt.provider, ProviderName::Flutterwave);
        assert_eq!(attempt.state.as_str(), "redirected");
        assert_eq!(m.status(placed.id).await.as_str(), "PENDING");

        // Declined there, the page stays open, and so does the attempt.
        press(&attempt, "pay", EMPTY_CARD).await;
        m.let_money_arrive().await;
        assert!(m.attempt(attempt.id).await.state.is_open());
        assert_eq!(m.stock(wrap.variant).await, (5, 1), "still held");

        let back = press(&attempt, "pay", GOOD_CARD).await.unwrap();
        assert!(back.contains("/payment/callback?order=SK-"), "{back}");
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        assert_eq!(m.stock(wrap.variant).await, (4, 0));
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_left_is_over_with_its_session_and_another_way_is_open() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = by_card(&m, &placed).await;
    press(&attempt, "abandon", GOOD_CARD).await;
    m.pass(20 * 60).await;
    m.let_money_arrive().await;
    assert!(
        m.attempt(attempt.id).await.state.is_open(),
        "somebody may still come back"
    );
    m.pass(20 * 60).await;
    for _ in 0..3 {
        m.pass(301).await;
        m.let_money_arrive().await;
    }
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "refused");
    assert_eq!(m.stock(wrap.variant).await, (5, 0), "free again");
    m.pay(&placed, &phone(rehearsal::MTN_APPROVES)).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_card_paid_goes_back_through_its_provider() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = by_card(&m, &placed).await;
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    let refunds = m.refunds(placed.id).await;
    assert_eq!(refunds.len(), 1);
    assert_eq!(refunds[0].provider, ProviderName::Flutterwave);
    assert_eq!(refunds[0].state.as_str(), "paid", "{refunds:?}");
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_is_not_prompted_twice_where_references_may_repeat() {
    let (mut m, wrap) = TestMarket::with_product(10_000, 5).await;
    let cards = m.market.providers.get(ProviderName::Flutterwave).unwrap();
    m.market.providers = Providers::new(vec![cards.clone()]);
    everybody(
        &m,
        Scenario {
            transport: Transport::ServerErrorBefore { code: 503 },
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    assert_eq!(attempt.provider, ProviderName::Flutterwave);
    m.simulator().clear_scenarios().unwrap();
    m.let_money_arrive().await;
    assert!(m.attempt(attempt.id).await.state.is_open());
    assert_eq!(m.simulator().transactions().len(), 0, "it was sent once");

    m.pass(15 * 60).await;
    m.let_money_arrive().await;
    let refusal = m.attempt(attempt.id).await.refusal();
    assert_eq!(refusal, Some(Refusal::NeverArrived));
    assert_eq!(m.stock(wrap.variant).await, (5, 0), "free again");
    m.assert_sound().await;
}

/// A page that stays after it was paid, as in a second tab.
fn two_tabs(m: &TestMarket, callback: CallbackKnob) {
    everybody(
        m,
        Scenario {
            callback,
            pays_again: true,
            ..Scenario::default()
        },
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_paid_in_two_tabs_pays_once_and_the_rest_goes_back() {
    for (callback, is_told_between) in [
        (CallbackKnob::Normal, true),
        (CallbackKnob::Normal, false),
        (CallbackKnob::None, true),
        (CallbackKnob::None, false),
        (CallbackKnob::Duplicate { count: 5 }, true),
    ] {
        let how = format!("{callback:?}, {is_told_between}");
        let (m, wrap) = TestMarket::with_product(10_000, 5).await;
        let is_told = callback != CallbackKnob::None;
        two_tabs(&m, callback);
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = by_card(&m, &placed).await;
        press(&attempt, "pay", GOOD_CARD).await;
        if is_told_between {
            m.let_money_arrive().await;
            assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        }
        press(&attempt, "pay", GOOD_CARD).await;
        // A card that is declined later hides neither.
        press(&attempt, "pay", EMPTY_CARD).await;
        m.let_money_arrive().await;
        if !is_told || !is_told_between {
            m.pass(60).await;
            m.let_money_arrive().await;
        }
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        assert_eq!(m.stock(wrap.variant).await, (4, 0), "sold once");
        let refunds = m.refunds(placed.id).await;
        assert_eq!(refunds.len(), 1, "{how}");
        assert_eq!(refunds[0].state.as_str(), "paid", "{refunds:?}");
        assert_eq!(refunds[0].amount, placed.total);
        assert_eq!(m.owed_because(placed.id).await, ["double_payment"], "{how}");
        assert_eq!(m.owed(placed.id).await, 0);
        assert_eq!(m.open_cases().await, [""; 0], "{how}");

        // Of the two charges each was given back at most once, when the purchase is cancelled too.
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        m.run_jobs().await;
        m.let_money_arrive().await;
        let refunds = m.refunds(placed.id).await;
        assert_eq!(refunds.len(), 2, "{how}");
        assert!(
            refunds.iter().all(|refund| refund.state.as_str() == "paid"),
            "{refunds:?}"
        );
        assert_eq!(m.cleared().await, 0, "{how}");
        let before = m.footprint().await;
        m.pass(86_400).await;
        m.let_money_arrive().await;
        assert_eq!(
            m.footprint().await.rows["disbursements"],
            before.rows["disbursements"]
        );
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

/// Nobody answers when the second is told: the callback waits, and is not taken for done.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_payment_is_found_when_the_provider_answers_again() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    two_tabs(&m, CallbackKnob::Normal);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = by_card(&m, &placed).await;
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    let rule = ScenarioRule {
        reference: Some(attempt.reference.to_string()),
        ..ScenarioRule::everybody(Scenario {
            pays_again: true,
            status_transport: Transport::ServerErrorBefore { code: 503 },
            ..Scenario::default()
        })
    };
    m.simulator().put_scenario(rule).unwrap();
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_eq!(m.refunds(placed.id).await.len(), 0);
    let rule = ScenarioRule {
        reference: Some(attempt.reference.to_string()),
        ..ScenarioRule::everybody(Scenario::default())
    };
    m.simulator().put_scenario(rule).unwrap();
    m.pass(60).await;
    m.let_money_arrive().await;
    assert_eq!(m.refunds(placed.id).await.len(), 1);
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

/// A Kenyan shop, in a market that reaches M-Pesa by its own interface alone.
async fn in_kenya() -> (TestMarket, Product, PhoneNumber) {
    let mut m = TestMarket::open().await;
    let shop = m.shop("Kilimani Kiondo", Country::Kenya).await;
    let basket = m.product(shop, 100_000, 5).await;
    let mpesa = m.market.providers.get(ProviderName::Mpesa).unwrap().clone();
    m.market.providers = Providers::new(vec![mpesa]);
    (m, basket, phone("+254712345678"))
}

async fn cleared(m: &TestMarket) -> i64 {
    let mut tx = m.platform().await;
    let account = Account::ProviderClearing("mpesa".to_owned());
    ::ledger::balance(&mut *tx, &account, Currency::KES)
        .await
        .unwrap()
        .minor()
}

#[tokio::test(flavor = "multi_thread")]
async fn mpesa_is_paid_with_callbacks_that_prove_nothing_and_without_any() {
    for callback in [
        CallbackKnob::Normal,
        CallbackKnob::None,
        CallbackKnob::Duplicate { count: 20 },
        CallbackKnob::BeforeResponse,
    ] {
        let (m, basket, payer) = in_kenya().await;
        let how = format!("{callback:?}");
        let scenario = Scenario {
            outcome: Outcome::Success,
            callback,
            ..Scenario::default()
        };
        m.scenario(&payer, scenario);
        let placed = m.place(&[(&basket, 1)]).await;
        let attempt = m.pay(&placed, &payer).await;
        m.let_money_arrive().await;
        assert_eq!(attempt.provider, ProviderName::Mpesa);
        assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{how}");
        assert_eq!(cleared(&m).await, placed.total.minor());
        assert_eq!(m.stock(basket.variant).await, (4, 0));
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_mpesa_tells_after_the_money_was_taken_is_its_receipt_and_perhaps_a_case() {
    for (amount, cases) in [(None, &[][..]), (Some("1.00"), &["amount_mismatch"])] {
        let (m, basket, payer) = in_kenya().await;
        let scenario = Scenario {
            outcome: Outcome::Success,
            callback: CallbackKnob::Delayed { seconds: 90 },
            report: amount.map(|amount| Report {
                amount: Some(amount.to_owned()),
                r#in: ReportIn::Callback,
                ..Report::default()
            }),
            ..Scenario::default()
        };
        m.scenario(&payer, scenario);
        let placed = m.place(&[(&basket, 1)]).await;
        let attempt = m.pay(&placed, &payer).await;
        m.let_money_arrive().await;
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        let receipt = |attempt: Attempt| attempt.original().transaction;
        assert_eq!(receipt(m.attempt(attempt.id).await), None);
        m.pass(90).await;
        m.let_money_arrive().await;
        assert!(receipt(m.attempt(attempt.id).await).is_some());
        assert_eq!(m.open_cases().await, cases);
        assert_eq!(cleared(&m).await, placed.total.minor(), "nothing moves");
        if amount.is_some() {
            m.decide_payment(attempt.id, Choice::Close).await;
            m.pass(3_600).await;
            m.let_money_arrive().await;
            assert_eq!(m.open_cases().await, [""; 0], "decided once");
        }
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mpesa_that_says_unreachable_and_takes_the_money_later_is_believed_then() {
    let (m, basket, payer) = in_kenya().await;
    let scenario = Scenario {
        outcome: Outcome::LateSuccess {
            code: Code::try_from("DS_TIMEOUT".to_owned()).unwrap(),
            after_seconds: 600,
        },
        ..Scenario::default()
    };
    m.scenario(&payer, scenario);
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    m.let_money_arrive().await;
    let state = m.attempt(attempt.id).await.state;
    assert_eq!(state.as_str(), "refused", "{state:?}");
    assert_eq!(m.stock(basket.variant).await, (5, 0));
    m.pass(600).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(cleared(&m).await, placed.total.minor());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_callback_at_mpesas_address_changes_nothing() {
    let (m, basket, payer) = in_kenya().await;
    let placed = m.place(&[(&basket, 1)]).await;
    let attempt = m.pay(&placed, &payer).await;
    let body = r#"{"Body":{"stkCallback":{"MerchantRequestID":"1","CheckoutRequestID":"ws_CO_1","ResultCode":0,"ResultDesc":"ok",
        "CallbackMetadata":{"Item":[{"Name":"Amount","Value":1},{"Name":"MpesaReceiptNumber","Value":"QKJ41HAY4I"}]}}}}"#;
    let url = &m.market.settings.public_url;
    let reference = attempt.reference.uuid();
    for tail in [
        String::new(),
        format!("/{reference}"),
        format!("/{reference}.00ff"),
    ] {
        let answer = client()
            .post(format!("{url}/api/v1/payments/webhook/mpesa{tail}"))
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), 401, "{tail:?}");
    }
    m.run_jobs().await;
    assert!(m.attempt(attempt.id).await.state.is_open());
    assert_eq!(cleared(&m).await, 0);
}
