//! The adapter against a tiny server that answers what it is told to.

mod callbacks;
mod requests;
mod statuses;
mod tokens;

use kernel::{Id, PhoneNumber, Secret};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::provider::{Declined, Fault, Misconfigured, Original, Refusal, Unclear};
use crate::providers::canned::{NOW, Reply, Server, client, source};

const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";
const TOKEN: &str = "/collection/token/";
const COLLECT: &str = "/collection/v1_0/requesttopay";
const MTN: Method = Method::MobileMoney(Network::MtnZambia);

pub(super) fn production(base_url: &str) -> MtnMomoConfig {
    let product = |name: &str| MtnMomoProduct {
        subscription_key: Secret::new(format!("{name}-subscription")),
        api_user: format!("{name}-user"),
        api_key: Secret::new(format!("{name}-api-key")),
    };
    MtnMomoConfig {
        base_url: base_url.to_owned(),
        target_environment: "mtnzambia".into(),
        collection: product("collection"),
        disbursement: Some(product("disbursement")),
        callback_base: "https://shop.example/api/v1/payments/webhook/mtn_momo".into(),
        callback_secret: Secret::new("0123456789abcdef0123456789abcdef"),
        request_timeout_ms: 300,
    }
}

fn adapter_with(config: MtnMomoConfig) -> MtnMomo {
    MtnMomo::new(config, client(), source()).unwrap()
}

fn adapter(server: &Server) -> MtnMomo {
    adapter_with(production(&server.address))
}

/// A server that gives tokens, `token_1`, then `token_2` for good; of disbursement, `token_d`.
async fn server() -> Server {
    let server = Server::start().await;
    for n in ["1", "2"] {
        server.says_at(TOKEN, 200, &token(n));
    }
    server.says_at("/disbursement/token/", 200, &token("d"));
    server
}

fn token(name: &str) -> String {
    format!(r#"{{"access_token":"token_{name}","token_type":"access_token","expires_in":3600}}"#)
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
        phone: PhoneNumber::from_e164("+260963456789").unwrap(),
        method: MTN,
        customer_message: "Soko: it's SK-7K3M-9Q2D".into(),
        our_reference: "SK-7K3M-9Q2D".into(),
        return_url: "https://shop.example/payment/callback".into(),
        sent_at: NOW,
    }
}

fn pay_out() -> PayOut {
    PayOut {
        reference: reference(),
        amount: kwacha(24_850),
        to: kernel::Destination::Wallet(kernel::Wallet {
            phone: PhoneNumber::from_e164("+260963456789").unwrap(),
            network: Network::MtnZambia,
        }),
        message: "Soko payout".into(),
        our_reference: "shop-7".into(),
    }
}

fn refund() -> RefundOrder {
    RefundOrder {
        reference: reference(),
        amount: kwacha(4_850),
        original: Original {
            reference: ProviderReference::from_uuid(Uuid::from_u128(8)),
            handle: None,
            transaction: Some("23503452".into()),
            amount: kwacha(24_850),
            phone: PhoneNumber::from_e164("+260963456789").unwrap(),
            method: MTN,
        },
        our_reference: "SK-7K3M-9Q2D".into(),
    }
}

pub(super) fn subject(operation: Operation) -> Subject {
    Subject {
        operation,
        reference: reference(),
        handle: None,
        amount: kwacha(24_850),
        method: MTN,
        sent_at: NOW,
        was_accepted: true,
        reports: crate::provider::Reports::default(),
        refund_of: None,
    }
}

async fn asked(adapter: &MtnMomo, now: Timestamp) -> Result<ProviderStatus, ProviderError> {
    adapter.status(&subject(Operation::Collect), now).await
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
    format!(r#"{{"code":"{code}","message":"…"}}"#)
}

/// As the gateway before the provider speaks.
fn gateway(status: u16) -> String {
    format!(r#"{{"statusCode":{status},"message":"…"}}"#)
}

/// An answer about the status, `more` within it.
fn told(status: &str, more: &str) -> String {
    format!(
        r#"{{"amount":"248.5","currency":"ZMW","externalId":"{REFERENCE}","payer":{{"partyIdType":"MSISDN","partyId":"260963456789"}},
        "payerMessage":"x","payeeNote":"y","status":"{status}"{more}}}"#
    )
}
