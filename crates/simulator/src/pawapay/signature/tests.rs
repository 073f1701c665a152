//! The published vector, and what must not pass.

use http::HeaderValue;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};

use super::*;

const BODY: &str = r#"{"depositId":"f4401bd2-1568-4140-bf2d-eb77d2b2b639","status":"COMPLETED","amount":"15.0000","currency":"ZMW"}"#;
const DER: &str = "MEYCIQDXy44sCp9Nsx41ldZJ1KeoOmc6FupLFEOhqSrvLQ8ElwIhAPld+QwSf8Mszid7qaGkUWAjdnRt+mk9ALetCiAI80FG";
const RAW: &str =
    "18uOLAqfTbMeNZXWSdSnqDpnOhbqSxRDoakq7y0PBJf5XfkMEn/DLM4ne6mhpFFgI3Z0bfppPQC3rQogCPNBRg==";
const KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2mhTlfhrcAIcyjeFvUnlg9nsU3+xgfbt4ULP72W3scs0J5h+QTu7K3WDHuy5v/nVr+LdYTqnjEkMeuFtqCzN0g==";
const INPUT: &str = "sig-pp=(\"@method\" \"@authority\" \"@path\" \"signature-date\" \"content-digest\" \"content-type\");alg=\"ecdsa-p256-sha256\";keyid=\"HTTP_EC_P256_KEY:1\";created=1790000000;expires=1790000060";

fn keys() -> Vec<RequestKey> {
    let key = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
        &KEY[..64],
        &KEY[64..]
    );
    vec![RequestKey {
        id: "HTTP_EC_P256_KEY:1".to_owned(),
        key,
    }]
}

fn headers(signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let digest = "sha-512=:NSUMkslKrJss0oz6E5OrUND0MD8XI3GMATZ+0vyU2/n6RtzeVKevuIZSgiwrJhn/fhGiHLO2iiZLnmDZCscqFg==:";
    for (name, value) in [
        ("content-type", "application/json"),
        ("signature-date", "2026-09-21T15:06:40Z"),
        ("content-digest", digest),
        ("signature-input", INPUT),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "signature",
        format!("sig-pp=:{signature}:").parse().unwrap(),
    );
    headers
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_timestamp(1_790_000_000 + seconds).unwrap()
}

fn check(
    headers: &HeaderMap,
    body: &str,
    authority: &str,
    path: &str,
    now: Timestamp,
) -> Result<(), SignatureFault> {
    let signed = Signed {
        method: "POST",
        authority,
        path,
        headers,
        body: body.as_bytes(),
    };
    verify(&signed, &keys(), now)
}

#[test]
fn the_published_vector_verifies_in_both_encodings() {
    for signature in [DER, RAW] {
        check(
            &headers(signature),
            BODY,
            "shop.example",
            "/webhooks/pawapay",
            at(1),
        )
        .unwrap();
    }
}

#[test]
fn the_published_base_has_its_published_hash() {
    let headers = headers(DER);
    let signed = Signed {
        method: "POST",
        authority: "shop.example",
        path: "/webhooks/pawapay",
        headers: &headers,
        body: BODY.as_bytes(),
    };
    let base = signed.base(&Input::parse(INPUT).unwrap()).unwrap();
    let hash = format!("{:x}", Sha256::digest(base));
    assert_eq!(
        hash,
        "e745dd89413c54998d7f51af1da6b4c1a5d18ab3a3ce63f4336a0d73748db07b"
    );
}

#[test]
fn any_change_is_noticed() {
    let (good, authority, path) = (headers(DER), "shop.example", "/webhooks/pawapay");
    let other = BODY.replace("15.0000", "16.0000");
    assert_eq!(
        check(&good, &other, authority, path, at(1)),
        Err(SignatureFault::Digest)
    );
    assert_eq!(
        check(&good, BODY, "shop.example:8080", path, at(1)),
        Err(SignatureFault::Wrong)
    );
    assert_eq!(
        check(&good, BODY, authority, "/webhooks/other", at(1)),
        Err(SignatureFault::Wrong)
    );
    assert_eq!(
        check(&good, BODY, authority, path, at(121)),
        Err(SignatureFault::Time)
    );
    assert_eq!(
        check(&good, BODY, authority, path, at(-61)),
        Err(SignatureFault::Time)
    );
    let mut dated = good.clone();
    dated.insert(
        "signature-date",
        HeaderValue::from_static("2026-09-21T15:06:41Z"),
    );
    assert_eq!(
        check(&dated, BODY, authority, path, at(1)),
        Err(SignatureFault::Wrong)
    );
    let mut redigested = good.clone();
    redigested.insert("content-digest", digest(other.as_bytes()).parse().unwrap());
    assert_eq!(
        check(&redigested, &other, authority, path, at(1)),
        Err(SignatureFault::Wrong)
    );
    let mut uncovered = good;
    uncovered.insert(
        "signature-input",
        INPUT.replace(" \"content-digest\"", "").parse().unwrap(),
    );
    let fault = check(&uncovered, BODY, authority, path, at(1));
    assert_eq!(fault, Err(SignatureFault::Uncovered("content-digest")));
}

#[test]
fn what_is_signed_here_verifies_here() {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let pem = key
        .verifying_key()
        .to_public_key_pem(LineEnding::LF)
        .unwrap();
    for encoding in [Encoding::Der, Encoding::Raw] {
        let signing = Signing {
            authority: "shop.example",
            path: "/hook",
            content_type: "application/json",
            body: BODY.as_bytes(),
            created: at(0),
            key: &key,
            key_id: "K",
            encoding,
            covers_digest: true,
        };
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        for (name, value) in sign(&signing) {
            headers.insert(
                http::HeaderName::try_from(name).unwrap(),
                value.parse().unwrap(),
            );
        }
        let signed = Signed {
            method: "POST",
            authority: "shop.example",
            path: "/hook",
            headers: &headers,
            body: BODY.as_bytes(),
        };
        let keys = [RequestKey {
            id: "K".to_owned(),
            key: pem.clone(),
        }];
        verify(&signed, &keys, at(5)).unwrap();
    }
}
