//! The published vector, every way to break it, and our own signatures.

use http::HeaderValue;
use p256::pkcs8::EncodePrivateKey;
use time::macros::datetime;

use super::*;

const BODY: &str = r#"{"depositId":"f4401bd2-1568-4140-bf2d-eb77d2b2b639","status":"COMPLETED","amount":"15.0000","currency":"ZMW"}"#;
const DATE: &str = "2026-09-21T15:06:40Z";
const DIGEST: &str = "sha-512=:NSUMkslKrJss0oz6E5OrUND0MD8XI3GMATZ+0vyU2/n6RtzeVKevuIZSgiwrJhn/fhGiHLO2iiZLnmDZCscqFg==:";
const INPUT: &str = r#"sig-pp=("@method" "@authority" "@path" "signature-date" "content-digest" "content-type");alg="ecdsa-p256-sha256";keyid="HTTP_EC_P256_KEY:1";created=1790000000;expires=1790000060"#;
const DER: &str = "sig-pp=:MEYCIQDXy44sCp9Nsx41ldZJ1KeoOmc6FupLFEOhqSrvLQ8ElwIhAPld+QwSf8Mszid7qaGkUWAjdnRt+mk9ALetCiAI80FG:";
const RAW: &str = "sig-pp=:18uOLAqfTbMeNZXWSdSnqDpnOhbqSxRDoakq7y0PBJf5XfkMEn/DLM4ne6mhpFFgI3Z0bfppPQC3rQogCPNBRg==:";
const SPKI: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2mhTlfhrcAIcyjeFvUnlg9nsU3+xgfbt4ULP72W3scs0J5h+QTu7K3WDHuy5v/nVr+LdYTqnjEkMeuFtqCzN0g==";
const BASE_SHA256: &str = "e745dd89413c54998d7f51af1da6b4c1a5d18ab3a3ce63f4336a0d73748db07b";

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix_timestamp(unix).unwrap()
}

const CREATED: i64 = 1_790_000_000;

/// A message of which one part can be changed.
#[derive(Clone)]
struct Sent {
    method: String,
    authority: String,
    path: String,
    body: Vec<u8>,
    headers: HeaderMap,
}

impl Sent {
    fn vector() -> Self {
        let mut sent = Self {
            method: "POST".into(),
            authority: "shop.example".into(),
            path: "/webhooks/pawapay".into(),
            body: BODY.into(),
            headers: HeaderMap::new(),
        };
        sent.set("content-type", "application/json");
        sent.set("signature-date", DATE);
        sent.set("content-digest", DIGEST);
        sent.set("signature-input", INPUT);
        sent.set("signature", DER);
        sent
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.headers
            .insert(name, HeaderValue::from_str(value).unwrap());
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.remove(name).unwrap();
        self
    }

    fn message(&self) -> Message<'_> {
        Message {
            method: &self.method,
            authority: &self.authority,
            path: &self.path,
            headers: &self.headers,
            body: &self.body,
        }
    }

    fn verify_at(&self, now: Timestamp) -> Result<(), SignatureFault> {
        claim(&self.message(), now)?.verify(&public_key(SPKI).unwrap())
    }

    fn verify(&self) -> Result<(), SignatureFault> {
        self.verify_at(at(CREATED))
    }
}

/// Every text that differs from `text` in one bit and can still stand in a header or address.
fn one_bit_off(text: &str) -> impl Iterator<Item = String> {
    (0..text.len()).flat_map(move |byte| {
        (0..7).filter_map(move |bit| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[byte] ^= 1 << bit;
            bytes[byte]
                .is_ascii_graphic()
                .then(|| String::from_utf8(bytes).unwrap())
        })
    })
}

#[test]
fn the_published_vector_verifies_in_both_encodings() {
    let sent = Sent::vector();
    let claim = claim(&sent.message(), at(CREATED)).unwrap();
    assert_eq!(claim.key_id, "HTTP_EC_P256_KEY:1");
    assert_eq!(format!("{:x}", Sha256::digest(&claim.base)), BASE_SHA256);
    assert_eq!(sent.verify(), Ok(()));
    assert_eq!(sent.with("signature", RAW).verify(), Ok(()));
}

