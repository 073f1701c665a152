//! Message signatures after RFC 9421, as the provider's documents and live callbacks have them: ECDSA over P-256, in DER.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::HeaderMap;
use kernel::Timestamp;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::DecodePublicKey as _;
use sha2::{Digest as _, Sha256, Sha512};
use time::format_description::well_known::Rfc3339;

use crate::account::RequestKey;

const LABEL: &str = "sig-pp";
const LIFETIME_SECONDS: i64 = 60;
/// How far two clocks may differ.
const SKEW_SECONDS: i64 = 60;
/// Without these, a signature leaves something open that matters.
const MUST_COVER: [&str; 5] = [
    "@method",
    "@authority",
    "@path",
    "content-digest",
    "signature-date",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Der,
    Raw,
}

/// What to sign, and how.
pub(crate) struct Signing<'a> {
    pub authority: &'a str,
    pub path: &'a str,
    pub content_type: &'a str,
    pub body: &'a [u8],
    pub created: Timestamp,
    pub key: &'a SigningKey,
    pub key_id: &'a str,
    pub encoding: Encoding,
    pub covers_digest: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignatureFault {
    #[error("the header {0} is missing")]
    MissingHeader(String),
    #[error("the header {0} cannot be read")]
    Unreadable(&'static str),
    #[error("the body does not have the digest it claims")]
    Digest,
    #[error("the signature does not cover {0}")]
    Uncovered(&'static str),
    #[error("the component {0} is not supported")]
    Component(String),
    #[error("the signature's time is over, or yet to come")]
    Time,
    #[error("the algorithm is not supported")]
    Algorithm,
    #[error("no key has the id {0}")]
    UnknownKey(String),
    #[error("the signature is wrong")]
    Wrong,
}

pub(crate) fn digest(body: &[u8]) -> String {
    format!("sha-512=:{}:", BASE64.encode(Sha512::digest(body)))
}

/// The headers that make a POST a signed one.
pub(crate) fn sign(signing: &Signing<'_>) -> Vec<(String, String)> {
    let created = signing.created.unix_timestamp();
    let date = signing.created.format(&Rfc3339).unwrap_or_default();
    let digest = digest(signing.body);
    let values = [
        ("@method", "POST"),
        ("@authority", signing.authority),
        ("@path", signing.path),
        ("signature-date", &date),
        ("content-digest", &digest),
        ("content-type", signing.content_type),
    ];
    let covered = values
        .iter()
        .filter(|(name, _)| signing.covers_digest || *name != "content-digest");
    let names: Vec<_> = covered
        .clone()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let params = format!(
        "({});alg=\"ecdsa-p256-sha256\";keyid=\"{}\";created={created};expires={}",
        names.join(" "),
        signing.key_id,
        created + LIFETIME_SECONDS,
    );
    let mut base = String::new();
    for (name, value) in covered {
        add_line(&mut base, name, value);
    }
    add_last_line(&mut base, &params);
    let signature: Signature = signing.key.sign(base.as_bytes());
    let bytes = match signing.encoding {
        Encoding::Der => signature.to_der().as_bytes().to_vec(),
        Encoding::Raw => signature.to_bytes().to_vec(),
    };
    [
        ("signature-date", date),
        ("content-digest", digest),
        ("signature-input", format!("{LABEL}={params}")),
        ("signature", format!("{LABEL}=:{}:", BASE64.encode(bytes))),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// A received message whose signature is to be checked.
pub(crate) struct Signed<'a> {
    pub method: &'a str,
    pub authority: &'a str,
    pub path: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

impl Signed<'_> {
    fn header(&self, name: &str) -> Result<String, SignatureFault> {
        let values: Vec<_> = self
            .headers
            .get_all(name)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .map(str::trim)
            .collect();
        if values.is_empty() {
            Err(SignatureFault::MissingHeader(name.to_owned()))
        } else {
            Ok(values.join(", "))
        }
    }

    fn component(&self, name: &str) -> Result<String, SignatureFault> {
        match name {
            "@method" => Ok(self.method.to_owned()),
            "@authority" => Ok(self.authority.to_owned()),
            "@path" => Ok(self.path.to_owned()),
            derived if derived.starts_with('@') => {
                Err(SignatureFault::Component(derived.to_owned()))
            }
            header if header.bytes().any(|b| b.is_ascii_uppercase()) => {
                Err(SignatureFault::Component(header.to_owned()))
            }
            header => self.header(header),
        }
    }

    fn check_digest(&self) -> Result<(), SignatureFault> {
        let header = self.header("content-digest")?;
        let (algorithm, value) = header
            .split_once('=')
            .ok_or(SignatureFault::Unreadable("content-digest"))?;
        let claimed = bytes_of(value).ok_or(SignatureFault::Unreadable("content-digest"))?;
        let matches = match algorithm {
            "sha-512" => claimed[..] == Sha512::digest(self.body)[..],
            "sha-256" => claimed[..] == Sha256::digest(self.body)[..],
            _ => return Err(SignatureFault::Algorithm),
        };
        if matches {
            Ok(())
        } else {
            Err(SignatureFault::Digest)
        }
    }

    fn base(&self, input: &Input<'_>) -> Result<String, SignatureFault> {
        let mut base = String::new();
        for name in &input.covered {
            add_line(&mut base, name, &self.component(name)?);
        }
        add_last_line(&mut base, input.params);
        Ok(base)
    }
}

/// `Signature-Input`, read.
struct Input<'a> {
    /// Everything after the label, byte for byte.
    params: &'a str,
    covered: Vec<&'a str>,
    algorithm: Option<&'a str>,
    key_id: &'a str,
    created: i64,
    expires: Option<i64>,
}

impl<'a> Input<'a> {
    fn parse(header: &'a str) -> Option<Self> {
        let params = header.trim().strip_prefix(LABEL)?.strip_prefix('=')?;
        let (list, rest) = params.strip_prefix('(')?.split_once(')')?;
        let covered = list
            .split(' ')
            .map(|name| name.strip_prefix('"')?.strip_suffix('"'))
            .collect::<Option<_>>()?;
        let (mut algorithm, mut key_id, mut created, mut expires) = (None, None, None, None);
        for parameter in rest.split(';').skip(1) {
            let (name, value) = parameter.split_once('=')?;
            let text = value.trim_matches('"');
            match name {
                "alg" => algorithm = Some(text),
                "keyid" => key_id = Some(text),
                "created" => created = Some(value.parse().ok()?),
                "expires" => expires = Some(value.parse().ok()?),
                _ => {}
            }
        }
        Some(Self {
            params,
            covered,
            algorithm,
            key_id: key_id?,
            created: created?,
            expires,
        })
    }
}

/// Checks digest, coverage, time and signature of a request, in DER or raw.
pub(crate) fn verify(
    signed: &Signed<'_>,
    keys: &[RequestKey],
    now: Timestamp,
) -> Result<(), SignatureFault> {
    signed.check_digest()?;
    let header = signed.header("signature-input")?;
    let input = Input::parse(&header).ok_or(SignatureFault::Unreadable("signature-input"))?;
    if let Some(name) = MUST_COVER
        .into_iter()
        .find(|name| !input.covered.contains(name))
    {
        return Err(SignatureFault::Uncovered(name));
    }
    if input
        .algorithm
        .is_some_and(|algorithm| algorithm != "ecdsa-p256-sha256")
    {
        return Err(SignatureFault::Algorithm);
    }
    let now = now.unix_timestamp();
    let is_over = input
        .expires
        .is_some_and(|expires| now > expires + SKEW_SECONDS);
    if is_over || input.created > now + SKEW_SECONDS {
        return Err(SignatureFault::Time);
    }
    let key = keys.iter().find(|key| key.id == input.key_id);
    let key = key.ok_or_else(|| SignatureFault::UnknownKey(input.key_id.to_owned()))?;
    let key = VerifyingKey::from_public_key_pem(&key.key).map_err(|_| SignatureFault::Algorithm)?;
    let header = signed.header("signature")?;
    let value = header
        .trim()
        .strip_prefix(LABEL)
        .and_then(|rest| rest.strip_prefix('='));
    let bytes = value
        .and_then(bytes_of)
        .ok_or(SignatureFault::Unreadable("signature"))?;
    let signature = decode(&bytes).ok_or(SignatureFault::Unreadable("signature"))?;
    key.verify(signed.base(&input)?.as_bytes(), &signature)
        .map_err(|_| SignatureFault::Wrong)
}

fn add_line(base: &mut String, name: &str, value: &str) {
    base.extend(["\"", name, "\": ", value, "\n"]);
}

fn add_last_line(base: &mut String, params: &str) {
    base.extend(["\"@signature-params\": ", params]);
}

/// A byte sequence of structured fields: base64 between colons.
fn bytes_of(value: &str) -> Option<Vec<u8>> {
    BASE64
        .decode(value.trim().strip_prefix(':')?.strip_suffix(':')?)
        .ok()
}

/// DER begins with 0x30 and is hardly ever 64 bytes long; raw always is.
fn decode(bytes: &[u8]) -> Option<Signature> {
    if bytes.len() != 64 && bytes.first() == Some(&0x30) {
        return Signature::from_der(bytes).ok();
    }
    Signature::from_slice(bytes).ok()
}

#[cfg(test)]
mod tests;
