//! The adapter against a tiny server that answers what it is told to.

mod callbacks;
mod collections;
mod refunds;
mod statuses;

use kernel::{Currency, Id, PhoneNumber, ProviderReference, Secret};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::provider::{
    Declined, Fault, Misconfigured, Moved, Original, Refusal, StatedAmount, Unclear,
};
use crate::providers::canned::{NOW, Reply, Server, client};

const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";

fn config(base_url: &str) -> PaystackConfig {
    PaystackConfig {
        base_url: base_url.to_owned(),
        secret_key: Secret::new("sk_test_abc"),
        email_domain: "shop.example".into(),
        session_minutes: 30,
        request_timeout_ms: 300,
    }
}

fn adapter(server: &Server) -> Paystack {
    Paystack::new(config(&server.address), client()).unwrap()
}

fn reference() -> ProviderReference {
    ProviderReference::from_uuid(Uuid::parse_str(REFERENCE).unwrap())
}

fn shillings(minor: i64) -> Money {
    Money::new(minor, Currency::KES)
}

fn prompt() -> Prompt {
    Prompt {
        reference: reference(),
        amount: shillings(124_850),
        phone: PhoneNumber::from_e164("+254708374149").unwrap(),
        method: Method::Card,
        customer_message: "Soko SK-7K3M-9Q2D".into(),
        our_reference: "SK-7K3M-9Q2D".into(),
        return_url: "https://shop.example/payment/callback?order=7".into(),
        sent_at: NOW,
    }
}

fn refund() -> RefundOrder {
    RefundOrder {
        reference: ProviderReference::from_uuid(Uuid::from_u128(8)),
        amount: shillings(4_850),
        original: Original {
            reference: reference(),
            handle: Some("2009945086".into()),
            transaction: Some("2009945086".into()),
            amount: shillings(124_850),
            phone: PhoneNumber::from_e164("+254708374149").unwrap(),
            method: Method::Card,
        },
        our_reference: "SK-7K3M-9Q2D".into(),
    }
}

pub(super) fn subject(operation: Operation, handle: Option<&str>) -> Subject {
    Subject {
        operation,
        reference: reference(),
        handle: handle.map(ToOwned::to_owned),
        amount: shillings(124_850),
        method: Method::Card,
        sent_at: NOW,
        was_accepted: true,
        reports: crate::provider::Reports::default(),
        refund_of: None,
    }
}

fn declined(why: Refusal, code: &str) -> Declined {
    Declined {
        why,
        code: code.into(),
    }
}

fn rejected(why: Refusal, code: &str) -> ProviderError {
    ProviderError::Rejected(declined(why, code))
}

fn configuration(what: Fault, code: &str) -> ProviderError {
    ProviderError::Configuration(Misconfigured {
        what,
        code: code.into(),
    })
}

fn error(message: &str) -> String {
    format!(r#"{{"status":false,"message":"{message}","type":"validation_error","code":"x"}}"#)
}

fn taken(data: &str) -> String {
    format!(r#"{{"status":true,"message":"…","data":{data}}}"#)
}

/// A payment as verifying tells it; `metadata` is whatever was kept there.
fn payment(status: &str, response: &str, metadata: &str) -> String {
    taken(&format!(
        r#"{{"id":2009945086,"domain":"test","status":"{status}","reference":"{REFERENCE}","amount":124850,"message":null,
        "gateway_response":"{response}","paid_at":null,"channel":"card","currency":"KES","metadata":{metadata},"fees":100,
        "customer":{{"email":"x"}},"requested_amount":124850}}"#
    ))
}
