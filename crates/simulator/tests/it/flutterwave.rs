//! Flutterwave, as its documentation has it: a merchant's calls, and a buyer on the hosted page.

mod charges;
mod hosted;
mod money_out;
mod webhooks;

use reqwest::redirect::Policy;
use serde_json::{Value, json};
use simulator::{FLUTTERWAVE_SECRET_KEY, SimulatorConfig};

use crate::support::Market;

pub const HOOK: &str = "/api/v1/payments/webhook/flutterwave";
pub const GOOD_CARD: &str = "5531886652142950";
pub const POOR_CARD: &str = "5258585922666506";

pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(Policy::none())
        .build()
        .unwrap()
}

/// A merchant at Flutterwave.
pub struct Merchant {
    pub market: Market,
    client: reqwest::Client,
    pub key: String,
}

/// What a press on the hosted page led to.
pub struct Pressed {
    pub status: u16,
    pub back: Option<String>,
    pub page: String,
}

impl Merchant {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub async fn open_with(change: impl FnOnce(&mut SimulatorConfig)) -> Self {
        Self {
            market: Market::open_with(change).await,
            client: client(),
            key: FLUTTERWAVE_SECRET_KEY.to_owned(),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.market.simulator.dialect_url())
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        let request = self.client.get(self.url(path)).bearer_auth(&self.key);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// `Err` when the connection broke.
    pub async fn try_post(&self, path: &str, body: &Value) -> reqwest::Result<(u16, String)> {
        let request = self.client.post(self.url(path)).bearer_auth(&self.key);
        let answer = request.json(body).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, text) = self.try_post(path, body).await.unwrap();
        (status, serde_json::from_str(&text).unwrap())
    }

    /// A hosted link for the reference.
    pub async fn link(&self, tx_ref: &str) -> String {
        let (status, answer) = self.post("/v3/payments", &payment(tx_ref)).await;
        assert_eq!(
            (status, &answer["status"], &answer["message"]),
            (200, &json!("success"), &json!("Hosted Link")),
            "{answer}"
        );
        answer["data"]["link"].as_str().unwrap().to_owned()
    }

    pub async fn look(&self, link: &str) -> (u16, String) {
        let answer = self.client.get(link).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    pub async fn press(&self, link: &str, action: &str, card: &str) -> Pressed {
        let form = [("action", action), ("number", card), ("cvv", "564")];
        let answer = self.client.post(link).form(&form).send().await.unwrap();
        let location = answer.headers().get("location");
        Pressed {
            status: answer.status().as_u16(),
            back: location.map(|url| url.to_str().unwrap().to_owned()),
            page: answer.text().await.unwrap(),
        }
    }

    /// Pays a new reference by card. The number of the transaction.
    pub async fn paid(&self, tx_ref: &str) -> u64 {
        let link = self.link(tx_ref).await;
        assert_eq!(self.press(&link, "pay", GOOD_CARD).await.status, 303);
        self.newest(tx_ref).await["id"].as_u64().unwrap()
    }

    /// What verifying by reference says.
    pub async fn newest(&self, tx_ref: &str) -> Value {
        let path = format!("/v3/transactions/verify_by_reference?tx_ref={tx_ref}");
        let (status, answer) = self.get(&path).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"].clone()
    }
}

pub fn payment(tx_ref: &str) -> Value {
    json!({
        "tx_ref": tx_ref, "amount": "7500", "currency": "ZMW",
        "redirect_url": "https://shop.example/back",
        "customer": {"email": "buyer@example.com", "name": "A Buyer", "phonenumber": "0971234567"},
        "customizations": {"title": "Blue Basket"},
        "meta": {"order": "SK-1"},
    })
}
