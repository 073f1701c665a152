//! A buyer on the hosted page.

use serde_json::{Value, json};

use super::{ASKED_CARD, GOOD_CARD, Merchant, POOR_CARD, types};

const BACK: &str = "https://shop.example/back?order=1";

#[tokio::test]
async fn a_buyer_pays_on_a_plain_page_and_is_sent_back() {
    let merchant = Merchant::open().await;
    let session = merchant.session("ref-1").await;
    let url = session["url"].as_str().unwrap();
    let (status, page) = merchant.look(url).await;
    assert_eq!(status, 200);
    for text in [
        "Blue Basket",
        "ZMW 7500.00",
        GOOD_CARD,
        "Pay",
        "Back to the shop",
        "Simulator",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("<script"));
    let pressed = merchant.press(&session, "pay", GOOD_CARD).await;
    assert_eq!(pressed.back.as_deref(), Some(BACK));
    assert_eq!(merchant.look(url).await.0, 410);
}

#[tokio::test]
async fn a_declined_card_leaves_the_same_intent_open_for_another() {
    let merchant = Merchant::open().await;
    let session = merchant.session("ref-1").await;
    let pressed = merchant.press(&session, "pay", POOR_CARD).await;
    assert_eq!((pressed.status, pressed.back), (200, None));
    assert!(pressed.page.contains("insufficient funds"));
    let declined = merchant.show(&session).await;
    assert_eq!(declined["status"], "open");
    let first = &declined["payment_intent"];
    assert_eq!(first["status"], "requires_payment_method");
    let error = &first["last_payment_error"];
    assert_eq!(
        (&error["type"], &error["code"], &error["decline_code"]),
        (
            &json!("card_error"),
            &json!("card_declined"),
            &json!("insufficient_funds")
        )
    );
    assert_eq!(merchant.press(&session, "pay", GOOD_CARD).await.status, 303);
    let second = &merchant.show(&session).await["payment_intent"];
    assert_eq!(
        (&second["id"], &second["status"]),
        (&first["id"], &json!("succeeded"))
    );
    assert_eq!(second["last_payment_error"], Value::Null);
    assert_eq!(merchant.market.simulator.transactions().len(), 1);
}

#[tokio::test]
async fn every_published_card_does_what_it_is_published_for() {
    let merchant = Merchant::open().await;
    for (card, code, own) in [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000009979", "card_declined", "stolen_card"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ("4000000000000119", "processing_error", "processing_error"),
    ] {
        let session = merchant.session(card).await;
        assert_eq!(merchant.press(&session, "pay", card).await.status, 200);
        let error = &merchant.show(&session).await["payment_intent"]["last_payment_error"];
        assert_eq!(
            (&error["code"], &error["decline_code"]),
            (&json!(code), &json!(own))
        );
    }
}

#[tokio::test]
async fn the_bank_asks_and_its_customer_passes_or_not() {
    let merchant = Merchant::open().await;
    let session = merchant.session("a").await;
    let asked = merchant.press(&session, "pay", ASKED_CARD).await;
    let question = asked.back.unwrap();
    assert!(question.contains("/c/challenge/cs_test_"), "{question}");
    let intent = &merchant.show(&session).await["payment_intent"];
    assert_eq!(intent["status"], "requires_action");
    assert_eq!(
        intent["next_action"]["redirect_to_url"]["url"],
        json!(question)
    );
    assert!(merchant.look(&question).await.1.contains("Your bank asks"));

    let failed = merchant.send(&question, &[("answer", "fail")]).await;
    assert!(
        failed.page.contains("unable to authenticate"),
        "{}",
        failed.page
    );
    let intent = &merchant.show(&session).await["payment_intent"];
    let code = &intent["last_payment_error"]["code"];
    assert_eq!(
        (&intent["status"], code),
        (
            &json!("requires_payment_method"),
            &json!("payment_intent_authentication_failure")
        )
    );
    assert_eq!(merchant.look(&question).await.0, 410);

    merchant.press(&session, "pay", ASKED_CARD).await;
    let passed = merchant.send(&question, &[("answer", "complete")]).await;
    assert_eq!(passed.back.as_deref(), Some(BACK));
    assert_eq!(merchant.show(&session).await["payment_status"], "paid");

    // Passed, and declined all the same.
    let session = merchant.session("b").await;
    let asked = merchant.press(&session, "pay", "4000008400001629").await;
    let passed = merchant
        .send(&asked.back.unwrap(), &[("answer", "complete")])
        .await;
    assert!(passed.page.contains("Your card was declined"));
    assert_eq!(merchant.show(&session).await["status"], "open");
}

