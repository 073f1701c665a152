//! The proof of a callback: a keyed digest over the moment it was sent and the bytes as they came.

use hmac::{Hmac, Mac};
use http::HeaderValue;
use kernel::{Secret, Timestamp};
use sha2::Sha256;

use crate::provider::SignatureFault;

pub(super) const HEADER: &str = "stripe-signature";
/// Older, or from further ahead, it is not believed: it may be a copy.
const TOLERANCE_SECONDS: i64 = 300;
/// More signatures than this are not looked at; while a secret is changed there are two.
const SIGNATURES_MAX: usize = 8;
/// Of the digest.
const BYTES: usize = 32;

/// `t=…` and every `v1=…`; what other schemes say is not read.
struct Parts<'a> {
    /// As it stands in the header: these very signs are signed.
    moment: &'a str,
    signatures: Vec<[u8; BYTES]>,
}

/// Whether one of our secrets made one of the signatures, over these bytes and not long ago.
pub(super) fn verify(
    header: Option<&HeaderValue>,
    body: &[u8],
    secrets: &[Secret],
    now: Timestamp,
) -> Result<(), SignatureFault> {
    let header = header.ok_or(SignatureFault::Missing(HEADER))?;
    let text = header
        .to_str()
        .map_err(|_| SignatureFault::Malformed(HEADER))?;
    let parts = parse(text)?;
    let is_ours = secrets.iter().any(|secret| made(secret, &parts, body));
    if !is_ours {
        return Err(SignatureFault::Wrong);
    }
    let at: i64 = parts
        .moment
        .parse()
        .map_err(|_| SignatureFault::Malformed(HEADER))?;
    match now.unix_timestamp().saturating_sub(at) {
        age if age > TOLERANCE_SECONDS => Err(SignatureFault::Expired),
        age if age < -TOLERANCE_SECONDS => Err(SignatureFault::FromTheFuture),
        _ => Ok(()),
    }
}

fn parse(text: &str) -> Result<Parts<'_>, SignatureFault> {
    let malformed = SignatureFault::Malformed(HEADER);
    let (mut moment, mut signatures, mut seen) = (None, Vec::new(), 0);
    for part in text.split(',') {
        let (scheme, value) = part.trim().split_once('=').ok_or(malformed)?;
        match scheme {
            "t" if moment.is_some() => return Err(malformed),
            "t" => moment = Some(value),
            "v1" if seen < SIGNATURES_MAX => {
                seen += 1;
                signatures.extend(digest(value));
            }
            _ => {}
        }
    }
    let digits = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let moment = moment.filter(digits).ok_or(malformed)?;
    match (seen, signatures.is_empty()) {
        (0, _) => Err(SignatureFault::Algorithm),
        (_, true) => Err(malformed),
        (_, false) => Ok(Parts { moment, signatures }),
    }
}

/// The whole secret is the key, its beginning included.
fn made(secret: &Secret, parts: &Parts<'_>, body: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
        return false;
    };
    mac.update(parts.moment.as_bytes());
    mac.update(b".");
    mac.update(body);
    let fits = |signature: &[u8; BYTES]| mac.clone().verify_slice(signature).is_ok();
    parts.signatures.iter().any(fits)
}

