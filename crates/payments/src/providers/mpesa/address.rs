//! The addresses callbacks come to. Nothing signs a callback, so each prompt gives away an address that proves itself: our
//! reference, and a code that only we can make of it.

use hmac::{Hmac, Mac};
use kernel::{Id, ProviderReference, Secret};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::provider::{CallbackError, SignatureFault};
use crate::providers::http::base_address;

/// 128 bits of the code, in hexadecimal digits.
const CODE_CHARS: usize = 32;

pub(super) struct CallbackAddress {
    base: String,
    mac: Hmac<Sha256>,
}

impl CallbackAddress {
    pub(super) fn new(base: &str, secret: &Secret) -> Option<Self> {
        let base = base_address(base)?;
        let mac = Hmac::new_from_slice(secret.expose().as_bytes()).ok()?;
        Some(Self { base, mac })
    }

    /// `{base}/{reference}.{code}`
    pub(super) fn of(&self, reference: ProviderReference) -> String {
        let code = self.code(&reference.to_string());
        format!("{}/{reference}.{code}", self.base)
    }

    /// The reference of the prompt whose address this is. Only the last segment counts: what a proxy does to the rest is its
    /// own business.
    pub(super) fn read(&self, path: &str) -> Result<ProviderReference, CallbackError> {
        let wrong = CallbackError::Signature(SignatureFault::Address);
        let segment = path.rsplit('/').next().unwrap_or_default();
        let (reference, code) = segment.split_once('.').ok_or(wrong)?;
        let is_ours: bool = self
            .code(reference)
            .as_bytes()
            .ct_eq(code.as_bytes())
            .into();
        if !is_ours {
            return Err(wrong);
        }
        let id = Uuid::parse_str(reference).map_err(|_| wrong)?;
        Ok(ProviderReference::from_uuid(id))
    }

    fn code(&self, reference: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(reference.as_bytes());
        let mut code = String::with_capacity(CODE_CHARS);
        for byte in mac.finalize().into_bytes().iter().take(CODE_CHARS / 2) {
            for half in [byte >> 4, byte & 15] {
                code.extend(char::from_digit(u32::from(half), 16));
            }
        }
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";

    fn addresses(secret: &str) -> CallbackAddress {
        CallbackAddress::new("https://shop.example/hook/", &Secret::new(secret)).unwrap()
    }

    fn reference() -> ProviderReference {
        ProviderReference::from_uuid(Uuid::parse_str(REFERENCE).unwrap())
    }

    #[test]
    fn an_address_proves_itself_whatever_stands_before_it() {
        let ours = addresses(SECRET);
        let address = ours.of(reference());
        let (base, segment) = address.rsplit_once('/').unwrap();
        assert_eq!(base, "https://shop.example/hook");
        // HMAC-SHA256 by another tool, cut.
        assert_eq!(
            segment,
            format!("{REFERENCE}.45a6f085969e0b2159b7845fa9a2d6e2")
        );
        for path in [
            format!("/hook/{segment}"),
            segment.to_owned(),
            format!("/x/y/{segment}"),
        ] {
            assert_eq!(ours.read(&path), Ok(reference()), "{path}");
        }
    }

    #[test]
    fn no_other_address_is_believed() {
        let ours = addresses(SECRET);
        let address = ours.of(reference());
        let segment = address.rsplit('/').next().unwrap();
        let other = REFERENCE.replace("f44", "a44");
        let refused = Err(CallbackError::Signature(SignatureFault::Address));
        for path in [
            String::new(),
            "/hook".to_owned(),
            format!("/hook/{REFERENCE}"),
            format!("/hook/{REFERENCE}."),
            format!("/hook/{}", segment.replace(REFERENCE, &other)),
            format!("/hook/{}", &segment[..segment.len() - 1]),
            format!("/hook/{segment}0"),
            format!("/hook/{}", segment.to_uppercase()),
            format!("/hook/{segment}/"),
        ] {
            assert_eq!(ours.read(&path), refused, "{path}");
        }
        let stranger = addresses("fedcba9876543210fedcba9876543210");
        assert_eq!(stranger.read(segment), refused);
    }
}
