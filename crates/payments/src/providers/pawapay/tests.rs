//! The adapter against a tiny server that answers what it is told to.

mod callbacks;
mod deposits;
mod outgoing;
mod statuses;
mod toolkit;

use kernel::{Currency, Id, PhoneNumber, ProviderReference, Refusal, Secret};
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::provider::{Declined, Fault, Misconfigured, Mismatch, Moved, StatedAmount};
use crate::providers::canned::{NOW, Reply, Server, client, source};

const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";

fn config(server: &Server) -> PawaPayConfig {
    PawaPayConfig {
        base_url: server.address.clone(),
        api_token: Secret::new("tok_test"),
        callback_url: "https://Shop.example/webhooks/pawapay".into(),
        callback_keys: Vec::new(),
        request_timeout_ms: 300,
        signing: None,
    }
}

fn adapter(config: PawaPayConfig) -> PawaPay {
    PawaPay::new(config, client(), source()).unwrap()
}

fn subject(operation: Operation) -> Subject {
    Subject {
        operation,
        reference: reference(),
        handle: None,
        amount: kwacha(1_500),
        method: Network::MtnZambia.into(),
        sent_at: NOW,
        was_accepted: true,
        reports: crate::provider::Reports::default(),
        refund_of: None,
    }
}

/// What the adapter says of the deposit.
async fn asked(adapter: &PawaPay) -> Result<ProviderStatus, ProviderError> {
    adapter.status(&subject(Operation::Collect), NOW).await
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
        method: Network::MtnZambia.into(),
        customer_message: "Soko SK-7F3K-22".into(),
        our_reference: "SK-7F3K-22".into(),
        return_url: "https://shop.example/payment/callback".into(),
        sent_at: NOW,
    }
}

fn declined(why: Refusal, code: &str) -> Declined {
    Declined {
        why,
        code: code.into(),
    }
}
