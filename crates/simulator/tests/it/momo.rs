//! MTN's Open API for mobile money, as its documentation has it.

use serde_json::{Value, json};
use simulator::{
    CallbackMethod, CallbackShape, MTN_MOMO_API_KEY, MTN_MOMO_API_USER, MTN_MOMO_COLLECTION_KEY,
    MTN_MOMO_DISBURSEMENT_KEY, Outcome, Scenario, ScenarioRule, SimulatorConfig,
};
use uuid::Uuid;

use crate::flutterwave::client;
use crate::support::Market;

const COLLECT: &str = "/collection/v1_0/requesttopay";
const TRANSFER: &str = "/disbursement/v1_0/transfer";
const REFUND: &str = "/disbursement/v1_0/refund";
const CUSTOMER: &str = "260963456789";

/// A merchant with both products at MTN.
struct Merchant {
    market: Market,
    client: reqwest::Client,
    environment: String,
    tokens: [String; 2],
}

fn sandbox(config: &mut SimulatorConfig) {
    "sandbox".clone_into(&mut config.mtn_momo.target_environment);
}

impl Merchant {
    async fn open_with(change: impl FnOnce(&mut SimulatorConfig)) -> Self {
        let mut environment = String::new();
        let market = Market::open_with(|config| {
            change(config);
            environment.clone_from(&config.mtn_momo.target_environment);
        })
        .await;
        let mut merchant = Self {
            market,
            client: client(),
            environment,
            tokens: Default::default(),
        };
        merchant.sign_in().await;
        merchant
    }

    async fn in_zambia() -> Self {
        Self::open_with(|_| {}).await
    }

    async fn sign_in(&mut self) {
        for (index, (product, key)) in [
            ("collection", MTN_MOMO_COLLECTION_KEY),
            ("disbursement", MTN_MOMO_DISBURSEMENT_KEY),
        ]
        .into_iter()
        .enumerate()
        {
            let (status, answer) = self.ask_token(product, key, MTN_MOMO_API_KEY, "").await;
            assert_eq!((status, &answer["expires_in"]), (200, &json!(3_600)));
            let token = answer["access_token"].as_str().unwrap();
            token.clone_into(&mut self.tokens[index]);
        }
    }