#[tokio::test]
async fn a_payment_may_end_after_the_way_back_well_or_not() {
    let merchant = Merchant::open().await;
    for (reference, outcome, intent, paid) in [
        ("well", json!("success"), "succeeded", "paid"),
        (
            "badly",
            json!("GENERIC_DECLINE"),
            "requires_payment_method",
            "unpaid",
        ),
    ] {
        let rule = json!({"reference": reference, "outcome": outcome, "settle_after_ms": 300_000});
        merchant.market.scenario(rule);
        let session = merchant.session(reference).await;
        let back = merchant.press(&session, "pay", GOOD_CARD).await.back;
        assert_eq!(back.as_deref(), Some(BACK));
        let shown = merchant.show(&session).await;
        let words = (
            &shown["status"],
            &shown["payment_status"],
            &shown["payment_intent"]["status"],
        );
        assert_eq!(
            words,
            (&json!("complete"), &json!("unpaid"), &json!("processing"))
        );
        merchant.market.simulator.advance(301).await.unwrap();
        let shown = merchant.show(&session).await;
        let words = (
            &shown["status"],
            &shown["payment_status"],
            &shown["payment_intent"]["status"],
        );
        assert_eq!(words, (&json!("complete"), &json!(paid), &json!(intent)));
    }
    let told = types(&merchant.market.receiver.wait_for(10).await);
    for name in [
        "payment_intent.processing",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
    ] {
        assert!(told.iter().any(|word| word == name), "{name}: {told:?}");
    }
}

#[tokio::test]
async fn going_back_and_abandoning_close_nothing_and_tell_nobody() {
    let merchant = Merchant::open().await;
    let session = merchant.session("a").await;
    let pressed = merchant.press(&session, "cancel", "").await;
    assert_eq!(pressed.back.as_deref(), Some(BACK));
    let pressed = merchant.press(&session, "abandon", "").await;
    assert_eq!((pressed.status, pressed.back), (200, None));
    assert_eq!(merchant.show(&session).await["payment_intent"], Value::Null);
    assert!(merchant.market.receiver.all().is_empty());
    assert_eq!(merchant.press(&session, "pay", GOOD_CARD).await.status, 303);
}

#[tokio::test]
async fn a_double_press_pays_once() {
    let merchant = Merchant::open().await;
    let session = merchant.session("a").await;
    let (one, other) = tokio::join!(
        merchant.press(&session, "pay", GOOD_CARD),
        merchant.press(&session, "pay", GOOD_CARD)
    );
    let sent_back = [one.back, other.back].into_iter().flatten().count();
    assert_eq!(sent_back, 1);
    let told = types(&merchant.market.receiver.wait_for(3).await);
    assert_eq!(told.len(), 3, "{told:?}");
}

#[tokio::test]
async fn a_scenario_rules_over_the_card() {
    let merchant = Merchant::open().await;
    let session = merchant.session("late").await;
    let late = json!({"late_success": {"code": "PROCESSING_ERROR", "after_seconds": 600}});
    merchant
        .market
        .scenario(json!({"reference": "late", "outcome": late}));
    assert_eq!(merchant.press(&session, "pay", GOOD_CARD).await.status, 200);
    assert_eq!(merchant.show(&session).await["status"], "open");
    merchant.market.simulator.advance(700).await.unwrap();
    assert_eq!(merchant.show(&session).await["payment_status"], "paid");
    let report = json!({"amount": "100", "currency": "kes", "in": "status"});
    merchant
        .market
        .scenario(json!({"reference": "lie", "report": report}));
    let session = merchant.session("lie").await;
    merchant.press(&session, "pay", GOOD_CARD).await;
    let intent = &merchant.show(&session).await["payment_intent"];
    let stated = (&intent["amount_received"], &intent["currency"]);
    assert_eq!(stated, (&json!(100), &json!("kes")));
}

#[tokio::test]
async fn a_card_number_goes_nowhere() {
    let merchant = Merchant::open().await;
    let session = merchant.session("a").await;
    for card in [POOR_CARD, ASKED_CARD, GOOD_CARD] {
        merchant.press(&session, "pay", card).await;
    }
    merchant.market.receiver.wait_for(6).await;
    let (_, requests) = merchant.market.control("GET", "/_sim/requests", "").await;
    let (_, callbacks) = merchant.market.control("GET", "/_sim/callbacks", "").await;
    let (_, books) = merchant.market.control("GET", "/_sim/books", "").await;
    for text in [&requests, &callbacks, &books] {
        for card in [POOR_CARD, ASKED_CARD, GOOD_CARD] {
            assert!(!text.contains(card) && !text.contains(&card[8..]), "{card}");
        }
    }
    assert!(!requests.contains(simulator::STRIPE_SECRET_KEY));
    assert!(!callbacks.contains(simulator::STRIPE_WEBHOOK_SECRET));
}
