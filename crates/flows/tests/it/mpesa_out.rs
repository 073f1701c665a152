//! Money that leaves by M-Pesa's own interface: payouts and reversals. Whatever is told unasked only causes a question, whose
//! answer comes later and to an address of its own.

use std::sync::Arc;

use ::ledger::Account;
use countries::Country;
use flows::payout::Earnings;
use flows::{Providers, cancel, payout};
use kernel::{Currency, Network, PhoneNumber, Refusal, Secret};
use payments::Disbursement;
use payments::provider::ProviderName;
use payments::providers::mpesa::MpesaInitiator;
use rehearsal::{
    Opening, Product, TestMarket, holder, mpesa, mpesa_config, mpesa_initiator, phone, wallet,
};
use simulator::{
    CallbackKnob, Code, Kind, Outcome, Report, ReportIn, Scenario, ScenarioRule, Transport,
};

use crate::cards::{client, everybody};

const B2C: &str = "/mpesa/b2c/v3/paymentrequest";
const REVERSAL: &str = "/mpesa/reversal/v1/request";
const QUESTION: &str = "/mpesa/transactionstatus/v1/query";

/// A Kenyan shop, in a market that reaches M-Pesa by its own interface alone and may send money there.
pub(crate) async fn in_kenya(by: MpesaInitiator) -> (TestMarket, Product, PhoneNumber) {
    let mut m = TestMarket::open().await;
    let shop = m.shop("Kilimani Kiondo", Country::Kenya).await;
    let basket = m.product(shop, 100_100, 5).await;
    let owner = phone("+254708374149");
    m.says_paid_to(shop, &wallet(&owner, Network::MpesaKenya))
        .await;
    let url = m.simulator().dialect_url();
    let mut config = mpesa_config(url, &m.market.settings.public_url, Opening::default());
    config.initiator = Some(by);
    let adapter = mpesa(config, m.market.source.clone());
    m.market.providers = Providers::new(vec![Arc::new(adapter)]);
    (m, basket, phone("+254712345678"))
}

/// One sale, paid by M-Pesa; its receipt is known.
pub(crate) async fn sold(
    m: &TestMarket,
    basket: &Product,
    payer: &PhoneNumber,
) -> flows::place::Placed {
    let pays = Scenario {
        outcome: Outcome::Success,
        ..Scenario::default()
    };
    m.scenario(payer, pays);
    let placed = m.place(&[(basket, 1)]).await;
    m.pay(&placed, payer).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    placed
}

/// A shop whose one sale is complete.
async fn with_earnings() -> (TestMarket, Product) {
    let (m, basket, payer) = in_kenya(mpesa_initiator()).await;
    let placed = sold(&m, &basket, &payer).await;
    m.earned(&placed, basket.shop).await;
    (m, basket)
}

fn fails(code: &str) -> Outcome {
    Outcome::Fail(self::code(code))
}

fn code(text: &str) -> Code {
    Code::try_from(text.to_owned()).unwrap()
}

fn posted(m: &TestMarket, path: &str) -> usize {
    let requests = m.simulator().requests();
    requests.iter().filter(|r| r.path == path).count()
}

fn sent(m: &TestMarket, kind: Kind) -> usize {
    let all = m.simulator().transactions();
    all.iter().filter(|t| t.kind == kind).count()
}

/// From now on everything is as the provider usually does it, also what is booked already.
fn usual_again(m: &TestMarket, outgoing: &Disbursement) {
    everybody(m, Scenario::default());
    let rule = ScenarioRule {
        reference: Some(outgoing.reference.to_string()),
        ..ScenarioRule::default()
    };
    m.simulator().put_scenario(rule).unwrap();
}

async fn earnings(m: &TestMarket, basket: &Product) -> Earnings {
    let statement = payout::statement(&m.market, basket.shop, Currency::KES).await;
    statement.unwrap().earnings
}

async fn only(m: &TestMarket, basket: &Product) -> Disbursement {
    let payouts = m.payouts(basket.shop).await;
    assert_eq!(payouts.len(), 1);
    payouts[0].clone()
}

