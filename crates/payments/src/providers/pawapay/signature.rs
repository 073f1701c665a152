//! HTTP message signatures (RFC 9421) as this provider makes and takes them: ECDSA over P-256 with SHA-256, label `sig-pp`.
//!
//! The trap: RFC 9421 wants the raw 64 bytes, this provider sends ASN.1 DER. Both are taken; DER is what we send.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use kernel::{Secret, Timestamp};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey};
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;
use time::format_description::well_known::Rfc3339;

use super::fields;
use crate::provider::SignatureFault;

const LABEL: &str = "sig-pp";
const ALGORITHM: &str = "ecdsa-p256-sha256";
/// How far two clocks may be apart.
const SKEW_S: i64 = 60;
/// How long our own signatures hold.
const LIFETIME_S: i64 = 60;
/// A signature that covers less would leave something for a stranger to change.
const MUST_COVER: [&str; 5] = [
    "@method",
    "@authority",
    "@path",
    "content-digest",
    "signature-date",
];

/// A message as its sender saw it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    pub method: &'a str,
    /// Host in lower case, with the port only if it is not the scheme's own.
    pub authority: &'a str,
    /// Without the query.
    pub path: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// What a message says about its signature, checked as far as possible without the key.
#[derive(Debug)]
pub(super) struct Claim {
    pub key_id: String,
    base: Vec<u8>,
    signature: Signature,
}

/// Checks digest, cover and freshness, and builds the text that must have been signed.
pub(super) fn claim(message: &Message<'_>, now: Timestamp) -> Result<Claim, SignatureFault> {
    check_digest(message)?;
    let inputs = header(message.headers, "signature-input")?
        .ok_or(SignatureFault::Missing("Signature-Input"))?;
    let stated =
        fields::member(&inputs, LABEL).ok_or(SignatureFault::Malformed("Signature-Input"))?;
    let input =
        fields::signature_input(stated).ok_or(SignatureFault::Malformed("Signature-Input"))?;
    for name in MUST_COVER {
        if !input.names.contains(&name) {
            return Err(SignatureFault::NotCovered(name));
        }
    }
    if input
        .algorithm
        .is_some_and(|algorithm| algorithm != ALGORITHM)
    {
        return Err(SignatureFault::Algorithm);
    }
    let (Some(created), Some(expires), Some(key_id)) = (input.created, input.expires, input.key_id)
    else {
        return Err(SignatureFault::Malformed("Signature-Input"));
    };
    let now = now.unix_timestamp();
    if created > now + SKEW_S {
        return Err(SignatureFault::FromTheFuture);
    }
    if expires < created || now > expires + SKEW_S {
        return Err(SignatureFault::Expired);
    }
    Ok(Claim {
        key_id: key_id.to_owned(),
        base: base(message, &input.names, stated)?,
        signature: signature(message.headers)?,
    })
}

impl Claim {
    pub(super) fn verify(&self, key: &VerifyingKey) -> Result<(), SignatureFault> {
        key.verify(&self.base, &self.signature)
            .map_err(|_| SignatureFault::Wrong)
    }
}

fn check_digest(message: &Message<'_>) -> Result<(), SignatureFault> {
    let malformed = SignatureFault::Malformed("Content-Digest");
    let text = header(message.headers, "content-digest")?
        .ok_or(SignatureFault::Missing("Content-Digest"))?;
    let mut known = 0;
    for (algorithm, value) in fields::dictionary(&text).ok_or(malformed)? {
        let computed = match algorithm {
            "sha-256" => Sha256::digest(message.body).to_vec(),
            "sha-512" => Sha512::digest(message.body).to_vec(),
            _ => continue,
        };
        let stated = fields::bytes(value).ok_or(malformed)?;
        if !bool::from(computed.ct_eq(&stated)) {
            return Err(SignatureFault::Digest);
        }
        known += 1;
    }
    if known == 0 {
        Err(SignatureFault::Algorithm)
    } else {
        Ok(())
    }
}

fn signature(headers: &HeaderMap) -> Result<Signature, SignatureFault> {
    let malformed = SignatureFault::Malformed("Signature");
    let text = header(headers, "signature")?.ok_or(SignatureFault::Missing("Signature"))?;
    let bytes = fields::member(&text, LABEL)
        .and_then(fields::bytes)
        .ok_or(malformed)?;
    // A raw signature can start with 0x30 too, but only a raw one of this curve has exactly 64 bytes.
    let is_der = bytes.first() == Some(&0x30) && bytes.len() != 64;
    if is_der {
        Signature::from_der(&bytes)
    } else {
        Signature::from_slice(&bytes)
    }
    .map_err(|_| malformed)
}