    async fn ask_token(
        &self,
        product: &str,
        key: &str,
        api_key: &str,
        body: &'static str,
    ) -> (u16, Value) {
        let url = format!("{}/{product}/token/", self.market.simulator.dialect_url());
        let request = self
            .client
            .post(url)
            .header("Ocp-Apim-Subscription-Key", key);
        let request = request
            .basic_auth(MTN_MOMO_API_USER, Some(api_key))
            .body(body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// A request with what its product wants.
    fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let (index, key) = if path.starts_with("/collection") {
            (0, MTN_MOMO_COLLECTION_KEY)
        } else {
            (1, MTN_MOMO_DISBURSEMENT_KEY)
        };
        let url = format!("{}{path}", self.market.simulator.dialect_url());
        self.client
            .request(method, url)
            .header("Ocp-Apim-Subscription-Key", key)
            .header("X-Target-Environment", &self.environment)
            .bearer_auth(&self.tokens[index])
    }

    fn hook(&self) -> String {
        format!("http://{}/hooks/momo/secret", self.market.authority)
    }

    async fn ask(&self, path: &str, id: Uuid, body: &Value) -> (u16, String) {
        let request = self.request(reqwest::Method::POST, path);
        let request = request
            .header("X-Reference-Id", id.to_string())
            .header("X-Callback-Url", self.hook());
        let answer = request.json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn pay(&self, msisdn: &str) -> Uuid {
        let id = Uuid::new_v4();
        let told = self.ask(COLLECT, id, &self.body(msisdn)).await;
        assert_eq!(told, (202, String::new()), "taken, and nothing more");
        id
    }

    fn body(&self, msisdn: &str) -> Value {
        let currency = if self.environment == "sandbox" {
            "EUR"
        } else {
            "ZMW"
        };
        json!({
            "amount": "100.5", "currency": currency, "externalId": "SK-7K3M", "payerMessage": "Soko", "payeeNote": "SK-7K3M",
            "payer": {"partyIdType": "MSISDN", "partyId": msisdn},
        })
    }

    async fn status(&self, path: &str, id: Uuid) -> (u16, Value) {
        let request = self.request(reqwest::Method::GET, &format!("{path}/{id}"));
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// The status, once everything that happens by itself has happened.
    async fn end(&self, path: &str, id: Uuid) -> Value {
        self.market.simulator.advance(1).await.unwrap();
        let (status, told) = self.status(path, id).await;
        assert_eq!(status, 200, "{told}");
        told
    }

    fn scenario(&self, scenario: Scenario) {
        let rule = ScenarioRule::everybody(scenario);
        self.market.simulator.put_scenario(rule).unwrap();
    }
}

fn code(text: &str) -> Value {
    serde_json::from_str::<Value>(text).unwrap()["code"].clone()
}

#[tokio::test]
async fn a_token_is_for_one_product_and_runs_out() {
    let mut merchant = Merchant::in_zambia().await;
    let collection = MTN_MOMO_COLLECTION_KEY;
    for (product, key, api_key) in [
        ("disbursement", collection, MTN_MOMO_API_KEY),
        ("collection", "", MTN_MOMO_API_KEY),
        ("collection", collection, "wrong"),
    ] {
        assert_eq!(merchant.ask_token(product, key, api_key, "").await.0, 401);
    }
    let with_body = merchant.ask_token("collection", collection, MTN_MOMO_API_KEY, "{}");
    assert_eq!(with_body.await.0, 400, "a body is not supported");
    let id = merchant.pay(CUSTOMER).await;
    merchant.tokens.swap(0, 1);
    assert_eq!(
        merchant.status(COLLECT, id).await.0,
        401,
        "of the other product"
    );
    merchant.tokens.swap(0, 1);
    assert_eq!(merchant.status(COLLECT, id).await.0, 200);
    merchant.market.simulator.advance(3_600).await.unwrap();
    assert_eq!(merchant.status(COLLECT, id).await.0, 401, "over");
    merchant.sign_in().await;
    assert_eq!(merchant.status(COLLECT, id).await.0, 200);
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_and_nothing_is_booked() {
    let mut merchant = Merchant::in_zambia().await;
    let good = merchant.body(CUSTOMER);
    for (field, wrong, expected) in [
        ("currency", json!("EUR"), (500, "INVALID_CURRENCY")),
        ("amount", json!(100), (400, "BAD_REQUEST")),
        ("amount", json!("0"), (400, "BAD_REQUEST")),
        ("amount", json!("1.005"), (400, "BAD_REQUEST")),
        ("externalId", json!(""), (400, "BAD_REQUEST")),
        ("payerMessage", json!("it's"), (400, "BAD_REQUEST")),
        ("payeeNote", json!("x".repeat(161)), (400, "BAD_REQUEST")),
        ("payer", json!({"partyId": CUSTOMER}), (400, "BAD_REQUEST")),
        (
            "payer",
            json!({"partyIdType": "MSISDN", "partyId": "+260963456789"}),
            (400, "BAD_REQUEST"),
        ),
    ] {
        let mut body = good.clone();
        body[field] = wrong.clone();
        let (status, text) = merchant.ask(COLLECT, Uuid::new_v4(), &body).await;
        assert_eq!(
            (status, code(&text)),
            (expected.0, json!(expected.1)),
            "{field} {wrong}"
        );
    }
    let (status, text) = merchant.ask(COLLECT, Uuid::from_u128(7), &good).await;
    assert_eq!(
        (status, code(&text)),
        (400, json!("BAD_REQUEST")),
        "no UUID of version 4"
    );
    let id = Uuid::new_v4().to_string();
    for url in ["http://localhost:1/x", "https://other.example/x"] {
        let request = merchant.request(reqwest::Method::POST, COLLECT);
        let request = request
            .header("X-Reference-Id", &id)
            .header("X-Callback-Url", url);
        let answer = request.json(&good).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 500, "{url}");
        let text = answer.text().await.unwrap();
        assert_eq!(code(&text), "INVALID_CALLBACK_URL_HOST", "{url}");
    }
    merchant.environment = "mtnuganda".to_owned();
    let (status, text) = merchant.ask(COLLECT, Uuid::new_v4(), &good).await;
    assert_eq!(
        (status, code(&text)),
        (500, json!("NOT_ALLOWED_TARGET_ENVIRONMENT"))
    );
    assert!(merchant.market.simulator.transactions().is_empty());
}

#[tokio::test]
async fn the_sandbox_takes_euros_and_ends_as_its_numbers_are_published() {
    let merchant = Merchant::open_with(sandbox).await;
    let mut kwacha = merchant.body("46733123400");
    kwacha["currency"] = json!("ZMW");
    let (status, text) = merchant.ask(COLLECT, Uuid::new_v4(), &kwacha).await;
    assert_eq!((status, code(&text)), (500, json!("INVALID_CURRENCY")));
    for (ending, reason) in [
        ("450", "INTERNAL_PROCESSING_ERROR"),
        ("451", "APPROVAL_REJECTED"),
        ("452", "EXPIRED"),
        ("455", "PAYER_NOT_FOUND"),
        ("456", "PAYEE_NOT_ALLOWED_TO_RECEIVE"),
        ("457", "NOT_ALLOWED"),
        ("458", "NOT_ALLOWED_TARGET_ENVIRONMENT"),
        ("459", "INVALID_CALLBACK_URL_HOST"),
        ("460", "INVALID_CURRENCY"),
        ("461", "INTERNAL_PROCESSING_ERROR"),
        ("462", "SERVICE_UNAVAILABLE"),
        ("463", "COULD_NOT_PERFORM_TRANSACTION"),
        ("464", "TRANSFER_TYPE_UNKNOWN"),
    ] {
        let id = merchant.pay(&format!("46733123{ending}")).await;
        let told = merchant.end(COLLECT, id).await;
        assert_eq!(told["status"], "FAILED", "{ending}");
        assert_eq!(told["reason"], reason, "{ending}");
    }
    let ongoing = merchant.pay("46733123453").await;
    let delayed = merchant.pay("46733123454").await;
    for id in [ongoing, delayed] {
        assert_eq!(merchant.end(COLLECT, id).await["status"], "PENDING");
    }
    merchant.market.simulator.advance(61).await.unwrap();
    assert_eq!(merchant.end(COLLECT, ongoing).await["status"], "PENDING");
    assert_eq!(merchant.end(COLLECT, delayed).await["status"], "SUCCESSFUL");
    let other = merchant.pay("46733123400").await;
    let told = merchant.end(COLLECT, other).await;
    assert_eq!(
        (&told["status"], &told["currency"], &told["amount"]),
        (&json!("SUCCESSFUL"), &json!("EUR"), &json!("100.5"))
    );
    assert!(told["financialTransactionId"].is_string());
}

#[tokio::test]
async fn one_request_goes_by_one_id_for_ever() {
    let merchant = Merchant::in_zambia().await;
    let id = merchant.pay(CUSTOMER).await;
    for path in [COLLECT, TRANSFER] {
        let mut body = merchant.body(CUSTOMER);
        body["payee"] = body["payer"].clone();
        let (status, text) = merchant.ask(path, id, &body).await;
        assert_eq!(
            (status, code(&text)),
            (409, json!("RESOURCE_ALREADY_EXIST"))
        );
    }
    assert_eq!(merchant.market.simulator.transactions().len(), 1);
    let (status, told) = merchant.status(COLLECT, Uuid::new_v4()).await;
    assert_eq!((status, &told["code"]), (404, &json!("RESOURCE_NOT_FOUND")));
    let (status, told) = merchant.status(TRANSFER, id).await;
    assert_eq!((status, &told["code"]), (404, &json!("RESOURCE_NOT_FOUND")));
}

#[tokio::test]
async fn a_callback_comes_once_put_or_posted_and_nothing_signs_it() {
    for (callback_method, method) in [
        (CallbackMethod::Usual, "PUT"),
        (CallbackMethod::Put, "PUT"),
        (CallbackMethod::Post, "POST"),
    ] {
        let merchant = Merchant::in_zambia().await;
        // Nobody takes it, and it is not tried again.
        merchant.market.receiver.answer_with(500);
        merchant.scenario(Scenario {
            outcome: Outcome::Success,
            callback_method,
            ..Scenario::default()
        });
        let id = merchant.pay(CUSTOMER).await;
        merchant.market.simulator.advance(86_400).await.unwrap();
        let arrived = merchant.market.receiver.all();
        assert_eq!(arrived.len(), 1);
        assert_eq!(arrived[0].method, method);
        assert_eq!(arrived[0].path, "/hooks/momo/secret");
        let body = arrived[0].json();
        assert_eq!(body["status"], "SUCCESSFUL");
        assert_eq!(body["externalId"], "SK-7K3M");
        assert!(!arrived[0].headers.contains_key("authorization"));
        assert_eq!(merchant.market.simulator.find("SK-7K3M").unwrap().id, id);
    }
}

#[tokio::test]
async fn a_reason_has_two_shapes_and_a_status_can_lag_behind_its_callback() {
    let merchant = Merchant::in_zambia().await;
    for callback_shape in [CallbackShape::V2, CallbackShape::V1] {
        merchant.scenario(Scenario {
            callback_shape,
            ..Scenario::default()
        });
        // Another operator's customer.
        let id = merchant.pay("260973456789").await;
        let told = merchant.end(COLLECT, id).await;
        let reason = &told["reason"];
        let code = if callback_shape == CallbackShape::V1 {
            &reason["code"]
        } else {
            reason
        };
        assert_eq!(code, "PAYER_NOT_FOUND", "{told}");
    }
    merchant.scenario(Scenario {
        outcome: Outcome::Success,
        status_lag_seconds: 30,
        ..Scenario::default()
    });
    let id = merchant.pay(CUSTOMER).await;
    assert_eq!(merchant.end(COLLECT, id).await["status"], "PENDING");
    let arrived = merchant.market.receiver.all();
    assert_eq!(arrived.last().unwrap().json()["status"], "SUCCESSFUL");
    merchant.market.simulator.advance(30).await.unwrap();
    assert_eq!(merchant.end(COLLECT, id).await["status"], "SUCCESSFUL");
}

#[tokio::test]
async fn money_leaves_by_the_other_product_and_goes_back_no_more_than_it_came() {
    let merchant = Merchant::in_zambia().await;
    let mut body = merchant.body(CUSTOMER);
    body["payee"] = body["payer"].take();
    let sent = Uuid::new_v4();
    assert_eq!(merchant.ask(TRANSFER, sent, &body).await.0, 202);
    let told = merchant.end(TRANSFER, sent).await;
    assert_eq!(
        (&told["status"], &told["payee"]["partyId"]),
        (&json!("SUCCESSFUL"), &json!(CUSTOMER))
    );
    body["amount"] = json!("2000000");
    let too_much = Uuid::new_v4();
    assert_eq!(merchant.ask(TRANSFER, too_much, &body).await.0, 202);
    let told = merchant.end(TRANSFER, too_much).await;
    assert_eq!(told["reason"], "NOT_ENOUGH_FUNDS");

    merchant.scenario(Scenario {
        outcome: Outcome::Success,
        ..Scenario::default()
    });
    let paid = merchant.pay(CUSTOMER).await;
    merchant.end(COLLECT, paid).await;
    merchant.market.simulator.clear_scenarios().unwrap();
    let mut refund = merchant.body(CUSTOMER);
    refund["amount"] = json!("60");
    let mut ends = Vec::new();
    for original in [paid, paid, Uuid::new_v4()] {
        refund["referenceIdToRefund"] = json!(original);
        let id = Uuid::new_v4();
        assert_eq!(merchant.ask(REFUND, id, &refund).await.0, 202);
        let told = merchant.end(REFUND, id).await;
        ends.push(told.get("reason").unwrap_or(&told["status"]).clone());
    }
    assert_eq!(ends, ["SUCCESSFUL", "NOT_ALLOWED", "TRANSACTION_NOT_FOUND"]);
}

#[tokio::test]
async fn a_wrong_address_is_the_gateways_to_refuse() {
    let merchant = Merchant::in_zambia().await;
    let request = merchant.request(reqwest::Method::GET, "/collection/v3_0/nothing");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 404);
    let told: Value = answer.json().await.unwrap();
    assert_eq!((&told["statusCode"], told.get("code")), (&json!(404), None));
}
