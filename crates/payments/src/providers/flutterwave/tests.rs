//! The adapter against a tiny server that answers what it is told to.

mod banks;
mod callbacks;
mod collections;
mod outgoing;
mod refunds;
mod statuses;

use kernel::{Currency, Id, PhoneNumber, Secret};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::provider::{Declined, Fault, Misconfigured, Moved};
use crate::providers::canned::{NOW, Reply, Server, client};

const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";
const VERIFY: &str = "/v3/transactions/verify_by_reference";
const LIST: &str = "/v3/transactions";

fn config(server: &Server) -> FlutterwaveConfig {
    FlutterwaveConfig {
        base_url: server.address.clone(),
        secret_key: Secret::new("FLWSECK_TEST-1"),
        secret_hash: Secret::new("a-hash-of-the-dashboard"),
        email_domain: "shop.example".into(),
        session_minutes: 30,
        network_names: ZambianNetworks::documented(),
        transfer_banks: Some(ZambianNetworks {
            mtn: "MTN-BANK".into(),
            airtel: "AIRTEL-BANK".into(),
            zamtel: "ZAMTEL-BANK".into(),
        }),
        bank_payouts: BankPayouts {
            zambia: true,
            kenya: Sender::parse("Soko Limited|KE|+254712000000|BUSINESS|CPR-2026-1"),
        },
        transfer_suffix: String::new(),
        request_timeout_ms: 300,
    }
}

fn adapter(server: &Server) -> Flutterwave {
    Flutterwave::new(config(server), client()).unwrap()
}

fn reference() -> ProviderReference {
    ProviderReference::from_uuid(Uuid::parse_str(REFERENCE).unwrap())
}

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

fn prompt(method: Method) -> Prompt {
    Prompt {
        reference: reference(),
        amount: kwacha(24_850),
        phone: PhoneNumber::from_e164("+260763456789").unwrap(),
        method,
        customer_message: "Soko SK-7K3M-9Q2D".into(),
        our_reference: "SK-7K3M-9Q2D".into(),
        return_url: "https://shop.example/payment/callback?purchase=7".into(),
        sent_at: NOW,
    }
}

fn subject(operation: Operation, handle: Option<&str>) -> Subject {
    Subject {
        operation,
        reference: reference(),
        handle: handle.map(ToOwned::to_owned),
        amount: kwacha(10_000),
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

fn configuration(what: Fault, code: &str) -> ProviderError {
    ProviderError::Configuration(Misconfigured {
        what,
        code: code.into(),
    })
}

/// A transaction as the provider tells it.
fn transaction(id: u64, status: &str, amount: &str) -> String {
    format!(
        r#"{{"id":{id},"tx_ref":"{REFERENCE}","flw_ref":"FLW-{id}","amount":{amount},"currency":"ZMW","charged_amount":102.9,
        "app_fee":1.4,"merchant_fee":0,"processor_response":"Insufficient Funds","status":"{status}","payment_type":"card",
        "customer":{{"id":1,"phone_number":"N/A","email":"x"}},"meta":null}}"#
    )
}

fn one(transaction: &str) -> String {
    format!(
        r#"{{"status":"success","message":"Transaction fetched successfully","data":{transaction}}}"#
    )
}

fn several(transactions: &[String]) -> String {
    format!(
        r#"{{"status":"success","message":"Transactions fetched","data":[{}]}}"#,
        transactions.join(",")
    )
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

const ERROR: &str = r#"{"status":"error","message":"MESSAGE","data":null}"#;
const NONE: &str =
    r#"{"status":"error","message":"No transaction was found for this id","data":null}"#;
