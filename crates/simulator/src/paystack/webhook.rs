//! What the merchant is told: payments that went well, and every step of a refund. Signed with the merchant's own key.

use hmac::{Hmac, Mac};
use sha2::Sha512;

use super::records;
use crate::courier::Message;
use crate::scenario::{ReportIn, SignatureKnob};
use crate::transaction::{Kind, Notice, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

const HOUR: u64 = 3_600;
/// Every three minutes four times, then hourly for three days.
const LIVE: [u64; 76] = ladder(180, 72);
/// Hourly for ten hours.
const TEST: [u64; 11] = ladder(HOUR, 10);

/// The first try, three more `step` apart where that is less than an hour, and then one an hour.
const fn ladder<const N: usize>(step: u64, hours: u64) -> [u64; N] {
    let mut tries = [0; N];
    let quick = N as u64 - hours - 1;
    let mut index = 1;
    while index < N {
        let n = index as u64;
        tries[index] = if n <= quick {
            n * step
        } else {
            quick * step + (n - quick) * HOUR
        };
        index += 1;
    }
    tries
}

/// When a webhook is tried, in virtual seconds after the first time.
pub(crate) fn tries_at_seconds(world: &World) -> &'static [u64] {
    if world.config.paystack.secret_key.starts_with("sk_live_") {
        &LIVE
    } else {
        &TEST
    }
}

pub(crate) fn webhook_body(t: &Transaction, notice: &Notice) -> Json {
    let (event, data) = match t.kind {
        Kind::Deposit | Kind::Payout => (
            "charge.success".to_owned(),
            records::payment(t, "success", ReportIn::Callback),
        ),
        Kind::Refund => (
            format!("refund.{}", records::refund_word(notice.state)),
            refund(t, notice),
        ),
    };
    object([("event", event.into()), ("data", data)])
}

/// It names the payment and not the refund; the amount is a text.
fn refund(t: &Transaction, notice: &Notice) -> Json {
    let own = records::particulars(t);
    let done = t
        .provider_transaction_id
        .as_ref()
        .filter(|_| notice.state == State::Completed);
    let mut body = object([
        ("status", records::refund_word(notice.state).into()),
        ("transaction_reference", own.refunds.into()),
        ("refund_reference", done.into()),
        ("amount", records::hundredths(t.amount).into()),
        ("currency", (&t.currency).into()),
        ("processor", "mpgs_zen".into()),
        ("integration", records::INTEGRATION.into()),
        ("domain", "test".into()),
    ]);
    records::lie(&mut body, t.scenario.report.as_ref(), ReportIn::Callback);
    body
}

/// HMAC-SHA512 over the body, in hexadecimal digits. Of the knobs, only those that such a signature can have.
pub(crate) fn sign(world: &World, body: String, knob: SignatureKnob) -> Message {
    let key = match knob {
        SignatureKnob::WrongKey | SignatureKnob::UnknownKeyId => "sk_test_of_a_stranger",
        _ => world.config.paystack.secret_key.as_str(),
    };
    let mut message = Message::json(body);
    if knob != SignatureKnob::Missing {
        let signature = signature(key, message.body.as_bytes());
        message
            .headers
            .insert("x-paystack-signature".to_owned(), signature);
    }
    match knob {
        SignatureKnob::TamperedBody | SignatureKnob::TamperedBodyOldDigest => {
            message.body = message
                .body
                .replace(r#""currency":"KES""#, r#""currency":"USD""#);
        }
        _ => {}
    }
    message
}

fn signature(key: &str, body: &[u8]) -> String {
    // A key of any length is taken, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    format!("{:x}", mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_published_one() {
        let body = br#"{"event":"charge.success"}"#;
        let expected = "a64f9d544d65c9aeab4a7f4c13aad05164c31660900845c0a4c210911c8d42b73712751edb74535a8abd175678d732d611e8e0c3b497f297df883ea36718747e";
        assert_eq!(signature("sk_test_abc", body), expected);
    }

    #[test]
    fn webhooks_are_tried_as_published() {
        assert_eq!(LIVE[..6], [0, 180, 360, 540, 4_140, 7_740]);
        assert_eq!(LIVE.last(), Some(&(540 + 72 * HOUR)));
        assert_eq!(TEST[..3], [0, HOUR, 2 * HOUR]);
        assert_eq!(TEST.last(), Some(&(10 * HOUR)));
    }
}