async fn paying_out(m: &TestMarket, basket: &Product) -> Disbursement {
    m.pay_out(basket.shop, "a").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    only(m, basket).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_in_kenya_is_paid_out_once_however_its_result_comes() {
    for callback in [
        CallbackKnob::Normal,
        CallbackKnob::Duplicate { count: 10 },
        CallbackKnob::BeforeResponse,
        CallbackKnob::Delayed { seconds: 40 },
    ] {
        let how = format!("{callback:?}");
        let (m, basket) = with_earnings().await;
        let scenario = Scenario {
            callback,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let before = earnings(&m, &basket).await.available;
        let paid = paying_out(&m, &basket).await;
        assert_eq!(paid.provider, ProviderName::Mpesa);
        assert_eq!(paid.state.as_str(), "paid", "{how}: {paid:?}");
        // Whole shillings; what is less than one stays.
        assert_ne!(before.minor() % 100, 0);
        assert_eq!(paid.amount.minor(), before.minor() - before.minor() % 100);
        let after = earnings(&m, &basket).await;
        assert_eq!(after.available, before.minus(paid.amount).unwrap());
        assert!(after.in_transit.is_zero());
        m.pass(3_600).await;
        m.let_money_arrive().await;
        assert_eq!((posted(&m, B2C), sent(&m, Kind::Payout)), (1, 1), "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_timed_out_and_a_result_that_never_comes_are_asked_about_and_never_sent_again()
{
    for callback in [CallbackKnob::None, CallbackKnob::QueueTimeout] {
        let how = format!("{callback:?}");
        let (m, basket) = with_earnings().await;
        let scenario = Scenario {
            callback,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let waiting = paying_out(&m, &basket).await;
        assert!(waiting.state.is_open(), "{how}: {waiting:?}");
        m.pass(3_600).await;
        m.let_money_arrive().await;
        assert!(only(&m, &basket).await.state.is_open(), "{how}");
        assert!(posted(&m, QUESTION) > 1, "{how}");
        usual_again(&m, &waiting);
        m.pass(3_600).await;
        m.let_money_arrive().await;
        let paid = only(&m, &basket).await;
        assert_eq!(paid.state.as_str(), "paid", "{how}: {paid:?}");
        assert_eq!((posted(&m, B2C), sent(&m, Kind::Payout)), (1, 1), "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_whose_answer_was_lost_is_found_by_our_own_name_for_it() {
    for transport in [
        Transport::ServerErrorAfter { code: 503 },
        Transport::ResetAfter,
        Transport::HtmlErrorPage,
    ] {
        let how = format!("{transport:?}");
        let (m, basket) = with_earnings().await;
        let scenario = Scenario {
            transport,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        m.pay_out(basket.shop, "a").await.unwrap();
        m.run_jobs().await;
        usual_again(&m, &only(&m, &basket).await);
        m.let_money_arrive().await;
        let paid = only(&m, &basket).await;
        assert_eq!(paid.state.as_str(), "paid", "{how}: {paid:?}");
        assert_eq!((posted(&m, B2C), sent(&m, Kind::Payout)), (1, 1), "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_never_arrived_is_over_after_a_quarter_of_an_hour_and_not_before() {
    for transport in [
        Transport::ServerErrorBefore { code: 503 },
        Transport::ResetBefore,
    ] {
        let how = format!("{transport:?}");
        let (m, basket) = with_earnings().await;
        let scenario = Scenario {
            transport,
            ..Scenario::default()
        };
        everybody(&m, scenario);
        let before = earnings(&m, &basket).await.available;
        m.pay_out(basket.shop, "a").await.unwrap();
        m.run_jobs().await;
        everybody(&m, Scenario::default());
        m.let_money_arrive().await;
        m.pass(12 * 60).await;
        m.let_money_arrive().await;
        let waiting = only(&m, &basket).await;
        assert_eq!(waiting.state.as_str(), "unclear", "{how}");
        m.pass(3 * 60).await;
        m.let_money_arrive().await;
        m.pass(60).await;
        m.let_money_arrive().await;
        let over = only(&m, &basket).await;
        assert_eq!(over.refusal(), Some(Refusal::NeverArrived), "{how}");
        assert_eq!((posted(&m, B2C), sent(&m, Kind::Payout)), (1, 0), "{how}");
        assert_eq!(earnings(&m, &basket).await.available, before);
        m.pay_out(basket.shop, "b").await.unwrap();
        m.run_jobs().await;
        m.let_money_arrive().await;
        assert_eq!(m.payouts(basket.shop).await[0].state.as_str(), "paid");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_empty_account_keeps_a_payout_for_later() {
    let (m, basket) = with_earnings().await;
    let empty = Scenario {
        outcome: fails("1"),
        ..Scenario::default()
    };
    everybody(&m, empty);
    let before = earnings(&m, &basket).await.available;
    let failed = paying_out(&m, &basket).await;
    assert_eq!(failed.refusal(), Some(Refusal::FloatEmpty), "{failed:?}");
    assert_eq!(earnings(&m, &basket).await.available, before);
    everybody(&m, Scenario::default());
    m.pay_out(basket.shop, "b").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.payouts(basket.shop).await[0].state.as_str(), "paid");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_failed_and_was_paid_after_all_is_found_by_asking_again() {
    let (m, basket) = with_earnings().await;
    let late = Scenario {
        outcome: Outcome::LateSuccess {
            code: code("17"),
            after_seconds: 300,
        },
        ..Scenario::default()
    };
    everybody(&m, late);
    let failed = paying_out(&m, &basket).await;
    assert_eq!(failed.refusal(), Some(Refusal::NetworkUnavailable));
    for _ in 0..3 {
        m.pass(300).await;
        m.let_money_arrive().await;
    }
    let paid = only(&m, &basket).await;
    assert_eq!(paid.state.as_str(), "paid", "{paid:?}");
    assert_eq!(m.open_cases().await, ["paid_late"]);
    assert_eq!(sent(&m, Kind::Payout), 1);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_says_paid_moves_nothing_when_the_answer_says_failed() {
    let (m, basket) = with_earnings().await;
    let lie = Scenario {
        outcome: fails("17"),
        report: Some(Report {
            status: Some("0".to_owned()),
            r#in: ReportIn::Callback,
            ..Report::default()
        }),
        ..Scenario::default()
    };
    everybody(&m, lie);
    let before = earnings(&m, &basket).await.available;
    let failed = paying_out(&m, &basket).await;
    assert_eq!(failed.state.as_str(), "failed", "{failed:?}");
    assert_eq!(earnings(&m, &basket).await.available, before);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_at_an_address_that_nobody_was_given_are_refused() {
    let (m, basket) = with_earnings().await;
    let silent = Scenario {
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    everybody(&m, silent);
    let waiting = paying_out(&m, &basket).await;
    let reference = waiting.reference;
    let body = format!(
        r#"{{"Result":{{"ResultType":0,"ResultCode":0,"OriginatorConversationID":"{reference}","ConversationID":"AG_1",
        "TransactionID":"X","ResultParameters":{{"ResultParameter":[{{"Key":"TransactionStatus","Value":"Completed"}},
        {{"Key":"Amount","Value":1}}]}}}}}}"#
    );
    let url = &m.market.settings.public_url;
    let code = "0".repeat(32);
    for tail in [
        format!("{reference}"),
        format!("{reference}.{code}"),
        format!("{reference}.answer-pay_out-1790000000.{code}"),
        format!("{reference}.timeout-pay_out.{code}"),
    ] {
        let url = format!("{url}/api/v1/payments/webhook/mpesa/{tail}");
        let answer = client().post(url).body(body.clone()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 401, "{tail}");
    }
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert!(only(&m, &basket).await.state.is_open());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_not_the_initiators_ends_nothing_and_loses_nothing() {
    let wrong = MpesaInitiator {
        password: Secret::new("not-this-one"),
        ..mpesa_initiator()
    };
    let (m, basket, payer) = in_kenya(wrong).await;
    let placed = sold(&m, &basket, &payer).await;
    m.earned(&placed, basket.shop).await;
    let waiting = paying_out(&m, &basket).await;
    assert!(waiting.state.is_open(), "{waiting:?}");
    m.pass(3_600).await;
    m.let_money_arrive().await;
    // Asked with the same password, nobody answers.
    assert!(only(&m, &basket).await.state.is_open());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_mpesa_collected_goes_back_to_the_same_phone() {
    for callback in [
        CallbackKnob::Normal,
        CallbackKnob::Duplicate { count: 10 },
        CallbackKnob::BeforeResponse,
    ] {
        let how = format!("{callback:?}");
        let (m, basket, payer) = in_kenya(mpesa_initiator()).await;
        let placed = sold(&m, &basket, &payer).await;
        let scenario = Scenario {
            callback,
            ..Scenario::default()
        };
        m.scenario(&payer, scenario);
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        m.run_jobs().await;
        m.let_money_arrive().await;
        let refunds = m.refunds(placed.id).await;
        assert_eq!(refunds.len(), 1, "{how}");
        assert_eq!(refunds[0].state.as_str(), "paid", "{how}: {refunds:?}");
        assert_eq!(m.owed(placed.id).await, 0, "{how}");
        assert_eq!(
            (posted(&m, REVERSAL), sent(&m, Kind::Refund)),
            (1, 1),
            "{how}"
        );
        assert_eq!(cleared(&m).await, 0, "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

async fn cleared(m: &TestMarket) -> i64 {
    let mut tx = m.platform().await;
    let account = Account::ProviderClearing("mpesa".to_owned());
    let balance = ::ledger::balance(&mut *tx, &account, Currency::KES).await;
    balance.unwrap().minor()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reversal_waits_for_our_account_to_be_filled() {
    let (m, basket, payer) = in_kenya(mpesa_initiator()).await;
    let placed = sold(&m, &basket, &payer).await;
    let empty = Scenario {
        outcome: fails("1"),
        ..Scenario::default()
    };
    m.scenario(&payer, empty);
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    let refunds = m.refunds(placed.id).await;
    assert_eq!(refunds[0].refusal(), Some(Refusal::FloatEmpty));
    m.scenario(&payer, Scenario::default());
    m.pass(60).await;
    m.let_money_arrive().await;
    let refunds = m.refunds(placed.id).await;
    let states: Vec<_> = refunds.iter().map(|refund| refund.state.as_str()).collect();
    assert_eq!(states, ["failed", "paid"]);
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reversal_whose_answer_was_lost_is_found_by_its_result_and_never_sent_again() {
    let (m, basket, payer) = in_kenya(mpesa_initiator()).await;
    let placed = sold(&m, &basket, &payer).await;
    let lost = Scenario {
        transport: Transport::ResetAfter,
        ..Scenario::default()
    };
    let mut rule = ScenarioRule::for_msisdn(payer.digits(), lost);
    rule.times = Some(1);
    m.simulator().put_scenario(rule).unwrap();
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    let refunds = m.refunds(placed.id).await;
    assert_eq!(refunds.len(), 1);
    assert_eq!(refunds[0].state.as_str(), "paid", "{refunds:?}");
    assert_eq!((posted(&m, REVERSAL), sent(&m, Kind::Refund)), (1, 1));
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_receipt_nobody_told_becomes_store_credit() {
    let (m, basket, payer) = in_kenya(mpesa_initiator()).await;
    let silent = Scenario {
        outcome: Outcome::Success,
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    m.scenario(&payer, silent);
    let placed = m.place(&[(&basket, 1)]).await;
    m.pay(&placed, &payer).await;
    m.let_money_arrive().await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    let refunds = m.refunds(placed.id).await;
    assert_eq!(refunds[0].refusal(), Some(Refusal::OriginalNotFound));
    assert_eq!(m.owed(placed.id).await, 0, "it is store credit");
    assert_eq!(posted(&m, REVERSAL), 0);
    m.assert_sound().await;
}
