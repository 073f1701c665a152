//! What the merchant is told: one payment under several names, signed over the moment and the bytes.

use std::fmt::Write as _;
use std::time::Duration;

use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};

use super::records::{self, particulars};
use crate::clock::{Moment, real_now};
use crate::courier::Message;
use crate::course::notice_of;
use crate::scenario::{CallbackKnob, ReportIn, SignatureKnob};
use crate::transaction::{Kind, Notice, State, Step, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

const API_VERSION: &str = "2026-07-29.dahlia";
/// What a stranger signs with, and what is on its way out while a secret is changed.
const OTHER_SECRET: &str = "whsec_of_somebody_else";

/// The names of an end.
pub(crate) fn events(t: &Transaction) -> &'static [&'static str] {
    let is_left = particulars(t).is_left;
    match (t.kind, t.state) {
        (Kind::Refund, State::Completed) => &["charge.refunded", "refund.updated"],
        (Kind::Refund, State::Failed) => &["refund.updated", "refund.failed"],
        (Kind::Refund, _) => &["refund.updated"],
        (_, State::Completed) if is_left => &[
            "payment_intent.succeeded",
            "charge.succeeded",
            "checkout.session.async_payment_succeeded",
        ],
        (_, State::Completed) => &[
            "payment_intent.succeeded",
            "charge.succeeded",
            "checkout.session.completed",
        ],
        (_, State::Failed) if is_left => &[
            "payment_intent.payment_failed",
            "charge.failed",
            "checkout.session.async_payment_failed",
        ],
        (_, State::Failed) => &["payment_intent.payment_failed", "charge.failed"],
        (_, State::Processing | State::InReconciliation) => &["payment_intent.processing"],
        (_, State::Accepted | State::Enqueued) => &["payment_intent.created"],
    }
}

/// Plans news that are not an end.
pub(crate) fn announce(t: &mut Transaction, at: Moment, names: &[&str]) {
    let (after, copies) = match t.scenario.callback {
        CallbackKnob::None => return,
        CallbackKnob::Delayed { seconds } => (Duration::from_secs(seconds), 1),
        CallbackKnob::Duplicate { count } => (Duration::ZERO, count),
        CallbackKnob::Reordered => (super::held_back(t.state), 1),
        CallbackKnob::Normal | CallbackKnob::BeforeResponse | CallbackKnob::QueueTimeout => {
            (Duration::ZERO, 1)
        }
    };
    let at = at.plus(after);
    for name in names {
        let event = Some((*name).to_owned());
        let notice = Notice {
            event,
            ..notice_of(t, at, copies)
        };
        t.plan(at, Step::Deliver(notice));
    }
}

pub(crate) fn event_body(t: &Transaction, notice: &Notice) -> Json {
    let usual = events(t).first().copied().unwrap_or_default();
    let name = notice.event.as_deref().unwrap_or(usual);
    let about = match name.rsplit_once('.').map_or(name, |(about, _)| about) {
        "payment_intent" => records::intent(t, notice, ReportIn::Callback),
        "charge" => records::charge(t, notice),
        "refund" => records::refund(t, notice, ReportIn::Callback),
        _ => records::session(t, notice, false, ReportIn::Callback),
    };
    let request = object([("id", Json::Null), ("idempotency_key", Json::Null)]);
    object([
        ("id", event_id(t, notice, name).into()),
        ("object", "event".into()),
        ("api_version", API_VERSION.into()),
        (
            "created",
            Json::Number(records::seconds(notice.first_at).to_string()),
        ),
        ("data", object([("object", about)])),
        ("livemode", false.into()),
        ("pending_webhooks", 1_u64.into()),
        ("request", request),
        ("type", name.into()),
    ])
}

/// The same for every copy and every further try of the same news.
fn event_id(t: &Transaction, notice: &Notice, name: &str) -> String {
    let news = format!("{} {name} {} {:?}", t.id, notice.first_at.0, notice.state);
    format!("evt_1{}", &hex(&Sha256::digest(news.as_bytes()))[..23])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `Stripe-Signature` over a body, as wrongly as `knob` asks.
pub(crate) fn sign(world: &World, body: String, knob: SignatureKnob) -> Message {
    let secret = world.config.stripe.webhook_secret.as_str();
    let now = real_now().unix_timestamp();
    let at = match knob {
        SignatureKnob::StaleTimestamp => now - 3_600,
        SignatureKnob::FutureTimestamp => now + 3_600,
        _ => now,
    };
    let ours = signature(secret, at, &body);
    let others = signature(OTHER_SECRET, at, &body);
    let header = match knob {
        SignatureKnob::Missing => None,
        SignatureKnob::WrongKey => Some(format!("t={at},v1={others}")),
        // Another scheme alone.
        SignatureKnob::UnknownKeyId | SignatureKnob::Raw => Some(format!("t={at},v0={ours}")),
        // While a secret is changed, both sign.
        SignatureKnob::RotatedKey => Some(format!("t={at},v1={others},v1={ours}")),
        _ => Some(format!("t={at},v1={ours},v0={others}")),
    };
    let mut message = Message::json(body);
    if let Some(header) = header {
        let name = "stripe-signature".to_owned();
        message.headers.insert(name, header);
    }
    match knob {
        SignatureKnob::TamperedBody | SignatureKnob::TamperedBodyOldDigest => {
            message.body = message
                .body
                .replace(".payment_failed", ".succeeded")
                .replace(r#""pending_webhooks":1"#, r#""pending_webhooks":2"#);
        }
        _ => {}
    }
    message
}

fn signature(secret: &str, at: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{at}.{body}").as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_another_tool_does() {
        let body = r#"{"id":"evt_1","object":"event","type":"payment_intent.succeeded"}"#;
        assert_eq!(
            signature("whsec_test_secret", 1_790_000_000, body),
            "7b8113cd94f67490d14bb1393d2cd3ce02f73dcd8718d3c17e15ad4856bb0476"
        );
    }
}