#[test]
fn every_changed_byte_is_noticed() {
    for encoding in [DER, RAW] {
        let sent = Sent::vector().with("signature", encoding);
        for byte in 0..BODY.len() {
            for bit in 0..8 {
                let mut changed = sent.clone();
                changed.body[byte] ^= 1 << bit;
                assert_eq!(
                    changed.verify(),
                    Err(SignatureFault::Digest),
                    "body byte {byte}"
                );
            }
        }
        for authority in one_bit_off(&sent.authority) {
            let changed = Sent {
                authority,
                ..sent.clone()
            };
            assert_eq!(
                changed.verify(),
                Err(SignatureFault::Wrong),
                "{}",
                changed.authority
            );
        }
        for path in one_bit_off(&sent.path) {
            let changed = Sent {
                path,
                ..sent.clone()
            };
            assert_eq!(
                changed.verify(),
                Err(SignatureFault::Wrong),
                "{}",
                changed.path
            );
        }
        for date in one_bit_off(DATE) {
            let changed = sent.clone().with("signature-date", &date);
            assert_eq!(changed.verify(), Err(SignatureFault::Wrong), "{date}");
        }
        for method in one_bit_off("POST") {
            let changed = Sent {
                method,
                ..sent.clone()
            };
            assert_eq!(
                changed.verify(),
                Err(SignatureFault::Wrong),
                "{}",
                changed.method
            );
        }
    }
}

#[test]
fn every_changed_byte_of_the_signing_headers_is_noticed() {
    for (name, value) in [
        ("signature-input", INPUT),
        ("content-digest", DIGEST),
        ("signature", DER),
        ("signature", RAW),
    ] {
        for changed in one_bit_off(value) {
            let sent = Sent::vector().with(name, &changed);
            assert!(sent.verify().is_err(), "{name}: {changed}");
        }
    }
}

#[test]
fn bytes_added_or_taken_away_are_noticed() {
    let sent = Sent::vector();
    let mut longer = sent.clone();
    longer.body.push(b'\n');
    assert_eq!(longer.verify(), Err(SignatureFault::Digest));
    let mut shorter = sent.clone();
    shorter.body.pop();
    assert_eq!(shorter.verify(), Err(SignatureFault::Digest));
    let charset = sent.with("content-type", "application/json; charset=UTF-8");
    assert_eq!(charset.verify(), Err(SignatureFault::Wrong));
}

#[test]
fn a_new_digest_for_another_body_is_noticed() {
    let mut forged = Sent::vector();
    forged.body = BODY.replace("15.0000", "95.0000").into();
    let digest = STANDARD.encode(Sha512::digest(&forged.body));
    forged.set("content-digest", &format!("sha-512=:{digest}:"));
    assert_eq!(forged.verify(), Err(SignatureFault::Wrong));
}

#[test]
fn every_needed_header_is_needed() {
    for (name, fault) in [
        ("content-digest", SignatureFault::Missing("Content-Digest")),
        (
            "signature-input",
            SignatureFault::Missing("Signature-Input"),
        ),
        ("signature", SignatureFault::Missing("Signature")),
        (
            "signature-date",
            SignatureFault::Malformed("Signature-Input"),
        ),
        ("content-type", SignatureFault::Malformed("Signature-Input")),
    ] {
        assert_eq!(Sent::vector().without(name).verify(), Err(fault), "{name}");
    }
}

#[test]
fn what_must_be_covered_must_be_covered() {
    for name in MUST_COVER {
        let less = INPUT.replacen(&format!("\"{name}\""), "\"x\"", 1);
        let sent = Sent::vector().with("signature-input", &less).with("x", "1");
        assert_eq!(sent.verify(), Err(SignatureFault::NotCovered(name)));
    }
}

