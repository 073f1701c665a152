//! What is told is a hint: forged, mistaken, and told of what a prompt collected.

use flows::{pay, settle};
use kernel::PhoneNumber;
use rehearsal::MPESA_APPROVES;

use super::*;

/// As the provider answers that so much came.
fn came(receipt: &str, amount: u32) -> String {
    serde_json::json!({"Result": {
        "ResultCode": 0, "ConversationID": "AG_1", "TransactionID": receipt,
        "ResultParameters": {"ResultParameter": [
            {"Key": "TransactionStatus", "Value": "Completed"},
            {"Key": "Amount", "Value": amount},
            {"Key": "CreditPartyName", "Value": simulator::DARAJA_SHORT_CODE},
            {"Key": "ReceiptNo", "Value": receipt},
        ]},
    }})
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_confirmation_settles_nothing() {
    let (m, kikoi) = market().await;
    let placed = bought(&m, &kikoi, "254712000111").await;
    let url = address(&m, "/mpesa/c2b/v2/registerurl", "ConfirmationURL");
    assert!(!url.contains("mpesa") && !url.contains("safaricom"));
    // Whoever does not know the address is not heard.
    let forged = confirmation("SFORGED001", &account(&placed), "525.00");
    let (head, _) = url.rsplit_once('.').unwrap();
    let guessed = format!("{head}.0123456789abcdef0123456789abcdef");
    assert_eq!(post(&guessed, forged.clone()).await, 401);
    // Whoever does is asked about, and the provider knows nothing.
    assert_eq!(post(&url, forged.clone()).await, 200);
    let_it_arrive(&m).await;
    assert_eq!(state(&m, "SFORGED001").await, "told");
    assert_eq!(purchase_state(&m, &placed).await, "open");
    assert_eq!((cleared(&m).await, suspense(&m).await), (0, 0));
    m.assert_sound().await;

    // A real payment told with another amount counts as what it is.
    let receipt = send(&m, STRANGER, "nothing of ours", 10).await;
    let lie = confirmation(&receipt, &account(&placed), "525.00");
    assert_eq!(post(&url, lie).await, 200);
    let_it_arrive(&m).await;
    assert_eq!(
        kept(&m, &receipt).await.amount,
        Some(Money::new(1_000, Currency::KES))
    );
    assert_eq!(purchase_state(&m, &placed).await, "open");

    // An answer to a question nobody asked opens nothing either.
    let answer = address(&m, "/mpesa/transactionstatus/v1/query", "ResultURL");
    let (head, code) = answer.rsplit_once('.').unwrap();
    let other = kept(&m, "SFORGED001").await.id;
    let (base, _) = head.rsplit_once('/').unwrap();
    assert_eq!(
        post(&format!("{base}/{other}.{code}"), "{}".to_owned()).await,
        401
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_does_not_know_is_given_up_and_heard_again() {
    let (m, _) = market().await;
    let url = address(&m, "/mpesa/c2b/v2/registerurl", "ConfirmationURL");
    let body = confirmation("SFORGED001", "x", "525.00");
    post(&url, body.clone()).await;
    m.door_clock.shift(20 * 60);
    m.pass_here(20 * 60);
    let_it_arrive(&m).await;
    assert_eq!(state(&m, "SFORGED001").await, "refuted");
    m.pass(3_600).await;
    assert_eq!(m.sweep().await.asked, 0, "nobody asks any more");
    post(&url, body).await;
    assert_eq!(state(&m, "SFORGED001").await, "told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_and_its_confirmation_are_the_same_money() {
    let (mut m, kikoi) = market().await;
    let mpesa = m.market.providers.get(ProviderName::Mpesa).unwrap().clone();
    m.market.providers = flows::Providers::new(vec![mpesa]);
    let payer: PhoneNumber = phone(MPESA_APPROVES);
    let url = address(&m, "/mpesa/c2b/v2/registerurl", "ConfirmationURL");
    for is_lost in [false, true] {
        let scenario = Scenario {
            outcome: simulator::Outcome::Success,
            callback: if is_lost {
                CallbackKnob::None
            } else {
                CallbackKnob::Normal
            },
            ..Scenario::default()
        };
        m.scenario(&payer, scenario);
        let placed = bought(&m, &kikoi, "254712000111").await;
        let before = cleared(&m).await;
        let attempt = m.start(&placed, &payer).await;
        pay::push(&m.market, attempt.id).await.unwrap();
        m.pass(1).await;
        // The provider tells of it at the other address too, before anybody looked.
        let number = placed.number.to_string();
        let all = m.simulator().transactions();
        let paid = all
            .iter()
            .rfind(|t| t.client_reference_id.as_deref() == Some(&number))
            .unwrap();
        let receipt = paid.provider_transaction_id.clone().unwrap();
        post(&url, confirmation(&receipt, &number, "525.00")).await;
        let_it_arrive(&m).await;
        if is_lost {
            // With that scenario our question is not answered either, so its answer is brought by hand.
            let answer = address(&m, "/mpesa/transactionstatus/v1/query", "ResultURL");
            assert_eq!(post(&answer, came(&receipt, 525)).await, 200);
            m.run_jobs().await;
        }
        settle::settle(&m.market, attempt.id, "test").await.unwrap();
        let_it_arrive(&m).await;
        assert_eq!(state(&m, &receipt).await, "prompted");
        assert_eq!(purchase_state(&m, &placed).await, "paid");
        assert_eq!(cleared(&m).await - before, shillings(TOTAL), "once");
        let collected = m.attempt(attempt.id).await;
        let named = collected.original().transaction;
        assert_eq!(named.as_ref(), Some(&receipt), "and its receipt is known");
        // The same again by hand is another payment, and the buyer's.
        m.simulator().clear_scenarios().unwrap();
        let second = pay_by_hand(&m, "254712000111", &account(&placed), TOTAL).await;
        assert_eq!(state(&m, &second).await, "owed_back", "lost: {is_lost}");
        assert_eq!(cleared(&m).await - before, shillings(2 * TOTAL));
        m.assert_sound().await;
    }
}

/// The order is in kwacha, the prompt asks for shillings, and Safaricom tells of it at the paybill's address as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_from_abroad_and_its_confirmation_are_the_same_money() {
    let (mut m, _) = market().await;
    let mpesa = m.market.providers.get(ProviderName::Mpesa).unwrap().clone();
    m.market.providers = flows::Providers::new(vec![mpesa]);
    let shop = m.shop("Three Folds", countries::Country::Zambia).await;
    let wrap = m.product(shop, 10_000, 5).await;
    let line = format!("ZMW,KES,5.613,{},test", m.now().date());
    flows::rates::say(&m.market, &line).await.unwrap();
    let payer: PhoneNumber = phone(MPESA_APPROVES);
    let silent = Scenario {
        outcome: simulator::Outcome::Success,
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    m.scenario(&payer, silent);
    let placed = m.place(&[(&wrap, 1)]).await;
    let (wish, seen) = (m.wish_to_pay(placed.id, &payer), shillings(702));
    let seen = Money::new(seen, Currency::KES);
    let attempt = flows::abroad::start(&m.market, holder(placed.id), wish, seen)
        .await
        .unwrap();
    pay::push(&m.market, attempt.id).await.unwrap();
    m.pass(1).await;
    let number = placed.number.to_string();
    let all = m.simulator().transactions();
    let paid = all
        .iter()
        .rfind(|t| t.client_reference_id.as_deref() == Some(&number));
    let receipt = paid.unwrap().provider_transaction_id.clone().unwrap();
    let url = address(&m, "/mpesa/c2b/v2/registerurl", "ConfirmationURL");
    post(&url, confirmation(&receipt, &number, "702.00")).await;
    let_it_arrive(&m).await;
    let answer = address(&m, "/mpesa/transactionstatus/v1/query", "ResultURL");
    assert_eq!(post(&answer, came(&receipt, 702)).await, 200);
    m.run_jobs().await;
    settle::settle(&m.market, attempt.id, "test").await.unwrap();
    let_it_arrive(&m).await;
    assert_eq!(state(&m, &receipt).await, "prompted");
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    assert_eq!(cleared(&m).await, shillings(702), "once");
    m.assert_sound().await;
}
