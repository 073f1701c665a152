//! Being told: signed over the moment and the bytes, and everything that happens on the way.

use serde_json::{Value, json};
use simulator::STRIPE_WEBHOOK_SECRET;

use super::{GOOD_CARD, HOOK, Merchant, POOR_CARD, types};
use crate::support::Arrived;

/// Verifies as the documentation says, with another implementation than the one that signed.
fn verify(arrived: &Arrived, secret: &str, tolerance: i64) -> Result<(), &'static str> {
    let header = arrived.headers.get("stripe-signature").ok_or("missing")?;
    let values = |scheme: &str| {
        let scheme = format!("{scheme}=");
        let parts = header
            .split(',')
            .filter_map(|part| part.strip_prefix(&scheme));
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    let moment = values("t").pop().ok_or("no moment")?;
    let mut signed = format!("{moment}.").into_bytes();
    signed.extend(&arrived.body);
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let fits = |hex: &String| {
        let bytes: Vec<u8> = (0..hex.len() / 2)
            .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        ring::hmac::verify(&key, &signed, &bytes).is_ok()
    };
    let signatures = values("v1");
    if signatures.is_empty() {
        return Err("no v1");
    }
    if !signatures.iter().any(fits) {
        return Err("wrong");
    }
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let age = i64::try_from(now.as_secs()).unwrap() - moment.parse::<i64>().unwrap();
    if age.abs() > tolerance {
        Err("time")
    } else {
        Ok(())
    }
}

#[tokio::test]
async fn one_payment_is_told_under_several_names_and_each_is_signed() {
    let merchant = Merchant::open().await;
    let intent = merchant.paid("ref-1").await;
    let arrived = merchant.market.receiver.wait_for(3).await;
    let mut told = types(&arrived);
    told.sort();
    assert_eq!(
        told,
        [
            "charge.succeeded",
            "checkout.session.completed",
            "payment_intent.succeeded"
        ]
    );
    let mut ids: Vec<_> = arrived
        .iter()
        .map(|event| event.json()["id"].clone())
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    for event in &arrived {
        assert_eq!(event.path, HOOK);
        assert_eq!(verify(event, STRIPE_WEBHOOK_SECRET, 300), Ok(()));
        assert_eq!(verify(event, "whsec_another", 300), Err("wrong"));
        let body = event.json();
        assert_eq!(
            (&body["object"], &body["livemode"]),
            (&json!("event"), &json!(false))
        );
        let object = &body["data"]["object"];
        match body["type"].as_str().unwrap() {
            "payment_intent.succeeded" => assert_eq!(object["id"], json!(intent)),
            "checkout.session.completed" => {
                assert_eq!(object["client_reference_id"], "ref-1");
                assert_eq!(object["payment_intent"], json!(intent));
            }
            _ => assert_eq!(object["payment_intent"], json!(intent)),
        }
    }
}

#[tokio::test]
async fn a_signature_is_wrong_in_every_way_that_is_asked_for() {
    let merchant = Merchant::open().await;
    for (knob, expected) in [
        ("missing", Err("missing")),
        ("wrong_key", Err("wrong")),
        ("unknown_key_id", Err("no v1")),
        ("tampered_body", Err("wrong")),
        ("stale_timestamp", Err("time")),
        ("future_timestamp", Err("time")),
        ("rotated_key", Ok(())),
        ("valid", Ok(())),
    ] {
        merchant.market.scenario(json!({"signature": knob}));
        let before = merchant.market.receiver.all().len();
        let session = merchant.session(knob).await;
        merchant.press(&session, "fail", "").await;
        let arrived = merchant.market.receiver.wait_for(before + 2).await;
        let last = arrived.last().unwrap();
        assert_eq!(verify(last, STRIPE_WEBHOOK_SECRET, 300), expected, "{knob}");
        if knob == "rotated_key" {
            assert_eq!(last.headers["stripe-signature"].matches("v1=").count(), 2);
        }
    }
}

