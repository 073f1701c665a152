//! The adapter against a tiny server that answers what it is told to.

mod callbacks;
mod outgoing;
mod prompts;
mod statuses;
mod tokens;

use kernel::{Id, PhoneNumber, ProviderReference, Secret};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::provider::{Declined, Fault, Misconfigured};
use crate::providers::canned::{NOW, Reply, Server, client, source};

const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";
const CHECKOUT: &str = "ws_CO_191220191020363925";
const OAUTH: &str = "/oauth/v1/generate";
/// At this time the Password is a published one.
const AT: Timestamp = time::macros::datetime!(2026-09-21 15:06:40 UTC);
const PASSWORD: &str = "MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjYwOTIxMTgwNjQw";

/// The published credentials of the shared sandbox.
pub(super) fn sandbox(base_url: &str) -> MpesaConfig {
    MpesaConfig {
        base_url: base_url.to_owned(),
        consumer_key: Secret::new("key_test"),
        consumer_secret: Secret::new("secret_test"),
        shortcode: "174379".into(),
        passkey: Secret::new("bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"),
        receiver: Receiver::PayBill,
        callback_base: "https://shop.example/api/v1/payments/webhook/mpesa".into(),
        callback_secret: Secret::new("0123456789abcdef0123456789abcdef"),
        initiator: None,
        maximum_shillings: 250_000,
        by_hand: None,
        request_timeout_ms: 300,
    }
}

fn adapter(server: &Server) -> Mpesa {
    Mpesa::new(sandbox(&server.address), client(), source()).unwrap()
}

/// A server that gives tokens, `token_1`, then `token_2` for good.
async fn server() -> Server {
    let server = Server::start().await;
    for n in [1, 2] {
        let token = format!(r#"{{"access_token":"token_{n}","expires_in":"3599"}}"#);
        server.says_at(OAUTH, 200, &token);
    }
    server
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
        amount: shillings(124_800),
        phone: PhoneNumber::from_e164("+254708374149").unwrap(),
        method: Network::MpesaKenya.into(),
        customer_message: "Soko SK-7K3M-9Q2D".into(),
        our_reference: "SK-7K3M-9Q2D".into(),
        return_url: "https://shop.example/payment/callback".into(),
        sent_at: NOW,
    }
}

fn subject(operation: Operation, handle: Option<&str>) -> Subject {
    Subject {
        operation,
        reference: reference(),
        handle: handle.map(ToOwned::to_owned),
        amount: shillings(124_800),
        method: Network::MpesaKenya.into(),
        sent_at: NOW,
        was_accepted: true,
        reports: crate::provider::Reports::default(),
        refund_of: None,
    }
}

async fn asked(adapter: &Mpesa, now: Timestamp) -> Result<ProviderStatus, ProviderError> {
    let subject = subject(Operation::Collect, Some(CHECKOUT));
    adapter.status(&subject, now).await
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

fn error(code: &str) -> String {
    format!(r#"{{"requestId":"4788-81090592-4","errorCode":"{code}","errorMessage":"…"}}"#)
}

fn accepted() -> String {
    format!(
        r#"{{"MerchantRequestID":"29115-34620561-1","CheckoutRequestID":"{CHECKOUT}","ResponseCode":"0",
        "ResponseDescription":"Success. Request accepted for processing","CustomerMessage":"…"}}"#
    )
}

fn result(code: &str) -> String {
    format!(
        r#"{{"ResponseCode":"0","ResponseDescription":"…","MerchantRequestID":"29115-34620561-1","CheckoutRequestID":"{CHECKOUT}",
        "ResultCode":{code},"ResultDesc":"…"}}"#
    )
}
