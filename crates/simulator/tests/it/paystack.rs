//! Paystack, as its documentation has it: a merchant's calls, and a buyer on the hosted page.

use std::fmt::Write as _;

use serde_json::{Value, json};
use simulator::{
    Outcome, PAYSTACK_SECRET_KEY, Scenario, ScenarioRule, SignatureKnob, SimulatorConfig,
};

use crate::flutterwave::client;
use crate::support::Market;

const INITIALIZE: &str = "/transaction/initialize";
const HOOK: &str = "/api/v1/payments/webhook/paystack";
const GOOD_CARD: &str = "4084084084084081";
const DECLINED_CARD: &str = "4084080000005408";
const POOR_CARD: &str = "4084080000670037";
const GUARDED_CARD: &str = "5060666666666666666";

/// A merchant at Paystack.
struct Merchant {
    market: Market,
    client: reqwest::Client,
    key: String,
}

impl Merchant {
    async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    async fn open_with(change: impl FnOnce(&mut SimulatorConfig)) -> Self {
        Self {
            market: Market::open_with(change).await,
            client: client(),
            key: PAYSTACK_SECRET_KEY.to_owned(),
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let answer = request.bearer_auth(&self.key).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.market.simulator.dialect_url())
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.client.get(self.url(path))).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(self.client.post(self.url(path)).json(body)).await
    }

    /// The page for a new reference.
    async fn page(&self, reference: &str) -> String {
        let (status, answer) = self.post(INITIALIZE, &payment(reference)).await;
        assert_eq!((status, &answer["status"]), (200, &json!(true)), "{answer}");
        assert_eq!(answer["data"]["reference"], reference);
        let url = answer["data"]["authorization_url"].as_str().unwrap();
        url.to_owned()
    }

    /// Presses a button. The status, and where it leads.
    async fn press(&self, page: &str, form: &[(&str, &str)]) -> (u16, Option<String>, String) {
        let answer = self.client.post(page).form(form).send().await.unwrap();
        let to = answer.headers().get("location");
        let to = to.map(|url| url.to_str().unwrap().to_owned());
        (answer.status().as_u16(), to, answer.text().await.unwrap())
    }

    async fn pay(&self, page: &str, card: &str) -> (u16, Option<String>, String) {
        self.press(page, &[("action", "pay"), ("number", card)])
            .await
    }

    async fn paid(&self, reference: &str) {
        let page = self.page(reference).await;
        assert_eq!(self.pay(&page, GOOD_CARD).await.0, 303);
    }

    /// What verifying says.
    async fn verify(&self, reference: &str) -> Value {
        let (status, answer) = self.get(&format!("/transaction/verify/{reference}")).await;
        assert_eq!((status, &answer["status"]), (200, &json!(true)), "{answer}");
        answer["data"].clone()
    }

    async fn word(&self, reference: &str) -> String {
        let data = self.verify(reference).await;
        data["status"].as_str().unwrap().to_owned()
    }

    /// What was told so far, once everything on its way has arrived.
    async fn events(&self) -> Vec<String> {
        self.market.simulator.advance(1).await.unwrap();
        let arrived = self.market.receiver.all();
        let event =
            |one: &crate::support::Arrived| one.json()["event"].as_str().unwrap().to_owned();
        arrived.iter().map(event).collect()
    }

    fn scenario(&self, scenario: Scenario) {
        let rule = ScenarioRule::everybody(scenario);
        self.market.simulator.put_scenario(rule).unwrap();
    }
}

