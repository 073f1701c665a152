//! The adapter against a tiny server that answers what it is told to.

mod callbacks;
mod collections;
mod refunds;
mod statuses;

use std::collections::BTreeMap;

use kernel::{Currency, Id, Network, PhoneNumber, Secret};
use reqwest::Url;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::provider::{Declined, Fault, Misconfigured, Moved};
use crate::providers::canned::{NOW, Reply, Seen, Server, client};

const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";
const SESSION: &str = "cs_test_a1o8C8459MaCWlTk9yrixr8lnwGZCV1j6ZaIJQUKR8wdiCL7nTP8NtTgEr";
const SESSIONS: &str = "/v1/checkout/sessions";
const WEBHOOK_SECRET: &str = "whsec_test_secret";

fn config(server: &Server) -> StripeConfig {
    StripeConfig {
        base_url: server.address.clone(),
        secret_key: Secret::new("sk_test_1"),
        webhook_secrets: vec![Secret::new(WEBHOOK_SECRET)],
        session_minutes: 35,
        request_timeout_ms: 300,
    }
}

fn adapter(server: &Server) -> Stripe {
    Stripe::new(config(server), client()).unwrap()
}

fn reference() -> ProviderReference {
    ProviderReference::from_uuid(Uuid::parse_str(REFERENCE).unwrap())
}

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

fn prompt() -> Prompt {
    Prompt {
        reference: reference(),
        amount: kwacha(24_850),
        phone: PhoneNumber::from_e164("+260763456789").unwrap(),
        method: Method::Card,
        customer_message: "Soko SK-7K3M-9Q2D".into(),
        our_reference: "SK-7K3M-9Q2D".into(),
        return_url: "https://shop.example/payment/callback?order=SK-7K3M-9Q2D".into(),
        sent_at: NOW,
    }
}

fn subject(operation: Operation, handle: Option<&str>) -> Subject {
    Subject {
        operation,
        reference: reference(),
        handle: handle.map(ToOwned::to_owned),
        amount: kwacha(24_850),
        method: Method::Card,
        sent_at: NOW,
        was_accepted: true,
        reports: crate::provider::Reports::default(),
        refund_of: None,
    }
}

/// A request whose answer was lost.
fn unheard(operation: Operation) -> Subject {
    Subject {
        was_accepted: false,
        ..subject(operation, None)
    }
}

fn declined(why: Refusal, code: &str) -> Declined {
    Declined {
        why,
        code: code.into(),
    }
}

fn configuration(what: Fault, code: &str) -> ProviderError {
    ProviderError::Configuration(Misconfigured {
        what,
        code: code.into(),
    })
}

/// A page as the provider tells it; `intent` is null, a name or an object.
fn session(status: &str, intent: &Value) -> Value {
    json!({
        "id": SESSION, "object": "checkout.session", "amount_total": 24_850, "currency": "zmw",
        "client_reference_id": REFERENCE, "expires_at": 1_790_002_100, "livemode": false, "mode": "payment",
        "payment_intent": intent, "payment_status": "unpaid", "status": status,
        "url": format!("https://checkout.stripe.com/c/pay/{SESSION}#fidkdWxOYHwnPyd1blpxYHZxWjA0"),
    })
}

fn intent(status: &str) -> Value {
    json!({
        "id": "pi_3M", "object": "payment_intent", "amount": 24_850, "currency": "zmw", "livemode": false, "status": status,
        "amount_received": if status == "succeeded" { 24_850 } else { 0 }, "latest_charge": "ch_3M", "last_payment_error": null,
        "metadata": {"soko_reference": REFERENCE, "soko_purchase": "SK-7K3M-9Q2D"},
    })
}

fn error(kind: &str, code: Option<&str>, param: Option<&str>) -> String {
    json!({"error": {"type": kind, "code": code, "param": param, "message": "in words", "request_log_url": "x"}}).to_string()
}

/// What was sent as a form.
fn form(seen: &Seen) -> BTreeMap<String, String> {
    let mut url = Url::parse("http://form").unwrap();
    url.set_query(Some(std::str::from_utf8(&seen.body).unwrap()));
    url.query_pairs().into_owned().collect()
}

async fn told(server: &Server, subject: &Subject) -> Result<ProviderStatus, ProviderError> {
    adapter(server).status(subject, NOW).await
}

fn money(told: Result<ProviderStatus, ProviderError>) -> Moved {
    match told {
        Ok(ProviderStatus::Moved(moved)) => moved,
        other => panic!("{other:?}"),
    }
}

fn unclear<T>(why: Unclear) -> Result<T, ProviderError> {
    Err(ProviderError::Unclear(why))
}