fn digest(text: &str) -> Option<[u8; BYTES]> {
    let text = text.as_bytes();
    if text.len() != 2 * BYTES {
        return None;
    }
    let half = |byte: u8| char::from(byte).to_digit(16);
    let mut digest = [0; BYTES];
    for (byte, pair) in digest.iter_mut().zip(text.chunks_exact(2)) {
        *byte = u8::try_from(half(pair[0])? * 16 + half(pair[1])?).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "whsec_test_secret";
    const BODY: &[u8] = br#"{"id":"evt_1","object":"event","type":"payment_intent.succeeded"}"#;
    /// Made by another tool.
    const SIGNATURE: &str = "7b8113cd94f67490d14bb1393d2cd3ce02f73dcd8718d3c17e15ad4856bb0476";
    const AT: i64 = 1_790_000_000;

    fn check(header: &str, body: &[u8], secrets: &[&str], at: i64) -> Result<(), SignatureFault> {
        let secrets: Vec<_> = secrets.iter().map(|text| Secret::new(*text)).collect();
        let now = Timestamp::from_unix_timestamp(at).unwrap();
        let header = HeaderValue::from_str(header).unwrap();
        verify(Some(&header), body, &secrets, now)
    }

    fn valid() -> String {
        format!("t={AT},v1={SIGNATURE}")
    }

    #[test]
    fn a_signature_of_another_tool_is_believed() {
        assert_eq!(check(&valid(), BODY, &[SECRET], AT), Ok(()));
        // Other schemes beside it say nothing, and spaces change nothing.
        let more = format!("t={AT}, v0=00, v1={SIGNATURE}, v2=zz");
        assert_eq!(check(&more, BODY, &[SECRET], AT), Ok(()));
    }

    #[test]
    fn one_of_several_signatures_and_one_of_several_secrets_is_enough() {
        let other = "0".repeat(64);
        for header in [
            format!("t={AT},v1={other},v1={SIGNATURE}"),
            format!("t={AT},v1={SIGNATURE},v1={other}"),
            format!("t={AT},v1=beef,v1={SIGNATURE}"),
        ] {
            assert_eq!(check(&header, BODY, &[SECRET], AT), Ok(()), "{header}");
            let rolled = ["whsec_new", SECRET];
            assert_eq!(check(&header, BODY, &rolled, AT), Ok(()), "{header}");
        }
        let strangers = ["whsec_new", "whsec_newer"];
        assert_eq!(
            check(&valid(), BODY, &strangers, AT),
            Err(SignatureFault::Wrong)
        );
    }

    #[test]
    fn the_bytes_count_as_they_came() {
        let wrong = Err(SignatureFault::Wrong);
        let spaced = br#"{"id": "evt_1", "object": "event", "type": "payment_intent.succeeded"}"#;
        assert_eq!(check(&valid(), spaced, &[SECRET], AT), wrong);
        assert_eq!(check(&valid(), b"", &[SECRET], AT), wrong);
        // The moment is signed too.
        let later = format!("t={},v1={SIGNATURE}", AT + 1);
        assert_eq!(check(&later, BODY, &[SECRET], AT), wrong);
        // Neither a part of the secret nor what it would stand for in base64 is the key.
        for part in ["test_secret", "whsec_test_secre"] {
            assert_eq!(check(&valid(), BODY, &[part], AT), wrong, "{part}");
        }
    }

    #[test]
    fn it_is_believed_for_five_minutes() {
        let checked = |at| check(&valid(), BODY, &[SECRET], at);
        assert_eq!(checked(AT + 300), Ok(()));
        assert_eq!(checked(AT + 301), Err(SignatureFault::Expired));
        assert_eq!(checked(AT - 300), Ok(()));
        assert_eq!(checked(AT - 301), Err(SignatureFault::FromTheFuture));
    }

    #[test]
    fn a_header_of_another_shape_is_refused() {
        let malformed = Err(SignatureFault::Malformed(HEADER));
        for header in [
            String::new(),
            SIGNATURE.to_owned(),
            format!("v1={SIGNATURE}"),
            format!("t=,v1={SIGNATURE}"),
            format!("t=-5,v1={SIGNATURE}"),
            format!("t={AT},t={AT},v1={SIGNATURE}"),
            format!("t={AT},v1=beef"),
            format!("t={AT},v1={}", "g".repeat(64)),
        ] {
            assert_eq!(check(&header, BODY, &[SECRET], AT), malformed, "{header}");
        }
        let old = format!("t={AT},v0={SIGNATURE}");
        assert_eq!(
            check(&old, BODY, &[SECRET], AT),
            Err(SignatureFault::Algorithm)
        );
        let now = Timestamp::from_unix_timestamp(AT).unwrap();
        assert_eq!(
            verify(None, BODY, &[Secret::new(SECRET)], now),
            Err(SignatureFault::Missing(HEADER))
        );
    }

    proptest! {
        #[test]
        fn noise_is_no_signature(header in "[ -~]{0,120}") {
            prop_assert!(check(&header, BODY, &[SECRET], AT).is_err());
        }
    }
}
