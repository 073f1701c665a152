//! Daraja, as its documentation has it.

mod ends;
mod others;
mod stk;

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use simulator::{
    DARAJA_CONSUMER_KEY, DARAJA_CONSUMER_SECRET, DARAJA_PASSKEY, DARAJA_SHORT_CODE, SimulatorConfig,
};
use time::macros::format_description;

use crate::flutterwave::client;
use crate::support::Market;

pub const SANDBOX: &str = "254708374149";
pub const ORDINARY: &str = "254712345678";
const PUSH: &str = "/mpesa/stkpush/v1/processrequest";
const QUERY: &str = "/mpesa/stkpushquery/v1/query";

/// A merchant at Daraja.
pub struct Merchant {
    pub market: Market,
    client: reqwest::Client,
    pub token: String,
}

impl Merchant {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub async fn open_with(change: impl FnOnce(&mut SimulatorConfig)) -> Self {
        let mut merchant = Self {
            market: Market::open_with(change).await,
            client: client(),
            token: String::new(),
        };
        merchant.sign_in().await;
        merchant
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.market.simulator.dialect_url())
    }

    pub async fn ask_token(&self, secret: &str, query: &str) -> (u16, Value) {
        let url = self.url(&format!("/oauth/v1/generate{query}"));
        let request = self.client.get(url);
        let request = request.basic_auth(DARAJA_CONSUMER_KEY, Some(secret));
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub async fn sign_in(&mut self) -> Value {
        let query = "?grant_type=client_credentials";
        let (status, answer) = self.ask_token(DARAJA_CONSUMER_SECRET, query).await;
        assert_eq!(status, 200, "{answer}");
        answer["access_token"]
            .as_str()
            .unwrap()
            .clone_into(&mut self.token);
        answer
    }

    /// `Err` when the connection broke.
    pub async fn try_post(&self, path: &str, body: &Value) -> reqwest::Result<(u16, String)> {
        let request = self.client.post(self.url(path)).bearer_auth(&self.token);
        let answer = request.json(body).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, text) = self.try_post(path, body).await.unwrap();
        (status, serde_json::from_str(&text).unwrap())
    }

    pub fn hook(&self, path: &str) -> String {
        format!("http://{}{path}", self.market.authority)
    }

    pub fn push_body(&self, msisdn: &str) -> Value {
        let at = stamp();
        json!({
            "BusinessShortCode": DARAJA_SHORT_CODE, "Password": password(&at), "Timestamp": at,
            "TransactionType": "CustomerPayBillOnline", "Amount": 100, "PartyA": msisdn,
            "PartyB": DARAJA_SHORT_CODE, "PhoneNumber": msisdn, "CallBackURL": self.hook("/hooks/stk/secret"),
            "AccountReference": "SK-7K3M-9Q2D", "TransactionDesc": "Soko order",
        })
    }

    /// Prompts, and answers the `CheckoutRequestID`.
    pub async fn push(&self, msisdn: &str) -> String {
        let (status, answer) = self.post(PUSH, &self.push_body(msisdn)).await;
        assert_eq!(
            (status, &answer["ResponseCode"]),
            (200, &json!("0")),
            "{answer}"
        );
        answer["CheckoutRequestID"].as_str().unwrap().to_owned()
    }

    pub async fn query(&self, id: &str) -> (u16, Value) {
        let at = stamp();
        let body = json!({
            "BusinessShortCode": DARAJA_SHORT_CODE, "Password": password(&at), "Timestamp": at,
            "CheckoutRequestID": id,
        });
        self.post(QUERY, &body).await
    }
}

/// Now, in East Africa.
pub fn stamp() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let there = i64::try_from(seconds).unwrap() + 3 * 3_600;
    let format = format_description!("[year][month][day][hour][minute][second]");
    kernel::Timestamp::from_unix_timestamp(there)
        .unwrap()
        .format(format)
        .unwrap()
}

pub fn password(stamp: &str) -> String {
    BASE64.encode(format!("{DARAJA_SHORT_CODE}{DARAJA_PASSKEY}{stamp}"))
}

/// The items of a callback, by name.
pub fn items(body: &Value) -> Vec<(String, Option<Value>)> {
    let items = body["Body"]["stkCallback"]["CallbackMetadata"]["Item"]
        .as_array()
        .unwrap();
    let pair = |item: &Value| {
        (
            item["Name"].as_str().unwrap().to_owned(),
            item.get("Value").cloned(),
        )
    };
    items.iter().map(pair).collect()
}

/// One item's value.
pub fn value(body: &Value, name: &str) -> Option<Value> {
    items(body)
        .into_iter()
        .find(|(known, _)| known == name)
        .unwrap()
        .1
}
