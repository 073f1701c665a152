//! What the merchant is called back with.

use serde_json::{Map, Value, json};

use super::answers::{Refusal, id_field};
use super::lookup::failure_message;
use super::signature::{self, Encoding, Signing};
use crate::account::SignatureEncoding;
use crate::clock::real_now;
use crate::courier::Message;
use crate::keys::{ACTIVE_KEY_ID, ROTATED_KEY_ID, UNKNOWN_KEY_ID};
use crate::scenario::{CallbackShape, Report, ReportIn, SignatureKnob};
use crate::transaction::{Kind, Notice, State, Transaction};
use crate::world::World;

/// The payer or the recipient, with the name of its field.
pub(crate) fn party(t: &Transaction) -> (&'static str, Value) {
    let name = match t.kind {
        Kind::Deposit => "payer",
        Kind::Payout | Kind::Refund => "recipient",
    };
    let party =
        json!({"type": "MMO", "accountDetails": {"phoneNumber": t.msisdn, "provider": t.provider}});
    (name, party)
}

/// The body: padded amount, no client reference.
pub(crate) fn callback_body(
    t: &Transaction,
    notice: &Notice,
    shape: CallbackShape,
    report: Option<&Report>,
) -> Value {
    let mut body = match shape {
        CallbackShape::V2 | CallbackShape::MaskedPhone | CallbackShape::Malformed => v2(t, notice),
        CallbackShape::V1 => v1(t, notice),
    };
    if let Some(report) = report.filter(|report| report.r#in != ReportIn::Status) {
        let amount_name = if shape == CallbackShape::V1 {
            "depositedAmount"
        } else {
            "amount"
        };
        for (name, value) in [
            (amount_name, &report.amount),
            ("currency", &report.currency),
            ("status", &report.status),
        ] {
            if let Some(value) = value {
                body.insert(name.to_owned(), json!(value));
            }
        }
    }
    Value::Object(body)
}

fn v2(t: &Transaction, notice: &Notice) -> Map<String, Value> {
    let (party_name, party) = party(t);
    let reason = notice
        .failure
        .as_ref()
        .map(|code| Refusal::new(code.as_str(), failure_message(code)).reason());
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put(id_field(t.kind), json!(t.id));
    put("status", json!(notice.state.word()));
    put("amount", json!(t.amount.padded()));
    put("currency", json!(t.currency));
    put("country", json!(t.country));
    put(party_name, party);
    put("customerMessage", json!(t.customer_message));
    put("created", json!(t.created.rfc3339()));
    put("providerTransactionId", json!(t.provider_transaction_id));
    put("failureReason", json!(reason));
    put("metadata", json!(t.metadata));
    if let Some(url) = t
        .authorization_url
        .as_ref()
        .filter(|_| notice.state == State::Processing)
    {
        put("nextStep", json!("REDIRECT_TO_AUTH_URL"));
        put("authorizationUrl", json!(url));
    }
    body
}

fn v1(t: &Transaction, notice: &Notice) -> Map<String, Value> {
    let body = json!({
        id_field(t.kind): t.id,
        "status": notice.state.word(),
        "requestedAmount": t.amount.plain(),
        "depositedAmount": t.amount.plain(),
        "currency": t.currency,
        "country": t.country,
        "correspondent": t.provider,
        "payer": {"type": "MSISDN", "address": {"value": t.msisdn}},
        "statementDescription": t.customer_message,
        "customerTimestamp": t.created.rfc3339(),
        "created": t.created.rfc3339(),
        "correspondentIds": {"PROVIDER_INITIAL": t.provider_transaction_id},
    });
    body.as_object().cloned().unwrap_or_default()
}

/// Signs a body over the configured callback address, with the real clock, as wrongly as `knob` asks.
pub(crate) fn sign(world: &World, body: String, knob: SignatureKnob) -> Message {
    let (signs, encoding) = {
        let account = &world.books().account;
        (account.signed_callbacks, account.signature_encoding)
    };
    let content_type = "application/json; charset=UTF-8";
    let mut message = Message {
        headers: [("content-type".to_owned(), content_type.to_owned())].into(),
        body,
    };
    if !signs || knob == SignatureKnob::Missing {
        return message;
    }
    let now = real_now();
    let hour = time::Duration::HOUR;
    let created = match knob {
        SignatureKnob::StaleTimestamp => now - hour,
        SignatureKnob::FutureTimestamp => now + hour,
        _ => now,
    };
    let (key, key_id) = match knob {
        SignatureKnob::WrongKey => (&world.keys.stranger, ACTIVE_KEY_ID),
        SignatureKnob::UnknownKeyId => (&world.keys.stranger, UNKNOWN_KEY_ID),
        SignatureKnob::RotatedKey => (&world.keys.rotated, ROTATED_KEY_ID),
        _ => (&world.keys.active, ACTIVE_KEY_ID),
    };
    let encoding = match (knob, encoding) {
        (SignatureKnob::Raw, _) | (_, SignatureEncoding::Raw) => Encoding::Raw,
        (_, SignatureEncoding::Der) => Encoding::Der,
    };
    let authority = match knob {
        SignatureKnob::OtherAuthority => "another-merchant.example",
        _ => &world.target.authority,
    };
    let covers_digest = !matches!(
        knob,
        SignatureKnob::MissingDigest | SignatureKnob::UncoveredDigest
    );
    let signing = Signing {
        authority,
        path: &world.target.path,
        content_type,
        body: message.body.as_bytes(),
        created,
        key,
        key_id,
        encoding,
        covers_digest,
    };
    message.headers.extend(signature::sign(&signing));
    match knob {
        SignatureKnob::MissingDigest => {
            message.headers.remove("content-digest");
        }
        SignatureKnob::TamperedBody => {
            message.body = tampered(&message.body);
            message.headers.insert(
                "content-digest".to_owned(),
                signature::digest(message.body.as_bytes()),
            );
        }
        SignatureKnob::TamperedBodyOldDigest => message.body = tampered(&message.body),
        SignatureKnob::Valid
        | SignatureKnob::Missing
        | SignatureKnob::WrongKey
        | SignatureKnob::StaleTimestamp
        | SignatureKnob::FutureTimestamp
        | SignatureKnob::UnknownKeyId
        | SignatureKnob::RotatedKey
        | SignatureKnob::Raw
        | SignatureKnob::UncoveredDigest
        | SignatureKnob::OtherAuthority => {}
    }
    message
}

/// What a thief would change: the ending and the amount.
fn tampered(body: &str) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(body) else {
        return format!("{body} ");
    };
    fields.insert("status".to_owned(), json!("COMPLETED"));
    fields.insert("amount".to_owned(), json!("999999.0000"));
    fields.insert("failureReason".to_owned(), Value::Null);
    Value::Object(fields).to_string()
}