fn payment(reference: &str) -> Value {
    json!({
        "email": "no-reply@soko.example", "amount": 24_850, "currency": "KES", "reference": reference,
        "callback_url": "https://shop.example/back?order=1", "channels": ["card"], "metadata": {"our": "SK"},
    })
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_and_nothing_is_booked() {
    let mut merchant = Merchant::open().await;
    for (field, wrong, status, message) in [
        (
            "email",
            json!("nobody"),
            400,
            "Invalid Email Address Passed",
        ),
        ("amount", json!(248.5), 400, "Invalid Amount Sent"),
        ("amount", json!("248.50"), 400, "Invalid Amount Sent"),
        ("amount", json!(0), 400, "Invalid Amount Sent"),
        (
            "currency",
            json!("ZMW"),
            403,
            "Currency not supported by merchant",
        ),
        (
            "reference",
            json!("SK_7K3M"),
            400,
            "Only -,., =and alphanumeric characters allowed",
        ),
        (
            "callback_url",
            json!("shop"),
            400,
            "callback_url must be a valid URL",
        ),
    ] {
        let mut body = payment("r-1");
        body[field] = wrong.clone();
        let (told, answer) = merchant.post(INITIALIZE, &body).await;
        assert_eq!(
            (told, &answer["message"]),
            (status, &json!(message)),
            "{field} {wrong}"
        );
        assert_eq!(answer["status"], false);
    }
    let (status, answer) = merchant.get("/transaction/verify/r-1").await;
    assert_eq!(status, 404);
    assert_eq!(answer["message"], "Transaction reference not found.");
    merchant.key = "sk_test_other".to_owned();
    assert_eq!(merchant.post(INITIALIZE, &payment("r-1")).await.0, 401);
    assert_eq!(merchant.get("/transaction/unknown").await.0, 401);
    assert!(merchant.market.simulator.transactions().is_empty());
}

#[tokio::test]
async fn a_reference_makes_one_page_whatever_became_of_it() {
    let merchant = Merchant::open().await;
    let page = merchant.page("r-1").await;
    for _ in 0..2 {
        let (status, answer) = merchant.post(INITIALIZE, &payment("r-1")).await;
        assert_eq!(status, 400);
        assert_eq!(answer["message"], "Duplicate Transaction Reference");
        merchant.pay(&page, GOOD_CARD).await;
    }
    assert_eq!(merchant.market.simulator.transactions().len(), 1);
    assert_eq!(merchant.events().await, ["charge.success"], "paid once");
}

#[tokio::test]
async fn a_page_can_be_tried_until_it_is_paid_and_only_that_is_told() {
    let merchant = Merchant::open().await;
    let page = merchant.page("r-1").await;
    assert_eq!(merchant.word("r-1").await, "abandoned", "nobody has tried");
    for (card, response) in [
        (DECLINED_CARD, "Declined"),
        (POOR_CARD, "Insufficient Funds"),
        (GUARDED_CARD, "Incorrect PIN"),
        ("4111111111111111", "Declined"),
    ] {
        let (status, _, text) = merchant.pay(&page, card).await;
        assert!(status == 200 && text.contains(response), "{card}");
        let told = merchant.verify("r-1").await;
        assert_eq!(
            (&told["status"], &told["gateway_response"]),
            (&json!("failed"), &json!(response))
        );
    }
    let cancelled = merchant.press(&page, &[("action", "cancel")]).await;
    assert_eq!(cancelled.0, 303, "back to the shop, which is told nothing");
    assert!(merchant.events().await.is_empty());
    let guarded = [
        ("action", "pay"),
        ("number", GUARDED_CARD),
        ("pin", "1234"),
        ("otp", "123456"),
    ];
    let (status, to, _) = merchant.press(&page, &guarded).await;
    let back = "https://shop.example/back?order=1&trxref=r-1&reference=r-1";
    assert_eq!((status, to.as_deref()), (303, Some(back)));
    let told = merchant.verify("r-1").await;
    assert_eq!(
        (&told["status"], &told["amount"], &told["currency"]),
        (&json!("success"), &json!(24_850), &json!("KES"))
    );
    assert_eq!(told["metadata"], json!({"our": "SK"}));
    assert_eq!(told["fees"], 721, "2.9 of 100");
    let arrived = &merchant.market.receiver.wait_for(1).await[0];
    assert_eq!(
        (arrived.path.as_str(), arrived.json()["event"].as_str()),
        (HOOK, Some("charge.success"))
    );
    assert_eq!(arrived.json()["data"]["reference"], "r-1");
    assert_eq!(merchant.pay(&page, GOOD_CARD).await.0, 410, "paid");
}

#[tokio::test]
async fn what_takes_time_is_pending_until_it_is_over() {
    let merchant = Merchant::open().await;
    merchant.scenario(Scenario {
        settle_after_ms: Some(60_000),
        ..Scenario::default()
    });
    let page = merchant.page("r-1").await;
    assert_eq!(merchant.pay(&page, GOOD_CARD).await.0, 303);
    assert_eq!(merchant.word("r-1").await, "pending");
    merchant.market.simulator.advance(61).await.unwrap();
    assert_eq!(merchant.word("r-1").await, "success");
}

#[tokio::test]
async fn a_knob_turned_while_the_page_waits_pays_nothing_by_itself() {
    let merchant = Merchant::open().await;
    let page = merchant.page("r-1").await;
    let rule = json!({"reference": "r-1", "outcome": "success"});
    let rule: ScenarioRule = serde_json::from_value(rule).unwrap();
    merchant.market.simulator.put_scenario(rule).unwrap();
    merchant.market.simulator.advance(3_600).await.unwrap();
    assert_eq!(merchant.word("r-1").await, "abandoned");
    merchant.pay(&page, DECLINED_CARD).await;
    assert_eq!(merchant.word("r-1").await, "success", "as the knob says");
}

#[tokio::test]
async fn mobile_money_is_approved_on_the_phone_or_with_a_code() {
    let merchant = Merchant::open().await;
    let charge = |phone: &str, reference: &str| {
        json!({
            "email": "no-reply@soko.example", "amount": 10_000, "currency": "KES", "reference": reference,
            "mobile_money": {"phone": phone, "provider": "mpesa"},
        })
    };
    let (_, answer) = merchant
        .post("/charge", &charge("254712345678", "m-1"))
        .await;
    assert_eq!(answer["data"]["status"], "pay_offline", "{answer}");
    assert!(answer["data"]["display_text"].is_string());
    let (_, told) = merchant.get("/charge/m-1").await;
    assert_eq!(told["data"]["status"], "pending");
    let movement = merchant.market.simulator.find("m-1").unwrap();
    let approve = simulator::Answer::Approve;
    merchant
        .market
        .simulator
        .answer(movement.id, approve)
        .unwrap();
    let (_, told) = merchant.get("/charge/m-1").await;
    assert_eq!(told["data"]["status"], "success");

    for (reference, otp, end) in [("m-2", "1234", "success"), ("m-3", "9999", "failed")] {
        let (_, answer) = merchant
            .post("/charge", &charge("0700000000", reference))
            .await;
        assert_eq!(answer["data"]["status"], "send_otp", "{answer}");
        assert_eq!(merchant.word(reference).await, "ongoing");
        let code = json!({"otp": otp, "reference": reference});
        let (_, answer) = merchant.post("/charge/submit_otp", &code).await;
        assert_eq!(answer["data"]["status"], end, "{answer}");
        assert_eq!(
            merchant.post("/charge/submit_otp", &code).await.0,
            400,
            "once"
        );
    }
    let wrong = merchant
        .post("/charge", &charge("254712345678", "m-1"))
        .await;
    assert_eq!(wrong.1["message"], "Duplicate Transaction Reference");
    merchant.market.simulator.advance(1).await.unwrap();
    assert_eq!(
        merchant.events().await,
        ["charge.success", "charge.success"]
    );
}

#[tokio::test]
async fn a_refund_takes_its_steps_and_all_are_told_by_the_payment() {
    let merchant = Merchant::open().await;
    merchant.paid("r-1").await;
    merchant.scenario(Scenario {
        settle_after_ms: Some(60_000),
        ..Scenario::default()
    });
    let ask = json!({"transaction": "r-1", "amount": 4_850, "merchant_note": "ours-1"});
    let (status, answer) = merchant.post("/refund", &ask).await;
    assert_eq!(
        (status, &answer["data"]["status"]),
        (200, &json!("pending")),
        "{answer}"
    );
    let id = answer["data"]["id"].as_u64().unwrap();
    merchant.market.simulator.advance(30).await.unwrap();
    let (_, told) = merchant.get(&format!("/refund/{id}")).await;
    assert_eq!(told["data"]["status"], "processing");
    merchant.market.simulator.advance(31).await.unwrap();
    let (_, told) = merchant.get(&format!("/refund/{id}")).await;
    assert_eq!(
        (
            &told["data"]["status"],
            &told["data"]["amount"],
            &told["data"]["merchant_note"]
        ),
        (&json!("processed"), &json!(4_850), &json!("ours-1"))
    );
    let (_, listed) = merchant.get("/refund?perPage=100").await;
    assert_eq!(listed["data"][0]["id"], id);
    let steps = [
        "charge.success",
        "refund.pending",
        "refund.processing",
        "refund.processed",
    ];
    assert_eq!(merchant.events().await, steps);
    let last = merchant.market.receiver.all().pop().unwrap().json();
    assert_eq!(last["data"]["transaction_reference"], "r-1");
    assert_eq!(last["data"]["amount"], "4850", "a text");
    assert!(last["data"].get("id").is_none() && last["data"]["refund_reference"].is_string());
    assert_eq!(merchant.word("r-1").await, "success", "a part went back");

    let too_much = json!({"transaction": "r-1", "amount": 20_001});
    let (status, answer) = merchant.post("/refund", &too_much).await;
    assert_eq!(status, 400);
    assert_eq!(
        answer["message"],
        "Refund amount cannot be more than the transaction amount"
    );
    merchant
        .post("/refund", &json!({"transaction": "r-1"}))
        .await;
    merchant.market.simulator.advance(61).await.unwrap();
    assert_eq!(merchant.word("r-1").await, "reversed");
    let (status, answer) = merchant
        .post("/refund", &json!({"transaction": "r-1"}))
        .await;
    assert_eq!(
        (status, &answer["message"]),
        (400, &json!("Transaction has been fully reversed"))
    );
    let (status, _) = merchant
        .post("/refund", &json!({"transaction": "r-9"}))
        .await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn webhooks_are_signed_with_the_secret_key_over_the_body() {
    for (knob, is_signed, is_right) in [
        (SignatureKnob::Valid, true, true),
        (SignatureKnob::Missing, false, false),
        (SignatureKnob::WrongKey, true, false),
        (SignatureKnob::TamperedBody, true, false),
    ] {
        let merchant = Merchant::open().await;
        merchant.scenario(Scenario {
            signature: knob,
            ..Scenario::default()
        });
        merchant.paid("r-1").await;
        let arrived = &merchant.market.receiver.wait_for(1).await[0];
        let signature = arrived.headers.get("x-paystack-signature");
        assert_eq!(signature.is_some(), is_signed, "{knob:?}");
        // By another implementation than the one that made it.
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA512, PAYSTACK_SECRET_KEY.as_bytes());
        let right = ring::hmac::sign(&key, &arrived.body);
        let hex = right.as_ref().iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        assert_eq!(signature == Some(&hex), is_right, "{knob:?}");
    }
}

#[tokio::test]
async fn a_webhook_nobody_took_is_tried_again_as_published() {
    for (key, seconds, tries) in [
        (PAYSTACK_SECRET_KEY, 3_599, 1),
        (PAYSTACK_SECRET_KEY, 4 * 86_400, 11),
        ("sk_live_rehearsal", 541, 4),
        ("sk_live_rehearsal", 4 * 86_400, 76),
    ] {
        let mut merchant = Merchant::open_with(|config| {
            key.clone_into(&mut config.paystack.secret_key);
        })
        .await;
        key.clone_into(&mut merchant.key);
        merchant.market.receiver.answer_with(500);
        merchant.scenario(Scenario {
            outcome: Outcome::Success,
            ..Scenario::default()
        });
        merchant.paid("r-1").await;
        merchant.market.receiver.wait_for(1).await;
        merchant.market.simulator.advance(seconds).await.unwrap();
        assert_eq!(
            merchant.market.receiver.all().len(),
            tries,
            "{key} {seconds}"
        );
    }
}