#[tokio::test]
async fn events_come_twice_late_never_or_first_and_keep_their_id() {
    let merchant = Merchant::open().await;
    let receiver = &merchant.market.receiver;
    merchant
        .market
        .scenario(json!({"callback": {"duplicate": {"count": 3}}}));
    merchant.paid("twice").await;
    let ids: Vec<_> = receiver
        .wait_for(9)
        .await
        .iter()
        .map(|e| e.json()["id"].to_string())
        .collect();
    let mut once = ids.clone();
    once.sort();
    once.dedup();
    assert_eq!((ids.len(), once.len()), (9, 3));
    merchant.market.scenario(json!({"callback": "none"}));
    merchant.paid("never").await;
    merchant
        .market
        .scenario(json!({"callback": {"delayed": {"seconds": 600}}}));
    merchant.paid("late").await;
    assert_eq!(receiver.all().len(), 9);
    merchant.market.simulator.advance(601).await.unwrap();
    assert_eq!(receiver.all().len(), 12);
    merchant
        .market
        .scenario(json!({"callback": "before_response"}));
    let session = merchant.session("first").await;
    merchant.press(&session, "pay", GOOD_CARD).await;
    assert!(receiver.all().len() > 12);
}

#[tokio::test]
async fn older_news_come_after_newer_ones() {
    let merchant = Merchant::open().await;
    merchant.market.scenario(json!({"callback": "reordered"}));
    let session = merchant.session("a").await;
    merchant.press(&session, "pay", POOR_CARD).await;
    merchant.press(&session, "pay", GOOD_CARD).await;
    let told = types(&merchant.market.receiver.wait_for(3).await);
    assert!(
        told.contains(&"payment_intent.succeeded".to_owned()),
        "{told:?}"
    );
    merchant.market.simulator.advance(700).await.unwrap();
    let arrived = merchant.market.receiver.wait_for(5).await;
    let stale: Vec<Value> = arrived[3..].iter().map(Arrived::json).collect();
    let failed = stale
        .iter()
        .find(|e| e["type"] == "payment_intent.payment_failed")
        .unwrap();
    let object = &failed["data"]["object"];
    assert_eq!(
        object["status"], "requires_payment_method",
        "as it was then"
    );
}

#[tokio::test]
async fn what_nobody_took_is_tried_again_with_longer_and_longer_pauses() {
    let merchant = Merchant::open().await;
    let receiver = &merchant.market.receiver;
    receiver.answer_with(500);
    merchant.paid("a").await;
    let first = receiver.wait_for(3).await[0].json()["id"].clone();
    for (seconds, count) in [(310, 6), (3_400, 9), (11_000, 12)] {
        merchant.market.simulator.advance(seconds).await.unwrap();
        assert_eq!(receiver.all().len(), count, "after {seconds}");
    }
    let tries = receiver
        .all()
        .iter()
        .filter(|e| e.json()["id"] == first)
        .count();
    assert_eq!(tries, 4, "the same event");
    receiver.answer_with(200);
    merchant.market.simulator.advance(30_000).await.unwrap();
    let count = receiver.all().len();
    merchant.market.simulator.advance(300_000).await.unwrap();
    assert_eq!(receiver.all().len(), count);
}

#[tokio::test]
async fn an_event_can_be_forged_replayed_and_altered() {
    let merchant = Merchant::open().await;
    let session = merchant.session("a").await;
    let name = session["id"].as_str().unwrap();
    merchant.press(&session, "pay", GOOD_CARD).await;
    merchant.market.receiver.wait_for(3).await;
    let path = format!("/_sim/deliver/{name}");
    for asked in [
        json!({"replay": true}),
        json!({"alter": {"livemode": true}}),
    ] {
        let (status, answer) = merchant
            .market
            .control("POST", &path, &asked.to_string())
            .await;
        assert_eq!(status, 200, "{answer}");
    }
    let arrived = merchant.market.receiver.wait_for(5).await;
    assert!(
        arrived[..3]
            .iter()
            .any(|event| event.body == arrived[3].body)
    );
    let altered = &arrived[4];
    assert_eq!(altered.json()["livemode"], true);
    assert_eq!(verify(altered, STRIPE_WEBHOOK_SECRET, 300), Ok(()));
}

#[tokio::test]
async fn the_end_of_a_page_is_told() {
    let merchant = Merchant::open().await;
    let untouched = merchant.session("a").await;
    let tried = merchant.session("b").await;
    merchant.press(&tried, "fail", "").await;
    merchant.market.receiver.wait_for(2).await;
    merchant.market.simulator.advance(2_200).await.unwrap();
    let told = types(&merchant.market.receiver.wait_for(5).await[2..]);
    let count = |name: &str| told.iter().filter(|word| *word == name).count();
    assert_eq!(count("checkout.session.expired"), 2, "{told:?}");
    assert_eq!(count("payment_intent.canceled"), 1, "{told:?}");
    assert_eq!(
        merchant.show(&untouched).await["payment_intent"],
        Value::Null
    );
}