/// One line per covered name, then the parameters byte for byte as sent; no newline at the end.
fn base(
    message: &Message<'_>,
    names: &[&str],
    parameters: &str,
) -> Result<Vec<u8>, SignatureFault> {
    let mut base = String::new();
    for name in names {
        let value = match *name {
            "@method" => message.method.to_owned(),
            "@authority" => message.authority.to_owned(),
            "@path" => message.path.to_owned(),
            // The other derived parts never come from this provider.
            derived if derived.starts_with('@') => {
                return Err(SignatureFault::Malformed("Signature-Input"));
            }
            field => header(message.headers, field)?
                .ok_or(SignatureFault::Malformed("Signature-Input"))?,
        };
        base.extend(["\"", name, "\": ", &value, "\n"]);
    }
    base.extend(["\"@signature-params\": ", parameters]);
    Ok(base.into_bytes())
}

/// All values of a header, trimmed and joined as RFC 9421 says. `None` when there is none.
fn header(headers: &HeaderMap, name: &str) -> Result<Option<String>, SignatureFault> {
    let mut values = Vec::new();
    for value in headers.get_all(name) {
        let text = value
            .to_str()
            .map_err(|_| SignatureFault::Malformed("covered"))?;
        values.push(text.trim_matches([' ', '\t']));
    }
    Ok((!values.is_empty()).then(|| values.join(", ")))
}

/// Reads a public key from PEM, or from the base64 of its DER without the armour.
pub(super) fn public_key(text: &str) -> Option<VerifyingKey> {
    let text = text.trim();
    if text.starts_with("-----") {
        return VerifyingKey::from_public_key_pem(text).ok();
    }
    VerifyingKey::from_public_key_der(&STANDARD.decode(text).ok()?).ok()
}

/// How an ECDSA signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureEncoding {
    /// ASN.1 DER: what the provider itself sends.
    Der,
    /// The 64 bytes of RFC 9421.
    Raw,
}

/// Signs what we send.
pub(super) struct RequestSigner {
    key: SigningKey,
    key_id: String,
    encoding: SignatureEncoding,
}

impl std::fmt::Debug for RequestSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestSigner")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

impl RequestSigner {
    /// `None` when the PEM holds no P-256 private key or the id cannot stand in a header.
    pub(super) fn new(pem: &Secret, key_id: &str, encoding: SignatureEncoding) -> Option<Self> {
        let pem = pem.expose().trim();
        let key = SigningKey::from_pkcs8_pem(pem).ok().or_else(|| {
            p256::SecretKey::from_sec1_pem(pem)
                .ok()
                .map(SigningKey::from)
        })?;
        let writable = |b: u8| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\';
        let fits = !key_id.is_empty() && key_id.bytes().all(writable);
        fits.then(|| Self {
            key,
            key_id: key_id.to_owned(),
            encoding,
        })
    }

    /// The headers that sign a JSON request. They cover the content type exactly as given.
    pub(super) fn headers(
        &self,
        (method, authority, path): (&str, &str, &str),
        (content_type, body): (&'static str, &[u8]),
        now: Timestamp,
    ) -> Option<HeaderMap> {
        let created = now.unix_timestamp();
        let expires = created + LIFETIME_S;
        let digest = format!("sha-512=:{}:", STANDARD.encode(Sha512::digest(body)));
        let names = [
            "@method",
            "@authority",
            "@path",
            "signature-date",
            "content-digest",
            "content-type",
        ];
        let list = names.map(|name| format!("\"{name}\"")).join(" ");
        let parameters = format!(
            "({list});alg=\"{ALGORITHM}\";keyid=\"{}\";created={created};expires={expires}",
            self.key_id
        );
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().ok()?);
        headers.insert("content-digest", digest.parse().ok()?);
        headers.insert("signature-date", now.format(&Rfc3339).ok()?.parse().ok()?);
        headers.insert("accept-signature", ALGORITHM.parse().ok()?);
        headers.insert("accept-digest", "sha-256,sha-512".parse().ok()?);
        let message = Message {
            method,
            authority,
            path,
            headers: &headers,
            body,
        };
        let signature: Signature = self.key.sign(&base(&message, &names, &parameters).ok()?);
        let encoded = match self.encoding {
            SignatureEncoding::Der => STANDARD.encode(signature.to_der().as_bytes()),
            SignatureEncoding::Raw => STANDARD.encode(signature.to_bytes()),
        };
        headers.insert(
            "signature-input",
            format!("{LABEL}={parameters}").parse().ok()?,
        );
        headers.insert("signature", format!("{LABEL}=:{encoded}:").parse().ok()?);
        Some(headers)
    }
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
