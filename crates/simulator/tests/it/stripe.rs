//! Stripe, as its documentation has it: a merchant's calls, and a buyer on the hosted page.

mod events;
mod hosted;
mod idempotency;
mod refunds;
mod sessions;

use serde_json::Value;
use simulator::{STRIPE_SECRET_KEY, SimulatorConfig};

use crate::flutterwave::{Pressed, client};
use crate::support::Market;

pub const HOOK: &str = "/api/v1/payments/webhook/stripe";
pub const GOOD_CARD: &str = "4242424242424242";
pub const POOR_CARD: &str = "4000000000009995";
pub const ASKED_CARD: &str = "4000002500003155";

/// A merchant at Stripe.
pub struct Merchant {
    pub market: Market,
    client: reqwest::Client,
    pub key: String,
}

/// An answer with the headers that matter.
pub struct Answered {
    pub status: u16,
    pub body: Value,
    pub is_replay: bool,
}

impl Merchant {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub async fn open_with(change: impl FnOnce(&mut SimulatorConfig)) -> Self {
        Self {
            market: Market::open_with(change).await,
            client: client(),
            key: STRIPE_SECRET_KEY.to_owned(),
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
    pub async fn try_post(
        &self,
        path: &str,
        key: Option<&str>,
        form: &[(&str, &str)],
    ) -> reqwest::Result<Answered> {
        let mut request = self.client.post(self.url(path)).bearer_auth(&self.key);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.form(form).send().await?;
        Ok(Answered {
            status: answer.status().as_u16(),
            is_replay: answer.headers().contains_key("idempotent-replayed"),
            body: serde_json::from_str(&answer.text().await?).unwrap_or_default(),
        })
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let answered = self.try_post(path, None, form).await.unwrap();
        (answered.status, answered.body)
    }

    pub fn expires_at(&self, after: i64) -> String {
        (self.market.simulator.now().0 / 1_000 + after).to_string()
    }

    /// A page for the reference. What the provider answered.
    pub async fn session(&self, reference: &str) -> Value {
        let expires_at = self.expires_at(2_100);
        let form = payment(reference, &expires_at);
        let (status, body) = self.post("/v1/checkout/sessions", &form).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub async fn show(&self, session: &Value) -> Value {
        let path = format!(
            "/v1/checkout/sessions/{}?expand[]=payment_intent",
            session["id"].as_str().unwrap()
        );
        let (status, body) = self.get(&path).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub async fn look(&self, url: &str) -> (u16, String) {
        let answer = self.client.get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    pub async fn press(&self, session: &Value, action: &str, card: &str) -> Pressed {
        let form = [("action", action), ("number", card), ("cvc", "123")];
        self.send(session["url"].as_str().unwrap(), &form).await
    }

    pub async fn send(&self, url: &str, form: &[(&str, &str)]) -> Pressed {
        let answer = self.client.post(url).form(form).send().await.unwrap();
        let location = answer.headers().get("location");
        Pressed {
            status: answer.status().as_u16(),
            back: location.map(|url| url.to_str().unwrap().to_owned()),
            page: answer.text().await.unwrap(),
        }
    }

    /// Pays a new reference by card. The name of the intent.
    pub async fn paid(&self, reference: &str) -> String {
        let session = self.session(reference).await;
        assert_eq!(self.press(&session, "pay", GOOD_CARD).await.status, 303);
        let shown = self.show(&session).await;
        shown["payment_intent"]["id"].as_str().unwrap().to_owned()
    }
}

pub fn payment<'a>(reference: &'a str, expires_at: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("mode", "payment"),
        ("client_reference_id", reference),
        ("success_url", "https://shop.example/back?order=1"),
        ("cancel_url", "https://shop.example/back?order=1"),
        ("expires_at", expires_at),
        ("payment_method_types[0]", "card"),
        ("adaptive_pricing[enabled]", "false"),
        ("line_items[0][quantity]", "1"),
        ("line_items[0][price_data][currency]", "zmw"),
        ("line_items[0][price_data][unit_amount]", "750000"),
        (
            "line_items[0][price_data][product_data][name]",
            "Blue Basket",
        ),
        ("payment_intent_data[metadata][order]", reference),
    ]
}

pub fn code(body: &Value) -> (&Value, &Value) {
    (&body["error"]["type"], &body["error"]["code"])
}

/// The types of events as they arrived.
pub fn types(arrived: &[crate::support::Arrived]) -> Vec<String> {
    let word = |a: &crate::support::Arrived| a.json()["type"].as_str().unwrap().to_owned();
    arrived.iter().map(word).collect()
}