#[test]
fn a_signature_holds_for_its_time_and_a_minute_of_skew() {
    let sent = Sent::vector();
    assert_eq!(sent.verify_at(at(CREATED - 60)), Ok(()));
    assert_eq!(
        sent.verify_at(at(CREATED - 61)),
        Err(SignatureFault::FromTheFuture)
    );
    assert_eq!(sent.verify_at(at(CREATED + 120)), Ok(()));
    assert_eq!(
        sent.verify_at(at(CREATED + 121)),
        Err(SignatureFault::Expired)
    );
    for lost in [
        ";created=1790000000",
        ";expires=1790000060",
        r#";keyid="HTTP_EC_P256_KEY:1""#,
    ] {
        let sent = Sent::vector().with("signature-input", &INPUT.replace(lost, ""));
        assert_eq!(
            sent.verify(),
            Err(SignatureFault::Malformed("Signature-Input")),
            "{lost}"
        );
    }
}

#[test]
fn only_our_algorithms_are_taken() {
    let rsa = INPUT.replace("ecdsa-p256-sha256", "rsa-v1_5-sha256");
    let sent = Sent::vector().with("signature-input", &rsa);
    assert_eq!(sent.verify(), Err(SignatureFault::Algorithm));
    let sent = Sent::vector().with("content-digest", "md5=:AAAA:");
    assert_eq!(sent.verify(), Err(SignatureFault::Algorithm));
    let both = format!(
        "{DIGEST}, sha-256=:{}:",
        STANDARD.encode(Sha256::digest(b"other"))
    );
    assert_eq!(
        Sent::vector().with("content-digest", &both).verify(),
        Err(SignatureFault::Digest)
    );
}

#[test]
fn garbage_is_malformed_and_never_more() {
    for wrong in [
        "",
        "sig-pp",
        "sig-pp=AAAA",
        "sig-pp=:AAAA:",
        "sig-pp=::",
        "other=:AAAA:",
    ] {
        let sent = Sent::vector().with("signature", wrong);
        assert_eq!(
            sent.verify(),
            Err(SignatureFault::Malformed("Signature")),
            "{wrong}"
        );
    }
    let sent = Sent::vector().with("signature-input", "sig-pp=(");
    assert_eq!(
        sent.verify(),
        Err(SignatureFault::Malformed("Signature-Input"))
    );
}

#[test]
fn the_last_byte_of_the_signature_counts() {
    let flipped = RAW.replace("NBRg==", "NBRw==");
    assert_ne!(flipped, RAW);
    assert_eq!(
        Sent::vector().with("signature", &flipped).verify(),
        Err(SignatureFault::Wrong)
    );
}

#[test]
fn what_we_sign_verifies_in_both_encodings() {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let pem = key.to_pkcs8_pem(p256::pkcs8::LineEnding::LF).unwrap();
    let pem = Secret::new(pem.as_str());
    let now = datetime!(2026-11-20 09:00:00.5 UTC);
    for encoding in [SignatureEncoding::Der, SignatureEncoding::Raw] {
        let signer = RequestSigner::new(&pem, "SHOP:1", encoding).unwrap();
        let target = ("POST", "api.example", "/v2/deposits");
        let headers = signer
            .headers(target, ("application/json", b"{}"), now)
            .unwrap();
        let (method, authority, path) = target;
        let message = Message {
            method,
            authority,
            path,
            headers: &headers,
            body: b"{}",
        };
        let claim = claim(&message, now).unwrap();
        assert_eq!(claim.key_id, "SHOP:1");
        assert_eq!(claim.verify(key.verifying_key()), Ok(()));
        let text = headers["signature"].to_str().unwrap();
        let sent = fields::bytes(text.strip_prefix("sig-pp=").unwrap()).unwrap();
        assert_eq!(sent.len() == 64, encoding == SignatureEncoding::Raw);
    }
    assert!(RequestSigner::new(&Secret::new("junk"), "K", SignatureEncoding::Der).is_none());
    assert!(RequestSigner::new(&pem, "a\"b", SignatureEncoding::Der).is_none());
}
